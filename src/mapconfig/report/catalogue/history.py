"""What happened to an asset, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import words
from mapconfig.report.catalogue.frame import Frame
from mapconfig.report.web.html import Child, Element, el


def told(found: Mapping[str, Any], frame: Frame, address: str) -> Child:
    """The events, newest first, and what is not known of them."""
    notes: list[Child] = []
    if found["note"]:
        notes.append(el("p", frame.said(found["note"]), class_="quiet"))
    if found["more"]:
        notes.append(
            el(
                "p",
                plural(
                    "{n} older change: mapconfig history {address}",
                    "{n} older changes: mapconfig history {address}",
                    found["more"],
                    address=address,
                ),
                class_="quiet",
            )
        )
    elif found["cut"]:
        notes.append(el("p", cut(found["cut"], address), class_="quiet"))
    events = [el("li", event(one, frame)) for one in found["events"]]
    return [el("ol", events, class_="history") if events else None, notes]


def cut(commit: str, address: str) -> str:
    """That the history was not walked to its beginning."""
    return say(
        "The history shown here ends at commit {commit}. What is older: mapconfig history {address}",
        commit=commit[:10],
        address=address,
    )


def event(one: Mapping[str, Any], frame: Frame) -> Child:
    """One event: when, who, in which commit, what changed and why."""
    return [
        el(
            "p",
            el("time", one["at"], datetime=one["at"]),
            " ",
            el("strong", words.said(words.HAPPENED, one["kind"])),
            " ",
            say("by {who}", who=one["author"]),
            [" · ", one["request"]] if one["request"] and one["request"] not in one["subject"] else None,
            " · ",
            el("code", one["commit"][:10]),
            " ",
            one["subject"],
        ),
        el("p", say("It was called {address}.", address=one["renamed_from"])) if one["renamed_from"] else None,
        el("p", say("It was in {file}.", file=one["moved_from"])) if one["moved_from"] else None,
        changes(one, frame),
        el("p", reason(one), class_="quiet") if one["record"] or one["tickets"] else None,
    ]


def changes(one: Mapping[str, Any], frame: Frame) -> Element | None:
    """What changed, in words."""
    if not one["words"]:
        return None
    rows = [el("li", frame.prose(each)) for each in one["words"]]
    if one["more"]:
        rows.append(el("li", el("small", plural("and {n} more field", "and {n} more fields", one["more"]))))
    return el("ul", rows)


def reason(one: Mapping[str, Any]) -> Child:
    """The change record behind an event, and whether that is sure; tickets."""
    record = one["record"]
    parts: list[Child] = []
    if record is not None:
        said = f"{record['id']} {record['title']}: {record['reason']}"
        parts.append(
            say("Because: {record}", record=said)
            if record["certain"]
            else say("Perhaps because: {record}", record=said)
        )
        if record["requested_by"]:
            parts += [" ", say("(asked for by {who})", who=record["requested_by"])]
    if one["tickets"]:
        parts += [" " if parts else None, say("Tickets: {tickets}", tickets=", ".join(one["tickets"]))]
    return parts


def brief(one: Mapping[str, Any]) -> Child:
    """The reason in a few words: the change record by its name, and tickets."""
    record = one["record"]
    parts: list[Child] = []
    if record is not None:
        named = [el("code", record["id"]), " ", record["title"]]
        parts += named if record["certain"] else [say("perhaps"), " ", *named]
    if one["tickets"]:
        parts.append(el("div", el("small", ", ".join(one["tickets"]))))
    return parts

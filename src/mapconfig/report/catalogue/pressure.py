"""E-mail pressure: who gets how much, what sends it, and whom fatigue holds back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import words
from mapconfig.report.catalogue.frame import Frame, asset, intro, link, links, people, tabled
from mapconfig.report.catalogue.tables import ROWS, csv, cut
from mapconfig.report.catalogue.values import criteria
from mapconfig.report.moments import moment
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.parts import badge, card, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def pressure(found: Document, frame: Frame) -> tuple[str, Child]:
    """Who gets how much, what sends it, and whom fatigue holds back."""
    title = say("E-mail pressure")
    lead = say("Each team's own e-mail is only one. To the person it may be the fourth this week.")
    bare = [row for row in found["senders"] if row["fatigue"]["missing"] and not row["fatigue"]["exempt"]]
    return title, [
        intro(title, lead, _protected(found, bare), csv("pressure.csv")),
        _fatigue(found["fatigue"], frame),
        section("lists", say("Who gets how much"), _by_list(found["lists"], frame)),
        section("senders", say("What sends"), _senders(found["senders"], frame)),
    ]


def _protected(found: Document, bare: Any) -> Child:
    if not found["fatigue"]:
        return badge(say("No fatigue list: nobody is held back who had enough."), "blocked")
    if not bare:
        return badge(say("Everything that sends holds back people who had enough."), "fine")
    return badge(
        plural(
            "{n} sender does not hold back people who had enough.",
            "{n} senders do not hold back people who had enough.",
            len(bare),
        ),
        "look",
    )


def _fatigue(rows: Any, frame: Frame) -> Child:
    if not rows:
        return None
    return section(
        "fatigue",
        say("When somebody had enough"),
        el(
            "div",
            [
                card(
                    el("h3", link(row, frame)),
                    el("p", row["description"]) if row["description"] else None,
                    el("p", say("People held back now: "), people(row["people"])) if row["people"] else None,
                    criteria(row["criteria"], frame) if row["criteria"] else None,
                )
                for row in rows
            ],
            class_="split",
        ),
    )


def _by_list(rows: Any, frame: Frame) -> Child:
    if not rows:
        return el("p", say("Nothing is sent to any list."), class_="quiet")
    columns = [
        Column(say("Somebody on")),
        Column(say("People"), numeric=True),
        Column(say("E-mails by this list, at most"), numeric=True),
        Column(say("From"), sortable=False),
        Column(say("Not held back"), sortable=False),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["list"], frame), row["list"]["address"]),
            Cell(people(row["people"]), row["people"]["order"]) if row["people"] else None,
            Cell(plural("{n:,} e-mail", "{n:,} e-mails", row["most"]), row["most"]),
            [
                say("Journeys: {journeys:,}, sends: {sends:,}", journeys=row["journeys"], sends=row["list_emails"]),
                el("br"),
                el("small", links(row["senders"], frame, row["more"])),
            ],
            links(row["unprotected"], frame) or el("small", say("all hold back")),
        ]
        for row in rows[:ROWS]
    ]
    return [
        el(
            "p",
            say(
                "What goes to the list and to those that all its members are on as well: once through every journey "
                "and with every e-mail that is planned, if nothing holds them back. Who is on other lists, too, may "
                "get what goes to those on top."
            ),
            class_="quiet",
        ),
        table(
            tabled(say("Lists by what their members may get")),
            columns,
            body,
            filter_label=say("Filter"),
            hide_caption=True,
        ),
        cut(rows, "pressure.csv"),
    ]


def _senders(rows: Any, frame: Frame) -> Child:
    columns = [
        Column(say("What sends")),
        Column(say("Kind")),
        Column(say("Team")),
        Column(say("E-mails at most"), numeric=True),
        Column(say("Goes to"), sortable=False),
        Column(say("People"), numeric=True),
        Column(say("When")),
        Column(say("Fatigue")),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["asset"], frame), row["asset"]["address"]),
            [
                words.one(row["kind"]),
                [" ", badge(words.said(words.STATES, row["state"]), "look")] if row["state"] != "active" else None,
            ],
            link(row["owner"], frame),
            Cell(f"{row['most']:,}", row["most"]),
            links([*row["to"], *row["forms"]], frame),
            Cell(people(row["people"]), row["people"]["order"]) if row["people"] else None,
            Cell(_when(row), row["at"]),
            _held(row["fatigue"], frame),
        ]
        for row in rows[:ROWS]
    ]
    return [
        table(tabled(say("Everything that sends")), columns, body, filter_label=say("Filter"), hide_caption=True),
        cut(rows, "pressure.csv"),
    ]


def _when(row: Document) -> Child:
    if row["at"]:
        parts = [moment(row["at"])]
        if row["batches"]:
            parts.append(plural("in {n} batch", "in {n} batches", len(row["batches"])))
        return [parts[0], [el("br"), el("small", parts[1])] if len(parts) > 1 else None]
    if row["again"]:
        return words.said(words.RE_ENTRY, row["again"])
    return say("when it happens") if row["kind"] in ("form", "rule") else say("not planned")


def _held(fatigue: Document, frame: Frame) -> Child:
    if fatigue["exempt"]:
        return el("small", say("does not count"))
    if fatigue["missing"]:
        return [badge(say("not held back by"), "look"), " ", links(fatigue["missing"], frame)]
    return say("held back") if fatigue["held"] else el("small", say("no fatigue list"))

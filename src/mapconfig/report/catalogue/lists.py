"""Lists of what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import COLON, plural, say
from mapconfig.report.catalogue import history, places, words
from mapconfig.report.catalogue.frame import Frame, asset, day, intro, link, links, tabled
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import badge, card, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]

#: Severity and the tone of its badge.
TONES = {"error": "blocked", "warning": "look", "info": ""}


def changes_table(rows: Any, frame: Frame, caption: str, *, filtered: bool = False) -> Element:
    """Events of many assets, one a row."""
    columns = [
        Column(say("Day")),
        Column(say("Asset")),
        Column(say("What happened"), sortable=False),
        Column(say("By")),
        Column(say("Why"), sortable=False),
        Column(say("Commit"), sortable=False),
    ]
    body: list[Cells] = [
        [
            Cell(day(row["at"]), row["at"]),
            Cell(asset(row["asset"], frame), row["asset"]["address"]),
            [words.said(words.HAPPENED, row["kind"]), history.changes(row, frame)],
            row["author"],
            history.brief(row) or None,
            [el("code", row["commit"][:10]), " ", row["subject"]],
        ]
        for row in rows
    ]
    return table(
        tabled(caption),
        columns,
        body,
        filter_label=say("Filter") if filtered else None,
        sortable=filtered,
        first_is_head=False,
        hide_caption=True,
    )


def changed(found: Document, frame: Frame) -> tuple[str, Child]:
    """What changed last."""
    title = say("Changes")
    edited = [
        el(
            "li",
            asset(row, frame),
            " ",
            badge(say("new"), "added") if row["new"] else None,
            el("ul", [el("li", frame.prose(one)) for one in row["words"]]) if row["words"] else None,
        )
        for row in found["uncommitted"]
    ]
    notes: list[str] = []
    if found["more"]:
        notes.append(plural("{n:,} older change is not shown.", "{n:,} older changes are not shown.", found["more"]))
    elif found["cut"]:
        notes.append(history.cut(found["cut"], "ADDRESS"))
    if found["note"]:
        notes.append(frame.said(found["note"]))
    return title, [
        intro(
            title,
            say("What became of the files, newest first: one row for each asset that a commit changed."),
            el("a", say("Change records"), href=frame.link(places.RECORDS)),
        ),
        section("edited", say("Not committed yet"), el("ul", edited)) if edited else None,
        changes_table(found["rows"], frame, title, filtered=True) if found["rows"] else None,
        [el("p", note, class_="quiet") for note in notes],
    ]


def records(found: Document, frame: Frame) -> tuple[str, Child]:
    """Change records, newest first."""
    title = say("Change records")
    if not found["rows"]:
        return title, [intro(title), nothing(say("There is none: mapconfig keeps them in the folder changes."))]
    columns = [
        Column(say("Change record")),
        Column(say("Day")),
        Column(say("Why"), sortable=False),
        Column(say("Asked for by")),
        Column(say("Risk")),
        Column(say("Tickets")),
        Column(say("Covers"), sortable=False),
    ]
    rows: list[Cells] = [
        [
            Cell([el("code", row["id"]), " ", row["title"]], row["id"]),
            Cell(day(row["date"]), row["date"]),
            row["reason"],
            row["requested_by"],
            _risk(row["risk"]),
            ", ".join(row["tickets"]),
            links(row["covers"], frame),
        ]
        for row in found["rows"]
    ]
    return title, [
        intro(title, say("Why assets change: who asked, for what reason, with which risk.")),
        table(tabled(title), columns, rows, filter_label=say("Filter"), hide_caption=True),
    ]


_RISKS = {"low": say("low"), "medium": say("medium"), "high": say("high")}


def _risk(said: str) -> Child:
    """A risk as a change record has it: how high, and why."""
    level, colon, why = said.partition(": ")
    if level not in _RISKS:
        return said
    return [el("strong", _RISKS[level]), COLON, why] if colon else el("strong", _RISKS[level])


def unowned(found: Document, frame: Frame) -> tuple[str, Child]:
    """Assets that no team answers for."""
    title = say("Assets without a team")
    if not found["rows"]:
        return title, [intro(title), nothing(say("There is none: every asset has a team that answers for it."))]
    columns = [Column(say("Asset")), Column(say("Kind")), Column(say("File"))]
    rows: list[Cells] = [
        [Cell(asset(row, frame), row["address"]), words.one(row["kind"]), el("code", row["file"])]
        for row in found["rows"]
    ]
    return title, [
        intro(title, say("Nobody is asked before they change, and nobody notices when they break.")),
        table(tabled(title), columns, rows, filter_label=say("Filter"), hide_caption=True),
    ]


def unused(found: Document, frame: Frame) -> tuple[str, Child]:
    """Assets that nothing uses."""
    title = say("Used by nothing")
    parts: list[Child] = [
        intro(title, say("They are checked, copied and wondered about for years. Some count towards platform limits."))
    ]
    if found["rows"]:
        columns = [Column(say("Asset")), Column(say("Kind")), Column(say("Team")), Column(say("What was found"))]
        rows: list[Cells] = [
            [
                Cell(asset(row, frame), row["address"]),
                words.one(row["kind"]),
                link(row["owner"], frame),
                [frame.prose(row["detail"]), _waived(row["waived"])],
            ]
            for row in found["rows"]
        ]
        parts.append(table(tabled(title), columns, rows, hide_caption=True))
    else:
        parts.append(nothing(say("There is none.")))
    if found["fields"]:
        items = [
            el("li", asset(row, frame), [" ", el("small", link(row["owner"], frame))] if row["owner"] else None)
            for row in found["fields"]
        ]
        parts.append(
            section("fields", say("Fields that nothing asks, sets or collects"), el("ul", items, class_="plain"))
        )
    return title, parts


def _waived(why: str) -> Child:
    return el("p", say("Waived: {why}", why=why), class_="quiet") if why else None


#: How somebody looks, and shows what was seen.
_LOOK = "mapconfig drift --format json -o drift.json\nmapconfig docs build --drift drift.json"


def drifted(found: Document, frame: Frame) -> tuple[str, Child]:
    """What somebody changed on a platform."""
    title = say("Changed past the files")
    if not found["known"]:
        return title, [
            intro(title),
            card(
                el("p", say("Unknown: nobody has looked. The record says what was applied, not what happened since.")),
                el("p", say("To know, and to show it here:")),
                el("pre", frame.aim(_LOOK)),
            ),
        ]
    parts: list[Child] = [
        intro(
            title,
            say(
                "What differs on {environment} since the last apply, as mapconfig drift found it.",
                environment=found["environment"],
            ),
        )
    ]
    if found["rows"]:
        columns = [Column(say("Asset")), Column(say("Team")), Column(say("What differs"))]
        rows: list[Cells] = [
            [
                Cell(asset(row, frame), row["address"]),
                link(row["owner"], frame),
                badge(say("deleted there"), "blocked") if row["gone"] else ", ".join(row["fields"]),
            ]
            for row in found["rows"]
        ]
        parts.append(table(tabled(title), columns, rows, hide_caption=True))
    elif found["recorded"] and not found["unrecorded"]:
        parts.append(nothing(say("Nothing: the platform is as it was applied.")))
    elif not found["recorded"] and not found["unrecorded"]:
        parts.append(nothing(say("Nothing was ever applied there, so nothing can have been changed.")))
    if found["unrecorded"]:
        parts.append(
            section(
                "unrecorded",
                say("There and in the files, and not in the record"),
                el(
                    "p",
                    say("Nobody can tell who changed what of these: they were made by hand, or the record is lost."),
                ),
                el("ul", [el("li", el("code", one)) for one in found["unrecorded"]], class_="plain columns"),
            )
        )
    if found["unmanaged"]:
        parts.append(
            section(
                "unmanaged",
                say("There, and in no file"),
                el("ul", [el("li", el("code", one)) for one in found["unmanaged"]], class_="plain columns"),
            )
        )
    return title, parts


def overdue(found: Document, frame: Frame) -> tuple[str, Child]:
    """Assets that somebody promised to look at again."""
    title = say("Overdue for review")
    parts: list[Child] = [
        intro(title, say("Somebody promised to look at these again, since their reason does not hold for ever."))
    ]
    parts.append(_reviews(found["rows"], frame, title) if found["rows"] else nothing(say("No review is overdue.")))
    if found["soon"]:
        parts.append(
            section("soon", say("Due within a month"), _reviews(found["soon"], frame, say("Due within a month")))
        )
    if found["waivers"]:
        columns = [Column(say("Ends")), Column(say("Rule")), Column(say("Asset")), Column(say("Why"))]
        rows: list[Cells] = [
            [
                Cell([row["until"], [" ", badge(say("over"), "look")] if row["over"] else None], row["until"]),
                el("a", row["code"], href=frame.link(places.of_rule(row["code"])))
                if _known(row["code"])
                else row["code"],
                Cell(asset(row["asset"], frame), row["asset"]["address"]),
                row["why"],
            ]
            for row in found["waivers"]
        ]
        parts.append(
            section(
                "waivers",
                say("Agreed exceptions"),
                table(tabled(say("Agreed exceptions")), columns, rows, first_is_head=False, hide_caption=True),
            )
        )
    return title, parts


def _known(code: str) -> bool:
    return code.startswith("MC") and code[2:].isdigit()


def _reviews(rows: Any, frame: Frame, caption: str) -> Element:
    columns = [Column(say("Asset")), Column(say("Review by")), Column(say("Team")), Column(say("Why it is there"))]
    body: list[Cells] = [
        [
            Cell(asset(row, frame), row["address"]),
            Cell(day(row["by"]), row["by"]),
            link(row["owner"], frame),
            row["reason"],
        ]
        for row in rows
    ]
    return table(tabled(caption), columns, body, hide_caption=True)


def nothing(words_: str) -> Element:
    """That there is nothing to show, which may be good news."""
    return el("p", words_, class_="quiet")

"""The contact matrix and the conversion map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import COLON, plural, say
from mapconfig.report.catalogue import words
from mapconfig.report.catalogue.frame import Frame, asset, intro, link, links, people, tabled
from mapconfig.report.catalogue.values import criteria
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import badge, card, facts, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def matrix(found: Document, frame: Frame) -> tuple[str, Child]:
    """Team x segment x channel x when: a grid to look at, and the rows to read."""
    title = say("Contact matrix")
    rows = found["rows"]
    lead = say("Who contacts whom, when, on which channel and why: every team's own word, side by side.")
    if not rows:
        return title, [intro(title, lead), el("p", say("No team has written down whom it contacts."), class_="quiet")]
    return title, [
        intro(
            title,
            lead,
            _crossed(found["overlaps"]),
            el("a", say("The same as a table for spreadsheets"), href="matrix.csv"),
        ),
        section("grid", say("At a glance"), _grid(found, frame)),
        section("rows", say("Row by row"), _rows(rows, frame)),
        _outside(found["outside"], frame),
        _silent(found["silent"], frame),
    ]


def _crossed(overlaps: int) -> Child:
    if not overlaps:
        return badge(
            say("No crossed wires: no two teams claim the same segment, or a part of it, on the same channel."), "fine"
        )
    return badge(
        plural(
            "{n} row crosses another: two teams claim the same people on the same channel.",
            "{n} rows cross others: two teams claim the same people on the same channel.",
            overlaps,
        ),
        "blocked",
    )


def _grid(found: Document, frame: Frame) -> Element:
    """Segments down, channels across, and in each cell who speaks."""
    segments: dict[str, Document] = {}
    cells: dict[tuple[str, str], list[Document]] = {}
    for row in found["rows"]:
        segments.setdefault(row["segment"]["address"], row["segment"])
        cells.setdefault((row["segment"]["address"], row["channel"]), []).append(row)
    columns = [Column(say("Segment"), sortable=False)]
    columns += [Column(words.said(words.CHANNELS, one), sortable=False) for one in found["channels"]]
    body: list[Cells] = [
        [
            link(segment, frame) or say("everybody"),
            *(_cell(cells.get((address, channel), []), frame) for channel in found["channels"]),
        ]
        for address, segment in segments.items()
    ]
    return table(say("Segments by channel, with the teams that contact them"), columns, body, sortable=False)


def _cell(rows: list[Document], frame: Frame) -> Child:
    if not rows:
        return None
    return el(
        "ul",
        [
            el(
                "li",
                link(row["team"], frame),
                [" ", el("small", _stage(row))] if row["stage"] else None,
                [" ", badge(say("crosses {team}", team=_crossing(row)), "blocked")] if row["overlaps"] else None,
            )
            for row in rows
        ],
        class_="plain spoken",
    )


def _stage(row: Document) -> str:
    return say("in {stage}", stage=row["stage"]["title"] or row["stage"]["address"])


def _crossing(row: Document) -> str:
    return ", ".join(dict.fromkeys(one["team"]["title"] or one["team"]["address"] for one in row["overlaps"]))


def _rows(rows: Any, frame: Frame) -> Element:
    columns = [
        Column(say("Team")),
        Column(say("Segment")),
        Column(say("Stage")),
        Column(say("Channel")),
        Column(say("When and why"), sortable=False),
        Column(say("Overlaps")),
        Column(say("E-mailed by"), sortable=False),
    ]
    body: list[Cells] = [
        [
            link(row["team"], frame),
            Cell(_segment(row, frame), row["segment"]["address"]),
            Cell(link(row["stage"], frame), row["order"]) if row["stage"] else None,
            words.said(words.CHANNELS, row["channel"]),
            el("span", row["when"], el("p", row["why"], class_="quiet") if row["why"] else None),
            _overlaps(row["overlaps"], frame),
            links(row["by"], frame),
        ]
        for row in rows
    ]
    return table(
        tabled(say("All rows of the contact matrix")), columns, body, filter_label=say("Filter"), hide_caption=True
    )


def _segment(row: Document, frame: Frame) -> Child:
    shown = link(row["segment"], frame) or say("everybody")
    return [shown, el("p", say("People: "), people(row["people"]), class_="quiet")] if row["people"] else shown


def _overlaps(overlaps: Any, frame: Frame) -> Child:
    if not overlaps:
        return say("none")
    return el(
        "ul",
        [
            el(
                "li",
                badge(say("crosses"), "blocked"),
                " ",
                link(one["team"], frame),
                " (",
                one["id"],
                "): ",
                frame.said(one["words"]),
            )
            for one in overlaps
        ],
        class_="plain",
    )


def _outside(rows: Any, frame: Frame) -> Child:
    if not rows:
        return None
    return section(
        "outside",
        say("E-mails that the matrix does not know"),
        el(
            "ul",
            [
                el(
                    "li",
                    el("p", asset(row["asset"], frame), [" ", badge(say("waived"))] if row["waived"] else None),
                    el("p", row["waived"] or frame.said(row["detail"]), class_="quiet"),
                )
                for row in rows
            ],
            class_="plain rows",
        ),
    )


def _silent(teams: Any, frame: Frame) -> Child:
    if not teams:
        return None
    return section("silent", say("Teams that contact nobody, by their own word"), el("p", links(teams, frame)))


# The conversion map ---------------------------------------------------------------------------------------------------

_TONES = {"full": "fine", "light": "changed", "none": "blocked", "": "blocked"}


def conversion(found: Document, frame: Frame) -> tuple[str, Child]:
    """The stages in their order, each with who is in it, who feeds it, and what is missing."""
    title = say("Conversion map")
    lead = say(
        "From visitor to customer and beyond: who is in each stage, how people come into it, and who speaks to them."
    )
    stages = found["stages"]
    if not stages:
        return title, [intro(title, lead), el("p", say("No stage is written down."), class_="quiet")]
    gaps = [(one["stage"], gap) for one in stages for gap in one["gaps"]]
    return title, [
        intro(title, lead, frame.said(found["summary"])),
        section("map", say("The way"), el("ol", [_station(one, frame) for one in stages], class_="way")),
        section(
            "gaps",
            say("Gaps"),
            el("ul", [el("li", link(stage, frame), COLON, frame.prose(gap)) for stage, gap in gaps])
            if gaps
            else el(
                "p", say("None: every stage has criteria, a team, marketing and a time of arrival."), class_="quiet"
            ),
        ),
        section("stages", say("Stage by stage"), [_stage_card(one, frame) for one in stages]),
    ]


def _station(one: Document, frame: Frame) -> Element:
    """A stage on the way: a link, how many are in it, and how much marketing."""
    marketing = one["marketing"]
    return el(
        "li",
        link(one["stage"], frame),
        el("span", people(one["people"], members_only=True), class_="many") if one["people"] else None,
        badge(words.said(words.MARKETING, marketing), _TONES.get(marketing, "")),
        el("small", plural("{n} gap", "{n} gaps", len(one["gaps"]))) if one["gaps"] else None,
        class_=f"station {marketing or 'unsaid'}",
    )


def _stage_card(one: Document, frame: Frame) -> Element:
    rows: list[tuple[Child, Child]] = [
        (say("Team"), asset(one["owner"], frame) or say("nobody answers for it")),
        (say("Marketing"), badge(words.said(words.MARKETING, one["marketing"]), _TONES.get(one["marketing"], ""))),
    ]
    if one["people"]:
        rows.append((say("People"), people(one["people"])))
    if one["timestamp"]:
        rows.append((say("Time of arrival"), link(one["timestamp"], frame)))
    if one["fed_by"]:
        fed = [
            el("li", asset(row, frame), [" ", el("small", frame.said(row["detail"]))] if row["detail"] else None)
            for row in one["fed_by"]
        ]
        rows.append((say("Who feeds it"), el("ul", fed, class_="plain")))
    if one["contacts"]:
        spoken = [
            el(
                "li",
                link(row["team"], frame),
                ", ",
                words.said(words.CHANNELS, row["channel"]),
                [COLON, link(row["segment"], frame)] if row["segment"] else None,
                [" (", row["when"], ")"] if row["when"] else None,
            )
            for row in one["contacts"]
        ]
        rows.append((say("Who speaks to them"), el("ul", spoken, class_="plain")))
    if one["criteria"]:
        rows.append((say("Who is in it"), criteria(one["criteria"], frame)))
    return card(
        el("h3", f"{one['order']}. " if one["order"] is not None else None, link(one["stage"], frame)),
        el("p", one["description"]) if one["description"] else None,
        facts(rows),
        [el("p", badge(say("gap"), "look"), " ", frame.said(gap)) for gap in one["gaps"]],
    )

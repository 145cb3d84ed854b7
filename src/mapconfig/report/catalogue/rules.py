"""The manual pages of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import paged, plural, say
from mapconfig.report.catalogue import places, words
from mapconfig.report.catalogue.frame import Frame, asset, intro, tabled
from mapconfig.report.catalogue.lists import TONES
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.markdown import markdown
from mapconfig.report.web.parts import badge, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def rules(found: Document, frame: Frame) -> tuple[str, Child]:
    """All rules."""
    title = say("Rules")
    columns = [
        Column(say("Code")),
        Column(say("What it finds")),
        Column(say("Name")),
        Column(say("Severity")),
        Column(say("Found here"), numeric=True),
    ]
    rows: list[Cells] = [
        [
            el("a", row["code"], href=frame.link(places.of_rule(row["code"]))),
            frame.said(row["summary"]),
            el("code", row["name"]),
            badge(words.said(words.SEVERITIES, row["severity"]), TONES.get(row["severity"], "")),
            Cell(str(row["count"]) if row["count"] else None, row["count"]),
        ]
        for row in found["rows"]
    ]
    return title, [
        intro(title, say("What mapconfig knows about marketing automation, and checks.")),
        table(tabled(title), columns, rows, filter_label=say("Filter"), hide_caption=True),
    ]


def rule(found: Document, frame: Frame) -> tuple[str, Child]:
    """The manual page of one rule, and where it was found."""
    title = f"{found['code']} {frame.speak(frame.said(found['summary']))}"
    rows = [
        el("li", asset(row, frame), [" ", badge(say("waived"))] if row["waived"] else None) for row in found["found"]
    ]
    more = found["more"]
    return title, [
        el(
            "div",
            el("p", el("a", say("Rules"), href=frame.link(places.RULES)), class_="crumbs"),
            el(
                "div",
                el("h1", title),
                badge(words.said(words.SEVERITIES, found["severity"]), TONES.get(found["severity"], "")),
                class_="row",
            ),
            el("p", el("code", found["name"])),
            class_="stack",
        ),
        el(
            "div",
            markdown(frame.speak(paged(frame.said(found["text"]))), "h2"),
            class_="stack wide manual",
        ),
        section(
            "found",
            say("Found here"),
            el("ul", rows, class_="plain columns") if rows else el("p", say("Nowhere."), class_="quiet"),
            el("p", plural("and {n:,} more", "and {n:,} more", more), class_="quiet") if more else None,
        ),
    ]

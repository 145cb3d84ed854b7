"""The field dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import say
from mapconfig.report.catalogue import words
from mapconfig.report.catalogue.frame import Frame, asset, counts, intro, link, links, tabled
from mapconfig.report.catalogue.tables import ROWS, csv, cut
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.parts import badge
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


#: How delicate a class is.
_TONES = {"sensitive": "blocked", "identifier": "look", "contact": "changed", "": "look"}


def fields(found: Document, frame: Frame) -> tuple[str, Child]:
    """What each field holds, which CRM field it follows, and where it is used."""
    title = say("Field dictionary")
    lead = say("What each field means, where it comes from, and what would notice if it changed.")
    if not found["rows"]:
        return title, [intro(title, lead), el("p", say("No field is written down."), class_="quiet")]
    classes = [
        el("li", badge(words.said(words.CLASSES, name), _TONES.get(name, "")), " ", f"{count:,}")
        for name, count in found["classes"].items()
    ]
    columns = [
        Column(say("Field")),
        Column(say("Type")),
        Column(say("Values"), sortable=False),
        Column(say("CRM field")),
        Column(say("Whose value counts")),
        Column(say("Personal data")),
        Column(say("Used by"), sortable=False),
        Column(say("Team")),
    ]
    return title, [
        intro(title, lead, csv("fields.csv")),
        el("ul", classes, class_="counts"),
        table(
            tabled(title),
            columns,
            [_field(row, frame) for row in found["rows"][:ROWS]],
            filter_label=say("Filter"),
            hide_caption=True,
        ),
        cut(found["rows"], "fields.csv"),
    ]


def _field(row: Document, frame: Frame) -> list[Child | Cell]:
    about = el("p", row["description"], class_="quiet") if row["description"] else None
    kind: Child = words.said(words.TYPES, row["type"])
    if row["ordered"]:
        kind = [kind, " ", el("small", say("(ordered)"))]
    return [
        Cell([asset(row["field"], frame), about], row["field"]["address"]),
        Cell(kind, row["type"]),
        ", ".join(row["values"][:12]) + (" …" if len(row["values"]) > 12 else "") if row["values"] else None,
        crm_of(row["crm"], frame),
        words.said(words.MASTERS, row["master"]),
        class_of(row["personal_data"]),
        used_of(row, frame),
        link(row["owner"], frame),
    ]


def class_of(name: str) -> Child:
    """A class of personal data."""
    return (
        words.said(words.CLASSES, name)
        if name == "none"
        else badge(words.said(words.CLASSES, name), _TONES.get(name, ""))
    )


def crm_of(rows: Any, frame: Frame) -> Child:
    """The CRM fields that a field follows, with their types there."""
    if not rows:
        return None
    items = []
    for row in rows:
        name = row["address"].partition("/")[2]
        target = frame.page_of(row["address"]) if row["title"] is not None else None
        shown: Child = el("a", name, href=target) if target else name
        kind: Child = [" ", el("small", row["type"])] if row["type"] else None
        gone: Child = [" ", badge(say("not in the CRM's files"), "blocked")] if row["title"] is None else None
        items.append(el("li", shown, kind, gone))
    return el("ul", items, class_="plain crm")


def used_of(row: Document, frame: Frame) -> Child:
    """What uses a field, by kind, and the first of them by name."""
    if not row["users"]:
        return el("small", say("nothing"))
    return [counts(row["used"]), el("br"), el("small", links(row["users"], frame, row["more"]))]

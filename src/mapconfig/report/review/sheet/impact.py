"""What the changes reach: as a drawing of what is near, and as a table of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue.words import one as kind_of
from mapconfig.report.review.sheet.reading import Sheet, folded, said, shown_of
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.neighbourhood import Arrow, Dot, neighbourhood
from mapconfig.report.web.parts import badge, section
from mapconfig.report.web.tables import Cell, Column, table

__all__ = ["impact_section"]

_MOST = 1_000
_FLOWS = {
    "breaks": (say("breaks"), "removed", 0),
    "moves": (say("people move"), "changed", 1),
    "shows": (say("shows other content"), "", 2),
}


def impact_section(sheet: Sheet) -> Element | None:
    """What is affected beside what changes."""
    found: dict[str, tuple[Mapping[str, Any], list[str]]] = {}
    missing = 0
    changed = {change["address"] for change in sheet.document["changes"]}
    for change in sheet.document["changes"]:
        missing = max(missing, change["affected"]["count"] - len(change["affected"]["listed"]))
        for one in change["affected"]["listed"]:
            if one["address"] not in changed:
                found.setdefault(one["address"], (one, []))[1].append(change["address"])
    if not found:
        return None
    rows = [_row(sheet, one, because) for one, because in list(found.values())[:_MOST]]
    columns = [
        Column(say("Asset")),
        Column(say("Kind")),
        Column(say("What happens")),
        Column(say("Because of")),
        Column(say("How it gets there")),
        Column(say("Owner")),
    ]
    return section(
        "impact",
        plural("{n:,} other asset is affected", "{n:,} other assets are affected", len(found) + missing),
        _drawing(sheet),
        folded(
            say("All of them in a table"),
            len(rows),
            table(say("What is affected"), columns, rows, filter_label=say("Filter assets")),
            shown_of(len(rows), len(found) + missing),
        ),
    )


def _row(sheet: Sheet, one: Mapping[str, Any], because: list[str]) -> list[Child | Cell]:
    words, tone, weight = _FLOWS[one["flow"]]
    return [
        sheet.name(one["address"]),
        kind_of(one["kind"]),
        Cell(badge(words, tone), weight),
        sheet.names(because[:3]),
        el("small", sheet.prose(said(one["way"]))),
        el("code", one["owner"]) if one["owner"] else say("without an owner"),
    ]


def _drawing(sheet: Sheet) -> Element | None:
    drawing = sheet.document["drawing"]
    if drawing is None or not drawing["nodes"]:
        return None
    dots = [
        Dot(node["id"], node["kind"], sheet.titles.get(node["id"], ""), node["mark"], node["count"])
        for node in drawing["nodes"]
    ]
    arrows = [Arrow(line["source"], line["target"], said(line["label"])) for line in drawing["lines"]]
    return neighbourhood(dots, arrows, say("What is near what changes"), speak=sheet.speak)

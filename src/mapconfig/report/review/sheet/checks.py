"""What the checks say, with the page of each rule on the same sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.language import Text, paged, say
from mapconfig.report.review.sheet.reading import Sheet, keeps_from_reading, said, shown_of
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.markdown import markdown
from mapconfig.report.web.parts import badge, fold, section
from mapconfig.report.web.tables import Cell, Column, table

__all__ = ["checks_section"]

_MOST = 500
_SEVERITIES = {
    "error": (say("error"), "blocked", 0),
    "warning": (say("warning"), "look", 1),
    "info": (say("remark"), "", 2),
}


def checks_section(sheet: Sheet) -> Element | None:
    """Findings that are new, those that the change puts right, and those that were there before."""
    findings = sheet.document["findings"]
    new, following = findings["new"], findings["following"]
    fixed, standing = findings["fixed"], findings["standing"]
    if not sheet.document["changes"] and not new and sheet.document["compared"]["readable"]:
        return None
    codes = findings["codes"]
    return section(
        "checks",
        say("Checks"),
        _table(sheet, say("What is new"), new, codes)
        if new
        else el("p", badge(say("fine"), "fine"), " ", say("The change brings nothing that a check complains of.")),
        _folded(sheet, say("{n:,} that may only follow from that", n=len(following)), following, codes),
        _folded(sheet, say("{n:,} put right by this change", n=len(fixed)), fixed, codes),
        _folded(sheet, say("{n:,} there before", n=len(standing)), standing, codes),
        _pages(sheet, codes),
    )


def _folded(sheet: Sheet, words: Text, rows: Sequence[Mapping[str, Any]], codes: Mapping[str, Any]) -> Child:
    return fold(words, _table(sheet, words, rows, codes)) if rows else None


def _table(sheet: Sheet, caption: Text, rows: Sequence[Mapping[str, Any]], codes: Mapping[str, Any]) -> Child:
    columns = [
        Column(say("Weight")),
        Column(say("Rule")),
        Column(say("What is wrong, and what to do")),
        Column(say("Where")),
    ]
    ordered = sorted(rows, key=lambda row: (_SEVERITIES[row["severity"]][2], not keeps_from_reading(row)))
    cells = [_row(sheet, row, codes) for row in ordered[:_MOST]]
    return [
        table(caption, columns, cells, first_is_head=False, filter_label=say("Filter findings")),
        shown_of(len(cells), len(rows)),
    ]


def _row(sheet: Sheet, row: Mapping[str, Any], codes: Mapping[str, Any]) -> list[Child | Cell]:
    words, tone, weight = _SEVERITIES[row["severity"]]
    code = row["code"]
    place = f"{row['file']}:{row['line']}:{row['column']}" if row["line"] else row["file"]
    return [
        Cell(badge(words, tone), weight),
        [el("a", code, href=f"#rule-{code}") if code in codes else code, " ", said(row["summary"])],
        [
            el("p", sheet.prose(said(row["detail"]))),
            el("p", sheet.prose(said(row["fix"])), class_="quiet") if said(row["fix"]) else None,
        ],
        el("code", place) if place else "",
    ]


def _pages(sheet: Sheet, codes: Mapping[str, Any]) -> Child:
    if not codes:
        return None
    pages = [
        fold(
            [el("code", code), " ", said(one["summary"])],
            markdown(sheet.speak(paged(one["page"]))),
            id_=f"rule-{code}",
        )
        for code, one in sorted(codes.items())
    ]
    return [el("h3", say("The rules behind them")), el("div", pages)]

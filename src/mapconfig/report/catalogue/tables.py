"""What the large tables of the catalogue share: how long they get on a page, and where the rest is."""

from __future__ import annotations

from typing import Any

from mapconfig.language import say
from mapconfig.report.web.html import Child, Element, el

#: Rows that one page shows; a browser lays out more only slowly. The file for spreadsheets has them all.
ROWS = 500


def csv(name: str) -> Element:
    """The link to the same table for a spreadsheet."""
    return el("a", say("The same as a table for spreadsheets"), href=name)


def cut(rows: Any, file: str) -> Child:
    """How many rows are not shown; nothing where all are."""
    if len(rows) <= ROWS:
        return None
    return el(
        "p",
        say("{shown:,} of {total:,} rows are shown here; {file} has them all.", shown=ROWS, total=len(rows), file=file),
        class_="quiet",
    )

"""Tables for the eye, the ear and a phone: a caption, heads with a scope, and heads repeated where it is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mapconfig.report.web.html import Child, Element, el
from mapconfig.values import dataclass

__all__ = ["Cell", "Column", "table"]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. `numeric` ones are set to the right; those that are not `sortable` get no button."""

    head: str
    numeric: bool = False
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is sorted by something else than what it shows, such as a date by its digits."""

    content: Child
    sort: str | int


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Child | Cell]],
    *,
    filter_label: str | None = None,
    sortable: bool = True,
    first_is_head: bool = True,
    hide_caption: bool = False,
    id_: str | None = None,
) -> Element:
    """A table. The first cell of each row names it, unless `first_is_head` is false.

    With a `filter_label` a box above it filters the rows; its script adds that and the buttons of the heads, so without
    scripts it is a plain table.
    """
    heads = [
        el(
            "th",
            column.head,
            scope="col",
            class_="number" if column.numeric else None,
            data_plain=not column.sortable,
        )
        for column in columns
    ]
    body = [
        el("tr", [_cell(cell, columns[at], at == 0 and first_is_head) for at, cell in enumerate(row)]) for row in rows
    ]
    made = el(
        "table",
        el("caption", caption, class_="unseen" if hide_caption else None),
        el("thead", el("tr", heads)),
        el("tbody", body),
        class_="cards",
        data_sortable=sortable and len(body) > 1,
        data_filter=filter_label if filter_label is not None and len(body) > 1 else None,
        id_=id_,
    )
    # The frame scrolls where the table is too wide, so it can be reached and named without a mouse.
    return el("div", made, class_="table", role="region", aria_label=caption, tabindex=0)


def _cell(cell: Child | Cell, column: Column, head: bool) -> Element:
    shown, sort = (cell.content, cell.sort) if isinstance(cell, Cell) else (cell, None)
    # On a phone a cell is a grid of its head and one content, whatever that consists of; an empty one is not shown.
    inner = el("span", shown) if not isinstance(shown, str) else shown
    return el(
        "th" if head else "td",
        inner if isinstance(inner, str) or inner.children else None,
        scope="row" if head else None,
        class_="number" if column.numeric else None,
        data_head=column.head,
        data_sort=sort,
    )

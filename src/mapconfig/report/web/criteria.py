"""Criteria as a tree that is read from top to bottom, with what changed marked in words and colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mapconfig.language import say
from mapconfig.report.web.html import Child, Element, el
from mapconfig.values import dataclass

__all__ = ["Row", "criteria_tree", "rows_of"]

_GROUPS = {"all": say("all of these:"), "any": say("any of these:"), "none": say("none of these:")}
_SIGNS = {"added": say("+ now required"), "removed": say("− no longer required")}


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence or the head of a group, `depth` groups deep; `state` is ``added``, ``removed`` or ``same``."""

    depth: int
    text: str
    state: str = "same"


def rows_of(value: Any, depth: int = 0) -> Iterator[Row]:
    """The rows of criteria as YAML gives them. Never raises: what is no criteria is shown as it is."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from rows_of(item, depth)
    elif isinstance(value, Mapping):
        for head, below in value.items():
            yield Row(depth, _GROUPS.get(str(head)) or say("{group}:", group=str(head)))
            yield from rows_of(below, depth + 1)
    elif value is not None:
        yield Row(depth, str(value))


def criteria_tree(rows: Iterable[Row], link: Mapping[str, Child] | None = None, *, whole: bool = True) -> Element:
    """The tree of `rows`. Rows deeper than the one before are inside it. `link` may replace a text by elements.

    Several rows at the top are said to be required together, unless they are not the `whole` of it.
    """
    rows = list(rows)
    made, _ = _branch(rows, 0, rows[0].depth if rows else 0, link or {})
    if whole and len(made) > 1:
        made = [el("li", el("span", el("span", _GROUPS["all"], class_="group"), class_="sentence"), el("ul", made))]
    return el("ul", made, class_="criteria")


def _branch(rows: list[Row], at: int, depth: int, link: Mapping[str, Child]) -> tuple[list[Element], int]:
    items: list[Element] = []
    while at < len(rows) and rows[at].depth >= depth:
        row = rows[at]
        inside: list[Element] = []
        at += 1
        if at < len(rows) and rows[at].depth > row.depth:
            inside, at = _branch(rows, at, rows[at].depth, link)
        items.append(_item(row, inside, link))
    return items, at


def _item(row: Row, inside: list[Element], link: Mapping[str, Child]) -> Element:
    said = el("code", link.get(row.text, row.text)) if not inside else el("span", row.text, class_="group")
    return el(
        "li",
        el("span", said, class_="sentence"),
        el("span", _SIGNS[row.state], class_="how") if row.state in _SIGNS else None,
        el("ul", inside) if inside else None,
        class_=row.state if row.state in _SIGNS else None,
    )

"""Groups of rows put together: all of several, or any; and how many are too many."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.backends.mautic.filters import Group, Row
from mapconfig.backends.mautic.terms import Unheld

#: Beyond this many groups or rows a segment is more than anybody could read in Mautic, and slow there.
MOST_GROUPS = 64
MOST_ROWS = 400

NOBODY: tuple[Group, ...] = ()


def all_of(parts: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    groups: tuple[Group, ...] = ((),)
    for part in parts:
        groups = both(groups, part)
    return groups


def any_of(parts: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    return _bounded(dict.fromkeys(group for part in parts for group in part))


def both(one: tuple[Group, ...], other: tuple[Group, ...]) -> tuple[Group, ...]:
    if len(one) * len(other) > MOST_GROUPS:
        raise _too_many()
    joined = (_plain(left + right) for left in one for right in other)
    return _bounded(dict.fromkeys(group for group in joined if group is not None))


#: Operators that no blank passes.
_FILLED = frozenset({"=", "gt", "gte", "lt", "lte", "in", "contains", "startsWith", "endsWith", "!empty"})


def _plain(rows: Group) -> Group | None:
    """`rows` once each and without those that others imply; None where a field would have to be blank and not."""
    filled = {_place(row) for row in rows if row.operator in _FILLED and row.operator != "!empty"}
    asked = {_place(row) for row in rows if row.operator in _FILLED}
    if any(row.operator == "empty" and _place(row) in asked for row in rows):
        return None
    return tuple(dict.fromkeys(row for row in rows if row.operator != "!empty" or _place(row) not in filled))


def _place(row: Row) -> tuple[str, str]:
    return row.object, row.field


def _bounded(groups: Iterable[Group]) -> tuple[Group, ...]:
    sets = {group: frozenset(group) for group in groups}
    # A group that asks for all that another asks for, and more, lets nobody through that the other does not.
    found = tuple(group for group, rows in sets.items() if not any(other < rows for other in sets.values()))
    if len(found) > MOST_GROUPS or sum(map(len, found)) > MOST_ROWS:
        raise _too_many()
    return found


def _too_many() -> Unheld:
    return Unheld(
        f"Without brackets these criteria would be more than {MOST_GROUPS} groups or {MOST_ROWS} rows in Mautic. Make "
        "a list of an inner group and use `in list` here."
    )

"""Mautic's segment filters as values: rows that must all be met, and groups of rows of which one will do.

A segment has one flat sequence of filters, each glued to the one before by ``and`` or ``or``; ``and`` binds tighter
(recording segments-evaluation), so the sequence is groups of rows. There are no brackets and there is no "not".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

#: A value of a row: text, a number of the platform, several of them, or nothing for ``empty`` and ``!empty``.
Value = str | int | tuple[str | int, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One filter. `object` is lead, company or behaviors; `field` an alias; `type` the type of the field in Mautic.

    Values are in the form in which Mautic gives them back: numbers and dates as text, ids as whole numbers.
    """

    object: str
    field: str
    type: str
    operator: str
    value: Value = None


#: Rows that must all be met.
Group = tuple[Row, ...]

#: Filters whose values Mautic turns into whole numbers: ids of what they name (recording segments-filters).
_BY_ID = frozenset({"leadlist", "campaign", "lead_email_received", "lead_email_sent", "assets", "globalcategory"})


def filters_of(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """What is sent: operator, type and glue are always there, since a filter without an operator is accepted and then
    stops every later rebuild (recording segments-filters). `filter` at the root of a row is never written."""
    found = []
    for number, group in enumerate(groups):
        for place, row in enumerate(group):
            found.append(
                {
                    "glue": "or" if place == 0 and number > 0 else "and",
                    "field": row.field,
                    "object": row.object,
                    "type": row.type,
                    "operator": row.operator,
                    "properties": {"filter": list(row.value) if isinstance(row.value, tuple) else row.value},
                }
            )
    return found


def groups_of(filters: Any) -> tuple[Group, ...] | None:
    """The groups that filters as read stand for; None where they are in no form that is understood here.

    Only `properties.filter` counts: after an edit the row's own `filter` holds what stood there before (recording
    segments-dependencies).
    """
    if isinstance(filters, Mapping):
        filters = list(filters.values())
    if not isinstance(filters, Sequence) or isinstance(filters, str):
        return None
    groups: list[list[Row]] = []
    for said in filters:
        row = _row(said)
        if row is None:
            return None
        if said.get("glue") == "or" or not groups:
            groups.append([])
        groups[-1].append(row)
    return tuple(map(tuple, groups))


def _row(said: Any) -> Row | None:
    if not isinstance(said, Mapping) or not all(isinstance(said.get(name), str) for name in ("field", "operator")):
        return None
    properties = said.get("properties")
    if not isinstance(properties, Mapping) or set(properties) - {"filter"}:
        return None  # `display` beside an owner: somebody's id, which no sentence can name
    type_ = said.get("type") or ""
    try:
        value = _value(properties.get("filter"), type_)
    except ValueError:
        return None
    return Row(str(said.get("object") or "lead"), said["field"], type_, said["operator"], value)


def _value(said: Any, type_: str) -> Value:
    """The value of a row in the form in which rows have it. Raises ValueError for what no row can have."""
    if said is None or said == "":
        return None
    if isinstance(said, list):
        return tuple(_one(each, type_) for each in said)
    return _one(said, type_)


def _one(said: Any, type_: str) -> str | int:
    if isinstance(said, bool) and type_ == "boolean":
        return int(said)
    if type_ == "boolean" or type_ in _BY_ID:
        # 1, "1" and true are one and the same there, and each is given back as it was sent.
        return int(said) if str(said).isdecimal() else _refused(said)
    return str(said) if isinstance(said, str | int | float) and not isinstance(said, bool) else _refused(said)


def _refused(said: Any) -> NoReturn:
    raise ValueError(f"a value of type {type(said).__name__} is in no form that is understood")

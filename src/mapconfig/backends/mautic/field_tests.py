"""The test of one field, or its opposite, as groups of Mautic's rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mapconfig.backends.mautic.dates import TODAY, relative
from mapconfig.backends.mautic.filters import Group, Row, Value
from mapconfig.backends.mautic.groups import NOBODY, both
from mapconfig.backends.mautic.terms import (
    CHOICE_TYPES,
    DATE_TYPES,
    ORDERS,
    SEVERAL,
    TEXT_TYPES,
    Book,
    Unheld,
    Where,
    next_day,
)
from mapconfig.criteria.syntax import NEGATIVES, FieldTest

#: Types of fields that can be asked for several values at once (catalogue of a running 5.1.1).
_TAKE_SEVERAL = CHOICE_TYPES | {"text"}
_CODE = re.compile(r"[A-Z]{2,3}")

_OPPOSITES = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def groups_of_field(test: FieldTest, book: Book, wanted: bool) -> tuple[Group, ...]:
    """The groups for whom `test` is true, or is not where `wanted` is false. Raises Unheld."""
    where = book.where(test.field)
    if where is None:
        raise Unheld(f"Mautic has no field for {test.field}, or no file says what it holds.")
    operator, blank = test.operator, test.or_blank
    if operator in NEGATIVES:
        # A negative test is true of a blank anyway, and its opposite is not, whatever "or blank" says.
        operator, wanted, blank = NEGATIVES[operator], not wanted, blank and operator == "is not blank"
    if where.type == "boolean":
        return _answer(operator, test, where, wanted, blank)
    empty, filled = Row(*_of(where), "empty"), Row(*_of(where), "!empty")
    if operator == "is blank":
        if blank:  # "is not blank or blank" is everybody
            return NOBODY if wanted else ((),)
        return ((empty if wanted else filled,),)
    if where.type == SEVERAL:
        raise Unheld(f"{test.field} holds several values at once in Mautic, which asks there for all of them or none.")
    if where.type == "country" and any(_CODE.fullmatch(value) for value in test.values):
        raise Unheld(
            "Mautic's own countries are names, such as France, and no codes. List the codes as values in the file of "
            "the field, so that it becomes a field of its own there."
        )
    groups = _positive(operator, test, where, book) if wanted else _negative(operator, test, where, book)
    if blank and wanted:
        return (*groups, (empty,))
    return both(groups, ((filled,),)) if blank else groups


def _answer(operator: str, test: FieldTest, where: Where, wanted: bool, blank: bool) -> tuple[Group, ...]:
    """A yes/no field has no ``empty`` there, but ``!=`` is true of a blank."""
    if operator == "is blank":
        raise Unheld(f"Mautic cannot ask whether {test.field}, a yes/no field, is blank.")
    said = 1 if test.values[0].lower() == "true" else 0
    # Said, or said or blank; and the opposite of each.
    asked = ("!=", 1 - said) if blank else ("=", said)
    if not wanted:
        asked = ("=", 1 - said) if blank else ("!=", said)
    return ((Row(*_of(where), *asked),),)


def _of(where: Where) -> tuple[str, str, str]:
    return where.object, where.alias, where.type


def _positive(operator: str, test: FieldTest, where: Where, book: Book) -> tuple[Group, ...]:
    row = _rows(where)
    if operator in ("is at least", "is at most"):
        return ((row("in", _ranked(operator, test, where, book)),),)
    if where.type in DATE_TYPES:
        return (tuple(row(*each) for each in _dated(operator, test, where)),)
    if operator == "between":
        return ((row("gte", test.values[0]), row("lte", test.values[1])),)
    if operator in ORDERS:
        return ((row(ORDERS[operator], test.values[0]),),)
    if operator == "in":
        if where.type not in _TAKE_SEVERAL:
            return tuple((row("=", value),) for value in test.values)
        return ((row("in", _several(test.values, where)),),)
    if operator == "is":
        return ((row("=", test.values[0]),),)
    _needs_text(operator, where)
    return (
        (row({"contains": "contains", "starts with": "startsWith", "ends with": "endsWith"}[operator], _piece(test)),),
    )


def _negative(operator: str, test: FieldTest, where: Where, book: Book) -> tuple[Group, ...]:
    """The opposite of a positive test: everybody else, blanks included."""
    row = _rows(where)
    blank = (row("empty", None),)
    if operator in ("is at least", "is at most"):
        return ((row("!in", _ranked(operator, test, where, book)),),)
    if where.type in DATE_TYPES:
        return (*((row(_OPPOSITES[sign], value),) for sign, value in _dated(operator, test, where)), blank)
    if operator == "between":
        return ((row("lt", test.values[0]),), (row("gt", test.values[1]),), blank)
    if operator == "=":
        return ((row("!=", test.values[0]),),)
    if operator in ORDERS:
        return ((row(_OPPOSITES[ORDERS[operator]], test.values[0]),), blank)
    if operator == "in":
        if where.type not in _TAKE_SEVERAL:
            return (tuple(row("!=", value) for value in test.values),)
        return ((row("!in", _several(test.values, where)),),)
    if operator == "is":
        return ((row("!=", test.values[0]),),)
    _needs_text(operator, where)
    piece = _piece(test)
    pattern = {"contains": f"%{piece}%", "starts with": f"{piece}%", "ends with": f"%{piece}"}[operator]
    return ((row("!like", pattern),),)


def _rows(where: Where) -> Callable[[str, Value], Row]:
    return lambda operator, value: Row(*_of(where), operator, value)


def _needs_text(operator: str, where: Where) -> None:
    if where.type not in TEXT_TYPES:
        raise Unheld(f"Mautic cannot ask whether a field of type {where.type} {operator} something.")


def _piece(test: FieldTest) -> str:
    """The text to look for; the signs that Mautic's patterns give a meaning to cannot be asked for."""
    piece = test.values[0]
    if any(sign in piece for sign in "%_\\"):
        raise Unheld("In Mautic the signs %, _ and \\ stand for any text, and cannot be looked for themselves.")
    return piece


def _several(values: Sequence[str], where: Where) -> Value:
    """A choice takes its values as a list, a text one text with bars between (recording segments-filters)."""
    if where.type in CHOICE_TYPES:
        return tuple(values)
    if any("|" in value for value in values):
        raise Unheld("Mautic puts a bar between several values, so none may have one.")
    return "|".join(values)


def _ranked(operator: str, test: FieldTest, where: Where, book: Book) -> Value:
    kind = book.type(test.field)
    place = next((rank for value, rank in kind.ranks.items() if value == test.values[0].lower()), None)
    if place is None:
        raise Unheld(f"{test.values[0]} is no value of {test.field}.")
    wanted = kind.values[place:] if operator == "is at least" else kind.values[: place + 1]
    return _several(wanted, where)


def _dated(operator: str, test: FieldTest, where: Where) -> list[tuple[str, str]]:
    """The tests of a date that have all to hold, as (operator, value)."""
    if test.span is not None:
        ago, ahead = relative(test.span, -1), relative(test.span, 1)
        if ago is None or ahead is None:
            raise Unheld("Mautic counts in whole days, not in hours.")
        if operator == "more than ago":
            return [("lt", ago)]
        if operator == "in next":
            return [("gte", TODAY), ("lt", ahead)]
        return [("gte", ago)] if where.past else [("gte", ago), ("lte", TODAY)]
    first = test.values[0]
    match operator:
        case "before":
            return [("lt", first)]
        case "after":
            return [("gte", next_day(first))]
        case "on or before":
            return [("lt", next_day(first))]
        case "on or after":
            return [("gte", first)]
    return [("gte", first), ("lt", next_day(test.values[1] if operator == "between" else first))]

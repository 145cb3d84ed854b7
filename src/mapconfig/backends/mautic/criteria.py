"""Criteria as groups of Mautic's rows; `sentences` has the way back.

Brackets and "not" are worked out here: criteria become "one of these groups of rows", each negation is pushed down to
the rows, and what a row does with blanks is Mautic's, not hoped for (docs/mautic.md has the table):

- `!=`, `!in`, `!like` are true of a blank, `=`, `in`, `gt` and the like are not, which is what criteria mean too;
- so "not more than 5" is ``lte 5`` or ``empty``, two groups.

What Mautic cannot say raises `Unheld` with a sentence. Nothing is approximated, with one exception that is said on the
same page: Mautic counts in calendar days of its own time zone where criteria count hours back from an instant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mapconfig.backends.mautic.dates import TODAY, relative
from mapconfig.backends.mautic.filters import Group, Row, Value
from mapconfig.backends.mautic.sentences import criteria_for
from mapconfig.backends.mautic.terms import (
    CHOICE_TYPES,
    DATE_TYPES,
    EMAIL_TYPE,
    ONE,
    ORDERS,
    SEVERAL,
    TEXT_TYPES,
    WHEN,
    Book,
    Unheld,
    Where,
    next_day,
)
from mapconfig.criteria import parse
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import (
    NEGATIVES,
    ActivityTest,
    ChangeTest,
    FieldTest,
    ListTest,
    Node,
    Related,
    Sentence,
    Test,
    Unreadable,
)
from mapconfig.criteria.syntax import Group as GroupNode

__all__ = ["MOST_GROUPS", "MOST_ROWS", "Book", "Unheld", "Where", "criteria_for", "groups_for"]

#: Beyond this many groups or rows a segment is more than anybody could read in Mautic, and slow there.
MOST_GROUPS = 64
MOST_ROWS = 400

#: Types of fields that can be asked for several values at once (catalogue of a running 5.1.1).
_TAKE_SEVERAL = CHOICE_TYPES | {"text"}
_CODE = re.compile(r"[A-Z]{2,3}")

_NOBODY: tuple[Group, ...] = ()
_OPPOSITES = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def groups_for(value: Any, book: Book, extends: str | None = None) -> tuple[Group, ...]:
    """The groups of rows that mean what the criteria `value` mean, within the list `extends`. Raises Unheld."""
    groups: tuple[Group, ...] = ((),)
    if extends is not None:
        groups = _both(groups, _member(extends.partition("/")[2], book, True))
    if value is not None:
        node, problems = parse(value)
        if node is None or problems:
            raise Unheld("The criteria cannot be read.")
        groups = _both(groups, _groups(node, book, True))
    if groups == _NOBODY:
        raise Unheld("The criteria let nobody through, which no segment of Mautic can say.")
    if () in groups:
        raise Unheld(
            "The criteria let everybody through. A segment of Mautic without filters has nobody but whom it is given "
            "by hand: ask for something that everybody has, such as an e-mail address."
        )
    if criteria_for(groups, book) is None:
        # What cannot be read back cannot be checked after it was written, nor compared with what somebody made of it.
        raise Unheld(
            "Without brackets these criteria would be rows in Mautic that say nothing by themselves. Make a list of an "
            "inner group and use `in list` here."
        )
    return groups


def _groups(node: Node, book: Book, wanted: bool) -> tuple[Group, ...]:
    """The groups for `node`, or for its opposite where `wanted` is false."""
    if isinstance(node, GroupNode):
        positive = wanted is (node.kind != "none")
        parts = [_groups(item, book, positive) for item in node.items]
        # "none" is "all" of the opposites, and the opposite of "all" is "any" of them.
        return _all(parts) if (node.kind != "any") is wanted else _any(parts)
    if isinstance(node, Related):
        raise Unheld(
            f"Mautic knows no {node.relation} records of a person, so it cannot tell who has one. Bring the answer "
            "into a field of the person, such as a checkbox that the CRM fills, and test that."
        )
    if isinstance(node, Unreadable):
        raise Unheld(f"{node.text!r} cannot be read.")
    return _test(node, book, wanted)


def _all(parts: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    groups: tuple[Group, ...] = ((),)
    for part in parts:
        groups = _both(groups, part)
    return groups


def _any(parts: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    return _bounded(dict.fromkeys(group for part in parts for group in part))


def _both(one: tuple[Group, ...], other: tuple[Group, ...]) -> tuple[Group, ...]:
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


def _test(sentence: Sentence, book: Book, wanted: bool) -> tuple[Group, ...]:
    test: Test = sentence.test
    try:
        if isinstance(test, ListTest):
            return _member(test.name, book, test.member is wanted)
        if isinstance(test, ActivityTest):
            return _did(test, book, wanted)
        if isinstance(test, ChangeTest):
            raise Unheld("Mautic does not remember what a field was before.")
        return _field(test, book, wanted)
    except Unheld as error:
        raise Unheld(f"`{write(test)}`: {error}") from None


def _member(key: str, book: Book, member: bool) -> tuple[Group, ...]:
    number = book.id(f"list/{key}")
    if number is None:
        raise Unheld(f"list/{key} is not in Mautic.")
    return ((Row("lead", "leadlist", "leadlist", "in" if member else "!in", (number,)),),)


def _field(test: FieldTest, book: Book, wanted: bool) -> tuple[Group, ...]:
    where = book.where(test.field)
    if where is None:
        raise Unheld(f"Mautic has no field for {test.field}.")
    operator, blank = test.operator, test.or_blank
    if operator in NEGATIVES:
        # A negative test is true of a blank anyway, and its opposite is not, whatever "or blank" says.
        operator, wanted, blank = NEGATIVES[operator], not wanted, blank and operator == "is not blank"
    if where.type == "boolean":
        return _answer(operator, test, where, wanted, blank)
    empty, filled = Row(*_of(where), "empty"), Row(*_of(where), "!empty")
    if operator == "is blank":
        if blank:  # "is not blank or blank" is everybody
            return _NOBODY if wanted else ((),)
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
    return _both(groups, ((filled,),)) if blank else groups


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


def _did(test: ActivityTest, book: Book, wanted: bool) -> tuple[Group, ...]:
    low, high = test.range
    if (low, high) == (0, 0):
        low, high, wanted = 1, None, not wanted
    if low != 1 or high is not None:
        raise Unheld("Mautic does not count how often somebody did something in a stretch of time.")
    if test.name is not None and test.window is None and test.verb in ONE:
        number = book.id(f"email/{test.name}")
        if number is None:
            raise Unheld(f"email/{test.name} is not in Mautic.")
        field = ONE[test.verb]
        return ((Row("behaviors", field, EMAIL_TYPE, "in" if wanted else "!in", (number,)),),)
    if test.name is None and test.window is not None and test.window.span is not None and test.verb in WHEN:
        ago = relative(test.window.span, -1)
        if ago is None:
            raise Unheld("Mautic counts in whole days, not in hours.")
        if not wanted:
            raise Unheld(
                "Mautic can ask who did something in a stretch of time, and not who did not. Make a list of those who "
                "did and use `not in list` here."
            )
        return ((Row("behaviors", WHEN[test.verb], "datetime", "gte", ago),),)
    raise Unheld(f"Mautic's segments cannot ask who {test.verb} {test.object}s in this way.")

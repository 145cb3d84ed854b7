"""Criteria as groups of Mautic's rows, and rows as criteria.

Brackets and "not" are worked out here: criteria become "one of these groups of rows", each negation is pushed down to
the rows, and what a row does with blanks is Mautic's, not hoped for (docs/platforms/mautic.md has the table):

- `!=`, `!in`, `!like` are true of a blank, `=`, `in`, `gt` and the like are not, which is what criteria mean too;
- so "not more than 5" is ``lte 5`` or ``empty``, two groups.

What Mautic cannot say raises `Unheld` with a sentence. Nothing is approximated, with one exception that is said on the
same page: Mautic counts in calendar days of its own time zone where criteria count hours back from an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from mapconfig.backends.mautic.dates import TODAY, relative, span_of
from mapconfig.backends.mautic.filters import Group, Row, Value
from mapconfig.criteria import parse
from mapconfig.criteria.catalogue import FieldType
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
    Window,
)
from mapconfig.criteria.syntax import Group as GroupNode

#: Beyond this many groups or rows a segment is more than anybody could read in Mautic, and slow there.
MOST_GROUPS = 64
MOST_ROWS = 400


class Unheld(Exception):
    """Mautic cannot hold these criteria; the message is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where Mautic keeps a field: the object, the alias and the type it has there. `past` is true for dates that are
    never in the future, such as the day somebody was added."""

    object: str
    alias: str
    type: str
    past: bool = False


class Book(Protocol):
    """What criteria name, as one Mautic has it."""

    def where(self, field: str) -> Where | None:
        """Where it keeps a field, by our key."""

    def field(self, object_: str, alias: str) -> str | None:
        """Our key of what it keeps there."""

    def type(self, field: str) -> FieldType:
        """What a field of ours holds."""

    def id(self, address: str) -> int | None:
        """The id of a list or e-mail; None where it has none yet."""

    def key(self, kind: str, id_: int) -> str | None:
        """The key of the list or e-mail with this id."""


_TEXT_TYPES = frozenset({"text", "email", "tel", "url", "textarea", "lookup", "html"})
_CHOICE_TYPES = frozenset({"select", "country", "region", "timezone", "locale"})
_DATE_TYPES = frozenset({"date", "datetime"})

_NOBODY: tuple[Group, ...] = ()
_ORDERS = {"=": "=", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
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
    if where.type in _DATE_TYPES:
        return (tuple(row(*each) for each in _dated(operator, test, where)),)
    if operator == "between":
        return ((row("gte", test.values[0]), row("lte", test.values[1])),)
    if operator in _ORDERS:
        return ((row(_ORDERS[operator], test.values[0]),),)
    if operator == "in":
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
    if where.type in _DATE_TYPES:
        return (*((row(_OPPOSITES[sign], value),) for sign, value in _dated(operator, test, where)), blank)
    if operator == "between":
        return ((row("lt", test.values[0]),), (row("gt", test.values[1]),), blank)
    if operator == "=":
        return ((row("!=", test.values[0]),),)
    if operator in _ORDERS:
        return ((row(_OPPOSITES[_ORDERS[operator]], test.values[0]),), blank)
    if operator == "in":
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
    if where.type not in _TEXT_TYPES:
        raise Unheld(f"Mautic cannot ask whether a field of type {where.type} {operator} something.")


def _piece(test: FieldTest) -> str:
    """The text to look for; the signs that Mautic's patterns give a meaning to cannot be asked for."""
    piece = test.values[0]
    if any(sign in piece for sign in "%_\\"):
        raise Unheld("In Mautic the signs %, _ and \\ stand for any text, and cannot be looked for themselves.")
    return piece


def _several(values: Sequence[str], where: Where) -> Value:
    """A choice takes its values as a list, a text one text with bars between (recording segments-filters)."""
    if where.type in _CHOICE_TYPES:
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
            return [("gte", _next_day(first))]
        case "on or before":
            return [("lt", _next_day(first))]
        case "on or after":
            return [("gte", first)]
    return [("gte", first), ("lt", _next_day(test.values[1] if operator == "between" else first))]


def _next_day(day: str, days: int = 1) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        raise Unheld("There is no such day in Mautic.") from None


#: Behaviour that Mautic can ask about: of any e-mail within a window, and of one e-mail at all.
_WHEN = {"was sent": "lead_email_sent_date", "opened": "lead_email_read_date", "clicked": "email_clicked_link_date"}
_ONE = {"opened": "lead_email_received", "was sent": "lead_email_sent"}


def _did(test: ActivityTest, book: Book, wanted: bool) -> tuple[Group, ...]:
    low, high = test.range
    if (low, high) == (0, 0):
        low, high, wanted = 1, None, not wanted
    if low != 1 or high is not None:
        raise Unheld("Mautic does not count how often somebody did something in a stretch of time.")
    if test.name is not None and test.window is None and test.verb in _ONE:
        number = book.id(f"email/{test.name}")
        if number is None:
            raise Unheld(f"email/{test.name} is not in Mautic.")
        field = _ONE[test.verb]
        return ((Row("behaviors", field, field, "in" if wanted else "!in", (number,)),),)
    if test.name is None and test.window is not None and test.window.span is not None and test.verb in _WHEN:
        ago = relative(test.window.span, -1)
        if ago is None:
            raise Unheld("Mautic counts in whole days, not in hours.")
        if not wanted:
            raise Unheld(
                "Mautic can ask who did something in a stretch of time, and not who did not. Make a list of those who "
                "did and use `not in list` here."
            )
        return ((Row("behaviors", _WHEN[test.verb], "datetime", "gte", ago),),)
    raise Unheld(f"Mautic's segments cannot ask who {test.verb} {test.object}s in this way.")


def criteria_for(groups: Sequence[Group], book: Book) -> Any:
    """The criteria, as YAML has them, that mean what `groups` mean; None where some row has no sentence."""
    written = []
    for group in _joined(groups):
        sentences = _sentences(list(group), book)
        if sentences is None:
            return None
        written.append(sentences)
    if len(written) == 1:
        return written[0]
    return [{"any": [each[0] if len(each) == 1 else {"all": each} for each in written]}]


#: Rows that stand for what is not within a stretch of time, once the groups that say so are one again.
_NOT_IN_LAST, _NOT_IN_NEXT = "not in last", "not in next"


def _joined(groups: Sequence[Group]) -> list[Group]:
    """`groups`, with three that differ in one row put together where these rows are before, after and without a date,
    as seen from a stretch of time around today: only together do they have a sentence."""
    found = list(groups)
    for group in groups:
        for row in group if group in found else ():
            outside = _outside(row)
            if outside is None:
                continue
            operator, other = outside
            rest = frozenset(group) - {row}
            opposite = next((each for each in found if frozenset(each) == rest | {other}), None)
            if opposite is None:
                continue
            blank = Row(row.object, row.field, row.type, "empty")
            without = next((each for each in found if frozenset(each) == rest | {blank}), None)
            joined: Group = (Row(row.object, row.field, row.type, operator, row.value),)
            if without is None:
                joined += (Row(row.object, row.field, row.type, "!empty"),)
            place = group.index(row)
            found[found.index(group)] = group[:place] + joined + group[place + 1 :]
            found = [each for each in found if each not in (opposite, without)]
            break
    return found


def _outside(row: Row) -> tuple[str, Row] | None:
    """For one side of a stretch of time around today, what it is not in, and the other side."""
    span = span_of(row.value) if row.type in _DATE_TYPES and isinstance(row.value, str) else None
    if span is not None and row.operator == "lt" and span[1] < 0:
        return _NOT_IN_LAST, Row(row.object, row.field, row.type, "gt", TODAY)
    if span is not None and row.operator == "gte" and span[1] > 0:
        return _NOT_IN_NEXT, Row(row.object, row.field, row.type, "lt", TODAY)
    return None


def _sentences(rows: list[Row], book: Book) -> list[Any] | None:
    found: list[Any] = []
    while rows:
        row = rows.pop(0)
        test = _paired(row, rows, book) or _single(row, book)
        if test is not None:
            found.append(write(test))
        elif (opposite := _opposite(row, book)) is not None:
            found.append({"none": [write(opposite)]})
        else:
            return None
    return found


def _opposite(row: Row, book: Book) -> Test | None:
    """The sentence whose opposite the row is, for dates around today that have no sentence themselves."""
    field = book.field(row.object, row.field)
    span = span_of(row.value) if isinstance(row.value, str) else None
    if field is None or span is None or row.type not in _DATE_TYPES:
        return None
    if row.operator == _NOT_IN_NEXT:
        return FieldTest(field, "in next", span=span[0])
    if row.operator == "gte" and span[1] < 0:
        return FieldTest(field, "more than ago", or_blank=True, span=span[0])
    return None


def _paired(row: Row, rows: list[Row], book: Book) -> Test | None:
    """A sentence that took two rows, which stand one after the other."""
    if not rows or (rows[0].object, rows[0].field) != (row.object, row.field) or row.operator != "gte":
        return None
    field = book.field(row.object, row.field)
    low, high, other = row.value, rows[0].value, rows[0].operator
    if field is None or not isinstance(low, str) or not isinstance(high, str):
        return None
    test: Test | None = None
    if row.type == "number" and other == "lte":
        test = FieldTest(field, "between", (low, high))
    elif row.type in _DATE_TYPES:
        ago, ahead = span_of(low), span_of(high)
        if other == "lte" and high == TODAY and ago is not None and ago[1] < 0:
            test = FieldTest(field, "in last", span=ago[0])
        elif other == "lt" and low == TODAY and ahead is not None and ahead[1] > 0:
            test = FieldTest(field, "in next", span=ahead[0])
        elif other == "lt" and _is_day(low) and _is_day(high):
            last = _next_day(high, -1)
            test = FieldTest(field, "on", (low,)) if last == low else FieldTest(field, "between", (low, last))
    if test is not None:
        rows.pop(0)
    return test


def _single(row: Row, book: Book) -> Test | None:
    if row.field == "leadlist" and isinstance(row.value, tuple) and len(row.value) == 1:
        key = book.key("list", int(row.value[0]))
        return None if key is None or row.operator not in ("in", "!in") else ListTest(key, row.operator == "in")
    if row.object == "behaviors":
        return _behaviour(row, book)
    field = book.field(row.object, row.field)
    if field is None:
        return None
    if row.operator in ("empty", "!empty"):
        return FieldTest(field, "is blank" if row.operator == "empty" else "is not blank")
    if row.value is None:
        return None
    if row.type == "boolean":
        said = (row.operator == "=") is bool(row.value)
        known = row.operator in ("=", "!=")
        return FieldTest(field, "is", ("true" if said else "false",), row.operator == "!=") if known else None
    if row.type in _DATE_TYPES:
        return _date_sentence(field, row, book)
    return _value_sentence(field, row)


def _value_sentence(field: str, row: Row) -> Test | None:
    value, operator = row.value, row.operator
    if operator in ("in", "!in"):
        values = tuple(map(str, value)) if isinstance(value, tuple) else tuple(str(value).split("|"))
        return FieldTest(field, "in" if operator == "in" else "not in", values)
    if not isinstance(value, str):
        return None
    if row.type == "number":
        sign = {**{theirs: ours for ours, theirs in _ORDERS.items()}, "!=": "!="}.get(operator)
        return FieldTest(field, sign, (value,)) if sign else None
    if operator in ("=", "!="):
        return FieldTest(field, "is" if operator == "=" else "is not", (value,))
    if operator in ("contains", "startsWith", "endsWith"):
        words = {"contains": "contains", "startsWith": "starts with", "endsWith": "ends with"}[operator]
        return FieldTest(field, words, (value,)) if not set(value) & set("%_\\") else None
    if operator == "!like":
        return _not_like(field, value)
    return None


def _not_like(field: str, pattern: str) -> Test | None:
    piece = pattern.strip("%")
    if not piece or set(piece) & set("%_\\"):
        return None
    for shape, words in (
        (f"%{piece}%", "does not contain"),
        (f"{piece}%", "does not start with"),
        (f"%{piece}", "does not end with"),
    ):
        if pattern == shape:
            return FieldTest(field, words, (piece,))
    return None


def _date_sentence(field: str, row: Row, book: Book) -> Test | None:
    value, operator = row.value, row.operator
    if not isinstance(value, str):
        return None
    where = book.where(field)
    span = span_of(value)
    if span is not None and span[1] < 0:
        if operator == _NOT_IN_LAST:
            return FieldTest(field, "not in last", span=span[0])
        if operator == "lt":
            return FieldTest(field, "more than ago", span=span[0])
        return (
            FieldTest(field, "in last", span=span[0])
            if operator == "gte" and where is not None and where.past
            else None
        )
    if not _is_day(value):
        return None
    words = {"lt": "before", "gte": "on or after", "gt": "after", "lte": "on or before"}.get(operator)
    return FieldTest(field, words, (value,)) if words else None


def _behaviour(row: Row, book: Book) -> Test | None:
    for verb, field in _ONE.items():
        if (
            row.field == field
            and isinstance(row.value, tuple)
            and len(row.value) == 1
            and row.operator in ("in", "!in")
        ):
            key = book.key("email", int(row.value[0]))
            return None if key is None else ActivityTest(verb, key, never=row.operator == "!in")
    for verb, field in _WHEN.items():
        if row.field == field and row.operator == "gte" and isinstance(row.value, str):
            span = span_of(row.value)
            if span is not None and span[1] < 0:
                return ActivityTest(verb, window=Window("in last", span=span[0]))
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

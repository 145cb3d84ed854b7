"""Groups of Mautic's rows as criteria: what stands there, in the sentences of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mapconfig.backends.mautic.dates import TODAY, span_of
from mapconfig.backends.mautic.filters import Group, Row
from mapconfig.backends.mautic.terms import (
    DATE_TYPES,
    ONE,
    ORDERS,
    SEVERAL,
    WHEN,
    Book,
    is_day,
    next_day,
)
from mapconfig.criteria import parse
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import NEGATIVES, ActivityTest, FieldTest, ListTest, Sentence, Test, Window
from mapconfig.criteria.syntax import Group as GroupNode


def criteria_for(groups: Sequence[Group], book: Book) -> Any:
    """The criteria, as YAML has them, that mean what `groups` mean; None where some row has no sentence."""
    written = []
    for group in _joined(groups):
        sentences = _sentences(list(group), book)
        if sentences is None:
            return None
        written.append(sentences)
    return _together(written)


def _together(written: list[list[Any]]) -> list[Any]:
    """Groups of sentences of which one will do, with what all of them say said once."""
    if len(written) == 1:
        return written[0]
    common = [each for each in written[0] if all(each in group for group in written)]
    rest = [[each for each in group if each not in common] for group in written]
    if not all(rest):  # one group asks for no more than all of them do
        return common
    rest = _or_blank(rest)
    if len(rest) == 1:
        return [*common, *rest[0]]
    return [*common, {"any": [each[0] if len(each) == 1 else {"all": each} for each in rest]}]


def _or_blank(groups: list[list[Any]]) -> list[list[Any]]:
    """`groups`, with "this, or the field is blank" as one sentence. A negative test is true of blanks by itself, so
    where there is one of the same field nothing is said of them."""
    tests = [_test_of(group[0]) if len(group) == 1 else None for group in groups]
    alone = [(group, test) for group, test in zip(groups, tests, strict=True) if test and test.operator != "is blank"]
    found = list(groups)
    for group, test in sorted(alone, key=lambda pair: not _holds_blank(pair[1])):
        blank = [write(FieldTest(test.field, "is blank"))]
        if blank not in found:
            continue
        if not _holds_blank(test):
            both = f"{group[0]} or blank"
            if _test_of(both) is None:
                continue
            found[found.index(group)] = [both]
        found.remove(blank)
    return found


def _holds_blank(test: FieldTest) -> bool:
    return test.or_blank or (test.operator in NEGATIVES and test.operator != "is not blank")


def _test_of(sentence: Any) -> FieldTest | None:
    """The test of one field that a sentence is."""
    node, problems = parse([sentence])
    if node is None or problems or not isinstance(node, GroupNode) or len(node.items) != 1:
        return None
    item = node.items[0]
    return item.test if isinstance(item, Sentence) and isinstance(item.test, FieldTest) else None


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
    span = span_of(row.value) if row.type in DATE_TYPES and isinstance(row.value, str) else None
    if span is not None and row.operator == "lt" and span[1] < 0:
        return _NOT_IN_LAST, Row(row.object, row.field, row.type, "gt", TODAY)
    if span is not None and row.operator == "gte" and span[1] > 0:
        return _NOT_IN_NEXT, Row(row.object, row.field, row.type, "lt", TODAY)
    return None


def _sentences(rows: list[Row], book: Book) -> list[Any] | None:
    found: list[Any] = []
    while rows:
        row = rows.pop(0)
        members = _one_of_several(row, book)
        if members is not None:
            found += members
            continue
        test = _paired(row, rows, book) or _single(row, book)
        if test is not None:
            found.append(write(test))
        elif (opposite := _opposite(row, book)) is not None:
            found.append({"none": [write(opposite)]})
        else:
            return None
    return found


def _one_of_several(row: Row, book: Book) -> list[Any] | None:
    """The sentences for a row that names several lists or e-mails: one of them will do, or none may be it."""
    kind = "list" if row.field == "leadlist" else "email" if row.field in ONE.values() else None
    if kind is None or not isinstance(row.value, tuple) or len(row.value) < 2 or row.operator not in ("in", "!in"):
        return None
    tests = [_single(Row(row.object, row.field, row.type, row.operator, (value,)), book) for value in row.value]
    if any(test is None for test in tests):
        return None
    written = [write(test) for test in tests if test is not None]
    return [{"any": written}] if row.operator == "in" else written


def _opposite(row: Row, book: Book) -> Test | None:
    """The sentence whose opposite the row is, for dates around today that have no sentence themselves."""
    field = book.field(row.object, row.field)
    span = span_of(row.value) if isinstance(row.value, str) else None
    if field is None or span is None or row.type not in DATE_TYPES:
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
    elif row.type in DATE_TYPES:
        ago, ahead = span_of(low), span_of(high)
        if other == "lte" and high == TODAY and ago is not None and ago[1] < 0:
            test = FieldTest(field, "in last", span=ago[0])
        elif other == "lt" and low == TODAY and ahead is not None and ahead[1] > 0:
            test = FieldTest(field, "in next", span=ahead[0])
        elif other == "lt" and is_day(low) and is_day(high):
            last = next_day(high, -1)
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
    if row.value is None or row.type == SEVERAL:
        return None
    if row.type == "boolean":
        said = (row.operator == "=") is bool(row.value)
        known = row.operator in ("=", "!=")
        return FieldTest(field, "is", ("true" if said else "false",), row.operator == "!=") if known else None
    if row.type in DATE_TYPES:
        return _date_sentence(field, row, book)
    return _value_sentence(field, row)


def _value_sentence(field: str, row: Row) -> Test | None:
    value, operator = row.value, row.operator
    if operator in ("in", "!in"):
        values = tuple(map(str, value)) if isinstance(value, tuple) else tuple(str(value).split("|"))
        if len(values) == 1:
            return FieldTest(field, "is" if operator == "in" else "is not", values)
        return FieldTest(field, "in" if operator == "in" else "not in", values)
    if not isinstance(value, str):
        return None
    if row.type == "number":
        sign = {**{theirs: ours for ours, theirs in ORDERS.items()}, "!=": "!="}.get(operator)
        return FieldTest(field, sign, (value,)) if sign else None
    if operator in ("=", "!="):
        return FieldTest(field, "is" if operator == "=" else "is not", (value,))
    if operator in ("contains", "startsWith", "endsWith"):
        words = {"contains": "contains", "startsWith": "starts with", "endsWith": "ends with"}[operator]
        return FieldTest(field, words, (value,)) if not set(value) & set("%_\\") else None
    if operator in ("like", "!like"):
        return _like(field, value, operator == "like")
    return None


def _like(field: str, pattern: str, wanted: bool) -> Test | None:
    """Where the pattern is a text with nothing but "anything" before or behind it. One without that sign is looked for
    anywhere (recording segments-evaluation)."""
    piece = pattern.strip("%")
    if not piece or set(piece) & set("%_\\"):
        return None
    for shape, words, opposite in (
        (f"%{piece}%", "contains", "does not contain"),
        (piece, "contains", "does not contain"),
        (f"{piece}%", "starts with", "does not start with"),
        (f"%{piece}", "ends with", "does not end with"),
    ):
        if pattern == shape:
            return FieldTest(field, words if wanted else opposite, (piece,))
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
    if not is_day(value):
        return None
    if operator == "=" and row.type == "date":
        return FieldTest(field, "on", (value,))
    words = {"lt": "before", "gte": "on or after", "gt": "after", "lte": "on or before"}.get(operator)
    return FieldTest(field, words, (value,)) if words else None


def _behaviour(row: Row, book: Book) -> Test | None:
    for verb, field in ONE.items():
        if (
            row.field == field
            and isinstance(row.value, tuple)
            and len(row.value) == 1
            and row.operator in ("in", "!in")
        ):
            key = book.key("email", int(row.value[0]))
            return None if key is None else ActivityTest(verb, key, never=row.operator == "!in")
    for verb, field in WHEN.items():
        if row.field == field and row.operator == "gte" and isinstance(row.value, str):
            span = span_of(row.value)
            if span is not None and span[1] < 0:
                return ActivityTest(verb, window=Window("in last", span=span[0]))
    return None

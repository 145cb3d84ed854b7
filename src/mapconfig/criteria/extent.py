"""Which people a test lets through, compared with another test: implied by it, excluded by it, or the rest of it.

Most tests of one field cut its values into a few classes. One telling case of each class, a blank among them, decides
everything, and `oracle.holds` decides the case; so what is said here cannot differ from what criteria mean. Where cases
do not suffice (a piece of a text, a calendar month against days, what an order of unknown values is) the answer is no:
every function here says True only when it is certain.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from math import ulp

from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import Interval, interval_of_test, interval_of_window
from mapconfig.criteria.oracle import holds
from mapconfig.criteria.parts import is_date
from mapconfig.criteria.syntax import (
    NEGATIVES,
    OPERATORS,
    ActivityTest,
    ChangeTest,
    FieldTest,
    ListTest,
    Test,
    Window,
)

MAX_CASES = 400
"""Telling cases of one comparison; more of them are not worth the time, and nothing is said."""

#: A value that no sentence names.
_OTHER = "\x00another value"
_SOME_DAY = datetime(2023, 7, 15, 12, tzinfo=UTC)
#: Calendar months differ in length, so what holds for them has to hold from both ends of every month, leap year or not.
_DAYS = tuple(
    datetime(year, month, day, 12, tzinfo=UTC)
    for year in (2023, 2024, 2025)
    for month in range(1, 13)
    for day in (1, monthrange(year, month)[1])
)
_SUBSTRINGS = ("contains", "starts with", "ends with")

Case = tuple[object, datetime]


def masks(tests: Sequence[FieldTest], kind: FieldType | None) -> tuple[list[int], int] | None:
    """For each test of one field the set of telling cases it lets through, as bits, and the set of all; None when cases
    do not decide these tests."""
    cases = _cases(tests, kind)
    if cases is None or len(cases) > MAX_CASES:
        return None
    found = []
    for test in tests:
        bits = 0
        for place, (value, as_of) in enumerate(cases):
            if holds(test, value, as_of, kind):
                bits |= 1 << place
        found.append(bits)
    return found, (1 << len(cases)) - 1


def _domain(tests: Sequence[FieldTest], kind: FieldType | None) -> str | None:
    """The type of the values that the tests are about; None when they do not agree, or the field has no such test."""
    domains = set()
    for test in tests:
        if test.operator in ("is blank", "is not blank"):
            continue
        if test.operator == "between":
            domains.add("date" if is_date(test.values[0]) else "number")
        else:
            domains.add(OPERATORS[test.operator][0])
    if len(domains) > 1 and domains != {"text", "ordered choice"}:
        return None
    if kind is None or not kind.type:
        return None if "ordered choice" in domains else next(iter(domains), "text")
    if kind.type in ("choice", "yes-no"):
        fits = domains <= ({"text", "ordered choice"} if kind.ordered else {"text"})
    else:
        fits = domains <= {kind.type}
    return kind.type if fits else None


def _cases(tests: Sequence[FieldTest], kind: FieldType | None) -> list[Case] | None:
    domain = _domain(tests, kind)
    if domain is None:
        return None
    if domain == "yes-no":
        return [(value, _SOME_DAY) for value in (None, True, False)]
    if domain == "number":
        return [(value, _SOME_DAY) for value in (None, *_numbers(tests))]
    if domain == "date":
        return _dates(tests)
    if any(NEGATIVES.get(test.operator, test.operator) in _SUBSTRINGS for test in tests):
        return None
    named = {fold(value): value for test in tests for value in test.values}
    if domain == "choice" and kind is not None and kind.values:
        named.update({fold(value): value for value in kind.values})
        return [(value, _SOME_DAY) for value in (None, *named.values())]
    return [(value, _SOME_DAY) for value in (None, *named.values(), _OTHER)]


def _numbers(tests: Sequence[FieldTest]) -> list[Decimal]:
    """Every number the tests name, one between each two, and one beyond either end."""
    named = sorted({Decimal(value) for test in tests for value in test.values})
    if not named:
        return [Decimal(0)]
    between = [(low + high) / 2 for low, high in pairwise(named)]
    return [named[0] - _step(named[0]), *named, *between, named[-1] + _step(named[-1])]


def _step(number: Decimal) -> Decimal:
    """How far from `number` another one is told from it: large numbers are doubles, and 10**20 - 1 is 10**20 there."""
    return Decimal(max(1.0, 2 * ulp(float(number))))


def _dates(tests: Sequence[FieldTest]) -> list[Case] | None:
    """The instants where something begins, and one before all of them, from as many days as months make necessary."""
    moving = [test for test in tests if test.span is not None]
    if moving and any(test.values for test in tests):
        return None  # days of the calendar against days counted from now: it depends on when it is asked
    calendar = any(test.span is not None and test.span.unit in ("months", "years") for test in tests)
    cases: list[Case] = []
    for as_of in _DAYS if calendar else (_SOME_DAY,):
        edges = {as_of}
        for test in tests:
            if test.span is not None or test.values:
                edges.update(edge for edge in interval_of_test(test, as_of) if edge is not None)
        first = min(edges)
        before = [first - timedelta(days=1)] if first.year > 1 else []
        cases.extend((value, as_of) for value in (None, *before, *sorted(edges)))
    return cases


# ---------------------------------------------------------------------------------------------------------------------
# One test


@lru_cache(maxsize=8192)
def _alone(test: FieldTest, kind: FieldType | None) -> tuple[list[int], int] | None:
    """`masks` of one test. It is asked again and again: by each question below, and by each org that says the same."""
    return masks((test,), kind)


def impossible(test: Test, kind: FieldType | None) -> bool:
    """True when nobody can pass `test`."""
    if isinstance(test, FieldTest):
        if _is_ordinary(test, kind):
            return False
        decided = _alone(test, kind)
        return decided is not None and decided[0][0] == 0
    if isinstance(test, ActivityTest):
        low, high = test.range
        return (high is not None and low > high) or (low > 0 and _is_empty(test.window))
    return isinstance(test, ChangeTest) and not test.or_blank and _is_empty(test.window)


def certain(test: Test, kind: FieldType | None) -> bool:
    """True when everybody passes `test`."""
    if isinstance(test, FieldTest):
        if _is_ordinary(test, kind):
            return False
        decided = _alone(test, kind)
        return decided is not None and decided[0][0] == decided[1]
    if isinstance(test, ActivityTest):
        low, high = test.range
        return low == 0 and (high is None or (high >= 0 and _is_empty(test.window)))
    return False


def _is_ordinary(test: FieldTest, kind: FieldType | None) -> bool:
    """True for a test that surely some pass and some do not; this saves nearly all sentences a closer look."""
    if test.or_blank or test.operator in ("between", "is at least", "is at most"):
        return False
    if test.span is not None:
        return 0 < test.span.amount < 1_000
    if test.operator in ("in", "not in"):
        return bool(test.values) and (kind is None or kind.type != "choice" or len(test.values) < len(kind.values))
    return (kind is None or kind.type != "yes-no") and test.operator not in ("before", "on or after", "after")


def _is_empty(window: Window | None) -> bool:
    """True when no instant is in the window, whenever it is asked."""
    if window is None:
        return False
    if window.span is not None:
        return window.span.amount == 0
    return window.kind == "between" and window.last < window.first


# ---------------------------------------------------------------------------------------------------------------------
# Two tests


def implies(one: Test, other: Test, kind: FieldType | None) -> bool:
    """True when everybody who passes `one` passes `other`. `kind` is the type of the field both ask about."""
    if one == other:
        return True
    if isinstance(one, FieldTest) and isinstance(other, FieldTest):
        return one.field == other.field and _field_implies(one, other, kind)
    if isinstance(one, ActivityTest) and isinstance(other, ActivityTest):
        return _activity_implies(one, other)
    if isinstance(one, ChangeTest) and isinstance(other, ChangeTest):
        return (
            one.field == other.field
            and (other.or_blank or not one.or_blank)
            and other.before in (None, one.before)
            and other.after in (None, one.after)
            and _window_within(one.window, other.window)
        )
    return False


def excludes(one: Test, other: Test, kind: FieldType | None) -> bool:
    """True when nobody passes both."""
    if isinstance(one, FieldTest) and isinstance(other, FieldTest):
        return one.field == other.field and _field_excludes(one, other, kind)
    if isinstance(one, ListTest) and isinstance(other, ListTest):
        return one.name == other.name and one.member is not other.member
    if isinstance(one, ActivityTest) and isinstance(other, ActivityTest):
        return _activity_excludes(one, other) or _activity_excludes(other, one)
    return False


def covers(one: Test, other: Test, kind: FieldType | None) -> bool:
    """True when everybody passes at least one of the two."""
    if isinstance(one, FieldTest) and isinstance(other, FieldTest):
        return one.field == other.field and _field_covers(one, other, kind)
    if isinstance(one, ListTest) and isinstance(other, ListTest):
        return one.name == other.name and one.member is not other.member
    if isinstance(one, ActivityTest) and isinstance(other, ActivityTest) and _same_scope(one, other):
        (low, high), (low2, high2) = sorted((one.range, other.range), key=lambda pair: pair[0])
        return low == 0 and high2 is None and (high is None or low2 <= high + 1)
    return False


def _complement(test: FieldTest) -> FieldTest | None:
    """The positive test that a negative one is the complement of."""
    positive = NEGATIVES.get(test.operator)
    if positive is None or test.or_blank:
        return None
    return FieldTest(test.field, positive, test.values, False, test.span)


@lru_cache(maxsize=8192)
def _field_covers(one: FieldTest, other: FieldTest, kind: FieldType | None) -> bool:
    if _complement(one) == other or _complement(other) == one:
        return True
    decided = masks((one, other), kind)
    return decided is not None and decided[0][0] | decided[0][1] == decided[1]


@lru_cache(maxsize=8192)
def _field_implies(one: FieldTest, other: FieldTest, kind: FieldType | None) -> bool:
    decided = masks((one, other), kind)
    if decided is not None:
        return decided[0][0] & ~decided[0][1] == 0
    if one.or_blank and not holds(other, None, _SOME_DAY, kind):
        return False
    if not _about_texts(one, other):
        return False
    values = _only_values(one, kind)
    if values is not None:
        return all(holds(other, value, _SOME_DAY, kind) for value in values)
    if one.operator in _SUBSTRINGS and other.operator in _SUBSTRINGS and _is_text(kind):
        return _piece_implies(one, other)
    if one.operator in NEGATIVES and other.operator in NEGATIVES and _is_text(kind):
        # not A implies not B exactly when B implies A
        return _field_implies(_positive(other), _positive(one), kind)
    return one.operator in _SUBSTRINGS and other.operator == "is not blank" and not one.or_blank


@lru_cache(maxsize=8192)
def _field_excludes(one: FieldTest, other: FieldTest, kind: FieldType | None) -> bool:
    decided = masks((one, other), kind)
    if decided is not None:
        return decided[0][0] & decided[0][1] == 0
    if not _about_texts(one, other):
        return False
    if holds(one, None, _SOME_DAY, kind) and holds(other, None, _SOME_DAY, kind):
        return False
    for first, second in ((one, other), (other, one)):
        values = _only_values(first, kind)
        if values is not None:
            return not any(holds(second, value, _SOME_DAY, kind) for value in values)
        if second.operator in NEGATIVES and _is_text(kind) and not first.or_blank:
            return _field_implies(first, _positive(second), kind)
    if one.operator == other.operator and one.operator in ("starts with", "ends with") and _is_text(kind):
        first_text, second_text = fold(one.values[0]), fold(other.values[0])
        joined = str.startswith if one.operator == "starts with" else str.endswith
        return not joined(first_text, second_text) and not joined(second_text, first_text)
    return any(a.operator in _SUBSTRINGS and b.operator == "is blank" for a, b in ((one, other), (other, one)))


def _about_texts(*tests: FieldTest) -> bool:
    return all("text" in OPERATORS[test.operator] for test in tests)


def _is_text(kind: FieldType | None) -> bool:
    return kind is None or kind.type in ("", "text")


def _positive(test: FieldTest) -> FieldTest:
    return FieldTest(test.field, NEGATIVES[test.operator], test.values, False, test.span)


def _only_values(test: FieldTest, kind: FieldType | None) -> tuple[str, ...] | None:
    """The values that pass a test of text for equality; None when it is not such a test."""
    return test.values if test.operator in ("is", "in") and _is_text(kind) else None


def _piece_implies(one: FieldTest, other: FieldTest) -> bool:
    """True when every text with the one piece in its place has the other in its place."""
    have, want = fold(one.values[0]), fold(other.values[0])
    if other.operator == "contains":
        return want in have
    if one.operator != other.operator:
        return False
    return have.startswith(want) if other.operator == "starts with" else have.endswith(want)


def _same_scope(one: ActivityTest, other: ActivityTest) -> bool:
    return one.verb == other.verb and one.name == other.name and one.window == other.window


def _scope_within(one: ActivityTest, other: ActivityTest) -> bool:
    """True when whatever `one` counts, `other` counts too."""
    return one.verb == other.verb and other.name in (None, one.name) and _window_within(one.window, other.window)


def _window_within(one: Window | None, other: Window | None) -> bool:
    if other is None or one == other:
        return True
    if one is None:
        return False
    moving = (one.span is not None, other.span is not None)
    if all(moving):
        calendar = any(w.span is not None and w.span.unit in ("months", "years") for w in (one, other))
        days: Sequence[datetime] = _DAYS if calendar else (_SOME_DAY,)
    elif any(moving):
        return False
    else:
        days = (datetime.max.replace(tzinfo=UTC),)
    return all(_inside(interval_of_window(one, day), interval_of_window(other, day)) for day in days)


def _inside(one: Interval, other: Interval) -> bool:
    starts = other[0] is None or (one[0] is not None and one[0] >= other[0])
    return starts and (other[1] is None or (one[1] is not None and one[1] <= other[1]))


def _activity_implies(one: ActivityTest, other: ActivityTest) -> bool:
    (low, high), (low2, high2) = one.range, other.range
    least = low2 == 0 or (low >= low2 and _scope_within(one, other))
    most = high2 is None or (high is not None and high <= high2 and _scope_within(other, one))
    return least and most


def _activity_excludes(one: ActivityTest, other: ActivityTest) -> bool:
    """True when `one` asks for more than `other` allows."""
    most = other.range[1]
    return most is not None and one.range[0] > most and _scope_within(one, other)

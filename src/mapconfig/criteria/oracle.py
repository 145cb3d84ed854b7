"""What criteria mean: one person, yes or no, in plain Python.

This is the definition that every other way of counting is held to. Logic has two values. A test of a blank is false,
and a negative test is the exact complement of its positive one, so it is true on a blank; an order (`<`, `before`, `is
at least`) is false on a blank both ways; ``or blank`` takes the blanks in. Missing, empty, NaN and what cannot be read
as the type of the field are all blank, and so is every field of a related record that is not there. What people did
counts when it was before `as_of`; `as_of` itself and later is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import Interval, in_utc, interval_of_test, interval_of_window, within
from mapconfig.criteria.parts import is_date, plain_number
from mapconfig.criteria.syntax import (
    NEGATIVES,
    OPERATORS,
    ActivityTest,
    ChangeTest,
    Criteria,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Test,
    Unreadable,
    full_name,
)
from mapconfig.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a person did, or that was done to them.

    `verb` and `object` are those of `syntax.VERBS`, such as ``opened`` and ``email``; `name` is the key of the e-mail
    or form, or the name of the page, file, webinar or activity.
    """

    verb: str
    object: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a person took on another value; `field` is its key, None stands for a blank."""

    field: str
    before: object
    after: object
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One person as criteria see them. Values are text, numbers, booleans, dates or datetimes, and None for a blank."""

    fields: Mapping[str, object] = field(default_factory=dict)
    related: Mapping[str, tuple[Mapping[str, object] | None, ...]] = field(default_factory=dict)
    """The records of each relation by their bare field names; None is a key that leads to no record."""
    activities: tuple[Activity, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    lists: frozenset[str] = frozenset()
    """The static lists the person is on, by key."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: about whom, when, and which related record, if one."""

    person: Person
    as_of: datetime
    catalogue: Catalogue
    is_member: Callable[[str], bool]
    relation: str | None = None
    record: Mapping[str, object] | None = None


def evaluate(
    criteria: Criteria, person: Person, as_of: datetime, catalogue: Catalogue, is_member: Callable[[str], bool]
) -> bool:
    """True when `person` meets `criteria` at the instant `as_of`.

    `is_member` says of a list by its key whether the person is on it. Raises ValueError for criteria that could not be
    read; `parse` has said so.
    """
    return _holds(criteria, _Asked(person, in_utc(as_of), catalogue, is_member))


def meets(
    node: Node,
    person: Person,
    as_of: datetime,
    catalogue: Catalogue,
    is_member: Callable[[str], bool],
    relation: str | None,
    record: Mapping[str, object] | None,
) -> bool:
    """As `evaluate`, for a part of criteria that stands inside ``some RELATION``, asked of one `record` of it; both are
    None elsewhere. `as_of` is in UTC."""
    return _holds(node, _Asked(person, as_of, catalogue, is_member, relation, record))


def _holds(node: Node, asked: _Asked) -> bool:
    if isinstance(node, Group):
        if node.kind == "all":
            return all(_holds(item, asked) for item in node.items)
        met = any(_holds(item, asked) for item in node.items)
        return met if node.kind == "any" else not met
    if isinstance(node, Related):
        met = any(
            _holds(
                node.criteria,
                _Asked(asked.person, asked.as_of, asked.catalogue, asked.is_member, node.relation, record),
            )
            for record in asked.person.related.get(node.relation, ())
            if record is not None
        )
        return met if node.quantifier == "some" else not met
    if isinstance(node, Unreadable):
        raise ValueError(f"criteria that cannot be read have no meaning: {node.text!r}")
    return _meets(node.test, asked)


def _meets(test: Test, asked: _Asked) -> bool:
    if isinstance(test, FieldTest):
        name = full_name(test.field, asked.relation)
        return holds(test, _value(name, asked), asked.as_of, asked.catalogue.fields.get(name))
    if isinstance(test, ListTest):
        return asked.is_member(test.name) is test.member
    if isinstance(test, ActivityTest):
        return _did(test, asked)
    return _changed(test, asked)


def _value(name: str, asked: _Asked) -> object:
    """What the field of this full name holds: of the person, of the record asked, or of the one related record."""
    relation, dot, rest = name.partition(".")
    if not dot:
        return asked.person.fields.get(name)
    if relation == asked.relation:
        return asked.record.get(rest) if asked.record is not None else None
    records = asked.person.related.get(relation, ())
    record = records[0] if records else None
    return record.get(rest) if record is not None else None


def holds(test: FieldTest, value: object, as_of: datetime, kind: FieldType | None) -> bool:
    """True when `value` passes `test` at `as_of`, as a value of a field of this `kind`."""
    typed = read_as(value, type_of(test, value, kind))
    if test.operator == "is blank":
        return typed is None
    if test.operator == "is not blank":
        return typed is not None or test.or_blank
    if typed is None:
        return test.or_blank or test.operator in NEGATIVES
    positive = NEGATIVES.get(test.operator)
    if positive is not None:
        return not _passes(positive, test, typed, as_of, kind)
    return _passes(test.operator, test, typed, as_of, kind)


def type_of(test: FieldTest, value: object, kind: FieldType | None) -> str:
    """The type that the catalogue gives, else the one that the test asks for."""
    if kind is not None and kind.type:
        return kind.type
    types = OPERATORS[test.operator]
    if test.operator == "between":
        return "date" if is_date(test.values[0]) else "number"
    if isinstance(value, bool):
        return "yes-no" if "yes-no" in types else types[0]
    return "choice" if types[0] == "ordered choice" else types[0]


def read_as(value: object, type_: str) -> str | Decimal | float | bool | datetime | None:
    """`value` as a field of this type holds it; None when that is a blank."""
    if value is None or value == "" or value != value:  # NaN is the one value that is not equal to itself
        return None
    if type_ == "number":
        return _number(value)
    if type_ == "date":
        return _moment(value)
    if type_ == "yes-no":
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}.get(str(value).lower())
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _number(value: object) -> Decimal | float | None:
    """A whole number that 64 bits hold, exactly; any other number as the nearest double, as databases have it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        value = plain_number(value)
    if not isinstance(value, (int, Decimal, str)):
        return None
    number = Decimal(value)
    whole = number.is_finite() and -(2**63) <= number < 2**63 and number == number.to_integral_value()
    return number if whole else float(number)


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time(), UTC)
    if isinstance(value, str):
        try:
            return in_utc(datetime.fromisoformat(value))
        except (ValueError, OverflowError):
            return None
    return None


def _passes(operator: str, test: FieldTest, value: object, as_of: datetime, kind: FieldType | None) -> bool:
    """A positive test of a value that is no blank."""
    if isinstance(value, datetime):
        return _is_dated(test) and within(value, interval_of_test(test, as_of))
    if isinstance(value, bool):
        return operator == "is" and test.values[0].lower() == ("true" if value else "false")
    if isinstance(value, (Decimal, float)):
        return _compares(operator, value, test.values)
    text = fold(str(value))
    if operator in ("is at least", "is at most"):
        return _ranks(operator, text, fold(test.values[0]), kind)
    if operator == "in":
        return text in _folded(test.values)
    if not test.values or operator not in _TEXT:
        return False
    return _TEXT[operator](text, fold(test.values[0]))


_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "is": lambda text, wanted: text == wanted,
    "contains": lambda text, wanted: wanted in text,
    "starts with": lambda text, wanted: text.startswith(wanted),
    "ends with": lambda text, wanted: text.endswith(wanted),
}


def _is_dated(test: FieldTest) -> bool:
    """False for a test that no date can be put to, which `check` reports."""
    return "date" in OPERATORS[test.operator] and (test.span is not None or is_date(test.values[0]))


@lru_cache(maxsize=1024)
def _folded(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(value) for value in values)


def _ranks(operator: str, text: str, wanted: str, kind: FieldType | None) -> bool:
    ranks: Mapping[str, int] = kind.ranks if kind is not None and kind.ordered else {}
    have, want = ranks.get(text), ranks.get(wanted)
    if have is None or want is None:
        return False
    return have >= want if operator == "is at least" else have <= want


def _compares(operator: str, value: Decimal | float, wanted: tuple[str, ...]) -> bool:
    if "number" not in OPERATORS[operator] or plain_number(wanted[0]) is None:
        return False  # a test that no number can be put to, which `check` reports
    have, one = _comparable(value, wanted[0])
    match operator:
        case "=":
            return have == one
        case ">":
            return have > one
        case ">=":
            return have >= one
        case "<":
            return have < one
        case "<=":
            return have <= one
    to, other = _comparable(value, wanted[1])
    return have >= one and to <= other


def _comparable(value: Decimal | float, wanted: str) -> tuple[float, float] | tuple[Decimal, Decimal]:
    """Two whole numbers exactly, any others as doubles: 0.1 has to equal the nearest double to 0.1."""
    one = _number(wanted)
    if isinstance(value, Decimal) and isinstance(one, Decimal):
        return value, one
    return float(value), float(one or 0)


def _did(test: ActivityTest, asked: _Asked) -> bool:
    interval = interval_of_window(test.window, asked.as_of)
    count = sum(
        1
        for activity in asked.person.activities
        if activity.verb == test.verb
        and activity.object == test.object
        and (test.name is None or activity.name == test.name)
        and within(in_utc(activity.at), interval)
    )
    low, high = test.range
    return count >= low and (high is None or count <= high)


def _changed(test: ChangeTest, asked: _Asked) -> bool:
    name = full_name(test.field, asked.relation)
    kind = asked.catalogue.fields.get(name)
    if test.or_blank and read_as(_value(name, asked), kind.type if kind is not None else "") is None:
        return True
    interval = interval_of_window(test.window, asked.as_of)
    return changed_between(asked.person, name, test.before, test.after, interval, kind)


def changed_between(
    person: Person, name: str, before: str | None, after: str | None, interval: Interval, kind: FieldType | None
) -> bool:
    """True when the field of this full name went from `before` to `after` in `interval`; None is any value, an empty
    text a blank."""
    return any(
        change.field == name
        and within(in_utc(change.at), interval)
        and _equals(change.before, before, kind)
        and _equals(change.after, after, kind)
        for change in person.changes
    )


def _equals(value: object, wanted: str | None, kind: FieldType | None) -> bool:
    """True when `value` is the one a sentence names; any will do for None, a blank for an empty text."""
    if wanted is None:
        return True
    type_ = kind.type if kind is not None else ""
    have = read_as(value, type_)
    if have is None or wanted == "":
        return have is None and wanted == ""
    want = read_as(wanted, type_)
    if isinstance(have, str):
        return fold(have) == fold(wanted)
    if want is not None and isinstance(have, (Decimal, float)):
        one, other = _comparable(have, wanted)
        return one == other
    return have == want

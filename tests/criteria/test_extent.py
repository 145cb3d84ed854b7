"""What can be told of two tests without people; `test_laws.py` tries that it is never told wrongly."""

from __future__ import annotations

import pytest

from mapconfig.criteria import parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.extent import MAX_CASES, certain, covers, excludes, implies, impossible, masks
from mapconfig.criteria.syntax import FieldTest, Sentence, Test

TEXT, NUMBER = FieldType("text"), FieldType("number")
GRADE = FieldType("choice", ("C", "B", "A"), ordered=True)


def said(sentence: str) -> Test:
    node, _ = parse(sentence)
    assert isinstance(node, Sentence)
    return node.test


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("x is a", "x is A", TEXT),
        ("x is a", "x in [a, b]", TEXT),
        ("x is a", "x starts with A", TEXT),
        ("x in [ab, ac]", "x starts with a", TEXT),
        ("x starts with ab", "x starts with a", TEXT),
        ("x ends with ab", "x ends with b", TEXT),
        ("x ends with ab", "x contains a", TEXT),
        ("x contains ab", "x is not blank", TEXT),
        ("x does not contain a", "x does not contain ab", TEXT),
        ("x is not a", "x is not a or blank", TEXT),
        ("x > 5", "x >= 5", NUMBER),
        ("x = 5", "x between 5 and 6", NUMBER),
        ("x is at least A", "x is at least B", GRADE),
        ("x in last 1 years", "x in last 366 days", None),
        ("opened email a at least 2 times", "opened any email", None),
        ("never opened any email", "never opened email a in last 3 days", None),
        ("opened any email exactly 2 times", "opened any email between 1 and 3 times", None),
        ("opened any email since 2026-02-01", "opened any email since 2026-01-01", None),
        ("opened any email between 2026-01-02 and 2026-01-03", "opened any email before 2026-02-01", None),
        ("opened any email in last 1 months", "opened any email in last 31 days", None),
        ("x changed from a to b in last 3 days", "x changed from a", None),
        ("x changed", "x changed or blank", None),
    ],
)
def test_one_follows_from_the_other(one: str, other: str, kind: FieldType | None) -> None:
    """
    Whoever passes the first passes the second.
    """
    assert implies(said(one), said(other), kind)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("x is a", "y is a", TEXT),
        ("x starts with a", "x ends with a", TEXT),
        ("x contains a", "x starts with a", TEXT),
        ("x contains a or blank", "x contains a", TEXT),
        ("x does not contain ab", "x does not contain a", TEXT),
        ("x >= 5", "x > 5", NUMBER),
        ("x is at least A", "x is at least B", None),
        ("x in last 366 days", "x in last 1 years", None),
        ("x in last 3 days", "x after 2020-01-01", None),
        ("opened any email", "clicked any email", None),
        ("opened any email", "opened email a", None),
        ("opened any email", "opened any email in last 3 days", None),
        ("opened any email in last 3 days", "opened any email since 2020-01-01", None),
        ("opened any email in last 31 days", "opened any email in last 1 months", None),
        ("x changed or blank", "x changed", None),
        ("x changed", "in list a", None),
        ("x is a", "x > 5", None),
        ("x contains a", "x > 5", None),
    ],
)
def test_nothing_follows(one: str, other: str, kind: FieldType | None) -> None:
    """
    Where somebody may pass the first and not the second, or where it depends on the day, nothing is claimed.
    """
    assert not implies(said(one), said(other), kind)


@pytest.mark.parametrize(
    ("one", "other", "kind", "excluded"),
    [
        ("x contains a", "x is blank", TEXT, True),
        ("x contains a or blank", "x is blank", TEXT, False),
        ("x contains a", "x is b", TEXT, True),
        ("x contains a", "x is ba", TEXT, False),
        ("x starts with a", "x starts with ab", TEXT, False),
        ("x contains a", "x > 5", TEXT, False),
        ("x is a", "y is b", TEXT, False),
        ("opened any email", "never opened any email", None, True),
        ("opened any email in last 3 days", "never opened any email in last 2 days", None, False),
        ("in list a", "not in list a", None, True),
        ("in list a", "not in list b", None, False),
        ("in list a", "x is a", None, False),
    ],
)
def test_whether_nobody_passes_both(one: str, other: str, kind: FieldType | None, excluded: bool) -> None:
    """
    The same whichever of the two comes first.
    """
    assert excludes(said(one), said(other), kind) is excluded
    assert excludes(said(other), said(one), kind) is excluded


@pytest.mark.parametrize(
    ("one", "other", "kind", "covered"),
    [
        ("x is a", "x is not a", TEXT, True),
        ("x is a", "y is not a", TEXT, False),
        ("x starts with a", "x does not start with a", TEXT, True),
        ("x > 5", "x <= 5", NUMBER, False),
        ("x > 5 or blank", "x <= 5", NUMBER, True),
        ("x is blank", "x = 99999999999999999999", NUMBER, False),
        ("x is blank", "x <= -99999999999999999999", NUMBER, False),
        ("opened any email at most 2 times", "opened any email more than 2 times", None, True),
        ("opened any email at most 2 times", "opened any email more than 3 times", None, False),
        ("opened any email", "never opened email a", None, False),
        ("in list a", "not in list a", None, True),
        ("in list a", "x is a", None, False),
    ],
)
def test_whether_everybody_passes_one(one: str, other: str, kind: FieldType | None, covered: bool) -> None:
    """
    The same whichever of the two comes first.
    """
    assert covers(said(one), said(other), kind) is covered
    assert covers(said(other), said(one), kind) is covered


def test_a_list_or_an_unknown_order_is_never_decided_by_itself() -> None:
    """
    Somebody may always be on a list, and nobody knows what is above B.
    """
    for sentence in ("in list a", "x is at least B", "x contains a", "x changed"):
        assert not impossible(said(sentence), None)
        assert not certain(said(sentence), None)


def test_a_number_beyond_what_platforms_tell_apart_is_still_one_of_many() -> None:
    """
    10**20 and 10**20 - 1 are the same number to a database, and yet not everybody has it.
    """
    for sentence in ("x = 99999999999999999999 or blank", "x >= -99999999999999999999 or blank"):
        assert not certain(said(sentence), NUMBER)


def test_very_many_values_are_not_worth_the_time() -> None:
    """
    Beyond a limit nothing is said, quickly.
    """
    many = FieldTest("x", "in", tuple(str(number) for number in range(MAX_CASES)))

    assert masks((many,), TEXT) is None
    assert implies(many, many, TEXT)
    assert implies(FieldTest("x", "is", ("5",)), many, TEXT)

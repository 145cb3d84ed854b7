"""The engine that others are held to gives the same answers as the criteria's own definition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.criteria.strategies import AS_OF, CATALOGUE, criteria, criteria_yaml, people

from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import EVERYBODY, NOBODY, ActivityLeaf, EnrolledLeaf, ListLeaf, Ref, Sheet
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
from mapconfig.criteria.syntax import Node
from mapconfig.testing import OracleEngine, asset, org

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ADA = Person({"country": "FR", "score": 40}, {"opportunity": ({"stage": "Closed Won", "role": None}, None)})
BEN = Person(
    {"country": None},
    {"account": ({"type": "Customer"},), "opportunity": ({"stage": "Proposal", "role": "Buyer"},)},
    activities=(Activity("opened", "email", "hello", NOW - timedelta(days=2)),),
    changes=(FieldChange("country", "FR", None, NOW - timedelta(days=1)),),
    lists=frozenset({"staff"}),
)
CAT = Person({"country": "DE", "score": None})


def counted(*criteria: Any) -> list[int]:
    sheet = Sheet(NOW)
    some = org(
        asset("field/country", type="text"),
        asset("field/score", type="number"),
        asset("field/account.type", type="text"),
        asset("list/staff", static=True),
    )
    lists = Lists(some, sheet)
    refs = [lists.criteria(each, "this") for each in criteria]
    return list(OracleEngine((ADA, BEN, CAT), NOW).counts(sheet, refs).values)


def test_sentences_of_every_sort_are_answered() -> None:
    """Fields, the one account, records one by one, what was done, what changed and static lists."""
    assert counted(["country is FR"], ["country is not FR"], ["score >= 40 or blank"]) == [1, 2, 3]
    assert counted(["account.type is Customer"], ["in list staff"], ["not in list staff"]) == [1, 1, 2]
    assert counted(["opened any email in last 3 days"], ["opened email other"], ["never opened any email"]) == [1, 0, 2]
    assert counted([{"some opportunity": ["stage is Closed Won", "role is blank"]}]) == [1]
    assert counted([{"some opportunity": [{"any": ["stage is Proposal", "not in list staff"]}]}]) == [2]
    assert counted([{"no opportunity": [{"none": ["role is blank"]}]}]) == [2]
    assert counted(["country changed from FR to blank in last 7 days"]) == [1]


def test_what_a_source_does_not_have_is_never_zero() -> None:
    """Whoever asks for it is told why it cannot be said."""
    sheet = Sheet(NOW)
    flying = sheet.put(EnrolledLeaf("onboarding", None))
    waiting = sheet.put(EnrolledLeaf("onboarding", "settle"))
    without = OracleEngine((ADA, BEN), NOW)
    having = OracleEngine((ADA, BEN), NOW, enrolments=({"onboarding": "settle"}, {"onboarding": "call"}))
    lacking = OracleEngine((ADA,), NOW, missing=frozenset({ActivityLeaf}))
    opened = sheet.put(ActivityLeaf("opened", None, (None, NOW), 1))

    assert "which journey" in without.lacks(sheet, flying)
    assert "ActivityLeaf" in lacking.lacks(sheet, sheet.no(opened))
    assert without.lacks(sheet, opened) == ""
    with pytest.raises(Uncountable, match="which journey"):
        without.counts(sheet, [flying])
    assert having.counts(sheet, [flying, waiting, EVERYBODY, NOBODY]).values == (2, 1, 2, 0)


def test_leaves_of_other_modules_can_be_answered() -> None:
    """A leaf brings its own answer; one that nobody answers is a mistake of the programmer."""
    sheet = Sheet(NOW)
    mine = sheet.put(("mine", EVERYBODY))
    engine = OracleEngine(
        (ADA, BEN), NOW, leaves={tuple: lambda person, leaf, true: bool(person.lists) and true(EVERYBODY)}
    )
    assert engine.counts(sheet, [mine]).values == (1,)
    with pytest.raises(TypeError, match="tuple"):
        OracleEngine((ADA,), NOW).counts(sheet, [mine])


@given(criteria, st.lists(people, min_size=1, max_size=5))
def test_the_sheet_means_what_the_criteria_mean(node: Node, some: list[Person]) -> None:
    """Formulas made of criteria are true of just the people who meet them."""
    sheet = Sheet(AS_OF)
    ref = _Static(sheet).criteria(criteria_yaml(node), "this")
    met = [evaluate(node, person, AS_OF, CATALOGUE, person.lists.__contains__) for person in some]
    assert OracleEngine(some, AS_OF).counts(sheet, [ref]).values == (sum(met),)


class _Static(Lists):
    """Every list that a sentence may name is there, and static."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(org(), sheet)
        self.catalogue = CATALOGUE

    def member(self, key: str) -> Ref:
        return self.sheet.put(ListLeaf(key))

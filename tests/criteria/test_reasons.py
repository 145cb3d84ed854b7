"""Why somebody meets criteria or not: the sentences that decide, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
from mapconfig.criteria.reasons import MOST, Asked, Reason, passes_blank, reasons
from mapconfig.criteria.syntax import ChangeTest, FieldTest, Node, Sentence
from tests.criteria.strategies import AS_OF, CATALOGUE, criteria, people

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KNOWN = Catalogue(
    {
        "country": FieldType("choice", ("DE", "FR")),
        "score": FieldType("number"),
        "opted_out": FieldType("yes-no"),
        "born": FieldType("date"),
        "account.type": FieldType("text"),
        "deal.stage": FieldType("text"),
        "deal.size": FieldType("number"),
    },
    {"account": "one", "deal": "many"},
)
ADA = Person(
    {
        "country": "FR",
        "score": 40,
        "opted_out": False,
        "born": datetime(2000, 1, 31, 8, 5, tzinfo=UTC),
        "job": "x" * 99,
    },
    {"account": ({"type": "Customer"},), "deal": ({"stage": "Open", "size": 3}, {"stage": "Won", "size": 9}, None)},
    (
        Activity("opened", "email", "hello", NOW - timedelta(days=3)),
        Activity("opened", "email", "hello", NOW - timedelta(days=40)),
        Activity("clicked", "email", "hello", NOW - timedelta(days=3)),
    ),
    (FieldChange("country", "DE", "FR", NOW - timedelta(days=1)),),
)


def told(value: Any, person: Person = ADA) -> list[str]:
    node, problems = parse(value)
    assert node is not None and not problems
    found = reasons(node, Asked(person, NOW, KNOWN, lambda key: key == "staff"))
    return [f"{'  ' * each.depth}{each.words}" + (f" ({each.because})" if each.because else "") for each in found]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["country is FR", "score >= 30"], ["country is FR", "score >= 30 (score is 40)"]),
        (["country is FR", "score >= 50"], ["score >= 50 (score is 40)"]),
        ([{"any": ["country is DE", "score >= 30"]}], ["score >= 30 (score is 40)"]),
        (
            [{"any": ["country is DE", "score >= 50"]}],
            ["not one of these holds:", "  country is DE (country is FR)", "  score >= 50 (score is 40)"],
        ),
        ([{"any": ["score >= 50"]}], ["score >= 50 (score is 40)"]),
        ([{"none": ["country is FR", "score >= 50"]}], ["none of these may hold, and this does:", "  country is FR"]),
        ([{"none": ["country is DE"]}], ["none of these may hold, and none does:", "  country is DE (country is FR)"]),
        (["in list staff", "not in list team"], ["in list staff (is on it)", "not in list team (is not on it)"]),
        (["opted_out is true"], ["opted_out is true (opted_out is false)"]),
        (["industry is Wine"], ["industry is Wine (industry is blank)"]),
        (["job is y"], [f"job is y (job is {'x' * 57}...)"]),
        (["born before 1999-01-01"], ["born before 1999-01-01 (born is 2000-01-31 08:05)"]),
        (["account.type is Partner"], ["account.type is Partner (account.type is Customer)"]),
        (["partner.type is Gold"], ["partner.type is Gold (has no partner)"]),
        (["never opened any email"], ["never opened any email (2 times)"]),
        (["opened any email at least 2 times in last 30 days"], None),
        (["clicked any email"], ["clicked any email (once)"]),
        (["submitted any form"], ["submitted any form (never)"]),
        (["country changed to FR"], ["country changed to FR (it did)"]),
        (["country changed to DE"], ["country changed to DE (no such change)"]),
        ([{"some gift": ["size is 1"]}], ["some gift with (size is 1) (has no gift)"]),
        (
            [{"some deal": ["stage is Won", "size >= 9"]}],
            [
                "some deal with (stage is Won; size >= 9)",
                "  deal 2 meets all of it:",
                "    stage is Won (stage is Won)",
            ],
        ),
        (
            [{"some deal": ["stage is Won", "size >= 10"]}],
            [
                "some deal with (stage is Won; size >= 10) (no deal of 2 does)",
                "  deal 1 does not:",
                "    stage is Won (stage is Open)",
                "    size >= 10 (size is 3)",
                "  deal 2 does not:",
                "    size >= 10 (size is 9)",
            ],
        ),
        (
            [{"no deal": ["stage is Open"]}],
            ["no deal with (stage is Open)", "  deal 1 meets all of it:", "    stage is Open"],
        ),
    ],
)
def test_only_what_decides_is_told_with_what_the_person_has(value: Any, said: list[str] | None) -> None:
    """Sentences that would not change the outcome are left out."""
    found = told(value)
    if said is None:
        last = NOW - timedelta(days=3)
        said = [f"{value[0]} (once in that time, last on {last:%Y-%m-%d})"]
    assert found[: len(said)] == [each.replace(" (stage is Won)", "") for each in said]


def test_long_groups_are_cut() -> None:
    """A list of a hundred reasons is none."""
    found = told([{"any": [f"score = {number}" for number in range(100, 120)]}])
    assert len(found) == MOST + 2 and found[-1] == f"  and {20 - MOST} more"


def test_a_test_that_lets_blanks_in_is_known() -> None:
    """Negative tests, `is blank` and `or blank` do."""

    def passes(text: str) -> bool:
        node, _ = parse(text)
        assert isinstance(node, Sentence) and isinstance(node.test, (FieldTest, ChangeTest))
        return passes_blank(node.test)

    assert [passes(each) for each in ("country is not FR", "country is blank", "score < 5 or blank")] == [True] * 3
    assert [passes(each) for each in ("country is FR", "country is not blank", "country changed")] == [False] * 3
    assert passes_blank(ChangeTest("country", or_blank=True))


@settings(deadline=None)
@given(criteria, people, st.booleans())
def test_the_reasons_decide(node: Node, person: Person, member: bool) -> None:
    """Whatever the criteria and the person: there is a reason, and a single sentence holds exactly when it says so."""
    asked = Asked(person, AS_OF, CATALOGUE, lambda _: member)
    holds = evaluate(node, person, AS_OF, CATALOGUE, lambda _: member)
    found: list[Reason] = list(reasons(node, asked))
    if isinstance(node, Sentence):
        assert [each.holds for each in found] == [holds]
    assert all(each.words for each in found)

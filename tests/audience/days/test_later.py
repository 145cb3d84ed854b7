"""Criteria on a later day, as formulas about people as they are now."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.audience.days.later import Later
from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import Sheet
from mapconfig.criteria.format import write
from mapconfig.criteria.oracle import Person, holds
from mapconfig.criteria.syntax import FieldTest, Span
from mapconfig.model import Asset
from mapconfig.testing import OracleEngine
from tests.audience.strategies import AS_OF, PERSON_FIELDS, org_of

KIND = PERSON_FIELDS["created_at"]
moving = st.builds(
    FieldTest,
    st.just("created_at"),
    st.sampled_from(["in last", "not in last", "in next", "more than ago"]),
    st.just(()),
    st.booleans(),
    st.builds(
        Span, st.sampled_from([1, 2, 5, 30, 999]), st.sampled_from(["hours", "days", "weeks", "months", "years"])
    ),
)


@given(moving, st.integers(0, 45), st.integers(-40 * 24, 90 * 24), st.sampled_from([-1, 0, 1]))
@settings(max_examples=300, deadline=None)
def test_a_date_is_asked_at_the_later_instant(test: FieldTest, days: int, hours: int, off: int) -> None:
    """Exactly: at the edges of the window and a microsecond beside them, whatever the unit."""
    at = AS_OF + timedelta(days=days)
    date = AS_OF + timedelta(hours=hours, microseconds=off)
    edges = [date, at + timedelta(microseconds=off), None]
    people = [Person({"created_at": edge}) for edge in edges]
    lists = Later(org_of({}), Sheet(AS_OF), at)
    who = lists.criteria([write(test)], "a test")
    counted = OracleEngine(people, AS_OF).counts(lists.sheet, [who]).values
    assert counted == (sum(holds(test, edge, at, KIND) for edge in edges),)


def test_now_is_the_same_formula_as_without_a_clock() -> None:
    """So what does not move is counted once."""
    sheet = Sheet(AS_OF)
    criteria = ["created_at in last 30 days", "opened any email in last 7 days", "was sent any email in last 7 days"]
    now = Lists(org_of({}), sheet).criteria(criteria, "x")
    assert Later(org_of({}), sheet, AS_OF).criteria(criteria, "x") == now
    assert Later(org_of({}), sheet, AS_OF + timedelta(days=1)).criteria(criteria, "x") != now


def test_behaviour_is_asked_as_of_now() -> None:
    """What people do is taken to go on as it was: windows of it do not move, nor do dates that follow from it."""
    org = org_of({})
    asset = org["field/last_activity_at"]
    assets = {**org.assets, asset.address: Asset(asset.address, {**asset.attributes, "personal_data": "behaviour"})}
    org = type(org)(org.kinds, assets, org.settings)
    sheet, later = Sheet(AS_OF), AS_OF + timedelta(days=9)
    for criteria in (["opened any email in last 7 days"], ["last_activity_at in last 7 days"], ["country is DE"]):
        assert Later(org, sheet, later).criteria(criteria, "x") == Lists(org, sheet).criteria(criteria, "x")


def test_what_changed_leaves_its_window() -> None:
    sheet = Sheet(AS_OF)
    first, other = (
        Later(org_of({}), sheet, AS_OF + timedelta(days=days)).criteria(["grade changed in last 7 days"], "x")
        for days in (0, 3)
    )
    assert first != other

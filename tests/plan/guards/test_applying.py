"""What a person may rely on: nothing begins at a wrong time, or what could not be carried to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.plan.guards.made import refusals
from tests.plan.made import NOW, Paper, Past, live, plan

from mapconfig.address import Address
from mapconfig.backend import Pace, Quota
from mapconfig.model import Settings
from mapconfig.plan.definition import Accept, Freezing
from mapconfig.testing import asset, org


def test_nothing_is_planned_for_now_in_a_freeze() -> None:
    """A freeze that covers a touched asset stops the plan; one that is yet to come travels with it."""
    address = Address("list/vip")
    desired = org(asset(address, title="New"))
    now = Freezing("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "the fair")
    later = Freezing("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", "the audit")
    elsewhere = Freezing("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "others")
    frozen = [
        (later, frozenset({address})),
        (now, frozenset({address})),
        (now, frozenset({address})),
        (elsewhere, frozenset({Address("list/other")})),
    ]

    made = plan(desired, live(address, title="Old"), frozen=frozen)

    assert refusals(made) == [("freeze", "")]
    assert made.refused[0].sentence.endswith("the fair")
    assert made.freezes == (later, now, now)
    before = plan(desired, live(address, title="Old"), frozen=frozen, now=NOW - timedelta(days=2))
    assert refusals(before) == []


def test_a_plan_that_takes_too_many_requests_is_stopped() -> None:
    """`limits.calls` in mapconfig.yaml."""
    desired = org(asset("list/a", title="New"), settings=Settings(limits={"calls": 3}))

    made = plan(desired, live("list/a", title="Old"))

    assert refusals(made) == [("calls", "")]
    assert "takes about 4 requests; at most 3" in made.refused[0].sentence


@pytest.mark.parametrize(("requests", "refused"), [(3, [("calls", "")]), (4, [])])
def test_a_plan_that_takes_more_requests_than_the_platform_answers_is_stopped(
    requests: int, refused: list[tuple[str, str]]
) -> None:
    """Half-way is no good place to be told to wait for an hour."""
    backend = Paper()
    backend.pace = Pace(quota=Quota(requests, 3600))

    made = plan(org(asset("list/a", title="New")), live("list/a", title="Old"), backend=backend)

    assert refusals(made) == refused
    if refused:
        assert "paper answers no more than 3 in 3,600 seconds" in made.refused[0].sentence


def test_nothing_new_begins_while_an_old_apply_is_open() -> None:
    """No yes helps: the way on is to resume."""
    known = Past()
    known.unresolved = ["p-1"]

    made = plan(org(asset("list/a")), known=known, accepts=(Accept("unresolved", "p-1", "x"),))

    assert refusals(made) == [("unresolved", "p-1")]
    assert refusals(plan(org(asset("list/a")), live("list/a"), known=known)) == [("unresolved", "p-1")]
    assert made.refused[0].how == "mapconfig apply --resume"

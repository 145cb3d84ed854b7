"""Steps as a graph and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.backends.mautic.kinds.campaigns import journeys

from mapconfig.backends.mautic.kinds.flow import Unclear, flow_of, reached, steps_of


@given(journeys())
def test_steps_in_their_one_order_are_a_fixed_point(steps: list[dict[str, Any]]) -> None:
    """The order in which a file writes them says nothing, and writing them once more changes nothing."""
    flow = flow_of(steps)
    once = steps_of(flow)

    assert steps_of(flow_of(once)) == once
    assert [row["id"] for row in once] == reached(flow)


def test_a_step_comes_after_all_that_lead_to_it() -> None:
    """As a person would write it, the branch that holds first."""
    steps: list[dict[str, Any]] = [
        {"id": "ask", "if": ["score > 5"], "else": "no"},
        {"id": "yes", "do": [{"tag": "yes"}], "next": "both"},
        {"id": "both", "wait": "1 weeks", "next": "end"},
        {"id": "no", "do": [{"tag": "no"}], "next": "both"},
    ]

    assert steps_of(flow_of(steps)) == [
        {"id": "ask", "if": ["score > 5"], "then": "yes", "else": "no"},
        {"id": "yes", "do": [{"tag": "yes"}], "next": "both"},
        {"id": "no", "do": [{"tag": "no"}]},
        {"id": "both", "wait": "7 days"},
    ]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"id": "a", "wait": "1 day"}, {"id": "a", "wait": "1 day"}], "same id"),
        ([{"id": "a", "wait": "1 day", "next": "b"}], "no such step"),
        ([{"id": "a", "whistle": "loud"}], "no sort"),
    ],
)
def test_steps_that_make_no_way_are_refused(steps: list[dict[str, Any]], says: str) -> None:
    """They are not guessed at."""
    with pytest.raises(Unclear, match=says):
        flow_of(steps)


def test_no_steps_are_no_way() -> None:
    """An empty journey is one that nobody walks."""
    assert steps_of(flow_of([])) == []

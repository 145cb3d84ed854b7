"""A plan that was edited with care: its digest is right, and it is not what is called for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.plan.made import bare, step

from mapconfig.address import Address
from mapconfig.backend import Verb
from mapconfig.errors import GateRefused, StalePlan
from mapconfig.plan.again import counted, held_against, overwrites
from mapconfig.plan.definition import Agreed, GuardVerdict, Overwrite, Plan

FIRST = step("list/vip", Verb.UPDATE, id="001")
SECOND = step("journey/welcome", Verb.UPDATE, id="002", depends_on=("001",))
PLAN = bare(FIRST, SECOND)
SENDS = GuardVerdict("sends", "journey/welcome", True, "People would be e-mailed.", "mapconfig plan --accept sends")


def asked(label: str = "exact") -> dict[str, Any]:
    return {"people": {"asked": True, "newly_mailed": {"label": label}}}


def test_a_plan_made_anew_is_the_same_plan() -> None:
    """Neither its id nor the moment is looked at, nor how steps are numbered and told."""
    told = replace(FIRST, reason="for another reason", calls=9, id="101")
    held_against(PLAN, bare(told, replace(SECOND, id="102", depends_on=("101",)), id="another"))


@pytest.mark.parametrize(
    ("edited", "said"),
    [
        (bare(replace(FIRST, attributes={"title": "Everybody"}), SECOND), "update list/vip would do something else"),
        (bare(replace(FIRST, before="0" * 64), SECOND), "update list/vip would do something else"),
        (bare(FIRST, replace(SECOND, depends_on=())), "update journey/welcome would do something else"),
        (bare(FIRST, SECOND, step("list/all", Verb.DELETE, id="003")), "delete list/all is not called for"),
        (bare(FIRST), "update journey/welcome is missing in it"),
        (bare(), "update list/vip is missing in it"),
        (bare(FIRST, SECOND, replace(SECOND, id="003")), "in another order, or in it twice"),
        (bare(replace(SECOND, depends_on=()), FIRST), "would do something else"),
        (replace(PLAN, agreed=(Agreed(Address("list/all"), {}, True, ""),)), "other assets are as the files want them"),
    ],
    ids=range(9),
)
def test_a_plan_with_other_steps_is_refused(edited: Plan, said: str) -> None:
    """Whichever way they are others: the first difference is named."""
    with pytest.raises(StalePlan, match=said):
        held_against(edited, PLAN)


def test_steps_in_another_order_are_others() -> None:
    """Even where none of them says that it comes after another."""
    free = replace(SECOND, depends_on=())
    with pytest.raises(StalePlan, match="in another order"):
        held_against(bare(free, FIRST), bare(FIRST, free))


def test_a_guard_that_was_taken_out_refuses_all_the_same() -> None:
    """With what it says, and the command to say yes."""
    with pytest.raises(GateRefused, match=r"People would be e-mailed\.\n    mapconfig plan --accept sends"):
        held_against(PLAN, replace(PLAN, guards=(SENDS,)))


def test_a_yes_that_was_given_stays_given() -> None:
    held_against(PLAN, replace(PLAN, guards=(replace(SENDS, refused=False, accepted="agreed"),)))


@pytest.mark.parametrize(
    ("impact", "goes"),
    [
        (asked(), True),
        (asked("unknown"), False),
        ({}, False),
        ({"people": {"asked": True, "newly_mailed": "x"}}, False),
    ],
)
def test_people_need_not_be_counted_twice(impact: dict[str, Any], goes: bool) -> None:
    """Where an apply runs nobody may know them; but what nobody has ever counted is still asked for."""
    unknown = replace(PLAN, guards=(replace(SENDS, guard="people-unknown", subject=""),))
    plan = replace(PLAN, impact=impact)
    if goes:
        held_against(plan, unknown)
    else:
        with pytest.raises(GateRefused):
            held_against(plan, unknown)


def test_what_was_said_to_make_a_plan_is_in_it() -> None:
    """What may be overwritten, and whether people were to be counted."""
    fields = (
        Overwrite(("title",), "a", "b", allowed=True),
        Overwrite(("entry", "lists"), "a", "b"),
        Overwrite((), "a", "b", allowed=True),
    )
    assert overwrites(bare(replace(FIRST, overwrites=fields))) == ("list/vip.title", "list/vip")
    assert [counted(replace(PLAN, impact=impact)) for impact in (asked(), {}, {"people": {"asked": False}})] == [
        True,
        False,
        False,
    ]

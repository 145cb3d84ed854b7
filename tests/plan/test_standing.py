"""What is said of a platform for which nothing is left to do."""

from __future__ import annotations

import pytest
from tests.plan.made import Paper, Past, live, plan

from mapconfig.plan.standing import listed, nothing_to_do, verified
from mapconfig.report.plan import PLAN, document
from mapconfig.testing import asset, org


def platform() -> Paper:
    paper = Paper()
    paper.cannot["list"] = lambda attributes: (
        {"vendor.paper": "It has no such thing."} if "vendor" in attributes else {}
    )
    return paper


def test_a_platform_that_is_as_the_files_say_is_said_to_be() -> None:
    """Only where nothing at all is left out."""
    there = live("list/all", title="All")
    made = plan(org(asset("list/all", title="All")), there, known=Past({"list/all": there.remote_id}))

    assert nothing_to_do(made) == "nothing to do: the platform is as the files say"
    assert verified(made) == "verified: the platform is as the files say"
    assert "Left out" not in PLAN["text"](document(made))


@pytest.mark.parametrize("say", [nothing_to_do, verified])
def test_what_is_left_out_is_named_wherever_the_platform_is_called_right(say: object) -> None:
    """With the reason, since nobody has the plan before them then."""
    made = plan(org(asset("list/odd", title="Odd", vendor={"paper": 1})), backend=platform())

    assert callable(say)
    said = say(made)
    assert "but for 1 asset that is left out:\n  list/odd is left out: paper cannot hold its vendor.paper." in said
    assert (made.empty, made.settled, made.behind) == (True, True, ())
    assert "Left out: 1 asset (list/odd). Why is said below." in PLAN["text"](document(made))


def test_a_change_that_does_not_arrive_is_no_settled_plan() -> None:
    """The asset is there, and not as the files say; so is what relies on it where that differs."""
    there = [
        live("list/odd", title="Odd"),
        live("list/more", title="More", extends="list/odd"),
        live("list/same", title="Same", extends="list/odd"),
    ]
    files = org(
        asset("list/odd", title="Odd", vendor={"paper": 1}),
        asset("list/more", title="Much more", extends="list/odd"),
        asset("list/same", title="Same", extends="list/odd"),
    )
    made = plan(files, *there, known=Past({each.address: each.remote_id for each in there}), backend=platform())

    assert made.empty and not made.settled
    assert {note.subject for note in made.behind} == {"list/odd", "list/more"}
    assert {note.subject for note in made.left_out} == {"list/odd", "list/more", "list/same"}
    told = PLAN["text"](document(made))
    assert "Left out, and not on the platform as the files say: 2 assets (list/odd, list/more)." in told


def test_of_many_only_the_first_are_told() -> None:
    """And where the rest stands."""
    many = [asset(f"list/l{n}", title="L", vendor={"paper": 1}) for n in range(7)]
    said = nothing_to_do(plan(org(*many), backend=platform()))

    assert "but for 7 assets that are left out:" in said
    assert said.endswith("and 2 more; see:\n    mapconfig plan")
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"

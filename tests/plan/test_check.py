"""What a person may rely on: a plan that is not for this moment is refused, and the sentence says why it is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.plan.made import NOW, PLAN_ID, bare, step

from mapconfig.address import Address
from mapconfig.errors import EXIT_GATE, EXIT_PARTIAL, EXIT_STALE, GateRefused, MapconfigError, PartlyApplied, StalePlan
from mapconfig.plan.check import Moment, check
from mapconfig.plan.definition import Accept, Freezing, GuardVerdict

VIP = Address("list/vip")
PLAN = bare(step())


def moment(**changes: Any) -> Moment:
    """The moment the plan was made for, with what matters changed."""
    words: dict[str, Any] = {
        "environment": "local",
        "platform": "paper:1",
        "lineage": "lineage-1",
        "live": {VIP: "f" * 64},
        "now": NOW,
    }
    return Moment(**(words | changes))


def test_a_plan_for_this_moment_passes() -> None:
    """Also with the files at hand, and just not too old."""
    check(PLAN, moment())
    check(PLAN, moment(config="c0ffee", now=NOW + timedelta(hours=72)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"environment": "production"}, "made for the environment 'local', and this is 'production'"),
        ({"platform": "paper:2"}, "made for the account 'paper:1'.*now leads to 'paper:2'"),
        ({"lineage": "another"}, "made with another record"),
        ({"lineage": ""}, "made with another record"),
        ({"started": True, "over": True}, "has been applied already"),
        ({"started": True, "over": True, "resume": True}, "has been applied already"),
        ({"resume": True}, "was never begun here"),
        ({"now": NOW + timedelta(hours=73)}, "is 73 hours old"),
        ({"now": NOW + timedelta(hours=3), "most_hours": 2}, "after 2 hours"),
        ({"config": "changed"}, "files of the org have changed.*check out the commit it was made from: abc"),
        ({"live": {VIP: "e" * 64}}, "list/vip was changed"),
        ({"live": {}}, "list/vip is no longer there"),
    ],
)
def test_a_plan_for_another_moment_is_refused(changes: dict[str, Any], why: str) -> None:
    """Each reason has its own sentence, and all end with what to do."""
    with pytest.raises(StalePlan, match=f"(?s){why}.*Nothing was changed.*mapconfig plan --out") as refusal:
        check(PLAN, moment(**changes))

    assert refusal.value.exit_code == EXIT_STALE


def test_files_outside_git_have_no_commit_to_go_back_to() -> None:
    """The sentence does without."""
    plan = bare(step(), config=type(PLAN.config)("c0ffee"))

    with pytest.raises(StalePlan, match=r"made from\.\)"):
        check(plan, moment(config="changed"))


def test_files_that_were_not_committed_are_in_no_commit_to_go_back_to() -> None:
    """The commit that they were edited after is that of other files, perhaps the very one that is checked out."""
    plan = bare(step(), config=type(PLAN.config)("c0ffee", "abcdef0123456789+"))

    with pytest.raises(
        StalePlan, match=r"(?s)not committed \(edits after abcdef012345\).*mapconfig plan --out"
    ) as refusal:
        check(plan, moment(config="changed"))

    assert "check out" not in str(refusal.value)


def test_an_asset_that_appeared_is_told() -> None:
    """A create is stale when somebody else was quicker."""
    with pytest.raises(StalePlan, match="list/vip is there now"):
        check(bare(step(before="")), moment())


def test_many_changed_assets_are_counted() -> None:
    """The sentence stays short."""
    plan = bare(live={Address(f"list/l{number}"): "x" for number in range(8)})

    with pytest.raises(StalePlan, match="list/l4 is no longer there, and 3 more"):
        check(plan, moment(live={}))


def test_a_plan_that_was_begun_is_resumed_and_not_started_again() -> None:
    """Starting it afresh could do steps twice."""
    with pytest.raises(PartlyApplied, match=r"apply --resume") as refusal:
        check(PLAN, moment(started=True))

    assert refusal.value.exit_code == EXIT_PARTIAL


def test_another_apply_that_was_cut_short_goes_first() -> None:
    """Its open steps are found out before anything else is written; one's own are no hindrance."""
    with pytest.raises(PartlyApplied, match="Plan p-0 was cut short"):
        check(PLAN, moment(unresolved=["p-0"]))
    check(PLAN, moment(unresolved=[PLAN_ID], started=True, resume=True))


def test_a_resumed_plan_is_held_against_what_it_did() -> None:
    """Its own steps are no drift, open ones are looked at later, age and files count no more."""
    late = moment(
        started=True,
        resume=True,
        live={VIP: "after"},
        expected={VIP: "after"},
        now=NOW + timedelta(days=30),
        config="changed",
    )
    check(PLAN, late)
    check(PLAN, moment(started=True, resume=True, live={}, open=frozenset({"001"})))
    with pytest.raises(StalePlan, match="list/vip was changed"):
        check(PLAN, moment(started=True, resume=True, live={VIP: "else"}, expected={VIP: "after"}))


def test_what_names_an_asset_that_was_made_anew_is_looked_at_at_its_step() -> None:
    """When resuming; before the plan is begun, and after that step, it has to be as planned."""
    plan = bare(step(relinks=True))
    begun = {"started": True, "resume": True, "live": {VIP: "else"}}

    check(plan, moment(**begun))
    with pytest.raises(StalePlan, match="list/vip was changed"):
        check(plan, moment(live={VIP: "else"}))
    with pytest.raises(StalePlan, match="list/vip was changed"):
        check(plan, moment(**begun, done=frozenset({"001"})))


def test_the_first_plan_of_a_record_can_be_resumed_and_not_repeated() -> None:
    """A plan for an empty record knows no lineage; it is good for one time all the same."""
    first = bare(step(before=""), lineage="")

    check(first, moment(lineage="", live={}))
    check(first, moment(live={}, started=True, resume=True))
    with pytest.raises(StalePlan, match="before this one began"):
        check(first, moment(live={}))
    with pytest.raises(StalePlan, match="applied already"):
        check(first, moment(live={}, started=True, over=True))


def test_a_refused_plan_is_not_applied() -> None:
    """Every refusal is told with the way to say yes."""
    plan = bare(
        step(),
        guards=(
            GuardVerdict("consent", VIP, True, "It widens.", "mapconfig plan --accept consent:list/vip"),
            GuardVerdict("unresolved", "p", True, "Open."),
            GuardVerdict("manual", "", False, "By hand."),
        ),
    )

    with pytest.raises(GateRefused, match=r"It widens\.\n    mapconfig plan --accept.*\nOpen\.$") as refusal:
        check(plan, moment())

    assert refusal.value.exit_code == EXIT_GATE


def test_a_freeze_counts_when_the_plan_is_applied() -> None:
    """A plan from before the freeze is stopped in it, unless somebody said yes to that."""
    freezes = (Freezing("2026-03-01T09:00:00Z", "2026-03-01T11:00:00Z", "the fair"),)

    with pytest.raises(GateRefused, match="the fair"):
        check(bare(step(), freezes=freezes), moment())
    check(bare(step(), freezes=freezes), moment(now=NOW + timedelta(hours=1)))
    check(bare(step(), freezes=freezes, accepts=(Accept("freeze", "", "urgent"),)), moment())


def test_every_refusal_is_an_error_with_an_exit_code() -> None:
    """Scripts tell them apart."""
    assert issubclass(StalePlan, MapconfigError) and issubclass(GateRefused, MapconfigError)

"""What a person may rely on: what can hurt is stopped, the sentence says why, and how and by whom it can be let
through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.plan.made import NOW, Past, live, plan
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.impact.effect import Effect
from mapconfig.model import EFFECTS, Asset, Org, Settings
from mapconfig.plan.definition import Accept, Freezing, Plan
from mapconfig.plan.guards import GUARDS
from mapconfig.testing import asset, org

SUPPRESSION = Address("list/opted-out")


def settings(**guards: Any) -> Settings:
    return Settings(guards=guards)


def many(count: int, changed: int, **words: Any) -> tuple[Org, list[Any]]:
    """An org of `count` lists of which `changed` differ from what is live."""
    assets = [asset(f"list/l{number:03d}", title="new" if number < changed else "old") for number in range(count)]
    return org(*assets, **words), [live(f"list/l{number:03d}", title="old") for number in range(count)]


def refusals(made: Plan) -> list[tuple[str, str]]:
    return [(each.guard, each.subject) for each in made.refused]


def with_effect(name: str, *accepts: Accept, settings: Settings | None = None) -> Plan:
    """A plan with one update that has this effect."""
    desired = org(asset(SUPPRESSION, title="New", owner="team/dpo"), asset("team/dpo"), settings=settings)
    there = live(SUPPRESSION, title="Old", owner="team/dpo"), live("team/dpo")
    return plan(desired, *there, effects={SUPPRESSION: (Effect(name, "Because."),)}, accepts=accepts)


@pytest.mark.parametrize("name", EFFECTS)
def test_effects_that_reach_people_need_a_yes(name: str) -> None:
    """Sending, throwing out and widening consent stop the plan; milder effects do not."""
    assert refusals(with_effect(name)) == ([(name, SUPPRESSION)] if name in ("sends", "ejects", "consent") else [])


def test_a_refusal_says_why_how_and_who() -> None:
    """The exact command, and the owner's name."""
    verdict = with_effect("consent").refused[0]

    assert verdict.sentence == "Step 001 (update list/opted-out) widens who may be e-mailed. Because."
    assert verdict.how == 'mapconfig plan --accept consent:list/opted-out --because "the reason"'
    assert verdict.who == "team/dpo"


def test_a_yes_is_kept_with_its_reason() -> None:
    """The plan carries who said yes to what, for everybody who reads it later."""
    made = with_effect("consent", Accept("consent", SUPPRESSION, "the law changed"))

    assert refusals(made) == []
    assert [(each.guard, each.accepted) for each in made.guards] == [("consent", "the law changed")]
    assert made.accepts[0].text == "consent:list/opted-out"
    assert Accept("freeze", "", "x").text == "freeze"


@pytest.mark.parametrize("subject", ["list/*", "*"])
def test_a_yes_may_be_for_several(subject: str) -> None:
    """A pattern, for those who know what they do."""
    assert refusals(with_effect("consent", Accept("consent", subject, "agreed"))) == []


@pytest.mark.parametrize(
    "accept",
    [
        Accept("consent", "list/other", "x"),
        Accept("sends", SUPPRESSION, "x"),
        Accept("consent", SUPPRESSION, ""),
        Accept("consent", "", "x"),
    ],
)
def test_a_yes_to_something_else_or_without_a_reason_is_none(accept: Accept) -> None:
    """One yes is for one asset and one danger."""
    assert refusals(with_effect("consent", accept)) == [("consent", SUPPRESSION)]


def test_the_org_says_which_effects_need_a_yes_and_whose() -> None:
    """`guards.effects` and `guards.who` in mapconfig.yaml."""
    strict = settings(effects=["cosmetic", "nonsense"], who={"cosmetic": "anybody"})

    assert with_effect("cosmetic", settings=strict).refused[0].who == "anybody"
    assert refusals(with_effect("consent", settings=strict)) == []
    assert refusals(with_effect("consent", settings=settings(effects="none"))) == [("consent", SUPPRESSION)]


def test_every_grave_effect_of_an_asset_is_one_to_agree_to() -> None:
    """A yes to people leaving a journey is no yes to others being mailed."""
    address = Address("journey/j")
    effects = {address: (Effect("sends", "Mails."), Effect("ejects", "Out."))}
    desired = org(asset(address, title="New", state="paused", steps=[]))

    made = plan(desired, live(address, title="Old", steps=[]), effects=effects)
    half = plan(
        desired, live(address, title="Old", steps=[]), effects=effects, accepts=(Accept("ejects", address, "x"),)
    )

    assert refusals(made) == [("ejects", address), ("sends", address)]
    assert "Mails." in made.refused[1].sentence
    assert refusals(half) == [("sends", address)]


def test_an_error_of_an_asset_is_one_to_agree_to_when_it_is_touched() -> None:
    """The first error in words, and how many more there are."""
    touched, other = Address("list/a"), Address("list/b")
    errors = {touched: ("MC101 It names nothing.", "MC111 It is no test."), other: ("MC101 Neither does this.",)}
    desired = org(asset(touched, title="New"), asset(other, title="B"))

    made = plan(desired, live(touched, title="Old"), live(other, title="B"), errors=errors)

    assert refusals(made) == [("invalid", touched)]
    assert made.refused[0].sentence == "list/a has an error: MC101 It names nothing. (and 1 more)"


@pytest.mark.parametrize(
    ("count", "changed", "stopped"), [(9, 9, False), (10, 3, False), (10, 4, True), (20, 6, False), (20, 7, True)]
)
def test_changing_much_of_a_kind_at_once_is_stopped(count: int, changed: int, stopped: bool) -> None:
    """More than 30 % from ten assets on: the numbers are in the sentence."""
    desired, there = many(count, changed)

    made = plan(desired, *there)

    assert refusals(made) == ([("mass-change", "list")] if stopped else [])
    if stopped:
        assert f"{changed} of {count} list assets" in made.refused[0].sentence


@pytest.mark.parametrize(("gone", "stopped"), [(3, False), (4, True)])
def test_deleting_much_of_a_kind_at_once_is_stopped(gone: int, stopped: bool) -> None:
    """Tombstones too; what is gone already does not count."""
    desired, there = many(10, 0)
    fewer = without(desired, *[f"list/l{number:03d}" for number in range(gone)], "list/past")
    known = Past({each.address: each.remote_id for each in there} | {"list/past": "99"})

    made = plan(fewer, *there, known=known)

    assert refusals(made) == ([("mass-change", "list")] if stopped else [])


def test_the_org_says_how_much_is_much() -> None:
    """`guards.mass_change_percent` and `guards.mass_change_from`; what is no number is passed over."""
    desired, there = many(10, 4)

    def with_settings(**guards: Any) -> Plan:
        return plan(replace(desired, settings=settings(**guards)), *there)

    assert refusals(with_settings(mass_change_percent=50)) == []
    assert refusals(with_settings(mass_change_from=11)) == []
    assert refusals(with_settings(mass_change_percent="all", mass_change_from=True)) == [("mass-change", "list")]


def test_creating_much_is_not_stopped() -> None:
    """The first apply of an org creates everything."""
    desired, _ = many(40, 0)

    assert refusals(plan(desired)) == []


def test_files_that_describe_nothing_that_is_managed_are_the_wrong_files() -> None:
    """An empty directory, or another org's: nothing would be deleted, and still it is stopped."""
    there = [live("list/a"), live("list/b")]

    assert refusals(plan(org(), *there)) == [("emptiness", "")]
    assert refusals(plan(org(asset("list/c")), *there)) == [("emptiness", "")]
    assert refusals(plan(org(asset("list/a")), *there)) == []
    assert refusals(plan(org(), known=Past())) == []
    assert refusals(plan(org(), *there, accepts=(Accept("emptiness", "", "we leave"),))) == []


def test_deleting_what_is_still_named_is_stopped() -> None:
    """By managed assets and by others; those that stop naming it in the same plan do not count."""
    desired = without(
        org(asset("email/fixed", subject="S"), asset("email/kept", subject="S", to=["list/old"])), "list/old", "email/x"
    )
    there = (
        live("list/old"),
        live("email/fixed", subject="S", to=["list/old"]),
        live("email/kept", subject="S", to=["list/old"]),
        live("email/x", subject="S", to=["list/old"]),
        live("email/stranger", subject="S", to=["list/old"]),
    )
    known = Past({each.address: each.remote_id for each in there[:4]})

    made = plan(desired, *there, known=known)

    assert refusals(made) == [("in-use", "list/old")]
    assert made.refused[0].sentence == (
        "list/old is to be deleted, and on the platform this still names it: email/kept, email/stranger."
    )


def test_many_users_are_counted() -> None:
    """The sentence stays short."""
    users = [live(f"email/e{number}", subject="S", to=["list/old"]) for number in range(5)]
    desired = without(org(*(Asset(each.address, each.attributes) for each in users)), "list/old")

    made = plan(desired, live("list/old"), *users)

    assert "email/e0, email/e1, email/e2 and 2 more" in made.refused[0].sentence


def test_protected_assets_are_not_changed_in_passing() -> None:
    """Protected in the files or on the platform; new ones are no risk."""
    mine = org(
        asset("list/a", title="New", protected=True), asset("list/b", title="New"), asset("list/c", protected=True)
    )
    there = live("list/a", title="Old"), live("list/b", title="Old", protected=True)

    made = plan(mine, *there)

    assert refusals(made) == [("protected", "list/a"), ("protected", "list/b")]
    assert made.refused[0].sentence == "list/a is protected, and the plan would update it."


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


def test_nothing_new_begins_while_an_old_apply_is_open() -> None:
    """No yes helps: the way on is to resume."""
    known = Past()
    known.unresolved = ["p-1"]

    made = plan(org(asset("list/a")), known=known, accepts=(Accept("unresolved", "p-1", "x"),))

    assert refusals(made) == [("unresolved", "p-1")]
    assert refusals(plan(org(asset("list/a")), live("list/a"), known=known)) == [("unresolved", "p-1")]
    assert made.refused[0].how == "mapconfig apply --resume"


def test_refusals_are_told_first() -> None:
    """The reader sees what stops the plan before what does not."""
    made = with_effect("consent")
    with_more = replace(made, guards=(*made.guards,))

    assert [each.refused for each in with_more.guards] == sorted((each.refused for each in made.guards), reverse=True)


def test_every_guard_says_what_it_is_for() -> None:
    """A new guard has a sentence of its own."""
    assert all(guard.__doc__ for guard in GUARDS)
    assert len({guard.__name__ for guard in GUARDS}) == len(GUARDS) == 19

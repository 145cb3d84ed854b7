"""What a person may rely on: what can hurt is stopped, the sentence says why, and how and by whom it can be let
through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.plan.made import NOW, Paper, Past, live, plan
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.backend import Pace, Quota
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import NOT_ASKED, ZERO, Count, Mailing, Moves, PeopleImpact, uncounted
from mapconfig.language import say
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
    return plan(desired, *there, effects={SUPPRESSION: (Effect(name, say("Because.")),)}, accepts=accepts)


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
    effects = {address: (Effect("sends", say("Mails.")), Effect("ejects", say("Out.")))}
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


def test_refusals_are_told_first() -> None:
    """The reader sees what stops the plan before what does not."""
    made = with_effect("consent")
    with_more = replace(made, guards=(*made.guards,))

    assert [each.refused for each in with_more.guards] == sorted((each.refused for each in made.guards), reverse=True)


def test_every_guard_says_what_it_is_for() -> None:
    """A new guard has a sentence of its own."""
    assert all(guard.__doc__ for guard in GUARDS)
    assert len({guard.__name__ for guard in GUARDS}) == len(GUARDS) == 19


# People -----------------------------------------------------------------------------------------------------------

CUSTOMERS, GREET, BANNED = Address("list/customers"), Address("journey/greet"), Address("list/banned")


def counts(*numbers: int) -> list[Count]:
    return [Count.of(number) for number in numbers]


def moved(subject: Address, before: int, after: int, what: str = "list", **words: Any) -> Moves:
    """A move in which nobody goes who was there, or nobody comes; all may be e-mailed."""
    added, removed, kept = max(after - before, 0), max(before - after, 0), min(before, after)
    numbers = counts(before, after, added, removed, kept, before, after, added, removed, 0, 0)
    names = (
        *("before", "after", "added", "removed", "kept", "reachable_before", "reachable_after", "reachable_added"),
        *("reachable_removed", "opted_out", "fatigued"),
    )
    given: dict[str, Any] = {"feeds": (GREET,), **dict(zip(names, numbers, strict=True)), **words}
    return Moves(subject=subject, what=what, because=(CUSTOMERS,), **given)


def mailed(newly: int, subject: Address = GREET, audience: int = 0, **words: Any) -> Mailing:
    numbers = counts(0, audience or newly, newly, newly, 0, 0, 0, 0)
    names = ("audience_before", "audience", "newly", "first", "again", "fatigued", "risky", "in_flight")
    given: dict[str, Any] = {**dict(zip(names, numbers, strict=True)), **words}
    return Mailing(subject=subject, because=(CUSTOMERS,), **given)


def people(**words: Any) -> PeopleImpact:
    """What was counted among 50,000 people."""
    newly = words.pop("newly", 0)
    known = {"people": Count.of(50_000), "newly_mailed": Count.of(newly), "risky": ZERO, "first": ZERO, "again": ZERO}
    return PeopleImpact(**({"mailings": (mailed(newly),) if newly else ()} | known | words))


def moving(found: PeopleImpact, settings: Settings | None = None, effect: str = "", *accepts: Accept) -> Plan:
    """A plan that updates a list and does this to people."""
    desired = org(asset(CUSTOMERS, title="New"), settings=settings)
    effects = {CUSTOMERS: (Effect(effect, say("So.")),)} if effect else {}
    return plan(desired, live(CUSTOMERS, title="Old"), people=found, effects=effects, accepts=accepts)


@pytest.mark.parametrize(
    ("newly", "limits", "refused"),
    [
        (10_000, {}, False),
        (10_001, {}, True),
        (600, {"newly_mailed": 500}, True),
        (10_000, {"newly_mailed_percent": 19}, True),
        (99, {"newly_mailed_percent": 0}, False),
        (0, {"newly_mailed": 0}, False),
    ],
)
def test_many_who_would_be_newly_mailed_need_a_yes(newly: int, limits: dict[str, int], refused: bool) -> None:
    """By their number, and by their share of all people; a handful is never a share to speak of."""
    found = moving(people(newly=newly), Settings(limits=limits))

    assert refusals(found) == ([("newly-mailed", "")] if refused else [])
    assert refusals(moving(people(newly=newly), None, "", Accept("newly-mailed", "", "agreed"))) == []


def test_the_sentence_about_the_newly_mailed_has_the_numbers_and_the_cause() -> None:
    """What mails them, because of what, and by which limit."""
    by_number = moving(people(newly=29_113, mailings=(mailed(29_113), mailed(5)))).refused[0]
    by_share = moving(people(newly=10_000), Settings(limits={"newly_mailed_percent": 19})).refused[0]

    assert by_number.sentence == (
        "29,113 people of 50,000 would be e-mailed who would not have been, by journey/greet and 1 more, because of "
        "list/customers; more than 10,000 (limits.newly_mailed) needs somebody's word."
    )
    assert by_number.how == 'mapconfig plan --accept newly-mailed --because "the reason"'
    assert "more than 19 % of all (limits.newly_mailed_percent)" in by_share.sentence


def test_a_guard_goes_by_the_most_that_a_count_may_be() -> None:
    """A rounded count is never taken for less than it is."""
    newly = Count(9_990, 10_009, "exact")

    found = moving(people(newly_mailed=newly, mailings=(mailed(9_990),)))

    assert found.refused[0].sentence.startswith("About 10,000 people of 50,000")


@pytest.mark.parametrize(
    ("before", "after", "limits", "refused"),
    [
        (4_112, 41_870, {}, True),
        (1_000, 1_500, {}, False),
        (1_000, 1_501, {}, True),
        (1_000, 1_200, {"audience_growth_percent": 10}, True),
        (50, 149, {}, False),
        (0, 9_000, {}, False),
        (2_000, 1_000, {}, False),
    ],
)
def test_an_audience_that_grows_fast_needs_a_yes(
    before: int, after: int, limits: dict[str, int], refused: bool
) -> None:
    """The blunder: an e-mail meant for one in twenty goes to everybody. From nobody on there is no share to tell."""
    found = moving(people(moves=(moved(CUSTOMERS, before, after),)), Settings(limits=limits))

    assert refusals(found) == ([("audience-growth", CUSTOMERS)] if refused else [])


def test_growth_is_told_once_of_what_was_changed() -> None:
    """With the number of all that grow with it; what nobody mails to may grow."""
    below = moved(Address("list/customers-fr"), 100, 900)
    larger = moved(Address("list/customers-de"), 100, 2_000)
    idle = moved(Address("list/idle"), 10, 5_000, feeds=())
    one = moving(people(moves=(below, moved(CUSTOMERS, 4_112, 41_870), larger, idle))).refused
    without = moving(people(moves=(below, larger))).refused
    alone = moving(people(moves=(moved(CUSTOMERS, 4_112, 41_870), below))).refused

    assert [each.subject for each in one] == [CUSTOMERS]
    assert one[0].sentence == (
        "list/customers grows from 4,112 to 41,870 people (+918 %), and they are e-mailed by journey/greet, and 2 more "
        "audiences grow with it; more than 50 % at once needs somebody's word (limits.audience_growth_percent)."
    )
    assert without[0].sentence.startswith("list/customers-de grows from 100 to 2,000")
    assert ", and 1 more audience grows with it" in alone[0].sentence
    unknown = replace(moved(CUSTOMERS, 5, 5), after=Count(reason="nobody knows"))
    assert refusals(moving(people(moves=(unknown,)))) == []


def test_what_is_said_to_mail_people_is_not_counted_among_what_grows_too() -> None:
    """The e-mail that is named grows as its list does; that is no news."""
    itself = moved(GREET, 100, 900, "journey")
    found = moving(people(moves=(moved(CUSTOMERS, 4_112, 41_870), itself))).refused

    assert "they are e-mailed by journey/greet; more than 50 %" in found[0].sentence


@pytest.mark.parametrize("effect", ["sends", "consent"])
def test_a_yes_to_mail_is_asked_for_with_the_number_of_what_mails_most(effect: str) -> None:
    """And with the number of those who may not be mailed; not with whatever comes first in the alphabet."""
    recall = mailed(19_960, Address("email/recall"), barred=Count.of(380))
    other = replace(mailed(30_000, Address("email/other")), because=(Address("list/other"),))
    several = people(newly=20_000, mailings=(other, recall, mailed(40)), reachable="list/ok", barred=Count.of(380))
    alone = people(newly=40, mailings=(mailed(40),))
    unnamed = people(newly=40, mailings=(mailed(40, barred=Count.of(7)),))

    said = {found.guard: found.sentence for found in moving(several, None, effect).refused}
    assert said[effect].endswith(
        "email/recall would e-mail 19,960 people more, the most of 2 assets; 380 of them may not be e-mailed: they are "
        "not on list/ok. So."
    )
    assert "who would not have been (380 of them may not be e-mailed), by" in said["newly-mailed"]
    for found, end in (
        (alone, " journey/greet would e-mail 40 people more. So."),
        (unnamed, "may not be e-mailed. So."),
    ):
        assert moving(found, None, effect).refused[0].sentence.endswith(end)
    assert "would e-mail" not in moving(people(), None, effect).refused[0].sentence
    assert "would e-mail" not in moving(alone, None, "ejects").refused[0].sentence


def test_any_shrink_of_a_suppression_needs_a_yes() -> None:
    """One person less is enough; an unknown number too. A list that is none may shrink."""
    one = replace(moved(BANNED, 10, 9, "suppression"), reachable_removed=ZERO)
    said = moving(people(moves=(moved(BANNED, 900, 700, "suppression"),))).refused[0]
    unknown = replace(one, removed=Count(reason="it cannot be asked"), after=Count(reason="it cannot be asked"))

    assert said.subject == BANNED
    assert said.sentence == (
        "list/banned would hold back 700 people instead of 900. Without its protection: 200 people, of whom 200 may be "
        "e-mailed, because of list/customers."
    )
    assert "Without its protection: 1 person, because" in moving(people(moves=(one,))).refused[0].sentence
    assert "(it cannot be asked)" in moving(people(moves=(unknown,))).refused[0].sentence
    assert refusals(moving(people(moves=(moved(BANNED, 900, 700),)))) == []
    assert refusals(moving(people(moves=(moved(BANNED, 700, 900, "suppression"),)))) == []
    whose = replace(moved(BANNED, 900, 700, "suppression"), because=(BANNED,))
    assert "because of" not in moving(people(moves=(whose,))).refused[0].sentence


def test_many_risky_people_need_a_yes() -> None:
    """S8: who never confirmed, and who is on the org's own lists."""
    assert refusals(moving(people(risky=Count.of(1_000)))) == []
    found = moving(people(risky=Count.of(1_001))).refused[0]
    assert found.guard == "risky-mailed" and found.sentence.startswith("1,001 people of those")
    assert refusals(moving(people(risky=Count.of(6)), Settings(limits={"risky_mailed": 5}))) == [("risky-mailed", "")]


def test_a_large_send_in_one_go_needs_a_yes() -> None:
    """S9: by who really gets it; batches, journeys and smaller sends pass."""
    news = Address("email/news")

    def refused(**words: Any) -> list[tuple[str, str]]:
        given: dict[str, Any] = {"subject": news, "audience": 10_001, "one_send": True, **words}
        one = mailed(5, **given)
        return refusals(moving(people(newly=5, mailings=(one,))))

    assert refused() == [("unsplit", news)]
    assert refused(batches=True) == refused(one_send=False) == refused(audience=10_000) == []
    fewer = Settings(limits={"send_without_split": 100})
    small = mailed(5, news, 101, one_send=True)
    assert refusals(moving(people(newly=5, mailings=(small,)), fewer)) == [("unsplit", news)]


def test_sending_to_nobody_knows_how_many_needs_a_yes() -> None:
    """Only where somebody would be sent something; and where nobody counts at all, the yes to sending is that yes."""
    unknown = Count(120, None, "unknown", "the source has no enrolments")
    failed = uncounted("the source is not there")
    yes = Accept("sends", CUSTOMERS, "agreed")

    said = moving(people(newly_mailed=unknown), None, "sends", yes).refused
    assert [each.guard for each in said] == ["people-unknown"]
    assert said[0].sentence == (
        "At least 120 people would be e-mailed by list/customers, and how many is unknown: the source has no "
        "enrolments."
    )
    assert "People would be e-mailed" in moving(failed, None, "sends", yes).refused[0].sentence
    assert refusals(moving(failed, None, "tuning")) == []
    assert refusals(moving(NOT_ASKED, None, "sends", yes)) == []
    loose = settings(effects=["consent"])
    assert refusals(moving(NOT_ASKED, loose, "sends")) == [("people-unknown", "")]
    assert refusals(moving(NOT_ASKED, loose, "tuning")) == []

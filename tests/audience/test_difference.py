"""What a reader of the numbers may rely on: who moves, who is mailed by it, who leaves, and what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.difference import measure
from mapconfig.audience.engine import Counted
from mapconfig.audience.present import present
from mapconfig.audience.scoring import Agrees, Graded, Scored, agrees, graded, scored
from mapconfig.audience.sheet import ActivityLeaf, Ref, Sheet
from mapconfig.criteria.oracle import Activity, Person, evaluate
from mapconfig.criteria.syntax import Node
from mapconfig.diff import diff
from mapconfig.impact.people import ZERO, Count, Mailing, Moves, PeopleImpact
from mapconfig.model import Org, Settings
from mapconfig.testing import OracleEngine, asset, org
from tests.criteria.strategies import AS_OF, CATALOGUE, criteria, criteria_yaml, people

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

FIELDS = (
    asset("field/email", type="text", personal_data="identifier"),
    asset("field/country", type="text"),
    asset("field/score", type="number"),
    asset("field/grade", type="choice", ordered=True, values=["C", "B", "A"]),
    asset("field/opted_out", type="yes-no"),
    asset("field/hard_bounced", type="yes-no"),
    asset("field/confirmed_opt_in", type="yes-no"),
)


def person(country: str | None = "FR", *, sent: Sequence[str] = (), lists: Sequence[str] = (), **fields: Any) -> Person:
    known: dict[str, object] = {"email": "x", "country": country, "confirmed_opt_in": True, **fields}
    mails = tuple(Activity("was sent", "email", name, NOW - timedelta(days=40)) for name in sent)
    return Person(known, activities=mails, lists=frozenset(lists))


#: Ten in France, of whom two opted out and one has had the welcome; five in Germany; one of whom nothing is known.
PEOPLE = (
    *(person() for _ in range(5)),
    person(opted_out=True),
    person(opted_out=True),
    person(sent=["hello"]),
    person(confirmed_opt_in=False),
    person(hard_bounced=True),
    *(person("DE") for _ in range(5)),
    Person(),
)
NOBODY_IN: tuple[dict[str, str], ...] = tuple({} for _ in PEOPLE)


def shop(**changes: Mapping[str, Any] | None) -> Org:
    """A list of the French with a narrower one below it, a journey that greets the list, an e-mail to it, a rule, a
    stage, and a suppression of Germans; with some assets otherwise, or away where they are None."""
    assets: dict[str, Mapping[str, Any]] = {
        "list/french": {"criteria": ["country is FR"], "owner": "team/ops"},
        "list/confirmed": {"extends": "list/french", "criteria": ["confirmed_opt_in is true"]},
        "list/germans": {"purpose": "suppression", "criteria": ["country is DE"]},
        "email/hello": {"subject": "Hello"},
        "email/news": {"type": "list", "to": ["list/confirmed"], "suppress": ["list/germans"], "state": "draft"},
        "journey/greet": {
            "entry": {"lists": ["list/confirmed"]},
            "suppress": ["list/germans"],
            "steps": [{"id": "mail", "send": "email/hello"}, {"id": "rest", "wait": "2 days"}],
        },
        "rule/call": {"when": ["in list french", "score >= 50"], "do": [{"hand_over": "team/sales"}]},
        "stage/known": {"order": 1, "criteria": ["in list french"], "owner": "team/sales"},
        "team/ops": {},
        "team/sales": {},
    }
    for name, said in changes.items():
        address = name.replace("__", "/")
        if said is None:
            del assets[address]
        else:
            assets[address] = {**assets.get(address, {}), **said}
    return org(*FIELDS, *(asset(address, **said) for address, said in assets.items()))


def counted(before: Org, after: Org, engine: OracleEngine | None = None, small: int = 1) -> PeopleImpact:
    """What the way from one org to the other does, with no count hidden."""
    return measure(before, after, diff(before, after), engine or OracleEngine(PEOPLE, NOW, NOBODY_IN), small)


def at(found: PeopleImpact, address: str) -> Moves:
    return next(one for one in found.moves if one.subject == address)


def mailing(found: PeopleImpact, address: str) -> Mailing:
    return next(one for one in found.mailings if one.subject == address)


def numbers(*counts: Count) -> list[int | str]:
    return [one.low if one.given else one.words for one in counts]


WIDER = {"list__french": {"criteria": ["country in [FR, DE]"]}}


def test_a_list_that_grows_says_who_comes_and_whom_it_mails() -> None:
    """Members before and after, in and out, who may be e-mailed of them, and what that sets off further down."""
    found = counted(shop(), shop(**WIDER))
    french, confirmed = at(found, "list/french"), at(found, "list/confirmed")

    assert numbers(french.before, french.after, french.added, french.removed, french.kept) == [10, 15, 5, 0, 10]
    assert numbers(french.reachable_before, french.reachable_after, french.reachable_added) == [7, 12, 5]
    assert (french.what, confirmed.what) == ("master list", "list")
    assert french.growth == 50
    assert french.because == confirmed.because == ("list/french",)
    assert french.feeds == ("journey/greet",)
    assert numbers(found.people) == [16]
    assert found.as_of == "2026-11-22T09:00:00Z" and found.engine == "oracle" and not found.rounded


def test_whoever_is_suppressed_is_not_mailed() -> None:
    """The Germans come onto the list, and the journey holds them back: nobody is newly mailed."""
    found = counted(shop(), shop(**WIDER))

    assert found.newly_mailed == ZERO
    assert found.mailings == ()
    assert "journey/greet" not in {one.subject for one in found.moves}


def test_whom_an_email_is_kept_from_may_not_be_emailed_by_what_sends_it() -> None:
    """An e-mail's own `suppress` holds wherever it is sent: who is on it is in the journey, and may not be e-mailed by
    it, unless the journey sends another e-mail that does not say so."""
    kept = {"email__hello": {"subject": "Hello", "suppress": ["list/french"]}}
    free = at(counted(shop(journey__greet={"state": "paused"}), shop()), "journey/greet")
    held = at(counted(shop(journey__greet={"state": "paused"}, **kept), shop(**kept)), "journey/greet")
    other = {"email__other": {"subject": "Other"}}
    both = {"steps": [{"id": "mail", "send": "email/hello"}, {"id": "more", "send": "email/other"}]}
    two: dict[str, Mapping[str, Any]] = {**kept, **other, "journey__greet": both}
    half = at(counted(shop(**{**two, "journey__greet": {**both, "state": "paused"}}), shop(**two)), "journey/greet")

    assert numbers(free.after) == numbers(held.after) == numbers(half.after) != [0]
    assert numbers(held.reachable_after, held.reachable_added) == [0, 0]
    assert numbers(free.reachable_after) == numbers(half.reachable_after) != [0]
    [standing] = present(shop(**kept), [Address("journey/greet")], OracleEngine(PEOPLE, NOW), 1).standings
    assert numbers(standing.reachable) == [0] != numbers(standing.members)


def test_an_email_that_loses_its_suppression_is_why_its_journey_mails_more() -> None:
    """Nothing about the journey changes, and who comes newly is told with the e-mail as the cause."""
    kept = {"email__hello": {"subject": "Hello", "suppress": ["list/french"]}}
    found = mailing(counted(shop(**kept), shop()), "journey/greet")

    assert found.because == ("email/hello",)
    assert numbers(found.audience_before) == [0] != numbers(found.newly)
    words = {"email__hello": {"subject": "Hallo", "suppress": ["list/french"]}}
    assert counted(shop(**kept), shop(**words)).mailings == ()


def test_people_are_mailed_for_the_first_time_or_again() -> None:
    """By each asset, and over the whole change as different people."""
    narrow = shop(list__french={"criteria": ["country is blank"]}, email__news={"state": "active"})
    wide = shop(email__news={"state": "active"})
    found = counted(narrow, wide)
    greet, news = mailing(found, "journey/greet"), mailing(found, "email/news")

    # Nine French confirmed; two opted out and one bounced.
    assert numbers(greet.newly, greet.first, greet.again, greet.audience_before, greet.audience) == [6, 5, 1, 0, 6]
    assert numbers(news.newly, news.first, news.again) == [6, 6, 0]
    assert news.one_send and not greet.one_send and not news.batches
    assert numbers(found.newly_mailed, found.first, found.again) == [6, 6, 0]


def test_risky_people_and_those_who_had_enough_are_told() -> None:
    """S8: who has not confirmed, or the org's own lists; A5: the org's fatigue lists."""
    before, after = shop(), shop(journey__greet={"entry": {"lists": ["list/french"]}})
    found = counted(before, after)
    assert numbers(mailing(found, "journey/greet").risky, found.risky) == [1, 1]

    settings = Settings(fatigue=("list/tired",), risky=("list/tired",), reachable="list/ok")
    more = (
        asset("list/tired", criteria=["was sent any email in last 60 days"]),
        asset("list/ok", criteria=["email is not blank"]),
    )
    sides = [
        replace(org(*one.assets.values(), *more), settings=settings)
        for one in (shop(list__french={"criteria": ["country is blank"]}), shop())
    ]
    greeted = mailing(counted(sides[0], sides[1]), "journey/greet")
    # Nine are on the list; two opted out and one bounced, and the platform skips these whatever the list says.
    assert numbers(greeted.newly, greeted.risky, greeted.fatigued) == [6, 1, 1]
    assert numbers(at(counted(sides[0], sides[1]), "list/french").fatigued) == [1]


@pytest.mark.parametrize("state", ["draft", "paused", "archived"])
def test_an_asset_that_does_not_run_mails_nobody(state: str) -> None:
    """When it is started its whole audience counts; when it is stopped nobody is mailed."""
    asleep = shop(journey__greet={"state": state})

    started = counted(asleep, shop())
    stopped = counted(shop(), asleep)

    assert numbers(started.newly_mailed) == [6]
    assert numbers(at(started, "journey/greet").before, at(started, "journey/greet").after) == [0, 9]
    assert stopped.newly_mailed == ZERO
    assert counted(asleep, shop(journey__greet={"state": state}, **WIDER)).newly_mailed == ZERO


def test_an_operational_email_goes_to_who_opted_out() -> None:
    """It needs an address that works, and nothing else."""
    before = shop(email__news={"state": "active", "to": ["list/germans"], "suppress": []})
    after = shop(email__news={"state": "active", "to": ["list/french"], "suppress": [], "operational": True})

    news = mailing(counted(before, after), "email/news")

    # All French but the one that bounced; those in Germany had it before.
    assert numbers(news.newly, news.audience) == [9, 9]


#: Who asked to be left alone, which no platform knows: three French, of whom one has opted out as well, which it does.
LEFT_ALONE = (*PEOPLE, *(person(do_not_email=True) for _ in range(2)), person(do_not_email=True, opted_out=True))


def _guarded(**changes: Mapping[str, Any] | None) -> Org:
    """The shop where a list says who may be e-mailed, and the rest is suppressed."""
    lists: dict[str, Mapping[str, Any]] = {
        "field__do_not_email": {"type": "yes-no"},
        "list__mailable": {"criteria": ["email is not blank", "opted_out is not true", "do_not_email is not true"]},
        "list__others": {"purpose": "suppression", "criteria": [{"none": ["in list mailable"]}]},
        "email__news": {"state": "active", "to": ["list/french"], "suppress": ["list/germans", "list/others"]},
        "journey__greet": {"suppress": ["list/others"]},
    }
    given = shop(**{name: {**lists.get(name, {}), **(changes.get(name) or {})} for name in {**lists, **changes}})
    return replace(given, settings=Settings(reachable="list/mailable"))


def _alone(before: Org, after: Org) -> PeopleImpact:
    return counted(before, after, OracleEngine(LEFT_ALONE, NOW, tuple({} for _ in LEFT_ALONE)))


@pytest.mark.parametrize(
    ("before", "after", "subject"),
    [
        ({}, {"email__news": {"suppress": ["list/germans"]}}, "email/news"),
        ({}, {"journey__greet": {"suppress": []}}, "journey/greet"),
        (
            {"journey__greet": {"suppress": []}, "email__hello": {"suppress": ["list/others"]}},
            {"journey__greet": {"suppress": []}},
            "journey/greet",
        ),
    ],
    ids=["of an e-mail to lists", "of a journey", "of an e-mail in a journey"],
)
def test_a_suppression_that_is_dropped_says_who_is_mailed_and_may_not_be(
    before: dict[str, Any], after: dict[str, Any], subject: str
) -> None:
    """The platform skips who opted out, and nobody else: whom the org promised to leave alone would be mailed."""
    found = _alone(_guarded(**before), _guarded(**after))
    one = mailing(found, subject)

    assert numbers(one.newly, one.barred, found.newly_mailed, found.barred) == [2, 2, 2, 2]
    assert found.reachable == "list/mailable"


def test_who_may_be_mailed_is_not_counted_among_those_who_may_not() -> None:
    """An operational e-mail may go to everybody; and where nothing is dropped, nobody who may not be is mailed."""
    wider = _alone(
        _guarded(), _guarded(email__news={"to": ["list/french", "list/germans"], "suppress": ["list/others"]})
    )
    assert numbers(wider.newly_mailed, wider.barred) == [5, 0]

    told = {"suppress": ["list/germans"], "operational": True}
    urgent = _alone(_guarded(), _guarded(email__news=told))
    assert numbers(urgent.newly_mailed, urgent.barred) == [5, 0]


def test_a_mail_in_flight_counts_who_may_not_be_mailed() -> None:
    """A new e-mail in a running journey meets who is in it, also whom the org promised to leave alone."""
    more = {"steps": [{"id": "mail", "send": "email/hello"}, {"id": "again", "send": "email/news"}]}
    inside: tuple[dict[str, str], ...] = tuple({"greet": "rest"} for _ in LEFT_ALONE)
    before, after = _guarded(email__news={"to": []}), _guarded(email__news={"to": []}, journey__greet=more)
    found = counted(before, after, OracleEngine(LEFT_ALONE, NOW, inside))

    assert numbers(mailing(found, "journey/greet").barred) == [2]


def test_what_moves_nobody_is_no_cause_of_who_comes_and_goes() -> None:
    """A tag on a list is not why other people are on it: that is the list it extends."""
    found = counted(shop(), shop(list__confirmed={"tags": ["reviewed"]}, **WIDER))

    assert at(found, "list/confirmed").because == ("list/french",)


def test_an_email_that_has_gone_out_mails_nobody_until_it_is_set_again() -> None:
    """Its lists may grow as they like; a new date has everybody e-mailed, those who had it too."""
    gone = {"state": "active", "suppress": [], "schedule": {"at": "2026-11-01T09:00+01:00"}}
    again = {**gone, "schedule": {"at": "2026-12-01T09:00", "batches": [{"percent": 100}]}}
    wide = {**WIDER, "journey__greet": None}

    over = counted(shop(email__news=gone, journey__greet=None), shop(email__news=gone, **wide))
    assert over.mailings == ()
    assert [one.feeds for one in over.moves if one.subject in ("list/french", "email/news")] == [(), ()]
    found = counted(shop(email__news=gone), shop(email__news=again))
    assert numbers(mailing(found, "email/news").newly) == [6]
    assert mailing(found, "email/news").batches
    assert counted(shop(email__news=again), shop(email__news={**again, "subject": "Other"})).mailings == ()
    odd = {**gone, "schedule": {"at": "some day"}}
    assert numbers(counted(shop(email__news=odd, journey__greet=None), shop(email__news=odd, **wide)).newly_mailed) == [
        5
    ]


def test_a_suppression_that_shrinks_says_who_loses_its_protection() -> None:
    """And how many of them may be e-mailed then; a deleted one protects nobody."""
    for other in ({"criteria": ["country is DE", "score > 5"]}, None):
        found = counted(shop(**WIDER), shop(list__germans=other, **WIDER) if other else _without_germans())
        germans = at(found, "list/germans")
        assert germans.protects
        assert numbers(germans.before, germans.after, germans.removed, germans.reachable_removed) == [5, 0, 5, 5]
        assert numbers(found.newly_mailed) == [5]


def _without_germans() -> Org:
    return shop(list__germans=None, journey__greet={"suppress": []}, email__news={"suppress": []}, **WIDER)


def test_people_in_flight_who_would_be_out() -> None:
    """A step that is gone, an exit that widens, a journey that ends; what the source does not say is unknown."""
    inside = ({"greet": "mail"}, {"greet": "rest"}, {"greet": "rest"}, *({} for _ in PEOPLE[3:]))
    engine = OracleEngine(PEOPLE, NOW, inside)
    mail = [{"id": "mail", "send": "email/hello"}]

    shorter = counted(shop(), shop(journey__greet={"steps": mail}), engine).ejected
    leaving = counted(shop(), shop(journey__greet={"exit": ["country is FR"]}), engine).ejected
    by_list = counted(
        shop(journey__greet={"goal": ["in list germans"]}),
        shop(journey__greet={"goal": ["in list germans"]}, list__germans={"criteria": ["country is FR"]}),
        engine,
    ).ejected
    ended = counted(shop(), shop(journey__greet=None), engine).ejected
    archived = counted(shop(), shop(journey__greet={"state": "archived"}), engine).ejected
    many = counted(shop(), shop(journey__greet={"steps": [{"id": "other", "wait": "1 day"}]}), engine).ejected

    told = [
        (numbers(one.people), one.why) for found in (shorter, leaving, by_list, ended, archived, many) for one in found
    ]
    assert told == [
        ([2], "step rest is gone"),
        ([3], "its exit says so"),
        ([3], "its goal says so"),
        ([3], "it is gone"),
        ([3], "it is archived"),
        ([3], "steps mail, rest are gone"),
    ]
    assert counted(shop(), shop(journey__greet={"state": "paused"}), engine).ejected == ()
    nobody_knows = counted(shop(), shop(journey__greet={"steps": mail}), OracleEngine(PEOPLE, NOW)).ejected[0]
    assert not nobody_knows.people.known and "which journey" in nobody_knows.people.reason


def test_a_new_mail_in_a_running_journey_meets_who_is_in_it() -> None:
    """Where nobody knows who that is, the number is unknown, and what is known of it is kept."""
    more = [
        {"id": "mail", "send": "email/hello"},
        {"id": "more", "send": "email/news"},
        {"id": "rest", "wait": "2 days"},
    ]
    after = shop(
        journey__greet={"steps": more, "entry": {"lists": ["list/confirmed", "list/unsure"]}},
        list__unsure={"criteria": ["country is FR", "confirmed_opt_in is false"]},
    )
    inside = ({"greet": "rest"}, {"greet": "rest"}, *({} for _ in PEOPLE[2:]))

    known = counted(shop(), after, OracleEngine(PEOPLE, NOW, inside))
    unknown = counted(shop(), after, OracleEngine(PEOPLE, NOW))

    assert numbers(mailing(known, "journey/greet").newly, mailing(known, "journey/greet").in_flight) == [3, 2]
    assert numbers(known.newly_mailed) == [3]
    assert (unknown.newly_mailed.low, unknown.newly_mailed.high) == (1, None)
    assert "which journey" in unknown.newly_mailed.reason
    assert unknown.newly_mailed.words == "at least 1"
    assert at(unknown, "list/unsure").after == Count.of(1)


def test_teams_see_what_comes_into_their_queues() -> None:
    """H4: by the rules that hand over to them or notify them, by the stages that they own, by thresholds."""
    tall = tuple(replace(one, fields={**one.fields, "score": 60, "grade": "A"}) for one in PEOPLE[:4])
    engine = OracleEngine((*tall, *PEOPLE[4:]), NOW, NOBODY_IN)
    found = counted(shop(list__french={"criteria": ["country is blank"]}), shop(), engine)

    assert [(one.team, one.via, *numbers(one.before, one.after, one.added, one.removed)) for one in found.queues] == [
        ("team/sales", "rule/call", 0, 4, 4, 0),
        ("team/sales", "stage/known", 1, 10, 10, 1),
    ]


LEAVES = {
    Scored: scored,
    Agrees: agrees,
    Graded: graded,
}
MODEL: dict[str, Any] = {
    "points": [{"id": "sent", "activity": "was sent any email", "points": 10}],
    "thresholds": [{"id": "known", "score": 10, "stage": "stage/known"}],
}


def scoring_engine() -> OracleEngine:
    return OracleEngine(PEOPLE, NOW, NOBODY_IN, leaves=LEAVES)


def test_a_threshold_says_how_many_leads_it_adds() -> None:
    """By the scores that the model gives, to the team that owns the stage."""
    lower = {**MODEL, "thresholds": [{"id": "known", "score": 0, "stage": "stage/known"}]}

    found = counted(shop(scoring__m=MODEL), shop(scoring__m=lower), scoring_engine())

    known = at(found, "scoring/m")
    assert known.what == "threshold known"
    assert numbers(known.before, known.after, known.added) == [1, 16, 15]
    assert [(one.team, one.via) for one in found.queues] == [("team/sales", "scoring/m")]
    assert found.scores == ()


def test_other_points_spread_scores_otherwise_and_move_lists_that_ask_for_them() -> None:
    """Both sides are asked by their own model, since what the data have is what the old one gave."""
    richer = {**MODEL, "points": [{"id": "sent", "activity": "was sent any email", "points": 60}]}

    found = counted(shop(scoring__m=MODEL), shop(scoring__m=richer), scoring_engine())

    assert numbers(at(found, "rule/call").before, at(found, "rule/call").after) == [0, 1]
    assert at(found, "rule/call").because == ("scoring/m",)
    spread = found.scores[0]
    assert sum(one.before.low for one in spread.bins) == sum(one.after.low for one in spread.bins) == len(PEOPLE)
    assert [numbers(one.before, one.after) for one in spread.bins if one.before != one.after] == [[1, 0], [0, 1]]
    assert spread.agreement is None


def test_a_scoring_model_that_cannot_be_worked_with_is_unknown() -> None:
    """Two models make the score, or one of them is no longer active: the rest is counted all the same."""
    richer = {**MODEL, "points": [{"id": "sent", "activity": "was sent any email", "points": 60}]}
    two = {"scoring__other": MODEL}

    several = counted(shop(scoring__m=MODEL, **two), shop(scoring__m=richer, **two, **WIDER), scoring_engine())
    asleep = counted(
        shop(scoring__m={**MODEL, "state": "draft"}), shop(scoring__m={**richer, "state": "draft"}), scoring_engine()
    )

    assert numbers(at(several, "list/french").added) == [5]
    assert "rule/call" not in {one.subject for one in several.moves if one.because == ("scoring/m",)}
    assert [one.reason for one in asleep.scores] == ["the model is not active"]


def test_a_new_model_gives_its_first_scores_and_says_how_far_it_can_be_believed() -> None:
    """The share of people whose score as worked out is the one that the platform has."""
    there = (person(sent=["hello"], score=10), person(score=0), person(score=7), person())
    engine = OracleEngine(there, NOW, ({},) * 4, leaves=LEAVES)

    came = counted(shop(), shop(scoring__m=MODEL), engine)
    richer = {**MODEL, "points": [{"id": "sent", "activity": "was sent any email", "points": 60}]}
    changed = counted(shop(scoring__m=MODEL), shop(scoring__m=richer), engine)

    assert numbers(at(came, "scoring/m").before, at(came, "scoring/m").after) == [0, 1]
    assert [one.before for one in came.scores[0].bins] == [ZERO] * len(came.scores[0].bins)
    assert sum(one.after.low for one in came.scores[0].bins) == 4
    assert changed.scores[0].agreement == 67


def test_scores_that_cannot_be_worked_out_are_unknown() -> None:
    """A model that cannot be read, or people of whom nobody knows what they did."""
    broken = {**MODEL, "points": [{"id": "sent", "activity": "flies", "points": 60}]}
    richer = {**MODEL, "points": [{"id": "sent", "activity": "was sent any email", "points": 60}]}
    blind = OracleEngine(PEOPLE, NOW, NOBODY_IN, leaves=LEAVES, missing=frozenset({Scored}))

    unread = counted(shop(scoring__m=MODEL), shop(scoring__m=broken), scoring_engine())
    unseen = counted(shop(scoring__m=MODEL), shop(scoring__m=richer), blind)

    assert "cannot be read" in unread.scores[0].reason and not unread.scores[0].bins
    assert "cannot be read" in at(unread, "scoring/m").after.reason
    assert "Scored" in unseen.scores[0].reason


def test_a_rename_moves_nobody() -> None:
    """The members of a static list and what people were sent stay theirs under another name."""
    there = (person(lists=["vip"], sent=["hello"]), person())
    before = shop(
        list__vip={"static": True},
        list__guests={"criteria": ["in list vip", "was sent email hello"]},
        journey__greet={"entry": {"lists": ["list/guests"]}},
    )
    after = org(
        *(
            one
            for one in before.assets.values()
            if one.address not in ("list/vip", "list/guests", "email/hello", "journey/greet")
        ),
        asset("list/patrons", static=True, renamed_from="vip"),
        asset("list/guests", criteria=["in list patrons", "was sent email hi"]),
        asset("email/hi", subject="Hello", renamed_from="hello"),
        asset(
            "journey/greet",
            entry={"lists": ["list/guests"]},
            suppress=["list/germans"],
            steps=[{"id": "mail", "send": "email/hi"}, {"id": "rest", "wait": "2 days"}],
        ),
    )
    after = replace(
        after, renamed_from={Address("list/patrons"): Address("list/vip"), Address("email/hi"): Address("email/hello")}
    )

    found = counted(before, after, OracleEngine(there, NOW, ({}, {})))

    assert found.newly_mailed == ZERO
    assert all(one.added == one.removed == ZERO for one in found.moves)


def test_a_new_static_list_has_nobody_yet() -> None:
    """Even where the data would not know it: what leaves its members out loses nobody."""
    staff: dict[str, Any] = {
        "list__staff": {"static": True},
        "list__french": {"criteria": ["country is FR", "not in list staff"]},
    }
    engine = OracleEngine(tuple(replace(one, lists=frozenset({"staff"})) for one in PEOPLE), NOW, NOBODY_IN)

    assert counted(shop(), shop(**staff), engine).moves == ()


def test_a_rule_that_puts_people_on_a_list_is_followed_to_who_is_mailed() -> None:
    """A rule that is loosened or switched on fills a static list, and what that lets in or keeps out is counted."""
    lists: dict[str, Any] = {"list__vip": {"static": True}, "list__out": {"static": True, "purpose": "suppression"}}
    entered: dict[str, Any] = {"journey__greet": {"entry": {"lists": ["list/vip"]}, "suppress": ["list/out"]}}
    rule = {"when": ["country is DE"], "do": [{"add_to": "list/vip"}, {"remove_from": "list/out"}]}
    wider = {**rule, "when": ["country in [DE, FR]", "not in list vip"]}
    there = (*PEOPLE[:1], *(replace(one, lists=frozenset({"out"})) for one in PEOPLE[1:4]), *PEOPLE[4:])
    engine = OracleEngine(there, NOW, NOBODY_IN)

    off = {**rule, "state": "draft"}
    started = counted(shop(**lists, **entered, rule__fill=off), shop(**lists, **entered, rule__fill=rule), engine)
    loosened = counted(shop(**lists, **entered, rule__fill=rule), shop(**lists, **entered, rule__fill=wider), engine)
    broken = counted(
        shop(**lists, **entered, rule__fill=off),
        shop(**lists, **entered, rule__fill={**rule, "when": ["country flies"]}),
        engine,
    )

    assert numbers(at(started, "list/vip").before, at(started, "list/vip").after, started.newly_mailed) == [0, 5, 5]
    assert at(started, "list/vip").because == ("rule/fill",)
    # Three of the French are let go by the rule as well; two opted out and one bounced.
    assert numbers(at(loosened, "list/vip").added, loosened.newly_mailed) == [10, 7]
    assert numbers(at(loosened, "list/out").before, at(loosened, "list/out").removed) == [3, 3]
    assert "cannot be read" in at(broken, "list/vip").after.reason


def test_of_very_many_changes_each_is_the_cause_of_its_own() -> None:
    """A first apply is told in good time."""
    more: dict[str, Any] = {f"list__l{number}": {"static": True} for number in range(600)}
    sides = shop(**more), shop(**{name: {"static": True, "title": "x"} for name in more}, **WIDER)

    found = counted(*sides, OracleEngine(PEOPLE, NOW, NOBODY_IN))

    assert at(found, "list/confirmed").because == ("list/confirmed",)
    assert at(found, "list/french").because == ("list/french",)


def test_what_cannot_be_asked_is_unknown_and_stops_no_other_number() -> None:
    """A list that names no list, criteria that cannot be read, data that a source has not."""
    broken = shop(
        list__french={"criteria": ["in list nowhere"]},
        list__germans={"criteria": ["country is DE", "score > 5"]},
        rule__call={"when": ["country flies"]},
    )
    found = counted(shop(), broken)

    assert at(found, "list/french").before == Count.of(10)
    assert at(found, "list/french").after.reason == "there is no list/nowhere"
    assert "cannot be read" in at(found, "rule/call").after.reason
    assert numbers(at(found, "list/germans").removed) == [5]
    assert not found.newly_mailed.known

    blind = OracleEngine(PEOPLE, NOW, NOBODY_IN, missing=frozenset({ActivityLeaf}))
    started = counted(shop(journey__greet={"state": "draft"}), shop(), blind)
    assert numbers(started.newly_mailed) == [6]
    assert not started.first.known and "ActivityLeaf" in started.first.reason


def test_without_a_field_that_says_who_may_be_mailed_all_count_as_mailed() -> None:
    """The reach is unknown, and the number that a guard goes by is not made smaller by that."""
    fields = [one for one in FIELDS if one.key in ("country", "score", "grade")]
    sides = [
        org(
            *fields,
            *(one for one in side.assets.values() if one.kind != "field" and one.key != "confirmed"),
            asset("list/confirmed", extends="list/french"),
        )
        for side in (shop(journey__greet={"state": "draft"}), shop())
    ]
    found = counted(sides[0], sides[1])

    assert numbers(found.newly_mailed) == [10]
    assert "who may be e-mailed" in at(found, "journey/greet").reachable_after.reason
    assert "risky" in found.risky.reason

    gone = [replace(side, settings=Settings(reachable="list/none")) for side in sides]
    assert "list/none" in at(counted(gone[0], gone[1]), "journey/greet").reachable_after.reason


def test_small_counts_are_hidden_in_everything_that_leaves() -> None:
    """Every number of the document is an interval as soon as one of them is small."""
    found = counted(shop(), shop(**WIDER), small=5)
    given = [value for one in found.moves for value in (one.before, one.after, one.added, one.reachable_added)]

    assert found.rounded
    assert all(value == ZERO or value.low != value.high for value in given)
    assert at(found, "list/french").before.words == "about 15"


def test_a_sample_says_how_far_off_it_may_be() -> None:
    """Counts that an engine estimated are labelled so."""

    class Sampling(OracleEngine):
        def counts(self, sheet: Sheet, wanted: Sequence[Ref], share: float = 1.0) -> Counted:
            exact = super().counts(sheet, wanted, share)
            return Counted(exact.values, exact.people, 0.5, tuple(3 for _ in wanted))

    found = counted(shop(), shop(**WIDER), Sampling(PEOPLE, NOW, NOBODY_IN))
    assert at(found, "list/french").before == Count(7, 13, "sampled")
    assert at(found, "list/french").before.words == "about 10 (±3)"


def test_how_many_people_assets_have_now() -> None:
    """Members, and who of them may be e-mailed; assets to which nobody belongs are left out."""
    names = ("list/french", "stage/known", "journey/greet", "email/news", "email/hello", "team/ops", "list/nowhere")
    found = present(shop(), [Address(name) for name in names], OracleEngine(PEOPLE, NOW), 1)

    assert [(one.subject, one.what, *numbers(one.members, one.reachable)) for one in found.standings] == [
        ("list/french", "master list", 10, 7),
        ("stage/known", "stage", 10, 7),
        ("journey/greet", "journey", 9, 6),
        ("email/news", "e-mail", 0, 0),
    ]
    assert numbers(found.people) == [16] and not found.rounded


@given(criteria, criteria, st.lists(people, min_size=1, max_size=6))
def test_the_numbers_are_those_of_the_definition(one: Node, other: Node, some: list[Person]) -> None:
    """Whatever the criteria say before and after: in, out and both are just the people whom the oracle says."""
    fields = [
        asset(f"field/{name}", type=kind.type, ordered=kind.ordered, values=list(kind.values))
        for name, kind in CATALOGUE.fields.items()
    ]
    static = [asset(f"list/{name}", static=True) for name in ("customers", "since", "in", "blank", "x.y-z_1")]
    sides = [
        replace(
            org(*fields, *static, asset("list/it", criteria=criteria_yaml(node))),
            settings=Settings(relations=dict(CATALOGUE.relations)),
        )
        for node in (one, other)
    ]
    found = measure(sides[0], sides[1], diff(sides[0], sides[1]), OracleEngine(some, AS_OF), 1)

    was, now = (
        [evaluate(node, each, AS_OF, CATALOGUE, each.lists.__contains__) for each in some] for node in (one, other)
    )
    moved = [each for each in found.moves if each.subject == "list/it"]
    if not moved:
        assert was == now
        return
    pairs = list(zip(was, now, strict=True))
    assert numbers(moved[0].before, moved[0].after, moved[0].added, moved[0].removed, moved[0].kept) == [
        sum(was),
        sum(now),
        sum(after and not before for before, after in pairs),
        sum(before and not after for before, after in pairs),
        sum(before and after for before, after in pairs),
    ]


def test_nothing_is_told_where_nobody_moves() -> None:
    """But of what was changed itself it is said that nobody does."""
    found = counted(shop(), shop(list__french={"criteria": ["country in [FR, FRANCE]"]}))

    assert [one.subject for one in found.moves] == ["list/french"]
    assert (found.moves[0].added, found.moves[0].removed, found.newly_mailed) == (ZERO, ZERO, ZERO)
    assert found.queues == ()

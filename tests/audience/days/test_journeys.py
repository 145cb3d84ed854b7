"""What happens to one person over time: the definition that the run over all people is held to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.audience.days.assumptions import Assumptions
from mapconfig.audience.days.courses import running
from mapconfig.audience.days.journeys import Event, walk, words
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.model import Asset, Org, Settings
from mapconfig.testing import asset, org

Steps = list[dict[str, Any]]

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
YES = Assumptions(answer="yes")
NO = Assumptions(answer="no")

FIELDS = (
    asset("field/email", type="text", personal_data="identifier"),
    asset("field/opted_out", type="yes-no"),
    asset("field/country", type="text"),
    asset("field/status", type="choice", values=["New", "Working"]),
    asset("field/won_at", type="date"),
    asset("field/seen_at", type="date", personal_data="behaviour"),
    asset("field/contract.ends", type="date"),
)
ADA = {"email": "ada@people.example", "opted_out": False}


def made(*assets: Asset) -> Org:
    return org(*FIELDS, *assets, settings=Settings(relations={"contract": "many"}))


def journey(steps: Steps, **more: Any) -> Asset:
    more.setdefault("entry", {"lists": ["list/in"]})
    return asset("journey/j", {"steps": steps, **more})


def entry(**more: Any) -> Asset:
    return asset("list/in", {"criteria": ["country is FR"], **more})


def person(*activities: Activity, lists: Iterable[str] = (), **fields: object) -> Person:
    return Person({**ADA, "country": "FR", **fields}, activities=activities, lists=frozenset(lists))


def told(events: Iterable[Event]) -> list[tuple[int, str, str]]:
    """Day, what, and what it is done to or which branch was taken."""
    return [(one.day, one.what, one.object or one.word) for one in events]


def sent(days_ago: float, name: str = "other") -> Activity:
    return Activity("was sent", "email", name, NOW - timedelta(days=days_ago))


SEND = {"id": "s", "send": "email/a"}
TWO = [SEND, {"id": "w", "wait": "3 days"}, {"id": "t", "send": "email/b"}]


def test_waits_add_up() -> None:
    """Waits of hours add up to days; what falls due in a day is done at its tick."""
    steps = [{"id": "w1", "wait": "20 hours"}, {"id": "w2", "wait": "5 hours"}, SEND]
    assert told(walk(person(), made(entry(), journey(steps)), NOW)) == [
        (0, "enter", ""),
        (0, "wait", ""),
        (1, "wait", ""),
        (1, "send", "email/a"),
        (1, "end", ""),
    ]


def test_events_have_a_moment_and_say_why() -> None:
    events = walk(person(), made(entry(), journey(TWO)), NOW)
    assert [(one.what, one.at, one.why) for one in events if one.what in ("enter", "send", "wait")] == [
        ("enter", NOW, "on list/in"),
        ("send", NOW, "came to step s"),
        ("wait", NOW, "waits 3 days"),
        ("send", NOW + timedelta(days=2, hours=18), "came to step t"),  # days begin at midnight
    ]
    assert {one.asset for one in events} == {Address("journey/j")}


def test_who_does_not_meet_the_entry_does_not_come_in() -> None:
    assert walk(person(country="DE"), made(entry(), journey(TWO)), NOW) == []


def test_who_met_the_entry_in_the_org_that_ran_already_is_not_let_in_again() -> None:
    """So a change is charged with those whom it brings in, and with nobody else."""
    before, after = made(entry(), journey(TWO)), made(entry(criteria=["country in [DE, FR]"]), journey(TWO))
    assert walk(person(), after, NOW, already=before) == []
    assert told(walk(person(country="DE"), after, NOW, already=before))[:2] == [
        (0, "enter", ""),
        (0, "send", "email/a"),
    ]


def test_a_journey_that_was_paused_starts_with_everybody() -> None:
    before, after = made(entry(), journey(TWO, state="paused")), made(entry(), journey(TWO))
    assert walk(person(), before, NOW) == []
    assert told(walk(person(), after, NOW, already=before))[0] == (0, "enter", "")


def test_people_come_in_when_a_date_comes() -> None:
    """Dates of the record, of related ones too, are compared with the clock."""
    date_to_come = NOW + timedelta(days=10)
    by_person = made(entry(criteria=["won_at in next 3 days"]), journey([SEND]))
    assert told(walk(person(won_at=date_to_come), by_person, NOW))[0] == (8, "enter", "")
    by_contract = made(entry(criteria=[{"some contract": ["ends in next 3 days"]}]), journey([SEND]))
    client = Person(ADA, {"contract": ({"ends": NOW + timedelta(days=5, hours=1)},)})
    assert told(walk(client, by_contract, NOW))[0] == (3, "enter", "")


def test_people_go_on_as_they_did() -> None:
    """Nobody knows what people will do, so criteria see their behaviour as it was."""
    steps: Steps = [
        {"id": "w", "wait": "2 weeks"},
        {"id": "i", "if": ["clicked any email in last 14 days"], "then": "s", "else": "end"},
        SEND,
    ]
    clicked = Activity("clicked", "email", "x", NOW - timedelta(days=3))
    happened = walk(person(clicked), made(entry(), journey(steps)), NOW)
    assert (14, "branch", "then") in told(happened)
    steps[1]["if"] = ["seen_at in last 7 days"]
    happened = walk(person(seen_at=NOW - timedelta(days=5)), made(entry(), journey(steps)), NOW)
    assert (14, "branch", "then") in told(happened)


@pytest.mark.parametrize(("assumed", "branch", "day"), [(YES, "then", 1), (NO, "else", 5)])
def test_what_people_will_do_is_assumed(assumed: Assumptions, branch: str, day: int) -> None:
    """Who answers does so after a day; who does not is taken on when the time is over."""
    steps: Steps = [
        SEND,
        {"id": "d", "did": "clicked email a", "within": "5 days", "then": "thanks", "else": "sorry"},
        {"id": "thanks", "send": "email/thanks", "next": "end"},
        {"id": "sorry", "send": "email/sorry"},
    ]
    happened = walk(person(), made(entry(), journey(steps)), NOW, assumptions=assumed)
    assert (0, "branch", branch) in told(happened)
    assert (day, "send", "email/thanks" if branch == "then" else "email/sorry") in told(happened)


def test_who_never_got_an_email_does_not_answer_it() -> None:
    """Withheld is not sent; an e-mail of earlier days can still be answered."""
    steps: Steps = [
        SEND,
        {"id": "d", "did": "clicked email a", "within": "5 days", "then": "yes", "else": "end"},
        {"id": "yes", "do": [{"notify": "team/x"}]},
    ]
    program = made(entry(), journey(steps))
    assert (0, "branch", "else") in told(walk(person(opted_out=True), program, NOW, assumptions=YES))
    earlier = walk(person(sent(40, "a"), opted_out=True), program, NOW, assumptions=YES)
    assert (0, "branch", "then") in told(earlier)


def test_listening_without_an_end_ends_only_by_doing_it() -> None:
    steps = [SEND, {"id": "d", "did": "submitted any form"}, {"id": "t", "send": "email/b"}]
    program = made(entry(), journey(steps))
    assert told(walk(person(), program, NOW, assumptions=NO))[-1] == (0, "wait", "")
    assert (1, "send", "email/b") in told(walk(person(), program, NOW, assumptions=YES))


def test_a_diary_is_believed_and_nothing_else() -> None:
    """So a persona says what she does and when, and the journey answers that day."""
    steps: Steps = [
        SEND,
        {"id": "d", "did": "clicked email a", "within": "5 days", "then": "thanks", "else": "end"},
        {"id": "thanks", "send": "email/thanks"},
    ]
    program = made(entry(), journey(steps))
    diary = Assumptions(diary=True)
    clicks = Activity("clicked", "email", "a", NOW + timedelta(days=2, hours=3))
    assert (2, "send", "email/thanks") in told(walk(person(clicks), program, NOW, assumptions=diary))
    late = Activity("clicked", "email", "a", NOW + timedelta(days=6))
    assert (0, "branch", "else") in told(walk(person(late), program, NOW, assumptions=diary))


def test_a_form_that_the_diary_submits_does_what_it_says() -> None:
    """A thank-you, the lists, the actions, and the journeys that people enter by it."""
    form = asset(
        "form/demo",
        add_to=["list/asked"],
        thank_you="email/thanks",
        do=[{"set": {"field": "field/status", "value": "New"}}],
    )
    program = made(
        asset("list/asked", static=True),
        form,
        journey([SEND], entry={"forms": ["form/demo"]}),
        asset("rule/r", when=["in list asked", "status is New"], do=[{"notify": "team/x"}]),
    )
    submits = Activity("submitted", "form", "demo", NOW + timedelta(days=1, hours=2))
    happened = walk(person(submits), program, NOW, assumptions=Assumptions(diary=True))
    assert told(happened) == [
        (1, "act", "list/asked"),
        (1, "send", "email/thanks"),
        (1, "act", "field/status"),
        (1, "act", "team/x"),
        (1, "enter", ""),
        (1, "send", "email/a"),
        (1, "end", ""),
    ]
    assert walk(person(submits), program, NOW) == []


def test_goal_and_exit_end_the_way_at_the_next_step() -> None:
    goal = made(entry(), journey(TWO, goal=["country is FR"]))
    assert told(walk(person(), goal, NOW)) == [(0, "enter", ""), (0, "goal", "")]
    late = made(entry(), journey(TWO, exit=["won_at before 2026-11-24"]))
    assert told(walk(person(won_at=NOW), late, NOW))[-1] == (0, "exit", "")


RECENT = asset("list/recent", purpose="suppression", criteria=["was sent any email in last 7 days"])


def test_emails_on_the_way_count_for_suppression() -> None:
    """The ones of the same day too; after more than the seven days the next one goes out."""
    program = made(entry(), RECENT, journey(TWO, suppress=["list/recent"]))
    happened = walk(person(), program, NOW)
    assert [(one.day, one.what, one.why) for one in happened if one.what in ("send", "withheld")] == [
        (0, "send", "came to step s"),
        (3, "withheld", "on list/recent, which is suppressed"),
    ]
    again = journey([SEND, {"id": "t", "send": "email/b"}], suppress=["list/recent"])
    assert [one.what for one in walk(person(), made(entry(), RECENT, again), NOW)][1:3] == ["send", "withheld"]
    for days, what in ((7, "withheld"), (8, "send")):
        later = [SEND, {"id": "w", "wait": f"{days} days"}, {"id": "t", "send": "email/b"}]
        happened = walk(person(), made(entry(), RECENT, journey(later, suppress=["list/recent"])), NOW)
        assert (days, what, "email/b") in told(happened)


def test_emails_of_the_past_leave_the_window_as_days_go_by() -> None:
    program = made(entry(), RECENT, asset("email/b", suppress=["list/recent"]), journey(TWO))
    assert (3, "withheld", "email/b") in told(walk(person(sent(1)), program, NOW))
    program = made(entry(), RECENT, journey([TWO[1], TWO[2]], suppress=["list/recent"]))
    assert (3, "withheld", "email/b") in told(walk(person(sent(1)), program, NOW))
    assert (3, "send", "email/b") in told(walk(person(sent(4.5)), program, NOW))


def test_opt_outs_hold_back_what_is_not_operational() -> None:
    program = made(entry(), asset("email/b", operational=True, operational_reason="system-status"), journey(TWO))
    happened = walk(person(opted_out=True), program, NOW)
    assert [(one.what, one.why) for one in happened if one.object] == [
        ("withheld", "opted out"),
        ("send", "came to step t"),
    ]
    nowhere = walk(person(email=None), program, NOW)
    assert {one.why for one in nowhere if one.object} == {"has no e-mail address"}


def test_what_is_set_and_added_changes_what_is_asked_afterwards() -> None:
    """Also by lists that other journeys come from, from the next tick on."""
    acts = asset(
        "journey/a",
        {
            "entry": {"lists": ["list/in"]},
            "steps": [
                {
                    "id": "x",
                    "do": [
                        {"set": {"field": "field/status", "value": "Working"}},
                        {"add_to": "list/hand"},
                        {"remove_from": "list/old"},
                        {"score": 5},
                    ],
                }
            ],
        },
    )
    second = asset("journey/b", {"entry": {"lists": ["list/both"]}, "steps": [SEND], "exit": ["in list old"]})
    program = made(
        entry(),
        asset("list/hand", static=True),
        asset("list/old", static=True),
        asset("list/both", extends="list/hand", criteria=["status is Working"]),
        acts,
        second,
    )
    happened = walk(person(lists=["old"]), program, NOW)
    assert (1, "send", "email/a") in told(happened)
    assert (0, "act", "5") in told(happened)


def test_a_rule_acts_once_unless_it_repeats() -> None:
    """On who begins to match; a segmentation rule only on the first day."""
    when = ["won_at in last 2 days"]
    comes = person(won_at=NOW + timedelta(days=1))
    rule = asset("rule/r", when=when, do=[{"send": "email/a"}])
    assert told(walk(comes, made(rule), NOW)) == [(2, "send", "email/a")]
    once = asset("rule/r", when=when, do=[{"send": "email/a"}], type="segmentation")
    assert walk(comes, made(once), NOW) == []
    # Made to match on and off: sent every third day.
    when = ["was sent any email at most 0 times in last 2 days"]
    for repeat, days in ((False, [0]), (True, [0, 3, 6])):
        rule = asset("rule/r", when=when, do=[{"send": "email/a"}], repeat=repeat)
        assert [one.day for one in walk(person(), made(rule), NOW, 8)] == days
    assert walk(person(), made(rule), NOW, 1, already=made(rule)) == []


@pytest.mark.parametrize(("re_entry", "days"), [("never", [0]), ("after-exit", [0, 5]), ("always", [0, 3, 6])])
def test_re_entry_takes_who_comes_onto_the_list_again(re_entry: str, days: list[int]) -> None:
    program = made(
        entry(criteria=["was sent any email at most 0 times in last 2 days"]),
        journey([SEND, {"id": "w", "wait": "4 days"}], entry={"lists": ["list/in"], "re_entry": re_entry}),
    )
    happened = walk(person(), program, NOW, 8)
    assert [one.day for one in happened if one.what == "enter"] == days


def test_who_is_in_a_journey_goes_on_from_there() -> None:
    """Not from the beginning again; who waits has waited a while, and whose step is gone is out."""
    program = made(entry(), journey(TWO))
    days = set()
    for number in range(60):
        happened = walk(person(), program, NOW, number=number, already=program, enrolled={"j": "w"})
        assert [(one.what, one.object) for one in happened] == [("send", "email/b"), ("end", "")]
        days.add(happened[0].day)
    assert days == {0, 1, 2}
    assert told(walk(person(), program, NOW, enrolled={"j": "t"}))[0] == (0, "send", "email/b")
    (out,) = walk(person(), program, NOW, enrolled={"j": "removed"})
    assert (out.what, out.step, out.why) == ("exit", "removed", "the step is gone")
    assert walk(person(country="DE"), program, NOW, enrolled={"other": "w"}) == []


def test_two_walks_that_meet_at_a_step_are_one() -> None:
    steps: Steps = [
        {"id": "d", "did": "opened any email", "within": "2 days", "then": "w", "else": "s"},
        {"id": "w", "wait": "1 day"},
        SEND,
    ]
    program = made(
        entry(criteria=["won_at in last 1 day"]),
        journey(steps, entry={"lists": ["list/in"], "forms": ["form/f"], "re_entry": "always"}),
        asset("form/f"),
    )
    submits = Activity("submitted", "form", "f", NOW + timedelta(hours=1))
    happened = walk(person(submits, won_at=NOW - timedelta(hours=1)), program, NOW, assumptions=Assumptions(diary=True))
    assert [one.what for one in happened].count("enter") == 1
    assert [one.what for one in happened].count("send") == 1


def test_a_dated_email_goes_out_in_its_batches() -> None:
    """Everybody on the lists is in exactly one portion, and suppression is looked at when it goes."""
    email = asset(
        "email/news",
        type="list",
        to=["list/in"],
        suppress=["list/recent"],
        schedule={"at": "2026-11-24T09:00+01:00", "batches": [{"percent": 20}, {"percent": 80, "after": "2 days"}]},
    )
    program = made(entry(), RECENT, email)
    days = [[one.day for one in walk(person(), program, NOW, number=number)] for number in range(200)]
    assert {tuple(each) for each in days} == {(2,), (4,)}
    assert 20 <= days.count([2]) <= 60
    assert walk(person(country="DE"), program, NOW) == []
    held = walk(person(sent(1)), program, NOW, number=next(n for n, each in enumerate(days) if each == [2]))
    assert told(held) == [(2, "withheld", "email/news")]


def test_a_loop_goes_round_until_the_days_are_over() -> None:
    steps = [SEND, {"id": "w", "wait": "3 days", "next": "s"}]
    happened = walk(person(), made(entry(), journey(steps)), NOW, 10)
    assert [one.day for one in happened if one.what == "send"] == [0, 3, 6, 9]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"id": "a", "send": "email/a"}, {"id": "b", "send": "email/b", "next": "a"}], "goes round without waiting"),
        ([{"id": "a", "wait": "5 minutes", "next": "a"}], "goes round without waiting: a -> a"),
        ([{"id": "a", "send": "email/a", "next": "nowhere"}], "there is no such step"),
        ([{"id": "a", "if": ["in list nobody-made"], "then": "end", "else": "end"}], "there is no list/nobody-made"),
        ([{"id": "a", "did": "country is FR", "within": "1 day"}], "listens for cannot be read"),
    ],
)
def test_what_cannot_be_run_is_left_out_with_a_sentence(steps: Steps, said: str) -> None:
    program = running(made(entry(), journey(steps)))
    assert program.courses == () and said in program.refused[Address("journey/j")]


def test_what_is_not_active_does_not_run() -> None:
    program = made(entry(), journey(TWO, state="draft"), asset("rule/r", when=["country is FR"], do=[{"tag": "x"}]))
    assert running(program).courses == ()
    assert told(walk(person(), program, NOW, 1)) == [(0, "act", "x")]


@pytest.mark.parametrize(
    ("minutes", "said"), [(None, "for ever"), (0, "0 minutes"), (90, "90 minutes"), (60, "1 hour"), (2880, "2 days")]
)
def test_lengths_are_said_in_the_largest_unit(minutes: int | None, said: str) -> None:
    assert words(minutes) == said


def test_a_dated_email_goes_out_at_its_own_instant() -> None:
    """What withholds it is asked then: somebody who was sent an e-mail 7 days and 23 hours before is not tired, however
    late on the day of the data the clock began."""
    tired = asset("list/tired", criteria=["was sent any email in last 7 days"])
    first = asset("email/one", type="list", to=["list/in"], schedule={"at": "2026-11-24T07:00Z"})
    second = asset(
        "email/two", type="list", to=["list/in"], suppress=["list/tired"], schedule={"at": "2026-12-02T06:00Z"}
    )
    for start in (NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=17)):
        happened = walk(person(), made(entry(), tired, first, second), start)
        assert [(one.day, one.what, f"{one.at:%d %H}") for one in happened] == [
            (2, "send", "24 07"),
            (10, "send", "02 06"),
        ]


def test_nobody_is_mailed_whose_address_bounced_hard() -> None:
    """Operational e-mails included; there is no address to which they could go."""
    program = made(
        entry(), journey([SEND]), asset("field/hard_bounced", type="yes-no"), asset("email/a", operational=True)
    )
    held = [one for one in walk(person(hard_bounced=True), program, NOW) if one.what == "withheld"]
    assert [one.why for one in held] == ["the address bounced hard"]
    assert (0, "send", "email/a") in told(walk(person(hard_bounced=False), program, NOW))

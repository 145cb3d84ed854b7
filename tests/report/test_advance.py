"""How far an apply has come is said in one line that fits, with what is left and what is going on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.plan.made import bare, step

from mapconfig.apply import events
from mapconfig.apply.events import Event
from mapconfig.backend import Pace, Quota, Verb
from mapconfig.plan.definition import Step
from mapconfig.report.advance import Advance, Phases, announced

VIP = step("list/vip\x1b[2J")


def done(which: Step = VIP) -> Event:
    """That a step is done."""
    return events.Done(which, "7", "1", "", None)


def test_what_is_asked_of_the_platform_is_said_before() -> None:
    """How many requests, how long they take at its pace, and whether it will answer them all."""
    plan = replace(bare(VIP, step("list/b")), calls=7, backend="paper")

    assert announced(plan, 2, Pace()) == "about 7 requests to paper"
    assert (
        announced(plan, 1, Pace(requests_per_second=2)) == "about 4 requests to paper, at most 2 a second: 2 s or more"
    )
    slow = Pace(requests_per_second=0.01, quota=Quota(7, 3600))
    assert announced(plan, 2, slow).endswith("at most 0.01 a second: 12 min or more; it answers 7 in 60 min")
    few = Pace(quota=Quota(6, 86_400))
    assert announced(plan, 2, few) == "about 7 requests to paper; it answers 6 in 24.0 h, so it will ask to wait"
    assert announced(replace(plan, calls=1, steps=(replace(VIP, calls=1),)), 1, Pace()) == "about 1 request to paper"


def test_a_bar_says_how_far_what_and_how_long_still() -> None:
    """From the third step on, by the rate so far; a name cannot move the cursor."""
    bar = Advance(8, 1)
    bar.take(events.Started(bare(VIP), True), 10.0)
    assert bar.line(80) == "[###.....................] 1/8"
    bar.take(events.Intended(VIP), 11.0)
    assert bar.line(80) == "[###.....................] 1/8  update list/vip\\x1b[2J"
    for at in (12.0, 14.0, 16.0):
        bar.take(done(), at)
    assert bar.line(80) == "[############............] 4/8  8 s left  update list/vip\\x1b[2J"
    bar.take(events.Waited(VIP, 30.0, "busy"), 16.0)
    assert bar.line(80).endswith("waiting 30 s for list/vip\\x1b[2J")
    for event in (events.Failed(VIP, "no"), events.Skipped(VIP, VIP, ""), events.Waiting(VIP), done()):
        bar.take(event, 20.0)
    assert bar.line(80).startswith("[########################] 8/8  update")
    assert Advance(0).line(80) == "[########################] 0/0"


@pytest.mark.parametrize("width", [0, 1, 10, 30, 34, 60])
def test_a_bar_never_breaks_into_a_second_line(width: int) -> None:
    """However narrow the terminal is."""
    bar = Advance(1000, 10)
    bar.take(events.Intended(step("list/" + "x" * 200)), 1.0)

    assert len(bar.line(width)) <= max(width - 1, 0)


def test_a_phase_is_one_line() -> None:
    """What was done to which kind, how often, how often not, and how long it took."""
    made, mail = step("list/a", Verb.CREATE), step("email/a", Verb.CREATE)
    phases, said = Phases(), []
    told: list[tuple[Event, float]] = [
        (events.Started(bare(made), False), 0.0),
        (done(made), 1.0),
        (events.Intended(made), 1.5),
        (done(made), 3.0),
        (done(mail), 4.0),
        (events.Failed(mail, "no"), 100.0),
    ]
    for event, at in told:
        said.append(phases.take(event, at))
    said.append(phases.end(101.0))

    assert [line for line in said if line] == [
        "  create     list: 2 done (3 s)",
        "  create     email: 1 done, 1 not (2 min)",
    ]
    assert phases.end(102.0) == ""

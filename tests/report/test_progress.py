"""What an apply says while it runs: every event in words, and a quiet run speaks of trouble alone."""

from __future__ import annotations

from tests.plan.made import PLAN_ID, bare, step

from mapconfig.apply import events
from mapconfig.apply.events import Difference, Event
from mapconfig.plan.definition import Agreed
from mapconfig.report.progress import line

STEP = step("list/vip\x1b[2J")
AGREED = Agreed(STEP.address, {}, None, "f" * 64)
WELL: tuple[tuple[Event, str], ...] = (
    (events.Started(bare(STEP), False), f"applying plan {PLAN_ID} (1 step)"),
    (events.Started(bare(STEP), True), f"going on with plan {PLAN_ID} (1 step)"),
    (events.Noted(AGREED), "      noted   list/vip\\x1b[2J: is already as the files want it"),
    (events.Done(STEP, "7", "1", "", None), "  001 update     list/vip\\x1b[2J: done"),
    (events.Done(STEP, "7", "1", "", None, found=True), "  001 update     list/vip\\x1b[2J: was done already"),
)
TROUBLE: tuple[tuple[Event, str], ...] = (
    (events.Waited(STEP, 2.0, "busy."), "  001 update     list/vip\\x1b[2J: busy; again in 2 s"),
    (events.Skipped(STEP, STEP, "001 failed"), "  001 update     list/vip\\x1b[2J: not tried: 001 failed"),
    (events.Failed(STEP, "no"), "  001 update     list/vip\\x1b[2J: FAILED: no"),
    (
        events.Failed(STEP, "no answer", (Difference(("sender", "name"), "Ana", "Bo\x1b"),), unclear=True),
        '  001 update     list/vip\\x1b[2J: UNCLEAR: no answer\n        sender.name: meant Ana, found "Bo\\x1b"',
    ),
    (
        events.Waiting(step(worksheet=("Open the list", "Set the title"))),
        "  001 update     list/vip: is for a person:\n        Open the list\n        Set the title",
    ),
    (
        events.Interrupted(3),
        "stopped: 3 of 1 steps are left. Go on with:\n    mapconfig apply --resume",
    ),
    (
        events.Unreached("nobody there\x1b", 1, (STEP,), (), ()),
        "stopped, since the platform does not answer: nobody there\\x1b\n  1 step is done\n"
        "  1 step is unclear: 001 update list/vip\\x1b[2J\n"
        "When it answers again, what is unclear is looked up and the rest is done by:\n    mapconfig apply --resume",
    ),
    (
        events.Unreached("nobody there", 2, (), (step(),), tuple(step(f"list/{key}") for key in "abcdefg")),
        "stopped, since the platform does not answer: nobody there\n  2 steps are done\n"
        "  1 step failed: 001 update list/vip\n"
        "  7 steps were not tried: 001 update list/a, 001 update list/b, 001 update list/c, 001 update list/d, "
        "001 update list/e and 2 more\n"
        "When it answers again, what is unclear is looked up and the rest is done by:\n    mapconfig apply --resume",
    ),
    (events.Finished(4, 0, 0, 0), "finished: 4 done"),
    (
        events.Finished(4, 1, 2, 0, hopeless=True),
        "finished: 4 done, 1 failed, 2 not tried\n"
        "The platform refused all that is left, and would refuse it again. Change what it names above, in the files or "
        "on the platform, and plan anew:\n    mapconfig plan --out plan.json",
    ),
    (
        events.Finished(4, 1, 2, 3),
        "finished: 4 done, 1 failed, 2 not tried, 3 for a person\n"
        "What is left can be done with:\n    mapconfig apply --resume",
    ),
)


def test_every_event_is_said_in_words() -> None:
    """Each step with its number; what a platform or a person wrote cannot move the cursor."""
    for event, words in (*WELL, *TROUBLE):
        assert line(event, 1) == words


def test_what_is_only_for_the_record_is_not_said() -> None:
    """That the platform is about to be asked is for the journal."""
    assert line(events.Intended(STEP), 1) == ""


def test_a_quiet_run_speaks_of_trouble_and_of_the_end() -> None:
    """A CI log without a line for each of a thousand steps still has everything that somebody must do."""
    assert [line(event, 1, quiet=True) for event, _ in WELL] == [""] * len(WELL)
    assert [line(event, 1, quiet=True) for event, _ in TROUBLE] == [words for _, words in TROUBLE]

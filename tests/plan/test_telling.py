"""The commands that a plan tells people to type."""

from __future__ import annotations

from tests.plan.made import bare, step

from mapconfig.backend import Verb
from mapconfig.command import Here
from mapconfig.language import say, speech
from mapconfig.plan.definition import GuardVerdict, Note, NoteKind
from mapconfig.plan.telling import telling
from mapconfig.plan.worksheet import recalled


def test_whatever_a_plan_tells_to_type_is_for_its_environment() -> None:
    """Guards, notes and worksheets; steps that ask nothing of anybody are as they were."""
    last = say("Run {command}: it reads the result and ticks this step off.", command="mapconfig apply --resume")
    quiet = step("list/old")
    made = bare(
        step(worksheet=(last,)),
        quiet,
        guards=(GuardVerdict("sends", "list/vip", True, "It sends.", "mapconfig plan --accept sends:list/vip"),),
        notes=(Note(NoteKind.UNMANAGED, "list", "There are more.", say("mapconfig import writes files for them")),),
    )

    told = telling(made, Here("", "eu"))

    assert told.guards[0].how == "mapconfig plan -e eu --accept sends:list/vip"
    assert told.notes[0].how == "mapconfig import -e eu writes files for them"
    assert told.steps[0].worksheet == (
        "Run mapconfig apply -e eu --resume: it reads the result and ticks this step off.",
    )
    assert told.steps[1] is quiet
    assert telling(told, Here("", "eu")) == told


def test_an_aimed_worksheet_is_still_told_in_french() -> None:
    """Also when it comes out of a plan's file, which keeps plain text."""
    kept = "Run mapconfig apply -e eu --resume: it reads the result and ticks this step off."

    (line,) = recalled(Verb.UPDATE, [kept])

    assert speech("fr")(line).startswith("Exécutez mapconfig apply -e eu --resume")

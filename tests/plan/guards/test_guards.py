"""What a person may rely on: what can hurt is stopped, the sentence says why, and how and by whom it can be let
through."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest
from tests.plan.guards.made import SUPPRESSION, refusals, with_effect

from mapconfig.model import EFFECTS
from mapconfig.plan.definition import Accept
from mapconfig.plan.guards import GUARD_NAMES, GUARDS


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


def test_refusals_are_told_first() -> None:
    """The reader sees what stops the plan before what does not."""
    made = with_effect("consent")
    with_more = replace(made, guards=(*made.guards,))

    assert [each.refused for each in with_more.guards] == sorted((each.refused for each in made.guards), reverse=True)


def test_every_guard_says_what_it_is_for() -> None:
    """A new guard has a sentence of its own."""
    assert all(guard.__doc__ for guard in GUARDS)
    assert len({guard.__name__ for guard in GUARDS}) == len(GUARDS) == 23


def test_what_a_guard_is_called_is_what_a_person_says_yes_to() -> None:
    """Its function, its refusals and `--accept` have one name; where no yes helps, `--accept` does not know it."""
    names = {guard.__name__.replace("_", "-"): inspect.getsource(guard) for guard in GUARDS}
    own = {name: source for name, source in names.items() if name != "effects"}

    assert [name for name, source in own.items() if f'"{name}"' not in source] == []
    assert set(GUARD_NAMES) == {name for name, source in own.items() if "view.refusal(" in source} | set(EFFECTS)

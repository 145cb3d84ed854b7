"""What a person with the worksheet in hand may rely on: every value they have to type is on it."""

from __future__ import annotations

from mapconfig.address import Address
from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.plan.definition import StepField
from mapconfig.plan.worksheet import brief, worksheet

RULE = Address("rule/hot")


def test_making_an_asset_lists_its_values() -> None:
    """Nested values by their path."""
    lines = worksheet(
        "Pardot",
        RULE,
        "Hot leads",
        Verb.CREATE,
        Outcome.MANUAL_VERIFIABLE,
        {"title": "Hot leads", "repeat": True, "why": {"reason": "Sales"}},
        (),
        "004",
    )

    assert lines == (
        "Log in to Pardot.",
        "Make the rule 'Hot leads' (rule/hot).",
        "title: Hot leads",
        "repeat: true",
        "why.reason: Sales",
        "Run mapconfig apply --resume: it reads the result and ticks this step off.",
    )


def test_changing_an_asset_lists_what_was_and_what_shall_be() -> None:
    """Set, remove, and from one value to another."""
    fields = (
        StepField(("title",), "Old", "New"),
        StepField(("repeat",), ABSENT, True),
        StepField(("steps", "a", "wait"), "3 days", ABSENT),
    )
    lines = worksheet("Pardot", RULE, "Hot", Verb.UPDATE, Outcome.MANUAL_ATTESTED, {}, fields, "004")

    assert lines[1:] == (
        "Open the rule 'Hot' (rule/hot) and change it:",
        "title: from Old to New",
        "repeat: set it to true",
        "steps.a.wait: remove it (it is 3 days)",
        'Sign for it: mapconfig attest 004 --because "what was done". The platform cannot show it.',
    )


def test_values_are_brief_in_sentences() -> None:
    """Nothing, a text, a list, and the beginning of what is long."""
    assert [brief(ABSENT), brief("x"), brief([1, "é"]), brief("x" * 100)] == [
        "nothing",
        "x",
        '[1, "é"]',
        "x" * 80 + "…",
    ]

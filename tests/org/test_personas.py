"""The personas of DRIP Ventures: what must be true of them is, as `mapconfig persona` says in this org's own CI."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mapconfig.address import Address
from mapconfig.audience.personas.persona import Verdict, judge
from mapconfig.model.persona import Expectation, Persona
from mapconfig.read.org import read_org
from mapconfig.read.personas import unsuitable_in
from mapconfig.read.tree import Tree
from mapconfig.values import replace

READING = read_org(Tree(str(Path(__file__).parents[2] / "org-config")))
#: Long after the personas' own moments: nothing may depend on the day of the run.
LATER = datetime(2031, 1, 1, tzinfo=UTC)
EXPECTED: list[tuple[Persona, Expectation]] = [
    (persona, expectation) for persona in READING.personas for expectation in persona.expectations
]


def test_the_files_of_personas_have_no_faults() -> None:
    """They name what is there, and nobody real."""
    assert unsuitable_in(READING, READING.personas) == ()
    assert len(READING.personas) >= 12


@pytest.mark.parametrize(
    ("persona", "expectation"), EXPECTED, ids=[f"{persona.name} {each.text}" for persona, each in EXPECTED]
)
def test_what_must_be_true_of_a_persona_is(persona: Persona, expectation: Expectation) -> None:
    """One expectation; when it fails, the output has the sentence that decides."""
    (verdict,) = judge([replace(persona, expectations=(expectation,))], READING.org, LATER)
    told = "\n".join(f"{'  ' * line.depth}{line.words}  ({line.address})" for line in verdict.lines)
    assert verdict.outcome == "passed", f"{verdict.said}\n{told}"


def judged(name: str, sentence: str, list_: str, criteria: list[object]) -> Verdict:
    """The verdict about a persona where one list has other criteria."""
    address = Address(list_)
    asset = READING.org[address]
    changed = replace(asset, attributes={**asset.attributes, "criteria": criteria})
    org = replace(READING.org, assets={**READING.org.assets, address: changed})
    (persona,) = [each for each in READING.personas if each.name == name]
    (verdict,) = [each for each in judge([persona], org, LATER) if each.expectation.text == sentence]
    return verdict


@pytest.mark.parametrize(
    ("name", "sentence", "list_", "criteria", "because"),
    [
        (
            "ada",
            "is in list/customers-fr",
            "list/customers",
            ["account.type is Partner"],
            ["extends list/customers (is not on it)", "account.type is Partner (account.type is Customer)"],
        ),
        (
            "olive",
            "gets email/valve-recall-2026 within 3 days",
            "list/customers",
            ["in list mailable"],
            [
                "is not on list/customers",
                "in list mailable (is not on it)",
                "opted_out is false or blank (opted_out is true)",
            ],
        ),
        (
            "bo",
            "does not match rule/hand-over-mql",
            "list/competitors",
            ["account.type is Competitor"],
            ["not in list not-for-sales (is not on it)", "score >= 60 (score is 66)"],
        ),
        (
            "nils",
            "never gets email/nurture-golf-greens",
            "list/risky-data",
            ["email is blank"],
            ["comes in (on list/prospects-golf)", "industry is Golf", "gets email/nurture-golf-greens"],
        ),
    ],
    ids=[
        "a master list redefined",
        "a recall that skips those who opted out",
        "a competitor handed over",
        "a bought list mailed",
    ],
)
def test_the_blunders_that_personas_stand_for_are_caught_with_the_sentence_that_made_them(
    name: str, sentence: str, list_: str, criteria: list[object], because: list[str]
) -> None:
    """A change of one list fails the persona that stands for it, and the reason names the line."""
    verdict = judged(name, sentence, list_, criteria)
    words = [line.words for line in verdict.lines]
    assert verdict.outcome == "failed"
    assert all(any(each in word for word in words) for each in because), "\n".join([verdict.said, *words])

"""Worksheets in the language of whoever works through them, also those of a plan that was saved."""

from __future__ import annotations

import pytest

from mapconfig.address import Address
from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.language import Text, speech
from mapconfig.plan.definition import StepField
from mapconfig.plan.worksheet import recalled, worksheet

FIELDS = (
    StepField(("subject",), "From A", "Hello: from C to D"),
    StepField(("tags",), ABSENT, ["x"]),
    StepField(("body",), "two\nlines", ABSENT),
)


@pytest.mark.parametrize("outcome", [Outcome.MANUAL_VERIFIABLE, Outcome.MANUAL_ATTESTED])
@pytest.mark.parametrize("verb", list(Verb))
def test_a_saved_worksheet_is_told_in_another_language(verb: Verb, outcome: Outcome) -> None:
    """A plan's file keeps plain text, which is recognised by the sentences that worksheets are made of."""
    said = worksheet(
        "pardot",
        Address("email/hello"),
        "Hello",
        verb,
        outcome,
        {"subject": "Hi: set it to 5", "title": "T"},
        FIELDS,
        "007",
    )
    kept = [str(line) for line in said]
    french = speech("fr")

    back = recalled(verb, kept)

    assert list(back) == kept
    assert all(isinstance(line, Text) for line in back)
    assert [french(line) for line in back] == [french(line) for line in said]
    assert french(back[0]) == "Connectez-vous à pardot."


def test_a_line_that_no_worksheet_has_stays_as_it_is() -> None:
    """Nothing is lost of what another version wrote."""
    assert recalled(Verb.DELETE, ["Do something else"]) == ("Do something else",)

"""
## What it does
Reports an `if` step of a journey whose two ways lead to the same step.

## Why it matters
The step decides nothing. Either it is left over and only makes the journey harder to read, or one of the branches was
meant to go elsewhere and people get the wrong e-mails.

## Example
    - {id: is-customer, if: [account.type is Customer], then: offer, else: offer}

## Instead
    - {id: is-customer, if: [account.type is Customer], then: end, else: offer}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.steps import flow
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for step in flow(asset, view).steps.values():
        if step.word == "if" and len(step.exits) == 2 and len(set(step.exits.values())) == 1:
            target = step.exits["then"]
            yield Report(
                ("steps", step.index),
                say(
                    "Step {id} of {asset} asks a question, and goes on to {target} whatever the answer is.",
                    id=step.id,
                    asset=asset.address,
                    target=target,
                ),
                say("Lead one of the two ways elsewhere, or take the step out."),
            )


RULE = Rule(
    code="MC176",
    name="idle-branch",
    severity=Severity.WARNING,
    summary=say("Journey branch that decides nothing"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

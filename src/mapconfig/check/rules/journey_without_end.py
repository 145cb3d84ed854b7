"""
## What it does
Reports an active journey that has neither a `goal` nor an `exit`.

## Why it matters
Without them a person gets the whole series even after buying, complaining or moving to another team's hands; and nobody
can say whether the journey works, because nothing says what it is for.

## Example
    kind: journey
    key: onboarding
    steps: [...]

## Instead
    kind: journey
    key: onboarding
    goal: [account.type is Customer]
    exit: [opted_out is true]
    steps: [...]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    if at_work(asset) and not asset.attributes.get("goal") and not asset.attributes.get("exit"):
        yield Report(
            (),
            say(
                "{asset} says neither what it is for (goal) nor when people leave it early (exit). Everybody gets "
                "all of it, even those for whom it no longer makes sense.",
                asset=asset.address,
            ),
            say("Add a goal or an exit."),
        )


RULE = Rule(
    code="MC173",
    name="journey-without-end",
    severity=Severity.WARNING,
    summary=say("Journey without goal and exit"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

"""
## What it does
Reports a step of a journey that nobody can come to.

## Why it matters
The e-mail in it is never sent, and everybody who reads the journey believes that it is. It is what a branch that was
redirected leaves behind.

## Example
    steps:
      - {id: welcome, send: email/welcome, next: end}
      - {id: tips, send: email/tips}                # nobody gets past welcome

## Instead
    steps:
      - {id: welcome, send: email/welcome}
      - {id: tips, send: email/tips}
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
    way = flow(asset, view)
    reached = way.reached()
    for step in way.steps.values():
        if step.id not in reached:
            yield Report(
                ("steps", step.index),
                say(
                    "No way through {asset} leads to its step {id}, so nobody ever comes to it.",
                    asset=asset.address,
                    id=step.id,
                ),
                say("Lead a branch there, or take the step out."),
            )


RULE = Rule(
    code="MC171",
    name="unreachable-step",
    severity=Severity.WARNING,
    summary=say("Journey step that nobody reaches"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

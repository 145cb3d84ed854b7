"""
## What it does
Reports a loop in a journey that people can go round without ever waiting.

## Why it matters
Somebody in such a loop goes round as fast as the platform can: the same e-mail hundreds of times, or a journey that the
platform stops for everybody.

## Example
    steps:
      - {id: reminder, send: email/reminder}
      - {id: answered, if: [replied is true], then: end, else: reminder}

## Instead
    steps:
      - {id: reminder, send: email/reminder}
      - {id: pause, wait: 7 days}
      - {id: answered, if: [replied is true], then: end, else: reminder}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rings import rings
from mapconfig.check.rule import Report, Rule
from mapconfig.check.steps import flow
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    way = flow(asset, view)
    quick = {
        step.id: [following.id for following in way.after(step) if not following.waits]
        for step in way.steps.values()
        if not step.waits
    }
    for ring in rings(quick):
        first = min(ring, key=lambda id_: way.steps[id_].index)
        turned = ring[ring.index(first) :] + ring[: ring.index(first)]
        yield Report(
            ("steps", way.steps[first].index),
            say(
                "{asset} has a loop without a wait: {value}. Somebody in it goes round as fast as the platform can, "
                "and gets everything in it each time.",
                asset=asset.address,
                value=" -> ".join((*turned, first)),
            ),
            say("Put a wait step into the loop, or lead one branch out of it."),
        )


RULE = Rule(
    code="MC172",
    name="loop-without-wait",
    severity=Severity.ERROR,
    summary=say("Journey loop without a wait"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

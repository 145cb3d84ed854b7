"""
## What it does
Reports two e-mails in a journey with no wait between them.

## Why it matters
Both arrive in the same minute. It is the commonest sign of a wait that was lost when steps were moved, and
people answer it by unsubscribing.

## Example
    steps:
      - {id: welcome, send: email/welcome}
      - {id: tips, send: email/tips}

## Instead
    steps:
      - {id: welcome, send: email/welcome}
      - {id: pause, wait: 3 days}
      - {id: tips, send: email/tips}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.steps import Flow, Step, flow
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    way = flow(asset, view)
    for step in way.steps.values():
        if step.word != "send":
            continue
        for following in _sends_at_once(way, step):
            yield Report(
                ("steps", following.index, "send"),
                say(
                    "In {asset}, step {id} sends right after step {id2}: people get both e-mails in the same minute.",
                    asset=asset.address,
                    id=following.id,
                    id2=step.id,
                ),
                say("Put a wait step before {id}.", id=following.id),
            )


def _sends_at_once(way: Flow, step: Step) -> Iterator[Step]:
    """Every other send that can follow `step` before anybody has waited. A loop back to itself is MC172's business."""
    seen = {step.id}
    queue = list(way.after(step))
    while queue:
        following = queue.pop(0)
        if following.id in seen:
            continue
        seen.add(following.id)
        if following.word == "send":
            yield following
        elif not following.waits:
            queue += way.after(following)


RULE = Rule(
    code="MC175",
    name="sends-in-a-row",
    severity=Severity.WARNING,
    summary=say("Two e-mails without a wait between them"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

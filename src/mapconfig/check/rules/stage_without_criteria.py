"""
## What it does
Reports a stage that has no `criteria`, and that no threshold of a scoring model leads to.

## Why it matters
Marketing and sales have not agreed when somebody is in it, so each of them counts differently.

## Example
    kind: stage
    key: sal
    order: 30

## Instead
    kind: stage
    key: sal
    order: 30
    criteria:
      - assigned is true
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    if asset.attributes.get("criteria") or not at_work(asset):
        return
    if not any(edge.relation == "feeds" for edge in view.used_by(asset.address)):
        yield Report(
            (),
            say(
                "{asset} has no criteria, and no threshold of a scoring model leads to it: nothing says when "
                "somebody is in this stage.",
                asset=asset.address,
            ),
            say("Add criteria that marketing and sales agree on, or a threshold."),
        )


RULE = Rule(
    code="MC152",
    name="stage-without-criteria",
    severity=Severity.WARNING,
    summary=say("Lifecycle stage that nobody enters"),
    page=__doc__ or "",
    look=look,
    kinds=("stage",),
    scope=Scope.NAMED,
)

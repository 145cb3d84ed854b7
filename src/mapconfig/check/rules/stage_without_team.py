"""
## What it does
Reports a stage that says it has marketing, when no team's contact matrix names it.

## Why it matters
Marketing happens there, and nobody has agreed who does it: either everybody writes to these people, or nobody does.

## Example
    # stages/mql.yaml
    marketing: full
    # no team has it under contacts

## Instead
    # teams/marketing.yaml
    contacts:
      - {id: nurture, segment: list/leads, stage: stage/mql, channel: email, why: to learn what they need}
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
    marketing = asset.attributes.get("marketing")
    if marketing not in ("light", "full") or not at_work(asset):
        return
    if not any(edge.relation == "contacts" for edge in view.used_by(asset.address)):
        yield Report(
            ("marketing",),
            say(
                "{asset} has {marketing} marketing, and no team's contact matrix says who does it.",
                asset=asset.address,
                marketing=marketing,
            ),
            say("Add it under contacts of the team that speaks to these people."),
        )


RULE = Rule(
    code="MC154",
    name="stage-without-team",
    severity=Severity.WARNING,
    summary=say("Lifecycle stage that no team speaks for"),
    page=__doc__ or "",
    look=look,
    kinds=("stage",),
    scope=Scope.NAMED,
)

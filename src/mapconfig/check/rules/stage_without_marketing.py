"""
## What it does
Reports a stage whose `marketing` is `none` or is not said.

## Why it matters
It may be right: sales lead there. But a lifecycle map is drawn to see the white spots, and this is one.

## Example
    kind: stage
    key: opportunity
    order: 50

## Instead
    kind: stage
    key: opportunity
    order: 50
    marketing: light
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
    if not at_work(asset):
        return
    marketing = asset.attributes.get("marketing")
    if marketing is None:
        yield Report(
            (),
            say("{asset} does not say how much marketing people in it get.", asset=asset.address),
            say("Add marketing."),
        )
    elif marketing == "none":
        yield Report(("marketing",), say("People in {asset} get no marketing at all.", asset=asset.address))


RULE = Rule(
    code="MC153",
    name="stage-without-marketing",
    severity=Severity.INFO,
    summary=say("Lifecycle stage without marketing"),
    page=__doc__ or "",
    look=look,
    kinds=("stage",),
)

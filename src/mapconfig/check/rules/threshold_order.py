"""
## What it does
Reports a threshold with a higher score than another one that leads to an earlier stage.

## Why it matters
People who become more interested move backwards through the lifecycle, and the numbers that marketing and sales
share make no sense.

## Example
    # stage/mql has order 20, stage/sal has order 30
    thresholds:
      - {id: warm, score: 50, stage: stage/sal}
      - {id: hot, score: 100, stage: stage/mql}

## Instead
    thresholds:
      - {id: warm, score: 50, stage: stage/mql}
      - {id: hot, score: 100, stage: stage/sal}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.rules.threshold_conflict import thresholds
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    rows = []
    for index, threshold in thresholds(asset):
        stage = view.get(str(threshold.get("stage")))
        order = stage.attributes.get("order") if stage is not None else None
        if isinstance(threshold.get("score"), int) and isinstance(order, int):
            rows.append((threshold["score"], order, index, threshold))
    rows.sort(key=lambda row: row[:3])
    for lower, higher in pairwise(rows):
        if lower[1] > higher[1]:
            yield Report(
                ("thresholds", higher[2]),
                say(
                    "In {asset}, {higher} points lead to {stage} (order {higher2}), but only {lower} points lead to "
                    "{stage2} (order {lower2}). People with more points move back.",
                    asset=asset.address,
                    higher=higher[0],
                    stage=higher[3]["stage"],
                    higher2=higher[1],
                    lower=lower[0],
                    stage2=lower[3]["stage"],
                    lower2=lower[1],
                ),
                say("Exchange the scores, or put the stages into the other order."),
            )


RULE = Rule(
    code="MC151",
    name="threshold-order",
    severity=Severity.ERROR,
    summary=say("Thresholds and stages in different order"),
    page=__doc__ or "",
    look=look,
    kinds=("scoring",),
    scope=Scope.USES,
)

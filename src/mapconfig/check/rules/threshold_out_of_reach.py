"""
## What it does
Reports a threshold above the score that all activities of the model give together, when each of them has a
`cap`.

## Why it matters
Nobody becomes a lead, whatever they do, and everybody waits for leads to come.

## Example
    points:
      - {id: opens, activity: opened any email, points: 1, cap: 10}
      - {id: forms, activity: submitted any form, points: 10, cap: 30}
    thresholds:
      - {id: mql, score: 100, stage: stage/mql}

## Instead
    points:
      - {id: opens, activity: opened any email, points: 1, cap: 30}
      - {id: forms, activity: submitted any form, points: 25, cap: 100}
    thresholds:
      - {id: mql, score: 100, stage: stage/mql}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule
from mapconfig.check.rules.threshold_conflict import thresholds
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    points = asset.attributes.get("points")
    if not isinstance(points, list):
        return
    gains = [
        row for row in points if isinstance(row, Mapping) and isinstance(row.get("points"), int) and row["points"] > 0
    ]
    if not gains or not all(isinstance(row.get("cap"), int) for row in gains):
        return
    most = sum(row["cap"] for row in gains)
    for index, threshold in thresholds(asset):
        score = threshold.get("score")
        if isinstance(score, int) and score > most:
            yield Report(
                ("thresholds", index, "score"),
                say(
                    "Threshold {id} of {asset} begins at {score}, and all activities together give at most {most} "
                    "points. Nobody gets there.",
                    id=str(threshold.get("id")),
                    asset=asset.address,
                    score=score,
                    most=most,
                ),
                say("Lower the threshold, or raise the caps."),
            )


RULE = Rule(
    code="MC156",
    name="threshold-out-of-reach",
    severity=Severity.WARNING,
    summary=say("Threshold that nobody can reach"),
    page=__doc__ or "",
    look=look,
    kinds=("scoring",),
)

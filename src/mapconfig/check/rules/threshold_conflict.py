"""
## What it does
Reports two thresholds of a scoring model that ask for the same score and grade and name different stages, or
that name the same stage.

## Why it matters
Which stage a person gets then depends on the order in which the platform looks. Marketing and sales count
different leads.

## Example
    thresholds:
      - {id: mql, score: 100, stage: stage/mql}
      - {id: hot, score: 100, stage: stage/sal}

## Instead
    thresholds:
      - {id: mql, score: 100, stage: stage/mql}
      - {id: hot, score: 150, stage: stage/sal}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    claimed: dict[str, str] = {}
    named: dict[str, str] = {}
    for index, threshold in thresholds(asset):
        id_, stage = str(threshold.get("id")), str(threshold.get("stage"))
        claim = _said(threshold.get("score"), threshold.get("grade"))
        if claim in claimed:
            yield Report(
                ("thresholds", index),
                say(
                    "Thresholds {claimed} and {id} of {asset} both begin at {claim}. Which one counts depends on the "
                    "platform.",
                    claimed=claimed[claim],
                    id=id_,
                    asset=asset.address,
                    claim=claim,
                ),
                say("Give one of them another score or grade."),
            )
        elif stage in named:
            yield Report(
                ("thresholds", index),
                say(
                    "Thresholds {named} and {id} of {asset} both lead to {stage}, so the higher one does nothing.",
                    named=named[stage],
                    id=id_,
                    asset=asset.address,
                    stage=stage,
                ),
                say("Name another stage, or take one of them out."),
            )
        claimed.setdefault(claim, id_)
        named.setdefault(stage, id_)


def thresholds(asset: Asset) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The thresholds of a scoring model with their index."""
    rows = asset.attributes.get("thresholds")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping):
            yield index, row


def _said(score: object, grade: object) -> str:
    parts = [f"score {score}"] * (score is not None) + [f"grade {grade}"] * (grade is not None)
    return " and ".join(parts) or "no score at all"


RULE = Rule(
    code="MC150",
    name="threshold-conflict",
    severity=Severity.ERROR,
    summary=say("Two thresholds claim the same score"),
    page=__doc__ or "",
    look=look,
    kinds=("scoring",),
)

"""
## What it does
Reports conditions that contradict each other or are impossible in themselves.

## Why it matters
An audience of nobody looks like a working list. As a suppression it protects nobody.

## Example
    criteria:
      - score > 100
      - score < 50

## Instead
    criteria:
      - score > 50
      - score < 100
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.doubts import doubts
from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    yield from doubts(asset, view, "never")


RULE = Rule(
    code="MC115",
    name="criteria-never",
    severity=Severity.ERROR,
    summary=say("Criteria that nobody can meet"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

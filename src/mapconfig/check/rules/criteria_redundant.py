"""
## What it does
Reports a condition that another one beside it already implies.

## Why it matters
Whoever changes it later expects an effect, and there is none; or the other one was meant to be different.

## Example
    criteria:
      - score > 50
      - score > 20

## Instead
    criteria:
      - score > 50
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
    yield from doubts(asset, view, "redundant")


RULE = Rule(
    code="MC117",
    name="criteria-redundant",
    severity=Severity.WARNING,
    summary=say("Condition that changes nothing"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

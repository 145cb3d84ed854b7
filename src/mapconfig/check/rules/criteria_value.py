"""
## What it does
Reports a value in criteria that is not among the values of a choice field.

## Why it matters
Nobody has that value. A list on it is empty, and a list that excludes it excludes nobody.

## Example
    criteria:
      - industry is Banks           # the values are Banking, Insurance, Retail

## Instead
    criteria:
      - industry is Banking
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
    yield from doubts(asset, view, "value")


RULE = Rule(
    code="MC113",
    name="criteria-value",
    severity=Severity.ERROR,
    summary=say("Criteria ask for a value that does not exist"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

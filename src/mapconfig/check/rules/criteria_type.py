"""
## What it does
Reports a test that the type of the field does not have, a value that is no number or date where one is needed,
a question about one related record put as if there were many or the other way round, and a condition where only
an activity can stand.

## Why it matters
Platforms do not refuse it: they compare as text, so that 9 is more than 10, or match nobody.

## Example
    criteria:
      - score contains 50

## Instead
    criteria:
      - score >= 50
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
    yield from doubts(asset, view, "type", "relation")


RULE = Rule(
    code="MC112",
    name="criteria-type",
    severity=Severity.ERROR,
    summary=say("Criteria do not suit the type of a field"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

"""
## What it does
Reports a sentence or a group of criteria that does not follow the criteria language (docs/criteria.md).

## Why it matters
Nobody can say whom it means, and platforms take what they do not understand for "everybody" more often than for
"nobody".

## Example
    criteria:
      - country = Germany and industry is Banking

## Instead
    criteria:
      - country is Germany
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
    yield from doubts(asset, view, "syntax")


RULE = Rule(
    code="MC110",
    name="criteria-syntax",
    severity=Severity.ERROR,
    summary=say("Criteria that cannot be read"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

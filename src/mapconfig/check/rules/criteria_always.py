"""
## What it does
Reports conditions that are true of everybody.

## Why it matters
It is the e-mail for 5 % of the people that goes to all of them.

## Example
    criteria:
      any:
        - country is Germany
        - country is not Germany

## Instead
    criteria:
      - country is Germany
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
    yield from doubts(asset, view, "always")


RULE = Rule(
    code="MC116",
    name="criteria-always",
    severity=Severity.WARNING,
    summary=say("Criteria that everybody meets"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

"""
## What it does
Reports a list with a condition on a field that identifies persons, such as a name or a customer number.

## Why it matters
A list is for groups. Its size is shown to everybody who reviews a change, and the size of a list for one name
tells whether that person is in the database. The condition also writes personal data into the repository, where
it stays for ever.

## Example
    criteria:
      - customer_number is 4711

## Instead
    static: true        # and put the few people on it in the platform
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
    yield from doubts(asset, view, "privacy")


RULE = Rule(
    code="MC114",
    name="criteria-identity",
    severity=Severity.WARNING,
    summary=say("List that asks who somebody is"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)

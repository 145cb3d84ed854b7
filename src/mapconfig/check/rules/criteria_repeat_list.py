"""
## What it does
Reports a condition that adds nothing, because a list that these criteria build on requires as much already: the list
that is extended, or one that is asked for with `in list`.

## Why it matters
A reader takes it for a decision of this list. When the master list changes, the repetition stays behind and quietly
keeps people out.

## Example
    # list/customers asks for account.type is Customer
    kind: list
    key: customers-fr
    extends: list/customers
    criteria:
      - account.type is not Prospect
      - country is FR

## Instead
    kind: list
    key: customers-fr
    extends: list/customers
    criteria:
      - country is FR
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.inherited import beside
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    yield from beside(asset, view, "redundant")


RULE = Rule(
    code="MC128",
    name="criteria-repeat-list",
    severity=Severity.WARNING,
    summary="Condition that the list it builds on has already",
    page=__doc__ or "",
    look=look,
    criteria=True,
    scope=Scope.USES,
    reads=frozenset({Reads.CATALOGUE}),
)

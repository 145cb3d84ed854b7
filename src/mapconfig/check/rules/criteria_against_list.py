"""
## What it does
Reports a condition that can never be met beside what a list says that these criteria build on: the list that is
extended, or one that is asked for with `in list`.

## Why it matters
Nobody is left, and neither file shows it alone. It happens when the master list changes and the narrower ones do not.

## Example
    # list/customers asks for account.type is Customer
    kind: list
    key: partners-to-upsell
    extends: list/customers
    criteria:
      - account.type is Partner

## Instead
    kind: list
    key: partners-to-upsell
    criteria:
      - account.type is Partner
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.inherited import beside
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    yield from beside(asset, view, "never")


RULE = Rule(
    code="MC127",
    name="criteria-against-list",
    severity=Severity.ERROR,
    summary="Criteria that the list they build on rules out",
    page=__doc__ or "",
    look=look,
    criteria=True,
    scope=Scope.USES,
    reads=frozenset({Reads.CATALOGUE}),
)

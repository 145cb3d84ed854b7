"""
## What it does
Reports a condition of a list that can never be met beside what the lists above it ask for: those that it extends, or
asks for with `in list`, and those that they ask for.

## Why it matters
Nobody is left, and no file shows it alone. It happens when the master list changes and the narrower ones do not.

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

from mapconfig.check.inherited import against
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for path, address, problem in against(asset, view):
        detail = say(
            "{asset}: {message} It is {address} that says the other.",
            asset=asset.address,
            message=problem.message,
            address=address,
        )
        yield Report(path, detail, problem.fix, problem.column_offset)


RULE = Rule(
    code="MC127",
    name="criteria-against-list",
    severity=Severity.ERROR,
    summary=say("Criteria that the extended list rules out"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
    criteria=True,
    scope=Scope.USES,
    reads=frozenset({Reads.CATALOGUE}),
)

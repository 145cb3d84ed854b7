"""
## What it does
Reports an asset that has no `owner`.

## Why it matters
When it has to change, or does harm, nobody knows whom to ask. Lists and scoring with many hands and no owner are what
companies end up resetting.

## Example
    kind: list
    key: customers

## Instead
    kind: list
    key: customers
    owner: team/marketing-ops
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    if asset.owner is None and not archived(asset):
        yield Report(
            (),
            say("{asset} has no owner, so nobody is asked when it changes.", asset=asset.address),
            say("Add owner: team/... with the team that answers for it."),
        )


RULE = Rule(
    code="MC140",
    name="owner-missing",
    severity=Severity.WARNING,
    summary=say("Asset without an owner"),
    page=__doc__ or "",
    look=look,
    kinds=("list", "rule", "snippet", "email", "scoring", "journey", "stage", "form", "campaign"),
)

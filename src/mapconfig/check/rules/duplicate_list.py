"""
## What it does
Reports a list that has the same purpose, extends the same list and has the same criteria as another one.

## Why it matters
They are one definition in two places. The next change reaches one of them.

## Example
    {kind: list, key: banks, criteria: [industry is Banking]}
    {kind: list, key: banking-sector, criteria: [industry is Banking]}

## Instead
Keep one of them, and name it where the other one was used: `mapconfig show list/banks` says where that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from mapconfig.check.lists import extended, masters
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.rules.master_bypassed import rows_of
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    meaning = _meaning(asset, view)
    if meaning is None:
        return
    same = view.once("lists by meaning", _by_meaning)[meaning]
    if len(same) > 1 and asset.address != same[0] and not any(name in view.once("masters", masters) for name in same):
        yield Report(
            ("criteria",),
            say(
                "{asset} has the same criteria as {same}: one definition in two places.",
                asset=asset.address,
                same=same[0],
            ),
            say("Keep one of them, and name it where the other is used now."),
        )


def _meaning(asset: Asset, view: View) -> Hashable | None:
    rows = rows_of(asset, view)
    if not rows or asset.attributes.get("static") or archived(asset):
        return None
    return extended(asset), str(asset.attributes.get("purpose", "audience")), tuple(sorted(rows, key=str))


def _by_meaning(view: View) -> Mapping[Hashable, list[str]]:
    found: defaultdict[Hashable, list[str]] = defaultdict(list)
    for asset in view.of_kind("list"):
        found[_meaning(asset, view)].append(asset.address)
    return found


RULE = Rule(
    code="MC122",
    name="duplicate-list",
    severity=Severity.WARNING,
    summary=say("Two lists with the same criteria"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
    scope=Scope.KIND,
    attributes=("extends", "criteria", "static", "state", "purpose"),
    whole=("list",),
)

"""
## What it does
Reports lists that extend each other, or ask for membership of each other in their criteria, in a circle.

## Why it matters
Who is on such a list depends on who is on it. Platforms refuse it, or count differently each night.

## Example
    # lists/a.yaml
    criteria: [in list b]
    # lists/b.yaml
    extends: list/a

## Instead
Write what both have in common into a third list that names neither, and let both extend that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.rings import rings
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.criteria import references
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    ring = view.once("list rings", _rings).get(asset.address)
    if ring:
        yield Report(
            ("extends",) if asset.attributes.get("extends") in ring else ("criteria",),
            say(
                "{value}: who is on {asset} depends on who is on it.",
                value=" -> ".join((*ring, ring[0])),
                asset=asset.address,
            ),
            say("Take one of these references out."),
        )


def _rings(view: View) -> Mapping[str, tuple[str, ...]]:
    """Each ring by its first list, where it is reported."""
    following = {}
    for asset in view.of_kind("list"):
        named = (edge.target for edge in view.uses(asset.address) if edge.relation in ("uses", "extends"))
        following[str(asset.address)] = [name for name in named if name.kind == "list"]
    return {ring[0]: ring for ring in rings(following)}


def _fact(asset: Asset) -> Any:
    """The lists that decide who is on this one."""
    return [asset.attributes.get("extends"), [name for name, _ in references(asset.attributes.get("criteria"))]]


RULE = Rule(
    code="MC120",
    name="membership-cycle",
    severity=Severity.ERROR,
    summary=say("Lists that depend on each other in a circle"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
    scope=Scope.KIND,
    attributes=("extends", "criteria"),
    fact=_fact,
    whole=("list",),
)

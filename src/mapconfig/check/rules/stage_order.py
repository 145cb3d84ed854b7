"""
## What it does
Reports a stage with the same `order` as another one.

## Why it matters
Nobody can say which of the two comes first, so conversion between stages cannot be computed.

## Example
    {kind: stage, key: mql, order: 20}
    {kind: stage, key: sal, order: 20}

## Instead
    {kind: stage, key: mql, order: 20}
    {kind: stage, key: sal, order: 30}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    order = asset.attributes.get("order")
    if not isinstance(order, int) or archived(asset):
        return
    same = view.once("stages by order", _by_order)[order]
    if asset.address != same[0]:
        yield Report(
            ("order",),
            say(
                "{asset} and {same} both have the order {order}, so nobody can say which comes first.",
                asset=asset.address,
                same=same[0],
                order=order,
            ),
            say("Give one of them another order."),
        )


def _by_order(view: View) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for stage in view.of_kind("stage"):
        order = stage.attributes.get("order")
        if isinstance(order, int) and not archived(stage):
            found[order].append(stage.address)
    return found


RULE = Rule(
    code="MC155",
    name="stage-order",
    severity=Severity.ERROR,
    summary=say("Two lifecycle stages with the same order"),
    page=__doc__ or "",
    look=look,
    kinds=("stage",),
    scope=Scope.KIND,
    attributes=("order", "state"),
)

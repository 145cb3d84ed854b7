"""
## What it does
Reports an active asset that needs one which is archived or a draft.

## Why it matters
A journey that sends an archived e-mail stops for everybody at that step; a list that extends an archived one
stands still.

## Example
    # journeys/welcome.yaml, active
    steps: [{id: welcome, send: email/welcome-2024}]     # archived

## Instead
    steps: [{id: welcome, send: email/welcome-2026}]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: Relations in which the other asset does not have to work for this one to work.
_INDEPENDENT = frozenset({"owned-by", "part-of", "removes-from", "notifies"})


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not at_work(asset):
        return
    told = set()
    for edge in view.uses(asset.address):
        if edge.relation in _INDEPENDENT or edge.target in told or edge.target == asset.address:
            continue
        target = view.get(edge.target)
        if target is not None and not at_work(target):
            told.add(edge.target)
            state = target.attributes["state"]
            yield Report(
                edge.path,
                say(
                    "{asset} is active and relies on {target}, which is a draft.",
                    asset=asset.address,
                    target=edge.target,
                )
                if state == "draft"
                else say(
                    "{asset} is active and relies on {target}, which is {state}.",
                    asset=asset.address,
                    target=edge.target,
                    state=str(state),
                ),
                say("Activate {target}, or name another one.", target=edge.target),
            )


RULE = Rule(
    code="MC105",
    name="inactive-dependency",
    severity=Severity.WARNING,
    summary=say("Active asset relies on one that is not"),
    page=__doc__ or "",
    look=look,
    scope=Scope.USES,
)

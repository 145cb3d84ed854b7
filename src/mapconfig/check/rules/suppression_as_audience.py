"""
## What it does
Reports an e-mail, a journey or a contact matrix whose audience is a suppression list, or extends one.

## Why it matters
It holds the people who must not be written to. Sending to it is the worst mix-up a marketing team can make.

## Example
    to: [list/opted-out]

## Instead
    to: [list/newsletter]
    suppress: [list/opted-out]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.lists import ancestors
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

_ADDRESSED = frozenset({"sends-to", "enters-from", "contacts"})


def look(asset: Asset, view: View) -> Iterator[Report]:
    for edge in view.uses(asset.address):
        if edge.relation not in _ADDRESSED or edge.target.kind != "list":
            continue
        for name in [edge.target, *ancestors(edge.target, view)]:
            found = view.get(name)
            if found is not None and found.attributes.get("purpose") == "suppression":
                yield Report(
                    edge.path,
                    say(
                        "{asset} addresses {target}: a suppression list, of people who must not be written to.",
                        asset=asset.address,
                        target=edge.target,
                    )
                    if name == edge.target
                    else say(
                        "{asset} addresses {target}, which extends {name}: a suppression list, of people who must not "
                        "be written to.",
                        asset=asset.address,
                        target=edge.target,
                        name=name,
                    ),
                    say("Name an audience here, and the suppression list under suppress."),
                )
                break


RULE = Rule(
    code="MC125",
    name="suppression-as-audience",
    severity=Severity.ERROR,
    summary=say("Suppression list used as an audience"),
    page=__doc__ or "",
    look=look,
    kinds=("email", "journey", "team"),
    scope=Scope.USES,
)

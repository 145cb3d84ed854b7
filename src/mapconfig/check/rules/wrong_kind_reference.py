"""
## What it does
Reports an attribute that names an asset of a kind which cannot stand there.

## Why it matters
The platform cannot send to an e-mail or extend a form. What it does instead differs from platform to platform.

## Example
    to: [email/newsletter]

## Instead
    to: [list/newsletter]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.terms import allowed_at, allowed_everywhere
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import listed, say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    sound = view.once(("allowed everywhere", asset.kind), lambda seen: allowed_everywhere(asset.kind, seen))
    for edge in view.uses(asset.address):
        if edge.relation not in sound or edge.target.kind in sound[edge.relation]:
            continue
        allowed = allowed_at(asset, edge.path, view)
        if allowed and edge.target.kind not in allowed:
            yield Report(
                edge.path,
                say(
                    "{asset} names {target} where only {allowed} can stand.",
                    asset=asset.address,
                    target=edge.target,
                    allowed=listed(allowed, "or"),
                ),
                say("Name a {allowed}.", allowed=" or a ".join(allowed)),
            )


RULE = Rule(
    code="MC102",
    name="wrong-kind-reference",
    severity=Severity.ERROR,
    summary=say("Reference to the wrong kind of asset"),
    page=__doc__ or "",
    look=look,
)

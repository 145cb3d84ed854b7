"""
## What it does
Reports a list, rule, journey, stage or scoring model that looks at a field of the class `sensitive` and has no
`why.reason`.

## Why it matters
Health, age or income may be the right reason to serve somebody first, and the wrong reason to leave somebody
out. The law asks for the purpose in writing.

## Example
    kind: list
    key: over-65
    criteria: [age >= 65]

## Instead
    kind: list
    key: over-65
    why: {reason: Older customers are called before the branch closes, ticket: MOPS-212}
    criteria: [age >= 65]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.terms import in_criteria
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    why = asset.attributes.get("why")
    if isinstance(why, Mapping) and why.get("reason"):
        return
    for edge in view.uses(asset.address):
        if edge.target.kind != "field" or not in_criteria(asset, edge.path, view):
            continue
        field = view.get(edge.target)
        if field is not None and field.attributes.get("personal_data") == "sensitive":
            yield Report(
                edge.path,
                say(
                    "{asset} chooses people by {target}, which is sensitive, and does not say what for.",
                    asset=asset.address,
                    target=edge.target,
                ),
                say("Add why.reason with the purpose, agreed with whoever looks after data protection."),
            )
            return


RULE = Rule(
    code="MC119",
    name="sensitive-criteria",
    severity=Severity.WARNING,
    summary=say("Sensitive data decides, and nobody says why"),
    page=__doc__ or "",
    look=look,
    kinds=("list", "rule", "journey", "stage", "scoring"),
    scope=Scope.USES,
)

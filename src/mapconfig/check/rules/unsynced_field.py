"""
## What it does
Reports criteria on a field that gets no values: the CRM is its master and it is synced with no CRM field, or
with none that the CRM still has; or it belongs to a related record, such as an account, and is not synced.

## Why it matters
A field that is always blank meets no positive condition and every negative one: "is not Customer" is then
everybody.

## Example
    # fields/account.type.yaml has no crm
    criteria:
      - account.type is not Customer

## Instead
    # fields/account.type.yaml
    crm: [crm-field/Account.Type]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mapconfig.check.crm import links
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.terms import in_criteria
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import NOTHING, Text, listed, say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    told = set()
    for edge in view.uses(asset.address):
        name = edge.target
        if name.kind != "field" or name in told or not in_criteria(asset, edge.path, view):
            continue
        told.add(name)
        field = view.get(name)
        why = view.once(("why empty", name), partial(_why_empty, field)) if field is not None else NOTHING
        if why:
            yield Report(
                edge.path,
                say(
                    "{asset} asks for {name}, and {why}. It stays as it is or blank for everybody, which meets every "
                    "negative condition.",
                    asset=asset.address,
                    name=name,
                    why=why,
                ),
                say("Put right crm of {name}, or ask for another field.", name=name),
            )


def _why_empty(field: Asset, view: View) -> Text:
    named = list(links(field, view))
    if not named:
        if field.attributes.get("master") == "crm":
            return say("the CRM is its master, but it is synced with no field of the CRM")
        related = field.key.partition(".")[0] if "." in field.key else ""
        if related in view.settings.relations and field.attributes.get("master") != "platform":
            return say("it belongs to the {related}, but it is synced with no field of the CRM", related=related)
        return NOTHING
    if view.names("crm-field") and all(found is None for _, _, found in named):
        return say("{fields}, which fills it, does not exist in the CRM", fields=listed(name for _, name, _ in named))
    return NOTHING


RULE = Rule(
    code="MC118",
    name="unsynced-field",
    severity=Severity.WARNING,
    summary=say("Criteria on a field that nothing fills"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    scope=Scope.USES,
    reads=frozenset({Reads.NAMES}),
)

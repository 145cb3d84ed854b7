"""
## What it does
Reports a field that is synced with a CRM field which the CRM's schema under `crm/` does not have. An org
without any CRM schema is not looked at, since nothing is known about its CRM.

## Why it matters
The CRM team deleted or renamed it. The platform keeps the last values for ever: lists stand still, and people
stay in segments they left long ago.

## Example
    crm: [crm-field/Account.Typ]

## Instead
    crm: [crm-field/Account.Type]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.check.crm import links
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.suggest import nearest
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for path, name, found in links(asset, view):
        if found is None and view.names("crm-field"):
            near = nearest(Address(name), view)
            yield Report(
                path,
                say(
                    "{asset} is synced with {name}, which the CRM does not have. Its values no longer change, and "
                    "everything that asks for it stands still.",
                    asset=asset.address,
                    name=name,
                ),
                say("Did you mean {near}?", near=near)
                if near
                else say("Ask the CRM team what became of it, and name its successor."),
            )


RULE = Rule(
    code="MC192",
    name="crm-field-missing",
    severity=Severity.ERROR,
    summary=say("Synced CRM field does not exist"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
    scope=Scope.USES,
    reads=frozenset({Reads.NAMES}),
)

"""
## What it does
Reports a field that is synced with a CRM field which the CRM marks as deprecated.

## Why it matters
The CRM team will delete it. Today there is time to move lists, rules and scoring to its successor; on that day
there is not.

## Example
    crm: [crm-field/Lead.Industry_old__c]

## Instead
    crm: [crm-field/Lead.Industry]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.crm import links
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for path, name, found in links(asset, view):
        if found is not None and found.attributes.get("deprecated") is True:
            yield Report(
                path,
                say(
                    "{asset} is synced with {name}, which the CRM marks as deprecated: it is going to be deleted.",
                    asset=asset.address,
                    name=name,
                ),
                say("Ask the CRM team for its successor, and name that."),
            )


RULE = Rule(
    code="MC194",
    name="crm-field-deprecated",
    severity=Severity.WARNING,
    summary=say("Synced CRM field is on its way out"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
    scope=Scope.USES,
)

"""
## What it does
Reports a field whose type does not fit the type of a CRM field it is synced with.

## Why it matters
The sync drops what it cannot convert, without a word; criteria such as `score > 50` then match nobody.

## Example
    # crm: Account.AnnualRevenue is of type Currency
    {kind: field, key: account.revenue, type: text, crm: [crm-field/Account.AnnualRevenue]}

## Instead
    {kind: field, key: account.revenue, type: number, crm: [crm-field/Account.AnnualRevenue]}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.crm import FITTING, links
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import listed, say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    type_ = str(asset.attributes.get("type"))
    fitting = FITTING.get(type_)
    if type_ == "choice" and asset.attributes.get("master") == "platform":
        # Nothing comes back from the CRM, and any text field there holds the name of a value.
        fitting = FITTING["choice"] | FITTING["text"]
    for path, name, found in links(asset, view):
        theirs = found.attributes.get("type") if found is not None else None
        if (
            theirs is None
            or fitting is None
            or theirs in fitting
            or not any(theirs in known for known in FITTING.values())
        ):
            continue
        suits = listed((ours for ours, types in FITTING.items() if theirs in types), "or")
        yield Report(
            path,
            say(
                "{asset} is of type {type}, and {name} is of type {theirs} in the CRM. What cannot be converted is "
                "lost in the sync.",
                asset=asset.address,
                type=type_,
                name=name,
                theirs=theirs,
            ),
            say(
                "Change the type to {suits}, and look at the criteria that use it; or sync another CRM field.",
                suits=suits,
            ),
        )


RULE = Rule(
    code="MC193",
    name="crm-field-retyped",
    severity=Severity.ERROR,
    summary=say("Synced CRM field has another type"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
    scope=Scope.USES,
)

"""
## What it does
Reports values of a choice field that are not among the values of the CRM picklist it is synced with.

## Why it matters
A criterion for such a value matches nobody, because the CRM never sends it. It is what a renamed picklist value
looks like.

## Example
    # crm: Account.Type has Customer, Partner, Prospect
    values: [Client, Partner, Prospect]

## Instead
    values: [Customer, Partner, Prospect]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.crm import links
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.suggest import Names
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import listed, say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    ours = asset.attributes.get("values")
    linked = [(path, name, found) for path, name, found in links(asset, view) if found is not None]
    if asset.attributes.get("type") != "choice" or not isinstance(ours, list) or not linked:
        return
    theirs = [found.attributes.get("values") for _, _, found in linked]
    if asset.attributes.get("master") == "platform" or not all(
        isinstance(values, list) and values for values in theirs
    ):
        return
    known = {str(value) for values in theirs for value in values or ()}
    strange = [str(value) for value in ours if str(value) not in known]
    if strange:
        near = Names(sorted(known))
        hints = [f"{value} -> {near.closest(value)}" for value in strange if near.closest(value)]
        yield Report(
            ("values",),
            say(
                "{asset} has {count} values that {linked} does not have in the CRM: {shown}. Criteria "
                "for them match nobody.",
                asset=asset.address,
                count=len(strange),
                linked=listed(name for _, name, _ in linked),
                shown=", ".join(repr(value) for value in strange[:5]) + " ..." * (len(strange) > 5),
            ),
            say("Perhaps {hints}.", hints=", ".join(hints[:3]))
            if hints
            else say("Take them out, or ask the CRM team to add them."),
        )


RULE = Rule(
    code="MC195",
    name="crm-values-differ",
    severity=Severity.WARNING,
    summary=say("Values that the CRM does not know"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
    scope=Scope.USES,
)

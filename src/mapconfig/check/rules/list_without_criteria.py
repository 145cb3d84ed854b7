"""
## What it does
Reports a list with neither `criteria` nor `extends` that is not `static`.

## Why it matters
One platform takes it for everybody, another one for nobody. Either is a surprise on the day of the send.

## Example
    kind: list
    key: webinar-guests

## Instead
    kind: list
    key: webinar-guests
    static: true        # a form or a rule adds people
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    vendor = said.get("vendor")
    settings = vendor.values() if isinstance(vendor, Mapping) else ()
    if any(isinstance(each, Mapping) and each.get("filters") for each in settings):
        return  # a platform's own way of saying who is on it, which criteria have no sentence for
    if not said.get("criteria") and not said.get("extends") and said.get("static") is not True:
        yield Report(
            (),
            say(
                "{asset} says neither who is on it (criteria, extends) nor that people are put on it by hand, by "
                "rules or by forms (static). Platforms then take everybody or nobody.",
                asset=asset.address,
            ),
            say("Add criteria, or static: true."),
        )


RULE = Rule(
    code="MC124",
    name="list-without-criteria",
    severity=Severity.ERROR,
    summary=say("List that says nothing of its members"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
)

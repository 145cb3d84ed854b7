"""
## What it does
Reports a list that is `static` and has `criteria` or `extends` as well.

## Why it matters
People get onto a static list by hand, by a rule or by a form, and nothing takes them off. Its criteria do
nothing; whoever reads them believes that they do.

## Example
    static: true
    criteria: [industry is Banking]

## Instead
    criteria: [industry is Banking]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    if asset.attributes.get("static") is not True:
        return
    for word in ("criteria", "extends"):
        if asset.attributes.get(word):
            yield Report(
                (word,),
                say("{asset} is static, so its criteria do nothing: who is on it stays on it.", asset=asset.address)
                if word == "criteria"
                else say(
                    "{asset} is static, so its extends does nothing: who is on it stays on it.", asset=asset.address
                ),
                say("Take out static, or take out {word}.", word=word),
            )


RULE = Rule(
    code="MC123",
    name="static-list-with-criteria",
    severity=Severity.ERROR,
    summary=say("Static list with criteria"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
)

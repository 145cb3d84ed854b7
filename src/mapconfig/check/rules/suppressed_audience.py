"""
## What it does
Reports a list that an e-mail goes to or a journey takes people from, when the same asset suppresses it, or a
list that it extends or asks for.

## Why it matters
Nobody on it gets anything. It looks like a working send, and is not noticed until somebody misses the results.

## Example
    entry: {lists: [list/customers-dach]}      # extends list/customers
    suppress: [list/customers]

## Instead
    entry: {lists: [list/prospects-dach]}
    suppress: [list/customers]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.lists import audience, suppressed, surely_holds, surely_on
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    names = suppressed(asset)
    if not names:
        return
    held_back = {inside: name for name in reversed(names) for inside in surely_holds(name, view)}
    for path, name in audience(asset):
        common = sorted(surely_on(name, view) & held_back.keys())
        if common:
            outer = held_back[common[0]]
            yield Report(
                path,
                say(
                    "{asset} addresses {name} and suppresses it as well. Nobody on it gets anything.",
                    asset=asset.address,
                    name=name,
                )
                if outer == name
                else say(
                    "{asset} addresses {name} and suppresses {outer}, which holds everybody on it. Nobody on it gets "
                    "anything.",
                    asset=asset.address,
                    name=name,
                    outer=outer,
                ),
                say("Take one of the two out."),
            )


RULE = Rule(
    code="MC138",
    name="suppressed-audience",
    severity=Severity.ERROR,
    summary=say("Audience is suppressed as a whole"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email"),
    scope=Scope.USES,
)

"""
## What it does
Reports a `next`, `then` or `else` of a journey that names a step the journey does not have.

## Why it matters
People who come to that branch have no way on. Platforms refuse such a journey when it is activated, or drop people
there without a word.

## Example
    steps:
      - {id: welcome, send: email/welcome, next: wait-3-days}
      - {id: wait-three-days, wait: 3 days}

## Instead
    steps:
      - {id: welcome, send: email/welcome, next: wait-three-days}
      - {id: wait-three-days, wait: 3 days}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.steps import END, flow
from mapconfig.check.suggest import Names
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    way = flow(asset, view)
    for index, word, target in way.dangling:
        near = Names((*way.steps, END)).closest(target)
        yield Report(
            ("steps", index, word),
            say(
                "{asset} goes on to a step called {target}, and has no such step. People who get there would be stuck.",
                asset=asset.address,
                target=repr(target),
            ),
            say("Did you mean {near}?", near=near) if near else say("Name one of its steps, or write {end}.", end=END),
        )


RULE = Rule(
    code="MC170",
    name="dangling-branch",
    severity=Severity.ERROR,
    summary=say("Journey branch leads nowhere"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

"""
## What it does
Reports an active journey that nobody can enter: it names no list and no form under `entry`.

## Why it matters
It looks as if it were running, and does nothing. People it was meant for get nothing.

## Example
    kind: journey
    key: welcome
    steps: [...]

## Instead
    kind: journey
    key: welcome
    entry:
      lists: [list/new-customers]
    steps: [...]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    entry = asset.attributes.get("entry")
    named = isinstance(entry, Mapping) and (entry.get("lists") or entry.get("forms"))
    if at_work(asset) and not named:
        yield Report(
            ("entry",) if isinstance(entry, Mapping) else (),
            say(
                "{asset} is active, and neither a list nor a form leads into it, so nobody ever enters.",
                asset=asset.address,
            ),
            say("Name lists or forms under entry, or set its state to draft."),
        )


RULE = Rule(
    code="MC174",
    name="journey-without-entry",
    severity=Severity.ERROR,
    summary=say("Journey that nobody enters"),
    page=__doc__ or "",
    look=look,
    kinds=("journey",),
)

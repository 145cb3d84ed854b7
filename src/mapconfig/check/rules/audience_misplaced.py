"""
## What it does
Reports an active list e-mail without lists under `to`, and lists under `to` of an e-mail of another type.

## Why it matters
The first goes to nobody. The second has an audience that is not looked at: a journey, a form or a rule decides
who gets it, and a reader of the file believes something else.

## Example
    type: list
    subject: News in November

## Instead
    type: list
    subject: News in November
    to: [list/newsletter]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    type_ = asset.attributes.get("type", "journey")
    to = asset.attributes.get("to")
    if type_ == "list" and not to and at_work(asset):
        yield Report(
            (),
            say(
                "{asset} is a list e-mail and is active, and names no list under to, so it goes to nobody.",
                asset=asset.address,
            ),
            say("Name its lists under to, or set its state to draft."),
        )
    elif type_ != "list" and to:
        yield Report(
            ("to",),
            say(
                "{asset} is an e-mail of type {type}, so the lists under to decide nothing.",
                asset=asset.address,
                type=type_,
            ),
            say("Write type: list, or take to out."),
        )


RULE = Rule(
    code="MC139",
    name="audience-misplaced",
    severity=Severity.ERROR,
    summary=say("E-mail and audience do not fit"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
)

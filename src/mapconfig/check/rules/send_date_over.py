"""
## What it does
Reports an active list e-mail whose `schedule.at` lies in the past.

## Why it matters
If it went out then, it is done, and its lists do nothing by it any more. If it did not, the date is most likely a slip
of the pen, and what happens is up to the platform: some send it at once to everybody on its lists, others never.

## Example
    type: list
    to: [list/newsletter]
    schedule: {at: 2025-12-03T09:00+01:00}

## Instead
Where it has gone out, put it away; what it did stays in the record:

    state: archived

Where it is still to go out, write a time to come:

    schedule: {at: 2026-12-03T09:00+01:00}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    schedule = said.get("schedule")
    at = schedule.get("at") if isinstance(schedule, Mapping) else None
    if not isinstance(at, str) or said.get("type") != "list" or said.get("state", "active") != "active":
        return
    try:
        day = datetime.fromisoformat(at).date()
    except ValueError:
        yield Report(
            ("schedule", "at"),
            say("{asset} is to go out at {at}, and there is no such time.", asset=asset.address, at=repr(at)),
        )
        return
    if day < view.today:
        yield Report(
            ("schedule", "at"),
            say(
                "{asset} is to go out at {at}, and that is over: where it has not gone out, the platform may send it "
                "at once, or never.",
                asset=asset.address,
                at=at,
            ),
            say("Write state: archived where it has gone out, or a time to come."),
        )


RULE = Rule(
    code="MC165",
    name="send-date-over",
    severity=Severity.WARNING,
    summary=say("E-mail whose time to go out is over"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
    reads=frozenset({Reads.TODAY}),
)

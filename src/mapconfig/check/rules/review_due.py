"""
## What it does
Reports an asset whose `why.review_by` is over.

## Why it matters
Somebody promised to look at it again, because the reason for it would not hold for ever. Nobody has.

## Example
    why: {reason: Reach people during the strike, review_by: 2026-03-31}

## Instead
Look at it with its owner. Then take it out of use, or write the next date:

    why: {reason: Reach people during the strike, review_by: 2027-03-31}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    why = asset.attributes.get("why")
    said = why.get("review_by") if isinstance(why, Mapping) else None
    if not isinstance(said, str) or archived(asset):
        return
    try:
        due = date.fromisoformat(said)
    except ValueError:
        yield Report(
            ("why", "review_by"),
            say(
                "{asset} was to be reviewed by {said}, and there is no such day.", asset=asset.address, said=repr(said)
            ),
        )
        return
    if due < view.today:
        yield Report(
            ("why", "review_by"),
            say("{asset} was to be reviewed by {said}, and that is over.", asset=asset.address, said=said),
            say("Look at it with its owner, then write the next date or take it out of use."),
        )


RULE = Rule(
    code="MC147",
    name="review-due",
    severity=Severity.WARNING,
    summary=say("Review is overdue"),
    page=__doc__ or "",
    look=look,
    reads=frozenset({Reads.TODAY}),
)

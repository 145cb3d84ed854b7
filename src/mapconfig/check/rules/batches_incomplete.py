"""
## What it does
Reports the batches of a list e-mail when their percentages do not add up to 100, or when a later one does not
say after how long it goes.

## Why it matters
With less than 100, people who should get the e-mail never do; with more, some get it twice or the platform
refuses. Two batches at the same time are one big send.

## Example
    schedule:
      batches: [{percent: 5}, {percent: 5, after: 1 hour}, {percent: 80, after: 1 day}]

## Instead
    schedule:
      batches: [{percent: 5}, {percent: 15, after: 1 hour}, {percent: 80, after: 1 day}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    schedule = asset.attributes.get("schedule")
    batches = schedule.get("batches") if isinstance(schedule, Mapping) else None
    if not isinstance(batches, list) or not all(isinstance(batch, Mapping) for batch in batches):
        return
    total = sum(batch["percent"] for batch in batches if isinstance(batch.get("percent"), int))
    if total != 100:
        if total < 100:
            detail = say(
                "The batches of {asset} add up to {total} %: {rest} % of the people never get it.",
                asset=asset.address,
                total=total,
                rest=100 - total,
            )
        else:
            detail = say(
                "The batches of {asset} add up to {total} %: {rest} % would get it twice.",
                asset=asset.address,
                total=total,
                rest=total - 100,
            )
        yield Report(
            ("schedule", "batches"),
            detail,
            say("Let the percentages add up to 100."),
        )
    for index, batch in enumerate(batches):
        if index and not batch.get("after"):
            yield Report(
                ("schedule", "batches", index),
                say(
                    "Batch {n} of {asset} does not say after how long it goes, so it goes with the one before.",
                    n=index + 1,
                    asset=asset.address,
                ),
                say("Add after, for example after: 1 day."),
            )


RULE = Rule(
    code="MC137",
    name="batches-incomplete",
    severity=Severity.ERROR,
    summary=say("Batches that do not make a whole"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
)

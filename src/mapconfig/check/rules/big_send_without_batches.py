"""
## What it does
Reports an active list e-mail without `schedule.batches` that goes to more people than the limit
`send_without_split` in mapconfig.yaml (10,000 unless it says otherwise). Where the number of people is not
known, neither counted nor written under `limits` as `list/...: number`, one that goes to a master list counts
as big: a list that others extend and that extends none.

## Why it matters
A mistake in the first batch reaches 5 % of the people; without batches it reaches all of them. And mailbox
providers slow down or block a sender who suddenly sends much.

## Example
    to: [list/customers]

## Instead
    to: [list/customers]
    schedule:
      batches: [{percent: 5}, {percent: 25, after: 4 hours}, {percent: 70, after: 1 day}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.check.lists import audience, extended, masters
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

DEFAULT_LIMIT = 10_000


def look(asset: Asset, view: View) -> Iterator[Report]:
    schedule = asset.attributes.get("schedule")
    if not at_work(asset) or (isinstance(schedule, Mapping) and schedule.get("batches")):
        return
    limit = view.settings.limits.get("send_without_split", DEFAULT_LIMIT)
    names = [name for _, name in audience(asset)]
    counts = [view.count(Address(name)) for name in names]
    known = sum(count for count in counts if count is not None)
    if known > limit:
        detail = say(
            "{asset} goes to {known:,} people in one go, and {limit:,} is the most. A mistake in it reaches everybody "
            "before anybody can stop it.",
            asset=asset.address,
            known=known,
            limit=limit,
        )
    else:
        by_name = view.once("masters", masters)
        unknown = (name for name, count in zip(names, counts, strict=True) if count is None and name in by_name)
        master = next((name for name in unknown if _is_top(name, view)), None)
        if master is None:
            return
        detail = say(
            "{asset} goes to the whole master list {master} in one go. A mistake in it reaches everybody before "
            "anybody can stop it.",
            asset=asset.address,
            master=master,
        )
    yield Report(
        ("schedule",) if isinstance(schedule, Mapping) else ("to",),
        detail,
        say("Split it with schedule.batches, a small first batch and the rest later."),
    )


def _is_top(name: str, view: View) -> bool:
    found = view.get(name)
    return found is not None and not extended(found)


def _fact(asset: Asset) -> Any:
    said = asset.attributes
    return (
        said.get("extends")
        if asset.kind == "list"
        else [said.get(name) for name in ("schedule", "state", "type", "to")]
    )


RULE = Rule(
    code="MC136",
    name="big-send-without-batches",
    severity=Severity.WARNING,
    summary=say("Big send in one go"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
    scope=Scope.KIND,
    attributes=("extends", "schedule", "state", "type", "to"),
    fact=_fact,
    whole=("list",),
    reads=frozenset({Reads.COUNTS}),
)

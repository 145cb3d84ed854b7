"""
## What it does
Reports two teams whose contact matrices both claim the same people: the same segment, or one that extends the
other, in the same stage on the same channel.

## Why it matters
The same person gets two invitations, two calls or two offers that contradict each other, and each team believes
that the other one keeps still.

## Example
    # teams/marketing.yaml
    contacts: [{id: nurture, segment: list/customers, stage: stage/advocate, channel: email}]
    # teams/customer-success.yaml
    contacts: [{id: care, segment: list/customers, stage: stage/advocate, channel: email}]

## Instead
Agree who speaks. One of the entries gets another channel, another stage or a narrower segment that the other
one leaves out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.lists import ancestors
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: Segment, stage and channel of a contact; text that is missing stands for everybody or everywhere.
Claim = tuple[str, str, str]


def look(asset: Asset, view: View) -> Iterator[Report]:
    if archived(asset):
        return
    claims = view.once("claims", _claims)
    for index, entry in entries(asset):
        segment, stage, channel = claim(entry)
        told = set()
        for wider in [segment, *ancestors(segment, view)] if segment else [""]:
            for other, id_ in claims.get((wider, stage, channel), ()):
                # Of two teams with the very same claim one is told; of two different ones, the one that is narrower.
                if other == asset.address or other in told or (wider == segment and other > asset.address):
                    continue
                told.add(other)
                who = (
                    say("the same people")
                    if wider == segment
                    else say("people of {wider}, which {segment} extends,", wider=wider, segment=segment)
                )
                if stage:
                    who = say("{people} in {stage}", people=who, stage=stage)
                yield Report(
                    ("contacts", index),
                    say(
                        "{asset} ({id}) and {other} ({id2}) both contact {people} by {channel}. People hear two voices "
                        "of one company.",
                        asset=asset.address,
                        id=str(entry.get("id")),
                        other=other,
                        id2=id_,
                        people=who,
                        channel=channel,
                    ),
                    say("Agree which team speaks, and change the stage, the channel or the segment of the other one."),
                )


def entries(asset: Asset) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a team's contact matrix with their index."""
    rows = asset.attributes.get("contacts")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping) and row.get("channel"):
            yield index, row


def claim(entry: Mapping[str, Any]) -> Claim:
    return str(entry.get("segment", "")), str(entry.get("stage", "")), str(entry["channel"])


def _claims(view: View) -> Mapping[Claim, list[tuple[str, str]]]:
    found: defaultdict[Claim, list[tuple[str, str]]] = defaultdict(list)
    for team in view.of_kind("team"):
        if not archived(team):
            for _, entry in entries(team):
                found[claim(entry)].append((team.address, str(entry.get("id"))))
    return found


def _fact(asset: Asset) -> Any:
    said = asset.attributes
    return said.get("extends") if asset.kind == "list" else [said.get("contacts"), said.get("state")]


RULE = Rule(
    code="MC142",
    name="crossed-wires",
    severity=Severity.WARNING,
    summary=say("Two teams contact the same people"),
    page=__doc__ or "",
    look=look,
    kinds=("team",),
    scope=Scope.KIND,
    attributes=("contacts", "state", "extends"),
    fact=_fact,
    whole=("team", "list"),
)

"""
## What it does
Reports an active journey or list e-mail whose owner team has no entry for e-mail under `contacts` that fits its
audience: the segment of the entry is the audience, or a list that the audience builds on, or is left out.

## Why it matters
The matrix says who speaks to whom. A team that writes to people who are not in it does so behind the back of
the team that is.

## Example
    # teams/events.yaml has no contacts
    kind: email
    key: invitation
    owner: team/events
    type: list
    to: [list/customers]

## Instead
    # teams/events.yaml
    contacts:
      - {id: invitations, segment: list/customers, channel: email, why: fairs and breakfasts}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.lists import audience, surely_on
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.rules.crossed_wires import entries
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    team = view.get(asset.owner) if asset.owner is not None else None
    places = audience(asset)
    if team is None or not places or not at_work(asset):
        return
    segments = {str(entry.get("segment", "")) for _, entry in entries(team) if entry["channel"] == "email"}
    if "" in segments:
        return
    for path, name in places:
        if not surely_on(name, view) & segments:
            yield Report(
                path,
                say(
                    "{asset} of {team} writes to {name}. By its contact matrix that team e-mails only {segments}.",
                    asset=asset.address,
                    team=team.address,
                    name=name,
                    segments=", ".join(sorted(segments)),
                )
                if segments
                else say(
                    "{asset} of {team} writes to {name}. By its contact matrix that team e-mails nobody.",
                    asset=asset.address,
                    team=team.address,
                    name=name,
                ),
                say(
                    "Agree on it, and add an entry for {name} under contacts of {team}; or change the owner.",
                    name=name,
                    team=team.address,
                ),
            )


RULE = Rule(
    code="MC141",
    name="owner-without-matrix",
    severity=Severity.WARNING,
    summary=say("Owner without an entry in the contact matrix"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email"),
    scope=Scope.USES,
)

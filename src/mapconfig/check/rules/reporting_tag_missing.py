"""
## What it does
Reports an active journey, list e-mail or form that belongs to no `campaign`. Operational e-mails need none.

## Why it matters
Leads that come from it have no origin: they are missing from the campaign report, and the money spent looks wasted.

## Example
    kind: form
    key: webinar-sign-up

## Instead
    kind: form
    key: webinar-sign-up
    campaign: campaign/webinar-2026-11
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
    said = asset.attributes
    if said.get("campaign") or not at_work(asset):
        return
    if asset.kind == "email" and (said.get("type", "journey") != "list" or said.get("operational") is True):
        return
    yield Report(
        (),
        say(
            "{asset} belongs to no campaign, so nothing that comes of it shows in a campaign report.",
            asset=asset.address,
        ),
        say("Add campaign: campaign/..."),
    )


RULE = Rule(
    code="MC145",
    name="reporting-tag-missing",
    severity=Severity.WARNING,
    summary=say("No campaign for reporting"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email", "form"),
)

"""
## What it does
Reports an active campaign whose leads cannot be traced: its `utm` tags are incomplete, or it has neither tags nor a CRM
campaign.

## Why it matters
The site's statistics and the CRM then count its visitors as "direct", and first touch and last touch are wrong.

## Example
    kind: campaign
    key: spring-fair
    utm: {source: newsletter}

## Instead
    kind: campaign
    key: spring-fair
    crm_campaign: 2027-03 Spring Fair
    utm: {source: newsletter, medium: email, campaign: spring-fair}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import listed, say
from mapconfig.model import Asset

_TAGS = ("source", "medium", "campaign")


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not at_work(asset):
        return
    tags = asset.attributes.get("utm")
    if isinstance(tags, Mapping) and tags:
        missing = [tag for tag in _TAGS if not tags.get(tag)]
        if missing:
            yield Report(
                ("utm",),
                say(
                    "The utm tags of {asset} lack {missing}, so its visitors are counted elsewhere.",
                    asset=asset.address,
                    missing=listed(missing),
                ),
                say("Add {missing} under utm.", missing=listed(missing)),
            )
    elif not asset.attributes.get("crm_campaign"):
        yield Report(
            (),
            say(
                "{asset} has neither utm tags nor a CRM campaign, so nobody can tell which leads came from it.",
                asset=asset.address,
            ),
            say("Add utm with source, medium and campaign, or name the campaign of the CRM under crm_campaign."),
        )


RULE = Rule(
    code="MC146",
    name="campaign-untraceable",
    severity=Severity.WARNING,
    summary=say("Campaign that cannot be traced"),
    page=__doc__ or "",
    look=look,
    kinds=("campaign",),
)

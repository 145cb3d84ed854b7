"""
## What it does
Reports an operational e-mail that does marketing: it belongs to a campaign, it is sent by a journey that
belongs to one, or its subject or body invites people to buy.

## Why it matters
It goes to people who said no to marketing. That is unlawful in many countries, and platforms close accounts for
it.

## Example
    kind: email
    key: maintenance
    operational: true
    operational_reason: system-status
    subject: Maintenance on Sunday, and 20 % off until Friday

## Instead
Two e-mails: the operational one with the notice and nothing else, and an ordinary one with the offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import archived, at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

_SELLING = re.compile(
    r"(?i)\b(?:\d{1,3} ?% (?:off|discount)|discount code|special offer|limited[- ]time offer|book a (?:demo|call)"
    r"|free trial|buy now|shop now|upgrade now|last chance|register (?:now )?for (?:the|our) webinar"
    r"|promo(?:tion)? code)\b"
)


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if said.get("operational") is not True or archived(asset):
        return
    if said.get("campaign"):
        yield Report(
            ("campaign",),
            say(
                "{asset} is operational and belongs to {campaign}. A campaign is marketing, and this e-mail reaches "
                "people who opted out of that.",
                asset=asset.address,
                campaign=said["campaign"],
            ),
            say("Take the campaign out, or make the e-mail an ordinary one."),
        )
    for word in ("subject", "preheader", "body", "text"):
        text = said.get(word)
        selling = _SELLING.search(text) if isinstance(text, str) else None
        if selling:
            yield Report(
                (word,),
                say(
                    "{asset} is operational, and its {word} says {selling}. It reaches people who opted out of "
                    "marketing.",
                    asset=asset.address,
                    word=word,
                    selling=repr(selling[0]),
                ),
                say("Put the offer into an ordinary e-mail of its own."),
            )
            break
    for edge in view.used_by(asset.address):
        if edge.relation == "sends" and edge.source.kind == "journey":
            journey = view.get(edge.source)
            if journey is not None and at_work(journey) and journey.attributes.get("campaign"):
                yield Report(
                    ("operational",),
                    say(
                        "{asset} is operational, and {source} sends it as a part of {campaign}. People who opted "
                        "out of "
                        "marketing get it.",
                        asset=asset.address,
                        source=edge.source,
                        campaign=journey.attributes["campaign"],
                    ),
                    say("Send an ordinary e-mail from that journey."),
                )


RULE = Rule(
    code="MC132",
    name="operational-for-marketing",
    severity=Severity.ERROR,
    summary=say("Operational e-mail used for marketing"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
    scope=Scope.USED_BY,
)

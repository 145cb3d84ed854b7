"""
## What it does
Reports an active journey or list e-mail when neither its audience nor what it suppresses looks at a confirmed
opt-in, at where people came from or at when they were last active, directly or through the lists they build on.
Operational e-mails are left out.

## Why it matters
Bought addresses, addresses from unknown sources and people long gone hold spam traps. One big send to them
costs the sending domain its reputation, for everybody's e-mails.

## Example
    to: [list/everybody-in-germany]

## Instead
    to: [list/everybody-in-germany]
    suppress: [list/risky-addresses]      # confirmed_opt_in is false, or last_activity_at more than 12 months ago
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.consent import CONFIRMED, unguarded
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    found = unguarded(asset, view, CONFIRMED)
    if found is not None:
        path, names = found
        yield Report(
            path,
            say(
                "Neither {names} nor anything that {asset} suppresses looks at a confirmed opt-in, at the source "
                "or at the last activity, so it may reach bought, unconfirmed or "
                "long inactive addresses.",
                names=names,
                asset=asset.address,
            ),
            say("Build the audience on a list of confirmed people, or suppress a list of risky ones."),
        )


RULE = Rule(
    code="MC134",
    name="unconfirmed-audience",
    severity=Severity.WARNING,
    summary=say("Audience may hold unconfirmed or risky people"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email"),
    scope=Scope.USES,
)

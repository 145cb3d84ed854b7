"""
## What it does
Reports an active journey or list e-mail when neither its audience nor what it suppresses looks at opt-out,
do-not-email or bounces, directly or through the lists they build on. Operational e-mails are left out.

## Why it matters
A platform may hold such people back by itself; the numbers are then wrong, since 100 on the list and 60
mailable looks like 100. Where it does not, people who opted out get an e-mail.

## Example
    to: [list/banks]          # criteria: industry is Banking

## Instead
    to: [list/banks]
    suppress: [list/not-mailable]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.consent import MAILABLE, unguarded
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    found = unguarded(asset, view, MAILABLE)
    if found is not None:
        path, names = found
        yield Report(
            path,
            say(
                "Neither {names} nor anything that {asset} suppresses looks at opt-out, do-not-email or "
                "bounces, so it counts and may reach people who must not be e-mailed.",
                names=names,
                asset=asset.address,
            ),
            say("Build the audience on a list of mailable people, or suppress a list of those who are not."),
        )


RULE = Rule(
    code="MC133",
    name="unmailable-audience",
    severity=Severity.WARNING,
    summary=say("Audience not limited to people who may be mailed"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email"),
    scope=Scope.USES,
)

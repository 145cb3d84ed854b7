"""
## What it does
Reports an active journey or list e-mail that does not suppress each of the lists under `fatigue` in
mapconfig.yaml. A list that holds such a list as one of its alternatives will do. Operational e-mails are left
out.

## Why it matters
Each team's own e-mail is only one. To the person it is the fourth this week, and the reason to unsubscribe from
all.

## Example
    # mapconfig.yaml: fatigue: [list/mailed-3-in-30-days]
    kind: journey
    key: onboarding
    suppress: []

## Instead
    kind: journey
    key: onboarding
    suppress: [list/mailed-3-in-30-days]
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.lists import suppressed, surely_holds
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import listed, say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if not view.settings.fatigue or not at_work(asset):
        return
    if asset.kind == "email" and (said.get("type") != "list" or said.get("operational") is True):
        return
    named = suppressed(asset)
    covered = {inside for name in named for inside in surely_holds(name, view)}
    missing = [name for name in sorted(view.settings.fatigue) if name not in covered]
    if missing:
        yield Report(
            ("suppress",) if "suppress" in said else (),
            say(
                "{asset} does not suppress {missing}, so it also goes to people who have had their share of e-mails.",
                asset=asset.address,
                missing=listed(missing),
            ),
            say("Add {missing} under suppress.", missing=", ".join(missing)),
        )


RULE = Rule(
    code="MC130",
    name="fatigue-suppression-missing",
    severity=Severity.ERROR,
    summary=say("Send without suppression of tired people"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "email"),
    scope=Scope.USES,
)

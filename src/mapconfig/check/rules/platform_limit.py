"""
## What it does
Counts the active assets of a kind, and compares with the limit of that name in mapconfig.yaml: `rules`,
`lists`, `forms`, `journeys`, `emails`, `snippets`, `fields`, `campaigns`. Without such a limit it says nothing;
static lists do not count.

## Why it matters
Editions of a platform have caps. An Account Engagement edition has 50, 100 or 150 automation rules, say; the
apply would stop at the first one too many, half done.

## Example
    limits: {rules: 50}       # and there are 51 files with kind: rule

## Instead
Archive those that are no longer needed, or combine some; or raise the limit when the contract does.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    limit = view.settings.limits.get(f"{asset.kind}s")
    if limit is None:
        return
    counted = view.once(("at work", asset.kind), lambda seen: _counted(asset.kind, seen))
    if len(counted) > limit and asset.address == counted[-1]:
        yield Report(
            (),
            say(
                "There are {counted} active assets of kind {kind}, and the limit is {limit}. The platform would "
                "refuse the last {n}.",
                counted=len(counted),
                kind=asset.kind,
                limit=limit,
                n=len(counted) - limit,
            ),
            say(
                "Archive some, or raise limits.{kind}s in mapconfig.yaml when the contract allows more.",
                kind=asset.kind,
            ),
        )


def _counted(kind: str, view: View) -> list[str]:
    return [one.address for one in view.of_kind(kind) if at_work(one) and one.attributes.get("static") is not True]


RULE = Rule(
    code="MC149",
    name="platform-limit",
    severity=Severity.ERROR,
    summary=say("More assets than the platform allows"),
    page=__doc__ or "",
    look=look,
    kinds=("rule", "list", "form", "journey", "email", "snippet", "field", "campaign"),
    scope=Scope.KIND,
    attributes=("state", "static"),
)

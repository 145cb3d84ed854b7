"""
## What it does
Reports an operational e-mail that gives no `operational_reason`, or one that is not allowed; and a reason on an
e-mail that is not operational.

## Why it matters
An operational e-mail goes to people who opted out. The law allows that for a few purposes only, and the company
must be able to say which one it was.

## Example
    operational: true

## Instead
    operational: true
    operational_reason: terms-change
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

ALLOWED = ("health-and-safety", "terms-change", "system-status", "internal", "account-security", "legal-notice")


def look(asset: Asset, view: View) -> Iterator[Report]:
    operational = asset.attributes.get("operational") is True
    reason = asset.attributes.get("operational_reason")
    if operational and reason is None:
        yield Report(
            ("operational",),
            say("{asset} reaches people who opted out, and says no reason that would allow it.", asset=asset.address),
            say(
                "Add operational_reason with one of {allowed}; if none fits, it is not operational.",
                allowed=", ".join(ALLOWED),
            ),
        )
    elif operational and reason not in ALLOWED:
        yield Report(
            ("operational_reason",),
            say(
                "{asset} reaches people who opted out because of {reason}, which is no allowed reason.",
                asset=asset.address,
                reason=repr(reason),
            ),
            say("Write one of {allowed}; if none fits, it is not operational.", allowed=", ".join(ALLOWED)),
        )
    elif reason is not None and not operational:
        yield Report(
            ("operational_reason",),
            say(
                "{asset} gives a reason for being operational, and is not: it does not reach people who opted out.",
                asset=asset.address,
            ),
            say("Add operational: true, or take the reason out."),
        )


RULE = Rule(
    code="MC131",
    name="operational-without-reason",
    severity=Severity.ERROR,
    summary=say("Operational e-mail without an allowed reason"),
    page=__doc__ or "",
    look=look,
    kinds=("email",),
)

"""
## What it does
Reports a journey, a form or a rule that sends a template or a list e-mail, and an e-mail whose `template` is
none.

## Why it matters
A template has gaps where the content should be, and a list e-mail goes to its own lists: platforms refuse both
there, or send them with gaps.

## Example
    steps:
      - {id: welcome, send: email/base-template}

## Instead
    steps:
      - {id: welcome, send: email/welcome}      # an e-mail with template: email/base-template
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for edge in view.uses(asset.address):
        if edge.relation == "sends":
            email = view.get(edge.target)
            type_ = email.attributes.get("type", "journey") if email is not None else "journey"
            if type_ in ("template", "list"):
                yield Report(
                    edge.path,
                    say("{asset} sends {target}, and that is a template.", asset=asset.address, target=edge.target)
                    if type_ == "template"
                    else say(
                        "{asset} sends {target}, and that is a list e-mail, which goes to its own lists.",
                        asset=asset.address,
                        target=edge.target,
                    ),
                    say("Send an e-mail of type journey or autoresponder."),
                )
        elif edge.path == ("template",):
            email = view.get(edge.target)
            if email is not None and email.attributes.get("type", "journey") != "template":
                yield Report(
                    edge.path,
                    say(
                        "{asset} takes its looks from {target}, which is not a template but an e-mail that is sent: a "
                        "change of its text changes this one too.",
                        asset=asset.address,
                        target=edge.target,
                    ),
                    say("Name an e-mail of type template."),
                )


RULE = Rule(
    code="MC104",
    name="wrong-email-type",
    severity=Severity.ERROR,
    summary=say("E-mail of the wrong type"),
    page=__doc__ or "",
    look=look,
    kinds=("journey", "form", "rule", "email"),
    scope=Scope.USES,
)

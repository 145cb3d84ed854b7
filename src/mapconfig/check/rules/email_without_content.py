"""
## What it does
Reports an e-mail without a subject or without a body, and a snippet without content, unless it is a draft.

## Why it matters
The platform sends an empty e-mail without a word of warning. Everybody notices, and the apology is a second e-mail.

## Example
    kind: email
    key: welcome
    subject: Welcome

## Instead
    kind: email
    key: welcome
    subject: Welcome
    body_file: welcome.html
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
    if not at_work(asset):
        return
    said = asset.attributes
    if asset.kind == "snippet":
        missing = [] if said.get("content") or said.get("content_file") or said.get("variants") else ["content"]
    else:
        missing = [] if said.get("subject") or said.get("type") == "template" else ["subject"]
        if not any(said.get(word) for word in ("body", "body_file", "text", "text_file")):
            missing.append("body")
    if missing:
        yield Report(
            (),
            say(
                "{asset} has no {missing}, and would go out without.",
                asset=asset.address,
                missing=" and no ".join(missing),
            ),
            say("Add the {missing}, or set its state to draft.", missing=" and the ".join(missing)),
        )


RULE = Rule(
    code="MC135",
    name="email-without-content",
    severity=Severity.ERROR,
    summary=say("E-mail or snippet without content"),
    page=__doc__ or "",
    look=look,
    kinds=("email", "snippet"),
)

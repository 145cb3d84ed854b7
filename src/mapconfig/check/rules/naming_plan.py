"""
## What it does
Reports a key or a title that does not follow the naming plan in `mapconfig.yaml`.

## Why it matters
Names that follow no plan cannot be searched, sorted or counted. At the 487th e-mail nobody finds the one to copy from.

## Example
    # mapconfig.yaml: naming: {email: {key: '[a-z0-9]+(-[a-z0-9]+)*'}}
    kind: email
    key: NEW_Welcome.final2

## Instead
    kind: email
    key: welcome-2
    renamed_from: NEW_Welcome.final2

A pattern has to fit the key or title from beginning to end.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.patterns import pattern
from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: Longer names are compared with the plan up to here; no plan allows as much.
_LONGEST = 200


def look(asset: Asset, view: View) -> Iterator[Report]:
    naming = view.settings.naming.get(asset.kind)
    if naming is None:
        return
    title = asset.attributes.get("title")
    for word, name, wanted in (("key", asset.key, naming.key), ("title", title, naming.title)):
        compiled = pattern(wanted).compiled if wanted else None
        if compiled is not None and isinstance(name, str) and compiled.fullmatch(name[:_LONGEST]) is None:
            yield Report(
                (word,) if word == "title" else (),
                say(
                    "The key {name} does not follow the naming plan for kind {kind}: {wanted}",
                    name=repr(name),
                    kind=asset.kind,
                    wanted=str(wanted),
                )
                if word == "key"
                else say(
                    "The title {name} does not follow the naming plan for kind {kind}: {wanted}",
                    name=repr(name),
                    kind=asset.kind,
                    wanted=str(wanted),
                ),
                say("Rename it with mapconfig mv, which keeps its history.")
                if word == "key"
                else say("Change the title."),
            )


RULE = Rule(
    code="MC143",
    name="naming-plan",
    severity=Severity.WARNING,
    summary=say("Name does not follow the naming plan"),
    page=__doc__ or "",
    look=look,
)

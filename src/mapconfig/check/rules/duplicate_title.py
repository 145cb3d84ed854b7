"""
## What it does
Reports a title that another asset of the same kind has too. Case and spaces around do not count, archived
assets neither.

## Why it matters
On the platform people choose by title. With two of a name, the wrong list gets the e-mail one day.

## Example
    {kind: list, key: customers-dach, title: Customers}
    {kind: list, key: customers-all, title: Customers}

## Instead
    {kind: list, key: customers-dach, title: Customers in Germany, Austria and Switzerland}
    {kind: list, key: customers-all, title: Customers (master list)}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from mapconfig.address import Address
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    title = _title(asset)
    if not title:
        return
    same = view.once(("titles", asset.kind), lambda seen: _by_title(asset.kind, seen))[title]
    if len(same) > 1 and asset.address != same[0]:
        yield Report(
            ("title",),
            say(
                "{asset} has the same title as {same}: {title}. People who choose by title on the platform cannot "
                "tell them apart.",
                asset=asset.address,
                same=same[0],
                title=repr(asset.attributes["title"]),
            ),
            say("Say in the title what makes it different."),
        )


def _title(asset: Asset) -> str:
    title = asset.attributes.get("title")
    return "" if archived(asset) or not isinstance(title, str) else " ".join(title.casefold().split())


def _by_title(kind: str, view: View) -> Mapping[str, list[Address]]:
    found: defaultdict[str, list[Address]] = defaultdict(list)
    for asset in view.of_kind(kind):
        found[_title(asset)].append(asset.address)
    return found


RULE = Rule(
    code="MC148",
    name="duplicate-title",
    severity=Severity.WARNING,
    summary=say("Title used twice in a kind"),
    page=__doc__ or "",
    look=look,
    kinds=("team", "list", "rule", "snippet", "email", "scoring", "journey", "stage", "form", "campaign"),
    scope=Scope.KIND,
    attributes=("title", "state"),
)

"""
## What it does
Reports a list, a snippet, a template or an e-mail for journeys and forms that no other asset names, and a list that
rules, forms and journeys fill and nothing looks at. Test lists, archived assets, the lists under `fatigue` in
mapconfig.yaml and e-mails that the settings of an environment name are left out.

## Why it matters
It is checked, copied and wondered about for years. On some platforms it counts towards the limits of the
contract.

## Example
    # snippets/footer-2019.yaml, and no e-mail holds {{ snippet/footer-2019 }}

## Instead
    mapconfig rm snippet/footer-2019 --because "Nothing uses it"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: Relations that put people on a list or take them off. Who is on it then makes no difference to anything.
_FILLS = frozenset({"adds-to", "removes-from"})


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if archived(asset) or asset.address in view.settings.fatigue:
        return
    if (asset.kind == "list" and said.get("purpose") == "test") or (
        asset.kind == "email" and said.get("type") == "list"
    ):
        return
    if asset.kind == "email" and _is_in_settings(asset, view):
        return
    users = [edge for edge in view.used_by(asset.address) if edge.source != asset.address]
    if all(edge.relation in _FILLS for edge in users):
        yield Report(
            (),
            say(
                "No other asset looks at {asset}, and {source} only changes who is on it.",
                asset=asset.address,
                source=users[0].source,
            )
            if users
            else say("No other asset names {asset}.", asset=asset.address),
            say('If nobody needs it: mapconfig rm {asset} --because "..."', asset=asset.address),
        )


def _is_in_settings(asset: Asset, view: View) -> bool:
    """Whether the settings of an environment name an asset, by its address or its key: how the platform of that
    environment uses it is the adapter's business."""
    return any(_names(each.settings, (asset.address, asset.key)) for each in view.settings.environments.values())


def _names(said: Any, names: tuple[str, ...]) -> bool:
    if isinstance(said, Mapping):
        return any(_names(each, names) for each in said.values())
    if isinstance(said, list):
        return any(_names(each, names) for each in said)
    return said in names


RULE = Rule(
    code="MC126",
    name="orphan",
    severity=Severity.INFO,
    summary=say("Asset that nothing uses"),
    page=__doc__ or "",
    look=look,
    kinds=("list", "snippet", "email"),
    scope=Scope.NAMED,
)

"""Whom a change concerns: the owners of what changes, and those of what it reaches, who are often other people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.impact.comparison import Comparison
from mapconfig.language import Text, listed, packed, plural, say
from mapconfig.model import Asset
from mapconfig.plan.guards import GATED

#: Assets that one sentence names.
_NAMED = 3


def concerned(found: Comparison, items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each team: what it owns of what changes and of what is affected, and whether it must look. Those who
    must come first, then those who own most. Of `items`, which are to be done before merging, the teams whose word is
    asked for must look too, whatever they own. So must those who give up something or get it, and those of whom
    something is gone: that nobody outside notices does not mean that they know of it."""
    changed: dict[Address, list[Address]] = defaultdict(list)
    affected: dict[Address, set[Address]] = defaultdict(set)
    broken: dict[Address, set[Address]] = defaultdict(set)
    there = {change.address for change in found.changes}
    given: set[Address] = set()
    for change in found.changes:
        for owner in dict.fromkeys(_answers_for(asset) for asset in (change.after, change.before) if asset is not None):
            if owner is not None:
                changed[owner].append(change.address)
        if change.after is None or any(field.path == ("owner",) for field in change.fields):
            given.add(change.address)
        grave = found.impacts[change.address].effect in GATED
        for one in found.impacts[change.address].affected:
            asset = _asset(found, one.address)
            if asset is None or asset.owner is None or one.address in there:
                continue
            affected[asset.owner].add(one.address)
            if one.flow == "breaks" or (grave and one.flow == "moves"):
                broken[asset.owner].add(one.address)
    asked = {Address(item["who"]) for item in items if item["who"] and item["done"] is not True}
    rows = [
        _row(
            found,
            team,
            changed[team],
            sorted(affected[team]),
            sorted(broken[team]),
            team in asked or not given.isdisjoint(changed[team]),
        )
        for team in sorted({*changed, *affected, *asked})
    ]
    return sorted(rows, key=lambda row: (not row["must"], -len(row["changed"]), -row["affected"], row["team"]))


def _answers_for(asset: Asset) -> Address | None:
    """The team that answers for an asset; a team answers for itself."""
    return asset.owner or (asset.address if asset.kind == "team" else None)


def _asset(found: Comparison, address: Address) -> Asset | None:
    return found.after.assets.get(address) or found.before.assets.get(address)


def _row(
    found: Comparison,
    team: Address,
    changed: Sequence[Address],
    affected: Sequence[Address],
    broken: Sequence[Address],
    asked: bool,
) -> dict[str, Any]:
    asset = _asset(found, team)
    grave = any(found.impacts[address].effect != "cosmetic" for address in changed)
    handle = asset.attributes.get("handle") if asset is not None else None
    return {
        "team": str(team),
        "title": asset.title if asset is not None else str(team),
        "handle": handle if isinstance(handle, str) else "",
        "changed": [str(address) for address in changed],
        "affected": len(affected),
        "must": grave or bool(broken) or asked,
        "why": packed(_why(changed, affected, broken) if changed or affected else say("is asked for its word")),
    }


def _why(changed: Sequence[Address], affected: Sequence[Address], broken: Sequence[Address]) -> Text:
    if changed and affected:
        return plural(
            "owns what changes ({assets}) and {n} asset that is affected",
            "owns what changes ({assets}) and {n} assets that are affected",
            len(affected),
            assets=_some(changed),
        )
    if changed:
        return say("owns what changes ({assets})", assets=_some(changed))
    first = broken or affected
    return plural(
        "owns {n} asset that is affected: {assets}",
        "owns {n} assets that are affected, such as {assets}",
        len(affected),
        assets=_some(sorted(first, key=_rank)),
    )


def _rank(address: Address) -> tuple[bool, Address]:
    """What people outside get, comes first."""
    return (address.kind not in ("email", "journey"), address)


def _some(addresses: Sequence[Address]) -> Text:
    shown: list[str] = list(addresses[:_NAMED])
    more = len(addresses) - len(shown)
    return listed([*shown, plural("{n} more", "{n} more", more)] if more else shown)

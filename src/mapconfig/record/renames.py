"""Renames of what an asset names: its references follow them, so they are nothing that happened to the asset itself."""

from __future__ import annotations

from collections.abc import Container, Mapping

from mapconfig.address import Address
from mapconfig.diff import follow
from mapconfig.model import Asset, Kind, mentions

#: Where nothing was renamed.
NONE: Mapping[Address, Address] = {}


def renames(
    renamed: Mapping[Address, Address], before: Container[Address], after: Container[Address]
) -> dict[Address, Address]:
    """Which former address is which new one between two states of files. `renamed` is what `renamed_from` says after,
    new to former; one that says what was done long before is none of these."""
    return {
        old: new
        for new, old in sorted(renamed.items())
        if old in before and old not in after and new in after and new not in before
    }


def since(earlier: Mapping[Address, Address], later: Mapping[Address, Address]) -> Mapping[Address, Address]:
    """Two rounds of renames as one, from the names before `earlier` to those after `later`."""
    return {**later, **{old: later.get(new, new) for old, new in earlier.items()}} if earlier else later


def followed(kind: Kind, asset: Asset, moves: Mapping[Address, Address]) -> Asset:
    """`asset`, naming what was renamed by its new address."""
    return follow(asset, moves, {kind.name: kind}) if moves else asset


def exchanged(kind: Kind, before: Asset, after: Asset) -> tuple[set[Address], set[Address]]:
    """What an asset named before and does not any more, and what it did not name before."""
    old = {mention.target for mention in mentions(kind, before.attributes)}
    new = {mention.target for mention in mentions(kind, after.attributes)}
    return old - new, new - old

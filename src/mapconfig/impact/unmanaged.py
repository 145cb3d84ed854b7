"""What no file describes any more and nobody asked to have deleted: it stays on the platform, and keeps running."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.address import Address
from mapconfig.diff import Change
from mapconfig.model import Asset, Org
from mapconfig.values import replace


def staying(changes: Iterable[Change]) -> dict[Address, Asset]:
    """What is out of the files by `changes`, as it was."""
    return {change.address: change.before for change in changes if change.unmanaged and change.before is not None}


def with_unmanaged(after: Org, changes: Iterable[Change]) -> Org:
    """`after` as an apply of it would leave the platform: with what is out of the files by `changes` as it was. An org
    that has all of it, is that already."""
    stays = {address: asset for address, asset in staying(changes).items() if address not in after}
    if not stays:
        return after
    assets = {**stays, **after.assets}
    return replace(after, assets={address: assets[address] for address in sorted(assets)})

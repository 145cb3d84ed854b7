"""What no file describes any more and nobody asked to have deleted: it stays on the platform, and keeps running."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.diff import Change
from mapconfig.model import Org
from mapconfig.values import replace


def with_unmanaged(after: Org, changes: Iterable[Change]) -> Org:
    """`after` as an apply of it would leave the platform: with what is out of the files by `changes` as it was."""
    stays = {change.address: change.before for change in changes if change.unmanaged and change.before is not None}
    if not stays:
        return after
    assets = {**stays, **after.assets}
    return replace(after, assets={address: assets[address] for address in sorted(assets)})

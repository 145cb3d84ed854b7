"""What is live and what is wanted as two orgs, so that they can be compared, and the impact of the difference told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mapconfig.address import Address
from mapconfig.backend import Backend, Live
from mapconfig.model import Asset, Org
from mapconfig.plan.drift import wants_active
from mapconfig.plan.known import Known
from mapconfig.plan.names import as_planned


def sides(desired: Org, live: Iterable[Live], known: Known, backend: Backend) -> tuple[Org, Org]:
    """The org before a plan for `desired` and the one after it; `live` was fetched through
    `mapconfig.plan.names.as_planned`.

    Both are in the platform's normal form, so what it cannot hold is no difference. Assets that the platform does not
    show are on both sides as the files have them, and managed assets without a file as the platform has them: nothing
    happens to either. What mapconfig does not manage is on neither side. `state` says whether an asset runs.
    """
    names = as_planned(desired, known)
    before: dict[Address, Asset] = {}
    for each in live:
        if names.remote_id(each.address) == each.remote_id and each.address.kind in desired.kinds:
            before[each.address] = _asset(desired, each)
    removed = {tombstone.address for tombstone in desired.removed} - set(desired.assets)
    after: dict[Address, Asset] = {}
    for address, asset in desired.assets.items():
        capability = backend.capabilities.get(address.kind)
        if capability is None or not capability.readable:
            before[address] = after[address] = asset
            continue
        attributes = backend.kept(asset.kind, asset.attributes)
        if "state" in asset.attributes:
            attributes["state"] = asset.attributes["state"]
        after[address] = Asset(address, attributes, asset.origin)
    for address, asset in before.items():
        if address not in after and address not in removed:
            after[address] = asset
    # Live assets have their new addresses already, so for this comparison nothing was renamed.
    return (
        Org.of(desired.kinds, before.values(), desired.settings),
        replace(Org.of(desired.kinds, after.values(), desired.settings), changes=desired.changes),
    )


def _asset(desired: Org, live: Live) -> Asset:
    """What is live, with `state` as the files would have it: of the states in which an asset does not run, theirs."""
    attributes = dict(live.attributes)
    if live.active is False:
        wanted = desired.assets.get(live.address)
        kind = desired.kinds[live.address.kind]
        resting = wanted is not None and wants_active(kind, wanted.attributes) is False
        attributes["state"] = wanted.attributes["state"] if wanted is not None and resting else "paused"
    return Asset(live.address, attributes)

"""What is live now of the assets that a plan touches or relies on."""

from __future__ import annotations

from mapconfig.address import Address
from mapconfig.backend import Backend, Names
from mapconfig.plan.definition import Plan, fingerprint
from mapconfig.plan.names import Renamed

#: From this many assets on, all of their kinds are fetched at once instead of one by one.
_MANY = 25


def reread(plan: Plan, backend: Backend, names: Names) -> dict[Address, str]:
    """The fingerprints of `plan.live` as they are now, for `mapconfig.plan.check`; empty for what is not there. Raises
    what the backend raises. Assets of kinds that the platform does not show are taken as the plan has them."""
    seen = Renamed(names, plan.renames)
    capabilities = backend.capabilities
    found = {
        address: planned
        for address, planned in plan.live.items()
        if address.kind not in capabilities or not capabilities[address.kind].readable
    }
    ids = {address: seen.remote_id(address) or "" for address in plan.live if address not in found}
    asked = {address: remote_id for address, remote_id in ids.items() if remote_id}
    found |= dict.fromkeys((address for address in ids if address not in asked), "")
    if len(asked) < _MANY:
        for address, remote_id in asked.items():
            found[address] = fingerprint(backend.read(address.kind, remote_id, seen))
        return found
    there = {
        (live.address.kind, live.remote_id): live
        for live in backend.fetch(sorted({address.kind for address in asked}), seen)
    }
    for address, remote_id in asked.items():
        found[address] = fingerprint(there.get((address.kind, remote_id)))
    return found

"""What is live now of the assets that a plan touches or relies on."""

from __future__ import annotations

from mapconfig.address import Address
from mapconfig.backend import Backend, Names
from mapconfig.plan.definition import READ_TOGETHER, Plan, fingerprint
from mapconfig.plan.names import Renamed


def reread(plan: Plan, backend: Backend, names: Names, *, resume: bool = False) -> dict[Address, str]:
    """The fingerprints of `plan.live` as they are now, for `mapconfig.plan.check`; empty for what is not there. Raises
    what the backend raises. Assets of kinds that the platform does not show are taken as the plan has them.

    What the plan is to create is looked for by its name, unless a person is to create it or an earlier run may have
    done so (`resume`): then its step looks.
    """
    seen = Renamed(names, plan.renames)
    capabilities = backend.capabilities
    found = {
        address: planned
        for address, planned in plan.live.items()
        if address.kind not in capabilities or not capabilities[address.kind].readable
    }
    ids = {address: seen.remote_id(address) or "" for address in plan.live if address not in found}
    to_create = {step.address: step.attributes or {} for step in plan.steps if not step.manual and not resume}
    left = [address for address, remote_id in ids.items() if not remote_id and address not in to_create]
    for address in left:
        del ids[address]
        found[address] = ""
    if len(ids) < READ_TOGETHER:
        for address, remote_id in ids.items():
            if remote_id:
                found[address] = fingerprint(backend.read(address.kind, remote_id, seen))
            else:
                named = backend.find(address, to_create[address], seen)
                found[address] = fingerprint(named[0] if named else None)
        return found
    there = list(backend.fetch(sorted({address.kind for address in ids}), seen))
    by_id = {(live.address.kind, live.remote_id): live for live in there}
    by_address = {live.address: live for live in there}
    for address, remote_id in ids.items():
        live = by_id.get((address.kind, remote_id)) if remote_id else by_address.get(address)
        found[address] = fingerprint(live)
    return found

"""Who changed what: the files, last applied and live compared field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Live
from mapconfig.diff import ABSENT
from mapconfig.diff.fields import same
from mapconfig.finding import Path
from mapconfig.model import Kind, Kinds, Org, rewrite
from mapconfig.plan.fields import fields_of, without_secrets
from mapconfig.plan.known import Known, Snapshot
from mapconfig.plan.names import as_planned, renames

#: The path under which activation is told: `state` is how the files write it.
STATE: Path = ("state",)


class Owner(StrEnum):
    """Who changed a field since the last apply."""

    MINE = "mine"
    """The files; the platform still has what was applied."""
    THEIRS = "theirs"
    """Somebody on the platform; the files still say what was applied."""
    BOTH = "both"
    """The files and the platform, to the same value."""
    CONFLICT = "conflict"
    """The files and the platform, to different values."""


@dataclass(frozen=True, slots=True)
class FieldDrift:
    """One field that is not the same on all three sides; each side may be `mapconfig.diff.ABSENT`."""

    path: Path
    owner: Owner
    intent: Any
    applied: Any
    live: Any


@dataclass(frozen=True, slots=True)
class Drift:
    """What has changed about one managed asset since the last apply.

    `gone` means that somebody deleted it on the platform. `changed_by` and `changed_at` are what the platform says
    about its last change, whatever that was.
    """

    address: Address
    fields: tuple[FieldDrift, ...] = ()
    gone: bool = False
    changed_by: str = ""
    changed_at: str = ""

    @property
    def out_of_band(self) -> bool:
        """Whether somebody changed it past mapconfig."""
        return self.gone or any(field.owner is not Owner.MINE for field in self.fields)


def three_way(
    kind: Kind, intent: Mapping[str, Any] | None, applied: Mapping[str, Any] | None, live: Mapping[str, Any]
) -> tuple[FieldDrift, ...]:
    """The fields that differ, and who changed them.

    Without `applied` (the record knows nothing) what is live counts as applied, so every difference is the files'.
    Without `intent` (no file describes the asset) what was applied counts as wanted. All three are in normal form, as
    `Backend.kept` gives it.
    """
    there = fields_of(live, kind.shape)
    before = fields_of(applied, kind.shape) if applied is not None else there
    wanted = fields_of(intent, kind.shape) if intent is not None else before
    found = []
    for path in dict.fromkeys([*wanted, *before, *there]):
        sides = wanted.get(path, ABSENT), before.get(path, ABSENT), there.get(path, ABSENT)
        owner = owner_of(*sides)
        if owner is not None:
            found.append(FieldDrift(path, owner, *sides))
    return tuple(found)


def owner_of(intent: Any, applied: Any, live: Any) -> Owner | None:
    """Who changed a field; None when nobody did."""
    if same(intent, live):
        return None if same(applied, live) else Owner.BOTH
    if same(applied, live):
        return Owner.MINE
    return Owner.THEIRS if same(applied, intent) else Owner.CONFLICT


def wants_active(kind: Kind, attributes: Mapping[str, Any]) -> bool | None:
    """Whether the files want an asset to run; None for kinds that do not run."""
    return attributes.get("state", "active") == "active" if kind.activation else None


def snapshot_of(desired: Org, known: Known, address: Address) -> Snapshot | None:
    """What was last applied to an asset, under the addresses that the files use now."""
    moves = {old: new for new, (old, _) in renames(desired, known).items()}
    came_from = {new: old for old, new in moves.items()}
    return renamed_snapshot(desired.kinds, known, came_from.get(address, address), moves)


def renamed_snapshot(kinds: Kinds, known: Known, address: Address, moves: Mapping[Address, Address]) -> Snapshot | None:
    """The snapshot under `address`, in which the assets of `moves` have the addresses they will have."""
    found = known.applied(address, kinds)
    if found is None or not moves:
        return found
    attributes = rewrite(kinds[address.kind], found.attributes, lambda each: moves.get(each, each))
    return Snapshot(attributes, found.active)


def drifts(desired: Org, live: Iterable[Live], known: Known, backend: Backend) -> tuple[Drift, ...]:
    """What differs between files, last applied and live, for every asset that mapconfig manages and can read; those
    without a difference are left out. `live` was fetched through `mapconfig.plan.names.as_planned`."""
    names = as_planned(desired, known)
    there = {each.address: each for each in live if names.remote_id(each.address) == each.remote_id}
    moves = {old: new for new, (old, _) in renames(desired, known).items()}
    came_from = {new: old for old, new in moves.items()}
    found = []
    for address in sorted({moves.get(each, each) for each in known.managed}):
        capability = backend.capabilities.get(address.kind)
        if capability is None or not capability.readable or address.kind not in desired.kinds:
            continue
        now = there.get(address)
        if now is None:
            found.append(Drift(address, gone=True))
            continue
        kind = desired.kinds[address.kind]
        snapshot = renamed_snapshot(desired.kinds, known, came_from.get(address, address), moves)
        asset = desired.assets.get(address)
        intent = backend.kept(kind.name, asset.attributes) if asset is not None else None
        fields = three_way(kind, intent, snapshot.attributes if snapshot else None, now.attributes)
        if now.active is not None:
            applied = now.active if snapshot is None or snapshot.active is None else snapshot.active
            wanted = wants_active(kind, asset.attributes) if asset is not None else applied
            owner = owner_of(wanted, applied, now.active)
            if owner is not None:
                fields = (*fields, FieldDrift(STATE, owner, *(running(each) for each in (wanted, applied, now.active))))
        if fields:
            fields = tuple(_shown(each, kind) for each in fields)
            found.append(Drift(address, fields, changed_by=now.changed_by, changed_at=now.changed_at))
    return tuple(found)


def unmanaged(desired: Org, live: Iterable[Live], known: Known) -> tuple[Live, ...]:
    """What somebody made on the platform by hand: no file describes it, and mapconfig does not manage it. By address;
    `live` was fetched through `mapconfig.plan.names.as_planned`.

    What a file describes and nobody manages is left to the plan, which refuses to make it a second time.
    """
    names = as_planned(desired, known)
    found = [
        each
        for each in live
        if each.address not in desired and names.address(each.address.kind, each.remote_id) is None
    ]
    return tuple(sorted(found, key=lambda each: (each.address, each.remote_id)))


def unrecorded(desired: Org, live: Iterable[Live], known: Known) -> tuple[Address, ...]:
    """What the files describe, the platform has, and the record knows nothing of: made by hand, or the record of it is
    lost. Nobody can tell who changed what of it. `live` was fetched through `mapconfig.plan.names.as_planned`."""
    names = as_planned(desired, known)
    found = {
        each.address
        for each in live
        if each.address in desired
        and names.address(each.address.kind, each.remote_id) is None
        and names.remote_id(each.address) is None
    }
    return tuple(sorted(found))


def _shown(field: FieldDrift, kind: Kind) -> FieldDrift:
    """The field with names of secrets not shown."""
    shape = kind.shape.at(field.path)
    sides = (without_secrets(each, shape) for each in (field.intent, field.applied, field.live))
    return FieldDrift(field.path, field.owner, *sides)


def running(active: bool | None) -> str:
    """Activation as a value of `state`."""
    return "active" if active else "paused"

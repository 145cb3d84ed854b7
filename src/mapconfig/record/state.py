"""What follows from a journal: ids, what was last applied, plans that are spent, steps without a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mapconfig.address import Address
from mapconfig.apply.events import Progress, Result
from mapconfig.errors import InputError
from mapconfig.language import say
from mapconfig.model import Kinds, rewrite
from mapconfig.plan.known import Snapshot
from mapconfig.record.entry import FORMAT, Entry


@dataclass(slots=True)
class Track:
    """How far one plan has come."""

    done: dict[str, Result] = field(default_factory=dict)
    addresses: dict[str, Result] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    attested: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    over: bool = False
    """Every step has a result, and all of them are done."""


class State:
    """The fold over a journal; it is the two-way map between addresses and ids (`mapconfig.backend.Names`), and grows
    with each entry that is appended."""

    def __init__(self) -> None:
        self.lineage = ""
        self.environment = ""
        self.platform = ""
        self.seq = 0
        self.ids: dict[str, str] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.renames: list[tuple[int, str, str]] = []
        self.plans: dict[str, Track] = {}
        self._addresses: dict[tuple[str, str], Address] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> State:
        """The state after these entries."""
        state = cls()
        for entry in entries:
            state.absorb(entry)
        return state

    # --- what a backend and a planner ask ---------------------------------------------------------------------------

    def remote_id(self, address: Address) -> str | None:
        """The platform's id of a managed asset."""
        return self.ids.get(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        """The managed asset that has this id."""
        return self._addresses.get((kind, remote_id))

    @property
    def managed(self) -> list[Address]:
        """Every asset that mapconfig manages here, in order; those that only a person's word vouches for have no id."""
        return [Address(text) for text in sorted({*self.ids, *self.snapshots})]

    def applied(self, address: Address, kinds: Kinds) -> Snapshot | None:
        """What was last applied, with assets that it names under the addresses they have now."""
        found = self.snapshots.get(address)
        later = [(old, new) for seq, old, new in self.renames if found and seq > found.seq]
        if found is None or not later or address.kind not in kinds:
            return found
        attributes: Mapping[str, Any] = found.attributes
        for old, new in later:
            attributes = rewrite(kinds[address.kind], attributes, _renaming(old, new))
        return replace(found, attributes=attributes)

    def progress(self, plan: str) -> Progress:
        """How far a plan has come; an empty progress for one that was never started."""
        track = self.plans.get(plan)
        if track is None:
            return Progress()
        return Progress(
            started=True,
            done=dict(track.done),
            pending=frozenset(track.pending),
            attested=frozenset(track.attested),
            addresses={Address(text): result for text, result in track.addresses.items()},
            over=track.over,
            made=dict(track.made),
        )

    @property
    def unresolved(self) -> list[str]:
        """Plans with steps of which nobody knows whether they came about: they have to be resumed before anything
        else."""
        return [plan for plan, track in self.plans.items() if track.pending]

    @property
    def resumable(self) -> str:
        """The plan that was started last, when it has steps that are not done; empty otherwise."""
        last = next(reversed(self.plans), "")
        return last if last and not self.plans[last].over else ""

    # --- the fold ---------------------------------------------------------------------------------------------------

    def absorb(self, entry: Entry) -> None:
        """Take in the next entry. Types that change nothing here are passed over; an entry of a type that this version
        does not know raises InputError, since what follows from it is not known either."""
        self.seq = entry.seq
        change = _CHANGES.get(entry.type)
        if change is None:
            raise InputError(
                say(
                    "The journal's entry {seq} is of the type {type}, which this version of mapconfig does "
                    "not know. Use the version that wrote it, or a later one.",
                    seq=entry.seq,
                    type=repr(entry.type),
                )
            )
        change(self, entry)

    def _opened(self, entry: Entry) -> None:
        if entry.data["format"] != FORMAT:
            raise InputError(
                say(
                    "The journal says it is {found}; this version of mapconfig reads {format}. Use the "
                    "version that wrote it, or a later one.",
                    found=repr(entry.data["format"]),
                    format=repr(FORMAT),
                )
            )
        self.lineage = entry.data["lineage"]
        self.environment = entry.data["environment"]
        self.platform = entry.data["platform"]

    def _started(self, entry: Entry) -> None:
        self.plans[entry.plan] = Track(digest=entry.data["digest"])

    def _intent(self, entry: Entry) -> None:
        pending = self.plans[entry.plan].pending
        if entry.data["step"] not in pending:
            pending.append(entry.data["step"])

    def _result(self, entry: Entry) -> None:
        pending = self.plans[entry.plan].pending
        if entry.data["step"] in pending:
            pending.remove(entry.data["step"])

    def _done(self, entry: Entry) -> None:
        data = entry.data
        address = Address(data["address"])
        self._result(entry)
        track = self.plans[entry.plan]
        result = Result(remote_id=data["remote_id"], fingerprint=data["fingerprint"])
        track.done[data["step"]] = track.addresses[address] = result
        if data["verb"] == "delete":
            self._forget(address)
            return
        if data["renamed_from"]:
            self._rename(Address(data["renamed_from"]), address, entry.seq)
        self._know(address, data["remote_id"])
        before = self.snapshots.get(address)
        if data["facet"] == "activation":
            attributes = before.attributes if before else {}
            active = data["active"]
        else:
            attributes = data["attributes"]
            created = data["verb"] == "create" or data["outcome"] == "replace" or before is None
            active = data["active"] if created else before.active if before else None
        self.snapshots[address] = Snapshot(attributes, active, entry.seq)

    def _failed(self, entry: Entry) -> None:
        self._result(entry)
        if entry.data["remote_id"]:
            address = Address(entry.data["address"])
            self._know(address, entry.data["remote_id"])
            if entry.data["verb"] == "create":
                self.plans[entry.plan].made[entry.data["step"]] = entry.data["remote_id"]
                if "attributes" in entry.data:
                    self.snapshots[address] = Snapshot(entry.data["attributes"], None, entry.seq)

    def _noted(self, entry: Entry) -> None:
        address = Address(entry.data["address"])
        self.snapshots[address] = Snapshot(entry.data["attributes"], entry.data["active"], entry.seq)

    def _adopted(self, entry: Entry) -> None:
        self._know(Address(entry.data["address"]), entry.data["remote_id"])
        self._noted(entry)

    def _attested(self, entry: Entry) -> None:
        self.plans[entry.plan].attested.append(entry.data["step"])

    def _finished(self, entry: Entry) -> None:
        data = entry.data
        self.plans[entry.plan].over = not (data["failed"] or data["skipped"] or data["waiting"])

    def _forgotten(self, entry: Entry) -> None:
        self._forget(Address(entry.data["address"]))

    def _nothing(self, entry: Entry) -> None:
        """An entry for readers."""

    def _know(self, address: Address, remote_id: str) -> None:
        old = self.ids.pop(address, None)
        if old is not None:
            self._addresses.pop((address.kind, old), None)
        if remote_id:
            self.ids[address] = remote_id
            self._addresses[address.kind, remote_id] = address

    def _rename(self, old: Address, new: Address, seq: int) -> None:
        remote_id = self.ids.get(old, "")
        self._know(old, "")
        self._know(new, remote_id)
        if old in self.snapshots:
            self.snapshots[new] = self.snapshots.pop(old)
        self.renames.append((seq, old, new))

    def _forget(self, address: Address) -> None:
        self._know(address, "")
        self.snapshots.pop(address, None)

    # --- the cache --------------------------------------------------------------------------------------------------

    def to_cache(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            "lineage": self.lineage,
            "environment": self.environment,
            "platform": self.platform,
            "seq": self.seq,
            "ids": self.ids,
            "snapshots": {key: [value.attributes, value.active, value.seq] for key, value in self.snapshots.items()},
            "renames": [list(rename) for rename in self.renames],
            # In the order in which they were started, which the keys of an object would lose.
            "plans": [[key, _track_out(track)] for key, track in self.plans.items()],
        }

    @classmethod
    def from_cache(cls, found: Mapping[str, Any]) -> State:
        """The state of which `to_cache` made `found`; raises KeyError, TypeError or ValueError for anything else."""
        state = cls()
        state.lineage, state.environment = found["lineage"], found["environment"]
        state.platform, state.seq = found["platform"], found["seq"]
        for address, remote_id in found["ids"].items():
            state._know(Address(address), remote_id)
        state.snapshots = {key: Snapshot(*value) for key, value in found["snapshots"].items()}
        state.renames = [(seq, old, new) for seq, old, new in found["renames"]]
        state.plans = {key: _track_in(value) for key, value in found["plans"]}
        return state


def _renaming(old: str, new: str) -> Callable[[Address], Address]:
    return lambda each: Address(new) if each == old else each


def _track_out(track: Track) -> dict[str, Any]:
    return {
        "done": {step: [result.remote_id, result.fingerprint] for step, result in track.done.items()},
        "addresses": {text: [result.remote_id, result.fingerprint] for text, result in track.addresses.items()},
        "pending": track.pending,
        "attested": track.attested,
        "made": track.made,
        "digest": track.digest,
        "over": track.over,
    }


def _track_in(found: Mapping[str, Any]) -> Track:
    return Track(
        done={step: Result(*result) for step, result in found["done"].items()},
        addresses={text: Result(*result) for text, result in found["addresses"].items()},
        pending=list(found["pending"]),
        attested=list(found["attested"]),
        made=dict(found["made"]),
        digest=found["digest"],
        over=found["over"],
    )


_CHANGES: dict[str, Callable[[State, Entry], None]] = {
    "opened": State._opened,
    "repaired": State._nothing,
    "started": State._started,
    "resumed": State._nothing,
    "noted": State._noted,
    "intent": State._intent,
    "done": State._done,
    "failed": State._failed,
    "unclear": State._nothing,
    "skipped": State._nothing,
    "waiting": State._nothing,
    "attested": State._attested,
    "interrupted": State._nothing,
    "finished": State._finished,
    "adopted": State._adopted,
    "forgotten": State._forgotten,
    "observed": State._nothing,
}

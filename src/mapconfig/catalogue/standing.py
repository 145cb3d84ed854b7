"""What the record of an environment says of each asset: when it was last applied, last seen to be right, and by whom.

Everything comes from the journal, so nothing is asked of any platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mapconfig.address import Address
from mapconfig.record.chronicle import Chronicle
from mapconfig.record.entry import Entry
from mapconfig.values import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Stand:
    """One asset in one environment. `applied` is when a plan last carried it out, by `by` in `plan` from `commit`;
    `verified` when it was last read back or found as the files want it. Times are RFC 3339, empty where it never
    happened. `unsure` is the type of a later entry that says otherwise: failed, unclear, waiting."""

    applied: str = ""
    by: str = ""
    plan: str = ""
    commit: str = ""
    verified: str = ""
    attested: str = ""
    unsure: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One environment. `note` says why nothing is known, `broken` that its record is not as it was written; `last` is
    when anything was last applied there."""

    environment: str
    assets: Mapping[Address, Stand] = field(default_factory=dict)
    last: str = ""
    last_by: str = ""
    last_plan: str = ""
    note: str = ""
    broken: bool = False


def standing(environment: str, entries: Iterable[Entry]) -> Standing:
    """What these entries of a journal come to."""
    commits: dict[str, str] = {}
    found: dict[Address, Stand] = {}
    last = last_by = last_plan = ""
    for entry in entries:
        data = entry.data
        if entry.type == "started":
            commits[entry.plan] = str(data["config"]["commit"])
        address = data.get("address")
        if not isinstance(address, str):
            continue
        asset = Address(address)
        before = found.get(asset, Stand())
        if entry.type == "done":
            moved = data.get("renamed_from")
            if isinstance(moved, str) and moved:
                found.pop(Address(moved), None)
            found[asset] = Stand(
                applied=entry.time,
                by=entry.actor,
                plan=entry.plan,
                commit=commits.get(entry.plan, ""),
                verified=entry.time,
                removed=data.get("verb") == "delete",
            )
            last, last_by, last_plan = entry.time, entry.actor, entry.plan
        elif entry.type in ("noted", "adopted"):
            found[asset] = replace(_sure(before), verified=entry.time)
        elif entry.type == "attested":
            found[asset] = replace(
                _sure(before), applied=entry.time, by=entry.actor, plan=entry.plan, attested=entry.time
            )
        elif entry.type in ("failed", "unclear", "waiting"):
            found[asset] = replace(before, unsure=entry.type)
        elif entry.type == "forgotten":
            found.pop(asset, None)
    return Standing(environment, found, last, last_by, last_plan)


def up_to_date(stand: Stand, address: Address, chronicle: Chronicle) -> bool | None:
    """Whether what was applied is what the files say now, by their commits; None where that cannot be told."""
    if not stand.applied or address in chronicle.uncommitted:
        return False if address in chronicle.uncommitted else None
    happenings = chronicle.happenings.get(address, ())
    applied = chronicle.place.get(stand.commit)
    changed = chronicle.place.get(happenings[0].commit.id) if happenings else None
    if applied is None or changed is None:
        return None
    return applied <= changed


def _sure(stand: Stand) -> Stand:
    """`stand` after an entry that came about, so that nothing is unsure any more."""
    return replace(stand, unsure="")

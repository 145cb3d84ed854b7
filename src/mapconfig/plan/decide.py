"""What has to happen to each asset, taken by itself; the order comes later."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Capability, Live, Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.diff.fields import same
from mapconfig.finding import Path
from mapconfig.graph import Graph
from mapconfig.language import NOTHING, Text, plural, say, together
from mapconfig.model import Asset, Org
from mapconfig.plan.definition import Agreed, Note, NoteKind, Overwrite, fingerprint
from mapconfig.plan.drift import STATE, FieldDrift, Owner, renamed_snapshot, running, three_way, wants_active
from mapconfig.plan.fields import attributes_of, dotted, fields_of, without_secrets
from mapconfig.plan.held import LeftOut, left_out
from mapconfig.plan.known import Known, Snapshot
from mapconfig.plan.names import as_planned, renames
from mapconfig.plan.place import Where, nowhere

#: What `import` and `adopt` are told in notes and refusals.
ADOPT = "mapconfig adopt {address} --remote-id {id}"
ADOPT_ALL = "mapconfig adopt --all"

#: Of so many assets that are left out the line is looked up: each takes reading a file again.
_PLACES = 50


@dataclass(frozen=True, slots=True)
class Content:
    """An asset whose content has to be written. `live` is what is there now; None where it is to be made."""

    address: Address
    verb: Verb
    outcome: Outcome
    attributes: Mapping[str, Any]
    live: Live | None
    reason: str
    applied: Mapping[str, Any] | None = None
    renamed_from: Address | None = None
    overwrites: tuple[Overwrite, ...] = ()


@dataclass(frozen=True, slots=True)
class Activation:
    """An asset that has to be set running, or stopped."""

    address: Address
    active: bool
    reason: str
    overwrites: tuple[Overwrite, ...] = ()


@dataclass(frozen=True, slots=True)
class Deletion:
    """An asset that a tombstone is for; `live` is None when it is gone already and only the record knows it."""

    address: Address
    live: Live | None
    reason: str


@dataclass(slots=True)
class Decided:
    """All decisions, by address; `there` is every managed asset that is live."""

    there: dict[Address, Live] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)
    """The id of every managed asset under its new address, live or not."""
    contents: dict[Address, Content] = field(default_factory=dict)
    activations: dict[Address, Activation] = field(default_factory=dict)
    deletes: dict[Address, Deletion] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unadopted: dict[Address, tuple[str, ...]] = field(default_factory=dict)
    """Assets of the files that exist on the platform and that mapconfig does not manage there, with their ids."""
    refused: dict[Address, tuple[str, str]] = field(default_factory=dict)
    """Assets of which the platform would refuse the change or the removal: the dotted path of what, and why."""
    managed: int = 0
    """How many assets the record knew before."""
    lost: tuple[Address, ...] = ()
    """Managed assets that no file describes and no tombstone names."""

    @property
    def made_anew(self) -> set[Address]:
        """Assets that get another id: those that the platform cannot update, and those that somebody deleted there."""
        return {
            address
            for address, each in self.contents.items()
            if each.outcome is Outcome.REPLACE or (each.verb is Verb.CREATE and address in self.ids)
        }


def outcome_of(capability: Capability, verb: Verb) -> Outcome:
    """How `verb` comes about. What cannot be read cannot be checked before a change or after it, so all that the API
    may do there is to create; the rest a person does and signs for."""
    outcome = capability.outcome(verb)
    if capability.readable or (verb is Verb.CREATE and outcome is Outcome.APPLY):
        return outcome
    return Outcome.MANUAL_ATTESTED


def decide(
    desired: Org,
    live: Sequence[Live],
    known: Known,
    backend: Backend,
    overwrites: Sequence[str],
    wanted: Graph,
    where: Where = nowhere,
) -> Decided:
    """What has to happen to each asset of `desired`, and to those that it no longer has. `where` gives the place in the
    files of a dotted path of an asset."""
    return _Deciding(desired, live, known, backend, overwrites, wanted, where).all()


class _Deciding:
    def __init__(
        self,
        desired: Org,
        live: Sequence[Live],
        known: Known,
        backend: Backend,
        overwrites: Sequence[str],
        wanted: Graph,
        where: Where,
    ) -> None:
        self.where = where
        self.desired = desired
        self.known = known
        self.backend = backend
        self.overwrites = overwrites
        self.wanted = wanted
        self.names = as_planned(desired, known)
        self.came_from = {new: old for new, (old, _) in renames(desired, known).items()}
        self.moves = {old: new for new, old in self.came_from.items()}
        managed = [self.moves.get(address, address) for address in known.managed]
        ids = {address: self.names.remote_id(address) for address in managed}
        self.out = Decided(managed=len(managed), ids={address: each for address, each in ids.items() if each})
        self.left_out = left_out(desired, backend, wanted, {each.address for each in live})
        self.strangers: dict[Address, list[Live]] = {}
        for each in live:
            if self.names.remote_id(each.address) == each.remote_id:
                self.out.there[each.address] = each
            else:
                self.strangers.setdefault(each.address, []).append(each)

    def all(self) -> Decided:
        for asset in self.desired.assets.values():
            capability = self.backend.capabilities.get(asset.kind)
            if capability is not None and asset.address not in self.left_out:
                self._asset(asset, capability)
        self._relink()
        self._removed()
        self._refused()
        self._lost()
        self._notes_on_left_out()
        self._notes_on_gaps()
        self._notes_on_strangers()
        return self.out

    # --- assets that the files describe -----------------------------------------------------------------------------

    def _asset(self, asset: Asset, capability: Capability) -> None:
        address = asset.address
        intent = self.backend.kept(asset.kind, asset.attributes)
        active = wants_active(self.desired.kinds[asset.kind], asset.attributes)
        before = self.came_from.get(address, address)
        snapshot = renamed_snapshot(self.desired.kinds, self.known, before, self.moves)
        live = self.out.there.get(address)
        if not capability.readable:
            self._unreadable(address, capability, intent, active, snapshot)
        elif live is not None:
            self._compared(address, capability, intent, active, snapshot, live)
        elif address in self.strangers and self.names.remote_id(address) is None:
            self.out.unadopted[address] = tuple(each.remote_id for each in self.strangers[address])
        else:
            self._missing(address, capability, intent, active)

    def _missing(self, address: Address, capability: Capability, intent: dict[str, Any], active: bool | None) -> None:
        overwrites: tuple[Overwrite, ...] = ()
        reason = say("It is in the files and not on the platform.")
        if self.names.remote_id(address) is not None:
            reason = say("Somebody deleted it on the platform; the files still have it.")
            overwrites = (Overwrite((), ABSENT, "the asset", allowed=self._allowed(address, ())),)
        outcome = outcome_of(capability, Verb.CREATE)
        renamed = self.came_from.get(address)
        self.out.contents[address] = Content(
            address, Verb.CREATE, outcome, intent, None, reason, None, renamed, overwrites
        )
        if active:
            self.out.activations[address] = Activation(address, True, say("It is new, and the files want it to run."))

    def _unreadable(
        self,
        address: Address,
        capability: Capability,
        intent: dict[str, Any],
        active: bool | None,
        snapshot: Snapshot | None,
    ) -> None:
        """Nothing shows what the platform has: our own last word has to do."""
        if snapshot is None:
            self._missing(address, capability, intent, active)
            return
        if not same(intent, snapshot.attributes) or address in self.came_from:
            outcome = outcome_of(capability, Verb.UPDATE)
            reason = say("The files have changed since it was last signed for.")
            old = Live(address, self.names.remote_id(address) or "", "", snapshot.attributes, snapshot.active)
            renamed = self.came_from.get(address)
            self.out.contents[address] = Content(address, Verb.UPDATE, outcome, intent, old, reason, None, renamed)
        if active is not None and active is not bool(snapshot.active):
            self.out.activations[address] = Activation(address, active, _switched(active))

    def _compared(
        self,
        address: Address,
        capability: Capability,
        intent: dict[str, Any],
        active: bool | None,
        snapshot: Snapshot | None,
        live: Live,
    ) -> None:
        kind = self.desired.kinds[address.kind]
        applied = snapshot.attributes if snapshot else None
        # Most assets are the same on all sides, and that is quickly seen.
        equal = same(intent, live.attributes) and (applied is None or same(applied, intent))
        fields = () if equal else three_way(kind, intent, applied, live.attributes)
        after, overwrites, left = self._merged(address, fields, intent, live)
        renamed = self.came_from.get(address)
        switch = self._switch(address, active, snapshot, live, left)
        if renamed is not None or not same(after, dict(live.attributes)):
            outcome = outcome_of(capability, Verb.UPDATE)
            reason = say("It was {renamed} until now.", renamed=renamed) if renamed else _differing(fields, overwrites)
            word = None if same(after, intent) else intent
            self.out.contents[address] = Content(
                address, Verb.UPDATE, outcome, after, live, reason, word, renamed, tuple(overwrites)
            )
            if outcome is Outcome.REPLACE and live.active and switch is None:
                self.out.activations[address] = Activation(address, True, say("It is made anew, and ran before."))
        elif applied is None or not same(intent, applied):
            before = snapshot.active if snapshot else live.active
            self.out.agreed.append(Agreed(address, intent, before, fingerprint(live)))
        if switch is not None:
            self.out.activations[address] = switch
        if left:
            self._note_on_drift(address, left, live)

    def _merged(
        self, address: Address, fields: Sequence[FieldDrift], intent: dict[str, Any], live: Live
    ) -> tuple[dict[str, Any], list[Overwrite], list[FieldDrift]]:
        """What the asset shall have: the files' fields, and what somebody changed on the platform where the files did
        not; the changes of others that would go; and those that stay."""
        overwrites: list[Overwrite] = []
        left: list[FieldDrift] = []
        for each in fields:
            if each.owner in (Owner.THEIRS, Owner.CONFLICT):
                allowed = self._allowed(address, each.path)
                if each.owner is Owner.THEIRS and not allowed:
                    left.append(each)
                else:
                    who = live.changed_by, live.changed_at
                    shape = self.desired.kinds[address.kind].shape.at(each.path)
                    sides = without_secrets(each.live, shape), without_secrets(each.intent, shape)
                    overwrites.append(Overwrite(each.path, *sides, *who, allowed=allowed))
        if not left:
            return intent, overwrites, left
        merged = fields_of(intent, self.desired.kinds[address.kind].shape)
        for each in left:
            merged[each.path] = each.live
        return attributes_of(merged), overwrites, left

    def _switch(
        self,
        address: Address,
        active: bool | None,
        snapshot: Snapshot | None,
        live: Live,
        left: list[FieldDrift],
    ) -> Activation | None:
        """The step that makes it run or stop, unless somebody did the opposite on the platform and may keep it so."""
        if active is None or live.active is None or active is live.active:
            return None
        theirs = snapshot is not None and snapshot.active is active
        if not theirs:
            return Activation(address, active, _switched(active))
        if self._allowed(address, STATE):
            sides = running(live.active), running(active)
            over = Overwrite(STATE, *sides, live.changed_by, live.changed_at, allowed=True)
            return Activation(address, active, _switched(active), (over,))
        left.append(FieldDrift(STATE, Owner.THEIRS, running(active), running(active), running(live.active)))
        return None

    def _allowed(self, address: Address, path: Path) -> bool:
        """Whether a person said that what somebody changed at `path` may go."""
        full = f"{address}.{dotted(path)}" if path else str(address)
        return any(full == each or full.startswith(f"{each}.") for each in self.overwrites)

    def _note_on_drift(self, address: Address, left: Sequence[FieldDrift], live: Live) -> None:
        names = ", ".join(dotted(each.path) for each in left)
        who = say(" by {person}", person=live.changed_by) if live.changed_by else NOTHING
        self.out.notes.append(
            Note(
                NoteKind.DRIFT,
                address,
                say(
                    "Changed on the platform{who} since the last apply, and left as it is there: {names}.",
                    who=who,
                    names=names,
                ),
                say(
                    "mapconfig plan --overwrite {address} puts back what the files say; mapconfig import {address} "
                    "takes theirs into the files",
                    address=address,
                ),
            )
        )

    def _relink(self) -> None:
        """Assets that name one which is made anew have to be written again, since it gets another id; one of those may
        have to be made anew itself."""
        queue = sorted(self.out.made_anew)
        while queue:
            gone = queue.pop(0)
            for user in dict.fromkeys(edge.source for edge in self.wanted.used_by(gone)):
                live = self.out.there.get(user)
                if live is None or user in self.out.contents:
                    continue
                outcome = outcome_of(self.backend.capabilities[user.kind], Verb.UPDATE)
                reason = say("It names {gone}, which is made anew and gets another id.", gone=gone)
                # Written back as it is, so that changes made on the platform stay; the record's last word stays too.
                snapshot = renamed_snapshot(self.desired.kinds, self.known, user, self.moves)
                applied = snapshot.attributes if snapshot else None
                self.out.contents[user] = Content(
                    user, Verb.UPDATE, outcome, dict(live.attributes), live, reason, applied
                )
                if outcome is Outcome.REPLACE:
                    queue.append(user)
                    if live.active and user not in self.out.activations:
                        self.out.activations[user] = Activation(user, True, say("It is made anew, and ran before."))

    # --- assets that the files have no more -------------------------------------------------------------------------

    def _removed(self) -> None:
        for tombstone in self.desired.removed:
            address = tombstone.address
            if address in self.desired or address in self.moves or address.kind not in self.backend.capabilities:
                continue
            live = self.out.there.get(address)
            ticket = f" ({tombstone.ticket})" if tombstone.ticket else ""
            readable = self.backend.capabilities[address.kind].readable
            if live is not None or (not readable and address in self.known.managed):
                self.out.deletes[address] = Deletion(
                    address, live, say("{why}{ticket}", why=tombstone.why, ticket=ticket)
                )
            elif address in self.out.ids:
                self.out.deletes[address] = Deletion(
                    address, None, say("It is gone already; the record takes note of that.")
                )
            elif address in self.strangers:
                self.out.notes.append(
                    Note(
                        NoteKind.GONE,
                        address,
                        say(
                            "removed.yaml asks for it to be deleted, and mapconfig does not manage the one on the "
                            "platform: it stays."
                        ),
                        ADOPT.format(address=address, id=shlex.quote(self.strangers[address][0].remote_id)),
                    )
                )

    def _refused(self) -> None:
        """What the platform would not do, found out before anything is done."""
        for address, content in self.out.contents.items():
            if content.live is not None and content.outcome is Outcome.APPLY:
                live = content.live
                if content.renamed_from is not None:
                    live = replace(live, address=content.renamed_from)
                self._note_refusal(address, self.backend.refusals(live, address, content.attributes))
        for address, deletion in self.out.deletes.items():
            if deletion.live is not None:
                self._note_refusal(address, self.backend.refusals(deletion.live, address, None))

    def _note_refusal(self, address: Address, found: Mapping[str, str]) -> None:
        if found:
            path = min(found)
            self.out.refused[address] = (path, found[path])

    def _lost(self) -> None:
        removed = {tombstone.address for tombstone in self.desired.removed}
        self.out.lost = tuple(
            address
            for address in self.known.managed
            if address not in self.desired and address not in self.moves and address not in removed
        )
        for address in self.out.lost:
            self.out.notes.append(
                Note(
                    NoteKind.NO_FILE,
                    address,
                    say(
                        "No file describes it any more. It stays on the platform as it is: a missing file "
                        "deletes nothing."
                    ),
                    say(
                        "mapconfig rm {address} --because ... to have it deleted, or put the file back", address=address
                    ),
                )
            )

    # --- notes ------------------------------------------------------------------------------------------------------

    def _notes_on_left_out(self) -> None:
        places = 0
        for each in self.left_out.values():
            stays = say(" What is on the platform stays as it is.") if each.address in self.out.there else NOTHING
            if each.relies:
                sentence = say(
                    "{asset} is left out, since it {relies}, which {backend} cannot hold.",
                    asset=each.address,
                    relies=each.relies,
                    backend=self.backend.name,
                )
            else:
                place = self.where(each.address, each.path) if places < _PLACES else ""
                places += 1
                sentence = say(
                    "{asset} is left out: {backend} cannot hold its {path}{at}. {why}",
                    asset=each.address,
                    backend=self.backend.name,
                    path=each.path,
                    at=say(" ({place})", place=place) if place else NOTHING,
                    why=each.why,
                )
            instead = _instead(self.desired[each.address], self.backend.name)
            kind = NoteKind.BEHIND if self._behind(each) else NoteKind.GAP
            self.out.notes.append(Note(kind, each.address, together("", [sentence, stays]), instead))

    def _behind(self, left: LeftOut) -> bool:
        """Whether what is left out is managed and there, in another form than the files want. What the platform would
        not take today it may have had for years, and the files then say the same."""
        live = self.out.there.get(left.address)
        if live is None:
            return False
        asset = self.desired[left.address]
        refused = left.path.partition(".")[0]
        if not left.relies and not same(asset.attributes.get(refused), live.attributes.get(refused)):
            return True
        active = wants_active(self.desired.kinds[asset.kind], asset.attributes)
        kept = self.backend.kept(asset.kind, asset.attributes)
        return not same(kept, live.attributes) or (live.active is not None and active is not live.active)

    def _notes_on_gaps(self) -> None:
        whole: dict[str, int] = {}
        parts: dict[tuple[str, str], list[Address]] = {}
        for asset in self.desired.assets.values():
            capability = self.backend.capabilities.get(asset.kind)
            if capability is None:
                whole[asset.kind] = whole.get(asset.kind, 0) + 1
                continue
            for pattern in capability.gaps:
                if _has(asset.attributes, pattern.split(".")):
                    parts.setdefault((asset.kind, pattern), []).append(asset.address)
        for kind, count in whole.items():
            if kind != "crm-field":  # the CRM's own; no platform is meant to hold them
                sentence = plural(
                    "{backend} has no {kind}: {n} asset stays in the files only.",
                    "{backend} has no {kind}: {n} assets stay in the files only.",
                    count,
                    backend=self.backend.name,
                    kind=kind,
                )
                self.out.notes.append(Note(NoteKind.GAP, kind, sentence))
        for (kind, pattern), addresses in parts.items():
            sentence = say(
                "{gaps} It concerns {addresses}.",
                gaps=self.backend.capabilities[kind].gaps[pattern],
                addresses=_listed(addresses),
            )
            self.out.notes.append(Note(NoteKind.GAP, f"{kind}.{pattern}", sentence))

    def _notes_on_strangers(self) -> None:
        by_kind: dict[str, list[Address]] = {}
        for address in self.strangers:
            if address not in self.out.unadopted:
                by_kind.setdefault(address.kind, []).append(address)
        for kind, addresses in sorted(by_kind.items()):
            self.out.notes.append(
                Note(
                    NoteKind.UNMANAGED,
                    kind,
                    say(
                        "On the platform and not managed here, so left alone: {addresses}.",
                        addresses=_listed(addresses),
                    ),
                    say("mapconfig import writes files for them"),
                )
            )


def _instead(asset: Asset, platform: str) -> str:
    """What the asset itself says is to be done on a platform that cannot hold it (S3)."""
    for gap in asset.attributes.get("gaps", ()):
        if gap.get("platform") == platform:
            return str(gap.get("instead", ""))
    return ""


def _switched(active: bool) -> Text:
    return (
        say("The files want it to run, and it stands still.")
        if active
        else say("The files want it to stand still, and it runs.")
    )


def _differing(fields: Sequence[FieldDrift], overwrites: Sequence[Overwrite]) -> Text:
    count = sum(each.owner is Owner.MINE for each in fields) + len(overwrites)
    return plural("{n} field of it differs from the files.", "{n} fields of it differ from the files.", count)


def _listed(addresses: Sequence[Address], most: int = 5) -> str:
    shown = ", ".join(addresses[:most])
    more = len(addresses) - most
    return say("{some} and {more} more", some=shown, more=more) if more > 0 else shown


def _has(value: Any, pattern: Sequence[str]) -> bool:
    """Whether there is anything at `pattern`, in which ``*`` stands for any name or item."""
    if not pattern:
        return True
    if isinstance(value, Mapping):
        below = value.values() if pattern[0] == "*" else [value[pattern[0]]] if pattern[0] in value else []
        return any(_has(each, pattern[1:]) for each in below)
    if isinstance(value, list) and pattern[0] == "*":
        return any(_has(each, pattern[1:]) for each in value)
    return False

"""Why a field has its value: the commit that gave it, through renames and moved files, and what belongs to that commit.

An answer is put together from git (who, when, in which commit), from change records (for what reason, under which
ticket) and from the journal (where it has been applied). The commit's hash is always given, so that anybody can check.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path as Folder
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT, FieldChange, diff_attributes
from mapconfig.diff.words import waits_before
from mapconfig.errors import InputError
from mapconfig.finding import Path
from mapconfig.language import Text, say, together, told
from mapconfig.model import Asset, ChangeRecord, Kind, Kinds, Shape
from mapconfig.record.answer import Application, Event, History, Part, Setting, Why
from mapconfig.record.history import Commit, NoHistoryError, Repository
from mapconfig.record.leaves import (
    ORDER,
    Leaves,
    alike,
    below,
    found_in,
    leaves_of,
    path_of,
    shape_of_path,
    text_of,
    value_at,
)
from mapconfig.record.past import Held, Past, Read, State, Step
from mapconfig.record.renames import NONE, exchanged, followed

__all__ = ["Held", "Read", "history", "path_of", "why"]

#: The folder of change records.
CHANGES = "changes/"

#: Trailers of a commit's message that name a change record, or a ticket.
_RECORD_TRAILERS = ("change-request", "change-record", "change")
_TICKET_TRAILERS = ("ticket", "tickets", "issue")

#: What starting and stopping an asset carries out, and nothing else does.
STATE: Path = ("state",)

#: Places that are named where a path leads nowhere.
_NAMED = 8

_AS_BEFORE = say("Nothing has to be applied for it: the asset does not run, and did not run before either.")
_DERIVED = say(
    "The asset's own file does not say this: it follows from other files, which have histories of their own."
)


def why(
    root: str | os.PathLike[str],
    address: Address,
    path: Path,
    *,
    kinds: Kinds,
    now: Asset | None,
    read: Read,
    renamed_from: Address | None = None,
    renames: Mapping[Address, Address] = NONE,
    applications: Sequence[Application] = (),
) -> Why:
    """Why the value at `path` of `address` is what it is; an empty path asks for the whole asset.

    `now` is the asset as the org's files have it, None when none has it any more; `renamed_from` is what its file
    says; `renames` are those of all assets as the files say them, former address to new; `applications` are those of
    this asset. A step of `path` is the name of an attribute, the id of an item, the words of a group, a sentence of
    criteria or a member of a sequence; a sentence alone is found by itself. A reference to what was renamed is as old
    as the reference, not as its new name.

    Raises InputError when neither files nor history know the asset or, in it, the path.
    """
    kind = kinds[address.kind]
    leaves = leaves_of(kind.shape, now.attributes) if now is not None else {}
    if path and not below(leaves, path) and str(path[0]) not in kind.shape.properties:
        path = found_in(leaves, path) or path
    blank = _blank(kind, address, path, now)
    try:
        repository = Repository(root)
    except NoHistoryError as error:
        if now is None or (path and not below(leaves, path)):
            raise InputError(
                say(
                    "{named} is in no file, and there is no history to ask. {why}",
                    named=_named(address, path),
                    why=told(error),
                )
            ) from error
        return replace(blank, note=told(error))
    with repository:
        past = Past(repository, read, address, kind)
        latest = past.latest(_file(now), renamed_from)
        if latest is None and now is not None:
            if path and not below(leaves, path) and _leads_nowhere(kind, path, leaves):
                raise InputError(_nothing(kind, address, path, leaves, now))
            return replace(blank, uncommitted=True, note=say("{address} is not committed yet.", address=address))
        now = _read_alike(root, now, read)
        past.later = _open(kind, latest, now, renames)
        return _Answer(kind, past, applications).of(blank, latest, now)


def history(
    root: str | os.PathLike[str],
    address: Address,
    *,
    kinds: Kinds,
    now: Asset | None,
    read: Read,
    renamed_from: Address | None = None,
    renames: Mapping[Address, Address] = NONE,
    at_most: int = 0,
) -> History:
    """What happened to an asset, as far back as `at_most` steps or, with 0, to its beginning.

    Raises NoHistoryError without a repository, InputError when neither files nor history know the asset.
    """
    kind = kinds[address.kind]
    with Repository(root) as repository:
        past = Past(repository, read, address, kind)
        latest = past.latest(_file(now), renamed_from)
        answer = _Answer(kind, past, ())
        events: list[Event] = []
        more = False
        for step in past.steps(latest) if latest is not None or now is None else ():
            if at_most and len(events) == at_most:
                more = True
                break
            events.append(answer.event(step))
        if not events and now is None:
            raise InputError(say("{address} is in no file, and the history knows nothing of it.", address=address))
        edited: tuple[FieldChange, ...] = ()
        now = _read_alike(root, now, read)
        if now is not None:
            moves = _open(kind, latest, now, renames)
            committed = followed(kind, latest.asset, moves).attributes if latest is not None else {}
            edited = diff_attributes(kind, committed, now.attributes)
        return History(address, tuple(events), edited, past.cut, more)


def _open(
    kind: Kind, latest: State | None, now: Asset | None, renames: Mapping[Address, Address]
) -> Mapping[Address, Address]:
    """The renames of what the asset names that are not committed yet."""
    if latest is None or now is None:
        return NONE
    gone, came = exchanged(kind, latest.asset, now)
    return {old: new for old, new in renames.items() if old in gone and new in came}


def _blank(kind: Kind, address: Address, path: Path, now: Asset | None) -> Why:
    """The answer as far as the files alone give it."""
    stated = now.attributes.get("why") if now is not None else None
    shape = shape_of_path(kind.shape, path)
    return Why(
        address=address,
        path=path,
        value=value_at(kind.shape, now.attributes, path) if now is not None else ABSENT,
        default=shape.default if shape is not None and shape.default is not None else ABSENT,
        stated=dict(stated) if isinstance(stated, Mapping) else {},
        owner=now.owner if now is not None else None,
    )


class _Answer:
    """Puts answers together from an asset's past."""

    def __init__(self, kind: Kind, past: Past, applications: Sequence[Application]) -> None:
        self._kind = kind
        self._past = past
        self._repository = past.repository
        self._applications = sorted(applications, key=lambda one: _instant(one.at))
        self._records: dict[str, Sequence[ChangeRecord]] = {}
        self._leaves: dict[tuple[int, int], tuple[State, Mapping[Address, Address], Leaves]] = {}
        self._settings: dict[tuple[str, Path], Setting] = {}

    def of(self, blank: Why, latest: State | None, now: Asset | None) -> Why:
        """The whole answer for the path of `blank`."""
        path, later = blank.path, self._past.later
        current = below(leaves_of(self._kind.shape, now.attributes), path) if now is not None else {}
        committed = below(self._leaves_of(latest, later), path)
        edited = latest is not None and not alike(committed, current)
        pieces = self._pieces(path, current)
        open_pieces = [piece for piece in pieces if alike(below(committed, piece), below(current, piece))]
        uncommitted = set(pieces) - set(open_pieces)
        settings: dict[Path, Setting] = {}
        found: Step | None = None
        for step in self._past.steps(latest):
            if path and not current and found is None and not below(self._leaves_of(step.after, step.later), path):
                path = self._named_before(step, path)
            before = below(self._leaves_of(step.before, step.since), path)
            after = below(self._leaves_of(step.after, step.later), path)
            whole = not path and (step.before is None or step.after is None)
            if found is None and (whole or not alike(before, after)):
                found = step
            for piece in list(open_pieces):
                if not alike(below(before, piece), below(after, piece)):
                    settings[piece] = self._setting(step, (*path, *piece))
                    open_pieces.remove(piece)
            if found is not None and not open_pieces:
                break
        known = {
            **self._leaves_of(latest, NONE),
            **(leaves_of(self._kind.shape, now.attributes) if now is not None else {}),
        }
        unknown = _leads_nowhere(self._kind, path, known) if path else now is None
        if found is None and unknown and not current and not committed:
            raise InputError(_nothing(self._kind, blank.address, blank.path, known, now))
        setting = self._setting(found, path) if found is not None else None
        runs = self._runs(path, found, now)
        note: str = _DERIVED if blank.value is not ABSENT and not current and not committed else ""
        if runs is False and not edited and found is not None and found.before is not None:
            note = "" if _active(found.before.asset) else _AS_BEFORE
        return replace(
            blank,
            path=path,
            previous=self._previous(path, latest, later) if edited else self._before(path, found),
            setting=setting,
            parts=self._parts(now, path, pieces, settings, uncommitted) if now is not None and len(pieces) > 1 else (),
            applied=() if edited or setting is None or note == _AS_BEFORE else self._applied(setting.landed, runs),
            uncommitted=edited,
            created=found is not None and found.before is None,
            removed=found is not None and found.after is None,
            cut=self._past.cut,
            note=note,
        )

    def _pieces(self, path: Path, current: Leaves) -> list[Path]:
        """The pieces of a value that are told one by one: attributes of an asset, items with an id, else every leaf."""
        shape = shape_of_path(self._kind.shape, path)
        whole = not path or (shape is not None and bool(shape.key))
        leaves = [leaf for leaf in current if not leaf or leaf[-1] != ORDER]
        return list(dict.fromkeys(leaf[:1] if whole else leaf for leaf in leaves))

    def _parts(
        self,
        now: Asset,
        path: Path,
        pieces: Sequence[Path],
        settings: Mapping[Path, Setting],
        uncommitted: set[Path],
    ) -> tuple[Part, ...]:
        return tuple(
            Part(
                piece,
                value_at(self._kind.shape, now.attributes, (*path, *piece)),
                settings.get(piece),
                piece in uncommitted,
            )
            for piece in pieces
        )

    def _before(self, path: Path, step: Step | None) -> Any:
        return self._previous(path, step.before, step.since) if step is not None else ABSENT

    def _previous(self, path: Path, state: State | None, moves: Mapping[Address, Address]) -> Any:
        if state is None:
            return ABSENT
        return value_at(self._kind.shape, followed(self._kind, state.asset, moves).attributes, path)

    def _named_before(self, step: Step, path: Path) -> Path:
        """`path` with its group where it is a sentence that this step took away."""
        if str(path[0]) in self._kind.shape.properties:
            return path
        return found_in(self._leaves_of(step.before, step.since), path) or path

    def _leaves_of(self, state: State | None, moves: Mapping[Address, Address]) -> Leaves:
        """The leaves of a state, found once; what was renamed since goes by its new name."""
        if state is None:
            return {}
        known = self._leaves.get((id(state), id(moves)))
        if known is None:
            asset = followed(self._kind, state.asset, moves)
            known = state, moves, leaves_of(self._kind.shape, asset.attributes)
            self._leaves[id(state), id(moves)] = known
        return known[2]

    # The commit

    def _setting(self, step: Step, path: Path) -> Setting:
        """The commit behind a step, looked for in the branch where the step is a merge."""
        known = self._settings.get((step.commit.id, path))
        if known is not None:
            return known
        author, merged_by = step.commit, None
        if len(step.commit.parents) > 1:
            inner = self._inside(step, path)
            if inner is not None:
                author, merged_by = inner, step.commit
        record, certain = self._record(step.commit, author)
        tickets = [*(record.tickets if record is not None and certain else ())]
        for said in (author, step.commit):
            tickets += [ticket for name in _TICKET_TRAILERS for ticket in said.trailers.get(name, ())]
        setting = Setting(
            commit=author,
            address=step.side.address,
            file=step.side.file,
            merged_by=merged_by,
            record=record,
            record_certain=certain,
            tickets=tuple(dict.fromkeys(tickets)),
        )
        self._settings[step.commit.id, path] = setting
        return setting

    def _inside(self, step: Step, path: Path) -> Commit | None:
        """The youngest commit of the merged branch that made the value what it is after the merge; None when the merge
        itself did."""
        moves = step.since
        after = below(self._leaves_of(step.after, moves), path)
        sides = [side for side in (step.after, step.before) if side is not None]
        files = tuple(dict.fromkeys(file for side in sides for file in side.files))
        names = list(dict.fromkeys(side.address for side in sides))
        for name in self._repository.merged(step.commit.id, step.commit.parents[0], files):
            commit = self._repository.commit(name)
            here = below(self._leaves_of(self._one_of(name, files, names), moves), path)
            parent = self._one_of(commit.parents[0], files, names) if commit.parents else None
            if alike(here, after) and not alike(below(self._leaves_of(parent, moves), path), here):
                return commit
        return None

    def _one_of(self, commit: str, files: Sequence[str], names: Sequence[Address]) -> State | None:
        states = (self._past.state(commit, file, names) for file in files)
        return next((state for state in states if state is not None), None)

    def event(self, step: Step) -> Event:
        """A step as an entry of a history."""
        setting = self._setting(step, ())
        old, new = step.before, step.after
        if old is None:
            return Event("created", setting)
        if new is None:
            return Event("removed", setting)
        before = followed(self._kind, old.asset, step.renames)
        fields = diff_attributes(self._kind, before.attributes, new.asset.attributes)
        renamed = old.address if old.address != new.address else None
        kind = "renamed" if renamed is not None else "changed" if fields else "moved"
        return Event(kind, setting, fields, renamed, old.file if old.file != new.file else "")

    # What belongs to the commit

    def _record(self, landed: Commit, author: Commit) -> tuple[ChangeRecord | None, bool]:
        """The change record behind a commit, and whether that is certain.

        Certain is one that came or changed with the commit and covers the asset, or one that the message names. Else
        the youngest of those days that covers the asset is offered as likely.
        """
        since = landed.parents[0] if landed.parents else None
        for change in self._repository.changed(landed.id, since):
            if change.after and _is_record(change.file):
                for record in self._records_in(change.file, change.after):
                    if self._covers(record):
                        return record, True
        named = {word for said in (author, landed) for name in _RECORD_TRAILERS for word in said.trailers.get(name, ())}
        # Records are sometimes written after the fact, so those of today count where there were none at the time.
        for commit in dict.fromkeys([landed.id, self._repository.head() or landed.id]):
            there = [
                record
                for file, blob in self._repository.files(commit, CHANGES)
                if _is_record(file)
                for record in self._records_in(file, blob)
            ]
            for record in there:
                if record.id in named:
                    return record, True
            likely = [record for record in there if self._covers(record) and record.date <= landed.at[:10]]
            if likely:
                return max(likely, key=lambda record: (record.date, record.id)), False
        return None, False

    def _records_in(self, file: str, blob: str) -> Sequence[ChangeRecord]:
        if blob not in self._records:
            data = self._repository.blob(blob)
            held = self._past.held(blob, file, data) if data is not None else None
            self._records[blob] = held.changes if held is not None else ()
        return self._records[blob]

    def _covers(self, record: ChangeRecord) -> bool:
        return not self._past.names.isdisjoint(record.covers)

    def _runs(self, path: Path, step: Step | None, now: Asset | None) -> bool | None:
        """What is carried out by starting or stopping the asset: whether it is to run. None where the question is about
        what it is, which other steps of a plan carry out."""
        if not self._kind.activation or now is None or step is None:
            return None
        if not path and step.before is not None:
            before, after = self._leaves_of(step.before, step.since), self._leaves_of(step.after, step.later)
            changed = {leaf[:1] for leaf in {*before, *after} if before.get(leaf, ABSENT) != after.get(leaf, ABSENT)}
            path = STATE if changed == {STATE} else path
        return _active(now) if path == STATE else None

    def _applied(self, landed: Commit, runs: bool | None) -> tuple[Application, ...]:
        """For each environment the first application that had the commit in it, of those that are about it: with
        `runs`, one after which the asset runs, or does not."""
        first: dict[str, Application] = {}
        for application in self._applications:
            about = application.content if runs is None else application.active is runs
            if about and application.environment not in first and self._had(application, landed):
                first[application.environment] = application
        return tuple(first.values())

    def _had(self, application: Application, landed: Commit) -> bool:
        if application.commit:
            return self._repository.contains(application.commit, landed.id)
        return _instant(application.at) >= _instant(landed.at)


def _read_alike(root: str | os.PathLike[str], now: Asset | None, read: Read) -> Asset | None:
    """`now` as its file alone gives it, as every earlier one is read; `now` itself where the file is not to be had.

    What other files add to an asset, such as the values of a picklist that a shared value set holds, is no edit of it.
    """
    if now is None or now.origin is None:
        return now
    top = Folder(root)

    def content(file: str) -> bytes | None:
        try:
            return (top / file).read_bytes()
        except OSError:
            return None

    data = content(now.origin.file)
    held = read(now.origin.file, data, content) if data is not None else None
    return next((asset for asset in held.assets if asset.address == now.address), now) if held is not None else now


def _active(asset: Asset) -> bool:
    """Whether the files want an asset of a kind that runs to run."""
    return bool(asset.attributes.get("state", "active") == "active")


def _leads_nowhere(kind: Kind, path: Path, known: Leaves) -> bool:
    """Whether a path with no value is no place for one: the schema has none, or it names an item that is not there, or
    in one that is there what it has not and nothing counts for. `known` are the leaves that there are."""
    shape: Shape | None = kind.shape
    item: Path = ()
    for at, step in enumerate(path, 1):
        if shape is None or shape.criteria:
            return True
        inside = shape.items is not None and step not in shape.properties
        item = path[:at] if inside else item
        shape = shape.items if inside else shape.below(str(step))
    return shape is None or bool(item and (shape.default is None or not below(known, item)))


def _nothing(kind: Kind, address: Address, path: Path, known: Leaves, now: Asset | None) -> Text:
    """The sentence for a path that is nowhere, with the nearest one that is somewhere."""
    if not path:
        return say("{address} is in no file, and the history knows nothing of it.", address=address)
    never = say(
        "{address} has no {path}, and never had in the history that is here.", address=address, path=text_of(path)
    )
    if now is not None and len(path) > 2 and path[-1] == "wait":
        waits = [text_of(wait) for wait in waits_before(kind.shape, path[:-1], now.attributes)]
        if waits:
            here = say('The wait that is told as "before" it is {place}.', place=", ".join(waits))
            return together(" ", [never, here])
    places = list(dict.fromkeys(leaf[:length] for leaf in known for length in range(1, len(leaf) + 1)))
    near = [text_of(one) for one in places if len(one) == len(path) > 2 and (one[0], one[-1]) == (path[0], path[-1])]
    around = next((path[:cut] for cut in range(len(path) - 1, 0, -1) if below(known, path[:cut])), ())
    if not near and around:
        beside = {str(one[-1]): text_of(one) for one in places if one[:-1] == around and one[-1] != ORDER}
        near = [beside[name] for name in get_close_matches(str(path[len(around)]), beside, n=1)]
        if not near:
            return together(
                " ", [never, say("What is there: {places}.", places=", ".join([*beside.values()][:_NAMED]))]
            )
    if not near:
        names = {text_of(one) for one in places} | {str(leaf[-1]) for leaf in known} | {*kind.shape.properties}
        near = get_close_matches(text_of(path), sorted(names), n=1)
    return together(" ", [never, say("Did you mean {close}?", close=", ".join(near[:_NAMED]))]) if near else never


def _is_record(file: str) -> bool:
    return file.startswith(CHANGES) and file.endswith((".yaml", ".yml"))


def _instant(text: str) -> datetime:
    """A time in RFC 3339; one without an offset is UTC."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _file(asset: Asset | None) -> str:
    return asset.origin.file if asset is not None and asset.origin is not None else ""


def _named(address: Address, path: Path) -> str:
    return say("{path} of {address}", path=text_of(path), address=address) if path else str(address)

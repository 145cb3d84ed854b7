"""One asset through the commits: where it was, what it was, and which commit changed it.

The walk goes back along first parents, since one pull request is one step however it was merged. It looks only at
commits that changed the asset's files; where the asset appears in a file, it is looked for in what that commit changed,
under its own address and under the one that `renamed_from` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from mapconfig.address import Address
from mapconfig.diff import same
from mapconfig.model import Asset, ChangeRecord, Kind
from mapconfig.record.history import Changed, Commit, Repository
from mapconfig.record.renames import NONE, exchanged, followed, renames, since

#: Files of an org that hold assets: YAML, and the CRM's own formats.
_SUFFIXES = (".yaml", ".yml", ".xml", ".object")


class Held(Protocol):
    """What one file says; a reading of `mapconfig.read` is one."""

    @property
    def assets(self) -> Sequence[Asset]: ...
    @property
    def renamed(self) -> Sequence[tuple[Address, Address]]:
        """Addresses with the address each had before, as `renamed_from` says."""

    @property
    def changes(self) -> Sequence[ChangeRecord]: ...
    @property
    def side_files(self) -> Sequence[str]:
        """Files, relative to the org, that hold texts of these assets."""


#: What the file of that name with that content says, or None where it cannot be read. The third argument gives the
#: content of a side file, or None where there is none.
Read = Callable[[str, bytes, Callable[[str], "bytes | None"]], "Held | None"]


@dataclass(frozen=True, slots=True)
class State:
    """An asset as one commit has it."""

    asset: Asset
    file: str
    side_files: tuple[str, ...]
    renamed_from: Address | None

    @property
    def address(self) -> Address:
        return self.asset.address

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that the asset is made of, and side files of its neighbours in the same file."""
        return (self.file, *self.side_files)


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit of the line did to the asset: `before` is None where it was made, `after` where it was
    removed.

    `renames` are those of what the asset names, former address to new, that the commit made; `later` those since, up to
    the files of today. Neither changes the asset.
    """

    commit: Commit
    before: State | None
    after: State | None
    renames: Mapping[Address, Address] = field(default_factory=dict)
    later: Mapping[Address, Address] = field(default_factory=dict)

    @property
    def side(self) -> State:
        """The asset after the commit, or before it where it was removed."""
        found = self.after or self.before
        assert found is not None, "a step has a side"
        return found

    @property
    def since(self) -> Mapping[Address, Address]:
        """The renames from before the commit up to today."""
        return since(self.renames, self.later)


class Past:
    """An asset's way through a repository.

    `names` are the addresses it is known to have had. `cut` is the commit at which a shallow clone ends, once a walk
    has come there. `later` are the renames of what the asset names between where the walk is and the files of today;
    whoever begins a walk says which are not committed yet.
    """

    def __init__(self, repository: Repository, read: Read, address: Address, kind: Kind) -> None:
        self.repository = repository
        self.later: Mapping[Address, Address] = NONE
        self._kind = kind
        self.address = address
        self.names = {address}
        self.cut = ""
        self._read = read
        self._held: dict[tuple[str, bytes], Held | None] = {}

    def held(self, commit: str, file: str, data: bytes) -> Held | None:
        """What `file` with this content says at `commit`, where its side files are looked up."""
        known = self._held.get((file, data))
        if known is not None:
            return known
        found = self._read(file, data, lambda side: self.repository.content(commit, side))
        if found is not None and not found.side_files:
            self._held[file, data] = found
        return found

    def state(self, commit: str, file: str, names: Iterable[Address]) -> State | None:
        """The asset under one of these names, as `file` had it at `commit`."""
        data = self.repository.content(commit, file)
        held = self.held(commit, file, data) if data is not None else None
        return _state(held, file, names)

    def readable(self, commit: str, file: str) -> bool:
        """False where the file was there and could not be read."""
        data = self.repository.content(commit, file)
        return data is None or self.held(commit, file, data) is not None

    def latest(self, file: str, renamed_from: Address | None) -> State | None:
        """The asset as the last commit has it; `file` is where it is now, empty where it is nowhere any more."""
        head = self.repository.head()
        if head is None:
            return None
        names = [self.address, *([renamed_from] if renamed_from is not None else [])]
        found = self.state(head, file, names) if file else None
        if found is None:
            found = self._search(head, self.repository.files(head), names)
        if found is not None:
            self.names.add(found.address)
        return found

    def steps(self, state: State | None) -> Iterator[Step]:
        """Every commit of the line that changed the asset, newest first, until the one that made it.

        `state` is what `latest` gave. Without one, the first step is the commit that took the asset away.
        """
        start = self.repository.head() or ""
        if state is None and start:
            removed = self._removal(start)
            if removed is not None:
                yield removed
                state, start = removed.before, removed.commit.parents[0]
        while state is not None:
            step = self._next(state, start)
            if step is None:
                return
            yield step
            state = step.before
            start = step.commit.parents[0] if step.commit.parents else ""

    def _next(self, state: State, start: str) -> Step | None:
        """The newest commit from `start` back that changed `state`; None at a cut."""
        mended: Commit | None = None
        last = self.repository.commit(start)
        for name in self.repository.line(start, state.files):
            here = self.repository.commit(name)
            # Where the file could not be read before, what came out of it counts for the commit that mended it.
            commit = mended or here
            if not here.parents:
                return Step(commit, None, state, later=self.later)
            if not self._has_parents(here):
                return None
            parent = here.parents[0]
            if not self.readable(parent, state.file):
                mended = commit
                continue
            mended = None
            before = self.state(parent, state.file, [state.address]) or self._origin(state, here, parent)
            if before is None:
                return Step(commit, None, state, later=self.later)
            self.names.add(before.address)
            moved = before.file != state.file or before.address != state.address
            made = self._renames(commit, parent, before.asset, state.asset)
            later, self.later = self.later, since(made, self.later)
            compared = followed(self._kind, before.asset, made)
            if moved or not same(dict(compared.attributes), dict(state.asset.attributes)):
                return Step(commit, before, state, made, later)
            if before.files != state.files:  # the same text, from another side file: other commits matter from here on
                return self._next(before, parent)
            state = before  # the same, but perhaps with `renamed_from`
            last = here
        self.cut = last.id  # a graft ends the line before the beginning
        return None

    def _renames(self, commit: Commit, parent: str, before: Asset, after: Asset) -> Mapping[Address, Address]:
        """What `commit` renamed of that which the asset named before it. Only where the asset names something else
        after it, and in files that speak of renames, is there anything to read."""
        gone, came = exchanged(self._kind, before, after)
        if not (gone and came):
            return NONE
        changed = [one for one in self.repository.changed(commit.id, parent) if one.file.endswith(_SUFFIXES)]
        renamed: dict[Address, Address] = {}
        for one in changed:
            held = self._speaking(commit.id, one)
            renamed.update((new, old) for new, old in (held.renamed if held is not None else ()) if old in gone)
        renamed = {new: old for new, old in renamed.items() if new in came}
        if not renamed:
            return NONE
        names = [*renamed, *renamed.values()]
        there = self._found(parent, [(one.file, one.before) for one in changed if one.before], names)
        return renames(renamed, there, self._found(commit.id, [(o.file, o.after) for o in changed if o.after], names))

    def _speaking(self, commit: str, one: Changed) -> Held | None:
        """What a file says after a change, where it speaks of a rename."""
        data = self.repository.blob(one.after) if one.after else None
        return self.held(commit, one.file, data) if data is not None and b"renamed_from" in data else None

    def _found(self, commit: str, files: Sequence[tuple[str, str]], names: Iterable[Address]) -> set[Address]:
        """Which of these assets are in one of these files."""
        return {name for name in names if self._search(commit, files, [name]) is not None}

    def _origin(self, state: State, commit: Commit, parent: str) -> State | None:
        """Where the asset was before `commit` put it into this file: another file, under another key, or both."""
        changed = [(c.file, c.before) for c in self.repository.changed(commit.id, parent) if c.before]
        names = [state.address, *([state.renamed_from] if state.renamed_from is not None else [])]
        return self._search(parent, changed, names)

    def _removal(self, head: str) -> Step | None:
        """The last commit of the line that took the asset away."""
        for name, changed in self.repository.changes_along(head):
            gone = [(c.file, c.before) for c in changed if c.before]
            commit = self.repository.commit(name)
            before = self._search(commit.parents[0], gone, [self.address])
            if before is not None:
                return Step(commit, before, None)
        return None

    def _search(self, commit: str, files: Iterable[tuple[str, str]], names: Sequence[Address]) -> State | None:
        """The asset in one of these files, given with the ids of their content."""
        wanted = [name.key.rpartition(".")[2].encode() for name in names]
        for file, blob in files:
            if file.endswith(_SUFFIXES):
                data = self.repository.blob(blob)
                # The key stands in the file as it is, the CRM's after the object; this spares most of the parsing.
                if data is not None and any(key in data for key in wanted):
                    found = _state(self.held(commit, file, data), file, names)
                    if found is not None:
                        return found
        return None

    def _has_parents(self, commit: Commit) -> bool:
        """False, with `cut` set, where a shallow clone does not have the commit before this one."""
        if not self.repository.shallow or not commit.parents:
            return True
        line = self.repository.line(commit.id)
        if len(list(islice(line, 2))) == 2:
            return True
        self.cut = commit.id
        return False


def _state(held: Held | None, file: str, names: Iterable[Address]) -> State | None:
    if held is None:
        return None
    assets = {asset.address: asset for asset in reversed(held.assets)}
    for name in names:
        if name in assets:
            return State(assets[name], file, tuple(held.side_files), dict(held.renamed).get(name))
    return None

"""What happened to every asset of an org, in one walk through its commits.

`record.why` answers for one asset and follows each of its values; this tells all assets at once, a line an asset and a
commit, for whoever shows them all. It asks git for the line of commits once, and for each content once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from mapconfig.address import Address
from mapconfig.language import told
from mapconfig.model import Asset, ChangeRecord, Kinds
from mapconfig.record.contents import Contents, holds_assets
from mapconfig.record.edits import NEW, edits, words
from mapconfig.record.history import Changed, Commit, NoHistoryError, Repository
from mapconfig.record.past import Read
from mapconfig.record.renames import renames
from mapconfig.values import dataclass, field, replace

#: Contents that are read at most: about half a minute. What is older is left to `mapconfig history`.
AT_MOST = 30_000
#: Commits of a merged branch that are looked at for who wrote what.
_INNER = 50
_RECORD_TRAILERS = ("change-request", "change-record", "change")
_TICKET_TRAILERS = ("ticket", "tickets", "issue")


@dataclass(frozen=True, slots=True)
class Happening:
    """What one commit of the line did to one asset: `kind` is created, changed, renamed or moved.

    `commit` is the one of the line, `author` who wrote the change, which for a merge is the author of the commit that
    it brought. `record` is certain where it came with the commit or is named by it. `words` are the first fields that
    changed, `more` how many others there are.
    """

    kind: str
    commit: Commit
    author: str
    address: Address
    renamed_from: Address | None = None
    moved_from: str = ""
    words: tuple[str, ...] = ()
    more: int = 0
    record: ChangeRecord | None = None
    record_certain: bool = False
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chronicle:
    """All of it: `happenings` of each asset by the address it has now, newest first.

    `uncommitted` are words of what the files change since the last commit (`record.edits`).
    `place` gives each commit of the line its number, 0 for the newest. `cut` is the commit where the walk ended before
    the beginning; `note` says why there is no history at all.
    """

    happenings: Mapping[Address, tuple[Happening, ...]] = field(default_factory=dict)
    uncommitted: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)
    place: Mapping[str, int] = field(default_factory=dict)
    head: Commit | None = None
    cut: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """The org as its files have it. `sides` maps a side file to the files that name it."""

    assets: Mapping[Address, Asset]
    kinds: Kinds
    renamed_from: Mapping[Address, Address] = field(default_factory=dict)
    changes: Sequence[ChangeRecord] = ()
    sides: Mapping[str, Iterable[str]] = field(default_factory=dict)


def chronicle(
    root: str | os.PathLike[str], now: Now, read: Read, at_most: int = AT_MOST, known: Chronicle | None = None
) -> Chronicle:
    """What happened to each asset of `now`. Never raises for a history that cannot be asked: `note` says why.

    `known` is one of the same repository and change records: where nothing was committed since, only what is not
    committed yet is asked again.
    """
    try:
        with Repository(root) as repository:
            head = repository.head()
            if head is None:
                return Chronicle(note="Nothing has been committed here yet.")
            walk = _Walk(os.fspath(root), repository, now, read, at_most)
            if known is not None and known.head is not None and known.head.id == head:
                return walk.again(head, known)
            return walk.all(head)
    except NoHistoryError as error:
        return Chronicle(note=told(error))


class _Walk:
    """One walk. An asset is followed under the address it has at the commit that is looked at (`called`)."""

    def __init__(self, root: str, repository: Repository, now: Now, read: Read, at_most: int) -> None:
        self._root = root
        self._repository = repository
        self._now = now
        self._contents = Contents(repository, read, now.sides, at_most)
        self._told: dict[Address, list[Happening]] = {address: [] for address in now.assets}
        self._called: dict[Address, Address] = {address: address for address in now.assets}
        self._records: dict[Address, list[ChangeRecord]] = {}
        for record in now.changes:
            for address in record.covers:
                self._records.setdefault(address, []).append(record)

    def all(self, head: str) -> Chronicle:
        repository = self._repository
        uncommitted = self._edits(head)
        for address, told_words in uncommitted.items():
            before = self._now.renamed_from.get(address)
            if told_words == NEW:  # made, or renamed, since the last commit
                del self._called[address]
                if before is not None and before not in self._now.assets:
                    self._called[before] = address
        line = list(repository.line(head))
        cut = ""
        for name, changed in repository.changes_along(head):
            if self._contents.left <= 0:
                cut = name
                break
            commit = repository.commit(name)
            self._tell(commit, changed)
        if not cut and line:
            first = repository.commit(line[-1])
            if first.parents or repository.shallow:
                cut = first.id
            else:
                self._begin(first)
        return Chronicle(
            happenings={address: tuple(told) for address, told in self._told.items() if told},
            uncommitted=uncommitted,
            place={commit: number for number, commit in enumerate(line)},
            head=repository.commit(head),
            cut=cut,
        )

    def again(self, head: str, known: Chronicle) -> Chronicle:
        """`known` with what is not committed now."""
        uncommitted = self._edits(head)
        told = {address: known.happenings[address] for address in self._now.assets if address in known.happenings}
        for address, told_words in uncommitted.items():
            before = self._now.renamed_from.get(address)
            if told_words == NEW and before is not None and before in known.happenings:
                told[address] = known.happenings[before]
        return replace(known, happenings=told, uncommitted=uncommitted)

    def _edits(self, head: str) -> dict[Address, tuple[str, ...]]:
        now = self._now
        return edits(self._root, self._contents, head, now.assets, now.kinds, now.renamed_from)

    # What commits did

    def _tell(self, commit: Commit, changed: Sequence[Changed]) -> None:
        """Tell what one commit did to the assets that are followed."""
        parent = commit.parents[0]
        files: dict[str, tuple[str | None, str | None]] = {}
        for one in changed:
            if holds_assets(one.file):
                files[one.file] = (one.before, one.after)
        for one in changed:
            for naming in self._contents.naming(one.file):
                files.setdefault(naming, (None, None))
        before: dict[Address, Asset] = {}
        after: dict[Address, Asset] = {}
        renamed: dict[Address, Address] = {}
        for file, (old, new) in files.items():
            before.update(self._contents.assets(parent, file, old)[0])
            assets, names = self._contents.assets(commit.id, file, new)
            after.update(assets)
            renamed.update(names)
        moves = renames(renamed, before, after)
        inner = self._inner(commit) if len(commit.parents) > 1 else []
        for address in sorted({*before, *after}):
            now = self._called.get(address)
            if now is None:
                continue
            happening = self._one(commit, address, before, after, moves)
            if happening is None:
                continue
            asset = after.get(address) or before[address]
            author = _author(inner, asset) or commit
            self._told[now].append(self._dated(happening, author, {c.file for c in changed}))
            del self._called[address]
            earlier = happening.renamed_from or (address if happening.kind != "created" else None)
            if earlier is not None:
                self._called[earlier] = now

    def _one(
        self,
        commit: Commit,
        address: Address,
        before: Mapping[Address, Asset],
        after: Mapping[Address, Asset],
        moves: Mapping[Address, Address],
    ) -> Happening | None:
        old, new = before.get(address), after.get(address)
        if new is None:
            return None  # a second copy went: it is there to this day, and nothing later made it
        if old is None:
            earlier = next((old for old, name in moves.items() if name == address), None)
            if earlier is None:
                return Happening("created", commit, commit.author, address)
            said, more = words(self._now.kinds, before[earlier], new, moves)
            return Happening("renamed", commit, commit.author, address, earlier, words=said, more=more)
        said, more = words(self._now.kinds, old, new, moves)
        moved = old.origin.file if old.origin and new.origin and old.origin.file != new.origin.file else ""
        if not said and not moved:
            return None
        kind = "changed" if said else "moved"
        return Happening(kind, commit, commit.author, address, None, moved, said, more)

    def _begin(self, first: Commit) -> None:
        """What nothing made later was there from the first commit on."""
        for address, now in self._called.items():
            happening = Happening("created", first, first.author, address)
            self._told[now].append(self._dated(happening, first, set()))

    def _dated(self, happening: Happening, author: Commit, files: set[str]) -> Happening:
        """A happening with its author and the reason for it."""
        commit = happening.commit
        names = {happening.address, happening.renamed_from or happening.address}
        covering = [record for name in sorted(names) for record in self._records.get(name, ())]
        named = {word for one in (author, commit) for name in _RECORD_TRAILERS for word in one.trailers.get(name, ())}
        certain = [one for one in covering if one.file in files]
        certain += [one for one in self._now.changes if one.id in named]
        likely = [one for one in covering if one.date <= commit.at[:10]]
        record = certain[0] if certain else max(likely, key=lambda one: (one.date, one.id), default=None)
        tickets = [*(record.tickets if certain and record is not None else ())]
        for one in (author, commit):
            tickets += [ticket for name in _TICKET_TRAILERS for ticket in one.trailers.get(name, ())]
        return Happening(
            kind=happening.kind,
            commit=commit,
            author=author.author,
            address=happening.address,
            renamed_from=happening.renamed_from,
            moved_from=happening.moved_from,
            words=happening.words,
            more=happening.more,
            record=record,
            record_certain=bool(certain),
            tickets=tuple(dict.fromkeys(tickets)),
        )

    def _inner(self, merge: Commit) -> list[tuple[Commit, set[str]]]:
        """The commits that a merge brought, newest first, with the files of each."""
        found: list[tuple[Commit, set[str]]] = []
        for name in self._repository.merged(merge.id, merge.parents[0], ()):
            if len(found) == _INNER:
                break
            commit = self._repository.commit(name)
            parent = commit.parents[0] if commit.parents else None
            found.append((commit, {one.file for one in self._repository.changed(name, parent)}))
        return found


def _author(inner: Sequence[tuple[Commit, set[str]]], asset: Asset) -> Commit | None:
    """Who wrote it: of the commits that a merge brought, the newest that touched the asset's file."""
    file = asset.origin.file if asset.origin is not None else ""
    return next((commit for commit, files in inner if file in files), None)

"""Two revisions, or one and the files as they are, compared at the cost of what differs between them.

The index of one commit is kept. Another commit is that index with a few files laid over it: those that git says differ.
So neither side is read whole, whatever the org's size. The first comparison reads one side to make the index, and so
does one that is too far from the commit it was made of.

The files as they are have the index that `validate` keeps. They and a commit are compared asset by asset where the two
indexes lie, so that neither side is read then either.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TypeVar

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.errors import InputError
from mapconfig.finding import Severity
from mapconfig.graph import Edge
from mapconfig.impact import impact
from mapconfig.impact.comparison import Comparison
from mapconfig.impact.unmanaged import staying
from mapconfig.index import facts
from mapconfig.index.held import HeldAssets, HeldLinks, asset_of, kept_settings
from mapconfig.index.store import Store, place, program
from mapconfig.index.verdict import NAME, UNUSABLE, warm
from mapconfig.language import say
from mapconfig.model import Asset, Kinds, Org, Settings, mentions
from mapconfig.read.documents import CRM, REMOVED, FileReading, documents_of, is_asset_file
from mapconfig.read.revision import Changed, Revision, blobs, plainly_changed, resolve_all
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import MAX_BYTES, UnreadableError
from mapconfig.values import dataclass, replace

T = TypeVar("T")

SETTINGS = "mapconfig.yaml"
#: More differing files than this are quicker compared by reading both sides.
MANY = 2_000
_NO_DAY = date(1, 1, 1)

#: The files in which a commit differs from that of the index, each with the hash of its content there, None where it is
#: gone.
_Over = Mapping[str, str | None]


def compare(root: str, before: str, after: str, day: date, tell: Callable[[Comparison], T]) -> T | None:
    """What `tell` makes of two revisions of the org at `root` compared on `day` as
    `mapconfig.impact.comparison.compare` does, or None where that has to be asked: the settings or the CRM's schema
    differ, files contradict each other, or something cannot be read.

    The orgs that `tell` is given lie in the index and cannot be used when it has returned. Raises InputError for
    revisions that there are not.
    """
    where = place(root)
    if where is None:
        return None
    a, b = resolve_all(root, (before, after))
    store = Store(os.path.join(where, "commit.sqlite3"))
    try:
        found = _compared(store, root, a, b, day)
        return tell(found) if found is not None else None
    except InputError:  # whoever reads both sides whole finds the words for it
        return None
    except (sqlite3.Error, ValueError, KeyError, TypeError, IndexError, OSError):
        with contextlib.suppress(OSError):
            store.drop()
        return None
    finally:
        store.close()


def compare_files(root: str, before: str, day: date, tell: Callable[[Comparison], T]) -> T | None:
    """Like `compare`, of a revision and the files as they are. None also where no index of the files can be brought up
    to date, or where one of them cannot be read."""
    where = place(root)
    if where is None:
        return None
    (a,) = resolve_all(root, (before,))
    store, files = Store(os.path.join(where, "commit.sqlite3")), Store(os.path.join(where, NAME))
    taken = time.time_ns()
    try:
        if not files.exists():
            return None
        if warm(files, root, facts.facts(root), taken, day) is None or _faulty(files):
            return None
        found = _compared_files(store, files, root, a, day)
        return tell(found) if found is not None else None
    except InputError:  # whoever reads both sides whole finds the words for it
        return None
    except UNUSABLE:
        for each in (store, files):
            with contextlib.suppress(OSError):
                each.drop()
        return None
    finally:
        store.close()
        files.close()


def _faulty(files: Store) -> bool:
    """Whether something in the files cannot be read, or two of them contradict each other."""
    rows = files.rows(
        "SELECT findings FROM file WHERE findings != '[]' UNION ALL SELECT value FROM meta WHERE name = 'standing'"
    )
    return files.get("joint") != "0" or any(
        severity == Severity.ERROR for (said,) in rows for _, severity, *_ in json.loads(said)
    )


def _compared_files(store: Store, files: Store, root: str, a: str, day: date) -> Comparison | None:
    one = _base(store)
    over = _over(root, one, a, a) if one else None
    if over is None:
        one = _made(store, root, a)
        over = _over(root, one, a, a) if one else None
    if over is None or any(store.get(name) != files.get(name) for name in ("settings", "removed")):
        return None
    contents = _Contents(store, root, load_kinds(), over)
    before = _side(contents, a, over[0], set(over[0]), kept_settings(store))
    if before is None:
        return None
    addresses = {*_differing(store, files), *before.few}
    renamed = {**contents.renamed(addresses), **before.renamed}
    before = replace(
        before,
        few={address: before.org[address] for address in addresses if address in before.org},
        org=replace(before.org, renamed_from=renamed),
        renamed=renamed,
    )
    after = _as_it_is(files, addresses)
    return _told_apart(before, after, day)


def _told_apart(before: _Side, after: _Side, day: date) -> Comparison:
    """What differs between two sides, and what that does. What is only out of the files goes on, so it is weighed with
    the rest of what there is after."""
    changes = diff(*_with_followers(before, after), whole=(before.org, after.org))
    there, links, stays = after.org, after.links, staying(changes)
    if stays:
        there = replace(there, assets=after.assets.laid(stays))
        links = links.laid({address: _edges(there.kinds, asset) for address, asset in stays.items()})
    return Comparison(before.org, after.org, changes, impact(changes, before.org, there, before.links, links, day))


def _differing(store: Store, files: Store) -> set[Address]:
    """The assets of which two indexes do not say the same, word by word. They may still mean the same."""
    store.db.execute("ATTACH ? AS other", (files.path,))
    try:
        query = (
            "SELECT a.address FROM {0}.asset a LEFT JOIN {1}.asset b ON b.address = a.address "
            "WHERE b.address IS NULL OR b.attributes != a.attributes OR b.renamed_from IS NOT a.renamed_from"
        )
        both = (query.format("main", "other"), query.format("other", "main"))
        return {Address(row[0]) for each in both for row in store.rows(each)}
    finally:
        store.db.execute("DETACH other")


def _as_it_is(files: Store, addresses: Iterable[Address]) -> _Side:
    """The files as they are, by way of their index, and of their assets those at `addresses`."""
    held = HeldAssets(files)
    renamed = _renamed(files, addresses)
    org = Org(load_kinds(), held, kept_settings(files), renamed_from=renamed)
    few = {address: held[address] for address in addresses if address in held}
    return _Side(org, held, HeldLinks(files), few, renamed)


def _compared(store: Store, root: str, a: str, b: str, day: date) -> Comparison | None:
    base = _base(store)
    over = _over(root, base, a, b) if base else None
    if over is None:
        base = _made(store, root, b)
        over = _over(root, base, a, b) if base else None
    if over is None:
        return None
    kinds = load_kinds()
    said = kept_settings(store)
    contents = _Contents(store, root, kinds, over)
    between = {file for file in chain(*over) if over[0].get(file, "=") != over[1].get(file, "=")}
    sides = [_side(contents, commit, each, between, said) for commit, each in zip((a, b), over, strict=True)]
    one, other = sides
    if one is None or other is None:
        return None
    return _told_apart(one, other, day)


def _base(store: Store) -> str:
    """The commit that the index is of; empty where there is none that this program could use."""
    try:
        return (store.get("commit") or "") if store.exists() and store.get("program") == program() else ""
    except sqlite3.Error:
        return ""


def _made(store: Store, root: str, commit: str) -> str:
    """An index of `commit`; empty where that commit has errors: half an org is compared with nothing."""
    from mapconfig.index.build import build, keep

    store.drop()
    built = build(root, _NO_DAY, Revision(root, commit), rules=False)
    if any(finding.severity is Severity.ERROR for finding in built.reading.findings):
        return ""
    keep(store, built, {}, 0, _NO_DAY)
    store.put("commit", commit)
    return commit


def _over(root: str, base: str, a: str, b: str) -> tuple[_Over, _Over] | None:
    """How two commits differ from that of the index; None where that is too much, or has a say in everything."""
    found = []
    for commit in (a, b):
        try:
            files = plainly_changed(root, base, commit)
        except InputError:  # the commit of the index is gone: rebased away and collected
            return None
        if files is None or len(files) > MANY or any(_reaches_all(each) for each in files):
            return None
        found.append({each.file: each.after for each in files})
    return found[0], found[1]


def _reaches_all(change: Changed) -> bool:
    return change.file in (SETTINGS, REMOVED) or change.file.startswith(CRM)


class _Contents:
    """What files say at two commits; nothing is read twice, and nothing that the index has."""

    def __init__(self, store: Store, root: str, kinds: Kinds, over: tuple[_Over, _Over]) -> None:
        self.store = store
        self.root = root
        self.kinds = kinds
        wanted = {each for one in over for file, each in one.items() if each and is_asset_file(file)}
        self._data = dict(blobs(root, sorted(wanted)))

    def naming(self, files: Iterable[str]) -> set[str]:
        """The files that name one of `files` as a side file, as far as the index knows."""
        return {row[0] for row in self.store.within("SELECT file FROM side WHERE path IN (?*)", files)}

    def readings(self, commit: str, over: _Over) -> dict[str, FileReading] | None:
        """What the files say that are not in the index as they are at this commit, or that name one which is not; None
        where one of them has an error."""
        whole: list[Revision] = []

        def revision() -> Revision:
            if not whole:
                whole.append(Revision(self.root, commit))
            return whole[0]

        def side(file: str) -> bytes:
            known = over.get(file, "")
            if known is None:
                raise UnreadableError(file, say("There is no such file."))
            return next(blobs(self.root, [known]))[1] if known else revision().read(file)

        found = {}
        for file in sorted({*over, *self.naming(over)}):
            id_ = over.get(file, "")
            if id_ is None or not is_asset_file(file):
                continue
            data = self._data[id_] if id_ else revision().read(file)
            if len(data) > MAX_BYTES:
                return None
            reading = documents_of(file, data, self.kinds, side)
            if any(finding.severity is Severity.ERROR for finding in reading.findings):
                return None
            found[file] = reading
        return found

    def held(self, files: Iterable[str]) -> dict[Address, Asset]:
        """The assets that the index has of `files`."""
        query = "SELECT address, file, document, attributes FROM asset WHERE file IN (?*)"
        assets = (asset_of(row) for row in self.store.within(query, sorted(files)))
        return {asset.address: asset for asset in assets}

    def renamed(self, addresses: Iterable[Address]) -> dict[Address, Address]:
        """The earlier addresses that the index has of `addresses`."""
        return _renamed(self.store, addresses)


def _renamed(store: Store, addresses: Iterable[Address]) -> dict[Address, Address]:
    query = "SELECT address, renamed_from FROM asset WHERE renamed_from IS NOT NULL AND address IN (?*)"
    return {Address(new): Address(old) for new, old in store.within(query, sorted(addresses))}


@dataclass(frozen=True, slots=True)
class _Side:
    """One revision: whole by way of the index, and just the assets of the files that differ."""

    org: Org
    assets: HeldAssets
    links: HeldLinks
    few: Mapping[Address, Asset]
    renamed: Mapping[Address, Address]


def _side(contents: _Contents, commit: str, over: _Over, between: set[str], said: Settings) -> _Side | None:
    readings = contents.readings(commit, over)
    if readings is None:
        return None
    store, kinds = contents.store, contents.kinds
    gone = {Address(row[0]) for row in store.within("SELECT address FROM asset WHERE file IN (?*)", {*over, *readings})}
    new = {asset.address: asset for reading in readings.values() for asset in reading.assets}
    if not _alone(store, readings.values(), new, gone):
        return None
    laid: dict[Address, Asset | None] = {**dict.fromkeys(gone), **new}
    links = HeldLinks(store, {address: _edges(kinds, asset) for address, asset in laid.items()})
    # What is the same file on both sides says the same, but for what it takes from a side file.
    differing = {*between, *contents.naming(between)}
    held = contents.held(differing - readings.keys() - over.keys())
    read = {asset.address: asset for file in differing & readings.keys() for asset in readings[file].assets}
    renamed = contents.renamed(held)
    renamed.update(pair for file in differing & readings.keys() for pair in readings[file].renamed)
    assets = HeldAssets(store, laid)
    org = Org(kinds, assets, said, renamed_from=renamed)
    return _Side(org, assets, links, {**held, **read}, renamed)


def _alone(store: Store, readings: Iterable[FileReading], new: Mapping[Address, Asset], gone: set[Address]) -> bool:
    """Whether no two files contradict each other: each asset and each change record is in one, and nothing is there
    that is to be removed."""
    readings = list(readings)
    files = {reading.file for reading in readings}
    if sum(len(reading.assets) for reading in readings) != len(new):
        return False
    if store.within("SELECT 1 FROM asset WHERE address IN (?*)", new.keys() - gone):
        return False
    if new.keys() & set(json.loads(store.get("removed") or "[]")):
        return False
    records = [record.id for reading in readings for record in reading.changes]
    kept: dict[str, str] = json.loads(store.get("records") or "{}")
    return len(set(records)) == len(records) and all(kept.get(each, "") in ("", *files) for each in records)


def _with_followers(one: _Side, other: _Side) -> tuple[Org, Org]:
    """The assets that differ, with those that name one which has another address now: a reference follows a rename,
    and one that does not is a difference."""
    few, after = dict(one.few), dict(other.few)
    for new, old in other.renamed.items():
        if old in few and old not in after and new in after and new not in few:
            for edge in one.links.used_by(old):
                source = edge.source
                if source not in few and source in one.org and source in other.org:
                    few[source], after[source] = one.org[source], other.org[source]
    return _small(one.org, few, one.renamed), _small(other.org, after, other.renamed)


def _small(org: Org, few: Mapping[Address, Asset], renamed: Mapping[Address, Address]) -> Org:
    return Org(org.kinds, {address: few[address] for address in sorted(few)}, org.settings, renamed_from=renamed)


def _edges(kinds: Kinds, asset: Asset | None) -> Sequence[Edge]:
    if asset is None:
        return ()
    return tuple(
        Edge(asset.address, mention.target, mention.relation, mention.path)
        for mention in mentions(kinds[asset.kind], asset.attributes)
    )

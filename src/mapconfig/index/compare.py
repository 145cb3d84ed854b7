"""Two revisions compared at the cost of what differs between them.

The index of one commit is kept. Another commit is that index with a few files laid over it: those that git says differ.
So neither side is read whole, whatever the org's size. The first comparison reads one side to make the index, and so
does one that is too far from the commit it was made of.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.errors import InputError
from mapconfig.finding import Severity
from mapconfig.graph import Edge
from mapconfig.impact import impact
from mapconfig.impact.comparison import Comparison
from mapconfig.index.build import build, keep
from mapconfig.index.held import HeldAssets, HeldLinks
from mapconfig.index.store import Store, place, program
from mapconfig.model import Asset, Kinds, Org, Settings, mentions
from mapconfig.read import settings
from mapconfig.read.org import CRM, REMOVED, FileReading, documents_of, is_asset_file
from mapconfig.read.revision import Changed, Revision, blobs, changed, resolve
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import UnreadableError

#: More differing files than this are quicker compared by reading both sides.
MANY = 2_000
_NO_DAY = date(1, 1, 1)


def compare(root: str, before: str, after: str) -> Comparison | None:
    """What `mapconfig.impact.comparison.compare` says of two revisions of the org at `root`, or None where that has to
    be asked: the settings or the CRM's schema differ, files contradict each other, or something cannot be read.

    Raises InputError for revisions that there are not.
    """
    where = place(root)
    if where is None:
        return None
    a, b = resolve(root, before), resolve(root, after)
    between = changed(root, a, b)
    if len(between) > MANY or any(_reaches_all(each.file) for each in between):
        return None
    store = Store(os.path.join(where, "commit.sqlite3"))
    try:
        base = _base(store, root, b)
        if base is None:
            return None
        kinds = load_kinds()
        text = store.get("settings") or ""
        said = settings.settings_of(settings.FILE, text.encode())[0] if text else Settings()
        sides = []
        for commit, ids in (
            (a, {each.file: each.before for each in between}),
            (b, {each.file: each.after for each in between}),
        ):
            files = changed(root, base, commit) if commit != base else []
            side = _side(store, root, commit, files, ids, kinds, said)
            if side is None:
                return None
            sides.append(side)
        one, other = sides
        changes = diff(one.few, other.few, whole=(one.org, other.org))
        return Comparison(
            one.org,
            other.org,
            changes,
            impact(changes, one.org, other.org, one.links, other.links),
        )
    except (sqlite3.Error, ValueError, TypeError, IndexError):
        with contextlib.suppress(OSError):
            store.drop()
        return None
    finally:
        store.close()


def _reaches_all(file: str) -> bool:
    return file in (settings.FILE, REMOVED) or file.startswith(CRM)


def _base(store: Store, root: str, commit: str) -> str | None:
    """The commit of the index; it is made of `commit` where there is none, or none that is near. None where that commit
    has errors: half an org is compared with nothing."""
    with contextlib.suppress(sqlite3.Error):
        if store.exists() and store.get("program") == program():
            base = store.get("commit") or ""
            with contextlib.suppress(ValueError, OSError):
                if base and (base == commit or _near(root, base, commit)):
                    return base
    store.drop()
    built = build(root, _NO_DAY, Revision(root, commit), rules=False)
    if any(finding.severity is Severity.ERROR for finding in built.reading.findings):
        return None
    keep(store, built, [], 0, _NO_DAY)
    with contextlib.suppress(UnreadableError, UnicodeDecodeError):
        store.put("settings", built.reading.source.read(settings.FILE).decode())
    store.put("commit", commit)
    return commit


def _near(root: str, base: str, commit: str) -> bool:
    try:
        files = changed(root, base, commit)
    except InputError:  # the commit is gone: rebased away and collected
        return False
    return len(files) <= MANY and not any(_reaches_all(each.file) for each in files)


@dataclass(frozen=True, slots=True)
class _Side:
    """One revision: whole by way of the index, and just the assets of the files that differ."""

    org: Org
    links: HeldLinks
    few: Org


def _side(
    store: Store,
    root: str,
    commit: str,
    files: Sequence[Changed],
    between: Mapping[str, str | None],
    kinds: Kinds,
    said: Settings,
) -> _Side | None:
    over = {each.file: each.after for each in files}
    wanted = {file: each for file, each in {**over, **between}.items() if is_asset_file(file)}
    readings = _readings(wanted, root, commit, kinds)
    if readings is None:
        return None
    gone = {Address(row[0]) for row in store.within("SELECT address FROM asset WHERE file IN (?*)", set(over))}
    named = [reading for file, reading in readings.items() if file in over]
    new = {asset.address: asset for reading in named for asset in reading.assets}
    others = store.within("SELECT address, file FROM asset WHERE address IN (?*)", set(new) - gone)
    if sum(len(reading.assets) for reading in named) != len(new) or any(file not in over for _, file in others):
        return None  # two files with one address
    laid: dict[Address, Asset | None] = {**dict.fromkeys(gone), **new}
    edges = {address: _edges(kinds, asset) for address, asset in laid.items()}
    assets = HeldAssets(store, laid)
    org = Org(kinds, assets, said)
    few = {asset.address: asset for file in between if file in readings for asset in readings[file].assets}
    renamed = {new: old for file in between if file in readings for new, old in readings[file].renamed}
    small = Org(kinds, {address: few[address] for address in sorted(few)}, said, renamed_from=renamed)
    return _Side(org, HeldLinks(store, edges), small)


def _readings(wanted: Mapping[str, str | None], root: str, commit: str, kinds: Kinds) -> dict[str, FileReading] | None:
    """What files say at a commit, given the hashes of their content; None where one of them has an error."""
    ids = {file: each for file, each in wanted.items() if each}
    contents = (content for _, content in blobs(root, ids.values()))
    whole: list[Revision] = []

    def side(file: str) -> bytes:
        if not whole:
            whole.append(Revision(root, commit))
        return whole[0].read(file)

    found = {}
    for file, data in zip(ids, contents, strict=True):
        reading = documents_of(file, data, kinds, side)
        if any(finding.severity is Severity.ERROR for finding in reading.findings):
            return None
        found[file] = reading
    return found


def _edges(kinds: Kinds, asset: Asset | None) -> tuple[Edge, ...]:
    if asset is None:
        return ()
    named: Iterable[Edge] = (
        Edge(asset.address, mention.target, mention.relation, mention.path)
        for mention in mentions(kinds[asset.kind], asset.attributes)
    )
    return tuple(named)

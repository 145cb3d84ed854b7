"""What the files change since the last commit, asset by asset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from mapconfig.address import Address
from mapconfig.diff import diff_attributes
from mapconfig.model import Asset, Kinds
from mapconfig.record.contents import Contents, holds_assets
from mapconfig.record.renames import NONE, followed, renames

#: Fields of a change that are told in words; how many more there are is told as a number.
FIELDS = 8
#: What is said of an asset that no commit has.
NEW = ("",)


def edits(
    root: str,
    contents: Contents,
    head: str,
    now: Mapping[Address, Asset],
    kinds: Kinds,
    renamed_from: Mapping[Address, Address] = NONE,
) -> dict[Address, tuple[str, ...]]:
    """Words of what the files below `root` change since the commit `head`, by asset; `NEW` for one that is not there
    under its address. Only files that differ are read. What an asset names is the same under a new key: `renamed_from`
    is what the files say of these."""
    there = dict(contents.repository.files(head))
    known = set(_files(now, contents))
    dirty = {file for file in known if _differs(Path(root, file), there.get(file))}
    files = {file for file in dirty if holds_assets(file)}
    files.update(naming for file in dirty for naming in contents.naming(file))
    committed: dict[Address, Asset] = {}
    for file in sorted(files):
        if file in there:
            committed.update(contents.assets(head, file, there[file])[0])
    # Where an asset may have been that is in another file now.
    lost = {file: blob for file, blob in there.items() if holds_assets(file) and (file in dirty or file not in known)}
    touched = [asset for asset in now.values() if asset.origin is not None and asset.origin.file in files]
    before: dict[Address, Asset] = {}
    for address in [each for asset in touched for each in (asset.address, renamed_from.get(asset.address))]:
        if address is not None:
            known_as = committed.get(address) or _elsewhere(contents, head, address, lost)
            if known_as is not None:
                before[address] = known_as
    moves = renames(renamed_from, before, now)
    found: dict[Address, tuple[str, ...]] = {}
    for asset in touched:
        old = before.get(asset.address)
        if old is None:
            found[asset.address] = NEW
        elif told := words(kinds, old, asset, moves)[0]:
            found[asset.address] = told
    return found


def words(kinds: Kinds, old: Asset, new: Asset, moves: Mapping[Address, Address] = NONE) -> tuple[tuple[str, ...], int]:
    """What changed from one asset to another, and how many more fields did. References follow the renames `moves`."""
    kind = kinds[new.kind]
    fields = diff_attributes(kind, followed(kind, old, moves).attributes, new.attributes)
    return tuple(one.words for one in fields[:FIELDS]), max(0, len(fields) - FIELDS)


def _files(now: Mapping[Address, Asset], contents: Contents) -> Iterator[str]:
    """The files that this org is made of."""
    yield from sorted({asset.origin.file for asset in now.values() if asset.origin is not None})
    yield from contents.sides


def _differs(path: Path, blob: str | None) -> bool:
    """Whether a file is not what the commit has of it."""
    try:
        data = path.read_bytes()
    except OSError:
        return blob is not None
    if blob is None:
        return True
    kind = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data).hexdigest() != blob  # git's own name of a content


def _elsewhere(contents: Contents, head: str, address: Address, lost: Mapping[str, str]) -> Asset | None:
    """An asset as another of the files `lost` had it, before it was moved."""
    key = address.key.rpartition(".")[2].encode()
    for file, blob in lost.items():
        data = contents.repository.blob(blob)
        if data is not None and key in data:
            found = contents.assets(head, file, blob)[0].get(address)
            if found is not None:
                return found
    return None

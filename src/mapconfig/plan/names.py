"""Ids and addresses as they will be once a plan's renames are done.

An asset that is renamed keeps its id on the platform, and other assets refer to it by that id. Reading the platform
through this view, before the renames and after, gives the same text for the same state, so fingerprints hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.address import Address
from mapconfig.backend import Names
from mapconfig.model import Org, rings


def renames(desired: Org, names: Names) -> dict[Address, tuple[Address, str]]:
    """The renames that `desired` asks for and the record has not seen: the new address to the old one and its id.

    `renamed_from` stays in a file after it has done its work; it counts only while the record knows the old
    address, and no file has that address now unless it is renamed itself. Assets that have each other's former keys
    are not renamed (reading reports them): their contents are taken as edited.
    """
    circular = {address for ring in rings(desired.renamed_from) for address in ring}
    found: dict[Address, tuple[Address, str]] = {}
    for new, old in desired.renamed_from.items():
        remote_id = names.remote_id(old)
        if new in circular:
            continue
        if remote_id is not None and (old not in desired or old in desired.renamed_from):
            found[new] = (old, remote_id)
    # An address that has a file is left only by what gets that file in a rename of its own, and one that the record
    # knows for another asset is free only if that asset is renamed too.
    while True:
        leaving = {old for old, _ in found.values()}
        wrong = [
            new
            for new, (old, _) in found.items()
            if (old in desired and old not in found) or (names.remote_id(new) is not None and new not in leaving)
        ]
        if not wrong:
            return found
        for new in wrong:
            del found[new]


class Renamed:
    """`names`, with `renames` done. Holds before, while and after they are done in `names` itself.

    An asset may be renamed and be made anew at once, because it is gone or cannot be changed. Until that is done, what
    refers to the one that was there is read as referring to the new address; afterwards its id leads nowhere.
    """

    def __init__(self, names: Names, renames: Mapping[Address, tuple[Address, str]]) -> None:
        self._names = names
        self._renames = renames
        self._addresses = {(new.kind, remote_id): new for new, (_, remote_id) in renames.items()}
        self._left = {old for old, _ in renames.values()} - set(renames)

    def remote_id(self, address: Address) -> str | None:
        if address in self._left:
            return None
        if address in self._renames and not self._is_done(address):
            return self._renames[address][1]
        return self._names.remote_id(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        new = self._addresses.get((kind, remote_id))
        if new is not None and not self._is_done(new):
            return new
        return self._names.address(kind, remote_id)

    def _is_done(self, new: Address) -> bool:
        """Whether `names` no longer knows what is renamed to `new` by its old address."""
        old, remote_id = self._renames[new]
        return self._names.remote_id(old) != remote_id


class Made:
    """`names`, and an asset that was made a moment ago, of which they do not know yet: whoever reads it back has no
    need to find out what it is called."""

    def __init__(self, names: Names, address: Address, remote_id: str) -> None:
        self._names = names
        self._made = (address, remote_id)

    def remote_id(self, address: Address) -> str | None:
        return self._made[1] if address == self._made[0] else self._names.remote_id(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        made = (self._made[0].kind, self._made[1])
        return self._made[0] if (kind, remote_id) == made else self._names.address(kind, remote_id)


def as_planned(desired: Org, names: Names) -> Renamed:
    """The view through which a platform is read to plan for `desired`."""
    return Renamed(names, renames(desired, names))

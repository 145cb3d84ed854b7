"""What the files of commits say, each content read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mapconfig.address import Address
from mapconfig.model import Asset
from mapconfig.record.history import Repository
from mapconfig.record.past import Held, Read

#: Files that hold assets, as in `record.past`.
_SUFFIXES = (".yaml", ".yml", ".xml", ".object")
#: What begins the name of files that hold none, though they end like that.
_OTHERS = ("changes/", "personas/", ".")
_OWN = ("mapconfig.yaml", "removed.yaml")


class Contents:
    """Files of commits as assets. `left` counts down how many contents may still be read."""

    def __init__(self, repository: Repository, read: Read, sides: Mapping[str, Iterable[str]], at_most: int) -> None:
        self.repository = repository
        self.left = at_most
        self._read = read
        self._sides = {side: set(files) for side, files in sides.items()}
        self._held: dict[tuple[str, str], Held] = {}

    @property
    def sides(self) -> list[str]:
        """The side files that any file names, as far as was read."""
        return sorted(self._sides)

    def naming(self, side: str) -> set[str]:
        """The files that name a side file."""
        return self._sides.get(side, set())

    def assets(self, commit: str, file: str, blob: str | None) -> tuple[dict[Address, Asset], dict[Address, Address]]:
        """The assets of a file, and the addresses that its `renamed_from` give. `blob` is its content where that is
        known, empty where there was no such file, None where it has to be looked up."""
        if blob == "":
            return {}, {}
        held = self._held.get((file, blob)) if blob is not None else None
        if held is None:
            held = self._look(commit, file, blob)
        if held is None:
            return {}, {}
        return {asset.address: asset for asset in reversed(held.assets)}, dict(held.renamed)

    def _look(self, commit: str, file: str, blob: str | None) -> Held | None:
        repository = self.repository
        data = repository.blob(blob) if blob is not None else repository.content(commit, file)
        if data is None:
            return None
        self.left -= 1
        held = self._read(file, data, lambda side: repository.content(commit, side))
        if held is not None:
            for side in held.side_files:
                self._sides.setdefault(side, set()).add(file)
            if blob is not None and not held.side_files:
                self._held[file, blob] = held
        return held


def holds_assets(file: str) -> bool:
    """Whether a file of this name is read for assets."""
    return file.endswith(_SUFFIXES) and not file.startswith(_OTHERS) and file not in _OWN

"""Files of an org put in place of others: all prepared first, each replaced whole, none outside, none through a link.

The order is the one that was given, so that a task can leave to the end what says that it is done: after a crash the
same command begins again, finds what is done already, and does the rest.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from mapconfig import disk
from mapconfig.crash import crash_point
from mapconfig.errors import InputError
from mapconfig.language import say
from mapconfig.read.source import Source, UnreadableError, is_odd, shown

#: New contents by file, relative to the org with forward slashes; None for a file that goes.
Changes = Mapping[str, bytes | None]

#: The mode of a new file; the process's umask takes from it.
MODE = 0o644


def carry_out(root: Path, changes: Changes) -> tuple[str, ...]:
    """Make the org at `root` (absolute, without links) hold these files, in this order; gives those that were not so
    already.

    Raises InputError, before anything is changed, for a name that leads out of the org or through a link, and DiskError
    when the operating system refuses; what was done by then is done, and doing all of it again is safe.
    """
    wanted = [name for name, data in changes.items() if _current(root, name) != data]
    crash_point("authoring.prepared")
    for name in wanted:
        data = changes[name]
        path = root / name
        if data is None:
            disk.remove(path)
            crash_point("authoring.removed")
            continue
        disk.make_directory(path.parent, 0o777)
        disk.sweep(path.parent, path.name)
        known = path.exists()
        disk.write(path, data, stat.S_IMODE(path.stat().st_mode) if known else MODE, exact=known)
        crash_point("authoring.replaced")
    return tuple(wanted)


def _current(root: Path, name: str) -> bytes | None:
    """What the file holds now; None where there is none. Raises InputError for a place that must not be written."""
    steps = name.split("/")
    if is_odd(name) or name.startswith("/") or any(step in ("", ".", "..") for step in steps):
        raise InputError(say("{name} is no name of a file inside the org, so nothing was written.", name=shown(name)))
    here = root
    for step in steps[:-1]:
        here = here / step
        if here.is_symlink():
            raise InputError(
                say(
                    "{name} is a symbolic link, and nothing is written through one: what it leads "
                    "to may not belong to the org. Put a real directory in its place.",
                    name=str(here.relative_to(root)),
                )
            )
    if (root / name).is_symlink():
        raise InputError(
            say(
                "{name} is a symbolic link, and nothing is written through one. Put a real file in its place.",
                name=name,
            )
        )
    return disk.read(root / name)


class Overlaid:
    """A source with changes that are not on the disk yet: what the org will be."""

    def __init__(self, source: Source, changes: Changes) -> None:
        self._source = source
        self._changes = changes

    @property
    def label(self) -> str:
        return self._source.label

    def files(self) -> list[str]:
        stays = [name for name in self._source.files() if name not in self._changes]
        return sorted([*stays, *(name for name, data in self._changes.items() if data is not None)])

    def read(self, file: str) -> bytes:
        if file not in self._changes:
            return self._source.read(file)
        data = self._changes[file]
        if data is None:
            raise UnreadableError(file, say("There is no such file."))
        return data

"""What the file system says of an org's files, without reading any: enough to tell that nothing has changed.

It is kept folder by folder, since most are as they were: those are compared as they stand, and written once.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping

#: A file whose times are this close to the moment they were looked at may change again without a trace, in nanoseconds.
RACY = 2_000_000_000

#: By folder (the org itself is ""), its files: names and facts by turns, sorted by name, with NUL between them, which
#: no name has. A folder that cannot be looked into has one file without a name.
Facts = Mapping[str, str]


def facts(root: str, without: Collection[str] = ()) -> dict[str, str]:
    """Of every file below `root` that is not hidden: its size, times, inode and mode. Folders with a name that is in
    `without` are not looked into.

    Whatever is done to a file, its facts change: an edit, a replacement, another mode, a link in its place.
    """
    found: dict[str, str] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        files: list[str] = []
        try:
            with _entries(os.path.join(root, folder) if folder else root) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == "." and name != ".git":
                        continue
                    if name == ".git":
                        if folder:
                            files.append(f"{name}\0another repository")
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if name not in without:
                            waiting.append(_path(folder, name))
                        continue
                    stat = entry.stat(follow_symlinks=False)
                    files.append(
                        f"{name}\0{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_mode}"
                    )
        except OSError as error:
            files.append(f"\0cannot be read: {error.errno}")
        if files:
            files.sort()
            found[folder] = "\0".join(files)
    return found


@contextlib.contextmanager
def _entries(folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """The entries of `folder`. By its descriptor, where the system can: then it does not walk the whole path again for
    each of them, which is a sixth of the time at 10,000 files."""
    if os.scandir not in os.supports_fd:
        with os.scandir(folder) as entries:
            yield entries
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def folder_of(path: str) -> str:
    """The folder that the facts of `path` are in."""
    return path.rpartition("/")[0]


def files(found: Facts) -> Iterator[tuple[str, str]]:
    """Every path with its fact; that of a folder which cannot be looked into ends with a slash."""
    for folder, said in found.items():
        for name, fact in _files(said).items():
            yield _path(folder, name), fact


def _files(said: str) -> dict[str, str]:
    words = said.split("\0")
    return dict(zip(words[0::2], words[1::2], strict=False))


def racy(files: Iterable[tuple[str, str | None]], taken: int) -> list[str]:
    """The paths of `files`, looked at from the moment `taken` on (nanoseconds), that may have changed since unseen."""
    found = []
    for path, fact in files:
        parts = (fact or "").split(" ")
        if len(parts) == 5 and max(int(parts[1]), int(parts[2])) > taken - RACY:
            found.append(path)
    return found


def moved(before: Facts, after: Facts) -> dict[str, str | None]:
    """The paths whose fact is not the same in both, sorted, with the fact after; None for what is gone."""
    found: dict[str, str | None] = {}
    for folder in before.keys() | after.keys():
        if before.get(folder) != after.get(folder):
            old, new = _files(before.get(folder, "")), _files(after.get(folder, ""))
            found.update((_path(folder, name), new.get(name)) for name, _ in old.items() ^ new.items())
    return dict(sorted(found.items()))


def of(found: Facts, paths: Collection[str]) -> dict[str, str | None]:
    """The facts of the files at `paths`; None for what is not there."""
    folders = {folder: _files(found.get(folder, "")) for folder in {folder_of(path) for path in paths}}
    return {path: folders[folder_of(path)].get(path.rpartition("/")[2]) for path in paths}

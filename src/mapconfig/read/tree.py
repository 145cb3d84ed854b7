"""A directory as the source of an org.

Only regular files that lie in the directory itself are read. Whoever proposes a change decides what lies there, so
links are not followed, and pipes, sockets and devices are never opened to wait for them.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import Final

from mapconfig.errors import InputError
from mapconfig.language import NOTHING, Text, say
from mapconfig.read.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_FILES,
    ODD_NAME,
    UnreadableError,
    inside,
    is_odd,
    is_yaml,
    shown,
)

#: Flags that Windows lacks: there opening a link follows it, and the check of the real path has to do.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_LINK: Final = say("The file is a symbolic link, and links are not followed.")
_LINK_FIX: Final = say("Put the file itself here, or delete the link.")


class Tree:
    """The working directory of an org."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        """Raises InputError when `root` is no directory."""
        self.root: Final = os.path.realpath(root)
        self._label: Final = os.fspath(root)
        if not os.path.isdir(self.root):
            raise InputError(
                say(
                    "There is no directory {directory}. Give the directory that holds the org's files, or make "
                    "one with `mapconfig init`.",
                    directory=shown(self._label),
                )
            )
        self._files: list[str] = []
        self._refused: dict[str, tuple[Text, Text]] = {}
        self._entered: set[str] = {""}

    @property
    def label(self) -> str:
        return self._label

    def files(self) -> list[str]:
        """Every file, sorted; read from the disk at the first call."""
        if not self._files:
            self._walk()
            self._files.sort()
        return self._files

    def read(self, file: str) -> bytes:
        refused = self._refused.get(file)
        if refused is not None:
            raise UnreadableError(file, *refused)
        if not inside(file):
            raise UnreadableError(shown(file), say("The name leads out of the org or to a hidden file."))
        folder = file.rpartition("/")[0]
        path = os.path.join(self.root, file)
        if folder not in self._entered:
            real = os.path.realpath(os.path.dirname(path))
            if os.path.normcase(real) != os.path.normcase(os.path.join(self.root, folder)):
                raise UnreadableError(file, say("A folder on the way to it is a symbolic link."), _LINK_FIX)
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError as error:
            raise UnreadableError(file, *_why_not_opened(error)) from error
        try:
            return _content(descriptor, file)
        except OSError as error:
            raise UnreadableError(
                file, say("Reading it failed: {value}.", value=os.strerror(error.errno or 0))
            ) from error
        finally:
            os.close(descriptor)

    def _walk(self) -> None:
        """Fill `_files`, and `_refused` with what is not read and why."""
        found = self._files
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            below: list[str] = []
            mine: list[str] = []
            try:
                with os.scandir(os.path.join(self.root, folder) if folder else self.root) as entries:
                    for entry in entries:
                        name = entry.name
                        if name[0] == ".":
                            if name == ".git" and folder:
                                self._refuse(
                                    folder + "/", say("The folder is another git repository, which is not read.")
                                )
                                below, mine = [], []
                                break
                            continue
                        path = f"{folder}/{name}" if folder else name
                        if entry.is_file(follow_symlinks=False):
                            mine.append(path)
                        elif entry.is_dir(follow_symlinks=False):
                            below.append(path)
                        elif entry.is_symlink():
                            if is_yaml(name):
                                self._refuse(path, _LINK, _LINK_FIX)
                            elif entry.is_dir():
                                self._refuse(
                                    path + "/",
                                    say("The folder is a symbolic link, and links are not followed."),
                                    _LINK_FIX,
                                )
                        elif is_yaml(name):
                            self._refuse(
                                path, say("It is no regular file but a pipe, a socket or a device."), say("Delete it.")
                            )
            except OSError as error:
                self._refuse(
                    folder + "/", say("The folder cannot be read: {value}.", value=os.strerror(error.errno or 0))
                )
                continue
            for path in mine:
                if is_odd(path):
                    if is_yaml(path):
                        self._refuse(path, ODD_NAME, say("Rename the file."))
                else:
                    found.append(path)
            for path in below:
                if is_odd(path):
                    self._refuse(path + "/", ODD_NAME, say("Rename the folder."))
                elif path.count("/") >= MAX_DEPTH:
                    self._refuse(
                        path + "/", say("The folder lies more than {max_depth} folders deep.", max_depth=MAX_DEPTH)
                    )
                else:
                    self._entered.add(path)
                    waiting.append(path)
            if len(found) + len(waiting) > MAX_FILES:
                raise InputError(
                    say(
                        "{directory} holds more than {most:,} files, so it is hardly an org. Give the "
                        "directory in which mapconfig.yaml lies.",
                        directory=shown(self._label),
                        most=MAX_FILES,
                    )
                )

    def _refuse(self, path: str, reason: Text, fix: Text = NOTHING) -> None:
        path = shown(path)
        self._refused[path] = (reason, fix)
        self._files.append(path)


def _content(descriptor: int, file: str) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(file, say("It is no regular file."), say("Put a regular file in its place."))
    size = status.st_size
    if size > MAX_BYTES:
        raise UnreadableError(
            file,
            say("It has {size:,} bytes; files up to {max_bytes:,} bytes are read.", size=size, max_bytes=MAX_BYTES),
        )
    data = os.read(descriptor, size + 1)
    if len(data) < size:  # a signal or the file system may cut a read short
        parts = [data]
        while part := os.read(descriptor, size + 1):
            parts.append(part)
            size -= len(part)
            if size < 0:
                break
        data = b"".join(parts)
    if len(data) != status.st_size:
        raise UnreadableError(file, say("It changed while it was read."), say("Run the command again."))
    return data


def _why_not_opened(error: OSError) -> tuple[Text, Text]:
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return _LINK, _LINK_FIX
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return say("There is no such file."), NOTHING
    if error.errno == errno.ENXIO:
        return say("It is no regular file but a socket or a device."), say("Delete it.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return say("You may not read it."), say("Give yourself the right to read it.")
    return say("It cannot be opened: {value}.", value=os.strerror(error.errno or 0)), NOTHING

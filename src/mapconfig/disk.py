"""Files that survive a crash: written whole or not at all, and on the disk when a function returns.

All writing of records, plans and caches goes through here, so that tests can make any single call to the operating
system fail, stop half-way or be the last one of the process.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from mapconfig.crash import crash_point
from mapconfig.errors import MapconfigError
from mapconfig.language import Text, reworded, say


class DiskError(MapconfigError):
    """The operating system would not read or write a file. What was there before is still there."""


class Calls:
    """The calls to the operating system that this module makes; tests put others in their place."""

    open = staticmethod(os.open)
    write = staticmethod(os.write)
    fsync = staticmethod(os.fsync)
    close = staticmethod(os.close)
    replace = staticmethod(os.replace)
    unlink = staticmethod(os.unlink)
    ftruncate = staticmethod(os.ftruncate)
    mkdir = staticmethod(os.mkdir)


calls: Calls = Calls()

_LOOK = say("Look at that file and its directory, then run the same command again.")
_OWNER = say("Check who owns it and its permissions, then run the same command again.")
_WHAT_TO_DO = {
    errno.ENOSPC: say("The disk is full: free some space, then run the same command again."),
    errno.EDQUOT: say("The quota is used up: free some space, then run the same command again."),
    errno.EACCES: _OWNER,
    errno.EPERM: _OWNER,
    errno.EROFS: say("The file system is read-only: use another directory, or mount it writable."),
    errno.EMFILE: say("Too many files are open: raise the limit (ulimit -n), then run the same command again."),
    errno.ENFILE: say("Too many files are open on this machine: close some programs, then run the same command again."),
    errno.EIO: say("The disk reports a hardware fault: check it before anything is written again."),
    errno.ELOOP: say("It is a symbolic link, and mapconfig follows none here: put a real file in its place."),
    errno.EISDIR: say("It is a directory: move it away."),
    errno.ENOTDIR: say("Something on the way to it is a file: move it away, or name another directory."),
    errno.ENOENT: say("The directory is gone: check the path."),
    errno.EEXIST: say("Something of that name is there already: move it away."),
}


#: What operating systems say most, for other languages than theirs.
_REASONS = {
    errno.ENOSPC: say("no space left on device"),
    errno.EDQUOT: say("disk quota exceeded"),
    errno.EACCES: say("permission denied"),
    errno.EPERM: say("operation not permitted"),
    errno.EROFS: say("read-only file system"),
    errno.EMFILE: say("too many open files"),
    errno.ENFILE: say("too many open files in system"),
    errno.EIO: say("input/output error"),
    errno.ELOOP: say("too many levels of symbolic links"),
    errno.EISDIR: say("is a directory"),
    errno.ENOTDIR: say("not a directory"),
    errno.ENOENT: say("no such file or directory"),
    errno.EEXIST: say("file exists"),
    errno.ENAMETOOLONG: say("file name too long"),
    errno.EADDRNOTAVAIL: say("cannot assign requested address"),
    errno.EPIPE: say("broken pipe"),
    errno.EBUSY: say("device or resource busy"),
}


def reason(error: OSError) -> str:
    """Why the operating system would not, in its own words; they can be put into another language where we know
    them."""
    said = error.strerror or str(error)
    known = _REASONS.get(error.errno or 0)
    return said if known is None or known.lower() != said.lower() else reworded(known, said)


def lowered(sentence: str) -> str:
    """What `reason` gives, in small letters for the middle of a sentence."""
    return reworded(sentence, sentence.lower()) if isinstance(sentence, Text) else sentence.lower()


def _explained(cannot: Text, error: OSError) -> DiskError:
    remedy = _WHAT_TO_DO.get(error.errno or 0, _LOOK)
    return DiskError(say("{cannot}: {reason}. {remedy}", cannot=cannot, reason=lowered(reason(error)), remedy=remedy))


@contextlib.contextmanager
def _telling(cannot: Text) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _explained(cannot, error) from None


@contextlib.contextmanager
def _opened(path: Path, flags: int, mode: int = 0o600) -> Iterator[int]:
    descriptor = calls.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        yield descriptor
    finally:
        calls.close(descriptor)


def make_directory(path: Path, mode: int = 0o700) -> None:
    """Make `path` and what is missing above it; what is made is the owner's alone unless `mode` says otherwise. Raises
    DiskError."""
    with _telling(say("Cannot make the directory {file}", file=str(path))):
        missing = []
        while not path.is_dir():
            missing.append(path)
            path = path.parent
        for directory in reversed(missing):
            try:
                calls.mkdir(directory, mode)
            except FileExistsError:
                if not directory.is_dir():  # else another process was quicker
                    raise
            _sync_directory(directory.parent)


def read(path: Path) -> bytes | None:
    """The bytes of a regular file, or None when there is no file. Raises DiskError for anything else there."""
    with _telling(say("Cannot read {file}", file=str(path))):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise DiskError(
                    say(
                        "Cannot read {file}: it is no regular file. Move it away, and put back the real one.",
                        file=str(path),
                    )
                )
            return file.read()


def write(path: Path, data: bytes, mode: int = 0o600, *, exact: bool = False) -> None:
    """Make `path` hold exactly `data`. A crash at any moment leaves the old content or the new one, never a mixture; a
    temporary file may then stay behind, which `sweep` removes. The process's umask takes from `mode` unless it is
    `exact`. Raises DiskError, with the old content in place."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    with _telling(say("Cannot write {file}", file=str(path))):
        try:
            with _opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode) as descriptor:
                crash_point("disk.created")
                if exact:
                    os.fchmod(descriptor, mode)
                _write_all(descriptor, data)
                crash_point("disk.written")
                calls.fsync(descriptor)
                crash_point("disk.synced")
            calls.replace(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to tell
                calls.unlink(temporary)
            raise
        crash_point("disk.renamed")
        _sync_directory(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add `data` at the end of `path`, which is made when it is missing. Returns when it is on the disk. Raises
    DiskError; a part of `data` may then be at the end of the file."""
    with _telling(say("Cannot write to {file}", file=str(path))):
        new = not path.exists()
        with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as descriptor:
            half = len(data) // 2
            _write_all(descriptor, data[:half])
            crash_point("disk.appended-half")
            _write_all(descriptor, data[half:])
            crash_point("disk.appended")
            # Never retried: after a failed fsync the kernel may have dropped what it could not write.
            calls.fsync(descriptor)
        if new:
            _sync_directory(path.parent)


def truncate(path: Path, length: int) -> None:
    """Cut `path` to `length` bytes, on the disk too. Raises DiskError."""
    with _telling(say("Cannot repair {file}", file=str(path))), _opened(path, os.O_WRONLY) as descriptor:
        calls.ftruncate(descriptor, length)
        calls.fsync(descriptor)


def sync(path: Path) -> None:
    """What another program wrote into `path`, a file or a directory, is on the disk when this returns. Raises
    DiskError."""
    with _telling(say("Cannot write {file}", file=str(path))):
        descriptor = calls.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            calls.fsync(descriptor)
        finally:
            calls.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, on the disk too. Raises DiskError."""
    with _telling(say("Cannot remove {file}", file=str(path))):
        calls.unlink(path)
        _sync_directory(path.parent)


def sweep(directory: Path, of: str = "") -> None:
    """Remove the temporary files that a crash left in `directory`, which nobody else may be writing to; with `of`, just
    those of the file of that name. Raises DiskError."""
    left = re.compile(rf"\.{re.escape(of)}\.[0-9a-f]{{12}}\.tmp\Z" if of else r"\..*\.tmp\Z")
    with _telling(say("Cannot clean up {file}", file=str(directory))):
        for name in sorted(os.listdir(directory)):
            if left.match(name):
                calls.unlink(directory / name)


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[calls.write(descriptor, left) :]


def _sync_directory(path: Path) -> None:
    descriptor = calls.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        calls.fsync(descriptor)
    finally:
        calls.close(descriptor)

"""A disk on which the process dies, or a call fails, at a chosen call: what `mapconfig.disk` writes through."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mapconfig import disk


class Died(BaseException):
    """The process is no more; nothing it would still do reaches the disk."""


class Mortal(disk.Calls):
    """Calls of which the `at`-th, counted from 1, does not happen; `then` is what happens instead.

    After a death nothing else happens either: a process that is gone cleans nothing up. With `half` a write that is
    not to happen happens in part.
    """

    def __init__(
        self, at: int, then: Callable[[], BaseException], half: bool = False, names: tuple[str, ...] = ()
    ) -> None:
        self.at = at
        self.then = then
        self.half = half
        self.names = names
        self.count = 0
        self.dead = False
        for name in ("open", "write", "fsync", "close", "replace", "unlink", "ftruncate", "mkdir"):
            setattr(self, name, self._watched(name, getattr(disk.Calls, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if self.dead:
                if name == "close":  # the kernel does that for the dead
                    return real(*arguments)
                raise Died
            if not self.names or name in self.names:
                self.count += 1
                if self.count == self.at:
                    if self.half and name == "write":
                        real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                    failure = self.then()
                    self.dead = isinstance(failure, Died)
                    if name == "close":
                        real(*arguments)
                    raise failure
            return real(*arguments)

        return call


@contextmanager
def dying_at(call: int, half: bool = False) -> Iterator[Mortal]:
    """The process dies at the `call`-th call; the block ends then, quietly."""
    yield from _with(Mortal(call, Died, half))


@contextmanager
def failing_at(call: int, number: int = errno.EIO, names: tuple[str, ...] = ()) -> Iterator[Mortal]:
    """The `call`-th call (of those with these names) fails with an error of the operating system."""
    yield from _with(Mortal(call, lambda: OSError(number, os.strerror(number)), names=names))


def _with(calls: Mortal) -> Iterator[Mortal]:
    before = disk.calls
    disk.calls = calls
    try:
        yield calls
    except Died:
        return
    finally:
        disk.calls = before

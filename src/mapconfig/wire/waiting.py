"""Telling a person what is waited for, while a server is silent.

A request may take a minute before it counts as lost, and whoever looks at a terminal on which nothing happens for a
minute ends the program. Who can say something there hands it in with `telling`; nobody else is told anything.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from mapconfig.language import Text, say

#: Seconds of silence after which somebody is told of it.
AFTER: Final = 8.0

_tell: ContextVar[Callable[[Text], None] | None] = ContextVar("tell", default=None)


def telling(tell: Callable[[Text], None]) -> None:
    """From here on `tell` hears of every request of this run that is not answered soon. It is called by a thread of
    its own."""
    _tell.set(tell)


@contextmanager
def told_of(what: str, seconds: float, after: float = AFTER) -> Iterator[None]:
    """Within it one request is waited for, for so many `seconds` at most."""
    tell = _tell.get()
    if tell is None or seconds <= after:
        yield
        return
    said = say(
        "waiting for an answer to {what}, for {seconds} seconds at most", what=what, seconds=format(seconds, "g")
    )
    timer = threading.Timer(after, tell, [said])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

"""Asking again what changes nothing: a platform of many pages is otherwise never read to its end on a bad day.

Only for readings. A write is repeated by whoever keeps the journal, who first looks whether it was done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from mapconfig.backend import NotApplied, Pace

T = TypeVar("T")

#: How often a question is put, and the longest that is waited before it is put again, in seconds.
TRIES: Final = 5
LONGEST: Final = 5.0

#: In seconds since it was first put, how late a question is put again: where nobody answers, each try takes long.
LATEST: Final = 30.0


def patiently(
    question: Callable[[], T],
    pace: Pace,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """The answer to a `question` that changes nothing, put again while the platform refuses for now.

    A platform that asks for a longer wait than `LONGEST` is not waited for here, and one that stays silent no longer
    than `LATEST`: the refusal goes to the caller, who says to a person that it waits. Raises what the last try raised.
    """
    began = clock()
    for attempt in range(TRIES - 1):
        try:
            return question()
        except NotApplied as refusal:
            pause = max(refusal.retry_after, pace.pause * 2.0**attempt)
            if refusal.retry_after > LONGEST or clock() - began > LATEST:
                raise
            sleep(min(pause, LONGEST))
    return question()

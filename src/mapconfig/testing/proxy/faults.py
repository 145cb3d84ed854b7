"""What can go wrong between somebody who asks and a platform, and how it is drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What went wrong with one request. Some happen before the platform hears of it, some after it has done it."""

    BUSY = "429, wait in seconds"
    BUSY_DATE = "429, wait until a date"
    BUSY_ABSURD = "429, wait that makes no sense"
    BUSY_SILENT = "429, no wait said"
    FAILED = "500 before the effect"
    FAILED_AFTER = "500 after the effect"
    PAGE = "502 with an HTML page, before the effect"
    PAGE_AFTER = "200 with an HTML page, after the effect"
    LOST = "no answer, before the effect"
    LOST_AFTER = "no answer, after the effect"
    LATE = "no answer, and the effect comes later"
    CUT = "connection reset in the middle of the answer"
    SHORT = "half of the JSON"
    WRONG = "JSON of another shape"
    STALE = "an answer that is behind the times"
    EXPIRED = "401, the login has ended"
    SLOW = "an answer in drops"


#: Before the platform hears of the request.
BEFORE = frozenset(
    {
        *(Fault.BUSY, Fault.BUSY_DATE, Fault.BUSY_ABSURD, Fault.BUSY_SILENT),
        *(Fault.FAILED, Fault.PAGE, Fault.LOST, Fault.EXPIRED),
    }
)

#: What servers say when they say nothing usable.
ABSURD = ("1000000000", "-1", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "")

#: JSON that is none of the answers that anybody waits for.
STRANGE = (b"null", b"[]", b'{"status": "ok"}', b'"done"', b"0", b'{"object": 1, "objects": {}, "errors": null}')


class Moment(StrEnum):
    """Where a request is, for who wants to do something just then."""

    RECEIVED = "received"
    """The platform has not heard of it."""
    DONE = "done"
    """The platform has answered; whoever asked has not heard of it."""
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Chances:
    """How often something goes wrong, and what.

    `rate` is the chance of a request to have one of `faults`, drawn from `seed` and the number of the request: the same
    requests in the same order have the same faults. A fault that a request cannot have is not drawn.
    `settle` is for how many seconds a write can be late and a reading stale, both together: tell the platform's adapter
    the same.
    `hang` is how long a lost answer is waited for before the connection is closed, and `slow` how long one in
    drops takes. `wait` is what a busy platform asks for. `most` bounds the faults in all, and `in_a_row` those of
    one method and path. All times are in seconds.
    """

    seed: int = 0
    rate: float = 0.0
    faults: frozenset[Fault] = frozenset(Fault)
    settle: float = 0.5
    hang: float = 0.02
    slow: float = 0.1
    wait: float = 1.0
    most: int | None = None
    in_a_row: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"a rate is between 0 and 1, not {self.rate}")

    def draw(self, number: int, impossible: Set[Fault] = frozenset()) -> tuple[Fault | None, random.Random]:
        """What goes wrong with a request, by its number, but for what it cannot have; and dice for the rest of it."""
        dice = random.Random(f"{self.seed}/{number}")
        possible = sorted(self.faults - impossible)
        if not possible or dice.random() >= self.rate:
            return None, dice
        return dice.choice(possible), dice


@dataclass(frozen=True, slots=True)
class Injected:
    """One fault that happened: to which request, counted from 1, and whether the platform got that."""

    number: int
    method: str
    path: str
    fault: Fault
    reached: bool


#: Whether a request changes nothing, by method, target and body. Platforms that read by POST need one of their own.
Reads = Callable[[str, str, bytes], bool]


def by_method(method: str, target: str, body: bytes) -> bool:
    """As HTTP has it: GET and HEAD change nothing."""
    del target, body
    return method in ("GET", "HEAD")

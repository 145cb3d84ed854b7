"""Answers that were true a moment ago, for readings that are behind the times by no more than a platform admits."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

#: How many questions are remembered, how many answers of each, and how large an answer may be, in bytes.
_QUESTIONS, _ANSWERS, _BYTES = 5_000, 6, 500_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a platform answered: status, headers as they came, and the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


class Memory:
    """What was answered to each question, and when something was written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[object, deque[tuple[float, Reply]]] = {}
        self._writes: deque[float] = deque(maxlen=10_000)

    def wrote(self) -> None:
        """Something has just been written."""
        with self._lock:
            self._writes.append(self._clock())

    def arrived(self, given_up: float) -> None:
        """A write has arrived late, which counts from the moment at which whoever asked had given it up: late and stale
        together take no longer than a platform admits."""
        with self._lock:
            self._writes.append(given_up)
            for answers in self._answers.values():
                while answers and answers[-1][0] > given_up:
                    answers.pop()

    def now(self) -> float:
        """The moment, by the clock that counts here."""
        return self._clock()

    def keep(self, question: object, reply: Reply) -> None:
        """Remember what is answered to `question` now."""
        if reply.status != 200 or len(reply.body) > _BYTES:
            return
        with self._lock:
            if question not in self._answers and len(self._answers) >= _QUESTIONS:
                del self._answers[next(iter(self._answers))]
            self._answers.setdefault(question, deque(maxlen=_ANSWERS)).append((self._clock(), reply))

    def older(self, question: object, now: Reply, seconds: float) -> Reply | None:
        """Another answer than `now` that was true at some moment of the last `seconds`; None where none is known."""
        then = self._clock() - seconds
        with self._lock:
            for at, reply in self._answers.get(question, ()):
                # One from before that time still was true then, unless something was written in between.
                true = at >= then or not any(at < write <= then for write in self._writes)
                if true and (reply.status, reply.body) != (now.status, now.body):
                    return reply
        return None

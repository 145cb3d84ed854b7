"""Keeping to the pace of a platform: as many requests at once, and as many a second, as it is said to take."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mapconfig.backend import Pace


class Turns:
    """Who may ask when: as many at once, and as many a second, as a pace says."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._free = threading.BoundedSemaphore(pace.concurrency)
        self._lock = threading.Lock()
        self._next = 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn of one request, which may be waited for."""
        with self._free:
            apart = self.pace.seconds(1)
            if apart:
                with self._lock:
                    now = time.monotonic()
                    at = max(self._next, now)
                    self._next = at + apart
                time.sleep(at - now)
            yield

"""A platform is not asked faster than it is said to take."""

from __future__ import annotations

import threading
import time

from mapconfig.backend import Pace
from mapconfig.wire.turns import Turns


def test_requests_are_as_far_apart_as_the_pace_says() -> None:
    """Ten at 100 a second take at least 90 ms; without a rate they take none."""
    turns = Turns(Pace(requests_per_second=100, concurrency=4))
    began = time.monotonic()
    for _ in range(10):
        with turns.taken():
            pass

    assert time.monotonic() - began >= 0.09


def test_no_more_are_under_way_at_once_than_the_pace_says() -> None:
    """Of five at once, two wait no turn."""
    turns, busy, most = Turns(Pace(concurrency=2)), [], []
    lock = threading.Lock()

    def ask() -> None:
        with turns.taken():
            with lock:
                busy.append(1)
                most.append(len(busy))
            time.sleep(0.02)
            with lock:
                busy.pop()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == 2

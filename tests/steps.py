"""How much work something is, without a clock: a busy machine makes a timed test fail, and an idle one lets it pass."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from typing import Any


def steps(work: Callable[[], Any]) -> int:
    """How many calls of functions, in Python or C, `work` takes. What it loads or keeps the first time counts too, so
    a test that compares does it once before."""
    calls = 0

    def called(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def times_a_scan(work: Callable[[], Any], text: str | bytes) -> float:
    """How many times as long `work` takes as reading `text` once from end to end: for what is one call and no more,
    as a regular expression is. Both are measured here and now, so that the speed of the machine cancels out."""
    every: re.Pattern[Any] = re.compile(rb"[^\x00]*" if isinstance(text, bytes) else r"[^\x00]*")
    floor = min(_seconds(lambda: every.match(text)) for _ in range(3))
    return min(_seconds(work) for _ in range(2)) / max(floor, 1e-5)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

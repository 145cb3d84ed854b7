"""Waiting, as something that can be handed in."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What waiting needs; tests bring one that does not wait."""

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`, or earlier when somebody asks to stop."""


class RealClock:
    """The machine's own."""

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

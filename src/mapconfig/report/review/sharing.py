"""How little room is shared among sections, so that a long one leaves something to those after it."""

from __future__ import annotations

from collections.abc import Sequence


def size(line: str) -> int:
    """What a line takes up, in bytes of UTF-8, with its line break: never less than a forge counts."""
    return len(line.encode("utf-8", "surrogatepass")) + 1


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """How much of `room` each section gets of what it wants. Where all fits, that is all of it; else the small ones get
    what they want, and the others the same each."""
    given = [0] * len(wanted)
    left = max(room, 0)
    waiting = sorted(range(len(wanted)), key=lambda index: wanted[index])
    while waiting:
        fair = left // len(waiting)
        first = waiting.pop(0)
        given[first] = min(wanted[first], fair)
        left -= given[first]
    return given

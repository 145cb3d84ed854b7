"""In which order the places of each layer stand, so that few lines cross."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["crossings", "ordered"]

_SWEEPS = 8

Neighbours = Mapping[str, Sequence[str]]


def ordered(layers: Sequence[Sequence[str]], neighbours: tuple[Neighbours, Neighbours]) -> list[list[str]]:
    """The same layers, each in the order that was found with the fewest crossings.

    Places are sorted by the middle of those they are joined to, layer by layer, down and up in turn; the best order met
    on the way is kept. Places that are joined to nothing stay where they are.
    """
    before, after = neighbours
    now = [list(layer) for layer in layers]
    best, fewest = now, crossings(now, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        now = [list(layer) for layer in now]
        down = sweep % 2 == 0
        near = before if down else after
        for at in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
            beside = {name: position for position, name in enumerate(now[at - 1 if down else at + 1])}
            now[at] = _sorted(now[at], near, beside)
        found = crossings(now, after)
        if found < fewest:
            best, fewest = now, found
    return [list(layer) for layer in best]


def _sorted(layer: Sequence[str], near: Neighbours, beside: Mapping[str, int]) -> list[str]:
    def middle(position: int, name: str) -> float:
        joined = [beside[one] for one in near.get(name, ()) if one in beside]
        return sum(joined) / len(joined) if joined else float(position)

    ranked = sorted((middle(position, name), position, name) for position, name in enumerate(layer))
    return [name for _, _, name in ranked]


def crossings(layers: Sequence[Sequence[str]], after: Neighbours) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    total = 0
    for layer, following in pairwise(layers):
        beside = {name: position for position, name in enumerate(following)}
        seen: list[int] = []
        for name in layer:
            ends = sorted(beside[one] for one in after.get(name, ()) if one in beside)
            total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return total

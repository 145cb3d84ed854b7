"""Where each place of a layer stands: towards what it is joined to, as far as its neighbours let it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["settled"]

#: What a line takes of a layer it passes.
_LANE = 14.0
_ROUNDS = 12
#: What is less than this, nobody sees.
_STILL = 1e-6


def settled(
    layers: Sequence[Sequence[str]],
    neighbours: tuple[Mapping[str, list[str]], Mapping[str, list[str]]],
    sizes: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """The middle of each place across its layer, the first edge of all at 0.

    `sizes` are those of boxes across their layer; a place that has none is a line passing.
    """
    apart = [
        [0.0, *(_half(one, sizes) + gap + _half(other, sizes) for one, other in pairwise(layer))] for layer in layers
    ]
    centres: dict[str, float] = {}
    for layer, room in zip(layers, apart, strict=True):
        position = 0.0
        for name, distance in zip(layer, room, strict=True):
            position += distance
            centres[name] = position
        middle = position / 2
        for name in layer:
            centres[name] -= middle
    before, after = neighbours
    still = 0
    for turn in range(_ROUNDS):
        down = turn % 2 == 0
        moved = 0.0
        rows = list(zip(layers, apart, strict=True))
        for layer, room in rows if down else reversed(rows):
            near = before if down else after
            wanted, weights = [], []
            for name in layer:
                joined = near.get(name) or (before if near is after else after).get(name) or []
                wanted.append(sum(centres[one] for one in joined) / len(joined) if joined else centres[name])
                # Lines that pass are kept straight before boxes are moved.
                weights.append(4.0 if name not in sizes else float(max(len(joined), 1)))
            for name, position in zip(layer, _apart(wanted, weights, room), strict=True):
                moved = max(moved, abs(centres[name] - position))
                centres[name] = position
        # Once down and up have moved nothing, more rounds move nothing either.
        still = still + 1 if moved < _STILL else 0
        if still == 2:
            break
    edge = min(centres[name] - _half(name, sizes) for layer in layers for name in layer)
    return {name: centre - edge for name, centre in centres.items()}


def _apart(wanted: Sequence[float], weights: Sequence[float], room: Sequence[float]) -> list[float]:
    """The places nearest to those that are `wanted`, each at least its `room` after the one before.

    Least squares under an order is what pooling neighbours that are in each other's way gives.
    """
    offsets, total = [], 0.0
    for distance in room:
        total += distance
        offsets.append(total)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, heavy, many = want - offset, weight, 1
        while pools and pools[-1][0] > mean:
            last_mean, last_heavy, last_many = pools.pop()
            mean = (mean * heavy + last_mean * last_heavy) / (heavy + last_heavy)
            heavy += last_heavy
            many += last_many
        pools.append((mean, heavy, many))
    means = [mean for mean, _, many in pools for _ in range(many)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _half(name: str, sizes: Mapping[str, float]) -> float:
    return sizes.get(name, _LANE) / 2

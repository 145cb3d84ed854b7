"""Where the boxes and lines of a drawing go: in layers along the way of reading, with few crossings and no overlap.

The steps are those of every layered drawing (Sugiyama): take back what closes a circle, rank by the longest way, give
long lines a place of their own in each layer they pass, order each layer by its neighbours, and move boxes towards what
they are joined to as far as their neighbours in the layer allow. All of it depends on the order of what comes in and on
nothing else, so the same org is drawn the same everywhere.

Sizes and places are `across` a layer and `along` the way of reading, so that the same layout goes down or to the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from mapconfig.report.web.layers import ranked, without_circles
from mapconfig.report.web.order import ordered
from mapconfig.report.web.settling import settled
from mapconfig.values import dataclass

__all__ = ["Box", "Gaps", "Line", "Placed", "Point", "place"]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Something to place: its size across a layer and along the way of reading."""

    id: str
    across: float
    along: float


@dataclass(frozen=True, slots=True)
class Gaps:
    """Space between neighbours of a layer, and between layers."""

    across: float = 28.0
    along: float = 44.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the points it goes through, as (across, along), from source to target. `back`: against the way."""

    source: str
    target: str
    points: tuple[Point, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The drawing: its size, the corner of each box that is first across and along, and a line for each link."""

    across: float
    along: float
    at: Mapping[str, Point]
    lines: tuple[Line, ...]


def place(boxes: Sequence[Box], links: Sequence[tuple[str, str]], gaps: Gaps | None = None) -> Placed:
    """Place `boxes`, joined by `links` (source, target), every one of which is between two of them."""
    if not boxes:
        return Placed(0.0, 0.0, {}, ())
    gaps = gaps or Gaps()
    sizes = {box.id: box for box in boxes}
    forward = without_circles(list(sizes), links)
    ranks = ranked(list(sizes), forward)
    chains = [_chain(number, link, ranks) for number, link in enumerate(forward)]
    layers = _layers(boxes, ranks, chains)
    neighbours = _neighbours(chains)
    layers = ordered(layers, neighbours)
    centres = settled(layers, neighbours, {box.id: box.across for box in boxes}, gaps.across)
    starts, depth = _starts(layers, sizes, gaps)
    at = {
        box.id: (
            centres[box.id] - box.across / 2,
            starts[ranks[box.id]][0] + (starts[ranks[box.id]][1] - box.along) / 2,
        )
        for box in boxes
    }
    ports = _ports(links, forward, chains, centres, sizes)
    lines = tuple(
        _line(number, link, forward[number], chains[number], ports, centres, at, sizes, starts, ranks)
        for number, link in enumerate(links)
    )
    across = max([at[box.id][0] + box.across for box in boxes] + [point[0] for line in lines for point in line.points])
    return Placed(across, depth, at, lines)


def _chain(number: int, link: tuple[str, str], ranks: Mapping[str, int]) -> list[str]:
    """The link from layer to layer: its ends, and a place of its own in each layer between them."""
    source, target = link
    return [source, *(f"\0{number}:{rank}" for rank in range(ranks[source] + 1, ranks[target])), target]


def _layers(boxes: Sequence[Box], ranks: Mapping[str, int], chains: Sequence[Sequence[str]]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for box in boxes:
        layers[ranks[box.id]].append(box.id)
    for chain in chains:
        for step, name in enumerate(chain[1:-1], start=1):
            layers[ranks[chain[0]] + step].append(name)
    return layers


def _neighbours(chains: Sequence[Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For each place those it is joined to in the layer before, and in the layer after."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            if one != other:
                after.setdefault(one, []).append(other)
                before.setdefault(other, []).append(one)
    return before, after


def _starts(
    layers: Sequence[Sequence[str]], sizes: Mapping[str, Box], gaps: Gaps
) -> tuple[list[tuple[float, float]], float]:
    """Where each layer begins along the way and how deep it is, and the depth of all."""
    starts: list[tuple[float, float]] = []
    position = 0.0
    for layer in layers:
        depth = max((sizes[name].along for name in layer if name in sizes), default=0.0)
        starts.append((position, depth))
        position += depth + gaps.along
    return starts, position - gaps.along


def _ports(
    links: Sequence[tuple[str, str]],
    forward: Sequence[tuple[str, str]],
    chains: Sequence[Sequence[str]],
    centres: Mapping[str, float],
    sizes: Mapping[str, Box],
) -> dict[tuple[int, bool], float]:
    """Where across its box each line leaves (True) and arrives (False), in the order of where the lines lead."""
    leaving: dict[str, list[tuple[float, int]]] = {}
    arriving: dict[str, list[tuple[float, int]]] = {}
    for number, chain in enumerate(chains):
        if links[number][0] != links[number][1]:
            leaving.setdefault(forward[number][0], []).append((centres[chain[1]], number))
            arriving.setdefault(forward[number][1], []).append((centres[chain[-2]], number))
    ports: dict[tuple[int, bool], float] = {}
    for ends, out, spread in ((leaving, True, 36.0), (arriving, False, 14.0)):
        for name, joined in ends.items():
            step = max(min(spread, (sizes[name].across - 16) / len(joined)), 0.0)
            for position, (_, number) in enumerate(sorted(joined)):
                ports[number, out] = centres[name] + (position - (len(joined) - 1) / 2) * step
    return ports


def _line(
    number: int,
    link: tuple[str, str],
    forward: tuple[str, str],
    chain: Sequence[str],
    ports: Mapping[tuple[int, bool], float],
    centres: Mapping[str, float],
    at: Mapping[str, Point],
    sizes: Mapping[str, Box],
    starts: Sequence[tuple[float, float]],
    ranks: Mapping[str, int],
) -> Line:
    source, target = link
    if source == target:  # a small ear at the side
        across, along = at[source]
        edge, middle = across + sizes[source].across, along + sizes[source].along / 2
        ear = min(8.0, sizes[source].along / 4)
        return Line(source, target, ((edge, middle - ear), (edge + 10, middle), (edge, middle + ear)), True)
    first, last = forward
    points: list[Point] = [(ports[number, True], at[first][1] + sizes[first].along)]
    for step, name in enumerate(chain[1:-1], start=1):
        begin, depth = starts[ranks[first] + step]
        points += [(centres[name], begin), (centres[name], begin + depth)]
    points.append((ports[number, False], at[last][1]))
    back = forward != link
    return Line(source, target, tuple(reversed(points)) if back else tuple(points), back)

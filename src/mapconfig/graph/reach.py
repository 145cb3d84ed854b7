"""What a change of one asset reaches, with the shortest way there.

Three things travel along references. *People*: who is on a list, in a journey, gets an e-mail ("moves"). *Content*:
what somebody sees ("shows"); it reaches those who show it and goes no further. *Breaking*: the asset is gone or is no
longer what it was, so everybody who names it is concerned, whatever the relation ("breaks").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from mapconfig.address import Address
from mapconfig.graph.links import Edge, Links
from mapconfig.graph.relations import RELATIONS, Flow, relation
from mapconfig.values import dataclass

BREAKS, MOVES, SHOWS = "breaks", "moves", "shows"


@dataclass(frozen=True, slots=True)
class Reached:
    """An asset that a change reaches. `path` leads from the changed asset to it, one reference a hop, each of them in
    the direction in which it is written; `distance` is its length."""

    address: Address
    distance: int
    path: tuple[Edge, ...]
    flow: str
    """``breaks``: it names something that is gone or of another type. ``moves``: people come in, leave or are treated
    differently. ``shows``: it shows content that is now different."""


def carries(edge: Edge) -> bool:
    """Whether the source of `edge` shows content of its target, as far as the relation alone can tell."""
    return relation(edge.relation).carries


def reach(
    links: Links,
    start: Address,
    *,
    breaking: bool = False,
    lost: Iterable[Edge] = (),
    idle: Collection[Edge] = (),
    carries: Callable[[Edge], bool] = carries,
    skip: Callable[[Address], bool] = lambda _: False,
) -> tuple[Reached, ...]:
    """What a change of `start` reaches, nearest first, then by address.

    `breaking`: the asset is gone or is of another type. `lost`: references of `start` that the change took away and
    whose targets feel it. `idle`: references of `start` that have nothing to do with the change. `carries` tells
    references that show content; it is asked of relations whose source follows their target, and of those that carry
    by themselves. Assets that `skip` holds for are neither
    reached nor walked through.
    """
    begin = _State(start, "gone" if breaking else "changed")
    first: dict[Address, tuple[int, _State]] = {}
    came: dict[_State, tuple[_State, Edge]] = {}
    frontier = [begin]
    distance = 0
    while frontier:
        distance += 1
        hops = [
            (there, here, edge)
            for here in frontier
            for edge, there in _hops(links, here, lost if here == begin else (), carries)
            if not (here == begin and edge in idle)
            and there.address != start
            and there not in came
            and not skip(there.address)
        ]
        # Sorted, so that of two ways of one length the same one is told whatever order the files are written in.
        hops.sort(key=lambda hop: (hop[0], hop[1], hop[2].relation, str(hop[2].path)))
        frontier = []
        for there, here, edge in hops:
            if there not in came:
                came[there] = (here, edge)
                first.setdefault(there.address, (distance, there))
                frontier.append(there)
    reached = []
    for address, (steps, state) in first.items():
        path: list[Edge] = []
        at = state
        while at != begin:
            at, edge = came[at]
            path.append(edge)
        reached.append(Reached(address, steps, tuple(reversed(path)), _TOLD[state.how]))
    reached.sort(key=lambda one: (one.distance, one.address))
    return tuple(reached)


class _State(NamedTuple):
    """An asset, and as what the change arrived there."""

    address: Address
    how: str


#: Relations along which what arrives never reaches the one that names. They are left out in the question, since there
#: are thousands of them at some assets: all that a team owns or is told of, all that sends one e-mail.
_NO_MOVE = frozenset(row.name for row in RELATIONS.values() if row.flow is not Flow.TO_SOURCE)
_STILL = frozenset(name for name in _NO_MOVE if not RELATIONS[name].carries)
_UNASKED: dict[str, Collection[str]] = {"changed": _STILL, "shows": _STILL, "moves": _NO_MOVE, "broken": _NO_MOVE}

#: How a state is told. ``gone`` and ``broken`` differ in what comes after them, and so does ``filed``: nothing does.
_TOLD = {"gone": BREAKS, "broken": BREAKS, "filed": BREAKS, "moves": MOVES, "shows": SHOWS}


def _hops(
    links: Links, here: _State, lost: Iterable[Edge], carries: Callable[[Edge], bool]
) -> Iterator[tuple[Edge, _State]]:
    """The references at `here` that what arrived there travels along, and as what it arrives at their other end."""
    address, how = here
    if how == "filed":
        return
    for edge in links.used_by(address, _UNASKED.get(how, ())):
        kind = relation(edge.relation)
        if how == "gone":
            if kind.mirrors:
                yield edge, _State(edge.source, "gone")
            else:
                yield edge, _State(edge.source, "filed" if kind.flow is Flow.NONE else "broken")
        elif carries(edge):
            # Who gets an e-mail is no news for the journey that sends it; what it says is.
            if kind.flow is Flow.TO_SOURCE or how in ("changed", "shows"):
                yield edge, _State(edge.source, "shows")
        elif kind.flow is Flow.TO_SOURCE and how != "shows":
            yield edge, _State(edge.source, "moves")
    if how != "shows":
        for edge in (*links.uses(address), *lost):
            if relation(edge.relation).flow is Flow.TO_TARGET:
                yield edge, _State(edge.target, "moves")

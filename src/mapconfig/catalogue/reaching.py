"""How many assets a change of each asset may be felt by, for all assets at once.

`graph.reach` answers for one asset, with the way there. Asked ten thousand times it takes minutes, since what is near a
hub is walked through again and again; here every set is made once, as a number with a bit an asset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.graph.relations import Flow, relation


def reached(graph: Graph, addresses: Iterable[Address]) -> Mapping[Address, dict[str, int]]:
    """For each of `addresses` the assets that `graph.reach` would give, counted by kind."""
    nodes = {*graph.nodes}
    nodes.update(edge.target for edge in graph.edges())
    names = sorted(nodes)
    bit = {address: 1 << number for number, address in enumerate(names)}
    # What shows content: whoever shows the one that is shown. What moves people: those who follow, and what they feed.
    shows: dict[Address, set[Address]] = {address: set() for address in names}
    moves: dict[Address, set[Address]] = {address: set() for address in names}
    embeds: dict[Address, set[Address]] = {address: set() for address in names}
    for edge in graph.edges():
        meaning = relation(edge.relation)
        if meaning.carries:
            shows[edge.target].add(edge.source)
            if meaning.flow is Flow.TO_SOURCE:
                embeds[edge.target].add(edge.source)
        elif meaning.flow is Flow.TO_SOURCE:
            moves[edge.target].add(edge.source)
        if meaning.flow is Flow.TO_TARGET:
            moves[edge.source].add(edge.target)
    shown = _closed(names, bit, shows, {})
    moved = _closed(names, bit, moves, {name: _union(embeds[name], bit, shown) for name in names})
    kinds: dict[str, int] = {}
    for name in names:
        kinds[name.kind] = kinds.get(name.kind, 0) | bit[name]
    found = {}
    for address in addresses:
        everything = (_union(shows[address], bit, shown) | _union(moves[address], bit, moved)) & ~bit[address]
        counts = {kind: (everything & mask).bit_count() for kind, mask in kinds.items()}
        found[address] = {kind: count for kind, count in sorted(counts.items()) if count}
    return found


def _union(addresses: Iterable[Address], bit: Mapping[Address, int], sets: Mapping[Address, int]) -> int:
    found = 0
    for address in addresses:
        found |= bit[address] | sets[address]
    return found


def _closed(
    names: list[Address],
    bit: Mapping[Address, int],
    hops: Mapping[Address, set[Address]],
    begin: Mapping[Address, int],
) -> dict[Address, int]:
    """All that is reached from each by any number of hops; `begin` is what each reaches besides. Goes round until
    nothing is added, since references may form rings."""
    sets = {name: begin.get(name, 0) for name in names}
    order = _last_first(names, hops)
    changed = True
    while changed:
        changed = False
        for name in order:
            now = sets[name] | _union(hops[name], bit, sets)
            if now != sets[name]:
                sets[name] = now
                changed = True
    return sets


def _last_first(names: list[Address], hops: Mapping[Address, set[Address]]) -> list[Address]:
    """The names so that most come after all that they lead to: two rounds then do where there is no ring."""
    order: list[Address] = []
    seen: set[Address] = set()
    for start in names:
        waiting = [(start, False)]
        while waiting:
            name, done = waiting.pop()
            if done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                waiting.append((name, True))
                waiting += [(one, False) for one in sorted(hops[name]) if one not in seen]
    return order

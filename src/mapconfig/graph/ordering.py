"""Order and rings of a graph, in time linear in its size and without recursion, since a chain may be long."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mapconfig.address import Address

#: What an address leads to, sorted.
Targets = Callable[[Address], Sequence[Address]]

#: References followed while looking for the shortest ring of one set of assets; past it the best ring so far is told.
RING_BUDGET = 200_000


def order(addresses: Sequence[Address], targets: Targets, strong: Targets) -> list[Address]:
    """`addresses`, which are sorted, with targets before sources; inside a ring by the `strong` targets alone."""
    out: list[Address] = []
    for component in components(addresses, targets):
        if len(component) > 1:
            for part in components(component, strong):
                out += part
        else:
            out += component
    return out


def components(addresses: Sequence[Address], targets: Targets) -> list[list[Address]]:
    """The strongly connected components among `addresses`, targets before sources, each sorted (Tarjan 1972)."""
    inside = set(addresses)
    index: dict[Address, int] = {}
    low: dict[Address, int] = {}
    stack: list[Address] = []
    on_stack: set[Address] = set()
    found: list[list[Address]] = []
    for start in addresses:
        if start in index:
            continue
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        walk = [(start, iter(targets(start)))]
        while walk:
            here, rest = walk[-1]
            for target in rest:
                if target not in inside:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    walk.append((target, iter(targets(target))))
                    break
                if target in on_stack:
                    low[here] = min(low[here], index[target])
            else:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    low[above] = min(low[above], low[here])
                if low[here] == index[here]:
                    component: list[Address] = []
                    while not component or component[-1] != here:
                        component.append(stack.pop())
                        on_stack.discard(component[-1])
                    found.append(sorted(component))
    return found


def rings(addresses: Sequence[Address], targets: Targets) -> list[tuple[Address, ...]]:
    """One short ring for each component that has any, by first address."""
    found = []
    for component in components(addresses, targets):
        if len(component) > 1:
            found.append(_shortest_ring(component, targets))
        elif component[0] in targets(component[0]):
            found.append((component[0],))
    return sorted(found)


def _shortest_ring(component: Sequence[Address], targets: Targets) -> tuple[Address, ...]:
    inside = set(component)
    best: tuple[Address, ...] = ()
    spent = 0
    for start in component:
        if best and (len(best) <= 2 or spent > RING_BUDGET):
            break
        parents: dict[Address, Address] = {}
        frontier = [start]
        length = 0
        while frontier and start not in parents and (not best or length + 1 < len(best)):
            length += 1
            reached: list[Address] = []
            for here in frontier:
                for target in targets(here):
                    spent += 1
                    # Whoever names itself is in the ring anyway; the ring that is told has two members or more.
                    if target in inside and target not in parents and target != here:
                        parents[target] = here
                        reached.append(target)
            frontier = reached
        if start in parents:
            ring = [parents[start]]
            while ring[-1] != start:
                ring.append(parents[ring[-1]])
            if not best or len(ring) < len(best):
                best = tuple(reversed(ring))
    first = best.index(min(best))
    return best[first:] + best[:first]

"""Loops in a small directed graph of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def rings(following: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """For each set of nodes that can all reach each other one shortest loop in it, from its least name; by that name.

    Nodes that `following` does not name as keys lead nowhere.
    """
    found = []
    for component in _components(following):
        if len(component) > 1 or component[0] in following.get(component[0], ()):
            found.append(_shortest(min(component), set(component), following))
    return sorted(found)


def _components(following: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Strongly connected components (Tarjan), without recursion: a ring may be ten thousand nodes long."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    for root in following:
        if root in number:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(following[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in following:
                    continue
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(following[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], number[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == number[node]:
                    component: list[str] = []
                    while not component or component[-1] != node:
                        component.append(stack.pop())
                        on_stack.discard(component[-1])
                    yield component


def _shortest(start: str, inside: set[str], following: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    came_from: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for target in following.get(node, ()):
            if target == start:
                ring = [node]
                while ring[-1] != start:
                    ring.append(came_from[ring[-1]])
                return tuple(reversed(ring))
            if target in inside and target not in came_from:
                came_from[target] = node
                queue.append(target)
    raise ValueError(f"{start} is on no loop")

"""Which layer of a drawing each box is in."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["ranked", "without_circles"]

Link = tuple[str, str]


def without_circles(names: Sequence[str], links: Sequence[Link]) -> list[Link]:
    """The links with those turned round that lead back to a box on the way to them; in the order they came in."""
    onward: dict[str, list[int]] = {name: [] for name in names}
    for number, (source, _) in enumerate(links):
        onward[source].append(number)
    turned: set[int] = set()
    state: dict[str, int] = {}  # 1 on the way, 2 done
    for root in names:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(onward[root]))]
        while stack:
            here, rest = stack[-1]
            at = next(rest, None)
            if at is None:
                state[here] = 2
                stack.pop()
                continue
            target = links[at][1]
            if state.get(target) == 1:
                turned.add(at)
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(onward[target])))
    return [(target, source) if number in turned else (source, target) for number, (source, target) in enumerate(links)]


def ranked(names: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """The layer of each box: one more than the last of those that lead to it. What nothing leads to comes as near to
    what it leads to as it can. `links` have no circles, but for boxes that are joined to themselves."""
    before: dict[str, list[str]] = {name: [] for name in names}
    waiting = dict.fromkeys(names, 0)
    after: dict[str, list[str]] = {name: [] for name in names}
    for source, target in links:
        if source != target:
            before[target].append(source)
            after[source].append(target)
            waiting[target] += 1
    ranks: dict[str, int] = {}
    ready = [name for name in names if not waiting[name]]
    for name in ready:  # grows as it goes
        ranks[name] = max((ranks[one] + 1 for one in before[name]), default=0)
        for target in after[name]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for name in names:
        if not before[name] and after[name]:
            ranks[name] = min(ranks[one] for one in after[name]) - 1
    return ranks

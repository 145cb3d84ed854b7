"""What the `renamed_from` of several assets say together."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.address import Address


def rings(renamed_from: Mapping[Address, Address]) -> list[tuple[Address, ...]]:
    """Assets that have each other's former keys, as when two swap theirs; each ring starts at its first address.

    `renamed_from` maps a new address to the one it had. A key that an asset had itself is no ring: it says nothing.
    """
    found = []
    seen: set[Address] = set()
    for start in sorted(renamed_from):
        line: list[Address] = []
        here: Address | None = start
        while here is not None and here not in seen:
            seen.add(here)
            line.append(here)
            here = renamed_from.get(here)
        if here in line[:-1]:
            ring = line[line.index(here) :]
            first = ring.index(min(ring))
            found.append((*ring[first:], *ring[:first]))
    return found

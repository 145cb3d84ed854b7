"""One hop around an asset, few enough to draw: what it uses on one side, what uses it on the other."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.facts import Facts
from mapconfig.graph import Edge
from mapconfig.graph.relations import relation
from mapconfig.language import packed

#: Assets that are drawn on each side; the others stand there as one box a kind.
SIDE = 10


def neighbourhood(facts: Facts, address: Address) -> dict[str, Any]:
    """What is drawn: the asset in the middle, what it names on the right, what names it on the left."""
    return {
        "focus": facts.ref(address),
        "uses": _side(facts, facts.graph.uses(address), address, forward=True),
        "used_by": _side(facts, facts.graph.used_by(address), address, forward=False),
    }


def _side(facts: Facts, edges: tuple[Edge, ...], focus: Address, *, forward: bool) -> list[dict[str, Any]]:
    """Assets on one side with the words of their relations, and counts by kind of those that are not drawn."""
    found: dict[Address, list[str]] = {}
    for edge in edges:
        other = edge.target if forward else edge.source
        if other == focus:
            continue
        names = found.setdefault(other, [])
        if edge.relation not in names:
            names.append(edge.relation)
    # Who owns it and what it is part of say least about what follows from a change, so they give way first.
    ordered = sorted(found, key=lambda other: (set(found[other]) <= {"owned-by", "part-of"}, other))
    if len(ordered) <= SIDE + 1:
        drawn, rest = ordered, []
    else:
        drawn, rest = ordered[:SIDE], ordered[SIDE:]
    counts: defaultdict[str, int] = defaultdict(int)
    for other in rest:
        counts[other.kind] += 1
    return [
        *(
            {
                **facts.ref(other),
                "kind": other.kind,
                "count": 0,
                "words": [packed(relation(name).active) for name in found[other]],
            }
            for other in drawn
        ),
        *(
            {"kind": kind, "count": count, "address": "", "title": None, "words": []}
            for kind, count in sorted(counts.items())
        ),
    ]

"""What a platform cannot hold at all, and what cannot do without it.

A platform may know lists and still not the question that one list asks. Then nothing is written for that list, and
nothing for whatever relies on it: a journey without one of its suppressions would be worse than no journey.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from mapconfig.address import Address
from mapconfig.backend import Backend
from mapconfig.finding import Path
from mapconfig.graph import Graph, relation
from mapconfig.graph.relations import Flow
from mapconfig.language import together
from mapconfig.model import Org
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An asset for which nothing is written. `path` (dotted) is what the platform cannot hold and `why` the sentence
    for it; where it is left out for another asset's sake, `relies` says how, such as "suppresses list/y"."""

    address: Address
    path: str
    why: str
    relies: str = ""


def left_out(
    desired: Org, backend: Backend, wanted: Graph | None = None, there: Collection[Address] | None = None
) -> dict[Address, LeftOut]:
    """The assets of `desired` that this platform cannot hold as they are, and all that rely on them, nearest first.
    `there` are the addresses of what it shows, None where nobody has looked: what is not among them would have to be
    made, which it may refuse although it holds the like."""
    found: dict[Address, LeftOut] = {}
    for asset in desired.assets.values():
        capability = backend.capabilities.get(asset.kind)
        if capability is not None:
            gaps = backend.gaps(asset.kind, asset.attributes)
            if not gaps and there is not None and asset.address not in there and capability.readable:
                gaps = backend.refusals(None, asset.address, asset.attributes)
            if gaps:
                path = min(gaps)
                found[asset.address] = LeftOut(asset.address, path, gaps[path])
    if not found:
        return found
    wanted = wanted or Graph.of(desired)
    queue = deque(found)
    while queue:
        missing = queue.popleft()
        for edge in wanted.used_by(missing):
            meaning = relation(edge.relation)
            if meaning.flow is Flow.NONE or edge.source in found or edge.source.kind not in backend.capabilities:
                continue
            if edge.relation == "embeds" and backend.copies_embeds:
                continue  # it has what it shows itself, or says that it cannot
            if _stays_out(edge.path, backend.capabilities[edge.source.kind].gaps):
                continue  # what names it is in the files only, so there is nothing there that would be wrong without it
            said = together(" ", [meaning.active, missing])
            found[edge.source] = LeftOut(edge.source, found[missing].path, found[missing].why, said)
            queue.append(edge.source)
    return found


def _stays_out(path: Path, gaps: Collection[str]) -> bool:
    """Whether the platform holds nothing of what is at `path`, for any asset of the kind."""
    steps = [str(step) for step in path]
    return any(
        len(pattern) <= len(steps) and all(one in ("*", step) for one, step in zip(pattern, steps, strict=False))
        for pattern in (each.split(".") for each in gaps)
    )

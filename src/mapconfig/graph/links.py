"""One reference, and what is asked of a graph of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from mapconfig.address import Address
from mapconfig.finding import Path


class Edge(NamedTuple):
    """One reference: `source` names `target` at `path`. A tuple, since orgs have them by the hundred thousand."""

    source: Address
    target: Address
    relation: str
    path: Path = ()


class Links(Protocol):
    """What reach, selectors and impact ask of a graph, so that one kept in a database can answer too."""

    def uses(self, address: Address) -> Sequence[Edge]: ...
    def used_by(self, address: Address, without: Collection[str] = ()) -> Sequence[Edge]: ...

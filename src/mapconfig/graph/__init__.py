"""Who names whom: the references between assets, what they are needed for, and what a change reaches along them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.graph import ordering
from mapconfig.graph.links import Edge, Links
from mapconfig.graph.reach import Reached, reach
from mapconfig.graph.relations import RELATIONS, Flow, Relation, relation
from mapconfig.model import Org, mentions

__all__ = ["RELATIONS", "Edge", "Flow", "Graph", "Links", "Reached", "Relation", "reach", "relation"]


class Graph:
    """The references of an org, both ways. It is built once and not changed; a target need not be a node."""

    def __init__(self, nodes: Iterable[Address], edges: Iterable[Edge]) -> None:
        self.nodes: Collection[Address] = dict.fromkeys(nodes)
        uses: dict[Address, list[Edge]] = {}
        used_by: dict[Address, list[Edge]] = {}
        for edge in edges:
            out = uses.get(edge[0])
            if out is None:
                uses[edge[0]] = [edge]
            else:
                out.append(edge)
            back = used_by.get(edge[1])
            if back is None:
                used_by[edge[1]] = [edge]
            else:
                back.append(edge)
        self._uses = {address: tuple(found) for address, found in uses.items()}
        self._used_by = {address: tuple(found) for address, found in used_by.items()}

    @classmethod
    def of(cls, org: Org) -> Graph:
        """The graph of everything that `org`'s assets name; kinds that name nothing cost nothing."""
        kinds = {name: kind for name, kind in org.kinds.items() if kind.shape.refers}
        # Few paths are different, such as that of the first sentence; one object for each saves 6 of 22 MB at
        # 10,000 assets.
        paths: dict[Path, Path] = {}
        edges = (
            Edge(address, target, relation, paths.setdefault(path, path))
            for address, asset in org.assets.items()
            if (kind := kinds.get(address.partition("/")[0])) is not None
            for target, relation, path, _ in mentions(kind, asset.attributes)
        )
        return cls(org.assets, edges)

    def __contains__(self, address: object) -> bool:
        return address in self.nodes

    def __len__(self) -> int:
        return len(self.nodes)

    def uses(self, address: Address) -> tuple[Edge, ...]:
        """What `address` names, in the order in which it is written."""
        return self._uses.get(address, ())

    def used_by(self, address: Address, without: Collection[str] = ()) -> tuple[Edge, ...]:
        """Who names `address`, by address, leaving out the relations `without`."""
        found = self._used_by.get(address, ())
        return tuple(edge for edge in found if edge.relation not in without) if without else found

    def edges(self) -> Iterable[Edge]:
        """Every reference, by source."""
        for edges in self._uses.values():
            yield from edges

    def missing(self) -> tuple[Edge, ...]:
        """References to what is no node, by source."""
        return tuple(edge for target, back in self._used_by.items() if target not in self.nodes for edge in back)

    def order(self, addresses: Iterable[Address]) -> list[Address]:
        """`addresses` so that each comes after those it names.

        Members of a ring come one after the other, and among them the references that only file things (who owns it,
        what it is part of) are the first that are not kept.
        """
        return ordering.order(sorted(set(addresses)), self._targets, self._acted_on)

    def rings(self, relations: Collection[str] | None = None) -> list[tuple[Address, ...]]:
        """For each set of assets that all lead to each other one short ring, starting at its first address.

        An asset that names itself is a ring of one. With `relations`, only references of those kinds count.
        """

        def targets(address: Address) -> list[Address]:
            return sorted(
                {e.target for e in self._uses.get(address, ()) if relations is None or e.relation in relations}
            )

        return ordering.rings(sorted(self.nodes), targets)

    def _targets(self, address: Address) -> list[Address]:
        return sorted({edge.target for edge in self._uses.get(address, ())})

    def _acted_on(self, address: Address) -> list[Address]:
        edges = self._uses.get(address, ())
        return sorted({edge.target for edge in edges if relation(edge.relation).flow is not Flow.NONE})

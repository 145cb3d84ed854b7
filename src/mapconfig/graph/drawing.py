"""A part of the graph made ready to draw, and its text for Mermaid and Graphviz: the one door to networkx.

A drawing of everything is unreadable, so what is drawn is a selection, at most so many assets of it; the others stand
there as one box a kind ("12 more: email"). Layers, shortcuts that may be left out and rings come from networkx.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.graph.relations import Flow, relation
from mapconfig.language import together
from mapconfig.model import Org

#: How many assets are drawn where nobody says otherwise; a forge gives up at 500 references.
LIMIT = 40
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Node:
    """One box: an asset, or where `count` is above 0 that many assets of `kind` that are not drawn one by one.

    `layer` is 0 for what depends on nothing drawn and grows the way changes flow. `mark` is what the reader is to see
    of it, such as "focus", "missing" or a word of a change.
    """

    id: str
    kind: str
    title: str
    layer: int
    mark: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One arrow, the way a change flows. `label` says the relations, active where `source` is the one that names."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, in the order of layers and names. `shortcuts` counts arrows left out because a longer way says the
    same; `rings` are the sets of assets that lead to each other."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    rings: tuple[tuple[str, ...], ...] = ()
    shortcuts: int = 0

    def to_json(self) -> dict[str, Any]:
        """The drawing as plain JSON values."""
        return {
            "nodes": [
                {"id": n.id, "kind": n.kind, "title": n.title, "layer": n.layer, "mark": n.mark, "count": n.count}
                for n in self.nodes
            ],
            "lines": [{"source": line.source, "target": line.target, "label": line.label} for line in self.lines],
            "rings": [list(ring) for ring in self.rings],
            "shortcuts": self.shortcuts,
        }


def draw(
    org: Org,
    graph: Graph,
    addresses: Iterable[Address],
    *,
    focus: Collection[Address] = (),
    marks: Mapping[Address, str] | None = None,
    limit: int = LIMIT,
    reduce: bool = False,
    filing: bool = False,
) -> Drawing:
    """A drawing of `addresses` of `org` and of the references among them.

    At most `limit` assets are drawn: those of `focus` and `marks` first, then those nearest to them. `reduce` leaves
    out arrows that a longer way says as well; `filing` also draws who owns what and what is part of what.
    """
    marks = dict(marks or {})
    for address in focus:
        marks.setdefault(address, "focus")
    wanted = sorted(set(addresses))
    picture: Any = networkx.DiGraph()
    picture.add_nodes_from(wanted)
    labels: dict[tuple[str, str], list[str]] = {}
    for address in wanted:
        for edge in graph.uses(address):
            meaning = relation(edge.relation)
            if not picture.has_node(edge.target) or (meaning.flow is Flow.NONE and not filing):
                continue
            ends = (edge.source, edge.target) if meaning.flow is Flow.TO_TARGET else (edge.target, edge.source)
            said = labels.setdefault(ends, [])
            words = meaning.active if ends[0] == edge.source else meaning.passive
            if words not in said:
                said.append(words)
            picture.add_edge(*ends)
    drawn = _nearest(picture, [a for a in wanted if a in marks], wanted, limit)
    boxes = _collapsed(picture, drawn)
    lines: dict[tuple[str, str], list[str]] = {}
    for (source, target), said in labels.items():
        boxed = (boxes.get(source, source), boxes.get(target, target))
        if boxed[0] != boxed[1] or source == target:
            joined = lines.setdefault(boxed, [])
            joined += [words for words in said if words not in joined]
    small: Any = networkx.DiGraph()
    small.add_nodes_from(drawn)
    small.add_nodes_from(dict.fromkeys(boxes[address] for address in wanted if address in boxes))
    small.add_edges_from(lines)
    layers, rings = _layers(small)
    kept = _reduced(small) if reduce else set(small.edges)
    counts = Counter(boxes.values())
    nodes = [_node(org, name, layers[name], marks, counts) for name in small.nodes]
    return Drawing(
        nodes=tuple(sorted(nodes, key=lambda node: (node.layer, node.kind, node.id))),
        lines=tuple(Line(s, t, together(", ", said)) for (s, t), said in sorted(lines.items()) if (s, t) in kept),
        rings=tuple(rings),
        shortcuts=small.number_of_edges() - len(kept),
    )


def _nearest(picture: Any, focus: list[Address], wanted: list[Address], limit: int) -> list[Address]:
    """The `limit` addresses to draw, sorted: the nearest to `focus`, or without one those with most references."""
    if len(wanted) <= limit:
        return wanted
    if focus:
        distance = networkx.multi_source_dijkstra_path_length(
            picture.to_undirected(as_view=True), set(focus), weight=None
        )
        ranked = sorted(wanted, key=lambda address: (distance.get(address, len(wanted)), address))
    else:
        ranked = sorted(wanted, key=lambda address: (-picture.degree(address), address))
    return sorted(ranked[: max(limit, 0)])


def _collapsed(picture: Any, drawn: list[Address]) -> dict[str, str]:
    """For each address that is not drawn the box it is counted in."""
    inside = set(drawn)
    return {address: f"more:{address.kind}" for address in picture.nodes if address not in inside}


def _layers(small: Any) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """The layer of each box, rings being in one layer, and the rings of more than one box."""
    condensed = networkx.condensation(small)
    layers: dict[str, int] = {}
    rings = []
    for depth, generation in enumerate(networkx.topological_generations(condensed)):
        for component in generation:
            members = sorted(condensed.nodes[component]["members"])
            if len(members) > 1:
                rings.append(tuple(members))
            for member in members:
                layers[member] = depth
    return layers, sorted(rings)


def _reduced(small: Any) -> set[tuple[str, str]]:
    """The arrows of `small` without those a longer way says as well; arrows inside rings all stay."""
    condensed = networkx.condensation(small)
    home = condensed.graph["mapping"]
    needed = set(networkx.transitive_reduction(condensed).edges)
    return {(s, t) for s, t in small.edges if home[s] == home[t] or (home[s], home[t]) in needed}


def _node(org: Org, name: str, layer: int, marks: Mapping[Address, str], counts: Mapping[str, int]) -> Node:
    count = counts.get(name, 0)
    if count:
        kind = name.partition(":")[2]
        return Node(name, kind, f"{count} more: {kind}", layer, "", count)
    address = Address(name)
    asset = org.assets.get(address)
    mark = marks.get(address, "" if asset is not None else "missing")
    return Node(name, address.kind, asset.title if asset is not None else address.key, layer, mark)


_STYLES = {
    "focus": "stroke-width:3px",
    "missing": "stroke-dasharray:4 3",
    "create": "stroke:#1a7f37,stroke-width:2px",
    "update": "stroke:#9a6700,stroke-width:2px",
    "rename": "stroke:#9a6700,stroke-width:2px",
    "delete": "stroke:#cf222e,stroke-width:2px,stroke-dasharray:4 3",
    "unmanage": "stroke:#9a6700,stroke-width:2px,stroke-dasharray:4 3",
}
_DOT_STYLES = {**dict.fromkeys(("missing", "delete", "unmanage"), ", style=dashed"), "focus": ", penwidth=3"}
#: A word as well as a style, since colour alone says nothing to some and to a printer.
_SIGNS = {
    "create": "+ new",
    "update": "~ changed",
    "rename": "~ renamed",
    "delete": "- removed",
    "unmanage": "- out of the files",
    "missing": "? missing",
}


def mermaid(drawing: Drawing) -> str:
    """`drawing` as a Mermaid flowchart. Node ids are ours; whatever a person wrote is in quoted, escaped labels."""
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    for node in drawing.nodes:
        label = "<br/>".join(_mermaid_text(part) for part in _label(node))
        opening, closing = ("[[", "]]") if node.count else ("[", "]")
        style = f":::{node.mark}" if node.mark in _STYLES else ""
        lines.append(f'  {ids[node.id]}{opening}"{label}"{closing}{style}')
    for line in drawing.lines:
        lines.append(f'  {ids[line.source]} -->|"{_mermaid_text(line.label)}"| {ids[line.target]}')
    used = {node.mark for node in drawing.nodes}
    lines += [f"  classDef {mark} {style}" for mark, style in _STYLES.items() if mark in used]
    return "\n".join(lines) + "\n"


def dot(drawing: Drawing) -> str:
    """`drawing` for Graphviz."""
    lines = ["digraph mapconfig {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    for node in drawing.nodes:
        label = "\\n".join(_dot_text(part) for part in _label(node))
        shape = ", shape=folder" if node.count else ""
        style = _DOT_STYLES.get(node.mark, "")
        lines.append(f'  {ids[node.id]} [label="{label}"{shape}{style}];')
    for line in drawing.lines:
        lines.append(f'  {ids[line.source]} -> {ids[line.target]} [label="{_dot_text(line.label)}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _label(node: Node) -> list[str]:
    if node.count:
        return [node.title]
    parts = [node.id]
    if node.title != node.id.partition("/")[2]:
        parts.append(node.title if len(node.title) <= _TITLE_LENGTH else node.title[: _TITLE_LENGTH - 1] + "…")
    if node.mark in _SIGNS:
        parts.append(_SIGNS[node.mark])
    return parts


_PLAIN = re.compile(r"[^A-Za-z0-9 /._:,()\u00c0-\u024f…+~?-]")


def _mermaid_text(text: str) -> str:
    """`text` with everything that could mean something to Mermaid, to HTML or to Markdown written as its number.

    Mermaid turns ``#34;`` into the character after it has read the chart, and shows it as text. What does not print
    becomes a question mark.
    """
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};" if match[0].isprintable() else "?", text)


def _dot_text(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown.replace("\\", "\\\\").replace('"', '\\"')

"""A journey before and after as one Mermaid flowchart, small enough to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.language import Speech, plural, say, unpacked
from mapconfig.report import safe

#: Boxes at most.
MOST = 40
_LABEL = 70

_STYLES = {
    "added": "stroke:#1a7f37,stroke-width:3px",
    "removed": "stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4",
    "changed": "stroke:#9a6700,stroke-width:3px",
    "more": "stroke-dasharray:2 3",
}
#: A word as well as a colour, since colour alone says nothing to some and to a printer.
_WORDS = {"added": say("+ added"), "removed": say("− removed"), "changed": say("~ changed")}


def flowchart(journey: Mapping[str, Any], speak: Speech) -> str:
    """The picture. Where there are more steps than can be read, those that change are drawn with a step around each,
    and a box stands for each stretch of the others; empty where even that is too much."""
    nodes, edges = journey["nodes"], journey["edges"]
    boxes = _boxes(nodes, edges) if len(nodes) > MOST else {node["id"]: node["id"] for node in nodes}
    nodes, edges = _as_it_is(nodes), _as_it_is(edges)
    drawn = list(dict.fromkeys(boxes.values()))
    if len(drawn) > MOST:
        return ""
    known = {node["id"]: node for node in nodes}
    ids = {box: f"n{number}" for number, box in enumerate(drawn)}
    lines = ["flowchart TD"]
    for box in drawn:
        inside = [name for name, of in boxes.items() if of == box]
        if len(inside) > 1 or box not in known:
            label = speak(plural("… {n} step as before …", "… {n} steps as before …", len(inside)))
            lines.append(f'  {ids[box]}[["{safe.mermaid(label)}"]]:::more')
            continue
        lines.append(_node(ids[box], known[box], speak))
    ways: dict[tuple[str, str], str] = {}
    for edge in edges:
        source, target = boxes.get(edge["source"]), boxes.get(edge["target"])
        if source is None or target is None or (source == target and source not in known):
            continue
        line = _way(ids[source], ids[target], edge, speak)
        ways.setdefault((line, edge["state"]), line)
    lines += ways.values()
    used = {node["state"] for node in nodes} | ({"more"} if len(drawn) < len(nodes) else set())
    lines += [f"  classDef {name} {style}" for name, style in _STYLES.items() if name in used]
    return "\n".join(lines) + "\n"


def _as_it_is(parts: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Steps, or ways. Of a journey that is new all of them are, and that needs not to be said of each."""
    if all(part["state"] == "added" for part in parts):
        return [{**part, "state": "same"} for part in parts]
    return parts


def _node(id: str, node: Mapping[str, Any], speak: Speech) -> str:
    parts = []
    if node["what"] not in ("start", "end"):
        parts.append(node["id"])
    label = speak(unpacked(node["label"]))
    if node["was"]:
        label = speak(say("{before} → {now}", before=speak(unpacked(node["was"])), now=label))
    parts.append(label)
    if node["state"] in _WORDS:
        parts.append(speak(_WORDS[node["state"]]))
    text = "<br/>".join(safe.mermaid(part if len(part) <= _LABEL else f"{part[: _LABEL - 1]}…") for part in parts)
    text = text or " "  # Mermaid refuses a box with nothing in it
    opening, closing = {"start": ("([", "])"), "end": ("([", "])"), "if": ("{", "}"), "did": ("{", "}")}.get(
        node["what"], ("[", "]")
    )
    style = f":::{node['state']}" if node["state"] in _STYLES else ""
    return f'  {id}{opening}"{text}"{closing}{style}'


def _way(source: str, target: str, edge: Mapping[str, Any], speak: Speech) -> str:
    label = speak(unpacked(edge["label"]))
    if edge["state"] == "added":
        label = speak(say("{label} (new)", label=label)).strip()
    if edge["state"] == "removed":
        label = speak(say("{label} (gone)", label=label)).strip()
    arrow = {"added": "==>", "removed": "-.->"}.get(edge["state"], "-->")
    return f'  {source} {arrow}|"{safe.mermaid(label)}"| {target}' if label else f"  {source} {arrow} {target}"


def _boxes(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The box of each step: its own where it changes or is next to one that does, else that of its stretch."""
    moved = {node["id"] for node in nodes if node["state"] != "same" or node["what"] in ("start", "end")}
    moved |= {end for edge in edges if edge["state"] != "same" for end in (edge["source"], edge["target"])}
    near = moved | {
        other
        for edge in edges
        for other, end in ((edge["source"], edge["target"]), (edge["target"], edge["source"]))
        if end in moved
    }
    boxes: dict[str, str] = {}
    stretch = 0
    open_ = False
    for node in nodes:
        if node["id"] in near:
            boxes[node["id"]], open_ = node["id"], False
            continue
        stretch += not open_
        open_ = True
        boxes[node["id"]] = f"\0{stretch}"
    return boxes

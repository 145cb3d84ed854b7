"""The view of one asset: what it is, what it uses, what uses it, and where a change of it would be felt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.diff.words import shown_value
from mapconfig.graph import Edge, Graph
from mapconfig.graph.reach import Reached, reach
from mapconfig.graph.relations import relation
from mapconfig.language import Speech, english, say, together
from mapconfig.model import Asset, Org
from mapconfig.report import safe, speaking
from mapconfig.report.impact import plural

FORMAT = "mapconfig.asset/1"

#: Attributes that the head of the view says in words.
_HEAD = frozenset({"title", "description", "owner", "why", "tags", "folder", "state"})


def document(org: Org, graph: Graph, asset: Asset) -> dict[str, Any]:
    """The asset with its references as plain JSON values; secrets are not shown."""
    from mapconfig.diff.fields import masked

    shape = org.kinds[asset.kind].shape
    return {
        "format": FORMAT,
        "address": asset.address,
        "title": asset.title,
        "file": asset.origin.file if asset.origin else None,
        "attributes": masked(shape, dict(asset.attributes)),
        "uses": [_edge(edge, edge.target, org) for edge in graph.uses(asset.address)],
        "used_by": [_edge(edge, edge.source, org) for edge in graph.used_by(asset.address)],
        "reaches": _counts(reach(graph, asset.address)),
    }


def _edge(edge: Edge, other: Address, org: Org) -> dict[str, Any]:
    found = org.assets.get(other)
    return {
        "address": other,
        "title": found.title if found is not None else None,
        "relation": edge.relation,
        "path": [*edge.path],
    }


def _counts(reached: Iterable[Reached]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in reached:
        counts[each.address.kind] = counts.get(each.address.kind, 0) + 1
    return dict(sorted(counts.items()))


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """The view for a terminal."""
    said = found["attributes"]
    why = said.get("why") or {}
    lines = [f"{safe.terminal(found['address'])}  {safe.terminal(found['title'])}"]
    if said.get("description"):
        lines.append(f"  {safe.terminal(said['description'])}")
    lines.append("")
    facts = (
        (say("state"), said.get("state", "active")),
        (say("owner"), said.get("owner")),
        (say("folder"), said.get("folder")),
        (say("tags"), ", ".join(said.get("tags") or ())),
        (say("file"), found["file"]),
        (say("why"), why.get("reason")),
        (say("ticket"), why.get("ticket")),
        (say("review by"), why.get("review_by")),
    )
    width = max(10, *(len(speak(name)) for name, value in facts if value))
    lines += [f"  {speak(name):{width}} {safe.terminal(str(value))}" for name, value in facts if value]
    lines.append("")
    for name, value in said.items():
        if name not in _HEAD:
            lines += _attribute(name, value, speak)
    for heading, key in ((say("uses:"), "uses"), (say("used by:"), "used_by")):
        lines += ["", speak(heading)]
        lines += _references(found[key], key == "uses", speak) or ["  " + speak(say("nothing"))]
    if found["reaches"]:
        told = say(
            "A change of it may be felt by {assets}: mapconfig impact {address}",
            assets=together(", ", [plural(count, kind) for kind, count in found["reaches"].items()]),
            address=safe.terminal(found["address"]),
        )
        lines += ["", speak(told)]
    return "\n".join(lines)


def _attribute(name: str, value: Any, speak: Speech) -> list[str]:
    if isinstance(value, (Mapping, list)):
        return [f"  {safe.terminal(name)}:", *(f"    {line}" for line in _tree(value))]
    first, *more = speak(shown_value(value)).splitlines() or [""]
    cut = ["    " + speak(say("... {more} more lines", more=len(more)))] if more else []
    return [f"  {safe.terminal(name)}: {safe.terminal(first, 160)}", *cut]


def _tree(value: Any, indent: str = "") -> list[str]:
    """Nested values the way a file writes them."""
    lines: list[str] = []
    if isinstance(value, Mapping):
        for name, below in value.items():
            if isinstance(below, (Mapping, list)):
                lines += [f"{indent}{safe.terminal(str(name))}:", *_tree(below, indent + "  ")]
            else:
                lines.append(f"{indent}{safe.terminal(str(name))}: {safe.terminal(str(below), 160)}")
    else:
        for below in value:
            if isinstance(below, (Mapping, list)):
                inner = _tree(below, indent + "  ")
                lines += [f"{indent}- {inner[0].lstrip()}" if inner else f"{indent}-", *inner[1:]]
            else:
                lines.append(f"{indent}- {safe.terminal(str(below), 160)}")
    return lines


def _references(rows: Iterable[Mapping[str, Any]], forward: bool, speak: Speech) -> list[str]:
    said: dict[tuple[str, str], str] = {}
    for row in rows:
        meaning = relation(row["relation"])
        words = speak(meaning.active if forward else meaning.passive)
        said[(words, row["address"])] = row["title"] if row["title"] is not None else speak(say("(no file defines it)"))
    width = max(24, *(len(words) for words, _ in said)) if said else 0
    return [
        f"  {words:{width}} {safe.terminal(address):36} {safe.terminal(title, 60)}"
        for (words, address), title in sorted(said.items())
    ]


def to_json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return json.dumps(found, indent=2, ensure_ascii=False)


SHOW = {"text": text, "json": to_json}

"""A journey on two sides as JSON values, and read back from them; a review document holds one for each journey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import Text, packed, say, unpacked
from mapconfig.report.journey.definition import Merged, Said, Step, Way


def as_document(found: Merged) -> dict[str, Any]:
    """`found` as JSON values. ``label`` and ``was`` say in one line what a node does, and did before where that is
    something else."""
    return {
        "nodes": [
            {
                "id": step.id,
                "what": step.word,
                "state": step.how,
                "about": step.about,
                "before": _packed(step.before),
                "after": _packed(step.after),
                "label": packed(step.said.words),
                "was": packed(step.before.words) if step.how == "changed" and step.before is not None else "",
            }
            for step in found.steps
        ],
        "edges": [
            {
                "source": way.source,
                "target": way.target,
                "label": packed(way.label),
                "state": way.how,
                "replaced": way.replaced,
            }
            for way in found.ways
        ],
    }


def from_document(said: Mapping[str, Any]) -> Merged:
    """What `as_document` wrote, of a document that its schema accepts. Ways between unknown steps are left out."""
    steps = tuple(
        Step(
            node["id"],
            node["what"],
            node["state"],
            _unpacked(node["before"]),
            _unpacked(node["after"]),
            node["about"],
        )
        for node in said["nodes"]
        if node["before"] or node["after"]
    )
    names = {step.id for step in steps}
    ways = tuple(
        Way(way["source"], way["target"], unpacked(way["label"]), way["state"], way["replaced"])
        for way in said["edges"]
        if way["source"] in names and way["target"] in names
    )
    return Merged(steps, ways)


def _packed(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {"verb": packed(said.verb), "items": [packed(item) for item in said.items]}


def _unpacked(said: Mapping[str, Any] | None) -> Said | None:
    if said is None:
        return None
    verb = unpacked(said["verb"])
    # A stranger's verb need not be a sentence of ours; it is shown as it is.
    return Said(verb if isinstance(verb, Text) else say("{verb}", verb=verb), tuple(map(unpacked, said["items"])))

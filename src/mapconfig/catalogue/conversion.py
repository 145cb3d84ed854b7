"""The conversion map: the stages in order, how people come into each, and how much marketing there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.facts import Facts
from mapconfig.check.rules.crossed_wires import claim, entries
from mapconfig.check.state import archived
from mapconfig.graph.relations import relation
from mapconfig.language import packed, plural, say
from mapconfig.model import Asset

#: Relations by which something leads people into a stage, or acts when they come there.
_FEEDS = frozenset({"feeds", "stamps", "sets", "adds-to"})


def document(facts: Facts) -> dict[str, Any]:
    """The stages by their order, with gaps in words."""
    stages = [stage for stage in facts.of_kind("stage") if not archived(stage)]
    stages.sort(key=lambda stage: (_order(stage), stage.address))
    orders = Counter(_order(stage) for stage in stages)
    contacts = _contacts(facts)
    rows = [_row(facts, stage, contacts.get(stage.address, []), orders[_order(stage)]) for stage in stages]
    coverage = Counter(row["marketing"] or "unsaid" for row in rows)
    return {
        "page": "conversion",
        "named": {name: title for stage in stages for name, title in facts.named(stage.address).items()},
        "stages": rows,
        "coverage": {word: coverage[word] for word in ("full", "light", "none", "unsaid")},
        "summary": packed(_summary(len(rows), coverage)),
    }


def _summary(stages: int, coverage: Mapping[str, int]) -> str:
    covered = coverage["full"] + coverage["light"]
    return plural(
        "{n} stage, of which {covered} with marketing and {rest} without.",
        "{n} stages, of which {covered} with marketing and {rest} without.",
        stages,
        covered=covered,
        rest=stages - covered,
    )


def _order(stage: Asset) -> int:
    order = stage.attributes.get("order")
    return order if isinstance(order, int) else 1_000_000


def _contacts(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for team in facts.of_kind("team"):
        for _, entry in entries(team):
            segment, stage, channel = claim(entry)
            row = {
                "team": facts.ref(team.address),
                "segment": facts.ref(segment) if segment else None,
                "channel": channel,
                "when": str(entry.get("when", "")),
            }
            found.setdefault(stage, []).append(row)
    return found


def _row(facts: Facts, stage: Asset, contacts: list[dict[str, Any]], with_this_order: int) -> dict[str, Any]:
    said = stage.attributes
    marketing = said.get("marketing")
    timestamp = said.get("timestamp_field")
    order = said.get("order")
    return {
        "stage": facts.ref(stage.address),
        "order": order if isinstance(order, int) else None,
        "description": str(said.get("description", "")),
        "owner": facts.ref(stage.owner) if stage.owner is not None else None,
        "criteria": said.get("criteria"),
        "marketing": marketing if isinstance(marketing, str) else "",
        "timestamp": facts.ref(timestamp) if isinstance(timestamp, str) else None,
        "people": facts.people_of(stage.address),
        "fed_by": _fed_by(facts, stage),
        "contacts": contacts,
        "gaps": [packed(gap) for gap in _gaps(stage, contacts, with_this_order)],
    }


def _fed_by(facts: Facts, stage: Asset) -> list[dict[str, Any]]:
    """What leads people into the stage: thresholds of scoring, and whatever else names it to that end."""
    rows = []
    for edge in facts.graph.used_by(stage.address):
        if edge.relation in _FEEDS:
            rows.append(
                {
                    **facts.ref(edge.source),
                    "words": packed(relation(edge.relation).active),
                    "detail": packed(_threshold(facts, edge.source, edge.path)),
                }
            )
    return rows


def _threshold(facts: Facts, address: str, path: tuple[str | int, ...]) -> str:
    """The threshold at this path of a scoring model, in words; empty where it is none."""
    asset = facts.org.assets.get(Address(address))
    rows = asset.attributes.get("thresholds") if asset is not None and path[:1] == ("thresholds",) else None
    row = rows[path[1]] if isinstance(rows, list) and isinstance(path[1], int) and path[1] < len(rows) else None
    if not isinstance(row, Mapping) or not isinstance(row.get("score"), int):
        return ""
    if row.get("grade"):
        return say("from {score} points and grade {grade}", score=row["score"], grade=str(row["grade"]))
    return say("from {score} points", score=row["score"])


def _gaps(stage: Asset, contacts: list[dict[str, Any]], with_this_order: int) -> list[str]:
    """What is missing, in sentences."""
    said = stage.attributes
    gaps: list[str] = []
    if said.get("marketing") == "none":
        gaps.append(say("No marketing in this stage."))
    elif said.get("marketing") is None:
        gaps.append(say("Nobody has said how much marketing there is."))
    if not contacts:
        gaps.append(say("No team has this stage in its contact matrix."))
    if not said.get("criteria"):
        gaps.append(say("No criteria: nobody can say who is in it."))
    if stage.owner is None:
        gaps.append(say("No team owns it."))
    if not said.get("timestamp_field"):
        gaps.append(say("No field says when people came here, so conversion cannot be measured."))
    if with_this_order > 1:
        gaps.append(say("Another stage has the same order."))
    return gaps

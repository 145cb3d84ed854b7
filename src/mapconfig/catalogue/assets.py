"""The page of one asset, as a plain document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue import plain
from mapconfig.catalogue.facts import Facts, reviews
from mapconfig.catalogue.neighbours import neighbourhood
from mapconfig.catalogue.standing import Stand, up_to_date
from mapconfig.diff import Hidden
from mapconfig.diff.fields import masked
from mapconfig.graph import Edge
from mapconfig.graph.relations import relation
from mapconfig.language import packed
from mapconfig.model import Asset, Shape
from mapconfig.record.chronicle import Happening

#: Attributes that the head of the page says.
HEAD = frozenset({"title", "description", "owner", "why", "tags", "folder", "state", "protected"})
#: How many references of one sort the page lists; what a team owns is listed whole.
REFERENCES = 150
EVENTS = 40
#: Attributes that hold a body, and whether it is HTML.
_BODIES = {"body": True, "text": False, "content": True}


def document(facts: Facts, asset: Asset) -> dict[str, Any]:
    """Everything that the page of `asset` says."""
    said = asset.attributes
    why = said.get("why")
    why = why if isinstance(why, Mapping) else {}
    due = reviews(asset)
    return {
        "page": "asset",
        "address": str(asset.address),
        "kind": asset.kind,
        "kind_title": facts.org.kinds[asset.kind].title,
        "title": asset.title,
        "description": _text(said.get("description")),
        "state": _text(said.get("state")) or "active",
        "protected": said.get("protected") is True,
        "owner": facts.ref(asset.owner) if asset.owner is not None else None,
        "folder": _text(said.get("folder")),
        "tags": [tag for tag in said.get("tags") or () if isinstance(tag, str)],
        "file": asset.origin.file if asset.origin is not None else "",
        "why": {name: _text(why.get(name)) for name in ("reason", "ticket", "requested_by", "review_by")},
        "overdue": due is not None and due < facts.today,
        "renamed_from": facts.org.renamed_from.get(asset.address, ""),
        "people": facts.people_of(asset.address),
        "counted": facts.people.as_of[:10] if asset.address in facts.counted else "",
        "named": {**facts.named(asset.address), **facts.known(why.get("requested_by"))},
        "attributes": list(_attributes(facts, asset)),
        "journey": journey(asset) if asset.kind == "journey" else None,
        "uses": references(facts, facts.graph.uses(asset.address), forward=True),
        "used_by": references(facts, facts.graph.used_by(asset.address), forward=False),
        "reaches": facts.reaches[asset.address],
        "findings": [_finding(row) for row in facts.findings_by_asset.get(asset.address, ())],
        "history": history(facts, asset.address),
        "environments": [
            {
                "name": one.environment,
                "known": not one.broken,
                "note": packed(one.note),
                **_stand(facts, asset.address, one.assets.get(asset.address)),
            }
            for one in facts.standings
        ],
        "drift": _drift(facts, asset.address),
        "neighbourhood": neighbourhood(facts, asset.address),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _attributes(facts: Facts, asset: Asset) -> Iterator[dict[str, Any]]:
    """What else the asset says, attribute by attribute, each with how it is to be shown."""
    shape = facts.org.kinds[asset.kind].shape
    for name, value in masked(shape, dict(asset.attributes)).items():
        if name in HEAD or (name == "steps" and asset.kind == "journey"):
            continue
        below = shape.properties.get(name)
        if below is not None and below.criteria:
            yield {"name": name, "show": "criteria", "value": value}
        elif name in _BODIES and isinstance(value, str):
            html = _BODIES[name] and (asset.kind == "email" or asset.attributes.get("format", "text") == "html")
            said, more = plain.text_of(value) if html else plain.cut(value)
            yield {"name": name, "show": "text", "value": said, "more": more, "html": html}
        else:
            yield {"name": name, "show": "value", "value": _plain(below, value)}


def _plain(shape: Shape | None, value: Any) -> Any:
    """A value without anything but JSON in it; criteria inside it are marked, so that they are shown as such."""
    if isinstance(value, Hidden):
        return str(value)
    if shape is not None and shape.criteria:
        return {"(criteria)": value}
    if isinstance(value, Mapping):
        return {
            name: _plain(shape.properties.get(name, shape.extra) if shape else None, one) for name, one in value.items()
        }
    if isinstance(value, list):
        return [_plain(shape.items if shape else None, one) for one in value]
    return value


def journey(asset: Asset) -> dict[str, Any]:
    """What is drawn of a journey."""
    steps = [dict(step) for step in asset.attributes.get("steps") or () if isinstance(step, Mapping)]
    said = {name: asset.attributes[name] for name in ("entry", "exit", "goal") if name in asset.attributes}
    return {**said, "steps": steps}


def references(facts: Facts, edges: Sequence[Edge], *, forward: bool) -> list[dict[str, Any]]:
    """The assets at the other end, in groups of one relation: its words, how many there are, and the first of them.
    `path` says where the one that names does so."""
    groups: dict[str, dict[Address, list[str]]] = {}
    for edge in edges:
        other = edge.target if forward else edge.source
        paths = groups.setdefault(edge.relation, {}).setdefault(other, [])
        said = ".".join(map(str, edge.path))
        if said and said not in paths:
            paths.append(said)
    rows = []
    for name, found in groups.items():
        meaning = relation(name)
        limit = len(found) if forward or name == "owned-by" else REFERENCES
        rows.append(
            {
                "relation": name,
                "words": packed(meaning.active if forward else meaning.passive),
                "count": len(found),
                "assets": [
                    {**facts.ref(other), "kind": other.kind, "path": ", ".join(paths[:3])}
                    for other, paths in sorted(found.items())[:limit]
                ],
            }
        )
    return rows


def _finding(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: packed(row[name]) if isinstance(row[name], str) else row[name]
        for name in ("code", "severity", "summary", "detail", "fix", "waived")
    }


def history(facts: Facts, address: Address) -> dict[str, Any]:
    """What happened to an asset, newest first, with the reason for each as far as it is known."""
    happenings = facts.history(address)
    return {
        "events": [event(one) for one in happenings[:EVENTS]],
        "more": max(0, len(happenings) - EVENTS),
        "uncommitted": [packed(words) for words in facts.chronicle.uncommitted.get(address, ())],
        "cut": facts.chronicle.cut,
        "note": packed(facts.chronicle.note),
    }


def event(one: Happening) -> dict[str, Any]:
    """A happening as JSON values."""
    record = one.record
    return {
        "kind": one.kind,
        "at": one.commit.at[:10],
        "author": one.author,
        "commit": one.commit.id,
        "subject": one.commit.subject,
        "request": one.commit.request,
        "renamed_from": str(one.renamed_from or ""),
        "moved_from": one.moved_from,
        "words": [packed(words) for words in one.words],
        "more": one.more,
        "record": {
            "id": record.id,
            "title": record.title,
            "reason": record.reason,
            "requested_by": record.requested_by,
            "certain": one.record_certain,
        }
        if record is not None
        else None,
        "tickets": list(one.tickets),
    }


def _stand(facts: Facts, address: Address, stand: Stand | None) -> dict[str, Any]:
    if stand is None:
        return {"applied": "", "by": "", "plan": "", "verified": "", "attested": "", "unsure": "", "current": None}
    return {
        "applied": stand.applied[:16].replace("T", " "),
        "by": stand.by,
        "plan": stand.plan,
        "verified": stand.verified[:16].replace("T", " "),
        "attested": stand.attested[:16].replace("T", " "),
        "unsure": stand.unsure,
        "current": up_to_date(stand, address, facts.chronicle),
    }


def _drift(facts: Facts, address: Address) -> dict[str, Any] | None:
    drifted = facts.drifted
    if not drifted.known or not (address in drifted.fields or address in drifted.gone):
        return None
    return {
        "environment": drifted.environment,
        "gone": address in drifted.gone,
        "fields": list(drifted.fields.get(address, ())),
    }

"""The impact view: what a change of some assets would reach, by which way, and whose that is."""

from __future__ import annotations

import json as library
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.graph import Edge, relation
from mapconfig.impact import Affected, Impact
from mapconfig.impact.people import NOBODY_COUNTED, PeopleNow
from mapconfig.model import Org
from mapconfig.report import people, safe

FORMAT = "mapconfig.impact/2"

#: Rows of affected assets that are written out for one asset where a person reads; the JSON document has all.
ROWS = 40
#: Room of a comment on a forge, with something left for what is put around it.
LIMIT = 60_000

FLOWS = {
    "breaks": "breaks or is worked out anew",
    "moves": "people come in, leave or are treated differently",
    "shows": "shows other content",
}
#: Kinds that a screen shows before all others: they are what people outside get.
FIRST = ("email", "journey")


def document(impacts: Iterable[Impact], org: Org, now: PeopleNow = NOBODY_COUNTED) -> dict[str, Any]:
    """What would be reached if the assets of `impacts` changed, as the JSON values of schemas/impact.schema.json; `now`
    is how many people they have."""
    rows = [
        {
            "address": str(one.address),
            "title": title(org, one.address),
            "known": one.address in org,
            **reached(one, org),
        }
        for one in impacts
    ]
    everything = {(row["address"], row["kind"]) for one in rows for row in one["affected"]}
    return {
        "format": FORMAT,
        "assets": rows,
        "affected": dict(sorted(Counter(kind for _, kind in everything).items())),
        "owners": sorted({owner for one in rows for owner in one["owners"]}),
        "people": people.document(now),
    }


def reached(impact: Impact, org: Org) -> dict[str, Any]:
    """What one impact reaches, as JSON values; the same in every view that tells it."""
    return {
        "affected": [affected(one, impact.address, org) for one in impact.affected],
        "counts": impact.counts,
        "owners": [str(owner) for owner in impact.owners],
    }


def affected(one: Affected, start: Address, org: Org) -> dict[str, Any]:
    asset = org.assets.get(one.address)
    return {
        "address": str(one.address),
        "kind": one.address.kind,
        "title": title(org, one.address),
        "owner": str(asset.owner) if asset is not None and asset.owner is not None else None,
        "distance": one.distance,
        "flow": one.flow,
        "path": [hop(edge) for edge in one.path],
        "way": way(start, one.path),
    }


def hop(edge: Edge) -> dict[str, Any]:
    return {"source": str(edge.source), "target": str(edge.target), "relation": edge.relation}


def way(start: Address, path: Iterable[Edge]) -> str:
    """The way from `start` with the relation on each hop: ``list/a (is extended by) list/b (receives) email/c``."""
    said = [str(start)]
    here = start
    for edge in path:
        meaning = relation(edge.relation)
        forward = edge.source == here
        here = edge.target if forward else edge.source
        said.append(f"({meaning.active if forward else meaning.passive}) {here}")
    return " ".join(said)


def title(org: Org, address: Address) -> str:
    asset = org.assets.get(address)
    return asset.title if asset is not None else address.key


def counted(counts: Mapping[str, int]) -> str:
    """``12 assets: 3 journeys, 9 lists``, or that it is none."""
    total = sum(counts.values())
    if not total:
        return "no other asset"
    kinds = ", ".join(plural(count, kind) for kind, count in counts.items())
    return f"{plural(total, 'asset')}: {kinds}"


def plural(count: int, kind: str) -> str:
    """``1 journey``, ``3 journeys``, ``2 CRM fields``."""
    words = {"crm-field": "CRM field", "email": "e-mail", "scoring": "scoring model"}.get(kind, kind)
    if count == 1:
        return f"1 {words}"
    return f"{count} {words[:-1]}ies" if words.endswith("y") and words[-2] not in "aeiou" else f"{count} {words}s"


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def text(found: Mapping[str, Any]) -> str:
    """For a terminal: one block an asset; what happens is a heading, with a line for each asset it happens to."""
    return "\n".join([*(_block(one) for one in found["assets"]), *_now(found["people"], safe.terminal, "  ")]) + "\n"


def _now(found: Mapping[str, Any], prose: Callable[[str], str], bullet: str) -> list[str]:
    """How many people there are now, in lines."""
    now = people.now_of(found)
    if now.reason:
        return [f"People: unknown ({prose(now.reason)})."]
    gap = [""] if bullet == "- " else []  # Markdown asks for it before a list
    return ["People now:", *gap, *(f"{bullet}{prose(line)}" for line in people.standing(now))]


def _block(one: Mapping[str, Any]) -> str:
    name = safe.terminal(one["address"])
    said = f"  {safe.terminal(one['title'])}" if one["title"] != one["address"].partition("/")[2] else ""
    unknown = "" if one["known"] else "  (the org has no such asset; what still names it is told)"
    lines = [f"{name}{said}{unknown}", f"A change of it reaches {counted(one['counts'])}."]
    # What is cut at the end is never an e-mail while a list is shown; within a kind the nearest come first.
    rows = sorted(one["affected"], key=_place)[:ROWS]
    for flow, words in FLOWS.items():
        inside = [row for row in rows if row["flow"] == flow]
        if inside:
            lines.append(f"  {words[0].upper()}{words[1:]}:")
        for row in inside:
            told = row["way"].removeprefix(f"{one['address']} ")
            lines.append(f"    {safe.terminal(row['address'])}: {safe.terminal(told)}")
    if len(one["affected"]) > ROWS:
        lines.append(f"  ... showing {ROWS} of {len(one['affected'])}; --format json has all")
    owners = ", ".join(safe.terminal(owner) for owner in one["owners"]) or "nobody named"
    lines.append(f"Owners: {owners}")
    return "\n".join(lines) + "\n"


def _place(row: Mapping[str, Any]) -> int:
    return FIRST.index(row["kind"]) if row["kind"] in FIRST else len(FIRST)


def markdown(found: Mapping[str, Any], limit: int = LIMIT) -> str:
    """For a comment: a table an asset, at most `limit` characters, and what is left out is counted."""
    blocks = []
    for one in found["assets"]:
        rows = [
            f"| {row['distance']} | {safe.cell(row['address'])} | {FLOWS[row['flow']]} | {safe.cell(row['way'])} |"
            for row in one["affected"]
        ]
        owners = ", ".join(safe.code(owner) for owner in one["owners"]) or "nobody named"
        head = [
            f"### {safe.code(one['address'])}",
            "",
            f"A change of it reaches {counted(one['counts'])}. Owners: {owners}.",
            "",
        ]
        if rows:
            head += ["| Hops | Asset | What happens | Way |", "| --- | --- | --- | --- |"]
        blocks.append((head, rows))
    blocks.append((_now(found["people"], safe.prose, "- "), []))
    return fitted(blocks, limit)


def fitted(blocks: Iterable[tuple[list[str], list[str]]], limit: int) -> str:
    """Heads and rows, rows being left out from the end of a block, and blocks from the end, as the room runs out."""
    out: list[str] = []
    room = limit - 200
    dropped = 0
    for head, rows in blocks:
        cost = sum(len(line) + 1 for line in head)
        if cost > room or dropped:
            dropped += 1
            continue
        out += head
        room -= cost
        kept = 0
        for row in rows:
            if len(row) + 1 > room - 100:
                break
            out.append(row)
            room -= len(row) + 1
            kept += 1
        if kept < len(rows):
            note = ["", f"Showing {kept} of {len(rows)}."]
            out += note
            room -= sum(len(line) + 1 for line in note)
        out.append("")
        room -= 1
    if dropped:
        out.append(f"{plural(dropped, 'more part')} did not fit here.")
    return "\n".join(out).rstrip("\n") + "\n"


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}

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
from mapconfig.language import Speech, Text, begun, english, say, together
from mapconfig.language import plural as language_plural
from mapconfig.model import Org
from mapconfig.report import people, safe, speaking

FORMAT = "mapconfig.impact/2"

#: Rows of affected assets that are written out for one asset where a person reads; the JSON document has all.
ROWS = 40
#: Room of a comment on a forge, with something left for what is put around it.
LIMIT = 60_000

FLOWS = {
    "breaks": say("breaks or is worked out anew"),
    "moves": say("people come in, leave or are treated differently"),
    "shows": say("shows other content"),
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


def way(start: Address, path: Iterable[Edge]) -> Text:
    """The way from `start` with the relation on each hop: ``list/a (is extended by) list/b (receives) email/c``."""
    said: list[str] = [str(start)]
    here = start
    for edge in path:
        meaning = relation(edge.relation)
        forward = edge.source == here
        here = edge.target if forward else edge.source
        words = meaning.active if forward else meaning.passive
        said.append(together("", ["(", words, f") {here}"]))
    return together(" ", said)


def title(org: Org, address: Address) -> str:
    asset = org.assets.get(address)
    return asset.title if asset is not None else address.key


def counted(counts: Mapping[str, int]) -> Text:
    """``12 assets: 3 journeys, 9 lists``, or that it is none."""
    total = sum(counts.values())
    if not total:
        return say("no other asset")
    kinds = together(", ", [plural(count, kind) for kind, count in counts.items()])
    return say("{assets}: {kinds}", assets=plural(total, "asset"), kinds=kinds)


_COUNTED: Mapping[str, Callable[[int], Text]] = {
    "asset": lambda n: language_plural("{n} asset", "{n} assets", n),
    "campaign": lambda n: language_plural("{n} campaign", "{n} campaigns", n),
    "crm-field": lambda n: language_plural("{n} CRM field", "{n} CRM fields", n),
    "email": lambda n: language_plural("{n} e-mail", "{n} e-mails", n),
    "field": lambda n: language_plural("{n} field", "{n} fields", n),
    "form": lambda n: language_plural("{n} form", "{n} forms", n),
    "journey": lambda n: language_plural("{n} journey", "{n} journeys", n),
    "list": lambda n: language_plural("{n} list", "{n} lists", n),
    "rule": lambda n: language_plural("{n} rule", "{n} rules", n),
    "scoring": lambda n: language_plural("{n} scoring model", "{n} scoring models", n),
    "snippet": lambda n: language_plural("{n} snippet", "{n} snippets", n),
    "stage": lambda n: language_plural("{n} stage", "{n} stages", n),
    "team": lambda n: language_plural("{n} team", "{n} teams", n),
}


def plural(count: int, kind: str) -> Text:
    """``1 journey``, ``3 journeys``, ``2 CRM fields``."""
    known = _COUNTED.get(kind)
    if known is not None:
        return known(count)
    ending = "" if count == 1 else "s"
    if ending and kind.endswith("y") and kind[-2] not in "aeiou":
        kind, ending = kind[:-1], "ies"
    return together("", [f"{count} {kind}{ending}"])


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """For a terminal: one block an asset; what happens is a heading, with a line for each asset it happens to."""
    return (
        "\n".join(
            [*(_block(one, speak) for one in found["assets"]), *_now(found["people"], safe.terminal, "  ", speak)]
        )
        + "\n"
    )


def _now(found: Mapping[str, Any], prose: Callable[[str], str], bullet: str, speak: Speech) -> list[str]:
    """How many people there are now, in lines."""
    now = people.now_of(found)
    if now.reason:
        return [speak(say("People: unknown ({reason}).", reason=prose(speak(now.reason))))]
    gap = [""] if bullet == "- " else []  # Markdown asks for it before a list
    return [speak(say("People now:")), *gap, *(f"{bullet}{prose(speak(line))}" for line in people.standing(now))]


def _block(one: Mapping[str, Any], speak: Speech) -> str:
    name = safe.terminal(one["address"])
    said = f"  {safe.terminal(one['title'])}" if one["title"] != one["address"].partition("/")[2] else ""
    unknown = "" if one["known"] else f"  ({speak(say('the org has no such asset; what still names it is told'))})"
    lines = [
        f"{name}{said}{unknown}",
        speak(
            say("A change of it reaches {assets}.", assets=counted(one["counts"]))
            if sum(one["counts"].values())
            else say("A change of it reaches no other asset.")
        ),
    ]
    # What is cut at the end is never an e-mail while a list is shown; within a kind the nearest come first.
    rows = sorted(one["affected"], key=_place)[:ROWS]
    for flow, words in FLOWS.items():
        inside = [row for row in rows if row["flow"] == flow]
        if inside:
            lines.append(speak(say("  {what}:", what=begun(words))))
        for row in inside:
            told = row["way"].removeprefix(f"{one['address']} ")
            lines.append(f"    {safe.terminal(row['address'])}: {safe.terminal(told)}")
    if len(one["affected"]) > ROWS:
        lines.append(
            speak(say("  ... showing {shown} of {all}; --format json has all", shown=ROWS, all=len(one["affected"])))
        )
    owners = ", ".join(safe.terminal(owner) for owner in one["owners"]) or say("nobody named")
    lines.append(speak(say("Owners: {owners}", owners=owners)))
    return "\n".join(lines) + "\n"


def _place(row: Mapping[str, Any]) -> int:
    return FIRST.index(row["kind"]) if row["kind"] in FIRST else len(FIRST)


@speaking
def markdown(found: Mapping[str, Any], limit: int = LIMIT, speak: Speech = english) -> str:
    """For a comment: a table an asset, at most `limit` characters, and what is left out is counted."""
    blocks = []
    for one in found["assets"]:
        rows = [
            f"| {row['distance']} | {safe.cell(row['address'])} | {speak(FLOWS[row['flow']])} "
            f"| {safe.cell(row['way'])} |"
            for row in one["affected"]
        ]
        owners = ", ".join(safe.code(owner) for owner in one["owners"]) or say("nobody named")
        head = [
            f"### {safe.code(one['address'])}",
            "",
            speak(
                say("A change of it reaches {assets}. Owners: {owners}.", assets=counted(one["counts"]), owners=owners)
            ),
            "",
        ]
        if rows:
            head += [speak(say("| Hops | Asset | What happens | Way |")), "| --- | --- | --- | --- |"]
        blocks.append((head, rows))
    blocks.append((_now(found["people"], safe.prose, "- ", speak), []))
    return fitted(blocks, limit, speak)


def fitted(blocks: Iterable[tuple[list[str], list[str]]], limit: int, speak: Speech = english) -> str:
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
            note = ["", speak(say("Showing {shown} of {all}.", shown=kept, all=len(rows)))]
            out += note
            room -= sum(len(line) + 1 for line in note)
        out.append("")
        room -= 1
    if dropped:
        out.append(
            speak(language_plural("{n} more part did not fit here.", "{n} more parts did not fit here.", dropped))
        )
    return "\n".join(out).rstrip("\n") + "\n"


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}

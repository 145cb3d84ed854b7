"""The contact matrix (who contacts whom, when, on which channel and why) with crossed wires in words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mapconfig.catalogue.facts import Facts
from mapconfig.check.lists import ancestors, audience, surely_on
from mapconfig.check.rules.crossed_wires import claim, entries
from mapconfig.check.state import archived, at_work
from mapconfig.language import packed, say
from mapconfig.model import Asset

#: A row of a team that is told in another row: team, and the id of the entry.
Row = dict[str, Any]


def document(facts: Facts) -> dict[str, Any]:
    """All rows of the matrix, in the order of the stages, and e-mails that go out without one."""
    rows = sorted(_rows(facts), key=lambda row: (row["order"], row["segment"]["address"], row["team"]["address"]))
    channels = sorted({row["channel"] for row in rows}, key=_channel)
    return {
        "page": "matrix",
        "channels": channels,
        "rows": rows,
        "overlaps": sum(bool(row["overlaps"]) for row in rows),
        "outside": _outside(facts),
        "silent": [facts.ref(team.address) for team in facts.of_kind("team") if not _has_rows(team)],
    }


_CHANNELS = ("email", "phone", "post", "event", "ads", "in-app")


def _channel(name: str) -> tuple[int, str]:
    return (_CHANNELS.index(name) if name in _CHANNELS else len(_CHANNELS), name)


def _has_rows(team: Asset) -> bool:
    return archived(team) or any(entries(team))


def _rows(facts: Facts) -> list[Row]:
    orders: dict[str, Any] = {stage.address: stage.attributes.get("order") for stage in facts.of_kind("stage")}
    rows = []
    for team in facts.of_kind("team"):
        if archived(team):
            continue
        for index, entry in entries(team):
            segment, stage, channel = claim(entry)
            order = orders.get(stage)
            rows.append(
                {
                    "team": facts.ref(team.address),
                    "id": str(entry.get("id", index)),
                    "segment": facts.ref(segment) if segment else {"address": "", "title": None},
                    "stage": facts.ref(stage) if stage else None,
                    "order": order if isinstance(order, int) else 1_000_000,
                    "channel": channel,
                    "when": str(entry.get("when", "")),
                    "why": str(entry.get("why", "")),
                    "people": facts.people_of(segment) if segment else None,
                    "by": _by(facts, team, segment) if channel == "email" else [],
                    "overlaps": [],
                }
            )
    _cross(facts, rows)
    return rows


def _cross(facts: Facts, rows: list[Row]) -> None:
    """Tell both rows of each pair that claims the same people in the same stage on the same channel."""
    claims: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        claims[_claim(row)].append(row)
    for row in rows:
        segment, stage, channel = _claim(row)
        for wider in [segment, *ancestors(segment, facts.view)] if segment else [""]:
            for other in claims.get((wider, stage, channel), ()):
                if other["team"]["address"] == row["team"]["address"]:
                    continue
                if wider == segment:
                    if other["team"]["address"] > row["team"]["address"]:
                        _mark(row, other, say("the same people"))
                        _mark(other, row, say("the same people"))
                else:
                    _mark(row, other, say("these people are part of {segment}", segment=wider))
                    _mark(other, row, say("{segment} is part of these people", segment=segment))


def _claim(row: Row) -> tuple[str, str, str]:
    return row["segment"]["address"], row["stage"]["address"] if row["stage"] else "", row["channel"]


def _mark(row: Row, other: Row, words: str) -> None:
    row["overlaps"].append({"team": other["team"], "id": other["id"], "words": packed(words)})


def _by(facts: Facts, team: Asset, segment: str) -> list[dict[str, Any]]:
    """What of this team e-mails the segment: its journeys and list e-mails whose audience is surely part of it."""
    found = []
    for edge in facts.graph.used_by(team.address):
        asset = facts.org.assets.get(edge.source)
        if edge.relation != "owned-by" or asset is None or asset.kind not in ("journey", "email") or not at_work(asset):
            continue
        if not segment or any(segment in surely_on(name, facts.view) for _, name in audience(asset)):
            found.append(facts.ref(asset.address))
    return found


def _outside(facts: Facts) -> list[dict[str, Any]]:
    """Sends whose owner has no row for them, as the rule about it found."""
    return [
        {"asset": facts.ref(row["asset"]), "detail": packed(row["detail"]), "waived": row["waived"]}
        for row in facts.findings_by_code.get("MC141", ())
    ]

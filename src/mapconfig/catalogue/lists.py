"""Lists of what deserves a look: recently changed, unowned, unused, drifted, overdue, findings, change records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.assets import event
from mapconfig.catalogue.facts import Facts, reviews
from mapconfig.check.state import archived
from mapconfig.language import packed
from mapconfig.record.chronicle import Happening
from mapconfig.record.edits import NEW

#: How many happenings the list of what changed goes back.
CHANGED = 300
#: Days before a review is due from which it is announced.
SOON = 30
#: Findings of one code that are listed.
LISTED = 1_000


def changed(facts: Facts, most: int = CHANGED) -> dict[str, Any]:
    """What changed last, newest first, one row an asset and commit; what is not committed yet comes before all."""
    place = facts.chronicle.place
    happenings: list[tuple[int, Address, Happening]] = [
        (place.get(one.commit.id, 0), address, one)
        for address, told in facts.chronicle.happenings.items()
        for one in told
    ]
    happenings.sort(key=lambda row: (row[0], row[1]))
    return {
        "page": "changed",
        "uncommitted": [
            {**facts.ref(address), "new": words == NEW, "words": [packed(one) for one in words if one]}
            for address, words in facts.chronicle.uncommitted.items()
        ],
        "rows": [{"asset": facts.ref(address), **event(one)} for _, address, one in happenings[:most]],
        "more": max(0, len(happenings) - most),
        "cut": facts.chronicle.cut,
        "note": packed(facts.chronicle.note),
    }


def unowned(facts: Facts) -> dict[str, Any]:
    """Assets that no team answers for."""
    return {
        "page": "unowned",
        "rows": [
            {**facts.ref(asset.address), "kind": asset.kind, "file": asset.origin.file if asset.origin else ""}
            for asset in facts.own()
            if asset.kind != "team" and not archived(asset) and asset.owner not in facts.org
        ],
    }


def unused(facts: Facts) -> dict[str, Any]:
    """Assets that nothing uses, by the rule about it, and fields that nothing names."""
    return {
        "page": "unused",
        "rows": [
            {
                **facts.ref(row["asset"]),
                "kind": row["asset"].partition("/")[0],
                "owner": _owner(facts, row["asset"]),
                "detail": packed(row["detail"]),
                "waived": row["waived"],
            }
            for row in facts.findings_by_code.get("MC126", ())
        ],
        "fields": [
            {**facts.ref(asset.address), "owner": _owner(facts, asset.address)}
            for asset in facts.of_kind("field")
            if not archived(asset) and not facts.graph.used_by(asset.address)
        ],
    }


def _owner(facts: Facts, address: str) -> dict[str, Any] | None:
    asset = facts.org.assets.get(Address(address))
    return facts.ref(asset.owner) if asset is not None and asset.owner is not None else None


def drifted(facts: Facts) -> dict[str, Any]:
    """What somebody changed on a platform, as far as anybody has looked."""
    said = facts.drifted
    return {
        "page": "drifted",
        "known": said.known,
        "environment": said.environment,
        "rows": [
            {
                **facts.ref(address),
                "owner": _owner(facts, address),
                "gone": address in said.gone,
                "fields": list(said.fields.get(address, ())),
            }
            for address in sorted({*said.fields, *said.gone})
        ],
        "unmanaged": list(said.unmanaged),
        "recorded": said.recorded,
        "unrecorded": list(said.unrecorded),
    }


def overdue(facts: Facts) -> dict[str, Any]:
    """Assets whose review is over, and those where it is due within a month; waivers by the day they end."""
    dated = sorted(
        (day, asset.address) for asset in facts.own() if not archived(asset) and (day := reviews(asset)) is not None
    )
    soon = facts.today + timedelta(days=SOON)

    def row(day: Any, address: Address) -> dict[str, Any]:
        why = facts.org[address].attributes.get("why")
        return {
            **facts.ref(address),
            "owner": _owner(facts, address),
            "by": day.isoformat(),
            "reason": str(why.get("reason", "")) if isinstance(why, Mapping) else "",
        }

    return {
        "page": "overdue",
        "rows": [row(day, address) for day, address in dated if day < facts.today],
        "soon": [row(day, address) for day, address in dated if facts.today <= day <= soon],
        "waivers": [
            {
                "code": one.code,
                "asset": facts.ref(one.asset) if "*" not in one.asset else {"address": one.asset, "title": None},
                "why": one.why,
                "until": one.until.isoformat(),
                "over": one.until < facts.today,
            }
            for one in sorted(facts.org.settings.waivers, key=lambda one: (one.until, one.code, one.asset))
        ],
    }


def findings(facts: Facts) -> dict[str, Any]:
    """Every finding, by code, the gravest first."""
    weight = {"error": 0, "warning": 1, "info": 2}
    groups = []
    for code, rows in facts.findings_by_code.items():
        groups.append(
            {
                "code": code,
                "name": rows[0]["name"],
                "severity": min((row["severity"] for row in rows), key=lambda said: weight.get(said, 3)),
                "summary": packed(rows[0]["summary"]),
                "count": len(rows),
                "waived": sum(bool(row["waived"]) for row in rows),
                "rows": [
                    {
                        "asset": facts.ref(row["asset"]) if row["asset"] else None,
                        "file": row["file"] or "",
                        "detail": packed(row["detail"]),
                        "fix": packed(row["fix"]),
                        "waived": row["waived"],
                    }
                    for row in rows[:LISTED]
                ],
            }
        )
    groups.sort(key=lambda group: (weight.get(group["severity"], 3), group["code"]))
    return {"page": "findings", "groups": groups}


def records(facts: Facts) -> dict[str, Any]:
    """Change records, the newest first."""
    return {
        "page": "records",
        "rows": [
            {
                "id": one.id,
                "title": one.title,
                "type": one.type,
                "date": one.date,
                "reason": one.reason,
                "requested_by": one.requested_by,
                "tickets": list(one.tickets),
                "risk": one.risk,
                "covers": [facts.ref(address) for address in one.covers],
            }
            for one in sorted(facts.org.changes, key=lambda one: (one.date, one.id), reverse=True)
        ],
    }

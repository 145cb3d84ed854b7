"""Where to begin: the front page, the indexes by kind and team, environments, and the rules' manual pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mapconfig.catalogue.facts import READ_ONLY, Facts, reviews
from mapconfig.catalogue.lists import changed, unowned
from mapconfig.check.state import archived
from mapconfig.language import packed
from mapconfig.model import Asset

#: What the front page shows of each list.
SHOWN = 8
#: Assets of a kind on one sheet of its index: what a browser lays out at once.
SHEET = 1_000


def front(facts: Facts) -> dict[str, Any]:
    """What a newcomer sees: how much there is, where to look, and what wants attention."""
    findings = Counter("waived" if row["waived"] else row["severity"] for row in facts.findings)
    late = [asset for asset in facts.own() if not archived(asset) and (day := reviews(asset)) and day < facts.today]
    head = facts.chronicle.head
    return {
        "page": "front",
        "name": facts.name,
        "kinds": kinds(facts)["rows"],
        "teams": len(facts.of_kind("team")),
        "assets": sum(1 for _ in facts.own()),
        "commit": {"id": head.id, "at": head.at[:10], "subject": head.subject} if head is not None else None,
        "today": facts.today.isoformat(),
        "counted": facts.people.as_of[:10] if facts.people.standings else "",
        "people_reason": packed(facts.people.reason),
        "attention": {
            "errors": findings["error"],
            "warnings": findings["warning"],
            "overdue": len(late),
            "unowned": len(unowned(facts)["rows"]),
            "unused": sum(not row["waived"] for row in facts.findings_by_code.get("MC126", ())),
            "drifted": len({*facts.drifted.fields, *facts.drifted.gone}) if facts.drifted.certain else None,
            "uncommitted": len(facts.chronicle.uncommitted),
        },
        "changed": changed(facts, SHOWN)["rows"],
        "hubs": hubs(facts),
        "environments": [_environment(one) for one in facts.standings],
        "has": {
            "stages": bool(facts.of_kind("stage")),
            "fields": bool(facts.of_kind("field")),
            "teams": bool(facts.of_kind("team")),
            "records": bool(facts.org.changes),
        },
    }


def hubs(facts: Facts) -> list[dict[str, Any]]:
    """What most depends on: the assets that most others name, apart from who owns what and the CRM's own fields."""
    counts = [
        (len({edge.source for edge in facts.graph.used_by(asset.address, ("owned-by", "part-of"))}), asset)
        for asset in facts.own()
        if asset.kind not in ("team", "campaign")
    ]
    counts.sort(key=lambda row: (-row[0], row[1].address))
    return [
        {**facts.ref(asset.address), "kind": asset.kind, "count": count} for count, asset in counts[:SHOWN] if count > 1
    ]


def kinds(facts: Facts) -> dict[str, Any]:
    """How many assets of each kind there are."""
    rows = [
        {"kind": name, "title": facts.org.kinds[name].title, "count": len(found)}
        for name in facts.org.kinds
        if (found := facts.of_kind(name))
    ]
    return {"page": "kinds", "rows": rows}


def kind(facts: Facts, name: str, sheet: int = 1) -> dict[str, Any]:
    """One sheet of the assets of one kind, the first being 1."""
    found = facts.of_kind(name)
    return {
        "page": "kind",
        "kind": name,
        "title": facts.org.kinds[name].title,
        "read_only": name == READ_ONLY,
        "total": len(found),
        "sheet": sheet,
        "sheets": sheets(len(found)),
        "rows": [_listed(facts, asset) for asset in found[(sheet - 1) * SHEET : sheet * SHEET]],
    }


def sheets(count: int) -> int:
    """How many sheets so many assets take."""
    return max(1, -(-count // SHEET))


def _listed(facts: Facts, asset: Asset) -> dict[str, Any]:
    said = asset.attributes
    told = facts.history(asset.address)
    findings = facts.findings_by_asset.get(asset.address, ())
    return {
        **facts.ref(asset.address),
        "description": str(said.get("description", "")),
        "owner": facts.ref(asset.owner) if asset.owner is not None else None,
        "state": str(said.get("state", "active")),
        "folder": str(said.get("folder", "")),
        "used_by": len(facts.graph.used_by(asset.address, ("owned-by",))),
        "people": facts.people_of(asset.address),
        "changed": told[0].commit.at[:10] if told else "",
        "findings": sum(not row["waived"] and row["severity"] in ("error", "warning") for row in findings),
    }


def teams(facts: Facts) -> dict[str, Any]:
    """Who there is, and what each team answers for."""
    rows = []
    for team in facts.of_kind("team"):
        edges = facts.graph.used_by(team.address)
        owned = Counter(edge.source.kind for edge in edges if edge.relation == "owned-by")
        rows.append(
            {
                **facts.ref(team.address),
                "description": str(team.attributes.get("description", "")),
                "contact": str(team.attributes.get("contact", "")),
                "handle": str(team.attributes.get("handle", "")),
                "owned": dict(sorted(owned.items())),
                "count": sum(owned.values()),
                "contacts": len(team.attributes.get("contacts") or ()),
            }
        )
    return {"page": "teams", "rows": rows}


def environments(facts: Facts) -> dict[str, Any]:
    """What was applied where, and when that was last seen to be right."""
    return {"page": "environments", "rows": [_environment(one) for one in facts.standings]}


def _environment(one: Any) -> dict[str, Any]:
    managed = [stand for stand in one.assets.values() if not stand.removed]
    return {
        "name": one.environment,
        "known": not one.broken,
        "note": packed(one.note),
        "last": one.last[:16].replace("T", " "),
        "by": one.last_by,
        "plan": one.last_plan,
        "managed": len(managed),
        "unsure": sum(bool(stand.unsure) for stand in managed),
        "oldest": min((stand.verified[:10] for stand in managed if stand.verified), default=""),
    }


def rules(facts: Facts) -> dict[str, Any]:
    """All codes that a finding can have."""
    return {
        "page": "rules",
        "rows": [
            {
                "code": code,
                "name": one.name,
                "severity": one.severity.value,
                "summary": packed(one.summary),
                "count": len(facts.findings_by_code.get(code, ())),
            }
            for code, one in facts.codes.items()
        ],
    }


def rule(facts: Facts, code: str) -> dict[str, Any]:
    """The manual page of a code, and where it was found here."""
    one = facts.codes[code]
    found = facts.findings_by_code.get(code, ())
    return {
        "page": "rule",
        "code": code,
        "name": one.name,
        "severity": one.severity.value,
        "summary": packed(one.summary),
        "text": packed(one.page.strip() if type(one.page) is str else one.page),
        "found": [{**facts.ref(row["asset"]), "waived": row["waived"]} for row in found[:200] if row["asset"]],
        "more": max(0, len(found) - 200),
    }

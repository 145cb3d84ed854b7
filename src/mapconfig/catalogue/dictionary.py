"""The field dictionary: what each field holds, which CRM field it follows, whose value counts, and where it is used."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.facts import Facts
from mapconfig.model import Asset

#: The classes of personal data, the most delicate first.
CLASSES = ("sensitive", "identifier", "contact", "behaviour", "none", "")
#: Assets that use a field and are named in its row; the field's page has the others.
NAMED = 4


def document(facts: Facts) -> dict[str, Any]:
    """One row a field."""
    rows = [row(facts, asset) for asset in facts.of_kind("field")]
    classes = Counter(one["personal_data"] for one in rows)
    return {"page": "fields", "rows": rows, "classes": {name: classes[name] for name in CLASSES if classes[name]}}


def row(facts: Facts, asset: Asset) -> dict[str, Any]:
    """What the dictionary says of one field."""
    said = asset.attributes
    values = said.get("values")
    users = list(dict.fromkeys(edge.source for edge in facts.graph.used_by(asset.address)))
    return {
        "field": facts.ref(asset.address),
        "description": str(said.get("description", "")),
        "type": str(said.get("type", "")),
        "ordered": said.get("ordered") is True,
        "values": [str(value) for value in values] if isinstance(values, list) else [],
        "crm": [_crm(facts, one) for one in said.get("crm") or () if isinstance(one, str)],
        "master": str(said.get("master", "")),
        "personal_data": str(said.get("personal_data", "")),
        "owner": facts.ref(asset.owner) if asset.owner is not None else None,
        "used": dict(sorted(Counter(user.kind for user in users).items())),
        "users": [facts.ref(user) for user in users[:NAMED]],
        "more": max(0, len(users) - NAMED),
    }


def _crm(facts: Facts, address: str) -> dict[str, Any]:
    asset = facts.org.assets.get(Address(address))
    kind = asset.attributes.get("type") if asset is not None else None
    return {**facts.ref(address), "type": kind if isinstance(kind, str) else ""}

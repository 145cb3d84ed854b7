"""E-mail pressure: what sends, how often, whom fatigue holds back, and who may get how much."""

from __future__ import annotations

from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue import sending
from mapconfig.catalogue.facts import Facts


def document(facts: Facts) -> dict[str, Any]:
    """Senders, lists by what may reach their members, and the rules of fatigue themselves."""
    rows = [sending.row(facts, asset) for asset in sending.senders(facts)]
    return {
        "page": "pressure",
        "named": {
            name: title for one in facts.org.settings.fatigue for name, title in facts.named(Address(one)).items()
        },
        "senders": rows,
        "lists": sending.by_list(facts, rows),
        "fatigue": [
            {
                **facts.ref(name),
                "criteria": asset.attributes.get("criteria") if asset is not None else None,
                "description": str(asset.attributes.get("description", "")) if asset is not None else "",
                "people": facts.people_of(name),
            }
            for name in sorted(facts.org.settings.fatigue)
            for asset in [facts.org.assets.get(Address(name))]
        ],
    }

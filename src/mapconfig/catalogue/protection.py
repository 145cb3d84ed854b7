"""Data protection: who is e-mailed on which consent, what passes an opt-out and why, and what is held of whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue import dictionary, sending
from mapconfig.catalogue.facts import Facts
from mapconfig.check.consent import CONFIRMED, MAILABLE
from mapconfig.check.lists import audience, fields_behind, suppressed
from mapconfig.language import packed
from mapconfig.model import Asset

#: Findings about consent, which are shown with the waivers that somebody agreed to.
_CODES = ("MC114", "MC119", "MC131", "MC132", "MC133", "MC134", "MC190")


def document(facts: Facts) -> dict[str, Any]:
    """Sends with their basis, consents that forms ask for, personal data, and what rules have found."""
    sends = [_send(facts, asset) for asset in sending.senders(facts)]
    fields = [dictionary.row(facts, asset) for asset in facts.of_kind("field")]
    personal = [row for row in fields if row["personal_data"] not in ("", "none")]
    personal.sort(key=lambda row: (_rank(row["personal_data"]), row["field"]["address"]))
    return {
        "page": "protection",
        "operational": [row for row in sends if row["operational"]],
        "sends": [row for row in sends if not row["operational"]],
        "consents": [row for form in facts.of_kind("form") for row in _consent(facts, form)],
        "fields": personal,
        "unclassified": [row["field"] for row in fields if not row["personal_data"]],
        "reachable": facts.ref(facts.org.settings.reachable) if facts.org.settings.reachable else None,
        "findings": [
            {
                "asset": facts.ref(row["asset"]),
                "code": row["code"],
                "summary": packed(row["summary"]),
                "detail": packed(row["detail"]),
                "waived": row["waived"],
            }
            for code in _CODES
            for row in facts.findings_by_code.get(code, ())
            if row["asset"]
        ],
    }


def _rank(name: str) -> int:
    return dictionary.CLASSES.index(name) if name in dictionary.CLASSES else len(dictionary.CLASSES)


def _send(facts: Facts, asset: Asset) -> dict[str, Any]:
    said = asset.attributes
    behind = fields_behind([*(name for _, name in audience(asset)), *suppressed(asset)], facts.view)
    emails = [facts.org.assets.get(one) for one in sending.mails(facts, asset)]
    operational = bool(emails) and all(one is not None and one.attributes.get("operational") is True for one in emails)
    why = said.get("why")
    return {
        "asset": facts.ref(asset.address),
        "kind": asset.kind,
        "owner": facts.ref(asset.owner) if asset.owner is not None else None,
        "to": facts.refs([name for _, name in audience(asset)]),
        "people": facts.people_of(asset.address),
        "operational": operational,
        "reasons": sorted(
            {str(one.attributes.get("operational_reason", "")) for one in emails if one is not None} - {""}
        ),
        "why": str(why.get("reason", "")) if isinstance(why, Mapping) else "",
        "ticket": str(why.get("ticket", "")) if isinstance(why, Mapping) else "",
        "may": [facts.ref(Address.of("field", key)) for key in sorted(behind) if MAILABLE.search(key)],
        "agreed": [
            facts.ref(Address.of("field", key))
            for key in sorted(behind)
            if CONFIRMED.search(key) and not MAILABLE.search(key)
        ],
        "asked": asset.kind in ("form", "rule"),
    }


def _consent(facts: Facts, form: Asset) -> list[dict[str, Any]]:
    consent = form.attributes.get("consent")
    if not isinstance(consent, Mapping):
        return []
    field = consent.get("field")
    return [
        {
            "form": facts.ref(form.address),
            "field": facts.ref(field) if isinstance(field, str) else None,
            "text": str(consent.get("text", "")),
            "required": consent.get("required") is True,
            "thank_you": facts.refs([form.attributes.get("thank_you")]),
        }
    ]

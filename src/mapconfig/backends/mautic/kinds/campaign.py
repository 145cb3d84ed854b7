"""Campaigns, to which e-mails and journeys are counted, are categories (recordings categories,
categories-and-names).

A category belongs to one part of Mautic for ever; one that is made here is for all of them. Its description has no
tags, and no other attribute of ours has a place there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.kind import Attributes
from mapconfig.backends.mautic.kinds.plain import Columns, Plain, own, present, text
from mapconfig.backends.mautic.markers import as_key, cleaned, marked, slug, unmarked
from mapconfig.backends.mautic.types import CATEGORY
from mapconfig.language import say

_NOTHING = "A category of Mautic has a name and a description only"


class Campaign(Plain):
    """The part of Mautic that a category is for is ``bundle``."""

    kind = "campaign"
    type = CATEGORY
    title = "title"
    gapped = {
        "type": f"{_NOTHING}: what sort of campaign it is stays in the files.",
        "crm_campaign": f"{_NOTHING}: the connection to the CRM stays in the files.",
        "utm": f"{_NOTHING}: an e-mail has tags of its own, under vendor.mautic.utmTags.",
        "start": f"{_NOTHING}: days stay in the files.",
        "end": f"{_NOTHING}: days stay in the files.",
        "budget": f"{_NOTHING}: the budget stays in the files.",
        "state": f"{_NOTHING}, and its API does not show whether it is published.",
    }
    settings = {"bundle": "global", "color": None}

    def mine(self, raw: Raw) -> bool:
        return raw.get("bundle") != "point"  # a scoring model

    def named(self, raw: Raw) -> str:
        return as_key(str(raw.get("alias") or "")) or slug(str(raw.get("title") or "")) or f"category-{raw['id']}"

    def columns(self, raw: Raw) -> Columns:
        return {
            "title": text(raw.get("title")),
            "alias": raw.get("alias"),
            "description": text(raw.get("description")),
            "color": text(raw.get("color")),
            "bundle": raw.get("bundle"),
        }

    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        about = str(attributes.get("description", ""))
        survives = cleaned(address.key) == address.key
        return {
            "title": text(attributes.get("title")),
            **({"alias": address.key} if survives else {}),
            "description": text(unmarked(about) if survives else marked(about, address)),
            "color": text(said.get("color")),
            "bundle": said.get("bundle") or "global",
        }

    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        bundle = columns["bundle"]
        settings = {"bundle": None if bundle == "global" else bundle, "color": columns["color"]}
        return present(
            {
                "title": columns["title"],
                "description": unmarked(columns["description"] or "") or None,
                "vendor": present({"mautic": present(settings)}),
            }
        )

    def candidates(self, api: Api, address: Address, attributes: Attributes) -> list[Raw]:
        if cleaned(address.key) == address.key:
            return api.where(self.type, "alias", address.key)
        return super().candidates(api, address, attributes)

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        if own(attributes).get("bundle") == "point":
            return {"vendor.mautic.bundle": "A category of points is a scoring model, and no campaign."}
        if re.search(r"<[^>]*>|&#?\w+;", str(attributes.get("description", ""))):
            return {"description": "Mautic takes tags out of the description of a category: write it without."}
        return {}

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if live is None or attributes is None:
            return {}
        now, wanted = (own(each).get("bundle") or "global" for each in (live.attributes, attributes))
        if now == wanted:
            return {}
        return {
            "vendor.mautic.bundle": say(
                "{address} belongs to {now} in Mautic, which never changes that to {wanted}. Say "
                "vendor: {{mautic: {{bundle: {now}}}}} in its file, or give it another key.",
                address=address,
                now=now,
                wanted=wanted,
            )
        }

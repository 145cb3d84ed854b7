"""Snippets are dynamic content where they are plain words (recording dynamic-content): Mautic takes tags out of it.

Others are held in the e-mails that show them, as a copy or as dynamic content of the e-mail (`variants`), which is said
in the gap; nothing is lost by that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import mail
from mapconfig.backends.mautic.kinds.kind import Attributes
from mapconfig.backends.mautic.kinds.plain import (
    Columns,
    Plain,
    category_id,
    number_of,
    own,
    present,
    shown,
    text,
    time_meant,
    time_of,
)
from mapconfig.backends.mautic.markers import SPACES, mark_of, slug, unmarked
from mapconfig.backends.mautic.texts import any_snippet, from_mautic, to_mautic
from mapconfig.backends.mautic.types import DYNAMIC_CONTENT

#: So that name and mark together are no longer than a name may be.
LONGEST_TITLE = 100

_ONE = "Dynamic content that an API makes is one text for everybody."
_COPIED = "It is held in the e-mails that show it, which have a copy each."


class Snippet(Plain):
    """Dynamic content has neither an alias nor a description that is shown, so the key stands behind the name, where
    the name alone does not say it."""

    kind = "snippet"
    type = DYNAMIC_CONTENT
    gapped = {
        "description": "The API of Mautic takes a description of dynamic content and never shows it.",
        "format": "Dynamic content of Mautic is text, whatever it is for.",
    }
    settings = {
        "category": None,
        "slotName": None,
        "isCampaignBased": True,
        "filters": None,
        "utmTags": None,
        "publishUp": None,
        "publishDown": None,
    }

    def mark(self, raw: Raw) -> Address | None:
        return mark_of(raw.get("name"))

    def columns(self, raw: Raw) -> Columns:
        return {
            "name": text(raw.get("name")),
            "content": text(raw.get("content")),
            "isPublished": bool(raw.get("isPublished")),
            "isCampaignBased": bool(raw.get("isCampaignBased", True)),
            "slotName": text(raw.get("slotName")),
            "filters": raw.get("filters") or None,
            "category": category_id(raw),
            "utmTags": mail.utm(raw.get("utmTags")),
            **time_of(raw),
        }

    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        return {
            "name": _name(str(attributes.get("title", "")), address),
            "content": text(to_mautic(str(attributes.get("content", "")), book)),
            "isPublished": attributes.get("state", "active") == "active",
            "isCampaignBased": bool(said.get("isCampaignBased", True)),
            "slotName": text(said.get("slotName")),
            "filters": said.get("filters") or None,
            "category": number_of(book, said.get("category")),
            "utmTags": mail.utm(said.get("utmTags")),
            **time_meant(said),
        }

    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        category, content = columns["category"], columns["content"]
        settings = {name: columns[name] for name, usual in self.settings.items() if columns[name] != usual}
        if category is not None:
            settings["category"] = str(book.address_of("campaign", category))
        return present(
            {
                "title": unmarked(columns["name"] or ""),
                "content": None if content is None else from_mautic(content, book),
                **shown(columns, settings),
            }
        )

    def candidates(self, api: Api, address: Address, attributes: Attributes) -> list[Raw]:
        return api.where(self.type, self.title, _name(str(attributes.get("title", "")), address))

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        content = str(attributes.get("content", ""))
        if attributes.get("variants"):
            return {"variants": f"{_ONE} It is held in the e-mails that show it, as dynamic content of theirs."}
        if re.search(r"<[^>]*>|&#?\w+;", content) or any_snippet(content):
            return {"content": f"Mautic takes tags and other blocks out of dynamic content. {_COPIED}"}
        if len(str(attributes.get("title", ""))) > LONGEST_TITLE:
            return {"title": f"Its key stands behind the name in Mautic, which leaves {LONGEST_TITLE} characters."}
        try:
            to_mautic(content, book)
        except Unheld as error:
            return {"content": str(error)}
        return {}

    def sent(self, columns: Columns) -> Columns:
        return mail.sent(columns)


def _name(title: str, address: Address) -> str:
    plain = unmarked(title)
    return plain if slug(plain) == address.key else f"{plain} (mapconfig: {address})".strip(SPACES)

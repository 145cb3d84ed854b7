"""Stages (recording stages). Mautic moves nobody to a stage by itself: campaigns and triggers do."""

from __future__ import annotations

from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import (
    TIME,
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
from mapconfig.backends.mautic.markers import marked, slug, unmarked
from mapconfig.backends.mautic.types import STAGE


class Stage(Plain):
    """Its key stands in a mark, since stages have no alias."""

    kind = "stage"
    type = STAGE
    gapped = {
        "criteria": "A stage of Mautic asks for nothing: whatever moves people there, a rule or a journey, has to ask.",
        "timestamp_field": "Mautic notes when somebody came to a stage by itself, and in no field.",
        "marketing": "Mautic does not tell how much is done for people in a stage.",
    }
    settings = {"category": None, "publishUp": None, "publishDown": None}

    def columns(self, raw: Raw) -> Columns:
        return {
            "name": text(raw.get("name")),
            "description": text(raw.get("description")),
            "weight": int(raw.get("weight") or 0),
            "isPublished": bool(raw.get("isPublished")),
            "category": category_id(raw),
            **time_of(raw),
        }

    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        return {
            "name": text(attributes.get("title")),
            "description": text(marked(str(attributes.get("description", "")), address)),
            "weight": int(attributes.get("order", 0)),
            "isPublished": attributes.get("state", "active") == "active",
            "category": number_of(book, said.get("category")),
            **time_meant(said),
        }

    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        category = columns["category"]
        settings = {
            "category": None if category is None else str(book.address_of("campaign", category)),
            **{name: columns[name] for name in TIME},
        }
        return present(
            {
                "title": columns["name"],
                "description": unmarked(columns["description"] or "") or None,
                "order": columns["weight"] or None,
                **shown(columns, settings),
            }
        )

    def unless_same(self, body: Columns, now: Columns, attributes: Attributes, thing: Thing, key: str) -> Columns:
        return without_needless_mark(body, now, "description", key)


def without_needless_mark(body: Columns, now: Columns, column: str, key: str) -> Columns:
    """`body`, with what stands in `column` now when only the mark would be new and the name says the key already."""
    plain = unmarked(now[column] or "") or None
    if now[column] == plain and slug(str(body["name"])) == key and unmarked(body[column] or "") == (plain or ""):
        return {**body, column: plain}
    return body

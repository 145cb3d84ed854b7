"""Lists are segments (recordings segments-create, segments-edit, segments-filters, segments-dependencies)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import GONE, Book, Raw
from mapconfig.backends.mautic.criteria import Unheld, criteria_for, groups_for
from mapconfig.backends.mautic.filters import filters_of, groups_of
from mapconfig.backends.mautic.kinds import rows
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import Columns, Plain, category_id, number_of, own, present, shown, text
from mapconfig.backends.mautic.kinds.tag import ensure
from mapconfig.backends.mautic.markers import as_key, cleaned, marked, unmarked
from mapconfig.backends.mautic.types import SEGMENT
from mapconfig.language import say


class List(Plain):
    """A list without criteria has no filters there: people are added to it by hand, by forms and by campaigns."""

    kind = "list"
    type = SEGMENT
    gapped = {
        "purpose": "Mautic does not tell what a segment is for: whoever suppresses it says so.",
        "gaps": "What is said of platforms stays in the files.",
    }
    settings = {
        "filters": None,
        "publicName": None,
        "isGlobal": True,
        "isPreferenceCenter": False,
        "category": None,
    }

    def named(self, raw: Raw) -> str:
        return as_key(str(raw.get("alias") or "")) or super().named(raw)

    def columns(self, raw: Raw) -> Columns:
        public = text(raw.get("publicName"))
        return {
            "name": text(raw.get("name")),
            "alias": raw.get("alias"),
            "publicName": public,
            "description": text(raw.get("description")),
            "isPublished": bool(raw.get("isPublished")),
            "isGlobal": bool(raw.get("isGlobal")),
            "isPreferenceCenter": bool(raw.get("isPreferenceCenter")),
            "category": category_id(raw),
            "filters": rows.written(raw.get("filters")),
        }

    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        name = text(attributes.get("title"))
        about = str(attributes.get("description", ""))
        # An alias that Mautic would change stays with it, and the key stands in a mark.
        survives = cleaned(address.key) == address.key
        return {
            "name": name,
            **({"alias": address.key} if survives else {}),
            "publicName": text(said.get("publicName")) or name,
            "description": text(unmarked(about) if survives else marked(about, address)),
            "isPublished": attributes.get("state", "active") == "active",
            "isGlobal": bool(said.get("isGlobal", True)),
            "isPreferenceCenter": bool(said.get("isPreferenceCenter", False)),
            "category": number_of(book, said.get("category")),
            "filters": self._filters(attributes, book),
        }

    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        category, public = columns["category"], columns["publicName"]
        who = meaning(columns["filters"], book)
        settings = {
            "publicName": public if public != columns["name"] else None,
            "isGlobal": None if columns["isGlobal"] else False,
            "isPreferenceCenter": True if columns["isPreferenceCenter"] else None,
            "category": None if category is None else str(book.address_of("campaign", category)),
        }
        passed = who.pop("filters", None)
        settings["filters"] = passed
        return present(
            {
                "title": columns["name"],
                "description": unmarked(columns["description"] or "") or None,
                **who,
                **shown(columns, settings),
            }
        )

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if attributes is None:
            return {}
        before = {} if live is None else live.attributes
        again = live is None or not _asks_the_same(before, attributes)
        for path, name in _named(attributes) if again else ():
            if GONE.fullmatch(name.key):
                why = say(
                    "{address} asks for {name}, which somebody deleted in Mautic. Take that out of its file.",
                    address=address,
                    name=name,
                )
                return {path: why}
        stops = before.get("state", "active") == "active" != attributes.get("state", "active")
        user = _user(address, book) if live is not None and stops else None
        if user is None:
            return {}
        why = say(
            "{address} would be no longer published, and {user} asks for it: Mautic does not unpublish what is used. "
            "Leave `state` out, or take it out there first.",
            address=address,
            user=user,
        )
        return {"state": why}

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        ensure(api, book, rows.tags_of(own(attributes).get("filters")))
        return super().create(api, address, attributes, book)

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        ensure(api, book, rows.tags_of(own(attributes).get("filters")))
        super().update(api, thing, address, attributes, book)

    def candidates(self, api: Api, address: Address, attributes: Attributes) -> list[Raw]:
        if cleaned(address.key) == address.key:
            return api.where(self.type, "alias", address.key)
        return super().candidates(api, address, attributes)

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        if "filters" in own(attributes) and ("criteria" in attributes or "extends" in attributes):
            return {
                "vendor.mautic.filters": "Say who is on the list by criteria or by Mautic's own filters, not by both."
            }
        try:
            self._filters(attributes, book)
        except Unheld as error:
            return {"criteria" if "criteria" in attributes else "extends": str(error)}
        return {}

    def unless_same(self, body: Columns, now: Columns, attributes: Attributes, thing: Thing, key: str) -> Columns:
        """The filters stay in the form that somebody gave them where they mean just what is wanted; what names
        something that is gone could not be written again anyway (400)."""
        return {**body, "filters": now["filters"]} if _asks_the_same(thing.attributes, attributes) else body

    def _filters(self, attributes: Attributes, book: Book) -> list[dict[str, Any]]:
        if "filters" in own(attributes):
            return rows.to_mautic(own(attributes)["filters"], book)
        value, extends = attributes.get("criteria"), attributes.get("extends")
        if value is None and extends is None:
            return []
        return rows.written(filters_of(groups_for(value, book, extends)))


def _asks_the_same(before: Attributes, attributes: Attributes) -> bool:
    """Whether who is on a list stays what it was, so that its filters need not be written again."""
    same = all(before.get(name) == attributes.get(name) for name in ("criteria", "static"))
    return same and "extends" not in attributes and own(before).get("filters") == own(attributes).get("filters")


def _named(attributes: Attributes) -> Iterator[tuple[str, Address]]:
    """What a list asks for, each with the dotted path of where."""
    yield from (("criteria", name) for name, _ in criteria.references(attributes.get("criteria")))
    yield from (("vendor.mautic.filters", name) for name in rows.addresses_of(own(attributes).get("filters")))


def _user(address: Address, book: Book) -> Address | None:
    """A list or a journey of the files, and in Mautic, that comes from this list; None where none does."""
    there = book.there or ()
    for asset in (book.org.assets[name] for name in there if name in book.org) if book.org is not None else ():
        if asset.kind == "list":
            named = {asset.attributes.get("extends"), *(name for _, name in _named(asset.attributes))}
        else:
            named = {*(asset.attributes.get("entry") or {}).get("lists", ())} if asset.kind == "journey" else set()
        if address in named:
            return asset.address
    return None


def meaning(filters: list[dict[str, Any]], book: Book) -> dict[str, Any]:
    """What filters say: criteria, ``static`` where there are none, or themselves where they have no sentence."""
    if not filters:
        return {"static": True}
    found = sentences(filters, book)
    return {"filters": rows.from_mautic(filters, book)} if found is None else {"criteria": found}


def sentences(filters: list[dict[str, Any]], book: Book) -> Any:
    """The criteria that filters stand for, in a form that comes out the same when it is written and read again; None
    where there is none."""
    groups = groups_of(filters) if filters else None
    said = None if groups is None else criteria_for(groups, book)
    for _ in range(3):
        if said is None:
            return None
        said = criteria.canonical(said)
        try:
            again = criteria_for(groups_for(said, book), book)
        except Unheld:
            return None
        if again is not None and criteria.canonical(again) == said:
            return said
        said = again
    return None

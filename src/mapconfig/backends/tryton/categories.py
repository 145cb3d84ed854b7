"""Lists and campaigns: categories of parties.

A list is a category, and who is on it has the category; people, imports and other programs put them there. Journeys can
ask for it. Campaigns are the categories below one category of their own. The tree, the colours and whatever else a
category has is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Conflict, Rejected
from mapconfig.backends.tryton import marks
from mapconfig.backends.tryton.book import Book
from mapconfig.backends.tryton.marks import marked, named
from mapconfig.backends.tryton.pyson import loads, numbers_in
from mapconfig.backends.tryton.records import (
    ACTIVITY,
    CATEGORY,
    CATEGORY_FIELDS,
    SCENARIO,
    Thing,
    timestamps,
)
from mapconfig.backends.tryton.rpc import Record, done
from mapconfig.language import say


class Categories:
    """The categories that are lists, or those that are campaigns."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def all(self, book: Book) -> Iterator[Thing]:
        found = [each for each in book.rpc.all(CATEGORY, [], CATEGORY_FIELDS) if self._is(each, book)]
        book.seen(self.kind, found)
        return (self._thing(each) for each in found)

    def one(self, number: int, book: Book) -> Thing | None:
        found = book.rpc.page(CATEGORY, [["id", "=", number]], CATEGORY_FIELDS)
        return self._thing(found[0]) if found and self._is(found[0], book) else None

    def called(self, address: Address, book: Book) -> list[Thing]:
        found = book.rpc.all(CATEGORY, marks.search(address.key), CATEGORY_FIELDS)
        return [self._thing(each) for each in found if self._is(each, book) and book.known(self.kind, each) == address]

    def create(self, address: Address, attributes: Mapping[str, Any], book: Book) -> int:
        values = self._values(address, attributes)
        if self.kind == "list":
            return int(book.rpc.write(f"model.{CATEGORY}.create", [values])[0])
        roots = book.rpc.page(CATEGORY, [["name", "=", book.campaigns], ["parent", "=", None]], ["name"])
        if roots:
            values["parent"] = roots[0]["id"]
            return int(book.rpc.write(f"model.{CATEGORY}.create", [values])[0])
        above = {"name": book.campaigns, "childs": [["create", [values]]]}
        root = book.rpc.write(f"model.{CATEGORY}.create", [above])[0]
        with done():
            return int(book.rpc.page(CATEGORY, [["parent", "=", root]], ["name"])[0]["id"])

    def update(self, thing: Thing, address: Address, attributes: Mapping[str, Any], book: Book) -> None:
        values = self._values(address, attributes)
        stamps = timestamps(CATEGORY, [thing.record])
        if thing.record["active"]:
            book.rpc.write(f"model.{CATEGORY}.write", [thing.id], values, read=stamps)
            return
        # Tryton takes no other change of one that is archived, also in the same call.
        book.rpc.write(f"model.{CATEGORY}.write", [thing.id], {"active": True}, read=stamps)
        if values["name"] != thing.record["name"]:
            with done():
                book.rpc.write(f"model.{CATEGORY}.write", [thing.id], values)

    def holds(self, thing: Thing, address: Address, seen: Mapping[tuple[str, str], Thing]) -> str:
        below = next((each for each in seen.values() if each.record.get("parent") == thing.id), None)
        if below is not None:
            return _holds_others(address, below.record)
        # What asks in a way that files can say is a reference, which the plan itself knows of.
        asking = (each for each in seen.values() if self.kind == "list" and thing.id in _asked_by_itself(each))
        user = next(asking, None)
        return "" if user is None else _used(address, user.record)

    def delete(self, thing: Thing, address: Address, book: Book) -> None:
        if self.kind == "list":
            self._check_unused(thing, address, book)
        below = book.rpc.page(CATEGORY, [["parent", "=", thing.id]], ["name"], most=1)
        if below:
            raise Rejected(_holds_others(address, below[0]))
        stamps = timestamps(CATEGORY, [thing.record])
        book.rpc.write(f"model.{CATEGORY}.delete", [thing.id], read=stamps)

    def _is(self, record: Record, book: Book) -> bool:
        return book.is_list(record) if self.kind == "list" else book.is_campaign(record)

    def _thing(self, record: Record) -> Thing:
        attributes: dict[str, Any] = {}
        title = named(record["name"]).title
        if title:
            attributes["title"] = title
        if not record["active"]:
            attributes["state"] = "archived"
        if self.kind == "list":
            attributes["static"] = True
        return Thing(record, str(record["_timestamp"]), attributes)

    def _values(self, address: Address, attributes: Mapping[str, Any]) -> Record:
        return {"name": marked(attributes.get("title", ""), address.key)}

    def _check_unused(self, thing: Thing, address: Address, book: Book) -> None:
        """Raise Rejected when a scenario asks for the list: Tryton does not look into the text of a question."""
        asked = [*book.rpc.all(SCENARIO, [], ["name", "domain"])]
        asked += book.rpc.all(ACTIVITY, [["condition", "!=", None]], ["name", "condition", "parent"])
        for record in asked:
            question = record["domain"] if "domain" in record else record["condition"] if record["parent"] else None
            if thing.id in numbers_in(loads(question)):
                raise Rejected(_used(address, record))


def _asked_by_itself(thing: Thing) -> set[int]:
    """The categories that a scenario asks for in a form that stays in Tryton's own words."""
    own = thing.attributes.get("vendor", {}).get("tryton", {})
    said = [thing.record["domain"]] if "domain" in own else []
    acts = (act for root in thing.roots for act in root.all()) if "activities" in own else ()
    return {
        number for each in (*said, *(act.record["condition"] for act in acts)) for number in numbers_in(loads(each))
    }


def _used(address: Address, record: Record) -> str:
    return say(
        "{address} is used in Tryton by {record}, so it is not deleted.",
        address=address,
        record=repr(record["name"]),
    )


def _holds_others(address: Address, below: Record) -> str:
    return say(
        "{address} has categories below it in Tryton, such as {below}. Move them first.",
        address=address,
        below=repr(below["name"]),
    )


def check_version(thing: Thing | None, version: str, address: Address) -> Thing:
    """`thing`, where it is as it was when `version` was read. Raises Conflict."""
    if thing is None:
        raise Conflict(say("{address} is not in Tryton any more.", address=address))
    if thing.version != version:
        raise Conflict(say("{address} was changed in Tryton since it was read.", address=address))
    return thing

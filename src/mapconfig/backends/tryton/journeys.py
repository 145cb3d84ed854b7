"""Journeys: scenarios with their activities.

A journey is read and written as a whole. Every write is one call, which is one transaction, and carries the timestamps
of the scenario and of all its activities. Those that stay as they are get an empty write: Tryton keeps a timestamp for
each record, and looks only at those of records that are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Rejected
from mapconfig.backends.tryton import marks
from mapconfig.backends.tryton.book import Book, is_library
from mapconfig.backends.tryton.grafting import Grafting
from mapconfig.backends.tryton.mail import source_of
from mapconfig.backends.tryton.marks import marked, named
from mapconfig.backends.tryton.pyson import Asked, Strange, awaiting, domain, dumps, lists_of, loads, question
from mapconfig.backends.tryton.reading import Read, read
from mapconfig.backends.tryton.records import (
    ACTIVITY,
    ACTIVITY_FIELDS,
    PARTIES,
    SCENARIO,
    SCENARIO_FIELDS,
    Act,
    Thing,
    flat,
    grown,
    nested,
    seconds_of,
    timestamps,
    version_of,
)
from mapconfig.backends.tryton.rpc import Record, done
from mapconfig.backends.tryton.tree import Node
from mapconfig.language import say


class Journeys:
    """The scenarios of a database, without the one in which the e-mails are."""

    kind = "journey"

    def all(self, book: Book) -> Iterator[Thing]:
        scenarios = [each for each in book.rpc.all(SCENARIO, [], SCENARIO_FIELDS) if not is_library(each)]
        activities = book.rpc.all(ACTIVITY, [], ACTIVITY_FIELDS)
        book.seen(self.kind, scenarios)
        below: dict[str, list[Record]] = {}
        for record in activities:
            below.setdefault(str(record["parent"]), []).append(record)
        return (self._thing(each, grown(below, f"{SCENARIO},{each['id']}"), book) for each in scenarios)

    def one(self, number: int, book: Book) -> Thing | None:
        found = book.rpc.page(SCENARIO, [["id", "=", number]], [*SCENARIO_FIELDS, *nested("activities.")])
        if not found or is_library(found[0]):
            return None
        records, more = flat(found[0].get("activities.") or [])
        while more:
            deeper = book.rpc.all(ACTIVITY, [["id", "in", more]], ["name", *nested("children.")])
            more = []
            for each in deeper:
                inner, still = flat(each.get("children.") or [])
                records += inner
                more += still
        below: dict[str, list[Record]] = {}
        for record in records:
            below.setdefault(str(record["parent"]), []).append(record)
        return self._thing(found[0], grown(below, f"{SCENARIO},{number}"), book)

    def called(self, address: Address, book: Book) -> list[Thing]:
        records = book.scenarios(["name"], [marks.search(address.key)])
        numbers = [each["id"] for each in records if not is_library(each) and book.known(self.kind, each) == address]
        found = (self.one(number, book) for number in numbers)
        return [thing for thing in found if thing is not None]

    def create(self, address: Address, attributes: Mapping[str, Any], book: Book) -> int:
        values = self._values(address, attributes, book)
        values["activities"] = Grafting(attributes, book).made()
        return int(book.rpc.write(f"model.{SCENARIO}.create", [values])[0])

    def update(self, thing: Thing, address: Address, attributes: Mapping[str, Any], book: Book) -> None:
        wanted = self._values(address, attributes, book)
        values: Record = {name: value for name, value in wanted.items() if not _same(name, value, thing.record)}
        grafting = Grafting(attributes, book)
        same = all(attributes.get(name) == thing.attributes.get(name) for name in ("steps", "suppress"))
        operations = (
            [] if same and not grafting.waits_in(thing) else grafting.operations(thing, self._places(thing, book))
        )
        untouched = [act.id for root in thing.roots for act in root.all() if act.id not in grafting.written]
        if untouched:
            operations.append(["write", untouched, {}])
        values["activities"] = operations
        pairs: list[Any] = [[thing.id], values]
        if grafting.kept_homes:
            pairs += [[book.some_library()], {"activities": [["add", grafting.kept_homes]]}]
        book.rpc.write(f"model.{SCENARIO}.write", *pairs, read=_stamps(thing))

    def holds(self, thing: Thing, address: Address, seen: Mapping[tuple[str, str], Thing]) -> str:
        if not any(act.home for root in thing.roots for act in root.all()):
            return ""
        return say(
            "{address} was made in Tryton, and has e-mails in it that would be deleted with it. Delete it there.",
            address=address,
        )

    def delete(self, thing: Thing, address: Address, book: Book) -> None:
        """Tryton leaves the activities of a deleted scenario behind, without a parent. They go in a second call; what a
        crash leaves between the two goes with the next journey that is deleted."""
        acts = [act for root in thing.roots for act in root.all()]
        why = self.holds(thing, address, {})
        if why:
            raise Rejected(why)
        book.rpc.write(f"model.{SCENARIO}.delete", [thing.id], read=_stamps(thing))
        with done():
            left = {act.id for act in acts} | _orphans(book)
            if left:
                book.rpc.write(f"model.{ACTIVITY}.delete", sorted(left))

    def run(self, thing: Thing, address: Address, active: bool, book: Book) -> None:
        if not active:
            self._press("stop", thing, book)
            return
        grafting = Grafting(thing.attributes, book)
        missing = grafting.missing()
        if missing:
            raise Rejected(
                say(
                    "{address} names {missing}, which is not in Tryton. It is not started without that.",
                    address=address,
                    missing=missing[0],
                )
            )
        if grafting.waits_in(thing):
            self.update(thing, address, thing.attributes, book)
            thing = self.one(thing.id, book) or thing
        if thing.record["state"] == "stopped":
            self._press("draft", thing, book)
            thing = self.one(thing.id, book) or thing
        self._press("run", thing, book)

    def _press(self, button: str, thing: Thing, book: Book) -> None:
        """Change the state, which is a matter of buttons: writing it is refused (recording 01)."""
        book.rpc.write(f"model.{SCENARIO}.{button}", [thing.id], read=timestamps(SCENARIO, [thing.record]))

    def _values(self, address: Address, attributes: Mapping[str, Any], book: Book) -> Record:
        own = (attributes.get("vendor") or {}).get("tryton") or {}
        lists = [Address(each) for each in (attributes.get("entry") or {}).get("lists", ())]
        return {
            "name": marked(attributes.get("title", ""), address.key),
            "model": own.get("model", PARTIES),
            "domain": dumps(own["domain"] if "domain" in own else domain(lists, book.number)),
        }

    def _thing(self, record: Record, roots: tuple[Act, ...], book: Book) -> Thing:
        acts = [act for root in roots for act in root.all()]
        own: dict[str, Any] = {}
        attributes: dict[str, Any] = {}
        title = named(record["name"] or "").title
        if title:
            attributes["title"] = title
        if record["model"] != PARTIES:
            own["model"] = record["model"]
        try:
            lists = lists_of(loads(record["domain"]), lambda number: book.address("list", number))
            if lists:
                attributes["entry"] = {"lists": sorted(map(str, lists))}
        except Strange:
            own["domain"] = loads(record["domain"])
        try:
            found = self._read(roots, book)
            if found.steps:
                attributes["steps"] = found.steps
            if found.suppress:
                attributes["suppress"] = sorted(found.suppress)
        except Strange as why:
            own["activities"] = {"why": f"It has {why}.", "tree": [_told(act, book) for act in roots]}
        if own:
            attributes["vendor"] = {"tryton": own}
        stamps = {**timestamps(SCENARIO, [record]), **{f"{ACTIVITY},{act.id}": _stamp(act) for act in acts}}
        own_records = [record, *(act.record for act in acts if not act.sends)]
        latest = max(own_records, key=lambda each: float(each["_timestamp"]))
        return Thing(record, version_of(stamps), attributes, record["state"] == "running", roots, latest=latest)

    def _read(self, roots: tuple[Act, ...], book: Book) -> Read:
        try:
            return read([_node(act, book) for act in roots])
        except RecursionError:
            raise Strange("more activities below each other than can be read") from None

    def _places(self, thing: Thing, book: Book) -> Read:
        """Which activity is which part of which step; nothing where the tree has no steps."""
        try:
            return self._read(thing.roots, book)
        except Strange:
            return Read()


def _stamp(act: Act) -> str:
    """What changes with an activity. A mail changes with its e-mail, which is another asset; so of one that sends, the
    timestamp says too much, and what it is besides that is taken instead."""
    record = act.record
    if not act.sends:
        return str(record["_timestamp"])
    said = [record[name] for name in ("name", "parent", "event", "condition")]
    return repr([*said, bool(record["negative"]), seconds_of(record), source_of(record["email_template"])])


def _node(act: Act, book: Book) -> Node:
    record = act.record
    source = source_of(record["email_template"])
    email = None
    if source is not None:
        email = Address.of("email", source.key) if source.id is None else book.address("email", source.id)
    elif act.sends:
        email = book.known("email", record)
    elif record["action"]:
        raise Strange(f"the action {record['action']!r}")
    asked: Asked | None = None
    statement = awaiting(loads(record["condition"]))
    if statement is not None:
        asked = question(statement, lambda number: book.address("list", number))
    children = tuple(_node(child, book) for child in act.children)
    return Node(
        record["name"] or "",
        children,
        email,
        record["event"],
        bool(record["negative"]),
        seconds_of(record),
        asked,
        act.id,
    )


def _told(act: Act, book: Book) -> dict[str, Any]:
    """An activity as it is, for a journey that has no steps of ours."""
    record = act.record
    said: dict[str, Any] = {name: record[name] for name in ("name", "action", "event") if record[name]}
    if record["negative"]:
        said["negative"] = True
    if record["delay"]:
        said["delay"] = seconds_of(record)
    if record["condition"]:
        said["condition"] = loads(record["condition"])
    source = source_of(record["email_template"])
    if source is not None:
        said["email"] = str(book.address("email", source.id) if source.id is not None else f"email/{source.key}")
    elif act.sends:
        said["email"] = str(book.known("email", record))
    if act.children:
        said["children"] = [_told(child, book) for child in act.children]
    return said


def _same(name: str, value: Any, record: Record) -> bool:
    """Whether a scenario has this value; a domain may be written with other spaces."""
    return bool(loads(value) == loads(record[name]) if name == "domain" else value == record[name])


def _stamps(thing: Thing) -> dict[str, str]:
    acts = (act.record for root in thing.roots for act in root.all())
    return {**timestamps(SCENARIO, [thing.record]), **timestamps(ACTIVITY, acts)}


def _orphans(book: Book) -> set[int]:
    """Activities of scenarios that we deleted before, and all below them; none that is an e-mail."""
    records = book.rpc.all(
        ACTIVITY, [["create_uid", "=", book.rpc.user]], ["parent", "action", "email_template", "name"]
    )
    below: dict[str, list[Record]] = {}
    for record in records:
        below.setdefault(str(record["parent"]), []).append(record)
    acts = [act for root in grown(below, str(None)) for act in root.all()]
    return {act.id for act in acts if not act.home}

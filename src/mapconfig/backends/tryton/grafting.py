"""The steps of a journey put into the activities that are there: what keeps its place keeps its id.

People in flight wait at an activity. As long as it keeps its id they keep their place, whatever is put before it, after
it, or above it. All of it is one write of the scenario; Tryton carries out deletes first, then writes, then creates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.tryton.book import Book
from mapconfig.backends.tryton.emails import written
from mapconfig.backends.tryton.mail import Mail, Source, copied, source_of
from mapconfig.backends.tryton.pyson import Asked, Member, Not, awaited, condition, dumps, loads
from mapconfig.backends.tryton.reading import Read
from mapconfig.backends.tryton.records import ACTIVITY, SCENARIO, Act, Thing, seconds_of
from mapconfig.backends.tryton.rpc import Record
from mapconfig.backends.tryton.tree import Node, Place, planted

_TEXTS = frozenset({"email_title", "email_template", "email_from", "condition", "action", "event"})


class Grafting:
    """The activities that a journey wants, and how they come about."""

    def __init__(self, attributes: Mapping[str, Any], book: Book) -> None:
        self.book = book
        self.attributes = attributes
        self.written: set[int] = set()
        """The activities that an operation writes or deletes, so that Tryton looks at their timestamps."""
        self.kept_homes: list[int] = []
        """Activities that are e-mails themselves and are no steps any more: they go to where the e-mails are."""
        self._live: dict[int, Act] = {}
        self._parents: dict[int, str] = {}
        self._places: dict[Place, int] = {}
        self._kept: set[int] = set()
        self._operations: list[Any] = []
        self._mails: Mapping[Address, tuple[int, Mail]] = {}

    def made(self) -> list[Any]:
        """The operations that make all activities of a new scenario."""
        wanted = self._wanted()
        return [["create", [self._spec(node) for node in wanted]]]

    def operations(self, thing: Thing, places: Read) -> list[Any]:
        """The operations that make the activities of `thing` be what the journey wants."""
        wanted = self._wanted()
        self._places = places.places
        reference = f"{SCENARIO},{thing.id}"
        for act in (act for root in thing.roots for act in root.all()):
            self._live[act.id] = act
            self._parents[act.id] = str(act.record["parent"])
        self._kept = {number for node in _all(wanted) if (number := self._match(node)) is not None}
        made = [self._spec(node) for node in wanted if self._match(node) is None]
        for node in wanted:
            self._place(node, reference)
        gone = [number for number in self._live if number not in self._kept]
        self.kept_homes = [number for number in gone if self._live[number].home]
        deleted = [number for number in gone if number not in self.kept_homes]
        self.written.update(gone)
        return [
            *([["delete", deleted]] if deleted else []),
            *self._operations,
            *([["create", made]] if made else []),
        ]

    def missing(self) -> list[Address]:
        """The lists and e-mails that the journey names and Tryton does not have."""
        named = [Address(each) for each in self.attributes.get("suppress", ())]
        named += [Address(each) for each in (self.attributes.get("entry") or {}).get("lists", ())]
        for node in _all(planted(self.attributes)) if "steps" in self.attributes else ():
            named += [node.email] if node.email is not None else []
            named += _lists(node.asked)
        mails = self.book.mails(each for each in named if each.kind == "email")
        return [
            each for each in dict.fromkeys(named)
            if (each not in mails if each.kind == "email" else self.book.number(each) is None)
        ]  # fmt: skip

    def waits_in(self, thing: Thing) -> bool:
        """Whether something of the journey was written while Tryton did not have what it names, and is in part still
        waiting for that."""
        acts = (act.record for root in thing.roots for act in root.all())
        texts = [thing.record["domain"] or "", *(record["condition"] or "" for record in acts)]
        if any('"list/' in text or '"categories.name"' in text for text in texts):
            return True
        sources = (source_of(act.record["email_template"]) for root in thing.roots for act in root.all())
        return any(source is not None and source.id is None for source in sources)

    def _wanted(self) -> tuple[Node, ...]:
        wanted = planted(self.attributes)
        self._mails = self.book.mails(node.email for node in _all(wanted) if node.email is not None)
        return wanted

    def _match(self, node: Node) -> int | None:
        """The activity that a wanted one is already. One that is itself another e-mail than it would have to send is
        left to that e-mail."""
        place = Place.of(node.name)
        number = self._places.get(place) if place is not None else None
        act = self._live.get(number) if number is not None else None
        if act is None:
            return None
        if act.home and (node.email is None or self._mails.get(node.email, (None,))[0] != act.id):
            return None
        return act.id

    def _place(self, node: Node, parent: str) -> None:
        """Write what an activity that stays has to change, and make what is new below it."""
        number = self._match(node)
        if number is None:
            for child in node.children:
                self._place(child, "")
            return
        act = self._live[number]
        wanted = self._values(node, number)
        values: Record = {name: value for name, value in wanted.items() if not _same(name, value, act.record)}
        if parent and self._parents[number] != parent:
            values["parent"] = parent
        made = [self._spec(child) for child in node.children if self._match(child) is None]
        if made:
            values["children"] = [["create", made]]
        if values:
            self._operations.append(["write", [number], values])
            self.written.add(number)
        for child in node.children:
            self._place(child, f"{ACTIVITY},{number}")

    def _spec(self, node: Node) -> Record:
        """A new activity, with what is new below it, and with what is there already and comes below it."""
        values: Record = {"name": node.name, **self._values(node, None)}
        made = [self._spec(child) for child in node.children if self._match(child) is None]
        moved = [number for child in node.children if (number := self._match(child)) is not None]
        below = [*([["create", made]] if made else []), *([["add", moved]] if moved else [])]
        self.written.update(moved)
        if below:
            values["children"] = below
        return values

    def _values(self, node: Node, number: int | None) -> Record:
        values: Record = {
            "event": node.event,
            "negative": node.negative,
            "delay": None if node.delay is None else {"__class__": "timedelta", "seconds": node.delay},
            "condition": None if node.asked is None else dumps(condition(node.asked, self.book.number)),
            "action": None,
        }
        if node.email is None:
            return {**values, "email_title": None, "email_template": None, "email_from": None}
        found = self._mails.get(node.email)
        if found is None:
            waiting = copied(Mail(node.email, "<p/>", ""), Source(None, node.email.key))
            values["condition"] = dumps(awaited(loads(values["condition"])))
            return {**values, "action": "send_email", **written(waiting)}
        home, mail = found
        shown = mail if home == number else copied(mail, Source(home, ""))
        return {**values, "action": "send_email", **written(shown)}


def _same(name: str, value: Any, record: Record) -> bool:
    if name == "delay":
        return (value or {}).get("seconds") == seconds_of(record)
    if name == "condition":
        return bool(loads(value) == loads(record[name]))
    if name in _TEXTS:
        return (value or None) == (record[name] or None)
    return bool(record[name]) is value


def _all(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _lists(asked: Asked | None) -> list[Address]:
    if asked is None:
        return []
    if isinstance(asked, Member):
        return [asked.list]
    return _lists(asked.of) if isinstance(asked, Not) else [each for part in asked.of for each in _lists(part)]

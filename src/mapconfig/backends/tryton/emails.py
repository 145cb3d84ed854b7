"""E-mails: the activities that send them, in a scenario that is never run, and their copies in journeys.

Tryton has no e-mails apart from activities. One that mapconfig makes is an activity of a scenario of its own, whose
domain finds nobody; there it has just the fields that it needs, and Tryton checks its template. One that people wrote
into a journey is that activity. A change goes to the e-mail and to all its copies in one call, which is one
transaction: no journey ever sends half of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Rejected
from mapconfig.backends.tryton import marks
from mapconfig.backends.tryton.book import LIBRARY, LIBRARY_NAME, Book
from mapconfig.backends.tryton.mail import Mail, Source, attributes_of, copied, mail_of, source_of
from mapconfig.backends.tryton.marks import marked, named
from mapconfig.backends.tryton.pyson import dumps
from mapconfig.backends.tryton.records import (
    ACTIVITY,
    ACTIVITY_FIELDS,
    PARTIES,
    SCENARIO,
    Act,
    Thing,
    timestamps,
    version_of,
)
from mapconfig.backends.tryton.rpc import Record, done
from mapconfig.language import say


class Emails:
    """The e-mails of a database."""

    kind = "email"

    def all(self, book: Book) -> Iterator[Thing]:
        acts = [Act(each) for each in book.rpc.all(ACTIVITY, [["email_template", "!=", None]], ACTIVITY_FIELDS)]
        copies: dict[int, list[Act]] = {}
        for act in acts:
            source = source_of(act.record["email_template"])
            if source is not None and source.id is not None:
                copies.setdefault(source.id, []).append(act)
        homes = [act for act in acts if act.home and act.record["parent"]]
        book.seen(self.kind, [act.record for act in homes])
        return (self._thing(act, copies.get(act.id, ()), book) for act in homes)

    def one(self, number: int, book: Book) -> Thing | None:
        mark = ["email_template", "like", f"<!--! email {number} -->%"]
        found = [Act(each) for each in book.rpc.all(ACTIVITY, ["OR", ["id", "=", number], mark], ACTIVITY_FIELDS)]
        home = next((act for act in found if act.id == number and act.home and act.record["parent"]), None)
        if home is None:
            return None
        return self._thing(home, [act for act in found if act is not home], book)

    def called(self, address: Address, book: Book) -> list[Thing]:
        records = book.homes(["name"], [marks.search(address.key)])
        numbers = [each["id"] for each in records if book.known(self.kind, each) == address]
        found = (self.one(number, book) for number in numbers)
        return [thing for thing in found if thing is not None]

    def create(self, address: Address, attributes: Mapping[str, Any], book: Book) -> int:
        mail = mail_of(attributes, book.fields)
        values = {"name": _name(address, attributes), "action": "send_email", **written(mail)}
        if book.library is not None:
            parent = f"{SCENARIO},{book.library}"
            return int(book.rpc.write(f"model.{ACTIVITY}.create", [{**values, "parent": parent}])[0])
        scenario = {
            "name": LIBRARY_NAME,
            "model": PARTIES,
            "domain": dumps(LIBRARY),
            "activities": [["create", [values]]],
        }
        number = book.rpc.write(f"model.{SCENARIO}.create", [scenario])[0]
        with done():
            return int(book.rpc.page(ACTIVITY, [["parent", "=", f"{SCENARIO},{number}"]], ["name"])[0]["id"])

    def update(self, thing: Thing, address: Address, attributes: Mapping[str, Any], book: Book) -> None:
        mail = mail_of(attributes, book.fields)
        home = Act(thing.record)
        values = differing(written(mail), home.record)
        if _name(address, attributes) != home.record["name"]:
            values["name"] = _name(address, attributes)
        pairs: list[Any] = [[home.id], values]
        written_to = [home]
        copy = written(copied(mail, Source(home.id, "")))
        for act in thing.copies:
            changes = differing(copy, act.record)
            if changes:
                pairs += [[act.id], changes]
                written_to.append(act)
        stamps = timestamps(ACTIVITY, [act.record for act in written_to])
        book.rpc.write(f"model.{ACTIVITY}.write", *pairs, read=stamps)

    def holds(self, thing: Thing, address: Address, seen: Mapping[tuple[str, str], Thing]) -> str:
        """Only journeys that send it do, and those may be changed before."""
        return ""

    def delete(self, thing: Thing, address: Address, book: Book) -> None:
        if thing.copies:
            raise Rejected(
                say(
                    "{address} is sent by a journey in Tryton ({record}).",
                    address=address,
                    record=repr(thing.copies[0].record["name"]),
                )
            )
        if thing.record["parent"] != f"{SCENARIO},{book.library}":
            raise Rejected(
                say("{address} is a step of a scenario that was made in Tryton. Take it out there.", address=address)
            )
        stamps = timestamps(ACTIVITY, [thing.record])
        book.rpc.write(f"model.{ACTIVITY}.delete", [thing.id], read=stamps)

    def _thing(self, home: Act, copies: Sequence[Act], book: Book) -> Thing:
        """The e-mail. Where somebody changed what a journey sends, that is what it says now, so that it is seen."""
        strays = [act for act in copies if act.sends and act.mail != home.mail]
        mail = home.mail
        for act in reversed(strays):
            mail = Mail(
                *(
                    theirs if theirs != ours else now
                    for theirs, ours, now in zip(act.mail, home.mail, mail, strict=True)
                )
            )
        attributes = attributes_of(mail, book.fields)
        title = named(home.record["name"]).title
        if title:
            attributes["title"] = title
        stamps = timestamps(ACTIVITY, [home.record, *(act.record for act in strays)])
        version = version_of(stamps) if strays else str(home.record["_timestamp"])
        latest = max((home, *strays), key=lambda act: float(act.record["_timestamp"])).record
        return Thing(home.record, version, attributes, copies=tuple(copies), latest=latest)


def _name(address: Address, attributes: Mapping[str, Any]) -> str:
    return marked(attributes.get("title", ""), address.key)


def written(mail: Mail) -> Record:
    """The fields of an activity that sends `mail`."""
    return {"email_title": mail.subject, "email_template": mail.template, "email_from": mail.sender or None}


def differing(values: Record, record: Record) -> Record:
    """Those of `values` that a record has not; no text and an empty one are the same."""
    return {name: value for name, value in values.items() if (value or None) != (record[name] or None)}

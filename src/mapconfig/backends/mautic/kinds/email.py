"""E-mails (recordings emails, emails-segment).

Its API shows no preheader, no exclusions and no mark for what goes to people who opted out. The preheader stands at
the beginning of the body, hidden, as mailboxes look for it there. What sends an e-mail asks whom it is kept from
(`holding`), or it goes to a segment that does (`audience`); and it says whether it may pass an opt-out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import audience, backing, mail, sources, variants
from mapconfig.backends.mautic.kinds.audience import SEGMENT_OF, WITHOUT
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import (
    Columns,
    Plain,
    category_id,
    number_of,
    own,
    present,
    shown,
    text,
    time_of,
)
from mapconfig.backends.mautic.markers import comment_of, commented, slug, uncommented
from mapconfig.backends.mautic.texts import NAMED, from_mautic, to_mautic
from mapconfig.backends.mautic.types import EMAIL
from mapconfig.model.embedding import copies, words

#: Attributes that may have values of the person, and their columns.
_TEXTS = {"subject": "subject", "text": "plainText"}

#: Attributes that may show snippets.
_SHOWN = ("subject", "preheader", "text", "body")
_TAGS = re.compile(r"<[^>]*>|&#?\w+;")


class Email(Plain):
    """Its key stands in a comment at the end of the body, since e-mails have no alias and no description."""

    kind = "email"
    type = EMAIL
    gapped = {
        "description": "An e-mail of Mautic has no description that its API would take.",
        "operational": "Whether an e-mail may pass an opt-out is said by the step that sends it, as transactional.",
        "operational_reason": "Mautic does not ask why an e-mail may pass an opt-out.",
    }
    settings = {
        "language": "en",
        "template": None,
        "replyToAddress": None,
        "bccAddress": None,
        "utmTags": None,
        "publishUp": None,
        "publishDown": None,
        "dynamicContent": None,
        "emailType": None,
    }

    def mark(self, raw: Raw) -> Address | None:
        return comment_of(raw.get("customHtml"))

    def columns(self, raw: Raw) -> Columns:
        lists = raw.get("lists")
        lists = list(lists.values()) if isinstance(lists, Mapping) else lists or []
        if raw.get("emailType") != "list":
            lists = []  # left over from when it was one
        return {
            "name": text(raw.get("name")),
            "subject": text(raw.get("subject")),
            "customHtml": mail.html(raw.get("customHtml")),
            "plainText": text(raw.get("plainText")),
            "fromName": text(raw.get("fromName")),
            "fromAddress": text(raw.get("fromAddress")),
            "emailType": raw.get("emailType") or "template",
            "lists": sorted(int(each["id"] if isinstance(each, Mapping) else each) for each in lists),
            WITHOUT: sorted(raw.get(WITHOUT, ())) if lists else [],
            "category": category_id(raw),
            "isPublished": bool(raw.get("isPublished")),
            **time_of(raw),
            "language": raw.get("language") or "en",
            "template": raw.get("template") or None,
            "replyToAddress": text(raw.get("replyToAddress")),
            "bccAddress": text(raw.get("bccAddress")),
            "utmTags": mail.utm(raw.get("utmTags")),
            "dynamicContent": mail.dynamic(raw.get("dynamicContent")),
        }

    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        sender = attributes.get("sender", {})
        listed = attributes.get("type") == "list"
        texts, differing = _texts(attributes, book)
        content = mail.with_preheader(
            mail.without_preheader(uncommented(texts.get("body", "")))[0], texts.get("preheader")
        )
        at = mail.moment(attributes.get("schedule", {}).get("at")) if listed else text(said.get("publishUp"))
        return {
            "name": text(attributes.get("title")),
            **{
                column: text(to_mautic(texts[name], book)) if name in texts else None for name, column in _TEXTS.items()
            },
            "customHtml": mail.html(commented(to_mautic(content, book), address)),
            "fromName": text(sender.get("name")),
            "fromAddress": text(sender.get("address")),
            "emailType": "list" if listed else said.get("emailType") or "template",
            "lists": sorted(int(book.id_of(each)) for each in attributes.get("to", ())) if listed else [],
            WITHOUT: sorted(int(book.id_of(each)) for each in attributes.get("suppress", ())) if listed else [],
            "category": number_of(book, attributes.get("campaign")),
            "isPublished": attributes.get("state", "active") == "active",
            "publishUp": at,
            "publishDown": text(said.get("publishDown")),
            "language": said.get("language") or "en",
            "template": said.get("template") or None,
            "replyToAddress": text(said.get("replyToAddress")),
            "bccAddress": text(said.get("bccAddress")),
            "utmTags": mail.utm(said.get("utmTags")),
            "dynamicContent": variants.entries(differing, mail.dynamic(said.get("dynamicContent")), book),
        }

    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        listed, category = columns["emailType"] == "list", columns["category"]
        html = variants.named(from_mautic(uncommented(columns["customHtml"] or ""), book), book)
        content, preheader = mail.without_preheader(html)
        settings = {
            name: columns[name]
            for name, usual in self.settings.items()
            if columns[name] != usual and not (name == "publishUp" and listed)
        }
        if columns["emailType"] in ("list", "template"):
            del settings["emailType"]
        return present(
            {
                "title": columns["name"],
                "type": "list" if listed else None,
                **{
                    name: None if columns[column] is None else variants.named(from_mautic(columns[column], book), book)
                    for name, column in _TEXTS.items()
                },
                "preheader": preheader,
                "sender": present({"name": columns["fromName"], "address": columns["fromAddress"]}),
                "to": [str(book.address_of("list", number)) for number in columns["lists"]] if listed else None,
                "suppress": [str(book.address_of("list", number)) for number in columns[WITHOUT]] if listed else None,
                "body": content or None,
                "campaign": None if category is None else str(book.address_of("campaign", category)),
                "schedule": present({"at": mail.moment_read(columns["publishUp"]) if listed else None}),
                **shown(columns, settings),
            }
        )

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found = dict(mail.gaps(attributes))
        for name in _SHOWN:
            try:
                to_mautic(str(attributes.get(name, "")), book)
                _check_snippets(name, str(attributes.get(name, "")), own(attributes).get("dynamicContent"), book)
            except Unheld as error:
                found[name] = str(error)
        return found

    # -- what is there -------------------------------------------------------------------------------------------------

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        for raw in self._all(book):
            yield self._thing(audience.resolved(raw, lambda number: _segment(number, book)), keys[str(raw["id"])], book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        raw = api.one(self.type, remote_id) if remote_id.isdecimal() else None
        if raw is None or not self.mine(raw):
            return None
        return self._thing(audience.resolved(raw, sources.asked(api)), self._key(raw, book), book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        found = [raw for raw in self.candidates(api, address, attributes) if self.mine(raw)]
        named = [audience.resolved(raw, sources.asked(api)) for raw in found if self.key_of(raw) == address.key]
        return [self._thing(raw, address.key, book) for raw in named]

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        body = self._body(address, attributes, book)
        if body[WITHOUT]:
            body = {**body, "lists": [audience.ensure(api, book, address, body, None)]}
        made = api.create(self.type, self.sent({name: value for name, value in body.items() if value is not None}))
        book.changed(self.type, self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        raw = dict(thing.raw)
        now = self.columns(raw)
        body = self.unless_same(self._body(address, attributes, book), now, attributes, thing, address.key)
        changes = {name: value for name, value in body.items() if now.get(name) != value}
        segment = raw.get(SEGMENT_OF)
        if body[WITHOUT]:
            same = now[WITHOUT] == body[WITHOUT] and now["lists"] == body["lists"]
            changes.pop("lists", None)
            if segment is None or not same or not audience.stands_for(segment, address, body):
                number = audience.ensure(api, book, address, body, segment)
                if segment is None or number != int(segment["id"]):
                    changes["lists"] = [number]
        elif segment is not None:
            changes["lists"] = body["lists"]
        changes.pop(WITHOUT, None)
        if changes:
            api.patch(self.type, thing.remote_id, self.sent(changes))
            book.changed(self.type, self.kind)
        if segment is not None and not body[WITHOUT]:
            backing.remove(api, book, [int(segment["id"])])

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        segment = thing.raw.get(SEGMENT_OF)
        super().delete(api, thing, book)
        if segment is not None:
            backing.remove(api, book, [int(segment["id"])])

    def unless_same(self, body: Columns, now: Columns, attributes: Attributes, thing: Thing, key: str) -> Columns:
        """What was made by hand is not written again for the mark alone, where its name says its key."""
        html = uncommented(body["customHtml"]) or None
        if now["customHtml"] == html and slug(str(body["name"])) == key:
            return {**body, "customHtml": html}
        return body

    def sent(self, columns: Columns) -> Columns:
        return mail.sent(columns)


def _segment(number: int, book: Book) -> Raw | None:
    """A segment out of the list of all, which is asked for only where an e-mail has one of its own."""
    return sources.listed(book)(number)


def _texts(attributes: Attributes, book: Book) -> tuple[dict[str, str], list[str]]:
    """The texts of an e-mail as Mautic has them, and the snippets in them that differ by person. Where everybody would
    read the comments around a copy there are none."""
    texts: dict[str, str] = {}
    differing: list[str] = []
    for name in _SHOWN:
        if name in attributes:
            plain = str(attributes[name]) if name == "body" else words(str(attributes[name]))
            texts[name], found = variants.shown(plain, book)
            differing += found
    return texts, differing


def _check_snippets(name: str, said: str, made: Any, book: Book) -> None:
    """Raise Unheld where one of the snippets in the text called `name` cannot be shown there. `made` is the dynamic
    content that the e-mail itself says."""
    for address, content in copies(said) if name != "body" else ():
        if _TAGS.search(content):
            raise Unheld(f"{address} has tags, which everybody would read there. Write the words.")
    for each in NAMED.finditer(said):
        snippet = variants.differs(each[1], book)
        if snippet is None:
            raise Unheld(_why_only_named(each[1], book))
        if name == "subject":
            raise Unheld(f"{each[1]} shows different people different things, which only a body or a text can do.")
        if name != "body" and variants.has_tags(snippet):
            raise Unheld(f"{each[1]} has tags, or is empty for some, which shows where there are only words.")
        if each[1] not in variants.said_of(made):
            variants.entry(each[1], book)


def _why_only_named(snippet: str, book: Book) -> str:
    """Why there is the name of a snippet where its copy should be."""
    if book.org is None or Address(snippet) not in book.org.assets:
        return f"{snippet} is in no file."
    return f"{snippet} holds others so deep, or is so long, that it is not copied."

"""What kinds have in common, most of all those of which each asset is one thing of one type in Mautic.

Two writings meet here. The *columns* of a thing are what would be sent to leave it as it is: categories and lists as
ids, times in the form in which they are written, filters without what is stale. *Attributes* are what a person writes.
A subclass turns each into the other; comparing, finding and sending only what differs is the same for all of them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Outcome, Rejected, Verb
from mapconfig.backends.mautic import usage
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.markers import SPACES, mark_of, slug, told_apart
from mapconfig.backends.mautic.types import Type
from mapconfig.language import say, told
from mapconfig.model.canonical import digest

Columns = dict[str, Any]

#: Attributes that say something about an asset to people, for which Mautic has no place.
FOR_PEOPLE: Mapping[str, str] = {
    "owner": "Mautic does not know which team answers for something: owners stay in the files.",
    "tags": "Mautic has tags for people only: tags of assets stay in the files.",
    "folder": "Mautic has no folders: they stay in the files.",
    "why": "Mautic has no place for reasons: they stay in the files.",
    "protected": "Mautic protects nothing from changes: mapconfig does, by the files.",
}

CHANGES = (Verb.CREATE, Verb.UPDATE, Verb.DELETE)

#: The longest name that Mautic's database holds; a longer one is an error 500 (recording references-and-limits).
LONGEST_NAME = 191

#: The columns of the time in which a thing is published.
TIME = ("publishUp", "publishDown")

#: What changes by itself, or only says who looked: no part of the version.
_BY_ITSELF = re.compile(
    r"date(Added|Modified)|(created|modified)By(User)?|\w*Count|revision|cachedHtml|order|\w*[hH]its"
)


class Held(ABC):
    """What all kinds have in common. `title` is the column of the name, and `settings` are columns that only Mautic
    knows, with what they are where nobody says anything: they stand under ``vendor: mautic:`` when they are something
    else."""

    kind: ClassVar[str]
    type: ClassVar[Type]
    title: ClassVar[str] = "name"
    gapped: ClassVar[Mapping[str, str]] = {}
    settings: ClassVar[Mapping[str, Any]] = {}

    @property
    def capability(self) -> Capability:
        return Capability(verbs=dict.fromkeys(CHANGES, Outcome.APPLY), gaps={**FOR_PEOPLE, **self.gapped})

    # -- what each kind says of itself (`mapconfig.backends.mautic.kinds.kind`) ----------------------------------------

    @abstractmethod
    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]: ...

    @abstractmethod
    def fetch(self, api: Api, book: Book) -> Iterator[Thing]: ...

    @abstractmethod
    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None: ...

    @abstractmethod
    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]: ...

    @abstractmethod
    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str: ...

    @abstractmethod
    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None: ...

    # -- what most kinds say alike -------------------------------------------------------------------------------------

    def mark(self, raw: Raw) -> Address | None:
        """The address in the mark of a thing, where it has one."""
        return mark_of(raw.get("description"))

    def mine(self, raw: Raw) -> bool:
        """Whether a thing is an asset of this kind, and no part of another kind's."""
        mark = self.mark(raw)
        return mark is None or mark.kind == self.kind

    def key_of(self, raw: Raw) -> str:
        """What a thing is called: by its mark, its alias or its name. Two things may be called the same."""
        mark = self.mark(raw)
        return mark.key if mark is not None else self.named(raw)

    def named(self, raw: Raw) -> str:
        """What a thing without a mark is called."""
        return slug(str(raw.get(self.title) or "")) or f"{self.kind}-{raw['id']}"

    def unfinished(self, raw: Raw, address: Address) -> bool:
        """Whether a thing is what a create of `address` has made and nobody changed since. An error 500 can leave one
        with a part of what was sent. Campaigns and the like have not been modified when they are made; what is, as
        e-mails are, is never taken for ours."""
        return self.mark(raw) == address and raw.get("dateModified", "") is None

    def candidates(self, api: Api, address: Address, attributes: Attributes) -> list[Raw]:
        """Things that may be what a create of `address` made."""
        return api.where(self.type, self.title, str(attributes.get("title", "")).strip(SPACES))

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        """Gaps beyond those that all kinds have."""
        return {}

    def gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found = dict(name_gaps(attributes))
        for name in own(attributes):
            if name not in self.settings:
                known = ", ".join(self.settings)
                found[f"vendor.mautic.{name}"] = say(
                    "There is no such setting of a {kind} here. There are {known}.", kind=self.kind, known=known
                )
        found |= self.more_gaps(attributes, book)
        return found

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        return {}

    def keys(self, book: Book) -> Mapping[str, str]:
        return told_apart((str(raw["id"]), self.key_of(raw)) for raw in self._all(book))

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        usage.check_unused(book, self.kind, self.kind, thing)
        api.delete(self.type, thing.remote_id)
        book.changed(self.type, self.kind)

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        raise Rejected(say("A {kind} does not run.", kind=self.kind))

    def _all(self, book: Book) -> list[Raw]:
        return [raw for raw in book.things(self.type) if self.mine(raw)]

    def _key(self, raw: Raw, book: Book) -> str:
        """The key of a thing that was read by itself: others are looked at only where its name alone is not enough."""
        number = str(raw["id"])
        if book.knows(self.kind, number):
            return self.key_of(raw)
        return book.keys(self.kind).get(number) or self.key_of(raw)


class Single(Held):
    """A kind of which each asset is one thing of one type. A subclass says what a thing is."""

    @abstractmethod
    def _thing(self, raw: Raw, key: str, book: Book) -> Thing:
        """The asset that a thing is."""

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        for raw in self._all(book):
            yield self._thing(raw, keys[str(raw["id"])], book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        raw = api.one(self.type, remote_id) if remote_id.isdecimal() else None
        if raw is None or not self.mine(raw):
            return None
        return self._thing(raw, self._key(raw, book), book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        found = [raw for raw in self.candidates(api, address, attributes) if self.mine(raw)]
        return [self._thing(raw, address.key, book) for raw in found if self.key_of(raw) == address.key]


class Plain(Single):
    """One whose attributes are columns in other words. A subclass turns each into the other; comparing and sending only
    what differs is the same for all of them."""

    # -- what a subclass says ------------------------------------------------------------------------------------------

    @abstractmethod
    def columns(self, raw: Raw) -> Columns:
        """The columns of a thing as Mautic gave it."""

    @abstractmethod
    def body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        """The columns that an asset is to have. Raises Unheld for what Mautic cannot hold."""

    @abstractmethod
    def attributes(self, columns: Columns, book: Book) -> dict[str, Any]:
        """What columns say."""

    # -- what follows from it ------------------------------------------------------------------------------------------

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        try:
            columns = self.body(Address(f"{self.kind}/any"), attributes, book)
        except Unheld:
            # It is a gap, and nothing of it is written.
            return {name: value for name, value in attributes.items() if name not in self.capability.gaps}
        return self.attributes(columns, book)

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        body = self._body(address, attributes, book)
        made = api.create(self.type, self.sent({name: value for name, value in body.items() if value is not None}))
        book.changed(self.type, self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        now = self.columns(dict(thing.raw))
        body = self.unless_same(self._body(address, attributes, book), now, attributes, thing, address.key)
        changes = {name: value for name, value in body.items() if now.get(name) != value}
        if changes:
            api.patch(self.type, thing.remote_id, self.sent(changes))
            book.changed(self.type, self.kind)

    def unless_same(self, body: Columns, now: Columns, attributes: Attributes, thing: Thing, key: str) -> Columns:
        """`body`, with the columns of `now` where both say the same in two ways."""
        return body

    def sent(self, columns: Columns) -> Columns:
        """Columns in the form in which they are sent, where that is another one."""
        return columns

    # -- means ---------------------------------------------------------------------------------------------------------

    def _body(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        try:
            return self.body(address, attributes, book)
        except Unheld as error:
            raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None

    def _thing(self, raw: Raw, key: str, book: Book) -> Thing:
        columns = self.columns(raw)
        return Thing(
            key,
            str(raw["id"]),
            self.attributes(columns, book),
            version_of(raw, columns),
            None,
            str(raw.get("modifiedByUser") or "").strip() or str(raw.get("createdByUser") or ""),
            str(raw.get("dateModified") or raw.get("dateAdded") or ""),
            raw,
        )


# Parts that several kinds have --------------------------------------------------------------------------------------


def version_of(raw: Raw, columns: Columns) -> str:
    """A digest of a thing, without what changes by itself, and with ids only of what it refers to."""
    plain = {
        name: value
        for name, value in raw.items()
        if isinstance(value, str | int | float | None) and not _BY_ITSELF.fullmatch(name)
    }
    return digest([plain, columns])


def own(attributes: Attributes) -> Mapping[str, Any]:
    """What an asset says for Mautic only."""
    said = attributes.get("vendor", {}).get("mautic", {})
    return said if isinstance(said, Mapping) else {}


def apart(before: Any, after: Any, path: str) -> str:
    """The dotted path of the first difference between two values at `path`, in which items are named by their id."""
    if isinstance(before, list) and isinstance(after, list):
        one, other = _by_id(before), _by_id(after)
        if len(one) != len(before) or len(other) != len(after) or not set(one) <= set(other):
            return path
        before, after = one, other
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name, value in after.items():
            if name not in before:
                return f"{path}.{name}"
            if before[name] != value:
                return apart(before[name], value, f"{path}.{name}")
    return path


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {str(each["id"]): each for each in items if isinstance(each, Mapping) and "id" in each}


def name_gaps(attributes: Attributes) -> Iterator[tuple[str, str]]:
    """What Mautic would make another name of, or refuse as one."""
    name = str(attributes.get("title", "")).strip(SPACES)
    if not name:
        yield "title", "Everything in Mautic has a name: give it a title."
    elif re.search(r"<[^>]*>|&#?\w+;", name):
        yield "title", "Mautic takes tags out of names and decodes entities: leave out < > and the like."
    elif len(name) > LONGEST_NAME:
        yield "title", f"Mautic holds names of up to {LONGEST_NAME} characters."
    vendor = attributes.get("vendor", {}).get("mautic", {})
    if not isinstance(vendor, Mapping):
        yield "vendor.mautic", "The settings for Mautic are a mapping of its own columns."


def text(said: Any) -> str | None:
    """A text as a form of Mautic takes it: without spaces around it, and null for none. Browsers send other ends of
    lines than files have."""
    return (lines(str(said)).strip(SPACES) or None) if said is not None else None


def lines(said: str) -> str:
    """A text with the ends of lines that files have."""
    return said.replace("\r\n", "\n").replace("\r", "\n")


def moment_written(said: Any) -> str | None:
    """A time in the only form that Mautic takes; it gives ``2030-01-01T10:00:00+00:00`` and refuses that (recording
    emails-segment)."""
    return None if not said else str(said).replace("T", " ")[:19]


def category_id(raw: Raw) -> int | None:
    """The id of the category, which is given as an object and taken as a number."""
    category = raw.get("category")
    return int(category["id"]) if isinstance(category, Mapping) else None


def number_of(book: Book, address: str | None) -> int | None:
    """The id of what an attribute names, as a number."""
    return None if address is None else int(book.id_of(address))


def present(said: Mapping[str, Any]) -> dict[str, Any]:
    """`said` without what is not there."""
    return {name: value for name, value in said.items() if value is not None and value != {} and value != []}


def shown(columns: Columns, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that many kinds have alike: whether it is published, and what is set for Mautic only."""
    return {
        "state": None if columns["isPublished"] else "draft",
        "vendor": present({"mautic": present(settings)}),
    }


def time_of(raw: Raw) -> Columns:
    """When a thing begins and ceases to be published, as Mautic gave it."""
    return {name: moment_written(raw.get(name)) for name in TIME}


def time_meant(said: Mapping[str, Any]) -> Columns:
    """The same, as settings for Mautic say it."""
    return {name: text(said.get(name)) for name in TIME}

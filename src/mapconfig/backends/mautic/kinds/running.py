"""What kinds have in common whose assets are campaigns: journeys and rules."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Capability, Outcome, Verb
from mapconfig.backends.mautic import usage
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds import sources
from mapconfig.backends.mautic.kinds.events import Draft, Event, events_of
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import CHANGES, Columns, Held, category_id, moment_written, text
from mapconfig.backends.mautic.kinds.sources import Segments, Sources
from mapconfig.backends.mautic.kinds.stage import without_needless_mark
from mapconfig.backends.mautic.kinds.tree import check_written, structure
from mapconfig.backends.mautic.markers import slug
from mapconfig.backends.mautic.types import CAMPAIGN

RUNS = (*CHANGES, Verb.ACTIVATE, Verb.DEACTIVATE)


class Running(Held):
    """A campaign, and the helper segments that belong to it. `found` is what a subclass makes of one."""

    type = CAMPAIGN

    @property
    def capability(self) -> Capability:
        return Capability(verbs=dict.fromkeys(RUNS, Outcome.APPLY), gaps=super().capability.gaps)

    def named(self, raw: Raw) -> str:
        return slug(str(raw.get("name") or "")) or f"campaign-{raw['id']}"

    @abstractmethod
    def found(self, raw: Raw, key: str, segments: Segments, book: Book) -> Thing:
        """The asset that a campaign is."""

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        segments = sources.listed(book)
        for raw in self._all(book):
            yield self.found(raw, keys[str(raw["id"])], segments, book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        raw = api.one(CAMPAIGN, remote_id) if remote_id.isdecimal() else None
        if raw is None or not self.mine(raw):
            return None
        return self.found(raw, self._key(raw, book), sources.asked(api), book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        found = [raw for raw in self.candidates(api, address, attributes) if self.mine(raw)]
        named = [raw for raw in found if self.key_of(raw) == address.key]
        return [self.found(raw, address.key, sources.asked(api), book) for raw in named]

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        api.patch(CAMPAIGN, thing.remote_id, {"isPublished": active})
        book.changed(CAMPAIGN, self.kind)

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        usage.check_unused(book, "journey", self.kind, thing)
        # The helpers first: a campaign that is still there is deleted again when this was cut short.
        sources.drop(api, book, self.came(dict(thing.raw), sources.asked(api)), Sources())
        api.delete(CAMPAIGN, thing.remote_id)
        book.changed(CAMPAIGN, self.kind)

    def came(self, raw: Raw, segments: Segments) -> Sources:
        """Where the people of a campaign come from."""
        return sources.read(raw, self.kind, segments)

    # -- writes --------------------------------------------------------------------------------------------------------

    def _made(self, api: Api, columns: Columns, drafts: Sequence[Draft], came: Sources, book: Book) -> str:
        """Make a campaign that does not run; its id."""
        body = {name: value for name, value in columns.items() if value is not None}
        body |= {"isPublished": False} | structure(drafts, {}, came.numbers, book)
        made = api.create(CAMPAIGN, body)
        book.changed(CAMPAIGN, self.kind)
        check_written(api, made, body, drafts)
        return str(made["id"])

    def _replaced(
        self,
        api: Api,
        thing: Thing,
        key: str,
        columns: Columns,
        drafts: Sequence[Draft],
        there: Mapping[str, Event],
        came: Sources,
        book: Book,
    ) -> None:
        """Write the whole structure of a campaign. Whatever is left out of a PUT is emptied or set to no."""
        raw = dict(thing.raw)
        columns = without_needless_mark(columns, campaign_columns(raw), "description", key)
        body = columns | {"isPublished": bool(raw.get("isPublished"))}
        body |= {name: moment_written(raw.get(name)) for name in ("publishUp", "publishDown")}
        body |= structure(drafts, there, came.numbers, book)
        check_written(api, api.put(CAMPAIGN, str(raw["id"]), body), body, drafts)
        book.changed(CAMPAIGN, self.kind)

    def _patched(self, api: Api, thing: Thing, key: str, columns: Columns, book: Book) -> None:
        """Write what differs outside the structure."""
        now = campaign_columns(dict(thing.raw))
        columns = without_needless_mark(columns, now, "description", key)
        changes = {name: value for name, value in columns.items() if now[name] != value}
        if changes:
            api.patch(CAMPAIGN, thing.remote_id, changes)
            book.changed(CAMPAIGN, self.kind)


def campaign_columns(raw: Raw) -> Columns:
    """What is outside the structure of a campaign."""
    return {
        "name": text(raw.get("name")),
        "description": text(raw.get("description")),
        "category": category_id(raw),
        "allowRestart": bool(raw.get("allowRestart")),
    }


def by_mark(raw: Raw, marks: Mapping[str, int]) -> dict[str, Event]:
    """The events of a campaign by the marks that they have, or would have."""
    events = {event.id: event for event in events_of(raw)}
    return {mark: events[number] for mark, number in marks.items()}


def changed_by(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Who changed something last, and when."""
    return (
        str(raw.get("modifiedByUser") or raw.get("createdByUser") or ""),
        str(raw.get("dateModified") or raw.get("dateAdded") or ""),
    )

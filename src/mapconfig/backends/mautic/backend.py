"""The contract that the core sees, over the table of kinds.

Mautic has no versions and checks nothing on a delete, so every write is preceded by a read: what is not as it was when
it was looked at is a conflict. That leaves a moment between the read and the write; Mautic gives no means against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from mapconfig.address import Address
from mapconfig.backend import (
    Capability,
    Conflict,
    Live,
    Names,
    NotApplied,
    Outcome,
    Pace,
    Receipt,
    Rejected,
    Unclear,
    Verb,
)
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Listings
from mapconfig.backends.mautic.kinds import KINDS
from mapconfig.backends.mautic.kinds.costs import counted
from mapconfig.backends.mautic.kinds.kind import MauticKind, Thing
from mapconfig.backends.mautic.kinds.plain import Held
from mapconfig.backends.mautic.kinds.shapes import odd
from mapconfig.backends.mautic.places import Places
from mapconfig.backends.mautic.teams import Teams
from mapconfig.language import say, told
from mapconfig.model import Kinds, Org, normalise

#: Versions whose answers this adapter was held against; others need somebody's word.
KNOWN: Final = ("5.",)

#: Writes are sent one after the other: four at once got one alias (recording references-and-limits).
PACE: Final = Pace(concurrency=1)

#: Seconds after which web server and PHP have given up on a request that they did not answer, as they are usually set.
SETTLE: Final = 60.0


class Mautic:
    """One Mautic."""

    name = "mautic"
    #: A text of Mautic cannot pull a block in, and its dynamic content has no tags.
    copies_embeds = True

    def __init__(
        self,
        api: Api,
        kinds: Kinds,
        fields: Mapping[str, str] | None = None,
        *,
        settle: float = SETTLE,
        pace: Pace = PACE,
        version: str = "",
        path: str = "",
        teams: Teams | None = None,
    ) -> None:
        self.api = api
        self.settle = settle
        self.pace = pace
        self.capabilities: Mapping[str, Capability] = {
            name: counted(name, kind.capability) for name, kind in KINDS.items() if name in kinds
        }
        self._kinds = kinds
        self._fields = dict(fields or {})
        self._teams = dict(teams or {})
        self._allowed = version
        self._path = path
        self._org: Org | None = None
        self._places = Places(self._fields)
        self._meant = Book(self._places, teams=self._teams)
        self._listings = Listings(api)

    def learn(self, org: Org) -> None:
        self._org = org
        self._places = Places(self._fields, org)
        self._meant = Book(self._places, org=org, teams=self._teams)

    def identity(self) -> str:
        return f"mautic:{self.api.wire.origin}{self._path}"

    def probe(self) -> None:
        self.api.probe()

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        of = self._kind(kind)
        if odd(kind, attributes):
            # It is a gap, and nothing of it is written.
            return {name: value for name, value in attributes.items() if name not in of.capability.gaps}
        return normalise(self._kinds[kind], of.kept(attributes, self._meant))

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        return odd(kind, attributes) or self._kind(kind).gaps(attributes, self._meant)

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        of = self._kind(address.kind)
        if attributes is not None and odd(address.kind, attributes):
            return {}  # it is a gap
        return of.refused(live, address, attributes, self._meant)

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        wanted = [name for name in self.capabilities if name in kinds]
        for unknown in sorted(set(kinds) - set(wanted)):
            self._kind(unknown)
        self._listings.forget()
        book = self._book(names)
        found = [self._live(name, thing, names) for name in wanted for thing in KINDS[name].fetch(self.api, book)]
        self._check_version(writes=False)
        if "email" in wanted:
            self._meant.there = frozenset(each.address for each in found)
        return iter(found)

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        thing = self._kind(kind).read(self.api, remote_id, self._book(names))
        return None if thing is None else self._live(kind, thing, names)

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        kind = self._kind(address.kind)
        found = kind.find(self.api, address, attributes, self._book(names))
        begun = [isinstance(kind, Held) and kind.unfinished(dict(thing.raw), address) for thing in found]
        return [
            replace(self._live(address.kind, thing, names), unfinished=each)
            for thing, each in zip(found, begun, strict=True)
        ]

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        kind = self._able(address.kind, Verb.CREATE)
        book = self._book(names)
        self._check_held(address, attributes)
        self._check_taken(None, address, attributes)
        self._check_version()
        with self._writing():
            remote_id = kind.create(self.api, address, self.kept(address.kind, attributes), book)
            return self._receipt(kind, remote_id, book)

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        kind = self._able(address.kind, Verb.UPDATE)
        book = self._book(names)
        self._check_held(address, attributes)
        thing = self._unchanged(kind, live, book)
        self._check_taken(live, address, attributes)
        with self._writing():
            kind.update(self.api, thing, address, self.kept(address.kind, attributes), book)
            return self._receipt(kind, live.remote_id, book)

    def delete(self, live: Live) -> None:
        kind = self._able(live.address.kind, Verb.DELETE)
        self._listings.forget()
        book = self._book(None)
        thing = self._unchanged(kind, live, book)
        self._check_taken(live, live.address, None)
        with self._writing():
            kind.delete(self.api, thing, book)

    def activate(self, live: Live) -> Receipt:
        return self._switch(live, Verb.ACTIVATE)

    def deactivate(self, live: Live) -> Receipt:
        return self._switch(live, Verb.DEACTIVATE)

    def _switch(self, live: Live, verb: Verb) -> Receipt:
        kind = self._able(live.address.kind, verb)
        book = self._book(None)
        thing = self._unchanged(kind, live, book)
        active = verb is Verb.ACTIVATE
        with self._writing():
            if thing.active is not active:
                kind.run(self.api, thing, active, book)
            return self._receipt(kind, live.remote_id, book)

    # -- means ---------------------------------------------------------------------------------------------------------

    def _kind(self, name: str) -> MauticKind:
        if name not in self.capabilities:
            raise Rejected(
                say(
                    "Mautic has no {name}. It has {capabilities}.",
                    name=repr(name),
                    capabilities=", ".join(self.capabilities),
                )
            )
        return KINDS[name]

    def _able(self, name: str, verb: Verb) -> MauticKind:
        kind = self._kind(name)
        if kind.capability.outcome(verb) is not Outcome.APPLY:
            raise Rejected(say("The API of Mautic cannot {verb} a {name}.", verb=verb, name=name))
        return kind

    def _book(self, names: Names | None) -> Book:
        return Book(
            self._places,
            org=self._org,
            names=names,
            listings=self._listings,
            teams=self._teams,
            keys=lambda kind, book: KINDS[kind].keys(book) if kind in KINDS else {},
        )

    def _live(self, kind: str, thing: Thing, names: Names) -> Live:
        address = names.address(kind, thing.remote_id) or Address(f"{kind}/{thing.key}")
        attributes = normalise(self._kinds[kind], thing.attributes)
        return Live(
            address,
            thing.remote_id,
            thing.version,
            attributes,
            thing.active,
            thing.changed_by,
            thing.changed_at,
            note=thing.note,
        )

    def _unchanged(self, kind: MauticKind, live: Live, book: Book) -> Thing:
        """The asset as it is now, when it is as it was. Raises Conflict when it is not."""
        book.take(live.address.kind, live.remote_id)
        thing = kind.read(self.api, live.remote_id, book)
        self._check_version()
        if thing is None:
            raise Conflict(
                say(
                    "{address} (id {remote_id}) is no longer in Mautic.", address=live.address, remote_id=live.remote_id
                )
            )
        if thing.version != live.version:
            who = f" by {thing.changed_by}" if thing.changed_by.strip() else ""
            raise Conflict(
                say(
                    "{address} was changed in Mautic{who} since it was read. Nothing was written.",
                    address=live.address,
                    who=who,
                )
            )
        return thing

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A write that may take several requests: once one of them is confirmed, a refusal of a later one does not mean
        any more that nothing has happened."""
        before = self.api.written
        try:
            yield
        except (NotApplied, Rejected) as refusal:
            if self.api.written == before:
                raise
            raise Unclear(say("{refusal} Something had been written before that.", refusal=told(refusal))) from None

    def _receipt(self, kind: MauticKind, remote_id: str, book: Book) -> Receipt:
        """What there is after a write."""
        book.take(kind.kind, remote_id)
        thing = kind.read(self.api, remote_id, book)
        return Receipt(remote_id, thing.version if thing is not None else "")

    def _check_held(self, address: Address, attributes: Mapping[str, Any]) -> None:
        gaps = self.gaps(address.kind, attributes)
        if gaps:
            path = min(gaps)
            raise Rejected(
                say("Mautic cannot hold {path} of {address}: {gaps}", path=path, address=address, gaps=gaps[path])
            )

    def _check_taken(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> None:
        meant = None if attributes is None else self.kept(address.kind, attributes)
        refused = self.refusals(live, address, meant)
        if refused:
            raise Rejected(refused[min(refused)])

    def _check_version(self, *, writes: bool = True) -> None:
        """Raise Rejected for a Mautic whose habits are not known. One that does not say its version is let through
        for reading, where a wrong guess does no harm."""
        version = self.api.version
        if version.startswith(KNOWN) or (self._allowed and version.startswith(self._allowed)):
            return
        if not version and not writes:
            return
        if not version:
            self.api.get("segments", {"limit": 1})
            version = self.api.version
            if version.startswith(KNOWN) or (self._allowed and version.startswith(self._allowed)):
                return
        raise Rejected(
            say(
                "{origin} is Mautic {version}, and mapconfig was tried with 5.1. Other versions take "
                "and give some things in another form. If you have tried it on a copy, say so: "
                'version: "{said}" in the settings of the environment.',
                origin=str(self.api.wire.origin),
                version=version or say("of an unknown version"),
                said=version or "...",
            )
        )

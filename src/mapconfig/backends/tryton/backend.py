"""The contract that the core sees, over the kinds.

Before every write the asset is read again; when it is not as it was, that is a conflict. The write itself carries the
timestamps of what was just read, so that Tryton refuses it when somebody was faster in between. On SQLite two writers
at the very same moment can both pass that check, so the caller reads back what is there after all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, Protocol

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Names, Pace, Receipt, Rejected
from mapconfig.backends.tryton import holding
from mapconfig.backends.tryton.book import Book, number_of
from mapconfig.backends.tryton.categories import Categories, check_version
from mapconfig.backends.tryton.emails import Emails
from mapconfig.backends.tryton.journeys import Journeys
from mapconfig.backends.tryton.records import ACTIVITY, CATEGORY, SCENARIO, Thing, changed
from mapconfig.backends.tryton.rpc import Rpc, done
from mapconfig.backends.tryton.settings import Settings
from mapconfig.diff.fields import same
from mapconfig.language import say
from mapconfig.model import Kinds, Org, normalise

#: The series whose answers this adapter was held against.
SERIES: Final = "8.2"


class TrytonKind(Protocol):
    """How one kind is read and written."""

    def all(self, book: Book) -> Iterator[Thing]:
        """Every one, by id."""

    def one(self, number: int, book: Book) -> Thing | None:
        """The one with this id."""

    def called(self, address: Address, book: Book) -> list[Thing]:
        """Those with this natural key."""

    def create(self, address: Address, attributes: Mapping[str, Any], book: Book) -> int:
        """Make it in one call; its id."""

    def update(self, thing: Thing, address: Address, attributes: Mapping[str, Any], book: Book) -> None:
        """Make `thing` be `attributes` in one call."""

    def holds(self, thing: Thing, address: Address, seen: Mapping[tuple[str, str], Thing]) -> str:
        """Why it is not deleted, as far as everything that was `seen` with it tells; empty where nothing does."""

    def delete(self, thing: Thing, address: Address, book: Book) -> None:
        """Remove it."""


JOURNEYS: Final = Journeys()
KINDS: Final[Mapping[str, TrytonKind]] = {
    "list": Categories("list"),
    "campaign": Categories("campaign"),
    "email": Emails(),
    "journey": JOURNEYS,
}


class Tryton:
    """One database of a Tryton server."""

    name = "tryton"
    #: A mail of Tryton cannot pull a block in.
    copies_embeds = True

    def __init__(self, rpc: Rpc, kinds: Kinds, settings: Settings) -> None:
        self.rpc = rpc
        self.capabilities: Mapping[str, Capability] = {
            name: capability for name, capability in holding.CAPABILITIES.items() if name in kinds
        }
        self._kinds = kinds
        self._settings = settings
        self._seen: Mapping[tuple[str, str], Thing] = {}
        """What was there when everything was last read, by kind and id."""

    @property
    def settle(self) -> float:
        return self._settings.settle

    @property
    def pace(self) -> Pace:
        return self._settings.pace

    def learn(self, org: Org) -> None:
        """Nothing here depends on other assets."""

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        return holding.gaps(kind, attributes, self._settings.fields)

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        """Only deletes are refused, for what hangs on a thing, which was seen when everything was last read."""
        thing = None if live is None or attributes is not None else self._seen.get((live.address.kind, live.remote_id))
        why = "" if live is None or thing is None else KINDS[live.address.kind].holds(thing, live.address, self._seen)
        return {"key": why} if why else {}

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        self._kind(kind)
        return normalise(self._kinds[kind], holding.kept(kind, attributes, self._settings.fields))

    def identity(self) -> str:
        """Origin, database, and the moment at which the database was made: a copy that is restored elsewhere, or a new
        database under an old name, is another account."""
        return self._identity

    def probe(self) -> None:
        self.rpc.probe()

    @cached_property
    def _identity(self) -> str:
        self._series()
        [first] = self.rpc.page("ir.module", [["name", "=", "ir"]], ["create_date", "write_date"], most=1)
        made = changed({"create_date": first["create_date"]})
        return f"tryton:{self.rpc.wire.origin}/{self.rpc.database}#{made.isoformat() if made else ''}"

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        wanted = [name for name in self.capabilities if name in kinds]
        for unknown in sorted(set(kinds) - set(wanted)):
            self._kind(unknown)
        self._series()
        book = self._book(names)
        found = [(name, thing) for name in wanted for thing in KINDS[name].all(book)]
        self._seen = {(name, str(thing.id)): thing for name, thing in found}
        return iter([self._live(name, thing, book) for name, thing in found])

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        of, book = self._kind(kind), self._book(names)
        thing = of.one(number_of(remote_id), book)
        return None if thing is None else self._live(kind, thing, book)

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        of, book = self._kind(address.kind), self._book(names)
        return [self._live(address.kind, thing, book) for thing in of.called(address, book)]

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        of, book = self._kind(address.kind), self._book(names)
        self._check_held(address, attributes)
        number = of.create(address, self.kept(address.kind, attributes), book)
        return self._receipt(address.kind, number, names)

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        of, book = self._kind(live.address.kind), self._book(names)
        wanted = self.kept(address.kind, attributes)
        number = number_of(live.remote_id)
        thing = check_version(of.one(number, book), live.version, live.address)
        if address == live.address and same(wanted, dict(self._live(address.kind, thing, book).attributes)):
            return Receipt(live.remote_id, live.version)
        self._check_held(address, attributes)
        of.update(thing, address, wanted, book)
        return self._receipt(address.kind, number, names)

    def delete(self, live: Live) -> None:
        of, book = self._kind(live.address.kind), self._book(None)
        thing = check_version(of.one(number_of(live.remote_id), book), live.version, live.address)
        of.delete(thing, live.address, book)

    def activate(self, live: Live) -> Receipt:
        return self._switch(live, True)

    def deactivate(self, live: Live) -> Receipt:
        return self._switch(live, False)

    def _switch(self, live: Live, active: bool) -> Receipt:
        of, book = self._kind(live.address.kind), self._book(None)
        if of is not JOURNEYS:
            raise Rejected(
                say(
                    "A {kind} does not run, so {address} can be neither started nor paused.",
                    kind=live.address.kind,
                    address=live.address,
                )
            )
        thing = check_version(of.one(number_of(live.remote_id), book), live.version, live.address)
        if thing.active is active:
            return Receipt(live.remote_id, live.version)
        JOURNEYS.run(thing, live.address, active, book)
        return self._receipt(live.address.kind, thing.id, None)

    # --- means ------------------------------------------------------------------------------------------------------

    def _book(self, names: Names | None) -> Book:
        return Book(self.rpc, names, self._settings.campaigns, self._settings.fields)

    def _kind(self, name: str) -> TrytonKind:
        if name not in self.capabilities:
            raise Rejected(
                say(
                    "Tryton has no {name}. It has {capabilities}.",
                    name=repr(name),
                    capabilities=", ".join(self.capabilities),
                )
            )
        return KINDS[name]

    def _live(self, kind: str, thing: Thing, book: Book) -> Live:
        return Live(
            address=book.known(kind, thing.record),
            remote_id=str(thing.id),
            version=thing.version,
            attributes=normalise(self._kinds[kind], thing.attributes),
            active=thing.active,
            changed_by=thing.changed_by,
            changed_at=thing.changed_at,
        )

    def _receipt(self, kind: str, number: int, names: Names | None) -> Receipt:
        """What there is after a write."""
        with done():
            thing = KINDS[kind].one(number, self._book(names))
        return Receipt(str(number), "" if thing is None else thing.version)

    def _check_held(self, address: Address, attributes: Mapping[str, Any]) -> None:
        found = self.gaps(address.kind, attributes)
        if found:
            path = min(found)
            raise Rejected(
                say("Tryton cannot hold {path} of {address}: {found}", path=path, address=address, found=found[path])
            )

    def _series(self) -> None:
        """Raise Rejected for a server whose habits are not known, or that has not the modules."""
        if self._checked:
            return
        version = str(self.rpc.plain("common.server.version"))
        if not f"{version}.".startswith(f"{SERIES}."):
            raise Rejected(
                say(
                    "{origin} is Tryton {version}, and mapconfig was tried with {series}. Other series "
                    "give and take some things in another form.",
                    origin=str(self.rpc.wire.origin),
                    version=version,
                    series=SERIES,
                )
            )
        access = self.rpc.ask("model.ir.model.access.get_access", [CATEGORY, SCENARIO, ACTIVITY])
        for model in (CATEGORY, SCENARIO, ACTIVITY):
            if not (isinstance(access, dict) and (access.get(model) or {}).get("read")):
                raise Rejected(
                    say(
                        "The user of the login may not read {model} in {database}. Put the user into the "
                        "groups Marketing and Party Administration; the module marketing_automation has to be "
                        "active.",
                        model=model,
                        database=self.rpc.database,
                    )
                )
        self._checked = True

    _checked = False

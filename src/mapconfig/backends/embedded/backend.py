"""The adapter between mapconfig and the embedded platform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Names, Outcome, Pace, Receipt, Rejected, Verb
from mapconfig.backends.embedded.faults import Faults
from mapconfig.backends.embedded.objects import Edit, Keep, Stored
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import QUIRKS, Content, rewritten
from mapconfig.backends.embedded.translate import attributes_of, content_of
from mapconfig.errors import InputError, PlatformError
from mapconfig.language import say, told
from mapconfig.model import Kind, Kinds, Org

#: Where an environment that names no file has its account, relative to the org.
DEFAULT_FILE = ".mapconfig/platform.sqlite3"

#: Kinds that the CRM owns: the platform only reads along.
_READ_ONLY = frozenset({"crm-field"})

_SETTINGS = frozenset({"file", "user", "quirks", "faults", "deletes", "aliases"})


class Objects(Protocol):
    """What the adapter asks of an account, wherever that is; `Platform` says what each does."""

    @property
    def instance(self) -> str: ...
    @property
    def quirks(self) -> frozenset[str]: ...
    @property
    def settle(self) -> float: ...
    def all(self, types: Collection[str]) -> tuple[Iterator[Stored], dict[tuple[str, int], str]]: ...
    def one(self, type: str, id: int) -> Stored | None: ...
    def called(self, type: str, alias: str) -> list[Stored]: ...
    def create(self, type: str, alias: str, content: Content, runs: bool) -> Stored: ...
    def update(self, type: str, id: int, version: int | None, edit: Edit) -> Stored: ...
    def switch(self, type: str, id: int, version: int | None, active: bool) -> Stored: ...
    def delete(self, type: str, id: int, version: int | None) -> None: ...


class Adapter:
    """A connection to one account; keeps nothing but where the account is."""

    name = "embedded"

    def __init__(self, account: Objects, kinds: Kinds) -> None:
        self.account = account
        self._kinds = {name: kind for name, kind in kinds.items() if name not in _READ_ONLY}
        self.capabilities: Mapping[str, Capability] = {name: _capability(kind) for name, kind in self._kinds.items()}

    @property
    def settle(self) -> float:
        """Nothing to wait for: a request is over when it returns, unless the account is set to show the past."""
        return self.account.settle

    #: As fast as the machine.
    pace = Pace()

    #: A snippet is referred to, and shown as it is at the moment of sending.
    copies_embeds = False

    def learn(self, org: Org) -> None:
        """Nothing here depends on other assets."""

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        return {}

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        return {}

    def identity(self) -> str:
        return f"embedded:{self.account.instance}"

    def probe(self) -> None:
        self.account.one(next(iter(self._kinds)), 0)

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        of = self._kind(kind)
        if not self.account.quirks:
            return {name: value for name, value in attributes.items() if not (of.activation and name == "state")}
        return attributes_of(of, rewritten(content_of(of, attributes), self.account.quirks), quirks=self.account.quirks)

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        wanted = [name for name in self._kinds if name in kinds]
        for unknown in sorted(set(kinds) - set(wanted)):
            self._kind(unknown)
        stored, aliases = self.account.all(wanted)

        def address(kind: str, number: str) -> Address | None:
            known = names.address(kind, number)
            if known is not None:
                return known
            alias = aliases.get((kind, int(number)))
            return None if alias is None else Address(f"{kind}/{alias}")

        return (self._live(one, names, address) for one in stored)

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        self._kind(kind)
        found = self.account.one(kind, _number(remote_id))
        return None if found is None else self._live(found, names, self._addresses(names))

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        self._kind(address.kind)
        found = self.account.called(address.kind, address.key)
        return [self._live(one, names, self._addresses(names)) for one in found]

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        kind = self._kind(address.kind)
        content = content_of(kind, attributes, self._ids(names))
        return _receipt(self.account.create(kind.name, address.key, content, runs=kind.activation))

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        kind = self._kind(address.kind)
        remote_id = self._ids(names)
        before = content_of(kind, live.attributes, remote_id)
        after = content_of(kind, self.kept(kind.name, attributes), remote_id)
        edit = Edit(
            put={
                name: value
                for name, value in after.fields.items()
                if name not in before.fields or not _same(before.fields[name], value)
            },
            drop=[name for name in before.fields if name not in after.fields],
            name=Keep.IT if after.name == before.name else after.name,
            alias=Keep.IT if address == live.address else address.key,
        )
        if edit == _NOTHING:
            return Receipt(live.remote_id, live.version)
        return _receipt(self.account.update(kind.name, _number(live.remote_id), _number(live.version), edit))

    def delete(self, live: Live) -> None:
        kind = self._kind(live.address.kind)
        self.account.delete(kind.name, _number(live.remote_id), _number(live.version))

    def activate(self, live: Live) -> Receipt:
        return self._switch(live, True)

    def deactivate(self, live: Live) -> Receipt:
        return self._switch(live, False)

    def _switch(self, live: Live, active: bool) -> Receipt:
        kind = self._kind(live.address.kind)
        if not kind.activation:
            raise Rejected(
                say(
                    "A {name} does not run, so {address} can be neither started nor paused.",
                    name=kind.name,
                    address=live.address,
                )
            )
        if live.active is active:
            return Receipt(live.remote_id, live.version)
        return _receipt(self.account.switch(kind.name, _number(live.remote_id), _number(live.version), active))

    def _kind(self, name: str) -> Kind:
        kind = self._kinds.get(name)
        if kind is None:
            raise Rejected(
                say(
                    "The embedded platform has no {name}. It has {kinds}.",
                    name=repr(name),
                    kinds=", ".join(self._kinds),
                )
            )
        return kind

    def _live(self, stored: Stored, names: Names, address: Callable[[str, str], Address | None]) -> Live:
        try:
            attributes = attributes_of(self._kinds[stored.type], stored.content, address, self.account.quirks)
        except RecursionError as error:
            raise PlatformError(
                say(
                    "The {type} {alias} on the platform is nested too deeply to read.",
                    type=stored.type,
                    alias=repr(stored.alias),
                )
            ) from error
        return Live(
            address=names.address(stored.type, str(stored.id)) or Address(f"{stored.type}/{stored.alias}"),
            remote_id=str(stored.id),
            version=str(stored.version),
            attributes=attributes,
            active=stored.active,
            changed_by=stored.updated_by,
            changed_at=stored.updated_at,
        )

    def _ids(self, names: Names) -> Callable[[Address], str | None]:
        """Ids for addresses: those the record knows, and else those of the objects with that alias."""

        @cache
        def remote_id(address: Address) -> str | None:
            known = names.remote_id(address)
            if known is not None or address.kind not in self._kinds:
                return known
            found = self.account.called(address.kind, address.key)
            return str(found[0].id) if found else None

        return remote_id

    def _addresses(self, names: Names) -> Callable[[str, str], Address | None]:
        """Addresses for ids: those the record knows, and else what the objects' aliases suggest."""

        @cache
        def address(kind: str, number: str) -> Address | None:
            known = names.address(kind, number)
            if known is not None:
                return known
            found = self.account.one(kind, int(number))
            return None if found is None else Address(f"{kind}/{found.alias}")

        return address


class Embedded(Adapter):
    """A connection to the account in a file."""

    def __init__(self, platform: Platform, kinds: Kinds) -> None:
        super().__init__(platform, kinds)
        self.platform = platform


_NOTHING = Edit(drop=[])


def _capability(kind: Kind) -> Capability:
    verbs = [Verb.CREATE, Verb.UPDATE, Verb.DELETE]
    if kind.activation:
        verbs += [Verb.ACTIVATE, Verb.DEACTIVATE]
    # Looked for or read before it, done, and read after it; the platform itself looks at the version.
    requests = dict.fromkeys(verbs, 3)
    return Capability(verbs=dict.fromkeys(verbs, Outcome.APPLY), pause_to_edit=kind.activation, requests=requests)


def _receipt(stored: Stored) -> Receipt:
    return Receipt(str(stored.id), str(stored.version))


def _number(text: str) -> int:
    """An id or a version of this platform; raises Rejected for one that was never given out here."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Rejected(
            say(
                "{text} is no id or version of the embedded platform. The record belongs to another account.",
                text=repr(text),
            )
        )
    return int(text)


def _same(one: Any, other: Any) -> bool:
    """Equality that tells true from 1, at any depth."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def connect(settings: Mapping[str, Any], root: str, kinds: Kinds) -> Embedded:
    """The account that `settings` of an environment name; it is made when it does not exist yet.

    ``file`` is a path relative to the org's directory `root`, and stays inside it unless it is absolute. ``user`` is
    who writes, as the platform shows it. ``quirks`` (names), ``faults`` (chances by name), ``deletes`` (refuse,
    unchecked) and ``aliases`` (unique, any) set how the account behaves, from now on and for everybody. Raises
    InputError for settings that make no sense, and PlatformError for a file that is no account.
    """
    for name in settings:
        if name not in _SETTINGS:
            close = get_close_matches(str(name), _SETTINGS, n=1)
            hint = (
                say(" Did you mean {close}?", close=repr(close[0]))
                if close
                else say(" There are {names}.", names=", ".join(sorted(_SETTINGS)))
            )
            raise InputError(say("The embedded platform has no setting {name}.{hint}", name=repr(name), hint=hint))
    platform = Platform(file_of(settings, root), who=_text(settings, "user", "mapconfig"))
    quirks, faults = settings.get("quirks"), settings.get("faults")
    deletes, aliases = settings.get("deletes"), settings.get("aliases")
    if quirks is not None:
        unknown = [name for name in quirks if name not in list(QUIRKS)] if isinstance(quirks, list) else [quirks]
        if unknown:
            raise InputError(
                say(
                    "settings.quirks lists names out of {quirks}; {unknown} is none of them.",
                    quirks=", ".join(QUIRKS),
                    unknown=repr(unknown[0]),
                )
            )
    if faults is not None:
        try:
            faults = Faults.of(faults)
        except (ValueError, TypeError, AttributeError) as error:
            raise InputError(say("settings.faults cannot be used: {why}.", why=told(error))) from error
    if deletes not in (None, "refuse", "unchecked"):
        raise InputError(say("settings.deletes is refuse or unchecked, not {deletes}.", deletes=repr(deletes)))
    if aliases not in (None, "unique", "any"):
        raise InputError(say("settings.aliases is unique or any, not {aliases}.", aliases=repr(aliases)))
    if any(said is not None for said in (quirks, faults, deletes, aliases)):
        platform.configure(
            quirks=quirks,
            faults=faults,
            guards_deletes=None if deletes is None else deletes == "refuse",
            unique=None if aliases is None else aliases == "unique",
        )
    return Embedded(platform, kinds)


def _text(settings: Mapping[str, Any], name: str, default: str) -> str:
    value = settings.get(name, default)
    if not isinstance(value, str) or not value:
        raise InputError(
            say("settings.{name} of the embedded platform must be a text, not {value}.", name=name, value=repr(value))
        )
    return value


def file_of(settings: Mapping[str, Any], root: str) -> Path:
    """The file of the account that `settings` of an environment name. Raises InputError for what is no file of it."""
    return _file(settings.get("file", DEFAULT_FILE), root)


def _file(said: Any, root: str) -> Path:
    if not isinstance(said, str) or not said or "\0" in said:
        raise InputError(say("settings.file of the embedded platform must be a path, not {said}.", said=repr(said)))
    try:
        inside = Path(root).resolve()
        file = (inside / said).resolve()
    except (OSError, RuntimeError) as error:
        raise InputError(
            say("settings.file {said} cannot be followed: {why}.", said=repr(said), why=told(error))
        ) from error
    if not Path(said).is_absolute() and not file.is_relative_to(inside):
        raise InputError(
            say(
                "settings.file {said} leaves the org's directory. Give a path below it, or an absolute "
                "one if the account is meant to be elsewhere.",
                said=repr(said),
            )
        )
    return file

"""What a kind has to know of the rest: which id belongs to which address, where fields are, what others are called.

There are two sorts of it. A book that is connected looks things up in the record and in Mautic. One that is not, for
`kept` and `gaps`, makes ids up: there only matters that two different assets have two different ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Names, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.criteria import Where
from mapconfig.backends.mautic.places import COMPANY, OURS, PERSON, Places
from mapconfig.backends.mautic.teams import Teams
from mapconfig.backends.mautic.types import COMPANY_FIELD, CONTACT_FIELD, TAG, Type
from mapconfig.criteria.catalogue import FieldType
from mapconfig.language import say, told
from mapconfig.model import Org

Raw = dict[str, Any]

#: The key of an asset that is referred to and no longer there.
GONE = re.compile(r"gone-([1-9][0-9]*)")

_FIELDS = {PERSON: CONTACT_FIELD, COMPANY: COMPANY_FIELD}


class Listings:
    """Everything of a type, asked for once until it is to be asked again."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._found: dict[Type, list[Raw]] = {}

    def of(self, type_: Type) -> list[Raw]:
        """All things of this type, by id."""
        if type_ not in self._found:
            try:
                self._found[type_] = self._api.all(type_)
            except Rejected as refusal:
                raise Rejected(
                    say("The {many} cannot be read: {refusal}", many=type_.many, refusal=told(refusal))
                ) from None
        return self._found[type_]

    def forget(self, type_: Type | None = None) -> None:
        """Ask again for this type, or for all, when it is next wanted."""
        if type_ is None:
            self._found.clear()
        else:
            self._found.pop(type_, None)


class _Made(dict[str, int]):
    """Ids that are made up, one for each address, and so high that no file has one of them by chance."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: dict[str, str] = {}

    def __missing__(self, address: str) -> int:
        self[address] = 10**12 + len(self)
        self.addresses[str(self[address])] = address
        return self[address]


class Book:
    """What one call has to know. `keys` gives, for a kind, the natural key of everything there by remote id."""

    def __init__(
        self,
        places: Places,
        *,
        org: Org | None = None,
        names: Names | None = None,
        listings: Listings | None = None,
        keys: Callable[[str, Book], Mapping[str, str]] | None = None,
        teams: Teams | None = None,
    ) -> None:
        self.places = places
        self.teams: Teams = teams or {}
        """Who stands for a team, by its key."""
        self.org = org
        """What the files say; None where nobody has told."""
        self.listings = listings
        self.there: Collection[Address] | None = None
        """What was there when everything was last looked at, for a book that is not connected; None where nobody
        looked."""
        self._names = names
        self._keys_of = keys
        self._keys: dict[str, Mapping[str, str]] = {}
        self._ids: dict[str, Mapping[str, str]] = {}
        self._made = _Made()
        self._in_hand: set[tuple[str, str]] = set()

    @property
    def connected(self) -> bool:
        return self.listings is not None

    # -- other assets --------------------------------------------------------------------------------------------------

    def things(self, type_: Type) -> list[Raw]:
        """Everything of a type, read once for as long as nothing of it is written."""
        assert self.listings is not None, "only a connected book can look things up"
        return self.listings.of(type_)

    def fields(self, object_: str) -> list[Raw]:
        """The fields that Mautic has for people (``lead``) or companies."""
        found = self.things(_FIELDS[object_])
        for raw in found:
            self.places.saw(object_, str(raw.get("alias")), str(raw.get("type")))
        return found

    def changed(self, type_: Type, kind: str = "") -> None:
        """Something of this type was written: what is known of it, and the keys of `kind`, are read anew."""
        if self.listings is not None:
            self.listings.forget(type_)
        self._keys.pop(kind, None)
        self._ids.pop(kind, None)

    def keys(self, kind: str) -> Mapping[str, str]:
        """The natural key of everything of a kind that is there, by remote id."""
        if kind not in self._keys:
            assert self._keys_of is not None, "only a connected book can look things up"
            self._keys[kind] = self._keys_of(kind, self)
        return self._keys[kind]

    def take(self, kind: str, remote_id: str) -> None:
        """Whoever asks knows what this one is called, so that nobody has to look how it is told from its namesakes."""
        self._in_hand.add((kind, remote_id))

    def knows(self, kind: str, remote_id: str) -> bool:
        """Whether the record has an address for this id, or whoever asks has."""
        if (kind, remote_id) in self._in_hand:
            return True
        return self._names is not None and self._names.address(kind, remote_id) is not None

    def remote_id(self, address: str) -> str | None:
        """The id of an asset, by the record, else by its natural key; None where there is none."""
        if not self.connected:
            return str(self._made[str(address)])
        where = Address(address)
        known = self._names.remote_id(where) if self._names is not None else None
        if known is not None:
            return known
        if where.kind not in self._ids:
            self._ids[where.kind] = {key: id_ for id_, key in self.keys(where.kind).items()}
        found = self._ids[where.kind].get(where.key)
        gone = GONE.fullmatch(where.key)
        return found or (gone[1] if gone else None)

    def has_email(self, address: str) -> bool:
        """Whether an e-mail is in Mautic, or in the files; true where nobody has looked. One that the files ask to be
        deleted is neither."""
        if self.org is not None and Address(address) in self.org.assets:
            return True
        if self.org is not None and any(gone.address == address for gone in self.org.removed):
            return False
        if self.connected:
            return self.remote_id(address) is not None
        return self.there is None or address in self.there

    def id_of(self, address: str) -> str:
        """The id of an asset. Raises Rejected where it is not there: Mautic cannot keep a name in its place."""
        found = self.remote_id(address)
        if found is None:
            raise Rejected(
                say(
                    "{address} is not in Mautic, which cannot refer to what is not there. Apply it first.",
                    address=address,
                )
            )
        return found

    def address_of(self, kind: str, remote_id: str | int) -> Address:
        """The address of the asset with this id, by the record, else by its natural key. One that is gone is named
        all the same, so that what refers to it does not seem to be without."""
        number = str(remote_id)
        if not self.connected:
            return Address(self._made.addresses.get(number) or f"{kind}/gone-{number}")
        known = self._names.address(kind, number) if self._names is not None else None
        return known or Address(f"{kind}/{self.keys(kind).get(number, f'gone-{number}')}")

    # -- fields --------------------------------------------------------------------------------------------------------

    def place(self, field: str) -> tuple[str, str]:
        """The object and alias of a field, by the record, else by its key. Mautic may have given another alias than it
        was asked for, and a person may have said which of its fields one is."""
        known = self._names.remote_id(Address(f"field/{field}")) if self._names is not None else None
        if known is not None and known.isdecimal() and self.connected:
            raw = next((raw for object_ in _FIELDS for raw in self.fields(object_) if str(raw["id"]) == known), None)
            if raw is not None:
                return str(raw["object"]), str(raw["alias"])
        return self.places.place(field)

    def field_key(self, object_: str, alias: str) -> str:
        """Our key of what Mautic keeps under an alias, by the record, else by the alias."""
        raw = self._field(object_, alias) if self.connected and self._names is not None else None
        known = self._names.address("field", str(raw["id"])) if raw is not None and self._names is not None else None
        return known.key if known is not None else self.places.key(object_, alias)

    def object_of(self, alias: str) -> str:
        """The object whose field a token means, which has an alias and nothing else."""
        if self.connected:
            for object_ in _FIELDS:
                if self._field(object_, alias) is not None:
                    return object_
        company = alias.startswith("account_") or self.places.is_known(COMPANY, alias)
        return COMPANY if company and not self.places.is_known(PERSON, alias) else PERSON

    def where(self, field: str) -> Where | None:
        """Where Mautic keeps a field: as Mautic says where it is there already, else as it would be made."""
        planned = self.places.where(field)
        if not self.connected:
            return planned
        object_, alias = self.place(field)
        found = self._field(object_, alias)
        if found is not None:
            return Where(object_, alias, str(found.get("type")), planned.past if planned is not None else False)
        return planned

    def field(self, object_: str, alias: str) -> str | None:
        """Our key of what segments ask for by this alias; None for what is no field."""
        key = self.field_key(object_, alias)
        if self.places.where(key) is not None:
            return key
        return key if self.connected and self._field(object_, alias) is not None else None

    def type(self, field: str) -> FieldType:
        found = self.places.type(field)
        if not found.type and self.connected:
            raw = self._field(*self.place(field))
            return FieldType(OURS.get(str(raw.get("type")), "") if raw is not None else "")
        return found

    def _field(self, object_: str, alias: str) -> Raw | None:
        found = self.fields(object_) if object_ in _FIELDS else []
        return next((raw for raw in found if raw.get("alias") == alias), None)

    # -- criteria ------------------------------------------------------------------------------------------------------

    def id(self, address: str) -> int | None:
        found = self.remote_id(address)
        return int(found) if found is not None and found.isdecimal() else None

    def key(self, kind: str, id_: int) -> str | None:
        return self.address_of(kind, id_).key

    # -- tags ----------------------------------------------------------------------------------------------------------

    def tag(self, id_: str | int) -> str | None:
        """The name of a tag."""
        return next((str(raw["tag"]) for raw in self.things(TAG) if str(raw["id"]) == str(id_)), None)

    def tag_id(self, name: str) -> str | None:
        """The id of a tag. Capitals do not matter to Mautic."""
        wanted = name.casefold()
        return next((str(raw["id"]) for raw in self.things(TAG) if str(raw["tag"]).casefold() == wanted), None)

"""Fields of people and of companies (recording contact-fields).

Alias and type stay as they were made, whatever is sent. What every Mautic has is not deleted: the API answers with an
error 500, and has removed it. What a segment can ask about although it is no field, such as whether somebody
unsubscribed, is a field to us as well, since criteria name it; there is nothing about it to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Outcome, Rejected
from mapconfig.backends.mautic import usage
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import (
    CHANGES,
    FOR_PEOPLE,
    Columns,
    name_gaps,
    own,
    present,
    text,
    version_of,
)
from mapconfig.backends.mautic.markers import told_apart
from mapconfig.backends.mautic.places import ASKED, COMPANY, OURS, OWN_VALUES, PERSON, TYPES
from mapconfig.backends.mautic.types import COMPANY_FIELD, CONTACT_FIELD, Type
from mapconfig.language import say

_TYPES: Mapping[str, Type] = {PERSON: CONTACT_FIELD, COMPANY: COMPANY_FIELD}

#: Settings that only Mautic knows, and what they are in a field that is made by its API.
_FLAGS: Mapping[str, Any] = {
    "group": "core",
    "isRequired": False,
    "isListable": True,
    "isVisible": True,
    "isUniqueIdentifier": False,
    "isPubliclyUpdatable": False,
    "defaultValue": None,
}
SETTINGS = frozenset({*_FLAGS, "type", "labels", "properties"})

#: Types whose values are listed.
_LISTED = frozenset({"select", "multiselect"})

#: What a field of a type has beside its values where nobody says anything.
_PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "boolean": {"no": "No", "yes": "Yes"},
    "number": {"roundmode": "3", "scale": "2"},
}


class Field:
    """Fields of people and companies have their ids from one sequence; what is only asked about has its alias for an
    id."""

    kind = "field"

    @property
    def capability(self) -> Capability:
        gaps = {
            **FOR_PEOPLE,
            "description": "A field of Mautic has a name and no description.",
            "label": "A field of Mautic has one name, for forms too: the title.",
            "ordered": "Mautic does not tell that values rise; criteria are written out as the values they mean.",
            "crm": "Mautic does not show what a field is kept equal with.",
            "master": "Whose value counts is said in the integration of the CRM, which the API does not show.",
            "personal_data": "Mautic does not tell what data protection has to know.",
        }
        return Capability(verbs=dict.fromkeys(CHANGES, Outcome.APPLY), gaps=gaps)

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        return _attributes(_columns_for(attributes), False, attributes)

    def gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found = dict(name_gaps(attributes))
        key = book.places.elsewhere(attributes)
        if key is not None:
            found["key"] = f"Mautic knows people and their company, and no {key.partition('.')[0]} of theirs."
        said = own(attributes)
        for name in sorted(set(said) - SETTINGS):
            found[f"vendor.mautic.{name}"] = say(
                "There is no such setting of a {kind} here. There are {known}.", kind="field", known=_listed()
            )
        type_ = attributes.get("type", "")
        if type_ == "choice" and not attributes.get("values"):
            found["values"] = "A choice has its values in Mautic: list them."
        if "type" in said and said["type"] not in TYPES.get(type_, ()):
            found["vendor.mautic.type"] = f"A {type_} is {' or '.join(TYPES.get(type_, ()))} in Mautic."
        return found

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if live is None:
            return {}
        object_, alias = book.places.place(live.address.key)
        if attributes is None:
            fixed = not live.remote_id.isdecimal() or book.places.is_built_in(object_, alias)
            return {"key": _never_deleted(live.address)} if fixed else {}
        before = live.attributes
        now, wanted = _columns_for(before)["type"], _columns_for(attributes)["type"]
        ours = before.get("type") == attributes.get("type")
        if ours and (now == wanted or book.places.is_built_in(object_, alias)):
            return {}
        why = say(
            "{address} is of type {now} in Mautic, which never changes that. Make a field with "
            "another key, move the values, and remove this one.",
            address=address,
            now=now,
        )
        return {"vendor.mautic.type" if ours else "type": why}

    def keys(self, book: Book) -> Mapping[str, str]:
        return told_apart((str(raw["id"]), _key(raw, book)) for raw in _all(book))

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        for raw in _all(book):
            yield _thing(raw, keys[str(raw["id"])], book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        raw: Raw | None = next((each for each in _asked() if each["id"] == remote_id), None)
        if raw is None and remote_id.isdecimal():
            raw = next((found for type_ in _TYPES.values() if (found := _of(api.one(type_, remote_id), type_))), None)
        return None if raw is None else _thing(raw, _key(raw, book), book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        object_, alias = book.places.place(address.key)
        asked = [raw for raw in _asked() if (raw["object"], raw["alias"]) == (object_, alias)]
        found = asked or [raw for raw in api.where(_TYPES[object_], "alias", alias) if raw.get("object") == object_]
        return [_thing(raw, address.key, book) for raw in found]

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        object_, alias = book.places.place(address.key)
        if any((raw["object"], raw["alias"]) == (object_, alias) for raw in _asked()):
            return alias  # it is always there
        body = {name: value for name, value in _sent(_columns_for(attributes)).items() if value not in (None, {})}
        made = api.create(_TYPES[object_], {**body, "alias": alias})
        book.changed(_TYPES[object_], self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        raw = dict(thing.raw)
        managed = book.address_of(self.kind, thing.remote_id) == address
        if not managed and book.places.place(address.key) != (raw["object"], raw["alias"]):
            raise Rejected(
                say(
                    "{address} is {raw} in Mautic, which never changes an alias. Say so in the settings of "
                    "the environment, fields: {{{key}: {raw}}}, and plan again.",
                    address=address,
                    raw=raw["alias"],
                    key=address.key,
                )
            )
        if "asked" in raw:
            return
        now, wanted = _columns(raw), _columns_for(attributes)
        if _built_in(raw, book):
            wanted = {**now, **{name: wanted[name] for name in ("label", "isPublished")}}
        changes = {name for name, value in wanted.items() if now[name] != value}
        if changes:
            if changes & {"values", "labels"}:
                changes.add("properties")
            sent = {name: value for name, value in _sent(wanted).items() if name in changes}
            api.patch(_TYPES[raw["object"]], thing.remote_id, sent)
            book.changed(_TYPES[raw["object"]], self.kind)

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        raw = dict(thing.raw)
        if _built_in(raw, book):
            raise Rejected(_never_deleted(Address(f"field/{thing.key}")))
        users = usage.users(book, self.kind, raw)
        if users:
            raise Rejected(
                say(
                    "field/{key} is still used by {listed}. Take it out there first.",
                    key=thing.key,
                    listed=usage.listed(users),
                )
            )
        api.delete(_TYPES[raw["object"]], thing.remote_id)
        book.changed(_TYPES[raw["object"]], self.kind)

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        raise Rejected(say("A field does not run."))


def _never_deleted(address: Address) -> str:
    return say("{address} is built into Mautic, and an attempt to delete it would break Mautic.", address=address)


def _all(book: Book) -> list[Raw]:
    """All fields, by id, and after them what is only asked about."""
    found = [raw for object_ in _TYPES for raw in book.fields(object_)]
    return [*sorted(found, key=lambda raw: int(raw["id"])), *_asked()]


def _asked() -> list[Raw]:
    return [
        {
            "id": where.alias,
            "alias": where.alias,
            "object": where.object,
            "type": where.type,
            "label": label,
            "isPublished": True,
            "asked": True,
        }
        for where, label in ASKED.values()
    ]


def _of(raw: Raw | None, type_: Type) -> Raw | None:
    """A field that was found under the address of one object, when it is of that object."""
    return raw if raw is not None and _TYPES.get(str(raw.get("object"))) == type_ else None


def _key(raw: Raw, book: Book) -> str:
    return book.places.key(str(raw["object"]), str(raw["alias"]))


def _built_in(raw: Raw, book: Book) -> bool:
    return bool(raw.get("isFixed")) or book.places.is_built_in(str(raw["object"]), str(raw["alias"]))


def _columns(raw: Raw) -> Columns:
    """The columns of a field as Mautic gave it; a choice's values apart from its other properties."""
    properties = raw.get("properties")
    rest = dict(properties) if isinstance(properties, Mapping) else {}
    type_ = str(raw.get("type") or "text")
    values, labels = _values(rest.pop("list", None)) if type_ in _LISTED else ([], {})
    flags = {name: raw.get(name, usual) for name, usual in _FLAGS.items()}
    flags["defaultValue"] = flags["defaultValue"] or None
    return {
        "label": text(raw.get("label")),
        "type": type_,
        "isPublished": bool(raw.get("isPublished", True)),
        **flags,
        "values": values,
        "labels": labels,
        "properties": {} if rest == _PROPERTIES.get(type_) else rest,
    }


def _columns_for(attributes: Attributes) -> Columns:
    """The columns that a field is to have."""
    said = own(attributes)
    type_ = str(said.get("type") or TYPES.get(attributes.get("type", ""), ("text",))[0])
    values = list(map(str, attributes.get("values", ()))) if type_ in _LISTED else []
    labels = said.get("labels")
    rest = said.get("properties")
    rest = {name: str(value) if isinstance(value, int | float) else value for name, value in (rest or {}).items()}
    return {
        "label": text(attributes.get("title")),
        "type": type_,
        "isPublished": attributes.get("state", "active") == "active",
        **{name: said.get(name, usual) for name, usual in _FLAGS.items()},
        "values": values,
        "labels": {value: str(label) for value, label in (labels or {}).items() if value in values and label != value},
        "properties": {} if rest == _PROPERTIES.get(type_) else rest,
    }


def _attributes(columns: Columns, built_in: bool = False, learned: Attributes | None = None) -> dict[str, Any]:
    """What columns say. Of what is built in, `learned` says what Mautic decides and nobody can write: the values of
    countries, and the name of what is only asked about."""
    type_, values = columns["type"], columns["values"]
    ours = OURS.get(type_, "text")
    if type_ in OWN_VALUES and learned is not None and learned.get("type") == "choice":
        ours, values = "choice", learned.get("values", [])
    settings = {
        "type": None if type_ == TYPES[ours][0] else type_,
        "labels": columns["labels"],
        "properties": columns["properties"],
        **{name: columns[name] if columns[name] != usual else None for name, usual in _FLAGS.items()},
    }
    return present(
        {
            "title": columns["label"],
            "type": ours,
            "values": values,
            "state": None if columns["isPublished"] else "draft",
            "vendor": {} if built_in else present({"mautic": present(settings)}),
        }
    )


def _sent(columns: Columns) -> dict[str, Any]:
    """Columns as they are written."""
    properties = dict(columns["properties"] or _PROPERTIES.get(columns["type"], {}))
    if columns["values"]:
        labels = columns["labels"]
        properties["list"] = [{"label": labels.get(value, value), "value": value} for value in columns["values"]]
    plain = {name: value for name, value in columns.items() if name not in ("values", "labels", "properties")}
    return {**plain, "properties": properties}


def _values(said: Any) -> tuple[list[str], dict[str, str]]:
    """The values of a choice, and the labels that are other than the value. They are pairs, texts, or one text with
    bars, as old versions wrote them."""
    if isinstance(said, str):
        said = said.split("|")
    if isinstance(said, Mapping):
        said = [{"value": value, "label": label} for value, label in said.items()]
    values: list[str] = []
    labels: dict[str, str] = {}
    for each in said or ():
        pair = each if isinstance(each, Mapping) else {"value": each, "label": each}
        value, label = str(pair.get("value", "")), str(pair.get("label", ""))
        values.append(value)
        if label != value:
            labels[value] = label
    return values, labels


def _thing(raw: Raw, key: str, book: Book) -> Thing:
    columns = _columns(raw)
    asset = None if book.org is None else book.org.assets.get(Address(f"field/{key}"))
    learned = None if asset is None else asset.attributes
    if "asked" in raw and learned is not None:
        columns["label"] = text(learned.get("title")) or columns["label"]
    found = _attributes(columns, "asked" in raw or _built_in(raw, book), learned)
    version = version_of(raw, {} if "asked" in raw else columns)
    who = str(raw.get("modifiedByUser") or raw.get("createdByUser") or "")
    when = str(raw.get("dateModified") or raw.get("dateAdded") or "")
    return Thing(key, str(raw["id"]), found, version, None, who, when, raw)


def _listed() -> str:
    return ", ".join(sorted(SETTINGS))

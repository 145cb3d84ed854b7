"""Where Mautic keeps the fields of an org: which of its own fields one is, or what it is called there.

A built-in field is found by the table below, another one by its key: ``job_level`` is the alias ``job_level`` of a
person, ``account.type`` the alias ``account_type`` of a company. The environment's setting ``fields`` goes before both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.backends.mautic.criteria import Where
from mapconfig.criteria.catalogue import FieldType
from mapconfig.model import Org, canonical

PERSON, COMPANY = "lead", "company"

#: Types whose values Mautic knows itself, and gives nobody a list of.
OWN_VALUES = ("country", "region", "timezone", "locale")

#: The types in which Mautic keeps what a field of ours holds, first the one in which it is made.
TYPES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "email", "tel", "url", "textarea", "lookup", "html", "time", *OWN_VALUES),
    "number": ("number",),
    "date": ("datetime", "date"),
    "yes-no": ("boolean",),
    "choice": ("select", "multiselect", *OWN_VALUES),
}
OURS: Mapping[str, str] = {
    **{theirs: ours for ours, several in TYPES.items() for theirs in several},
    **dict.fromkeys(OWN_VALUES, "text"),  # until a file says which values there are
}


def _person(alias: str, type_: str = "text", past: bool = False) -> Where:
    return Where(PERSON, alias, type_, past)


#: Built-in fields by our key (catalogue of a running 5.1.1).
BUILT_IN: Mapping[str, Where] = {
    "email": _person("email", "email"),
    "first_name": _person("firstname"),
    "last_name": _person("lastname"),
    "salutation": _person("title", "lookup"),
    "job_title": _person("position"),
    "company": _person("company"),
    "phone": _person("phone", "tel"),
    "mobile": _person("mobile", "tel"),
    "fax": _person("fax", "tel"),
    "street": _person("address1"),
    "street_2": _person("address2"),
    "city": _person("city"),
    "region": _person("state", "region"),
    "postcode": _person("zipcode"),
    "country": _person("country", "country"),
    "locale": _person("preferred_locale", "locale"),
    "timezone": _person("timezone", "timezone"),
    "website": _person("website", "url"),
    "score": _person("points", "number"),
    "last_activity_at": _person("last_active", "datetime", past=True),
}
BUILT_IN_COMPANY: Mapping[str, Where] = {
    f"account.{key}": Where(COMPANY, f"company{key}", type_)
    for key, type_ in {
        "name": "text",
        "email": "email",
        "phone": "tel",
        "fax": "tel",
        "address1": "text",
        "address2": "text",
        "city": "text",
        "state": "region",
        "zipcode": "text",
        "country": "country",
        "website": "url",
        "industry": "select",
        "description": "textarea",
        "number_of_employees": "number",
        "annual_revenue": "number",
    }.items()
}

#: What a segment can ask about although it is no field that could be changed: our key, and what to call it.
ASKED: Mapping[str, tuple[Where, str]] = {
    "created_at": (_person("date_added", "date", past=True), "Added at"),
    "identified_at": (_person("date_identified", "date", past=True), "Identified at"),
    "modified_at": (_person("date_modified", "datetime", past=True), "Modified at"),
    "opted_out": (_person("dnc_unsubscribed", "boolean"), "Unsubscribed"),
    "hard_bounced": (_person("dnc_bounced", "boolean"), "Bounced"),
    "do_not_email": (_person("dnc_manual_email", "boolean"), "Do not e-mail"),
}

_BUILT_IN: Mapping[str, Where] = {**BUILT_IN, **BUILT_IN_COMPANY, **{key: where for key, (where, _) in ASKED.items()}}
_KEYS = {(where.object, where.alias): key for key, where in _BUILT_IN.items()}

#: Aliases that Mautic does not give away (recording contact-fields).
_RESERVED = frozenset({"id", "date_added", "date_modified", "owner_id", "stage", "tags", "leadlist", "campaign"})
LONGEST_ALIAS = 25
_CODE = re.compile(r"[A-Z]{2,3}")


class Places:
    """Where each field is, for one environment: `said` is its setting ``fields``, our key to an alias. `org` says what
    the fields hold, and which keys there are."""

    def __init__(self, said: Mapping[str, str] | None = None, org: Org | None = None) -> None:
        self._said = dict(said or {})
        self._types: dict[str, FieldType] = {}
        self._wanted: dict[str, str] = {}
        self._seen: dict[tuple[str, str], str] = {}
        self._elsewhere: dict[bytes, str] = {}
        found = [] if org is None else [each for each in org.assets.values() if each.kind == "field"]
        for asset in found:
            self._types[asset.key] = FieldType.of(asset.attributes)
            own = asset.attributes.get("vendor", {}).get("mautic", {})
            if isinstance(own, Mapping) and isinstance(own.get("type"), str):
                self._wanted[asset.key] = own["type"]
        self._keys = {self.place(key): key for key in self._types}
        self._keys |= {self.place(key): key for key in self._said}
        for key, where in _BUILT_IN.items():
            there = where.object, where.alias
            if there not in self._keys and self.place(key) != there:
                # The org has a field of this name that is another one; this one needs a name all the same.
                self._said[f"{key}_built_in"] = where.alias
                self._keys[there] = f"{key}_built_in"
        here = {canonical(dict(asset.attributes)) for asset in found if _record(asset.key) in ("", "account")}
        for asset in found:
            said_of = canonical(dict(asset.attributes))
            if said_of not in here:
                self._elsewhere[said_of] = asset.key

    def saw(self, object_: str, alias: str, type_: str) -> None:
        """Take note of a field that Mautic has: until a file says what it holds, Mautic does."""
        self._seen[object_, alias] = type_

    def place(self, key: str) -> tuple[str, str]:
        """The object and alias of a field, which need not be there yet."""
        object_ = COMPANY if _record(key) == "account" else PERSON
        if key in self._said:
            return object_, self._said[key]
        built_in = _BUILT_IN.get(key)
        if built_in is not None and not (built_in.type == "country" and self._codes(key)):
            return built_in.object, built_in.alias
        alias = re.sub(r"[^a-z0-9_]", "_", key.lower())
        if built_in is not None:
            alias += "_code"  # Mautic's own countries are names, not codes
        elif object_ == PERSON and (alias in _RESERVED or (PERSON, alias) in _KEYS):
            alias += "_field"
        return object_, alias[:LONGEST_ALIAS]

    def key(self, object_: str, alias: str) -> str:
        """Our key of what Mautic keeps under an alias."""
        found = self._keys.get((object_, alias)) or _KEYS.get((object_, alias))
        if found is not None:
            return found
        plain = re.sub(r"^[^a-z0-9]+", "", alias) or "field"
        if object_ == PERSON:
            return plain
        for prefix in ("account_", "company_", "company"):
            if (
                plain.startswith(prefix)
                and plain != prefix
                and self.place(f"account.{plain[len(prefix) :]}")[1] == alias
            ):
                return f"account.{plain[len(prefix) :]}"
        return f"account.{plain}"

    def is_built_in(self, object_: str, alias: str) -> bool:
        """Whether it is one of the fields that every Mautic has."""
        return (object_, alias) in _KEYS

    def is_known(self, object_: str, alias: str) -> bool:
        """Whether a file, the settings or the table says what is there."""
        return (object_, alias) in self._keys or (object_, alias) in _KEYS

    def type(self, key: str) -> FieldType:
        """What a field of ours holds; of unknown type where no file says it and Mautic was not seen to have it."""
        found = self._types.get(key)
        if found is None:
            place = self.place(key)
            built_in = _BUILT_IN.get(_KEYS.get(place, ""))
            theirs = built_in.type if built_in is not None else self._seen.get(place, "")
            found = FieldType(OURS.get(theirs, ""))
        return found

    def where(self, key: str) -> Where | None:
        """Where a field is or would be made, by what the files say and by the table; None for one that neither knows,
        and for one of a record that Mautic has not."""
        object_, alias = self.place(key)
        built_in = _BUILT_IN.get(_KEYS.get((object_, alias), ""))
        if built_in is not None:
            return built_in
        if _record(key) not in ("", "account"):
            return None
        types = TYPES.get(self.type(key).type, ())
        type_ = self._wanted.get(key) or self._seen.get((object_, alias))
        if type_ not in types:
            type_ = next(iter(types), None)
        return None if type_ is None else Where(object_, alias, type_)

    def elsewhere(self, attributes: Mapping[str, Any]) -> str | None:
        """The key of a field of records that Mautic has not, such as ``opportunity.stage``, that has just these
        attributes; None where there is none."""
        return self._elsewhere.get(canonical(dict(attributes))) if self._elsewhere else None

    def _codes(self, key: str) -> bool:
        values = self._types[key].values if key in self._types else ()
        return bool(values) and all(_CODE.fullmatch(value) for value in values)


def _record(key: str) -> str:
    """The related record that a field is of; empty for one of the person."""
    return key.partition(".")[0] if "." in key else ""

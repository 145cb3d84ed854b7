"""What a form asks, agrees and sets, as fields of a form (recording forms).

A question is a field that writes into a field of the person; so is the tick of consent, a group of one box. Mautic's
forms have no action that sets a field: a hidden field with a value does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.actions import settable
from mapconfig.backends.mautic.places import COMPANY, PERSON
from mapconfig.backends.mautic.terms import Unheld, Where

#: What a form calls the two sorts of records, and what we call them.
_OBJECTS = {PERSON: "contact", COMPANY: "company"}
_OURS = {theirs: ours for ours, theirs in _OBJECTS.items()}

BUTTON, HIDDEN, TICK = "button", "hidden", "checkboxgrp"

#: The type of field that asks for a field of each type; the others are asked for as text.
_ASKED = {
    **{type_: type_ for type_ in ("email", "tel", "url", "number", "date", "datetime", "textarea", "country")},
    **dict.fromkeys(("select", "multiselect", "locale", "timezone", "region"), "select"),
    "boolean": "radiogrp",
}

#: What Mautic sets itself, or what changes with each answer.
_OWN = ("leadField", "parent")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form that mapconfig knows: what it writes into, and what is to be sent for it."""

    object: str
    alias: str
    body: Mapping[str, Any]


def fields_of(attributes: Mapping[str, Any], sets: Sequence[Mapping[str, Any]], book: Book) -> list[Asked]:
    """The fields of a form that asks, agrees and sets this, in their order. Raises Unheld for what Mautic has not."""
    found = []
    for row in attributes.get("fields") or ():
        key = row["field"].partition("/")[2]
        where = settable(key, book)
        type_ = _ASKED.get(where.type, "text")
        body = {"label": asked_as(row, book), "type": type_, "isRequired": bool(row.get("required", False))}
        if type_ == "select":
            body["properties"] = {"syncList": 1, "list": {"list": []}, "multiple": int(where.type == "multiselect")}
        elif type_ == "radiogrp":
            body["properties"] = {"syncList": 1, "optionlist": {"list": []}}
        found.append(_asked(where, body))
    consent = attributes.get("consent")
    if consent is not None:
        where = settable(consent["field"].partition("/")[2], book)
        if where.type != "boolean":
            raise Unheld("The answer to a question of consent is yes or nothing: it needs a yes/no field.")
        said = str(consent["text"]).strip()
        options = {"optionlist": {"list": [{"label": said, "value": "1"}]}}
        required = bool(consent.get("required", False))
        body = {"label": "Consent", "showLabel": False, "type": TICK, "isRequired": required, "properties": options}
        found.append(_asked(where, body))
    for action in sets:
        key, value = action["field"].partition("/")[2], action["value"]
        where = settable(key, book)
        if value == "" or (where.type == "boolean" and not isinstance(value, bool)):
            raise Unheld(f"A form of Mautic cannot set {key} to {value!r}.")
        said = str(int(value)) if isinstance(value, bool) else str(value)
        found.append(_asked(where, {"label": _label(key, book), "type": HIDDEN, "defaultValue": said}))
    taken: set[tuple[str, str]] = set()
    for asked in found:
        if (asked.object, asked.alias) in taken:
            raise Unheld("A form of Mautic writes into a field once: ask for it, agree to it or set it.")
        taken.add((asked.object, asked.alias))
    return found


def _asked(where: Where, body: dict[str, Any]) -> Asked:
    # Without an alias Mautic makes one up by chance.
    mapped = {"alias": where.alias[:25], "mappedObject": _OBJECTS[where.object], "mappedField": where.alias}
    return Asked(where.object, where.alias, {**body, **mapped})


def asked_as(row: Mapping[str, Any], book: Book) -> str:
    """What a form asks. It is always said, also where a file leaves it to the field: a field that gets another name
    changes what its forms ask, and somebody who changes that in Mautic is seen."""
    return str(row.get("label") or "").strip() or _label(row["field"].partition("/")[2], book)


def _label(key: str, book: Book) -> str:
    """What people are asked: the label of the field, its title, or its key as words."""
    asset = book.org.assets.get(Address(f"field/{key}")) if book.org is not None else None
    said = asset.attributes.get("label") or asset.attributes.get("title") if asset is not None else None
    words = key.rpartition(".")[2].replace("_", " ")
    return str(said or words[:1].upper() + words[1:])


@dataclass(frozen=True, slots=True)
class Read:
    """What the fields of a form say; `passed` are those that no attribute says."""

    fields: list[dict[str, Any]]
    consent: dict[str, Any] | None
    sets: list[dict[str, Any]]
    passed: list[dict[str, Any]]


def read(fields: Sequence[Raw], book: Book) -> Read:
    """What the fields of a form say."""
    found = Read([], None, [], [])
    for raw in fields:
        key = key_of(raw, book)
        if raw.get("type") == BUTTON:
            continue
        if key is None or (raw.get("conditions") or raw.get("parent")):
            found.passed.append(passed(raw))
            continue
        required = {"required": True} if raw.get("isRequired") else {}
        option = _option(raw)
        if raw.get("type") == HIDDEN:
            value = _value(raw.get("defaultValue"), key, book)
            if value is None:
                found.passed.append(passed(raw))
            else:
                found.sets.append({"field": f"field/{key}", "value": value})
        elif option is not None and found.consent is None and book.type(key).type == "yes-no":
            consent = {"field": f"field/{key}", "text": option, **required}
            found = Read(found.fields, consent, found.sets, found.passed)
        else:
            label = str(raw.get("label") or "").strip()
            found.fields.append({"field": f"field/{key}", **({"label": label} if label else {}), **required})
    return found


def key_of(raw: Raw, book: Book) -> str | None:
    """Our key of the field that a field of a form writes into; None where it writes into none."""
    place = place_of(raw)
    return book.field(*place) if place is not None else None


def place_of(raw: Raw) -> tuple[str, str] | None:
    """The object and alias that a field of a form writes into."""
    object_, alias = _OURS.get(str(raw.get("mappedObject"))), raw.get("mappedField")
    return (object_, alias) if object_ is not None and isinstance(alias, str) and alias else None


def _option(raw: Raw) -> str | None:
    """The words beside the only box of a group that means yes."""
    if raw.get("type") != TICK:
        return None
    properties = raw.get("properties")
    listed = properties.get("optionlist") if isinstance(properties, Mapping) else None
    rows = listed.get("list") if isinstance(listed, Mapping) else None
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], Mapping):
        return None
    return str(rows[0].get("label")) if str(rows[0].get("value")) in ("1", "yes", "true") else None


def _value(said: Any, key: str, book: Book) -> Any:
    """The value that a hidden field sets, in the type of the field."""
    if said is None or said == "":
        return None
    match book.type(key).type:
        case "yes-no":
            return {"1": True, "0": False}.get(str(said))
        case "number":
            try:
                number = float(said)
            except ValueError:
                return None
            return int(number) if number.is_integer() else number
    return str(said)


def settled(sets: Sequence[Mapping[str, Any]], book: Book) -> list[dict[str, Any]]:
    """What a form sets, as it is read."""
    found = []
    for action in sets:
        value = action["value"]
        key = action["field"].partition("/")[2]
        said = str(int(value)) if isinstance(value, bool) else str(value)
        found.append({"field": action["field"], "value": _value(said, key, book)})
    return [each for each in found if each["value"] is not None]


def passed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A field as it is, without what Mautic counts or makes up itself."""
    left_out = ("id", "order", *_OWN)
    return {
        name: value
        for name, value in raw.items()
        if name not in left_out and value not in (None, "", [], {}, False) and name != "saveResult"
    }

"""Filters of segments as they are: for those that have no sentence, and to compare what was written with what is there.

Mautic gives numbers as texts and ids as numbers, cuts times, and repeats what stood there before at the root of a row
(recording segments-filters). Ids that Mautic names in a row are written as addresses, so that a row can be carried to
another Mautic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Rejected
from mapconfig.backends.mautic.book import Book
from mapconfig.language import say

_NAMES = ("glue", "field", "object", "type", "operator")

#: Filters whose values are ids of assets of a kind.
_KINDS: Mapping[str, str] = {
    "leadlist": "list",
    "lead_email_received": "email",
    "lead_email_sent": "email",
    "stage": "stage",
    "campaign": "journey",
    "globalcategory": "campaign",
}
#: Of these, the ones that come back as texts.
_TEXTS = frozenset({"stage", "tags"})


def written(filters: Any) -> list[dict[str, Any]]:
    """Filters as they would be written to leave them as they are."""
    if isinstance(filters, Mapping):
        filters = list(filters.values())
    found = []
    for number, row in enumerate(filters if isinstance(filters, list) else ()):
        if not isinstance(row, Mapping):
            continue
        properties = row.get("properties")
        if not isinstance(properties, Mapping):
            properties = {name: row[name] for name in ("filter", "display") if row.get(name) is not None}
        said: dict[str, Any] = {name: row.get(name) for name in _NAMES}
        said["glue"] = "or" if said["glue"] == "or" and number else "and"  # the first one is not looked at
        said["object"] = said["object"] or "lead"
        said["properties"] = {"filter": None} | {
            name: _plain(value, str(row.get("field"))) for name, value in properties.items()
        }
        found.append(said)
    return found


def from_mautic(filters: list[dict[str, Any]], book: Book) -> list[dict[str, Any]]:
    """`written` filters with addresses and names for ids."""

    def name(field: str, value: Any) -> Any:
        if field == "tags":
            found = book.tag(value) if book.connected else None
            return f"tag {found.lower()}" if found is not None else value
        return str(book.address_of(_KINDS[field], value)) if _is_id(value) else value

    return _exchanged(filters, name)


def to_mautic(filters: Any, book: Book) -> list[dict[str, Any]]:
    """Filters of a file as they are written. Raises Rejected where one names what is not there."""

    def number(field: str, value: Any) -> Any:
        if field == "tags" and isinstance(value, str) and value.startswith("tag "):
            if not book.connected:
                return value.lower()  # capitals do not matter to Mautic
            found = book.tag_id(value.removeprefix("tag "))
            if found is None:
                raise Rejected(say("Mautic has no {value}, which a filter asks for.", value=value))
            return found
        if isinstance(value, str) and value.startswith(f"{_KINDS.get(field)}/"):
            found_id = book.id_of(Address(value))
            return found_id if field in _TEXTS else int(found_id)
        return value

    return _exchanged(written(filters), number)


def tags_of(filters: Any) -> list[str]:
    """The names of the tags that filters of a file ask for."""
    found = (value for field, value in _values(filters) if field == "tags")
    return [value.removeprefix("tag ") for value in found if isinstance(value, str) and value.startswith("tag ")]


def addresses_of(filters: Any) -> list[Address]:
    """The assets that filters of a file ask for."""
    return [
        Address(value)
        for field, value in _values(filters)
        if isinstance(value, str) and value.startswith(f"{_KINDS.get(field)}/")
    ]


def _values(filters: Any) -> list[tuple[str, Any]]:
    """Each value of filters of a file that stands for something of Mautic's, with the field that it is for."""
    found: list[tuple[str, Any]] = []

    def collect(field: str, value: Any) -> Any:
        found.append((field, value))
        return value

    _exchanged(written(filters), collect)
    return found


def _exchanged(filters: list[dict[str, Any]], change: Callable[[str, Any], Any]) -> list[dict[str, Any]]:
    found = []
    for row in filters:
        field = str(row["field"])
        value = row["properties"]["filter"]
        if field in _KINDS or field == "tags":
            value = [change(field, each) for each in value] if isinstance(value, list) else change(field, value)
        found.append({**row, "properties": {**row["properties"], "filter": value}})
    return found


def _plain(value: Any, field: str) -> Any:
    """A value in the form in which Mautic gives it back."""
    if isinstance(value, list):
        return [_plain(each, field) for each in value]
    if value == "":
        return None
    if field in _KINDS and field not in _TEXTS:
        return int(value) if _is_id(value) else value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdecimal()

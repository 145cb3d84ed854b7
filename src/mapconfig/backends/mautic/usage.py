"""Who uses something: Mautic deletes it all the same and leaves a number behind (recordings segments-dependencies,
campaigns-more, references-and-limits), so it is looked for before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mapconfig.backend import Rejected
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.types import (
    CAMPAIGN,
    DYNAMIC_CONTENT,
    EMAIL,
    FORM,
    POINT,
    POINT_TRIGGER,
    SEGMENT,
    STAGE,
    Type,
)
from mapconfig.language import say

if TYPE_CHECKING:
    from mapconfig.backends.mautic.kinds.kind import Thing

#: Everything that can use something else.
_USERS: tuple[Type, ...] = (SEGMENT, CAMPAIGN, EMAIL, FORM, POINT, POINT_TRIGGER, DYNAMIC_CONTENT, STAGE)
_WORDS = {"list": "segment", "dynamicContent": "dynamic content", "point": "point action", "trigger": "point trigger"}

#: For each kind, the names under which its ids stand in actions, conditions and sources.
_IDS: Mapping[str, frozenset[str]] = {
    "list": frozenset({"lists", "addToLists", "removeFromLists", "segments", "leadlist"}),
    "email": frozenset({"email", "emails", "lead_email_received", "lead_email_sent", "unsubscribeForm.email"}),
    "form": frozenset({"forms", "form", "unsubscribeForm"}),
    "stage": frozenset({"stage", "stages"}),
    "journey": frozenset({"campaigns", "addTo", "removeFrom", "campaign"}),
    "snippet": frozenset({"dynamicContent"}),
    "scoring": frozenset({"group"}),
}
#: For each kind, the fields of segment filters whose values are its ids.
_FILTERS: Mapping[str, frozenset[str]] = {
    "list": frozenset({"leadlist"}),
    "email": frozenset({"lead_email_received", "lead_email_sent"}),
    "stage": frozenset({"stage"}),
    "journey": frozenset({"campaign"}),
    "campaign": frozenset({"globalcategory"}),
}


def users(
    book: Book, kind: str, raw: Mapping[str, Any], passing: Callable[[Type, Raw], bool] | None = None
) -> list[str]:
    """What uses the thing `raw` of `kind`, in words, such as ``segment Customers (id 3)``. `passing` says of a thing
    that it does not count, such as a part of the same asset."""
    number = str(raw.get("id"))
    found = []
    for type_ in _USERS:
        for each in book.things(type_):
            itself = str(each.get("id")) == number and _is(kind, type_)
            if not itself and not (passing and passing(type_, each)) and _uses(each, kind, raw):
                word = _WORDS.get(type_.one, type_.one)
                found.append(f"{word} {each.get('name')} (id {each.get('id')})")
    return found


def check_unused(book: Book, used_as: str, kind: str, thing: Thing) -> None:
    """Raise `Rejected` where something uses `thing` of `kind`. `used_as` is the kind under which Mautic keeps its
    number: a rule is a campaign, as a journey is."""
    found = users(book, used_as, thing.raw)
    if found:
        raise Rejected(
            say(
                "{kind}/{key} (id {remote_id}) is still used by {listed}. Mautic would delete it all "
                "the same, and leave them with a number that leads nowhere. Take it out there first.",
                kind=kind,
                key=thing.key,
                remote_id=thing.remote_id,
                listed=listed(found),
            )
        )


def listed(found: list[str], most: int = 5) -> str:
    """`found` as part of a sentence."""
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more} more" if more > 0 else "")


def _is(kind: str, type_: Type) -> bool:
    own = {
        "list": SEGMENT,
        "email": EMAIL,
        "stage": STAGE,
        "snippet": DYNAMIC_CONTENT,
        "form": FORM,
        "journey": CAMPAIGN,
    }
    return own.get(kind) == type_


def _uses(thing: Raw, kind: str, raw: Mapping[str, Any]) -> bool:
    number = str(raw.get("id"))
    category = thing.get("category")
    if kind == "campaign" and isinstance(category, Mapping) and str(category.get("id")) == number:
        return True
    for row in _rows(thing):
        if kind == "field":
            if row.get("field") == raw.get("alias") and row.get("object", "lead") == raw.get("object", "lead"):
                return True
        elif row.get("field") in _FILTERS.get(kind, ()) and number in _numbers(_value(row)):
            return True
    if kind == "field":
        alias = str(raw.get("alias"))
        token = re.compile(r"\{contactfield=" + re.escape(alias) + r"[|}]")
        if token.search(str(thing.get("dynamicContent"))):
            return True
        return any(
            value == alias or name == alias or (isinstance(value, str) and token.search(value) is not None)
            for name, value in _leaves(thing)
            if name in (alias, "field", "mappedField", "leadField")
            or (isinstance(value, str) and "{contactfield=" in value)
        )
    names = _IDS.get(kind, frozenset())
    return any(name in names and number in _numbers(value) for name, value in _named(thing))


def _rows(thing: Raw) -> Iterator[Mapping[str, Any]]:
    """The filters of a segment, of dynamic content, or of the dynamic content of an e-mail."""
    yield from _several(thing.get("filters"))
    for each in _several(thing.get("dynamicContent")):
        for variant in _several(each.get("filters")):
            yield from _several(variant.get("filters"))


def _several(said: Any) -> Iterator[Mapping[str, Any]]:
    things = said.values() if isinstance(said, Mapping) else said if isinstance(said, list) else ()
    return (each for each in things if isinstance(each, Mapping))


def _value(row: Mapping[str, Any]) -> Any:
    properties = row.get("properties")
    return properties.get("filter") if isinstance(properties, Mapping) else row.get("filter")


def _numbers(value: Any) -> set[str]:
    """The ids in a value: one, several, or several objects."""
    if isinstance(value, Mapping):
        return {str(value["id"])} if "id" in value else set(map(str, value.values()))
    if isinstance(value, list):
        return {each for item in value for each in _numbers(item)}
    return {str(value)} if isinstance(value, int | str) and not isinstance(value, bool) else set()


def _named(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Each value below a name, at any depth; the events of a campaign nest their parents and children."""
    if depth > 12:
        return
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name not in ("parent", "children", "filters", "dynamicContent") or not isinstance(item, Mapping | list):
                yield str(name), item
                yield from _named(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item, depth + 1)


def _leaves(value: Any) -> Iterator[tuple[str, Any]]:
    return ((name, item) for name, item in _named(value) if not isinstance(item, Mapping | list))

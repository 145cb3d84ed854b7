"""Lists: pages, order, search, conditions, and the forms of an answer (recordings generic-list, list-shapes)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.testing.mautic.resource import Resource
from mapconfig.testing.mautic.store import Store, Thing, broken

#: How many come when nothing is asked for.
PAGE = 30

Query = Mapping[str, list[str]]


def listed(store: Store, resource: Resource, query: Query, visible: Callable[[int], bool]) -> Thing:
    """The answer to a list: `total` counts what matches, the rest is one page of it."""
    things = [thing for number, thing in store.of(resource.path).items() if visible(number)]
    columns = set(resource.fresh) | {"id"}
    if resource.audited:
        columns |= {"isPublished", "dateAdded", "dateModified", "createdBy", "modifiedBy"}
    for condition in _conditions(query):
        things = [thing for thing in things if _holds(thing, condition, columns)]
    if _one(query, "published") == "1":
        things = [thing for thing in things if thing["isPublished"]]
    if search := _one(query, "search"):
        matches = _search(store, resource, search)
        things = [thing for thing in things if matches(thing)]
    things = _sorted(things, resource, query, columns)
    start, limit = _number(query, "start", 0), _number(query, "limit", PAGE)
    if start is None or limit is None:
        page: list[Thing] = []
    elif limit < 0:
        raise broken()
    else:
        page = things[start : start + limit] if limit else things[start:]
    return {
        "total": len(things),
        resource.many: collected(resource, [_shown(store, resource, each, query) for each in page]),
    }


def collected(resource: Resource, things: list[Thing]) -> Any:
    """An object by id or an array, as the type has it; nothing at all is always an array."""
    return {str(thing["id"]): thing for thing in things} if resource.keyed and things else things


def _shown(store: Store, resource: Resource, thing: Thing, query: Query) -> Thing:
    found = resource.answer(store, thing)
    if selected := query.get("select[]"):
        # Some are added whether they were asked for or not, and these filters are not the true ones.
        kept = {name: value for name, value in found.items() if name in (*selected, "isPublished")}
        added = {"filters": [], "isGlobal": True, "isPreferenceCenter": False}
        return kept | {name: added[name] for name in added if name in found}
    if _one(query, "minimal") == "1":
        for name in ("filters", "isGlobal", "isPreferenceCenter", "events", "canvasSettings"):
            found.pop(name, None)
    return found


def _one(query: Query, name: str) -> str:
    return query.get(name, [""])[-1]


def _number(query: Query, name: str, otherwise: int) -> int | None:
    said = _one(query, name)
    if not said:
        return otherwise
    return int(said) if re.fullmatch(r"-?\d+", said) else None


def _sorted(things: list[Thing], resource: Resource, query: Query, columns: set[str]) -> list[Thing]:
    column = _one(query, "orderBy") or _one(query, "order[0][col]") or resource.order
    if column not in columns:
        raise broken()
    down = (_one(query, "orderByDir") or _one(query, "order[0][dir]")).lower() == "desc"

    def key(thing: Thing) -> tuple[bool, Any, int]:
        value = thing[column]
        return (value is not None, value.lower() if isinstance(value, str) else value or 0, thing["id"])

    return sorted(things, key=key, reverse=down)


def _conditions(query: Query) -> list[dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for name, values in query.items():
        if found := re.fullmatch(r"where\[(\d+)\]\[(col|expr|val)\]", name):
            rows.setdefault(found[1], {})[found[2]] = values[-1]
    return list(rows.values())


def _holds(thing: Thing, condition: Mapping[str, str], columns: set[str]) -> bool:
    column, wanted = condition.get("col", ""), condition.get("val", "")
    if column not in columns:
        raise broken()
    value = thing[column]
    text = str(value) if value is not None else ""
    match condition.get("expr"):
        case "eq":
            return text.lower() == wanted.lower()
        case "neq":
            return text.lower() != wanted.lower()
        case "in":
            return text in wanted.split(",")
        case "like":
            pattern = ".*".join(map(re.escape, wanted.split("%")))
            return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None
        case "gt":
            return text > wanted
        case "lt":
            return text < wanted
    return True  # what it does not know, it does not look at


def _search(store: Store, resource: Resource, said: str) -> Callable[[Thing], bool]:
    if said.startswith("!"):
        inner = _search(store, resource, said[1:])
        return lambda thing: not inner(thing)
    word, colon, value = said.partition(":")
    if not colon or word == "name":
        wanted = (value if colon else said).strip('"').lower()
        return lambda thing: wanted in str(thing[resource.name]).lower()
    if word == "ids":
        return lambda thing: str(thing["id"]) in value.split(",")
    if word == "is" and value in ("published", "unpublished"):
        return lambda thing: thing["isPublished"] is (value == "published")
    if word == "is" and value == "mine":
        return lambda _: True
    if word == "category":
        return lambda thing: store.of("categories").get(thing["category"], {}).get("alias") == value
    return lambda _: False  # a word that it does not know finds nothing, `alias` among them

"""Where the people of a journey come from, and what takes them out again.

Entry lists and forms are the sources of the campaign. With a goal or an exit there is one source: a helper segment of
those who are on an entry list, and neither in the segment of the goal nor in that of the exit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld, groups_for
from mapconfig.backends.mautic.filters import Row, filters_of, groups_of
from mapconfig.backends.mautic.kinds import backing, rows
from mapconfig.backends.mautic.kinds.backing import EXIT, GOAL, WHO
from mapconfig.backends.mautic.kinds.kind import Attributes
from mapconfig.backends.mautic.kinds.list import sentences
from mapconfig.backends.mautic.types import SEGMENT
from mapconfig.model.canonical import digest

#: The segment with an id; None where there is none.
Segments = Callable[[int], Raw | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """`lists` and `forms` are the ids that people come from; `who`, `goal` and `exit` are helper segments, where there
    are such."""

    lists: tuple[int, ...] = ()
    forms: tuple[int, ...] = ()
    who: Raw | None = None
    goal: Raw | None = None
    exit: Raw | None = None

    @property
    def numbers(self) -> dict[str, list[int]]:
        """The sources that the campaign itself has."""
        return {"lists": [int(self.who["id"])] if self.who is not None else [*self.lists], "forms": [*self.forms]}

    @property
    def helpers(self) -> list[int]:
        """The ids of the helpers, the one that the others are used by first."""
        return [int(raw["id"]) for raw in (self.who, self.goal, self.exit) if raw is not None]

    @property
    def version(self) -> str:
        """A digest of what the helpers say."""
        helpers_ = [self.who, self.goal, self.exit]
        said = [None if raw is None else [raw.get("name"), rows.written(raw.get("filters"))] for raw in helpers_]
        return digest([said, self.lists, self.forms])


def listed(book: Book) -> Segments:
    """Segments out of one list of all."""
    found = {int(raw["id"]): raw for raw in book.things(SEGMENT)}
    return found.get


def asked(api: Api) -> Segments:
    """Segments asked for one by one."""
    return lambda number: api.one(SEGMENT, str(number))


def read(raw: Raw, kind: str, segment: Segments) -> Sources:
    """Where the people of a campaign come from."""
    lists = _several(raw.get("lists"))
    forms = tuple(sorted(int(each["id"]) for each in _several(raw.get("forms"))))
    numbers = tuple(sorted(int(each["id"]) for each in lists))
    if len(lists) == 1 and backing.role_of(lists[0], kind) == WHO:
        who = segment(numbers[0])
        found = _divided(who, kind, segment) if who is not None else None
        if found is not None:
            return Sources(found[0], forms, who, found[1].get(GOAL), found[1].get(EXIT))
    return Sources(numbers, forms)


def who(raw: Raw, kind: str, segment: Segments) -> Sources:
    """The one helper segment that a campaign of `kind` comes from; no helper where that is another source."""
    lists = _several(raw.get("lists"))
    forms = tuple(sorted(int(each["id"]) for each in _several(raw.get("forms"))))
    numbers = tuple(sorted(int(each["id"]) for each in lists))
    found = segment(numbers[0]) if len(lists) == 1 and backing.role_of(lists[0], kind) is not None else None
    return Sources((), forms, found) if found is not None else Sources(numbers, forms)


def _several(said: Any) -> list[Mapping[str, Any]]:
    things = list(said.values()) if isinstance(said, Mapping) else said if isinstance(said, list) else []
    return [each for each in things if isinstance(each, Mapping)]


def _divided(who: Raw, kind: str, segment: Segments) -> tuple[tuple[int, ...], dict[str, Raw]] | None:
    """The entry lists and the helpers in the filters of a source; None where they say anything else."""
    groups = groups_of(rows.written(who.get("filters")))
    if groups is None or len(groups) != 1:
        return None
    entry: tuple[int, ...] | None = None
    found: dict[str, Raw] = {}
    for row in groups[0]:
        numbers = tuple(int(each) for each in row.value) if isinstance(row.value, tuple) else ()
        if row.field != "leadlist" or not numbers:
            return None
        if row.operator == "in" and entry is None:
            entry = tuple(sorted(numbers))
        elif row.operator == "!in" and len(numbers) == 1:
            raw = segment(numbers[0])
            role = None if raw is None else backing.role_of(raw, kind)
            if raw is None or role not in (GOAL, EXIT) or role in found:
                return None
            found[role] = raw
        else:
            return None
    return None if entry is None else (entry, found)


def entry(came: Sources, book: Book) -> dict[str, Any]:
    """The entry of a journey, as a file has it, without whether people may come again."""
    lists = sorted(str(book.address_of("list", each)) for each in came.lists)
    forms = sorted(str(book.address_of("form", each)) for each in came.forms)
    return {name: value for name, value in (("lists", lists), ("forms", forms)) if value}


def reasons(came: Sources, book: Book) -> tuple[dict[str, Any], dict[str, Any]]:
    """The goal and the exit as criteria, and those that have no sentences as filters."""
    said: dict[str, Any] = {}
    opaque: dict[str, Any] = {}
    for name, raw in ((GOAL, came.goal), (EXIT, came.exit)):
        if raw is not None:
            filters = rows.written(raw.get("filters"))
            found = sentences(filters, book)
            if found is not None:
                said[name] = found
            else:
                opaque[name] = rows.from_mautic(filters, book)
    return said, opaque


# --- what is meant ----------------------------------------------------------------------------------------------------


def settled(criteria: Any, book: Book) -> Any:
    """Criteria as they are read from a segment."""
    if criteria is None:
        return None
    try:
        found = sentences(rows.written(filters_of(groups_for(criteria, book))), book)
    except Unheld:
        return criteria
    return criteria if found is None else found


def gaps(attributes: Attributes, book: Book) -> Mapping[str, str]:
    """What of the entry, the goal and the exit Mautic cannot hold."""
    come = attributes.get("entry") or {}
    found: dict[str, str] = {}
    for name in (GOAL, EXIT):
        if name not in attributes:
            continue
        try:
            groups_for(attributes[name], book)
        except Unheld as error:
            found[name] = str(error)
        if come.get("forms"):
            found[name] = (
                "Mautic takes people out of a campaign when they leave its lists, and never those who came by a form. "
                f"Let the form add people to a list, and let the journey start from that list, or do without {name}."
            )
    again = come.get("re_entry", "never")
    if again == "always" and not (come.get("forms") and not come.get("lists")):
        found["entry.re_entry"] = "Somebody on a list comes into a campaign of Mautic again only after leaving it."
    if again == "after-exit" and come.get("forms"):
        found["entry.re_entry"] = "Whoever sends a form again begins a campaign of Mautic anew, on the way or not."
    return found


# --- changes ----------------------------------------------------------------------------------------------------------


def ensure(api: Api, book: Book, address: Address, attributes: Attributes, came: Sources) -> Sources:
    """The sources that a journey is to have, its helpers made or changed; `came` are those that it has."""
    come = attributes.get("entry") or {}
    lists = tuple(sorted(int(book.id_of(each)) for each in come.get("lists") or ()))
    forms = tuple(sorted(int(book.id_of(each)) for each in come.get("forms") or ()))
    if GOAL not in attributes and EXIT not in attributes:
        return Sources(lists, forms)
    title = str(attributes["title"])
    # Everything that may be refused comes before the first write.
    names = [name for name in (GOAL, EXIT) if name in attributes]
    asked_ = {name: rows.written(filters_of(groups_for(attributes[name], book))) for name in names}
    known = {GOAL: came.goal, EXIT: came.exit}
    made = {
        name: backing.ensure(api, book, address, name, title, filters, known[name]) for name, filters in asked_.items()
    }
    group = (_row("in", lists), *(_row("!in", (number,)) for number in made.values()))
    who = backing.ensure(api, book, address, WHO, title, rows.written(filters_of([group])), came.who)
    stand = {name: {"id": number} for name, number in made.items()}
    return Sources(lists, forms, {"id": who}, stand.get(GOAL), stand.get(EXIT))


def _row(operator: str, numbers: tuple[int, ...]) -> Row:
    return Row("lead", "leadlist", "leadlist", operator, numbers)


def drop(api: Api, book: Book, before: Sources, now: Sources) -> None:
    """Delete the helpers that were there before and are not needed now."""
    backing.remove(api, book, [number for number in before.helpers if number not in now.helpers])

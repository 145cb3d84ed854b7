"""Scoring models as they are in Mautic: a category, its point actions and its thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds import gates, points, sources
from mapconfig.backends.mautic.kinds.gates import Gate
from mapconfig.backends.mautic.kinds.plain import category_id
from mapconfig.backends.mautic.markers import marked, told_apart, unmarked
from mapconfig.backends.mautic.types import CAMPAIGN, CATEGORY, POINT

#: The part of Mautic whose categories are scoring models.
BUNDLE = "point"

#: The model of actions without a category: its id.
REST = "0"

_UNFINISHED = "mapconfig has begun to make this scoring model, and goes on with the next apply."


@dataclass(frozen=True, slots=True)
class Model:
    """Everything of one model: its category (None for the rest), its actions, its thresholds."""

    category: Raw | None
    actions: tuple[Raw, ...] = ()
    gates: tuple[Gate, ...] = ()

    @property
    def number(self) -> str:
        return REST if self.category is None else str(self.category["id"])

    @property
    def named(self) -> dict[str, Raw]:
        """The actions by the ids of their entries."""
        names = told_apart((str(raw["id"]), points.name_of(raw)) for raw in self.actions)
        return {names[str(raw["id"])]: raw for raw in self.actions}


def is_one(category: Raw) -> bool:
    """Whether a category is a scoring model, and a finished one: one that is being made is not there yet."""
    return category.get("bundle") == BUNDLE and unmarked(str(category.get("description") or "")) != _UNFINISHED


def begun(address: Address) -> str:
    """The description of a category as long as its model is being made."""
    return marked(_UNFINISHED, address)


def unfinished(address: Address, book: Book) -> Raw | None:
    """The category of a model that an earlier run began to make."""
    wanted = begun(address)
    found = [raw for raw in book.things(CATEGORY) if raw.get("bundle") == BUNDLE and raw.get("description") == wanted]
    return found[0] if found else None


def all_of(book: Book) -> Iterator[Model]:
    """Every model."""
    actions: dict[int | None, list[Raw]] = {}
    for raw in book.things(POINT):
        actions.setdefault(category_id(raw), []).append(raw)
    segments = sources.listed(book)
    campaigns = book.things(CAMPAIGN)
    rest = tuple(actions.get(None, ()))
    if rest:
        yield Model(None, rest)
    for category in book.things(CATEGORY):
        if is_one(category):
            number = int(category["id"])
            yield Model(category, tuple(actions.get(number, ())), tuple(gates.of(campaigns, number, segments)))


def one(number: str, api: Api, book: Book) -> Model | None:
    """One model, as it is now."""
    if number != REST:
        category = api.one(CATEGORY, number)
        return of(category, api, book) if category is not None and is_one(category) else None
    rest = tuple(raw for raw in book.things(POINT) if category_id(raw) is None)
    return Model(None, rest) if rest else None


def of(category: Raw, api: Api, book: Book) -> Model:
    """The model of a category."""
    number = int(category["id"])
    actions = tuple(raw for raw in book.things(POINT) if category_id(raw) == number)
    return Model(category, actions, tuple(gates.of(book.things(CAMPAIGN), number, sources.asked(api))))

"""Who is on a static list, and who is in flight in a journey: tables that say so row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from mapconfig.audience.blocks.bitmaps import Bits, none, packed
from mapconfig.audience.blocks.reading import Reader
from mapconfig.audience.sheet import EnrolledLeaf


def on_lists(reader: Reader, block: int, keys: Collection[str]) -> dict[str, Bits]:
    """Who is on each of these static lists."""
    places = {key: place for place, key in enumerate(reader.snapshot.manifest.lists)}
    wanted = sorted(places[key] for key in keys)
    owners, found = reader.rows("lists", block, {"list": "list"}, _only("list", wanted))
    people = reader.snapshot.people_in(block)
    flags = np.zeros((len(wanted), people), np.bool_)
    row_of = np.zeros(len(places), np.intp)
    row_of[wanted] = np.arange(len(wanted))
    flags[row_of[found["list"]], owners] = True
    return {key: packed(flags[row_of[places[key]]]) for key in keys}


def in_flight(reader: Reader, block: int, leaves: Collection[EnrolledLeaf]) -> dict[EnrolledLeaf, Bits]:
    """Who is in each of these journeys, or at this step of it."""
    places = {key: place for place, key in enumerate(reader.snapshot.manifest.journeys)}
    people = reader.snapshot.people_in(block)
    wanted = sorted({places[leaf.journey] for leaf in leaves if leaf.journey in places})
    found = {leaf: none(people) for leaf in leaves}
    if not wanted:
        return found
    owners, rows = reader.rows("enrolments", block, {"journey": "journey", "step": "step"}, _only("journey", wanted))
    for leaf in leaves:
        here = rows["journey"] == places.get(leaf.journey, -1)
        if leaf.step is not None:
            here &= rows["step"] == leaf.step
        truth = np.zeros(people, np.bool_)
        truth[owners[np.ma.filled(here, False)]] = True
        found[leaf] = packed(truth)
    return found


def _only(column: str, places: Iterable[int]) -> str:
    return "WHERE " + " OR ".join(f"{column} = {place}" for place in places)

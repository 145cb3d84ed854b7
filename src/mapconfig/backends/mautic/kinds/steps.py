"""A journey's steps in the form in which a campaign gives them back; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.actions import actions_of, acts_of
from mapconfig.backends.mautic.kinds.flow import Flow, Spot, Unclear, flow_of, steps_of
from mapconfig.backends.mautic.kinds.questions import condition, criteria_of
from mapconfig.criteria import canonical


def settled(steps: Sequence[Mapping[str, Any]], book: Book) -> list[dict[str, Any]]:
    """`steps` as they are read once Mautic has them. Steps that make no way stay as they are."""
    try:
        return steps_of(meant(flow_of(steps), book))
    except Unclear:
        return [dict(row) for row in steps]


def meant(flow: Flow, book: Book) -> Flow:
    """`flow` with each step in the words in which it is read."""
    return Flow({name: _spot(spot, book) for name, spot in flow.spots.items()}, flow.start)


def _spot(spot: Spot, book: Book) -> Spot:
    try:
        if spot.word == "do":
            acts = acts_of(spot.what, book)
            return replace(
                spot, what=[each for act in acts for each in actions_of(act.type, act.properties, book) or ()]
            )
        if spot.word == "did":
            return replace(spot, what=canonical(spot.what))
        if spot.word == "if":
            asked = condition(spot.what, book)
            said = criteria_of(asked.type, asked.properties, book)
            if said is not None:
                then, other = (spot.other, spot.then) if asked.flipped else (spot.then, spot.other)
                return replace(spot, what=said, then=then, other=other)
    except Unheld:
        pass  # it is not held at all, and says so elsewhere
    return spot

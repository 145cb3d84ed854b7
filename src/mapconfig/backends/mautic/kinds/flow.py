"""The steps of a journey as a graph, and a graph as steps in their one order; pure.

A file may write the same way in many ways: in which order the steps stand, and whether a step that follows anyway is
named. Mautic keeps what follows what, so both sides are compared in one writing: a step comes after all that lead to
it, the branch that holds before the other, `next` only where the step below is not the one that follows, and `then`
and `else` always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mapconfig.backends.mautic.kinds.lengths import length, said
from mapconfig.language import say

Word = Literal["send", "wait", "if", "did", "do"]
WORDS: tuple[Word, ...] = ("send", "wait", "if", "did", "do")

#: What a file says where the way ends.
END = "end"


class Unclear(ValueError):
    """The steps are no way that anybody could walk; the message says why."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One step. `what` is what the file has under the step's word; `then` and `other` are the ids of what follows (if
    it holds, and if not), None where the way ends. `within` is how long a ``did`` listens; None for without an end,
    and then nothing follows on the other side."""

    id: str
    word: Word
    what: Any
    then: str | None = None
    other: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps by id, and the one at which everybody begins."""

    spots: Mapping[str, Spot]
    start: str | None

    def edges(self, spot: Spot) -> Iterator[str]:
        """What may follow `spot`, once for each way to it."""
        if spot.then is not None:
            yield spot.then
        if spot.other is not None:
            yield spot.other


def flow_of(steps: Sequence[Mapping[str, Any]]) -> Flow:
    """The graph of the steps of a file. Raises Unclear for steps that make none."""
    places = {str(row.get("id")): place for place, row in enumerate(steps)}
    if len(places) < len(steps):
        raise Unclear(say("Two steps have the same id."))

    def following(row: Mapping[str, Any], place: int, word: str) -> str | None:
        named = row.get(word)
        if named is None:
            return str(steps[place + 1].get("id")) if place + 1 < len(steps) else None
        if named == END:
            return None
        if named not in places:
            raise Unclear(
                say(
                    "Step {step} goes on with {named}, and there is no such step.", step=str(row.get("id")), named=named
                )
            )
        return str(named)

    spots = {}
    for place, row in enumerate(steps):
        word = next((each for each in WORDS if each in row), None)
        if word is None:
            raise Unclear(say("Step {step} is of no sort that is known.", step=str(row.get("id"))))
        spot = Spot(str(row["id"]), word, row[word])
        if word == "if":
            spot = replace(spot, then=following(row, place, "then"), other=following(row, place, "else"))
        elif word == "did":
            within = row.get("within")
            other = following(row, place, "else") if within is not None else None
            spot = replace(spot, then=following(row, place, "then"), other=other, within=within)
        else:
            spot = replace(spot, then=following(row, place, "next"))
        spots[spot.id] = spot
    return Flow(spots, str(steps[0]["id"]) if steps else None)


def steps_of(flow: Flow) -> list[dict[str, Any]]:
    """The steps of a graph in their one order. What nobody reaches is not among them."""
    order = reached(flow)
    steps: list[dict[str, Any]] = []
    for place, name in enumerate(order):
        spot = flow.spots[name]
        below = order[place + 1] if place + 1 < len(order) else None
        row: dict[str, Any] = {"id": spot.id, spot.word: _canonical(spot)}
        if spot.word == "if":
            row |= {"then": spot.then or END, "else": spot.other or END}
        elif spot.word == "did":
            if spot.within is not None:
                row["within"] = _length(spot.within)
            row["then"] = spot.then or END
            if spot.within is not None:
                row["else"] = spot.other or END
        elif spot.then != below:
            row["next"] = spot.then or END
        steps.append(row)
    return steps


def _canonical(spot: Spot) -> Any:
    return _length(spot.what) if spot.word == "wait" else spot.what


def _length(text: str) -> str:
    found = length(text)
    return text if found is None else said(found)


def reached(flow: Flow) -> list[str]:
    """The ids of the steps that somebody can reach, each after all that lead to it unless they are a loop."""
    order: list[str] = []
    seen: set[str] = set()
    ways: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        seen.add(name)
        spot = flow.spots[name]
        # The other branch first: in the order, which is made from the end, it then comes last.
        ways.append((name, iter([each for each in (spot.other, spot.then) if each is not None])))

    if flow.start is not None:
        enter(flow.start)
    while ways:
        name, rest = ways[-1]
        following = next(rest, None)
        if following is None:
            order.append(name)
            ways.pop()
        elif following not in seen:
            enter(following)
    return order[::-1]

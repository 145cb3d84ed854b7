"""Where the events of a campaign stand on Mautic's canvas, and what connects them; pure.

The connections are more than a picture: Mautic takes from them, and from nothing else, which event follows which
(recording campaigns). The picture is for people: one row for each depth of the tree, children below their parent,
nothing on top of another, and the same tree always drawn the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Pixels from one column or row to the next; an event is about 200 wide and 70 high.
COLUMN, ROW = 240, 130
LEFT, TOP = 60, 40


@dataclass(frozen=True, slots=True)
class Place:
    """An event on the canvas: its id, the id of the event it follows (None for one that people begin with), and the
    branch of that: ``yes``, ``no`` or None."""

    id: str
    parent: str | None
    path: str | None


def canvas(places: Sequence[Place], sources: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The canvas for a tree of events that people come to from `sources` (``lists``, ``forms``)."""
    below: dict[str | None, list[str]] = {}
    for place in sorted(places, key=lambda place: {"yes": 0, None: 1, "no": 2}[place.path]):
        below.setdefault(place.parent, []).append(place.id)
    columns = _columns(below)
    rows = _rows(below)
    nodes = [_node(place.id, columns[place.id], rows[place.id]) for place in places]
    middle = columns[None]
    nodes += [_node(name, middle + number, 0) for number, name in enumerate(sources)]
    connections = [
        _connection(name, place.id, "leadsource") for place in places if place.parent is None for name in sources
    ]
    connections += [
        _connection(place.parent, place.id, place.path or "bottom") for place in places if place.parent is not None
    ]
    return {"nodes": nodes, "connections": connections}


def _columns(below: Mapping[str | None, Sequence[str]]) -> dict[str | None, float]:
    """The column of each event: leaves one beside the other, others in the middle above their children; and under None
    the middle of all."""
    columns: dict[str | None, float] = {}
    free = 0
    todo: list[tuple[str | None, bool]] = [(None, False)]
    while todo:
        name, done = todo.pop()
        children = below.get(name, ())
        if done:
            columns[name] = (columns[children[0]] + columns[children[-1]]) / 2
        elif children:
            todo.append((name, True))
            todo += [(child, False) for child in reversed(children)]
        else:
            columns[name] = free
            free += 1
    return columns


def _rows(below: Mapping[str | None, Sequence[str]]) -> dict[str | None, int]:
    """How deep in the tree each event is; sources are at 0."""
    rows: dict[str | None, int] = {None: 0}
    todo: list[str | None] = [None]
    while todo:
        name = todo.pop()
        for child in below.get(name, ()):
            rows[child] = rows[name] + 1
            todo.append(child)
    return rows


def _node(name: str, column: float, row: int) -> dict[str, Any]:
    return {
        "id": name,
        "positionX": str(round(LEFT + column * COLUMN)),
        "positionY": str(TOP + row * ROW),
    }


def _connection(source: str, target: str, anchor: str) -> dict[str, Any]:
    return {"sourceId": source, "targetId": target, "anchors": {"source": anchor, "target": "top"}}

"""Where in a YAML file a value stands: found again when it is asked for, so that reading keeps no positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from mapconfig.finding import Path
from mapconfig.read.characters import checked_text
from mapconfig.read.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
    events,
)
from mapconfig.values import dataclass, field

Spot = tuple[int, Path, bool]
"""A place that is asked for: the document, the path in it, and whether the key is meant and not the value."""


def locate(data: bytes, document: int, path: Path, key: bool = False) -> tuple[int, int]:
    """Line and column, from 1, of the value at `path` in a document of the file, or of its key.

    Where the path leads nowhere, the nearest value above it that exists; (1, 1) when there is no such document.
    """
    return locate_all(data, [(document, path, key)])[0]


def locate_all(data: bytes, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """`locate` for many places of a file in one pass, so that a file with many faults costs little more than any."""
    found = [(1, 1)] * len(spots)
    text, refused = checked_text(data, "")
    if refused is not None:
        return found
    documents: dict[int, _Asked] = {}
    for index, (document, path, key) in enumerate(spots):
        asked = documents.setdefault(document, _Asked())
        asked.at_or_below.append(index)
        for step in path:
            asked = asked.below.setdefault(step, _Asked())
            asked.at_or_below.append(index)
        if key:
            asked.of_key.append(index)
    with suppress(YAMLError):  # what stands before a fault is found all the same
        _find(events(text), documents, found)
    return found


@dataclass(slots=True)
class _Asked:
    """What is asked about a value of a document and about those below it, by index."""

    at_or_below: list[int] = field(default_factory=list)
    of_key: list[int] = field(default_factory=list)
    below: dict[str | int, _Asked] = field(default_factory=dict)


def _find(next_event: Callable[[], Any], documents: Mapping[int, _Asked], found: list[tuple[int, int]]) -> None:
    next_event()  # the start of the stream
    left = len(documents)
    number = 0
    while left and type(next_event()) is not StreamEndEvent:
        asked = documents.get(number)
        if asked is None:
            _skip(next_event(), next_event)
        else:
            _answer(next_event(), next_event, asked, found)
            left -= 1
        next_event()  # the end of the document
        number += 1


def _answer(event: Any, next_event: Callable[[], Any], asked: _Asked, found: list[tuple[int, int]]) -> None:
    """Note the positions in the value that `event` begins, and read to its end."""
    position = _position(event)
    for index in asked.at_or_below:
        found[index] = position
    is_mapping = type(event) is MappingStartEvent
    if not asked.below or not (is_mapping or type(event) is SequenceStartEvent):
        _skip(event, next_event)
        return
    number = 0
    while type(event := next_event()) not in (MappingEndEvent, SequenceEndEvent):
        step: Any = number
        name = event
        if is_mapping:
            step = name.value if type(name) is ScalarEvent else None
            _skip(name, next_event)
            event = next_event()
        child = asked.below.get(step)
        if child is None:
            _skip(event, next_event)
        else:
            _answer(event, next_event, child, found)
            for index in child.of_key:
                found[index] = _position(name)
        number += 1


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _skip(event: Any, next_event: Callable[[], Any]) -> None:
    """Read to the end of the value that `event` begins."""
    depth = 0
    while True:
        kind = type(event)
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            depth += 1
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            depth -= 1
        if depth == 0:
            return
        event = next_event()

"""The values of a YAML file with where each begins and ends in its text, for whoever edits the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from mapconfig.read.characters import checked_text
from mapconfig.read.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    YAMLError,
)
from mapconfig.read.strict import Builder, Enough
from mapconfig.read.yaml import MAX_DEPTH
from mapconfig.values import dataclass, field


@dataclass(slots=True)
class Node:
    """A value with where it stands in its text, for whoever edits the text.

    `start` and `end` are offsets in characters, `end` exclusive; `column` counts from 0. `style` is the quote or block
    sign of a scalar (empty for a plain one), ``[`` or ``{`` for a collection in brackets, ``-`` or ``:`` for one on
    lines of its own, whose `end` is that of its last item. `items` has keys for a mapping and None in their place for a
    sequence. `value` is what `load` gives for a scalar.
    """

    start: int
    end: int
    column: int
    style: str
    value: Any = None
    items: list[tuple[Node | None, Node]] = field(default_factory=list)

    @property
    def is_scalar(self) -> bool:
        return self.style not in ("[", "{", "-", ":")

    @property
    def is_mapping(self) -> bool:
        return self.style in ("{", ":")

    @property
    def is_flow(self) -> bool:
        """True for a collection in brackets."""
        return self.style in ("[", "{")


def nodes(data: bytes) -> tuple[str, list[tuple[int, Node]]]:
    """The text of a file that `load` accepts, without a byte order mark, and its documents: where each begins, and its
    value. Raises ValueError for a file that `load` refuses."""
    text, refused = checked_text(data, "")
    if refused is not None:
        raise ValueError(refused.detail)
    composer = _Composer(text, "")
    try:
        found = composer.spans()
    except (Enough, YAMLError) as error:
        raise ValueError("the file is not valid YAML") from error
    if composer.findings:
        raise ValueError(composer.findings[0].detail)
    return text.decode(), found


class _Composer(Builder):
    """Nodes instead of values, by the same rules."""

    def spans(self) -> list[tuple[int, Node]]:
        next_event: Callable[[], Any] = self._next
        next_event()  # the start of the stream
        found = []
        while type(event := next_event()) is not StreamEndEvent:
            self._document += 1
            begin: int = cast(Any, event).start_mark.index
            found.append((begin, self._node(next_event(), 0)))
            next_event()  # the end of the document
        return found

    def _node(self, event: Any, depth: int) -> Node:
        start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
        if type(event) is ScalarEvent:
            return Node(start, end, column, event.style or "", self._scalar(event, None))
        if depth >= MAX_DEPTH or type(event) is AliasEvent:
            raise Enough
        is_mapping = type(event) is MappingStartEvent
        flow = bool(event.flow_style)
        node = Node(start, start, column, ("{" if is_mapping else "[") if flow else (":" if is_mapping else "-"))
        keys: set[str] = set()
        take: Callable[[], Any] = self._next
        while type(event := take()) not in (MappingEndEvent, SequenceEndEvent):
            key = None
            if is_mapping:
                if type(event) is not ScalarEvent or event.value in keys or (event.value == "<<" and not event.style):
                    raise Enough
                keys.add(event.value)
                name: Any = event
                begin, mark = name.start_mark, name.end_mark
                key = Node(begin.index, mark.index, begin.column, name.style or "", name.value)
                event = take()
            value = self._node(event, depth + 1)
            node.items.append((key, value))
            node.end = value.end
        if flow:
            node.end = event.end_mark.index
        return node

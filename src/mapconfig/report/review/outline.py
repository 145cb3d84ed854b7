"""What a review says, in order, before it is decided how that looks: sections of paragraphs, lists and tables.

The formats for people are made of this, so all of them say the same in the same order. Nothing here is made safe; a
format passes every piece through its own door (`mapconfig.report.safe`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """Text that is shown letter by letter, such as an address or a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Our own words, set off."""

    text: str


#: A line in pieces; a plain string is prose, which anybody may have written.
Line = tuple[str | Code | Strong, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of its own."""

    line: Line


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands over what follows inside a section; is never left alone."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines of one list; the last ones may be left out, which is told."""

    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the last rows may be left out, which is told. With `stands_for`, how many things each row
    tells, which are what is counted."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    stands_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of a file, each with ``+``, ``-`` or a space first."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A journey before and after; `words` says the same for a format without pictures, and for who cannot see."""

    journey: Mapping[str, Any]
    words: tuple[Line, ...]


Block = Paragraph | Heading | Bullets | Table | Source | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that belong together, such as all that is said of one change: shown as a whole or not at all."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A title and what is under it, either as blocks or as parts that may be left out from the end. A `folded` one
    opens when somebody wants to see it."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """All of it: the title, what is to be read first, the sections by weight, and where it is from."""

    title: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]
    footer: Line


def joined(lines: Sequence[Line], gap: str) -> Line:
    """Lines as one, with `gap` between them."""
    made: list[str | Code | Strong] = []
    for index, line in enumerate(lines):
        made += [gap, *line] if index else line
    return tuple(made)

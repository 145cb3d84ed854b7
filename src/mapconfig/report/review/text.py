"""The review for a terminal, and for a log: the same in the same order, with nothing that a screen could obey."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from mapconfig.language import LANGUAGES, Speech, say, speech
from mapconfig.report import Document, safe
from mapconfig.report.review.content import outline, parts_of
from mapconfig.report.review.outline import (
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Picture,
    Section,
    Source,
    Table,
    joined,
)

#: Columns of a screen, and rows of one block on it; the JSON document has all.
_WIDTH = 110
_ROWS = 40


def review(document: Document, *, speak: Speech | None = None, **_: Any) -> str:
    """The review in the language of `speak`."""
    writer = _Writer(speak or speech(LANGUAGES[0]))
    return "\n".join(writer.whole(document)) + "\n"


class _Writer:
    def __init__(self, speak: Speech) -> None:
        self.speak = speak

    def whole(self, document: Document) -> Iterator[str]:
        told = outline(document, self.speak)
        title = safe.terminal(told.title)
        yield from (title, "=" * min(len(title), _WIDTH), "")
        for line in told.lead:
            yield from (*_wrapped(_plain(line)), "")
        for section in told.sections:
            yield from self._section(section)
        yield from _wrapped(_plain(told.footer))

    def _section(self, section: Section) -> Iterator[str]:
        title = safe.terminal(section.title)
        yield from (title, "-" * min(len(title), _WIDTH))
        for part in parts_of(section)[:_ROWS]:
            for block in part.blocks:
                yield from self._block(block)
        left = len(parts_of(section)) - _ROWS
        if left > 0:
            yield f"  {self.speak(say('… and {n} more; --format json has all', n=left))}"
        yield ""

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield from _wrapped(_plain(block.line), "  ")
        elif isinstance(block, Heading):
            yield from ("", *_wrapped(_plain(block.line), "  "))
        elif isinstance(block, Source):
            yield from (f"      {safe.terminal(line)}" for line in block.lines)
        else:
            rows = _rows(block)
            for row in rows[:_ROWS]:
                yield from _wrapped(_plain(row), "  - ")
            if len(rows) > _ROWS:
                yield f"  {self.speak(say('… and {n} more; --format json has all', n=len(rows) - _ROWS))}"


def _rows(block: Bullets | Table | Picture) -> list[Line]:
    """What a list, a table or a picture says, a line each."""
    if isinstance(block, Bullets):
        return list(block.rows)
    if isinstance(block, Picture):
        return list(block.words)
    return [joined([cell for cell in row if cell], "  ") for row in block.rows]


def _plain(line: Line) -> str:
    return "".join(safe.terminal(piece if isinstance(piece, str) else piece.text) for piece in line)


def _wrapped(text: str, lead: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )

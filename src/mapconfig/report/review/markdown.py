"""The review for a comment on a forge or the summary of a job: Markdown that fits, whatever there is to say.

What does not fit is left out by whole rows and parts, from the end of what weighs least, and every such place says how
many are shown of how many there are. The markup is whole whatever is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mapconfig.language import LANGUAGES, Speech, Text, say, speech
from mapconfig.report import Document, safe
from mapconfig.report.review.content import outline, parts_of
from mapconfig.report.review.mermaid import flowchart
from mapconfig.report.review.outline import (
    Block,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Part,
    Picture,
    Section,
    Source,
    Strong,
    Table,
)
from mapconfig.report.review.profile import PROFILES, Profile
from mapconfig.report.review.sharing import shares, size
from mapconfig.values import dataclass

#: Room that is kept for words on what was left out of one block or of all of it.
_NOTE = 160


def review(
    document: Document,
    *,
    profile: str = "github",
    speak: Speech | None = None,
    head: str = "",
    warning: str = "",
    limit: int = 0,
    **_: Any,
) -> str:
    """The review for the forge called `profile`. `head` is put before it, for a mark by which a comment is found
    again, and `warning` is the first thing to read. `limit` is another one than the profile's, at least 4,000."""
    forge = PROFILES[profile]
    return _Writer(forge, speak or speech(LANGUAGES[0]), limit or forge.limit).whole(document, head, warning)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines that stay together, and what they count for."""

    lines: tuple[str, ...]
    counts: int = 1

    @property
    def cost(self) -> int:
        return sum(size(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Run:
    """Chunks of which the last may be left out. `before` and `after` are there when any of them is."""

    before: tuple[str, ...]
    chunks: tuple[_Chunk, ...]
    after: tuple[str, ...] = ("",)

    @property
    def frame(self) -> int:
        return sum(size(line) for line in (*self.before, *self.after))

    @property
    def cost(self) -> int:
        return self.frame + sum(chunk.cost for chunk in self.chunks)


class _Writer:
    def __init__(self, forge: Profile, speak: Speech, limit: int) -> None:
        self.forge = forge
        self.speak = speak
        self.limit = limit

    def whole(self, document: Document, head: str, warning: str) -> str:
        told = outline(document, self.speak)
        lines = [*([head, ""] if head else []), f"## {safe.prose(told.title)}", ""]
        if warning:
            lines += [f"**{safe.prose(self.speak(warning))}**", ""]
        closing = [f"{self._line(told.footer)}"]
        room = self.limit - sum(map(size, [*lines, *closing])) - 2 * _NOTE
        for paragraph in told.lead:
            said = self._line(paragraph)
            if size(said) + 1 > room:
                break
            lines += [said, ""]
            room -= size(said) + 1
        sections = [(section, self._runs(section)) for section in told.sections]
        wanted = [self._frame(section) + sum(run.cost + _NOTE for run in runs) for section, runs in sections]
        dropped = 0
        for (section, runs), share in zip(sections, shares(wanted, room), strict=True):
            made = list(self._section(section, runs, share))
            dropped += not made
            lines += made
        if dropped:
            lines += [self._say(say("{n} more parts of the review did not fit here.", n=dropped)), ""]
        return "\n".join([*lines, *closing]) + "\n"

    def _say(self, text: Text) -> str:
        return safe.prose(self.speak(text))

    def _frame(self, section: Section) -> int:
        return sum(size(line) for line in (*self._opening(section), *self._closing(section)))

    def _opening(self, section: Section) -> list[str]:
        if section.folded and self.forge.folds:
            return [f"<details><summary>{safe.xml(section.title)}</summary>", ""]
        return [f"### {safe.prose(section.title)}", ""]

    def _closing(self, section: Section) -> list[str]:
        return ["</details>", ""] if section.folded and self.forge.folds else []

    def _section(self, section: Section, runs: Sequence[_Run], room: int) -> Iterator[str]:
        """The lines of a section that has `room` bytes; none where not even its first chunk fits."""
        room -= self._frame(section)
        body: list[str] = []
        for run in runs:
            made = self._cut(run, room)
            if not made and not body:
                return
            body += made
            room -= sum(map(size, made))
        yield from (*self._opening(section), *body, *self._closing(section))

    def _cut(self, run: _Run, room: int) -> list[str]:
        """As many chunks of `run` as fit, and how many that is where it is not all."""
        whole = run.cost <= room
        left = room - run.frame - (0 if whole else _NOTE)
        lines: list[str] = []
        shown = 0
        for chunk in run.chunks:
            if chunk.cost > left:
                break
            lines += chunk.lines
            left -= chunk.cost
            shown += chunk.counts
        if not lines:
            return []
        total = sum(chunk.counts for chunk in run.chunks)
        note = [self._say(say("{shown} of {all} are shown.", shown=shown, all=total)), ""] if shown < total else []
        return [*run.before, *lines, *run.after, *note]

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _runs(self, section: Section) -> list[_Run]:
        if section.parts:
            return [_Run((), tuple(_Chunk(tuple(self._part(part))) for part in section.parts), ())]
        return [run for part in parts_of(section) for block in part.blocks for run in self._run(block)]

    def _run(self, block: Block) -> Iterator[_Run]:
        if isinstance(block, Bullets):
            yield _Run((), tuple(_Chunk((f"- {self._line(row)}",)) for row in block.rows))
        elif isinstance(block, Table):
            heads = (self._row([(head,) for head in block.heads]), "| --- " * len(block.heads) + "|")
            counts = block.stands_for or (1,) * len(block.rows)
            rows = zip(block.rows, counts, strict=True)
            yield _Run(heads, tuple(_Chunk((self._row(row),), count) for row, count in rows))
        else:
            yield _Run((), (_Chunk(tuple(self._block(block))),), ())

    def _part(self, part: Part) -> Iterator[str]:
        for block in part.blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        """The lines of a block as a whole, with an empty one at the end."""
        if isinstance(block, Paragraph):
            yield from (self._line(block.line), "")
        elif isinstance(block, Heading):
            yield from (f"#### {self._line(block.line)}", "")
        elif isinstance(block, Source):
            yield from (*safe.fence(list(block.lines), "diff" if self.forge.colours else ""), "")
        elif isinstance(block, Picture):
            yield from self._picture(block)
        else:
            for run in self._run(block):
                yield from run.before
                for chunk in run.chunks:
                    yield from chunk.lines
                yield from run.after

    def _picture(self, block: Picture) -> Iterator[str]:
        chart = flowchart(block.journey, self.speak) if self.forge.draws else ""
        if chart:
            yield from ("```mermaid", *chart.splitlines(), "```", "")
        else:
            yield from self._block(Bullets(block.words))

    def _line(self, line: Line, code: Callable[[str], str] = safe.code) -> str:
        made = []
        for piece in line:
            if isinstance(piece, Code):
                made.append(code(piece.text))
            elif isinstance(piece, Strong):
                made.append(f"**{safe.prose(piece.text)}**")
            else:
                made.append(safe.prose(piece))
        return "".join(made)

    def _row(self, cells: Sequence[Line]) -> str:
        return f"| {' | '.join(self._line(cell, safe.cell) or ' ' for cell in cells)} |"

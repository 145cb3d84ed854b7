"""Manual pages in other languages: Markdown, cut into what a translator is given piece by piece.

Headings, paragraphs, items of lists and the comments of examples are put into a language; the examples themselves are
YAML, and stay what they are. The pieces are in a catalogue of their own, which is read by the first page that is shown.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

#: Where the catalogues of the pages are, one for each language.
CATALOGUES = Path(__file__).parent / "catalogues" / "manual"
#: How long a line of a page may be where it is read in a terminal.
WIDTH = 120

#: What begins a line that is no continued paragraph: a heading, an item of a list, an example, nothing.
_BEGINS = re.compile(r"#{1,6} +|- +| {4}|\s*\Z")
#: What stands between words; not the blank at which no line may break.
_BLANKS = re.compile(r"[ \t\r]+")
#: What an example says beside its YAML, unless that is nothing but the name of a file.
_COMMENT = re.compile(r"(.*?(?:\A|\s)# +)(?!\S*[./]\S*\s*\Z)(.*\S)\s*\Z")


def pieces(page: str) -> Iterator[str]:
    """What there is to translate on a page, in order: no line breaks, no marks of Markdown around it but ticks."""
    found: list[str] = []

    def tell(piece: str) -> str:
        found.append(piece)
        return piece

    rewritten(page, tell)
    return iter(found)


def rewritten(page: str, tell: Callable[[str], str]) -> str:
    """The page with what `tell` makes of each of its pieces. A paragraph that it changes is then on one line (see
    `wrapped`); one that it leaves alone has the line breaks that it had."""
    return "\n".join(_lines(page.split("\n"), tell))


def _lines(lines: list[str], tell: Callable[[str], str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        mark = match[0] if (match := _BEGINS.match(lines[at])) else ""
        if not lines[at].strip():
            yield lines[at]
            at += 1
        elif mark == "    ":
            comment = _COMMENT.match(lines[at])
            yield f"{comment[1]}{tell(comment[2])}" if comment else lines[at]
            at += 1
        else:
            end = at + 1
            while end < len(lines) and not mark.startswith("#") and not _BEGINS.match(lines[end]):
                end += 1
            piece = _BLANKS.sub(" ", " ".join(lines[at:end])[len(mark) :]).strip(" ")
            told = tell(piece)
            if told == piece:
                yield from lines[at:end]
            else:
                yield f"{mark}{told}"
            at = end


def wrapped(page: str) -> str:
    """The page with its long lines broken for a terminal; examples are left alone."""
    import textwrap

    def folded(line: str) -> list[str]:
        mark = match[0] if (match := _BEGINS.match(line)) else ""
        if len(line) <= WIDTH or mark not in ("", "- "):
            return [line]
        return textwrap.wrap(
            line, WIDTH, subsequent_indent=" " * len(mark), break_long_words=False, break_on_hyphens=False
        )

    return "\n".join(broken for line in page.split("\n") for broken in folded(line))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """What the pages say in `language`, by what they say in English."""
    with open(CATALOGUES / f"{language}.mo", "rb") as file:
        return gettext.GNUTranslations(file)


def in_language(page: str, language: str) -> str:
    """The page in `language`; what its catalogue does not have, such as a page of somebody else, stays English."""
    return rewritten(page, catalogue(language).gettext)

"""An e-mail's HTML as the text that a person reads in it; nothing of the markup stays."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: Longer previews are cut, in characters.
LONGEST = 6_000

_NAMES = """
    address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_NAMES.split())
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math"})
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in ("p", "h1", "h2", "h3", "table") else "\n")
        elif tag == "img":
            said = dict(attrs).get("alt")
            self.parts.append(f"[{said}]" if said else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif not self._silent and tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def text_of(html: str, longest: int = LONGEST) -> tuple[str, int]:
    """The text of an HTML body, and how many characters of it were left out at the end. Never raises: what is no HTML
    is text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [_BLANKS.sub(" ", line).strip() for line in "".join(reader.parts).split("\n")]
    said = _LINES.sub("\n\n", "\n".join(lines)).strip()
    return cut(said, longest)


def cut(said: str, longest: int = LONGEST) -> tuple[str, int]:
    """`said` up to `longest` characters, and how many more there are."""
    return said[:longest], max(0, len(said) - longest)

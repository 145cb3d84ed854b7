"""How wide text is, roughly: drawings are made without a browser, so boxes get their size from this.

The widths are those of a common sans-serif face, a little generous, since a box that is too wide looks calm and one
that is too narrow does not. A browser test holds drawn labels to their boxes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from mapconfig.report.safe import terminal

__all__ = ["fitted", "width", "wrapped"]

_NARROW = frozenset("iljtfrI.,:;!|'()[]{}/\\ -`")
_WIDE = frozenset("mwMW@%&—…→")
ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def _em(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if char in _WIDE:
        return 0.95
    if char.isascii():
        return 0.69 if char.isupper() else 0.6
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0xFFFF else 0.72


@lru_cache(maxsize=32_768)  # the same names stand in the drawings of all their neighbours
def width(text: str, size: float) -> float:
    """How wide `text` is in pixels, in letters of `size` pixels; what is invisible has the width of its name."""
    return sum(map(_em, terminal(text))) * size


@lru_cache(maxsize=32_768)
def fitted(text: str, room: float, size: float) -> str:
    """`text`, cut with an ellipsis where it is wider than `room` pixels as it is shown."""
    if width(text, size) <= room:
        return text
    left = room - width(ELLIPSIS, size)
    kept = []
    for char in terminal(text):
        left -= _em(char) * size
        if left < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    """`text` in at most `most` lines of `room` pixels, broken at spaces and in keys at hyphens where it can be."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip(), size) > room:
            if len(lines) == most - 1:
                return (
                    [*map(str.strip, lines), fitted(text[len("".join(lines)) :].strip(), room, size)]
                    if lines
                    else [fitted(text, room, size)]
                )
            lines.append(line)
            line = piece.lstrip() if not lines else piece
        else:
            line += piece
    lines.append(line)
    return [fitted(each.strip(), room, size) for each in lines if each.strip()] or [""]


def _pieces(text: str) -> list[str]:
    """`text` in pieces between which a line may break; joined they are `text` again."""
    pieces: list[str] = []
    start = 0
    for at, char in enumerate(text):
        if char in " -_/." and at + 1 < len(text):
            pieces.append(text[start : at + 1])
            start = at + 1
    return [*pieces, text[start:]]

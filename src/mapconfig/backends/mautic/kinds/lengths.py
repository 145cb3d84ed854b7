"""Lengths of time as files write them ("3 days") and as events of campaigns have them (3 and ``d``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LENGTH = re.compile(r"([1-9][0-9]*) (minute|hour|day|week|month)s?")
_LETTERS = {"minute": "i", "hour": "h", "day": "d", "month": "m"}
_WORDS = {letter: word for word, letter in _LETTERS.items()}

#: A column of the database for whole numbers ends here.
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Length:
    """So many minutes (``i``), hours (``h``), days (``d``) or months (``m``), as Mautic counts them."""

    amount: int
    unit: str


def length(text: str) -> Length | None:
    """The length that `text` says; weeks are days, since events of campaigns know no weeks. None for another text."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    amount = int(found[1])
    made = Length(amount * 7, "d") if found[2] == "week" else Length(amount, _LETTERS[found[2]])
    return made if made.amount <= _MOST else None


def said(of: Length) -> str:
    """`of` as a file writes it."""
    word = _WORDS[of.unit]
    return f"{of.amount} {word}" if of.amount == 1 else f"{of.amount} {word}s"


def of_event(amount: object, unit: object) -> Length | None:
    """The length that an event of a campaign has; None where it has none that could be said."""
    if not isinstance(amount, int) or amount < 1 or not isinstance(unit, str):
        return None
    if unit.lower() == "y":
        return Length(amount * 12, "m")
    return Length(amount, unit.lower()) if unit.lower() in _WORDS else None

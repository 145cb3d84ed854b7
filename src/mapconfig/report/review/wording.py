"""Sentences of a review in the language of the reader, none longer than anybody reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mapconfig.language import Speech, Text, plural, say, unpacked
from mapconfig.report.review.outline import Code, Line, Strong

#: Characters of one text that somebody else wrote; what is longer is cut and says by how much.
LONGEST = 400
#: Names in one line.
NAMES = 3


def told(value: Any, speak: Speech, limit: int = LONGEST) -> str:
    """A sentence of the document in the language of `speak`, not longer than anybody reads."""
    return short(speak(unpacked(value)), limit)


def short(text: str, limit: int = LONGEST) -> str:
    """`text`, cut with a word on how much is missing."""
    return text if len(text) <= limit else f"{text[:limit]}… (+{len(text) - limit})"


#: What the people are that belong to an asset, by its kind.
_BELONGING = {
    "list": say("People on it"),
    "stage": say("People in it"),
    "rule": say("People who meet it"),
    "journey": say("People who are to enter it"),
    "email": say("People for whom it is"),
}


def belonging(kind: str) -> Text:
    """What the people are whom the numbers of an asset of this kind count."""
    return _BELONGING.get(kind) or say("People")


def codes(names: Sequence[str], speak: Speech, most: int = NAMES) -> Line:
    """The first few of `names`, and how many more."""
    line: list[str | Code | Strong] = []
    for index, name in enumerate(names[:most]):
        line += [", ", Code(short(name))] if index else [Code(short(name))]
    if len(names) > most:
        line.append(f" {speak(plural('and {n} more', 'and {n} more', len(names) - most))}")
    return tuple(line)

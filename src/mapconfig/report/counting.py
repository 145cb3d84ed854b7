"""Counts of people as cells of a table, and moments, in the words of a view."""

from __future__ import annotations

from mapconfig.language import Text, say

_ABOUT = say("about {n:,}", n=0).template


def bare(words: str) -> str:
    """A count without the word that says that it is rounded, for a table that says so once."""
    if isinstance(words, Text) and words.template == _ABOUT:
        return say("{n:,}", n=int(words.values["n"]))
    return words if isinstance(words, Text) else words.removeprefix("about ")


def moment(as_of: str) -> Text:
    """``2026-11-22 09:00 UTC`` of an instant in UTC."""
    return say("{moment} UTC", moment=f"{as_of[:10]} {as_of[11:16]}")

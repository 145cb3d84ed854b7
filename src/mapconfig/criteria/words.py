"""Sentences cut into words, and texts put back into words that mean the same."""

from __future__ import annotations

import re

# A quoted text with its quotes ("" is one quote inside); a bare word; a bracket or comma; a quote never closed.
# No alternative can match what another has begun to match, and nothing is given back: one pass, whatever the text.
_WORD = re.compile(r'"(?:[^"]++|"")*+"|[^\s"\[\],][^\s\[\],]*+|[\[\],]|".*+', re.DOTALL)

#: A text that can stand without quotes: words with one space between them.
_BARE = re.compile(r"[^\s\"\[\],'‘“„][^\s\[\],]*+(?: [^\s\"\[\],][^\s\[\],]*+)*+")

#: Behind `is` these are not the beginning of a value.
_OTHER_IS = re.compile(r"blank\Z|not(?: |\Z)|at (?:least|most)(?: |\Z)")

#: Words that end a value of `changed from .. to ..`.
BOUNDARY = frozenset(["from", "to", "in", "since", "before", "between"])
#: Words that end the object of an activity, so they are no names unless quoted.
NAME_BOUNDARY = frozenset(["any", "in", "since", "before", "between", "at", "exactly", "more", "fewer", "less", "or"])

_JOINERS = frozenset(["and", "or"])
_TEST_WORDS = frozenset(["is", "in", "not", "contains", "does", "starts", "ends", "=", "!=", ">", ">=", "<", "<="])


def words_of(text: str) -> list[str]:
    """The words of `text`, quoted ones with their quotes."""
    return _WORD.findall(text)


def words_with_offsets(text: str) -> list[tuple[str, int]]:
    """The words of `text`, each with the number of characters in front of it."""
    return [(match[0], match.start()) for match in _WORD.finditer(text)]


def is_quoted(word: str) -> bool:
    """True for a quoted text that was closed."""
    return len(word) > 1 and word[0] == '"' and word[-1] == '"' and word.count('"') % 2 == 0


def unquoted(word: str) -> str:
    """The text that `word` stands for."""
    return word[1:-1].replace('""', '"') if is_quoted(word) else word


def quoted(text: str) -> str:
    """`text` in double quotes."""
    return '"' + text.replace('"', '""') + '"'


def holds_two_tests(low: list[str]) -> bool:
    """True when a value reads like `DE and industry is Banking`: somebody forgot that a sentence holds one test."""
    return any(low[i] in _JOINERS and low[i + 2] in _TEST_WORDS for i in range(1, len(low) - 2))


def value_word(text: str) -> str:
    """`text` as a value in a sentence: bare where that reads back as the same text, else in quotes."""
    if _BARE.fullmatch(text) is None:
        return quoted(text)
    if " " in text:
        low = text.lower()
        if low == "or blank" or low.endswith(" or blank") or holds_two_tests(low.split(" ")):
            return quoted(text)
    return text


def value_after_is(text: str) -> str:
    """`text` as a value behind `is` and `is not`, where some first words mean something else."""
    word = value_word(text)
    if word[0] != '"' and _OTHER_IS.match(word.lower()) is not None:
        return quoted(text)
    return word


def value_in_change(text: str) -> str:
    """`text` as a value of `changed from .. to ..`, which ends at any of the `BOUNDARY` words."""
    if not text:
        return "blank"
    word = value_word(text)
    if word[0] != '"' and (word.lower() == "blank" or not BOUNDARY.isdisjoint(word.lower().split(" "))):
        return quoted(text)
    return word


def name_word(name: str) -> str:
    """The name of something people do things to, as one word."""
    word = value_word(name)
    if word[0] != '"' and (" " in word or word.lower() in NAME_BOUNDARY):
        return quoted(name)
    return word


#: Words at the start of a sentence that begin something else than a test of a field.
FIRST_WORDS = frozenset(
    [
        "in",
        "not",
        "never",
        "was",
        "opened",
        "clicked",
        "bounced",
        "submitted",
        "viewed",
        "downloaded",
        "attended",
        "did",
    ]
)


def field_word(name: str) -> str:
    """The name of a field at the start of a sentence."""
    return quoted(name) if name.lower() in FIRST_WORDS else name

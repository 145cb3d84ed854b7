"""One sentence of the criteria language, read by hand in one pass.

A sentence is cut into words once; quoted words, brackets and commas are words of their own. Every decision looks at a
fixed number of words, so time grows with the length of the sentence and nothing else. What was read is remembered per
text, because an org says the same sentence many times and several stages ask for it.
"""

from __future__ import annotations

from functools import lru_cache

from mapconfig.address import Address
from mapconfig.criteria.activities import activity, membership
from mapconfig.criteria.field_tests import field_test
from mapconfig.criteria.format import LIST_COLUMNS, long_form, write
from mapconfig.criteria.parts import SentenceError
from mapconfig.criteria.syntax import FieldTest, Test
from mapconfig.criteria.words import FIRST_WORDS, words_of, words_with_offsets
from mapconfig.language import Text, say

MAX_SENTENCE = 20_000
"""Characters of one sentence."""


class Reading:
    """What one text turned out to be: a test, or why it is none."""

    __slots__ = ("addresses", "fault", "named", "test", "written")

    def __init__(self, test: Test | None, named: int, fault: tuple[int, Text, Text] | None) -> None:
        self.test = test
        self.named = named
        """Which word names a field, list, e-mail or form; -1 when none does."""
        self.fault = fault
        """Column offset, message and fix; None when the sentence can be read."""
        self.written: str | tuple[str, list[str]] | None = None
        """The one writing, once it was asked for: a sentence, or the key and values of the long form."""
        self.addresses: tuple[Address, ...] | None = None
        """What it names, once that was asked for, outside of any related record."""


@lru_cache(maxsize=16_384)
def read_sentence(text: str) -> Reading:
    """`text` as one sentence. Never raises."""
    if len(text) > MAX_SENTENCE:
        return _faulty(
            0,
            say(
                "This sentence has {text:,} characters; {max_sentence:,} is the limit.",
                text=len(text),
                max_sentence=MAX_SENTENCE,
            ),
            say("Split it."),
        )
    words = words_of(text)
    try:
        if not words:
            raise SentenceError(
                0, say("This sentence is empty."), say("Write one, for example `country is DE`, or remove the line.")
            )
        test, named = _sentence(words, [word.lower() for word in words])
    except SentenceError as error:
        starts = words_with_offsets(text)
        column = starts[error.word][1] if error.word < len(starts) else len(text)
        return _faulty(column, error.message, error.fix)
    return Reading(test, named, None)


def _faulty(column: int, message: Text, fix: Text) -> Reading:
    return Reading(None, -1, (column, message, fix))


def written(reading: Reading) -> str | tuple[str, list[str]] | None:
    """The one writing of what was read, or None when it could not be read."""
    if reading.written is None and reading.test is not None:
        reading.written = one_writing(reading.test)
    return reading.written


def one_writing(test: Test) -> str | tuple[str, list[str]]:
    """A sentence, or the key and values of the long form where the sentence would be too long for a line."""
    text = write(test)
    if (
        len(text) > LIST_COLUMNS
        and isinstance(test, FieldTest)
        and not test.or_blank
        and test.operator in ("in", "not in")
    ):
        return long_form(test)
    return text


def _sentence(words: list[str], low: list[str]) -> tuple[Test, int]:
    """The test, and the word of it that names an asset."""
    first = low[0]
    if first not in FIRST_WORDS:
        return field_test(words, low), 0
    if first in ("in", "not"):
        return membership(words, low)
    return activity(words, low)

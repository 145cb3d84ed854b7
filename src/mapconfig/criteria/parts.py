"""The parts that sentences share: values, numbers, dates, lengths of time."""

from __future__ import annotations

import re
from datetime import date

from mapconfig.criteria.syntax import UNITS, Span, Window
from mapconfig.criteria.words import holds_two_tests, is_quoted, unquoted
from mapconfig.language import NOTHING, Text, say

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_COUNT = re.compile(r"[0-9]{1,6}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNITS = {form: unit for unit in UNITS for form in (unit, unit[:-1])}

#: What a bare value cannot begin with without a closer look.
SPECIAL = frozenset("[],\"'‘“„")


class SentenceError(Exception):
    """A sentence cannot be read: at which word, why, and what to write instead."""

    def __init__(self, word: int, message: Text, fix: Text = NOTHING) -> None:
        super().__init__(message)
        self.word = word
        self.message = message
        self.fix = fix


def value_at(words: list[str], low: list[str], start: int, end: int, number: bool = False) -> str:
    """The words from `start` up to `end` as one value."""
    if end - start == 1:
        word = words[start]
        first = word[0]
        if first == '"':
            if not is_quoted(word):
                raise SentenceError(start, say('This quoted text has no closing `"`.'), say('Put a `"` behind it.'))
            text = unquoted(word)
            if not text:
                raise SentenceError(
                    start, say("An empty text is the same as a blank."), say("Write `is blank` or `is not blank`.")
                )
            return text
        if first not in SPECIAL:
            return word
    if end <= start:
        raise SentenceError(
            len(words),
            say("A number is missing at the end.") if number else say("A value is missing at the end."),
            say("Say a number.") if number else say("Say a value."),
        )
    part = words[start:end]
    for index, word in enumerate(part, start):
        if word in ("[", "]", ","):
            raise SentenceError(
                index,
                say("`{word}` has a meaning of its own here.", word=word),
                say("Put a value with a comma or bracket in double quotes; several values go `in [one, another]`."),
            )
        if word[0] == '"':
            if not is_quoted(word):
                raise SentenceError(index, say('This quoted text has no closing `"`.'), say('Put a `"` behind it.'))
            raise SentenceError(
                index, say("A quoted value stands alone."), say("Put the whole value in one pair of quotes.")
            )
    text = " ".join(part)
    if text[0] in "'‘“„" and text[-1] in "'’”“" and len(text) > 1:
        raise SentenceError(
            start,
            say("{text} is part of the text here and does not quote it.", text=text[0]),
            say('Write "{text}".', text=text[1:-1]),
        )
    if len(part) > 2 and holds_two_tests(low[start:end]):
        raise SentenceError(
            start,
            say("This reads like two tests, and a sentence holds one."),
            say(
                "Write one sentence a line, in a group `any:` if one of them is enough. If it is one text, double "
                "quotes around it say so."
            ),
        )
    return text


def nothing_after(words: list[str], end: int, position: int) -> None:
    """Raises SentenceError when the sentence goes on at `position`."""
    if position < end:
        raise SentenceError(
            position,
            say("`{words}` is one word too many here.", words=words[position]),
            say("Write one test in one sentence."),
        )


def plain_number(text: str) -> str | None:
    """`text` in the one writing of a number, or None when it is no number."""
    if _NUMBER.fullmatch(text) is None:
        return None
    sign = "-" if text[0] == "-" else ""
    whole, _, decimals = text.lstrip("+-").partition(".")
    decimals = decimals.rstrip("0")
    number = (whole.lstrip("0") or "0") + ("." + decimals if decimals else "")
    return number if number == "0" else sign + number


def is_date(text: str) -> bool:
    """True for a day of the calendar, written ``YYYY-MM-DD``."""
    if DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day_at(words: list[str], at: int, end: int) -> str:
    """The date that the word at `at` is."""
    if at >= end:
        raise SentenceError(len(words), say("A date is missing at the end."), say("Write it as 2026-01-31."))
    text = unquoted(words[at])
    if not is_date(text):
        why = say("there is no such day") if DATE.fullmatch(text) else say("dates are written year-month-day")
        raise SentenceError(
            at, say("`{text}` is not a date: {why}.", text=text, why=why), say("Write it as 2026-01-31.")
        )
    return text


def span_at(words: list[str], low: list[str], at: int, end: int) -> tuple[Span, int]:
    """The length of time that begins at `at`, and the position behind it."""
    if at >= end:
        raise SentenceError(
            len(words), say("A length of time is missing at the end."), say("Write for example `30 days`.")
        )
    if _COUNT.fullmatch(words[at]) is None:
        raise SentenceError(
            at,
            say("`{words}` is not a number of days or the like.", words=words[at]),
            say("Write for example `30 days`."),
        )
    unit = _UNITS.get(low[at + 1]) if at + 1 < end else None
    if unit is None:
        raise SentenceError(
            min(at + 1, len(words)), say("A unit is missing."), say("Write one of {units}.", units=", ".join(UNITS))
        )
    return Span(int(words[at]), unit), at + 2


def count_at(words: list[str], at: int) -> int:
    """The number of times that the word at `at` is."""
    if at >= len(words):
        raise SentenceError(at, say("A number is missing at the end."), say("Write for example `at least 3 times`."))
    if _COUNT.fullmatch(words[at]) is None:
        raise SentenceError(
            at,
            say("`{words}` is not a number of times.", words=words[at]),
            say("Write a whole number below a million."),
        )
    return int(words[at])


def window_at(words: list[str], low: list[str], at: int, end: int) -> tuple[Window | None, int]:
    """The window that begins at `at`, if one does, and the position behind it."""
    if at >= end:
        return None, at
    word = low[at]
    if word == "in":
        if at + 1 >= end or low[at + 1] != "last":
            raise SentenceError(
                at, say("A time that ends now is written `in last`."), say("Write for example `in last 30 days`.")
            )
        span, after = span_at(words, low, at + 2, end)
        return Window("in last", span=span), after
    if word == "since":
        return Window("since", day_at(words, at + 1, end)), at + 2
    if word == "before":
        return Window("before", day_at(words, at + 1, end)), at + 2
    if word == "between":
        if at + 2 >= end or low[at + 2] != "and":
            raise SentenceError(
                at, say("`between` needs two dates."), say("Write `between 2026-01-01 and 2026-03-31`.")
            )
        return Window("between", day_at(words, at + 1, end), day_at(words, at + 3, end)), at + 4
    return None, at

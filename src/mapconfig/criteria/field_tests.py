"""Sentences that test a field."""

from __future__ import annotations

import re
from collections.abc import Callable

from mapconfig.criteria.parts import (
    DATE,
    SentenceError,
    day_at,
    nothing_after,
    plain_number,
    span_at,
    value_at,
    window_at,
)
from mapconfig.criteria.problem import did_you_mean
from mapconfig.criteria.syntax import KEY, OPERATORS, QUANTIFIERS, ChangeTest, FieldTest, Test
from mapconfig.criteria.words import BOUNDARY, FIRST_WORDS, unquoted, words_of
from mapconfig.language import Text, say

#: Other ways to say a test, and how it is said here.
_OTHERWISE = {
    "==": "=",
    "<>": "!=",
    "≠": "!=",
    "≥": ">=",
    "≤": "<=",
    "=>": ">=",
    "=<": "<=",
    "equals": "is",
    "equal": "is",
    "isn't": "is not",
    "isnt": "is not",
    "isn’t": "is not",
    "not": "not in [..]",
    "like": "contains",
    "includes": "contains",
    "include": "contains",
    "containing": "contains",
    "contain": "contains",
    "doesn't": "does not contain",
    "doesn’t": "does not contain",
    "start": "starts with",
    "begins": "starts with",
    "end": "ends with",
    "exists": "is not blank",
    "empty": "is blank",
    "blank": "is blank",
    "has": "is",
    "was": "is",
    "greater": ">",
    "less": "<",
    "more": ">",
    "fewer": "<",
    "at": "is at least",
    "since": "on or after",
    "until": "before",
    "within": "in last",
    "last": "in last",
    "next": "in next",
    "older": "more than INT days ago",
}


def field_test(words: list[str], low: list[str]) -> Test:
    """The test of a field that `words` are; `low` are the same words in lower case."""
    end = len(words)
    or_blank = end > 2 and low[-1] == "blank" and low[-2] == "or"
    if or_blank:
        end -= 2
    name = words[0]
    if name[0] == '"':
        name = unquoted(name)
    if KEY.fullmatch(name) is None:
        raise _no_field(words)
    if end < 2:
        raise SentenceError(
            len(words),
            say("This says nothing about `{name}`.", name=name),
            say("Add a test, for example `{name} is not blank`.", name=name),
        )
    read = _TESTS.get(low[1])
    if read is None:
        raise _no_test(name, words, low)
    return read(name, words, low, end, or_blank)


def _no_field(words: list[str]) -> SentenceError:
    first = words[0]
    cut = re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*?)(!=|>=|<=|==|=|>|<)(.*)", first, re.DOTALL)
    if cut is not None:
        sign = "=" if cut[2] == "==" else cut[2]
        rest = " ".join([word for word in (cut[3], *words[1:]) if word])
        return SentenceError(
            0,
            say("There are no spaces around `{cut}`.", cut=cut[2]),
            say("Write `{sentence}`.", sentence=f"{cut[1]} {sign} {rest}".rstrip()),
        )
    if first in "[],":
        return SentenceError(
            0, say("A sentence begins with a field, a list or something people do, not with a bracket or comma.")
        )
    return SentenceError(
        0,
        say(
            "`{first}` cannot be the name of a field: names have letters, digits, dots, hyphens and underscores.",
            first=first,
        ),
        say("Write the key of a field asset, for example `country` or `account.type`."),
    )


def _no_test(name: str, words: list[str], low: list[str]) -> SentenceError:
    if low[0] in ("some", "no", "all", "any", "none"):
        return SentenceError(
            0,
            say("`{words}` begins a group, and a group is a key with a colon and its sentences below.", words=words[0]),
            say(
                "Write `{value}:` and one sentence a line below it.",
                value=" ".join(words[:2]) if low[0] in QUANTIFIERS else low[0],
            ),
        )
    instead = _OTHERWISE.get(low[1]) or did_you_mean(low[1], list(_TESTS))
    fix = (
        say("Did you mean `{name} {instead}`?", name=name, instead=instead)
        if instead
        else say("Tests are: {operators}, changed.", operators=", ".join(OPERATORS))
    )
    close = did_you_mean(low[0], [verb for verb in FIRST_WORDS if len(verb) > 3])
    if close and not instead:
        fix = say("Did you mean `{close}`?", close=close)
    return SentenceError(1, say("`{words}` is no test of a field.", words=words[1]), fix)


def _is(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    third = low[2] if end > 2 else ""
    if third == "blank" and end == 3:
        return FieldTest(name, "is blank", (), or_blank)
    if third == "not":
        if end == 4 and low[3] == "blank":
            return FieldTest(name, "is not blank", (), or_blank)
        if end > 4 and low[3] == "in" and words[4] == "[":
            raise SentenceError(
                2, say("A list of values goes without `is`."), say("Write `{name} not in [..]`.", name=name)
            )
        return FieldTest(name, "is not", (value_at(words, low, 3, end),), or_blank)
    if third == "at" and end > 3 and low[3] in ("least", "most"):
        return FieldTest(name, f"is at {low[3]}", (value_at(words, low, 4, end),), or_blank)
    if third == "in" and end > 3 and words[3] == "[":
        raise SentenceError(2, say("A list of values goes without `is`."), say("Write `{name} in [..]`.", name=name))
    return FieldTest(name, "is", (value_at(words, low, 2, end),), or_blank)


def _in(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    return _in_or_not(name, words, low, end, or_blank, 2, "in")


def _not(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    if end < 3 or low[2] != "in":
        raise SentenceError(
            1,
            say("`not` is followed by `in` here."),
            say("Write `{name} is not ..` or `{name} not in [..]`.", name=name),
        )
    return _in_or_not(name, words, low, end, or_blank, 3, "not in")


def _in_or_not(name: str, words: list[str], low: list[str], end: int, or_blank: bool, at: int, operator: str) -> Test:
    if at < end:
        if words[at] == "[":
            return FieldTest(name, operator, _listed(words, low, at, end), or_blank)
        if low[at] == "last" or (low[at] == "next" and operator == "in"):
            span, after = span_at(words, low, at + 1, end)
            nothing_after(words, end, after)
            return FieldTest(name, f"{operator} {low[at]}", (), or_blank, span)
        if low[at] == "list":
            raise SentenceError(
                0,
                say("Membership of a list is a sentence of its own."),
                say("Write `{operator} list NAME`.", operator=operator),
            )
        if low[at] in ("past", "the"):
            raise SentenceError(
                at,
                say("A time that ends now is written `in last`."),
                say("Write `{name} {operator} last 30 days`.", name=name, operator=operator),
            )
    raise SentenceError(
        at,
        say("`{operator}` is followed by values in brackets, or by a time.", operator=operator),
        say("Write `{name} {operator} [one, another]`.", name=name, operator=operator),
    )


def _listed(words: list[str], low: list[str], start: int, end: int) -> tuple[str, ...]:
    """The values between the bracket at `start` and the one that has to stand just before `end`."""
    if words[end - 1] != "]":
        try:
            closing = words.index("]", start, end)
        except ValueError:
            raise SentenceError(
                start, say("This bracket is never closed."), say("Put a `]` behind the last value.")
            ) from None
        raise SentenceError(
            closing + 1, say("Nothing but `or blank` may follow the values."), say("Write one test in one sentence.")
        )
    values = []
    begin = start + 1
    last = end - 1
    if begin == last:
        return ()
    for index in range(begin, last):
        if words[index] == ",":
            if index == begin:
                raise SentenceError(
                    index, say("There is no value in front of this comma."), say("Remove the comma or add the value.")
                )
            values.append(value_at(words, low, begin, index))
            begin = index + 1
    if begin == last:
        raise SentenceError(
            last - 1, say("There is no value behind the last comma."), say("Remove the comma or add the value.")
        )
    values.append(value_at(words, low, begin, last))
    return tuple(values)


def values_as_written(text: str) -> tuple[str, ...]:
    """The values of a readable sentence with `in [..]` as it has them: in its order, repetitions included."""
    words = words_of(text)
    end = len(words) - words[::-1].index("]")
    return _listed(words, [word.lower() for word in words], words.index("["), end)


def _text_test(operator: str, following: str, at: int) -> Callable[[str, list[str], list[str], int, bool], Test]:
    def read(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
        if following and (end < at or low[at - 1] != following):
            raise SentenceError(
                at - 1,
                say("`{words}` is followed by `{following}`.", words=words[1], following=following),
                say("Write `{name} {operator} ..`.", name=name, operator=operator),
            )
        return FieldTest(name, operator, (value_at(words, low, at, end),), or_blank)

    return read


def _does(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    if end > 3 and low[2] == "not":
        if low[3] == "contain":
            return FieldTest(name, "does not contain", (value_at(words, low, 4, end),), or_blank)
        if low[3] in ("start", "end") and end > 4 and low[4] == "with":
            return FieldTest(name, f"does not {low[3]} with", (value_at(words, low, 5, end),), or_blank)
    raise SentenceError(
        1,
        say("`{words}` begins none of the tests.", words=words[1]),
        say("Write `{name} does not contain ..`, `does not start with ..` or `does not end with ..`.", name=name),
    )


def _changed(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    at = 2
    ends: dict[str, str | None] = {"from": None, "to": None}
    for word in ("from", "to"):
        if at < end and low[at] == word:
            start = at = at + 1
            while at < end and low[at] not in BOUNDARY:
                at += 1
            ends[word] = "" if low[start:at] == ["blank"] else value_at(words, low, start, at)
    window, at = window_at(words, low, at, end)
    nothing_after(words, end, at)
    return ChangeTest(name, ends["from"], ends["to"], window, or_blank)


def _compared(operator: str) -> Callable[[str, list[str], list[str], int, bool], Test]:
    def read(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
        value = value_at(words, low, 2, end, number=True)
        number = plain_number(value)
        if number is None:
            raise SentenceError(
                2,
                say("`{operator}` compares numbers, and `{value}` is none.", operator=operator, value=value),
                _instead_of_number(name, operator, value),
            )
        return FieldTest(name, operator, (number,), or_blank)

    return read


def _instead_of_number(name: str, operator: str, value: str) -> Text:
    if DATE.fullmatch(value):
        words = {"=": "on", "<": "before", ">": "after", "<=": "on or before", ">=": "on or after"}
        return (
            say("Write `{sentence}`.", sentence=f"{name} {words[operator]} {value}")
            if operator in words
            else say("Write `none:` over `{sentence}`.", sentence=f"{name} on {value}")
        )
    if operator in ("=", "!="):
        return say("For a text write `{sentence}`.", sentence=f"{name} {'is' if operator == '=' else 'is not'} {value}")
    bare = value.replace(",", "").replace("'", "").replace("_", "").replace(" ", "")
    if plain_number(bare) is not None:
        return say("Write `{sentence}`.", sentence=f"{name} {operator} {bare}")
    if operator in (">=", "<=") and not value[0].isdigit():
        least = "least" if operator == ">=" else "most"
        return say("For an ordered choice write `{sentence}`.", sentence=f"{name} is at {least} {value}")
    return say("Write digits, with a point before decimals.")


def _between(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    if end != 5 or low[3] != "and":
        raise SentenceError(
            min(2, end),
            say("`between` needs two numbers or two dates."),
            say("Write `{name} between 10 and 20`.", name=name),
        )
    numbers = plain_number(words[2]), plain_number(words[4])
    if numbers[0] is not None and numbers[1] is not None:
        return FieldTest(name, "between", (numbers[0], numbers[1]), or_blank)
    return FieldTest(name, "between", (day_at(words, 2, end), day_at(words, 4, end)), or_blank)


def _on(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    operator, at = "on", 2
    if end > 3 and low[2] == "or" and low[3] in ("before", "after"):
        operator, at = f"on or {low[3]}", 4
    return _dated(operator, at, name, words, end, or_blank)


def _dated(operator: str, at: int, name: str, words: list[str], end: int, or_blank: bool) -> Test:
    day = day_at(words, at, end)
    nothing_after(words, end, at + 1)
    return FieldTest(name, operator, (day,), or_blank)


def _before(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    return _dated(low[1], 2, name, words, end, or_blank)


def _more(name: str, words: list[str], low: list[str], end: int, or_blank: bool) -> Test:
    if end < 3 or low[2] != "than":
        raise SentenceError(
            1,
            say("`more` is followed by `than`."),
            say("Write `{name} more than 30 days ago`, or `{name} > 30`.", name=name),
        )
    if end == 4 and plain_number(words[3]) is not None:
        raise SentenceError(
            1, say("Numbers are compared with signs."), say("Write `{name} > {words}`.", name=name, words=words[3])
        )
    span, at = span_at(words, low, 3, end)
    if at >= end or low[at] != "ago":
        raise SentenceError(
            at,
            say("`ago` is missing."),
            say("Write `{name} more than {span} ago`.", name=name, span=span.words),
        )
    nothing_after(words, end, at + 1)
    return FieldTest(name, "more than ago", (), or_blank, span)


_TESTS: dict[str, Callable[[str, list[str], list[str], int, bool], Test]] = {
    "is": _is,
    "in": _in,
    "not": _not,
    "contains": _text_test("contains", "", 2),
    "starts": _text_test("starts with", "with", 3),
    "ends": _text_test("ends with", "with", 3),
    "does": _does,
    "changed": _changed,
    "between": _between,
    "on": _on,
    "before": _before,
    "after": _before,
    "more": _more,
    **{operator: _compared(operator) for operator in ("=", "!=", ">", ">=", "<", "<=")},
}

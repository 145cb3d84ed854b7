"""Sentences about what people did, and about the lists they are members of."""

from __future__ import annotations

from typing import Literal

from mapconfig.criteria.parts import SentenceError, count_at, value_at, window_at
from mapconfig.criteria.problem import did_you_mean
from mapconfig.criteria.syntax import KEY, VERBS, ActivityTest, ListTest, Test, Times
from mapconfig.criteria.words import NAME_BOUNDARY, unquoted
from mapconfig.language import say

_TIMES: dict[tuple[str, str], Literal["at least", "at most", "more than", "fewer than"]] = {
    ("at", "least"): "at least",
    ("at", "most"): "at most",
    ("more", "than"): "more than",
    ("fewer", "than"): "fewer than",
}


_A = {
    "list": say("a list"),
    "email": say("an e-mail"),
    "form": say("a form"),
    "page": say("a page"),
    "file": say("a file"),
    "webinar": say("a webinar"),
}


def membership(words: list[str], low: list[str]) -> tuple[Test, int]:
    at = 0
    if low[0] == "not":
        at = 1
    if low[at : at + 2] != ["in", "list"]:
        raise SentenceError(
            0,
            say("A sentence that begins with `{words}` is about a list.", words=words[0]),
            say(
                "Write `in list NAME` or `not in list NAME`; to turn another sentence round, put it in a group `none:`."
            ),
        )
    if len(words) < at + 3:
        raise SentenceError(
            len(words), say("The name of a list is missing at the end."), say("Write the key of a list asset.")
        )
    if low[-2:] == ["or", "blank"] and len(words) > at + 3:
        raise SentenceError(
            at + 3, say("A list has no blanks: everybody is a member or not."), say("Remove `or blank`.")
        )
    if len(words) > at + 3:
        raise SentenceError(
            at + 3, say("The name of a list is one word."), say("Write the key of the list asset, not its title.")
        )
    return ListTest(_key_name("list", words, at + 2), at == 0), at + 2


def activity(words: list[str], low: list[str]) -> tuple[Test, int]:
    end = len(words)
    never = low[0] == "never"
    at = 1 if never else 0
    verb = low[at] if at < end else ""
    if verb == "was":
        if at + 1 >= end or low[at + 1] != "sent":
            raise SentenceError(
                at,
                say("`was` is followed by `sent`."),
                say("Write `was sent any email`, or `never was sent any email`."),
            )
        verb = "was sent"
        at += 1
    if verb not in VERBS:
        verbs = ", ".join(VERBS)
        close = did_you_mean(verb, list(VERBS))
        fix = (
            say("Did you mean `{close}`?", close=close) if close else say("Write for example `never opened any email`.")
        )
        raise SentenceError(at, say("`never` is followed by something people do: {verbs}.", verbs=verbs), fix)
    at += 1
    name, named, at = _object(verb, words, low, at, end)
    times, at = (None, at) if never else _times(words, low, at, end)
    window, at = window_at(words, low, at, end)
    if at < end:
        raise _after_activity(words, low, at, never)
    return ActivityTest(verb, name, times, window, never), named


def _object(verb: str, words: list[str], low: list[str], at: int, end: int) -> tuple[str | None, int, int]:
    """What an activity was done to: its name (None for any), the word that is an asset's key (or -1), where it ends."""
    kind = VERBS[verb]
    if kind == "activity":
        if at < end and low[at] == "any":
            return None, -1, at + 1
        if at >= end or low[at] in NAME_BOUNDARY:
            raise SentenceError(
                at, say("What they did is missing."), say("Write `did any`, or `did` and the name of the activity.")
            )
        return value_at(words, low, at, at + 1), -1, at + 1
    if at < end and low[at] == "any":
        if at + 1 < end and low[at + 1] == kind:
            return None, -1, at + 2
        raise SentenceError(
            min(at + 1, end),
            say("`{verb} any` is followed by `{kind}`.", verb=verb, kind=kind),
            say("Write `{verb} any {kind}`.", verb=verb, kind=kind),
        )
    if at >= end or low[at] != kind:
        raise SentenceError(
            at,
            say("`{verb}` needs to know which {kind}.", verb=verb, kind=kind),
            say("Write `{verb} any {kind}` or `{verb} {kind} NAME`.", verb=verb, kind=kind),
        )
    at += 1
    if at < end and low[at] not in NAME_BOUNDARY:
        if kind in ("email", "form"):
            return _key_name(kind, words, at), at, at + 1
        return value_at(words, low, at, at + 1), -1, at + 1
    if kind in ("email", "form"):
        raise SentenceError(
            at,
            say(
                "`{verb} {kind}` needs a name; one that is called `{name}` goes in double quotes.",
                verb=verb,
                kind=kind,
                name=words[at],
            )
            if at < end
            else say("`{verb} {kind}` needs a name.", verb=verb, kind=kind),
            say("Write `{verb} any {kind}` or `{verb} {kind} NAME`.", verb=verb, kind=kind),
        )
    return None, -1, at


def _key_name(kind: str, words: list[str], at: int) -> str:
    """The name of a list, e-mail or form: one word, the key of the asset."""
    name = unquoted(words[at])
    if KEY.fullmatch(name) is None:
        raise SentenceError(
            at,
            say(
                "`{name}` cannot be the key of {a}: keys have letters, digits, dots, hyphens and underscores.",
                name=name,
                a=_A[kind],
            ),
            say("Write the key of the {kind} asset, not its title.", kind=kind),
        )
    return name


def _times(words: list[str], low: list[str], at: int, end: int) -> tuple[Times | None, int]:
    """How often, if that is said at `at`, and the position behind it."""
    if at >= end:
        return None, at
    word = low[at]
    kind: Literal["at least", "at most", "exactly", "more than", "fewer than", "between"]
    if word == "between":
        if at + 4 >= end or low[at + 2] != "and" or low[at + 4] not in ("times", "time"):
            return None, at  # a window
        return Times("between", count_at(words, at + 1), count_at(words, at + 3)), at + 5
    if word == "exactly":
        kind, number = "exactly", at + 1
    elif at + 1 < end and (word, low[at + 1]) in _TIMES:
        kind, number = _TIMES[word, low[at + 1]], at + 2
    else:
        return None, at
    count = count_at(words, number)
    if number + 1 >= end or low[number + 1] not in ("times", "time"):
        raise SentenceError(
            min(number + 1, end),
            say("`times` is missing."),
            say("Write `{kind} {count} times`.", kind=kind, count=count),
        )
    return Times(kind, count), number + 2


def _after_activity(words: list[str], low: list[str], at: int, never: bool) -> SentenceError:
    if low[at:] == ["or", "blank"]:
        return SentenceError(at, say("What people do has no blanks: it happened or not."), say("Remove `or blank`."))
    if never:
        return SentenceError(
            at,
            say("`never` takes a time and nothing else."),
            say("Write for example `never opened any email in last 30 days`."),
        )
    if low[at] in ("less", "at", "more", "fewer", "once", "twice"):
        return SentenceError(
            at,
            say("How often is said with a number, in front of the time."),
            say("Write `at least 3 times`, or the same with `at most`, `more than`, `fewer than` or `exactly`."),
        )
    return SentenceError(
        at,
        say("`{words}` is one word too many here.", words=words[at]),
        say("A name of more than one word goes in double quotes; then follow how often and when."),
    )

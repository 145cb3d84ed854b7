"""A fictional person and what must be true of them: one document in `personas/`, as values.

The sentences of a persona say what happened to somebody and what has to follow. They are read here word by word, as
those of criteria are in `mapconfig.criteria`, so a slip has a column and the word that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from mapconfig.address import Address
from mapconfig.criteria.moments import midnight, shifted
from mapconfig.criteria.parts import SentenceError, day_at, is_date, plain_number, span_at
from mapconfig.criteria.problem import did_you_mean
from mapconfig.criteria.syntax import KEY, VERBS, Span
from mapconfig.criteria.words import unquoted, words_of, words_with_offsets
from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, say

T = TypeVar("T")

#: How long an expectation without ``within`` waits for what is to come.
PATIENCE = Span(90, "days")

#: When personas may live: there is a calendar around them to walk in.
YEARS = range(1900, 2200)

#: Longer sentences are refused.
MAX_SENTENCE = 2_000


@dataclass(frozen=True, slots=True)
class When:
    """A moment as a persona tells it: so long ago, so long from now, or the first instant of a day in UTC."""

    kind: Literal["ago", "in", "on"]
    span: Span | None = None
    day: str = ""

    def at(self, as_of: datetime) -> datetime:
        """The instant, for somebody who is asked about at `as_of`."""
        if self.span is None:
            return midnight(self.day)
        return shifted(as_of, self.span, -1 if self.kind == "ago" else 1)


@dataclass(frozen=True, slots=True)
class Did:
    """What somebody did, or what was done to them, `times` times at one moment. `name` is empty for one that is no
    asset and has no name here."""

    verb: str
    name: str
    when: When
    times: int = 1

    @property
    def object(self) -> str:
        """The kind of thing that it was done to, as `mapconfig.criteria.syntax.VERBS` says it."""
        return VERBS[self.verb]

    @property
    def address(self) -> Address | None:
        """The asset that is named; None where it is none."""
        return Address.of(self.object, self.name) if self.object in ("email", "form") and self.name else None


@dataclass(frozen=True, slots=True)
class Became:
    """A field that took on another value; None for any value, empty for a blank."""

    field: str
    before: str | None
    after: str | None
    when: When


#: What an expectation is about: being in a list or stage, matching a rule, points, fit, e-mails and journeys.
About = Literal["in", "matches", "score", "grade", "gets", "enters", "leaves"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sentence about what must be true. `wanted` is false for a sentence with *not* or *never*."""

    about: About
    wanted: bool
    asset: Address | None = None
    """What it is about; None for the score or grade of the org's one scoring model."""
    value: str = ""
    compare: Literal["is", "is at least", "is at most"] = "is"
    within: Span | None = None
    text: str = ""
    path: Path = ()

    @property
    def patience(self) -> Span:
        """How far ahead it looks."""
        return self.within or PATIENCE


@dataclass(frozen=True, slots=True)
class Persona:
    """One fictional person. `as_of` is the instant they are asked about; None for the moment the tests run.

    `facts` are what `activities` says, each with its path; `document` is the place of the persona among the documents
    of `file`.
    """

    name: str
    title: str
    description: str = ""
    as_of: datetime | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    related: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    """The relations whose one record stands in the file without a sequence around it."""
    lists: tuple[Address, ...] = ()
    facts: tuple[tuple[Did | Became, Path], ...] = ()
    expectations: tuple[Expectation, ...] = ()
    sound: bool = True
    """False when something in the file is wrong: then nothing is expected of the persona."""
    file: str = ""
    document: int = 0

    @property
    def named(self) -> frozenset[Address]:
        """The assets that the persona names."""
        found = {*self.lists, *(each.asset for each in self.expectations if each.asset is not None)}
        for fact, _ in self.facts:
            address = fact.address if isinstance(fact, Did) else Address(f"field/{fact.field}")
            found |= {address} if address is not None else set()
        found |= {Address(f"field/{name}") for name in self.fields}
        for relation, records in self.related.items():
            found |= {Address(f"field/{relation}.{name}") for record in records for name in record}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence cannot be read: `column` counts characters from its first one."""

    column: int
    message: Text
    fix: Text = NOTHING


# ---------------------------------------------------------------------------------------------------------------------
# Sentences


def activity_of(text: str) -> Did | Became | Fault:
    """What a sentence under ``activities`` says: ``opened email/welcome 3 days ago``, ``viewed page /pricing on
    2026-11-01``, ``grade changed from C to B 2 days ago``. Never raises."""
    return _read(text, _activity)


def expectation_of(text: str, path: Path = ()) -> Expectation | Fault:
    """What a sentence under ``expect`` says: ``is in list/customers``, ``gets email/welcome within 3 days``. Never
    raises."""
    return _read(text, lambda words, low: _expectation(words, low, text, path))


def moment_of(text: str) -> When | None:
    """The moment that `text` names, such as ``3 days ago``, ``in 2 weeks`` or ``2026-11-01``; None for any other
    text."""
    words = words_of(text)
    if len(words) == 1:
        return When("on", day=words[0]) if is_date(words[0]) else None
    try:
        when, start = _when(words, [word.lower() for word in words])
    except SentenceError:
        return None
    return when if start == 0 else None


def as_of_text(text: str) -> datetime | None:
    """The instant that a persona is asked about: a day means its noon in UTC, a time without a zone is in UTC. None
    for what is no instant, or lies where no customer lives."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    if is_date(text):
        return moment.replace(hour=12, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _read(text: str, reader: Callable[[list[str], list[str]], T]) -> T | Fault:
    if len(text) > MAX_SENTENCE:
        return Fault(
            0,
            say(
                "This sentence has {text:,} characters; {max_sentence:,} is the limit.",
                text=len(text),
                max_sentence=MAX_SENTENCE,
            ),
            say("Shorten it."),
        )
    words = words_of(text)
    try:
        if not words:
            raise SentenceError(0, say("This sentence is empty."), say("Write one, or remove the line."))
        return reader(words, [word.lower() for word in words])
    except SentenceError as error:
        starts = words_with_offsets(text)
        column = starts[error.word][1] if error.word < len(starts) else len(text)
        return Fault(column, error.message, error.fix)


def _when(words: list[str], low: list[str]) -> tuple[When, int]:
    """The moment at the end of a sentence, and the word at which it begins."""
    end = len(words)
    if end >= 3 and low[-1] == "ago":
        span, _ = span_at(words, low, end - 3, end - 1)
        return When("ago", span), end - 3
    if end >= 3 and low[-3] == "in":
        span, _ = span_at(words, low, end - 2, end)
        return When("in", span), end - 3
    if end >= 2 and low[-2] == "on":
        return When("on", day=day_at(words, end - 1, end)), end - 2
    raise SentenceError(
        end, say("When it happened is missing at the end."), say("Write `3 days ago`, `on 2026-01-31` or `in 2 weeks`.")
    )


def _activity(words: list[str], low: list[str]) -> Did | Became:
    if len(words) > 1 and low[1] == "changed":
        return _became(words, low)
    verb, at = ("was sent", 2) if low[:2] == ["was", "sent"] else (low[0], 1)
    if verb not in VERBS:
        close = did_you_mean(verb, [*VERBS, "was sent"])
        verbs = ", ".join(VERBS)
        raise SentenceError(
            0,
            say(
                "`{words}` is nothing that people do: {verbs}, or a field that `changed`.", words=words[0], verbs=verbs
            ),
            say("Did you mean `{close}`?", close=close)
            if close
            else say("Write for example `opened email/welcome 3 days ago`."),
        )
    when, end = _when(words, low)
    times = 1
    if end - at >= 3 and low[end - 1] in ("times", "time"):
        if not (low[end - 2].isascii() and low[end - 2].isdigit() and 0 < len(low[end - 2]) <= 3):
            raise SentenceError(
                end - 2,
                say("`{words}` is not a number of times.", words=words[end - 2]),
                say("Write for example `3 times`."),
            )
        times, end = int(low[end - 2]), end - 2
    return Did(verb, _done_to(verb, words, low, at, end), when, times)


def _done_to(verb: str, words: list[str], low: list[str], at: int, end: int) -> str:
    """The name of what an activity was done to; empty for one without a name."""
    kind = VERBS[verb]
    example = {"email": "email/welcome", "form": "form/demo-request", "activity": "demo-call"}.get(kind, f"{kind} NAME")
    asset = kind in ("email", "form")
    if at >= end:
        raise SentenceError(
            at,
            say("What was {verb} is missing.", verb=_done(verb)),
            say("Write `{verb} {example}` and when.", verb=verb, example=example),
        )
    if low[at] == "any":
        if kind != "activity" and low[at + 1 : end] != [kind]:
            raise SentenceError(
                min(at + 1, end),
                say("`{verb} any` is followed by `{kind}`.", verb=verb, kind=kind),
                say("Write `{verb} any {kind}`.", verb=verb, kind=kind),
            )
        return ""
    if asset and low[at].startswith(f"{kind}/"):
        name, after = words[at][len(kind) + 1 :], at + 1
    elif kind == "activity":
        name, after = unquoted(words[at]), at + 1
    elif low[at] == kind and at + 1 < end:
        name, after = unquoted(words[at + 1]), at + 2
    else:
        raise SentenceError(
            at,
            say("`{verb}` is said of one {kind}.", verb=verb, kind=kind),
            say("Write `{verb} {example}` and when.", verb=verb, example=example),
        )
    if asset and KEY.fullmatch(name) is None:
        raise SentenceError(
            after - 1,
            say("`{name}` cannot be the key of a {kind}.", name=name, kind=kind),
            say("Write for example `{verb} {example}`.", verb=verb, example=example),
        )
    if after < end:
        raise SentenceError(
            after,
            say("`{words}` is one word too many here.", words=words[after]),
            say("A name of more than one word goes in double quotes."),
        )
    return name


def _done(verb: str) -> str:
    return {"was sent": "sent", "did": "done"}.get(verb, verb)


def _became(words: list[str], low: list[str]) -> Became:
    when, end = _when(words, low)
    values: dict[str, str | None] = {"from": None, "to": None}
    at = 2
    while at < end:
        word = low[at]
        if word not in values or values[word] is not None or (word == "from" and values["to"] is not None):
            raise SentenceError(
                at,
                say("`{words}` is one word too many here.", words=words[at]),
                say("Write `changed from ONE to OTHER`."),
            )
        stop = next((index for index in range(at + 1, end) if low[index] == "to"), end) if word == "from" else end
        if stop == at + 1:
            raise SentenceError(stop, say("A value is missing here."), say("Write a value, or `blank` for none."))
        part = words[at + 1 : stop]
        values[word] = (
            "" if low[at + 1 : stop] == ["blank"] else unquoted(part[0]) if len(part) == 1 else " ".join(part)
        )
        at = stop
    return Became(unquoted(words[0]), values["from"], values["to"], when)


#: How each sentence begins: its words, what it is about, whether it is wanted, and the kinds it may name.
_BEGINNINGS: tuple[tuple[tuple[str, ...], About, bool, tuple[str, ...]], ...] = (
    (("is", "in"), "in", True, ("list", "stage")),
    (("is", "not", "in"), "in", False, ("list", "stage")),
    (("matches",), "matches", True, ("rule",)),
    (("does", "not", "match"), "matches", False, ("rule",)),
    (("gets",), "gets", True, ("email",)),
    (("never", "gets"), "gets", False, ("email",)),
    (("enters",), "enters", True, ("journey",)),
    (("never", "enters"), "enters", False, ("journey",)),
    (("leaves",), "leaves", True, ("journey",)),
    (("never", "leaves"), "leaves", False, ("journey",)),
)
_VERB_OF = {"list": "is in", "stage": "is in", "rule": "matches", "email": "gets", "journey": "enters"}
_FORMS = [" ".join(words) for words, *_ in _BEGINNINGS] + ["score is", "grade is"]


def _expectation(words: list[str], low: list[str], text: str, path: Path) -> Expectation:
    if low[0] in ("score", "grade"):
        return _measured(words, low, text, path)
    for beginning, about, wanted, kinds in _BEGINNINGS:
        size = len(beginning)
        if tuple(low[:size]) == beginning:
            address = _named(words, size, kinds, " ".join(beginning))
            within = _within(words, low, size + 1, about)
            return Expectation(about, wanted, address, within=within, text=text, path=path)
    close = did_you_mean(" ".join(low[:-1] or low), _FORMS) or did_you_mean(
        low[0], [form.split()[0] for form in _FORMS]
    )
    raise SentenceError(
        0,
        say("An expectation does not begin with `{words}`.", words=words[0]),
        say("Did you mean `{close}`?", close=close)
        if close
        else say("Begin it with one of: {forms}.", forms=", ".join(_FORMS)),
    )


def _named(words: list[str], at: int, kinds: tuple[str, ...], beginning: str) -> Address:
    named = " or ".join(f"{kind}/KEY" for kind in kinds)
    if at >= len(words):
        raise SentenceError(
            at,
            say("`{beginning}` needs to know which.", beginning=beginning),
            say("Write `{beginning} {named}`.", beginning=beginning, named=named),
        )
    try:
        address = Address.parse(words[at])
    except ValueError:
        if words[at].lower() in kinds and at + 1 < len(words):
            fix = say("Write `{address}`.", address=f"{words[at].lower()}/{words[at + 1]}")
        else:
            fix = (
                say("Write `{address}`.", address=f"{kinds[0]}/{words[at]}")
                if KEY.fullmatch(words[at])
                else say("Write {named}.", named=named)
            )
        raise SentenceError(at, say("`{words}` is not an address.", words=words[at]), fix) from None
    if address.kind not in kinds:
        verb = _VERB_OF.get(address.kind)
        fix = (
            say("Write `{verb} {address}`.", verb=verb, address=address) if verb else say("Write {named}.", named=named)
        )
        raise SentenceError(
            at, say("`{beginning}` is not said of {address}.", beginning=beginning, address=address), fix
        )
    return address


def _within(words: list[str], low: list[str], at: int, about: About) -> Span | None:
    if at >= len(words):
        return None
    if about in ("in", "matches"):
        raise SentenceError(
            at,
            say("`{words}` is one word too many here.", words=words[at]),
            say("What somebody is in is asked of the persona's one moment."),
        )
    if low[at] != "within":
        raise SentenceError(
            at, say("`{words}` is one word too many here.", words=words[at]), say("Write `within 3 days`, or nothing.")
        )
    span, after = span_at(words, low, at + 1, len(words))
    if after < len(words):
        raise SentenceError(
            after, say("`{words}` is one word too many here.", words=words[after]), say("Write one expectation a line.")
        )
    return span


def _measured(words: list[str], low: list[str], text: str, path: Path) -> Expectation:
    """``score is 45``, ``grade of scoring/interest is at least B``."""
    about: About = "score" if low[0] == "score" else "grade"
    asset, at = None, 1
    if low[1:2] == ["of"]:
        asset, at = _named(words, 2, ("scoring",), f"{low[0]} of"), 3
    compare: Literal["is", "is at least", "is at most"] = "is"
    if low[at : at + 1] != ["is"]:
        raise SentenceError(
            at,
            say("`{low}` is followed by `is`.", low=low[0]),
            say("Write `{low} is {value}`.", low=low[0], value="45" if about == "score" else "B"),
        )
    at += 1
    if low[at : at + 2] == ["at", "least"]:
        compare, at = "is at least", at + 2
    elif low[at : at + 2] == ["at", "most"]:
        compare, at = "is at most", at + 2
    if at >= len(words):
        raise SentenceError(
            at,
            say("A value is missing at the end."),
            say("Write `{low} is {value}`.", low=low[0], value="45" if about == "score" else "B"),
        )
    value = unquoted(words[at])
    if at + 1 < len(words):
        raise SentenceError(
            at + 1,
            say("`{words}` is one word too many here.", words=words[at + 1]),
            say("Write one expectation a line."),
        )
    if about == "score":
        number = plain_number(value)
        if number is None or "." in number:
            raise SentenceError(
                at, say("`{value}` is not a number of points.", value=value), say("Write a whole number, such as 45.")
            )
        value = number
    return Expectation(about, True, asset, value, compare, text=text, path=path)


# ---------------------------------------------------------------------------------------------------------------------
# Another name


def renamed(document: Any, rename: Callable[[Address], Address]) -> Any:
    """The document of a persona, as YAML gives it, with every name in it replaced by what `rename` makes of its
    address. What cannot be read stays as it is."""
    if not isinstance(document, dict):
        return document
    out = dict(document)
    if isinstance(out.get("fields"), dict):
        out["fields"] = {_field(name, "", rename): value for name, value in out["fields"].items()}
    if isinstance(out.get("related"), dict):
        out["related"] = {relation: _records(relation, said, rename) for relation, said in out["related"].items()}
    for key, sentence in (("lists", _address), ("activities", _said), ("expect", _said)):
        if isinstance(out.get(key), list):
            out[key] = [sentence(each, rename) if isinstance(each, str) else each for each in out[key]]
    return out


def _records(relation: str, said: Any, rename: Callable[[Address], Address]) -> Any:
    if isinstance(said, list):
        return [_records(relation, record, rename) for record in said]
    if not isinstance(said, dict):
        return said
    return {_field(name, relation, rename): value for name, value in said.items()}


def _field(name: str, relation: str, rename: Callable[[Address], Address]) -> str:
    """A field's name as it stands there; one that leaves its relation keeps its name, and is reported as unknown."""
    prefix = f"{relation}." if relation else ""
    try:
        new = rename(Address.of("field", prefix + name)).key
    except ValueError:
        return name
    return new[len(prefix) :] if new.startswith(prefix) and ("." in new) is bool(prefix) else name


def _address(text: str, rename: Callable[[Address], Address]) -> str:
    try:
        return str(rename(Address.parse(text)))
    except ValueError:
        return text


def _said(text: str, rename: Callable[[Address], Address]) -> str:
    """A sentence with the asset or field in it renamed; only that word changes."""
    fact = activity_of(text)
    if isinstance(fact, Became):
        word, start = words_with_offsets(text)[0]
        return text[:start] + _field(fact.field, "", rename) + text[start + len(word) :]
    if isinstance(fact, Did):
        old = fact.address
    else:
        expectation = expectation_of(text)
        old = expectation.asset if isinstance(expectation, Expectation) else None
    if old is None or (new := rename(old)) == old:
        return text
    for word, start in words_with_offsets(text):
        if word.lower() == old.lower():
            return text[:start] + str(new) + text[start + len(word) :]
        if start and unquoted(word) == old.key and old.kind in ("email", "form"):
            return text[:start] + new.key + text[start + len(word) :]
    return text

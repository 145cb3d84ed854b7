"""Whether criteria suit an org: known names, tests that the type of a field has, values it can hold, relations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.folding import fold
from mapconfig.criteria.parts import is_date, plain_number
from mapconfig.criteria.problem import About, Problem, did_you_mean
from mapconfig.criteria.syntax import (
    OPERATORS,
    ActivityTest,
    ChangeTest,
    Criteria,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Sentence,
    Sound,
    full_name,
)
from mapconfig.criteria.words import unquoted, words_with_offsets
from mapconfig.language import NOTHING, Text, say
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class _Known:
    """What a sentence may name; None where somebody else looks after those names."""

    catalogue: Catalogue
    assets: dict[str, Collection[str] | None]
    counted: bool
    sound: Sound


def check(
    criteria: Criteria,
    catalogue: Catalogue,
    *,
    lists: Collection[str] | None = None,
    emails: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    counted: bool = True,
    sound: Sound | None = None,
) -> list[Problem]:
    """What in `criteria` does not suit the org, in reading order.

    `lists`, `emails` and `forms` are the keys there are; a kind that is None is not looked at. `counted` says that
    somebody will count the people who meet the criteria, which is no business of fields that tell who somebody is.
    `sound` is a memory for whoever asks about many criteria in the same way.
    """
    known = _Known(
        catalogue, {"list": lists, "email": emails, "form": forms}, counted, set() if sound is None else sound
    )
    found: list[Problem] = []
    _node(criteria, None, known, found)
    return found


def _node(node: Node, relation: str | None, known: _Known, found: list[Problem]) -> None:
    if isinstance(node, Sentence):
        if node.listed is not None or (node.text, relation) not in known.sound:
            before = len(found)
            found += _sentence(node, relation, known)
            if len(found) == before and node.listed is None:
                known.sound.add((node.text, relation))
    elif isinstance(node, Group):
        for item in node.items:
            _node(item, relation, known, found)
    elif isinstance(node, Related):
        found += _related(node, relation, known)
        _node(node.criteria, node.relation, known, found)


def _related(node: Related, relation: str | None, known: _Known) -> Iterator[Problem]:
    name = node.relation
    kind = known.catalogue.relations.get(name)
    words = f"{node.quantifier} {name}"
    if relation is not None:
        yield Problem(
            node.path,
            0,
            say(
                "`{words}:` stands inside a group about one {relation}, and only a person has related records.",
                words=words,
                relation=relation,
            ),
            say("Put it beside that group instead."),
            "relation",
        )
    elif kind is None:
        close = did_you_mean(name, dict(known.catalogue.relations))
        yield Problem(
            node.path,
            len(node.quantifier) + 1,
            say("`{name}` is no relation of this org.", name=name),
            say("Did you mean `{quantifier} {close}:`?", quantifier=node.quantifier, close=close)
            if close
            else _relations_are(known.catalogue),
            "unknown",
        )
    elif kind != "many":
        yield Problem(
            node.path,
            len(node.quantifier) + 1,
            say("A person has one {name} at most, and `{words}:` asks about many.", name=name, words=words),
            say("Write sentences about `{name}.FIELD` instead, for example `{name}.type is not blank`.", name=name),
            "relation",
        )


def _relations_are(catalogue: Catalogue) -> Text:
    names = ", ".join(sorted(catalogue.relations))
    return (
        say("The relations in mapconfig.yaml are: {names}.", names=names)
        if names
        else say("Relations are declared in mapconfig.yaml.")
    )


def _sentence(sentence: Sentence, relation: str | None, known: _Known) -> Iterator[Problem]:
    test = sentence.test
    if isinstance(test, (FieldTest, ChangeTest)):
        yield from _field(sentence, test, relation, known)
        return
    if relation is not None:
        yield Problem(
            sentence.path,
            0,
            say("This is about a person, and stands inside a group about one {relation}.", relation=relation),
            say("Put it beside that group instead."),
            "relation",
        )
    if isinstance(test, ListTest):
        yield from _asset(sentence, "list", test.name, known)
    elif isinstance(test, ActivityTest) and test.name is not None:
        yield from _asset(sentence, test.object, test.name, known)


def _asset(sentence: Sentence, kind: str, name: str, known: _Known) -> Iterator[Problem]:
    keys = known.assets.get(kind)
    if keys is not None and name not in keys:
        close = did_you_mean(name, list(keys))
        fix = (
            say("Did you mean `{close}`?", close=close) if close else say("Write the key of a {kind} asset.", kind=kind)
        )
        yield _at(sentence, name, say("No file defines {kind}/{name}.", kind=kind, name=name), fix, "unknown")


def _field(sentence: Sentence, test: FieldTest | ChangeTest, relation: str | None, known: _Known) -> Iterator[Problem]:
    fault = _relation_of_field(sentence, test, relation, known)
    if fault is not None:
        yield fault
        return
    name = full_name(test.field, relation)
    kind = known.catalogue.fields.get(name)
    if kind is None:
        yield _unknown_field(sentence, test.field, name, relation, known)
        return
    blank = isinstance(test, FieldTest) and test.operator in ("is blank", "is not blank")
    if kind.identifier and known.counted and not blank:
        yield Problem(
            sentence.path,
            0,
            say("`{name}` tells who somebody is, and people are only ever counted.", name=name),
            say("Keep what many people share, such as the domain, in a field of its own and ask for that."),
            "privacy",
            "warning",
        )
    if isinstance(test, ChangeTest):
        if relation is not None:
            message = say(
                "Nobody keeps the history of one {relation}, so `changed` cannot be asked of it.", relation=relation
            )
            yield _at(sentence, "changed", message, say("Ask for the value it has now."), "relation")
        for value in (test.before, test.after):
            if value:
                yield from _value(sentence, name, value, kind)
    elif kind.type:
        yield from _typed(sentence, test, name, kind)


def _relation_of_field(
    sentence: Sentence, test: FieldTest | ChangeTest, relation: str | None, known: _Known
) -> Problem | None:
    prefix, dot, rest = test.field.partition(".")
    if not dot or prefix == relation:
        return None
    if relation is not None:
        return Problem(
            sentence.path,
            0,
            say(
                "`{field}` is not a field of the {relation} that this group is about.",
                field=test.field,
                relation=relation,
            ),
            say("Put the sentence beside the group, or name a field of the record."),
            "relation",
        )
    kind = known.catalogue.relations.get(prefix)
    if kind is None:
        close = did_you_mean(prefix, dict(known.catalogue.relations))
        return Problem(
            sentence.path,
            0,
            say("`{prefix}` in `{field}` is no relation of this org.", prefix=prefix, field=test.field),
            say("Did you mean `{close}.{rest}`?", close=close, rest=rest) if close else _relations_are(known.catalogue),
            "unknown",
        )
    if kind == "many":
        return Problem(
            sentence.path,
            0,
            say(
                "A person may have many of `{prefix}`, so `{field}` does not say which.",
                prefix=prefix,
                field=test.field,
            ),
            say(
                "Write `some {prefix}:` (or `no {prefix}:`) and below it sentences about `{rest}`.",
                prefix=prefix,
                rest=rest,
            ),
            "relation",
        )
    return None


def _unknown_field(sentence: Sentence, written: str, name: str, relation: str | None, known: _Known) -> Problem:
    prefix = "" if relation is None else relation + "."
    names = [one[len(prefix) :] for one in known.catalogue.fields if one.startswith(prefix)]
    close = did_you_mean(written, names)
    fix = (
        say("Did you mean `{close}`?", close=close)
        if close
        else say("Define field/{name}, or write the key of another field.", name=name)
    )
    return Problem(sentence.path, 0, say("No file defines field/{name}.", name=name), fix, "unknown")


@lru_cache(maxsize=1024)
def _tests_of(kind: FieldType) -> tuple[str, ...]:
    types = {kind.type} | ({"ordered choice"} if kind.type == "choice" and kind.ordered else set())
    return tuple(operator for operator, known in OPERATORS.items() if types.intersection(known))


def spoken(operator: str) -> str:
    """A test as it is written, with dots for what follows."""
    return {"more than ago": "more than .. days ago", "in": "in [..]", "not in": "not in [..]"}.get(operator, operator)


def _typed(sentence: Sentence, test: FieldTest, name: str, kind: FieldType) -> Iterator[Problem]:
    tests = _tests_of(kind)
    if test.operator not in tests:
        instead = _instead(test, kind)
        allowed = ", ".join(spoken(one) for one in (*tests, "changed"))
        yield Problem(
            sentence.path,
            _column_of_test(sentence),
            say(
                "`{name}` is {named}, and `{operator}` is no test of that. Its tests are: {allowed}.",
                name=name,
                named=kind.named,
                operator=spoken(test.operator),
                allowed=allowed,
            ),
            say("Write `{field} {instead}`.", field=test.field, instead=instead) if instead else NOTHING,
            "type",
        )
        return
    for value in test.values:
        yield from _value(sentence, name, value, kind)


_SIGNS = {"=": "is", "!=": "is not", ">=": "is at least", "<=": "is at most"}
_WORDS = {words: sign for sign, words in _SIGNS.items()}
_DATES = {"is": "on", "=": "on", ">": "after", "<": "before", ">=": "on or after", "<=": "on or before"}


def _instead(test: FieldTest, kind: FieldType) -> str:
    """The test that was probably meant, in words; empty when nobody can know."""
    operator, value = test.operator, test.values[0] if test.values else ".."
    if kind.type == "number" and operator in _WORDS:
        return f"{_WORDS[operator]} {value}"
    if kind.type == "date" and operator in _DATES:
        return f"{_DATES[operator]} 2026-01-31" if not is_date(value) else f"{_DATES[operator]} {value}"
    if kind.type == "yes-no":
        if operator == "is not" and value.lower() in ("true", "false"):
            return f"is {'false' if value.lower() == 'true' else 'true'} or blank"
        return "is true"
    if kind.type in ("text", "choice") and operator in _SIGNS and (kind.ordered or operator in ("=", "!=")):
        return f"{_SIGNS[operator]} {value}"
    if kind.type == "choice" and operator in ("contains", "starts with", "ends with"):
        return "in [..]"
    if kind.type == "choice" and operator.startswith("does not"):
        return "not in [..]"
    return ""


def _value(sentence: Sentence, name: str, value: str, kind: FieldType) -> Iterator[Problem]:
    if kind.type == "number" and plain_number(value) is None:
        yield _at(
            sentence,
            value,
            say("`{value}` is not a number.", value=value),
            say("Write digits, with a point before decimals."),
            "value",
        )
    elif kind.type == "date" and not is_date(value):
        yield _at(
            sentence, value, say("`{value}` is not a date.", value=value), say("Write it as 2026-01-31."), "value"
        )
    elif kind.type == "yes-no" and value.lower() not in ("true", "false"):
        word = {"yes": "true", "no": "false"}.get(value.lower())
        fix = say("Write `is {word}`.", word=word) if word else say("Write `is true` or `is false`.")
        yield _at(sentence, value, say("`{value}` is neither true nor false.", value=value), fix, "value")
    elif kind.type == "choice" and kind.values and fold(value) not in kind.ranks:
        close = did_you_mean(value, list(kind.values))
        some = ", ".join(kind.values[:12]) + (", ..." if len(kind.values) > 12 else "")
        fix = say("Did you mean `{close}`?", close=close) if close else say("Its values are: {some}.", some=some)
        yield _at(sentence, value, say("`{value}` is not a value of `{name}`.", value=value, name=name), fix, "value")


def _column_of_test(sentence: Sentence) -> int:
    words = words_with_offsets(sentence.text)
    return words[1][1] if len(words) > 1 else 0


def _at(
    sentence: Sentence,
    value: str,
    message: Text,
    fix: Text,
    about: About,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    """A problem with one value or name of a sentence, at its place."""
    if sentence.listed is not None:
        index = sentence.listed.index(value) if value in sentence.listed else 0
        return Problem((*sentence.path, sentence.text, index), 0, message, fix, about, severity)
    return Problem(sentence.path, _column(sentence.text, value), message, fix, about, severity)


def _column(text: str, value: str) -> int:
    """Where `value` begins in a sentence: as a word, quoted word or run of words; 0 when it is written otherwise."""
    words = words_with_offsets(text)
    run = value.split()
    for index, (word, start) in enumerate(words[1:], 1):
        if unquoted(word) == value or [one for one, _ in words[index : index + len(run)]] == run:
            return start
    return 0

"""Why one person meets criteria or does not: the sentences that decide it, with what the person has instead.

Only what decides is named: of ``all`` that is false the sentences that are false, of ``any`` that is true the ones
that are true. Values are shown, so this is for fictional people and for nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mapconfig.criteria.catalogue import Catalogue
from mapconfig.criteria.moments import in_utc, interval_of_window, within
from mapconfig.criteria.oracle import Person, meets, read_as, type_of
from mapconfig.criteria.spoken import spoken
from mapconfig.criteria.syntax import (
    NEGATIVES,
    ActivityTest,
    ChangeTest,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Sentence,
    full_name,
)
from mapconfig.finding import Path
from mapconfig.language import say

#: At most so many sentences of one group, and so many records, are named.
MOST = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence or group that decides. `because` is what the person has, in words; `list` is the key of the list
    that a sentence asks for, whose own reasons the reader may want next. `depth` is how far inside groups it stands."""

    path: Path
    words: str
    holds: bool
    because: str = ""
    list: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One person, asked at one instant. `is_member` says of a list by its key whether the person is on it."""

    person: Person
    as_of: datetime
    catalogue: Catalogue
    is_member: Callable[[str], bool]


def reasons(node: Node, asked: Asked) -> Iterator[Reason]:
    """What decides whether the person meets `node`, in reading order. Raises ValueError for criteria that cannot be
    read."""
    return _reasons(node, asked, None, None, 0)


Record = Mapping[str, object]


def _holds(node: Node, asked: Asked, relation: str | None, record: Record | None) -> bool:
    return meets(node, asked.person, in_utc(asked.as_of), asked.catalogue, asked.is_member, relation, record)


def _reasons(node: Node, asked: Asked, relation: str | None, record: Record | None, depth: int) -> Iterator[Reason]:
    holds = _holds(node, asked, relation, record)
    if isinstance(node, Sentence):
        yield _sentence(node, asked, relation, record, holds, depth)
    elif isinstance(node, Related):
        yield from _related(node, asked, holds, depth)
    elif isinstance(node, Group):
        # `all` is decided by its false items when it is false, `any` and `none` by their true ones when there is one.
        wanted = node.kind == "all" if holds else node.kind == "none"
        if node.kind == "any":
            wanted = holds
        deciding = [item for item in node.items if _holds(item, asked, relation, record) is wanted]
        if node.kind == "all" or (node.kind == "any" and (holds or len(node.items) == 1)):
            inner = depth
        else:
            yield Reason(node.path, _heading(node.kind, holds), holds, depth=depth)
            inner = depth + 1
        for item in deciding[:MOST]:
            yield from _reasons(item, asked, relation, record, inner)
        if len(deciding) > MOST:
            yield Reason(node.path, say("and {more} more", more=len(deciding) - MOST), wanted, depth=inner)


def _heading(kind: Literal["all", "any", "none"], holds: bool) -> str:
    if kind == "any":
        return say("not one of these holds:")
    if holds:
        return say("none of these may hold, and none does:")
    return say("none of these may hold, and this does:")


def _related(node: Related, asked: Asked, holds: bool, depth: int) -> Iterator[Reason]:
    records = [record for record in asked.person.related.get(node.relation, ()) if record is not None]
    some = holds is (node.quantifier == "some")
    if not records:
        yield Reason(node.path, spoken(node), holds, say("has no {relation}", relation=node.relation), depth=depth)
        return
    yield Reason(
        node.path,
        spoken(node),
        holds,
        "" if some else say("no {relation} of {count} does", relation=node.relation, count=len(records)),
        depth=depth,
    )
    for number, record in enumerate(records[:MOST], 1):
        met = _holds(node.criteria, asked, node.relation, record)
        if met is some:
            words = (
                say("{relation} {number} meets all of it:", relation=node.relation, number=number)
                if met
                else say("{relation} {number} does not:", relation=node.relation, number=number)
            )
            yield Reason(node.path, words, met, depth=depth + 1)
            yield from _reasons(node.criteria, asked, node.relation, record, depth + 2)
            if some:
                return


def _sentence(
    node: Sentence, asked: Asked, relation: str | None, record: Record | None, holds: bool, depth: int
) -> Reason:
    test = node.test
    because, key = "", ""
    if isinstance(test, ListTest):
        key = test.name
        because = say("is on it") if asked.is_member(key) else say("is not on it")
    elif isinstance(test, ActivityTest):
        because = _times(test, asked)
    elif isinstance(test, FieldTest):
        because = _value(test, asked, relation, record)
    else:
        because = say("it did") if holds else say("no such change")
    words = spoken(node)
    return Reason(node.path, words, holds, "" if because == words else because, key, depth)


def _times(test: ActivityTest, asked: Asked) -> str:
    interval = interval_of_window(test.window, in_utc(asked.as_of))
    named = [each for each in asked.person.activities if each.verb == test.verb and test.name in (None, each.name)]
    seen = [in_utc(each.at) for each in named if in_utc(each.at) < in_utc(asked.as_of)]
    count = sum(1 for at in seen if within(at, interval))
    said = say("never") if not count else say("once") if count == 1 else say("{count} times", count=count)
    if count == len(seen):
        return said
    return say("{said} in that time, last on {day}", said=said, day=f"{max(seen):%Y-%m-%d}")


def _value(test: FieldTest, asked: Asked, relation: str | None, record: Record | None) -> str:
    name = full_name(test.field, relation)
    prefix, dot, rest = name.partition(".")
    if not dot:
        value = asked.person.fields.get(name)
    elif prefix == relation:
        value = record.get(rest) if record is not None else None
    else:
        records = asked.person.related.get(prefix, ())
        if not records or records[0] is None:
            return say("has no {relation}", relation=prefix)
        value = records[0].get(rest)
    if read_as(value, type_of(test, value, asked.catalogue.fields.get(name))) is None:
        return say("{field} is blank", field=test.field)
    return say("{field} is {value}", field=test.field, value=_shown(value))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        moment = in_utc(value)
        return f"{moment:%Y-%m-%d}" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


#: Tests that a blank passes, for whoever wants to know who is in only because nothing is known of them.
def passes_blank(test: FieldTest | ChangeTest) -> bool:
    """Whether a person without a value of the field passes `test`."""
    if isinstance(test, ChangeTest):
        return test.or_blank
    return (
        test.operator == "is blank" or test.or_blank or (test.operator in NEGATIVES and test.operator != "is not blank")
    )

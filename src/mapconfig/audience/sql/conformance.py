"""Does a database give the answers of the definition? Asked of it with people who do not exist.

`run` makes a schema of its own, fills it with the people of `nasty`, asks several hundred sentences about them,
compares every answer with the oracle's, and removes the schema again. Nothing else in the database is read or touched.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.sql import nasty
from mapconfig.audience.sql.connect import Workshop, database
from mapconfig.audience.sql.engine import SqlEngine
from mapconfig.audience.sql.questions import batches
from mapconfig.audience.sql.scratch import Scratch, scratch
from mapconfig.criteria import parse
from mapconfig.criteria.oracle import Person, evaluate
from mapconfig.errors import MapconfigError, PlatformError
from mapconfig.language import say, told
from mapconfig.model import Asset, Kinds, Org, Settings


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence that the database answers in another way for somebody."""

    sentence: str
    only_there: int
    """People of whom it is true in the database alone."""
    only_here: int
    """People of whom it is true by definition alone."""
    example: str
    """What one of them has in the field that is asked for; nobody real."""

    @property
    def words(self) -> str:
        both = [
            f"{number} {'person' if number == 1 else 'people'} {where}"
            for number, where in ((self.only_there, "only there"), (self.only_here, "only by definition"))
            if number
        ]
        return f"`{self.sentence}` is true of {' and '.join(both)}, such as {self.example}"


@dataclass(frozen=True, slots=True)
class Conformance:
    """What came of it. `refused` has what the database could not be asked at all, with the reason."""

    database: str
    people: int
    sentences: int
    disagreements: tuple[Disagreement, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def cells(self) -> int:
        """How many answers about one person were compared."""
        return self.people * (self.sentences - len(self.refused))

    @property
    def conforms(self) -> bool:
        return not self.disagreements and not self.refused

    @property
    def words(self) -> str:
        asked = f"{self.sentences - len(self.refused)} sentences about {self.people} made-up people"
        lines = [f"{self.database}: {asked}, {self.cells:,} answers compared with the definition."]
        lines += [f"  {one.words}." for one in self.disagreements]
        lines += [f"  `{sentence}` could not be asked: {why}." for sentence, why in self.refused]
        if self.conforms:
            lines.append("Not one differs: people may be counted there.")
        else:
            lines.append("Do not count people there before this is understood: the numbers would be others than ours.")
        return "\n".join(lines)


def run(url: str) -> Conformance:
    """Hold the database at `url` to the definition. The login needs the right to make a schema there, and no other.

    Raises InputError and PlatformError as `connect.database` does, and PlatformError where not even that can be asked.
    """
    workshop = database(url, writable=True)
    try:
        return hold(workshop)
    except Uncountable as error:
        raise PlatformError(say("The database cannot be held to the definition: {why}.", why=told(error))) from None
    finally:
        workshop.close()


def hold(workshop: Workshop) -> Conformance:
    """Hold a database that is open to the definition."""
    schema = f"mapconfig_conformance_{secrets.token_hex(4)}"
    people = nasty.people()
    made = _made(people, schema, workshop)
    with _for_a_while(workshop, schema, made):
        return _compared(people, SqlEngine(workshop, made.found_by, nasty.AS_OF))


def _made(people: Sequence[Person], schema: str, workshop: Workshop) -> Scratch:
    """Spark's views are of the session and have no schema; the name of the schema begins theirs."""
    composed = not workshop.pins.compose
    if workshop.pins.name != "spark":
        return scratch(people, nasty.CATALOGUE, (schema,), composed=composed)
    return scratch(people, nasty.CATALOGUE, (), composed=composed, before=schema)


@contextmanager
def _for_a_while(workshop: Workshop, schema: str, made: Scratch) -> Iterator[None]:
    """The made-up people in the database. They are removed whatever happens; what happened first is what is told."""
    failed: MapconfigError | Uncountable | None = None
    try:
        workshop.put(schema, made.tables)
        yield
    except (MapconfigError, Uncountable) as error:
        failed = error
        raise
    finally:
        try:
            workshop.remove(schema, made.tables)
        except MapconfigError as error:
            if failed is None:
                raise PlatformError(
                    say(
                        "The schema {schema} with made-up people could not be removed again ({why}). Nobody "
                        "real is in it; remove it by hand.",
                        schema=schema,
                        why=told(error),
                    )
                ) from None


def _compared(people: Sequence[Person], engine: SqlEngine) -> Conformance:
    from mapconfig.audience.sql import render

    sentences = nasty.sentences()
    sheet = Sheet(nasty.AS_OF)
    lists = Lists(_org(), sheet)
    refused: list[tuple[str, str]] = []
    asked: list[tuple[Any, Ref]] = []
    for sentence in sentences:
        ref = lists.criteria(sentence, "a sentence")
        why = engine.lacks(sheet, ref)
        if why:
            refused.append((_said(sentence), why))
        else:
            asked.append((sentence, ref))
    true_of: dict[Ref, set[int]] = {}
    for batch in batches(sheet, list(dict.fromkeys(ref for _, ref in asked))):
        marks = engine.database.rows(render.marking(sheet, batch, engine.seen, engine.database.pins))
        for place, ref in enumerate(batch, 1):
            true_of[ref] = {int(str(row[0])) for row in marks if int(str(row[place]))}
        counted = engine.counts(sheet, batch).values
        if counted != tuple(len(true_of[ref]) for ref in batch):
            raise Uncountable(say("{name} counts other people than it names", name=engine.name))
    found = [one for sentence, ref in asked if (one := _disagreement(sentence, people, true_of[ref])) is not None]
    return Conformance(engine.name, len(people), len(sentences), tuple(found), tuple(refused))


def _disagreement(sentence: Any, people: Sequence[Person], there: set[int]) -> Disagreement | None:
    criteria, _ = parse(sentence)
    assert criteria is not None, sentence
    here = {
        number
        for number, person in enumerate(people)
        if evaluate(criteria, person, nasty.AS_OF, nasty.CATALOGUE, person.lists.__contains__)
    }
    if here == there:
        return None
    example = people[min(here ^ there)]
    return Disagreement(_said(sentence), len(there - here), len(here - there), _shown(sentence, example))


def _shown(sentence: Any, person: Person) -> str:
    name = str(sentence).split(" ", 1)[0]
    if isinstance(sentence, str) and name in person.fields:
        return f"{name} {person.fields[name]!r}"
    return repr(person)[:300]


def _said(sentence: Any) -> str:
    text = str(sentence)
    return text if len(text) <= 200 else text[:200] + " ..."


def _org() -> Org:
    """An org with the fields and static lists that the sentences name."""
    fields = [
        Asset(Address(f"field/{key}"), {"type": kind.type, "values": list(kind.values), "ordered": kind.ordered})
        for key, kind in nasty.CATALOGUE.fields.items()
    ]
    static: Mapping[str, Any] = {"static": True}
    lists = [Asset(Address(f"list/{key}"), static) for key in nasty.LISTS]
    return Org.of(Kinds(()), [*fields, *lists], Settings(relations=dict(nasty.CATALOGUE.relations)))

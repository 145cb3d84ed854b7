"""Worlds put into a database, and who a statement says is on each list there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.sql import render
from mapconfig.audience.sql.engine import Database, SqlEngine
from mapconfig.audience.sql.questions import batches
from mapconfig.audience.sql.scratch import Scratch, scratch
from mapconfig.audience.sql.tables import Name
from mapconfig.criteria.oracle import Person
from tests.audience.strategies import AS_OF, CATALOGUE, World, oracle_members, org_of


def put(people: Sequence[Person], database: Database, fill: Callable[[Scratch], None], schema: Name = ()) -> SqlEngine:
    """An engine over made-up people, whom `fill` puts into the database."""
    made = scratch(people, CATALOGUE, schema, composed=not database.pins.compose)
    fill(made)
    return SqlEngine(database, made.found_by, AS_OF)


def members(engine: SqlEngine, lists: Mapping[str, Mapping[str, Any]]) -> dict[str, set[int]]:
    """Who is on each list by statements of SQL."""
    sheet = Sheet(AS_OF)
    asked = Lists(org_of(lists), sheet)
    refs = {key: asked.member(key) for key in lists}
    found: dict[Ref, set[int]] = {}
    for batch in batches(sheet, list(dict.fromkeys(refs.values()))):
        assert [engine.lacks(sheet, ref) for ref in batch] == [""] * len(batch)
        rows = engine.database.rows(render.marking(sheet, batch, engine.seen, engine.database.pins))
        found.update({ref: set() for ref in batch})
        for person, *marks in rows:
            assert isinstance(person, int)
            for ref, mark in zip(batch, marks, strict=True):
                if mark:
                    found[ref].add(person)
        counted = engine.counts(sheet, batch)
        assert counted.values == tuple(len(found[ref]) for ref in batch)
    return {key: found[ref] for key, ref in refs.items()}


def disagreements(engine: SqlEngine, people: Sequence[Person], lists: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Each person whom a list has by SQL and not by definition, or the other way round, in words."""
    ours = oracle_members(World(tuple(people), org_of(lists)))
    theirs = members(engine, lists)
    return [
        f"{key} {lists[key]}: {'only in SQL' if number in theirs[key] else 'only by definition'}: {people[number]}"
        for key in lists
        for number in sorted(ours[key] ^ theirs[key])
    ]

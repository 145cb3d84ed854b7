"""Persons written as a company would keep them: tables with keys of their own, in files or in a database, and the
mapping that leads back to what was meant."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from mapconfig.audience.mapping import Needed
from mapconfig.audience.snapshot import Snapshot
from mapconfig.audience.snapshot.persons import text_value
from mapconfig.criteria.oracle import Person
from tests.audience.snapshot.reading import names, rows
from tests.audience.strategies import CATALOGUE, PERSON_FIELDS, RECORD_FIELDS, STATIC

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]

#: What criteria of these worlds may ask.
NEEDED = Needed(frozenset(CATALOGUE.fields), frozenset(STATIC))

#: The mapping of the tables below, as mapconfig.yaml has it, without source and place.
MAPPED: Mapping[str, Any] = {
    "people": {"table": "prospects", "key": "id", "fields": {name: f"c_{name}" for name in PERSON_FIELDS}},
    "related": {
        "account": {
            "table": "accounts",
            "key": "id",
            "by": "account id",
            "fields": {name: name for name in RECORD_FIELDS["account"]},
        },
        "opportunity": {
            "table": "deals",
            "key": "id",
            "fields": {name: name for name in RECORD_FIELDS["opportunity"] if name != "role"},
            "link": {"table": "roles", "person": "who", "record": "deal", "fields": {"role": "role"}},
        },
        "contract": {"table": "contracts", "key": "holder", "fields": {"status": "status", "end_date": "end_date"}},
    },
    "activities": {
        "sends": {"table": "sends", "person": "who", "at": "at", "verb": "was sent", "name": "email"},
        "events": {
            "table": "events",
            "person": "who",
            "at": "at",
            "verb_column": "kind",
            "verbs": {"open": "opened", "click": "clicked", "bounce": "bounced", "form": "submitted", "page": "viewed",
                      "file": "downloaded", "webinar": "attended", "own": "did"},
            "name": "what",
        },
    },
    "lists": {"table": "members", "person": "who", "name": "list",
              "keys": {"7": "imported", "8": "x.y-z_1", "9": "in"}},
    "changes": {
        "table": "history", "person": "who", "name": "field", "before": "old", "after": "new", "at": "at",
        "fields": {"Score__c": "score"},
    },
}  # fmt: skip
_KINDS = {verb: kind for kind, verb in MAPPED["activities"]["events"]["verbs"].items()}
_LISTS = {key: number for number, key in MAPPED["lists"]["keys"].items()}


def tables(people: Sequence[Person], seed: int, whole_keys: bool = True) -> dict[str, Table]:
    """The tables of these people, in no order; some rows lead to nobody."""
    dice = Random(seed)
    numbers = dice.sample(range(10, 10 + 7 * len(people) + 7), len(people))
    key: Callable[[int], object] = (
        (lambda place: numbers[place]) if whole_keys else (lambda place: f"é-{numbers[place]}")
    )
    nobody: object = 3 if whole_keys else "nobody"
    made: dict[str, Table] = {
        "prospects": (("id", "account id", *(f"c_{name}" for name in PERSON_FIELDS)), []),
        "accounts": (("id", *RECORD_FIELDS["account"]), []),
        "deals": (("id", *(name for name in RECORD_FIELDS["opportunity"] if name != "role")), []),
        "roles": (("deal", "who", "role"), []),
        "contracts": (("holder", *RECORD_FIELDS["contract"]), []),
        "sends": (("who", "at", "email"), [(nobody, datetime(2026, 1, 1), "welcome")]),
        "events": (("who", "at", "kind", "what"), [(nobody, datetime(2026, 1, 1), "open", "welcome")]),
        "members": (("who", "list"), [(nobody, 7)]),
        "history": (("who", "field", "old", "new", "at"), [(nobody, "grade", "A", "B", datetime(2026, 1, 1))]),
    }
    for place, person in enumerate(people):
        account: object = None
        for record in person.related.get("account", ()):
            account = len(made["accounts"][1]) + 1 if record is not None else 10**6
            if record is not None:
                made["accounts"][1].append((account, *(record.get(name) for name in RECORD_FIELDS["account"])))
        made["prospects"][1].append((key(place), account, *(person.fields.get(name) for name in PERSON_FIELDS)))
        for record in person.related.get("opportunity", ()):
            deal = len(made["deals"][1]) + 1 if record is not None else 10**6
            made["roles"][1].append((deal, key(place), (record or {}).get("role")))
            if record is not None:
                made["deals"][1].append((deal, *(record.get(name) for name in made["deals"][0][1:])))
        for record in person.related.get("contract", ()):
            if record is not None:
                made["contracts"][1].append((key(place), *(record.get(name) for name in RECORD_FIELDS["contract"])))
        for each in person.activities:
            if each.verb == "was sent":
                made["sends"][1].append((key(place), each.at, each.name))
            else:
                made["events"][1].append((key(place), each.at, _KINDS[each.verb], each.name))
        for name in person.lists:
            made["members"][1].append((key(place), int(_LISTS[name])))
        for change in person.changes:
            field = "Score__c" if change.field == "score" else change.field
            made["history"][1].append((key(place), field, told(change.before), told(change.after), change.at))
    for _, listed in made.values():
        dice.shuffle(listed)
    return made


def told(value: object) -> str | None:
    """A value as text."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_parquet(directory: Path, made: Mapping[str, Table]) -> None:
    """One file a table; columns have types of their own."""
    directory.mkdir()
    with duckdb.connect() as con:
        for name, (columns, listed) in made.items():
            types = [_type(column, [row[place] for row in listed]) for place, column in enumerate(columns)]
            typed = ", ".join(f'"{column}" {type_}' for column, type_ in zip(columns, types, strict=True))
            con.execute(f'CREATE TABLE "{name}" ({typed})')
            if listed:
                marks = ", ".join("?" * len(columns))
                con.executemany(f'INSERT INTO "{name}" VALUES ({marks})', [_fitting(row, types) for row in listed])
            con.execute(f"COPY \"{name}\" TO '{directory / name}.parquet' (FORMAT parquet)")


def _fitting(row: tuple[object, ...], types: Sequence[str]) -> list[object]:
    """A row without empty texts where a column holds something else."""
    return [None if value == "" and type_ != "VARCHAR" else value for value, type_ in zip(row, types, strict=True)]


def _type(column: str, values: Iterable[object]) -> str:
    found = {type(value) for value in values if value is not None and value != ""}
    if found <= {int}:
        return "BIGINT"
    if found <= {int, float}:
        return "DOUBLE"
    if found <= {bool}:
        return "BOOLEAN"
    return "TIMESTAMPTZ" if found <= {date, datetime} else "VARCHAR"


def as_csv(directory: Path, made: Mapping[str, Table]) -> None:
    """One file a table, in which everything is text."""
    directory.mkdir()
    for name, (columns, listed) in made.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(columns)
            writer.writerows([told(value) for value in row] for row in listed)


def as_sqlite(file: Path, made: Mapping[str, Table]) -> None:
    """One table each; columns have no type and hold what they are given."""
    with closing(sqlite3.connect(file)) as db:
        for name, (columns, listed) in made.items():
            named = ", ".join(f'"{column}"' for column in columns)
            db.execute(f'CREATE TABLE "{name}" ({named})')
            marks = ", ".join("?" * len(columns))
            db.executemany(
                f'INSERT INTO "{name}" VALUES ({marks})',
                [
                    [value.isoformat() if isinstance(value, (date, datetime)) else value for value in row]
                    for row in listed
                ],
            )
        db.commit()


def contents(snapshot: Snapshot) -> Counter[tuple[object, ...]]:
    """Everything that a snapshot says of each person, whatever their numbers are."""
    manifest = snapshot.manifest
    fields = sorted(manifest.fields)
    found: dict[int, list[object]] = {
        row["person"]: [tuple(row[manifest.column(name)] for name in fields)] for row in rows(snapshot, "people")
    }
    assert sorted(found) == list(range(manifest.people))
    called = names(snapshot)
    more: dict[int, Counter[object]] = {person: Counter() for person in found}
    for row in rows(snapshot, "activities"):
        name = called[row["name"]] if row["name"] is not None else None
        more[row["person"]][manifest.verbs[row["verb"]], name, row["at"]] += 1
    for relation, known in manifest.relations.items():
        for row in rows(snapshot, f"related-{relation}"):
            values = tuple(row[manifest.column(f"{relation}.{name}")] for name in sorted(known))
            more[row["person"]][relation, values] += 1
    for row in rows(snapshot, "lists"):
        more[row["person"]]["list", manifest.lists[row["list"]]] += 1
    for row in rows(snapshot, "changes"):
        kind = manifest.fields.get(row["field"], "")
        ends = tuple(text_value(row[end], kind) for end in ("before", "after"))
        more[row["person"]]["changed", row["field"], ends, row["at"]] += 1
    return Counter((*found[person], frozenset(more[person].items())) for person in found)

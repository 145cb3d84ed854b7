"""Persons as the oracle has them, written as a snapshot: for tests, and for populations that somebody makes up."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapconfig import disk
from mapconfig.audience.snapshot.manifest import BLOCK, NAME, SET, Manifest, Snapshot
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.moments import in_utc
from mapconfig.criteria.oracle import Person, read_as
from mapconfig.criteria.syntax import VERBS

if TYPE_CHECKING:
    import duckdb

#: Somebody on a journey: the place of the person among those given, the journey's key, the step, and since when.
Enrolment = tuple[int, str, str, datetime]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CODES = {verb: code for code, verb in enumerate(VERBS)}

#: The type of a column by that of the field; a number's is decided by its values.
SQL_TYPES = {"date": "TIMESTAMP", "yes-no": "BOOLEAN"}


def from_people(
    people: Iterable[Person],
    catalogue: Catalogue,
    as_of: datetime,
    directory: Path,
    block: int = BLOCK,
    *,
    enrolments: Sequence[Enrolment] | None = None,
    identifiers: Collection[str] = (),
    source: str = "people made for a test",
) -> Snapshot:
    """Write a snapshot of `people` into `directory`, which is made. A person's number is the place among `people`.

    Fields that `catalogue` does not know are kept as text. Of identifiers only those named in `identifiers` are kept
    with their values. Without `enrolments` nobody knows who is on a journey.
    """
    from mapconfig.audience.snapshot.database import opened

    everybody = list(people)
    many = sorted(name for name, how_many in catalogue.relations.items() if how_many == "many")
    fields = _fields(everybody, catalogue, many)
    relations = {relation: _record_fields(everybody, catalogue, relation) for relation in many}
    marked = frozenset(
        name for name, kind in catalogue.fields.items() if kind.identifier and name not in set(identifiers)
    )
    disk.make_directory(directory)
    lists = sorted(set(chain.from_iterable(person.lists for person in everybody)))
    journeys = sorted({journey for _, journey, _, _ in enrolments or ()})
    columns: dict[str, str] = {}
    with opened([directory], threads=1) as con:
        tables = _Tables(con, directory, len(everybody), block)
        tables.write("people", _people(everybody, fields, marked, columns))
        names = sorted({activity.name for person in everybody for activity in person.activities})
        tables.write("activities", _activities(everybody, {name: code for code, name in enumerate(names)}))
        tables.names(names)
        for relation in many:
            made = _related(everybody, relation, relations[relation], marked, columns)
            tables.write(f"related-{relation}", made)
        tables.write("lists", _lists(everybody, lists))
        tables.write("changes", _changes(everybody, catalogue, marked))
        if enrolments is not None:
            tables.write("enrolments", _enrolments(enrolments, journeys))
        else:
            tables.rows["enrolments"] = None
    manifest = Manifest(
        as_of=in_utc(as_of),
        source=source,
        people=len(everybody),
        block=block,
        fields={name: kind.type or "text" for name, kind in fields.items()},
        relations={
            name: {bare: kind.type or "text" for bare, kind in known.items()} for name, known in relations.items()
        },
        tables=tables.rows,
        lists=tuple(lists),
        journeys=tuple(journeys),
        marked=frozenset(name for name in marked if name in fields or _is_record_field(name, relations)),
        columns=columns,
    )
    snapshot = Snapshot(manifest, directory)
    digest = hashlib.sha256(manifest.to_json())
    for path in snapshot.files():
        path.chmod(0o600)
        digest.update(path.read_bytes())
    manifest = replace(manifest, digest=digest.hexdigest())
    disk.write(directory / NAME, manifest.to_json())
    return Snapshot(manifest, directory)


def _is_record_field(name: str, relations: Mapping[str, Mapping[str, FieldType]]) -> bool:
    relation, _, bare = name.partition(".")
    return bare in relations.get(relation, {})


def _fields(people: Sequence[Person], catalogue: Catalogue, many: Sequence[str]) -> dict[str, FieldType]:
    """The columns of people: what the catalogue has, and what else somebody holds."""
    found: dict[str, FieldType] = {
        name: kind for name, kind in catalogue.fields.items() if name.partition(".")[0] not in many or "." not in name
    }
    for person in people:
        held = chain(
            person.fields,
            (
                f"{relation}.{bare}"
                for relation, records in person.related.items()
                if relation not in many and records and records[0] is not None
                for bare in records[0]
            ),
        )
        for name in held:
            found.setdefault(name, FieldType(""))
    return found


def _record_fields(people: Sequence[Person], catalogue: Catalogue, relation: str) -> dict[str, FieldType]:
    found = {name.partition(".")[2]: kind for name, kind in catalogue.fields.items() if name.startswith(f"{relation}.")}
    for person in people:
        for record in person.related.get(relation, ()):
            for bare in record or ():
                found.setdefault(bare, FieldType(""))
    return found


def columns_of(names: Iterable[str], taken: Iterable[str] = ("person",)) -> dict[str, str]:
    """A column for each of `names`: names of columns that differ only in capitals are one name to a database."""
    used = {name.lower() for name in taken}
    found = {}
    for name in names:
        column, number = name, 1
        while column.lower() in used:
            number += 1
            column = f"{name}~{number}"
        used.add(column.lower())
        found[name] = column
    return found


Columns = dict[str, tuple[Any, str]]
"""The columns of a table: values as numpy has them, and the type in SQL."""


def _people(
    people: Sequence[Person], fields: Mapping[str, FieldType], marked: Collection[str], columns: dict[str, str]
) -> Columns:
    made: Columns = {"person": _whole(range(len(people)), "UINTEGER")}
    for name, column in columns_of(fields).items():
        made[column] = _column([_held(person, name) for person in people], fields[name], name in marked)
        if column != name:
            columns[name] = column
    return made


def _held(person: Person, name: str) -> object:
    relation, dot, rest = name.partition(".")
    if not dot:
        return person.fields.get(name)
    records = person.related.get(relation, ())
    return records[0].get(rest) if records and records[0] is not None else None


def _activities(people: Sequence[Person], codes: Mapping[str, int]) -> Columns:
    rows = [
        (number, _CODES[activity.verb], codes[activity.name], activity.at)
        for number, person in enumerate(people)
        for activity in person.activities
        if VERBS.get(activity.verb) == activity.object
    ]
    return {
        "person": _whole([row[0] for row in rows], "UINTEGER"),
        "verb": _whole([row[1] for row in rows], "UTINYINT"),
        "name": _whole([row[2] for row in rows], "UINTEGER"),
        "at": _column([row[3] for row in rows], FieldType("date")),
    }


def _related(
    people: Sequence[Person],
    relation: str,
    fields: Mapping[str, FieldType],
    marked: Collection[str],
    columns: dict[str, str],
) -> Columns:
    rows = [
        (number, record)
        for number, person in enumerate(people)
        for record in person.related.get(relation, ())
        if record is not None
    ]
    made: Columns = {"person": _whole([number for number, _ in rows], "UINTEGER")}
    for bare, column in columns_of(fields).items():
        full = f"{relation}.{bare}"
        made[column] = _column([record.get(bare) for _, record in rows], fields[bare], full in marked)
        if column != bare:
            columns[full] = column
    return made


def _lists(people: Sequence[Person], lists: Sequence[str]) -> Columns:
    places = {key: place for place, key in enumerate(lists)}
    rows = [(number, places[key]) for number, person in enumerate(people) for key in sorted(person.lists)]
    return {
        "person": _whole([row[0] for row in rows], "UINTEGER"),
        "list": _whole([row[1] for row in rows], "UINTEGER"),
    }


def _changes(people: Sequence[Person], catalogue: Catalogue, marked: Collection[str]) -> Columns:
    rows = [(number, change) for number, person in enumerate(people) for change in person.changes]
    kinds = [catalogue.fields.get(change.field, FieldType("")).type for _, change in rows]

    def told(value: object, kind: str, name: str) -> str | None:
        text = value_text(read_as(value, kind))
        return SET if text is not None and name in marked else text

    before = [told(change.before, kind, change.field) for (_, change), kind in zip(rows, kinds, strict=True)]
    after = [told(change.after, kind, change.field) for (_, change), kind in zip(rows, kinds, strict=True)]
    return {
        "person": _whole([number for number, _ in rows], "UINTEGER"),
        "field": _text([change.field for _, change in rows]),
        "before": _text(before),
        "after": _text(after),
        "at": _column([change.at for _, change in rows], FieldType("date")),
    }


def _enrolments(enrolments: Sequence[Enrolment], journeys: Sequence[str]) -> Columns:
    places = {key: place for place, key in enumerate(journeys)}
    return {
        "person": _whole([number for number, _, _, _ in enrolments], "UINTEGER"),
        "journey": _whole([places[journey] for _, journey, _, _ in enrolments], "UINTEGER"),
        "step": _text([step for _, _, step, _ in enrolments]),
        "since": _column([since for _, _, _, since in enrolments], FieldType("date")),
    }


def value_text(value: str | Decimal | float | bool | datetime | None) -> str | None:
    """A value as the table of changes has it; `text_value` reads it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return in_utc(value).isoformat()
    return str(int(value)) if isinstance(value, Decimal) else repr(value)


def text_value(text: str | None, kind: str) -> str | int | float | bool | datetime | None:
    """What a text in the table of changes says, of a field of this type: a number without a point is whole."""
    if text is None or kind in ("", "text", "choice"):
        return text
    if kind == "yes-no":
        return text == "true"
    if kind == "date":
        return datetime.fromisoformat(text)
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _whole(values: Iterable[int], sql: str) -> tuple[Any, str]:
    import numpy

    return numpy.array(list(values), dtype="int64"), sql


def _text(values: Sequence[str | None]) -> tuple[Any, str]:
    import numpy

    held = numpy.empty(len(values), dtype=object)
    held[:] = [None if value is None else _composed(value) for value in values]
    return held, "VARCHAR"


def _composed(text: str) -> str:
    """`text` in composed form; halves of characters, which no file can hold, become question marks."""
    whole = text if text.isascii() else unicodedata.normalize("NFC", text)
    return whole.encode("utf-8", "replace").decode()


def _column(values: Sequence[object], kind: FieldType, marked: bool = False) -> tuple[Any, str]:
    """Values of one field as `read_as` sees them."""
    import numpy

    typed: list[Any] = [read_as(value, kind.type) for value in values]
    if marked:
        return _text([None if value is None else SET for value in typed])
    blank = [value is None for value in typed]
    if kind.type == "number":
        if all(value is None or isinstance(value, Decimal) for value in typed):
            whole = numpy.array([0 if value is None else int(value) for value in typed], dtype="int64")
            return numpy.ma.masked_array(whole, mask=blank), "BIGINT"
        fractions = numpy.array([0.0 if value is None else float(value) for value in typed], dtype="float64")
        return numpy.ma.masked_array(fractions, mask=blank), "DOUBLE"
    if kind.type == "date":
        moments = [0 if value is None else (value - _EPOCH) // _MICROSECOND for value in typed]
        held = numpy.array(moments, dtype="int64").view("datetime64[us]")
        return numpy.ma.masked_array(held, mask=blank), "TIMESTAMP"
    if kind.type == "yes-no":
        return numpy.ma.masked_array(numpy.array([value is True for value in typed]), mask=blank), "BOOLEAN"
    return _text([None if value is None else str(value) for value in typed])


class _Tables:
    """Writes tables in blocks and counts their rows."""

    def __init__(self, con: duckdb.DuckDBPyConnection, directory: Path, people: int, block: int) -> None:
        self.con = con
        self.directory = directory
        self.block = block
        self.blocks = max(1, -(-people // block))
        self.rows: dict[str, int | None] = {}

    def write(self, table: str, columns: Columns) -> None:
        from mapconfig.audience.snapshot.database import named, quoted

        rows = len(columns["person"][0])
        self.rows[table] = rows
        typed = ", ".join(
            f"CAST(c{place} AS {sql}) AS {named(name)}" for place, (name, (_, sql)) in enumerate(columns.items())
        )
        self.con.register("given", {f"c{place}": values for place, (values, _) in enumerate(columns.values())})
        if rows or table == "people":
            (self.directory / table).mkdir(mode=0o700, exist_ok=True)
        for block in range(self.blocks):
            path = self.directory / table / f"{block:05d}.parquet"
            mine = f"FROM given WHERE c0 >= {block * self.block} AND c0 < {(block + 1) * self.block}"
            if table == "people" or (rows and self.con.execute(f"SELECT 1 {mine} LIMIT 1").fetchone()):
                self.con.execute(f"COPY (SELECT {typed} {mine}) TO {quoted(str(path))} {PARQUET}")
        self.con.unregister("given")

    def names(self, names: Sequence[str]) -> None:
        import numpy

        from mapconfig.audience.snapshot.database import quoted

        held = numpy.empty(len(names), dtype=object)
        held[:] = list(names)
        self.con.register("given", {"code": numpy.arange(len(names), dtype="uint32"), "name": held})
        path = quoted(str(self.directory / "names.parquet"))
        typed = "CAST(code AS UINTEGER) AS code, CAST(name AS VARCHAR) AS name"
        self.con.execute(f"COPY (SELECT {typed} FROM given) TO {path} {PARQUET}")
        self.con.unregister("given")


#: How every file is written.
PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"

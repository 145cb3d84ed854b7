"""Made-up people as tables, to hold a database to the definition of the language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from mapconfig.audience.sql.tables import Activities, Beside, Column, Family, Name, Rows, Tables
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.moments import in_utc
from mapconfig.criteria.oracle import Person
from mapconfig.criteria.syntax import VERBS

#: What a cell can hold. A moment is in UTC and has no zone.
Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its rows."""

    name: str
    columns: Mapping[str, Family]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Scratch:
    """Tables of people who do not exist, and where an engine finds them."""

    tables: tuple[Table, ...]
    found_by: Tables


def scratch(
    people: Sequence[Person], catalogue: Catalogue, schema: Name = (), *, composed: bool = False, before: str = ""
) -> Scratch:
    """Tables in `schema` with `people`, whose keys are their places, found by names that begin with `before`. Texts are
    put in as they are, unless they are to be `composed` because the database cannot do that itself."""
    return _Maker(people, catalogue, schema, composed, before).made()


class _Maker:
    def __init__(
        self, people: Sequence[Person], catalogue: Catalogue, schema: Name, composed: bool, before: str
    ) -> None:
        self.people = people
        self.catalogue = catalogue
        self.schema = schema
        self.composed = composed
        self.before = before
        self.tables: list[Table] = []

    def made(self) -> Scratch:
        one = [name for name, how_many in self.catalogue.relations.items() if how_many == "one"]
        many = [name for name, how_many in self.catalogue.relations.items() if how_many == "many"]
        fields = {key: kind for key, kind in self.catalogue.fields.items() if "." not in key}
        found = Tables(
            people=self._people(fields, one),
            related={relation: self._related(relation) for relation in many},
            activities=self._activities(),
            lists=self._rows(
                "lists",
                {"person": "integer", "list": "text"},
                [(number, key) for number, person in self._numbered() for key in sorted(person.lists)],
            ),
            changes=self._changes(),
        )
        return Scratch(tuple(self.tables), found)

    def _name(self, table: str) -> Name:
        return (*self.schema, self.before + table)

    def _numbered(self) -> Iterator[tuple[int, Person]]:
        return enumerate(self.people)

    def _rows(self, name: str, columns: Mapping[str, Family], rows: Sequence[tuple[Cell, ...]]) -> Rows:
        self.tables.append(Table(name, columns, rows))
        return Rows(self._name(name), "person", {key: Column(key) for key in columns if key != "person"})

    def _people(self, fields: Mapping[str, FieldType], one: Sequence[str]) -> Rows:
        columns: dict[str, Family] = {"person": "integer"}
        cells: list[list[Cell]] = [list(range(len(self.people)))]
        for key, kind in fields.items():
            columns[key], held = self._column([person.fields.get(key) for person in self.people], kind)
            cells.append(held)
        beside = []
        for relation in one:
            # Every third key is nobody's: a record that is not there, as if it had been deleted.
            records = [next(iter(person.related.get(relation, ())), None) for person in self.people]
            key = f"{relation} key"
            columns[key] = "text"
            cells.append([self._key(relation, number, person) for number, person in self._numbered()])
            beside.append(self._beside(relation, records, key))
        self.tables.append(Table("people", columns, list(zip(*cells, strict=True))))
        return Rows(self._name("people"), "person", {key: Column(key) for key in fields}, tuple(beside))

    def _key(self, relation: str, number: int, person: Person) -> str | None:
        """The key of the one related record; one that leads nowhere for a record that is not there."""
        if not person.related.get(relation):
            return None
        return f"{relation}-{number}"

    def _beside(self, relation: str, records: Sequence[Mapping[str, object] | None], through: str) -> Beside:
        kinds = self._kinds(relation)
        there = [(number, record) for number, record in enumerate(records) if record is not None]
        columns: dict[str, Family] = {"key": "text"}
        cells: list[list[Cell]] = [[f"{relation}-{number}" for number, _ in there]]
        for bare, kind in kinds.items():
            columns[f"{bare} of it"], held = self._column([record.get(bare) for _, record in there], kind)
            cells.append(held)
        self.tables.append(Table(relation, columns, list(zip(*cells, strict=True))))
        named = {f"{relation}.{bare}": Column(f"{bare} of it") for bare in kinds}
        return Beside(self._name(relation), "key", through, named)

    def _related(self, relation: str) -> Rows:
        """Who has which record in one table, and the records in another."""
        records = [
            (number, record) for number, person in self._numbered() for record in person.related.get(relation, ())
        ]
        link: list[tuple[Cell, ...]] = [(number, place) for place, (number, _) in enumerate(records)]
        there = [(place, record) for place, (_, record) in enumerate(records) if record is not None]
        columns: dict[str, Family] = {"record": "integer"}
        cells: list[list[Cell]] = [[place for place, _ in there]]
        kinds = self._kinds(relation)
        for bare, kind in kinds.items():
            columns[bare], held = self._column([record.get(bare) for _, record in there], kind)
            cells.append(held)
        self.tables.append(Table(relation, columns, list(zip(*cells, strict=True))))
        self.tables.append(Table(f"{relation}-of", {"person": "integer", "record": "integer"}, link))
        beside = Beside(self._name(relation), "record", "record", {bare: Column(bare) for bare in kinds}, required=True)
        return Rows(self._name(f"{relation}-of"), "person", {}, (beside,))

    def _kinds(self, relation: str) -> dict[str, FieldType]:
        start = f"{relation}."
        return {key[len(start) :]: kind for key, kind in self.catalogue.fields.items() if key.startswith(start)}

    def _activities(self) -> tuple[Activities, ...]:
        """E-mails in one table with a code for what was done, and everything else in a table for each verb."""
        codes = {verb: place for place, verb in enumerate(VERBS) if VERBS[verb] == "email"}
        coded = [
            (number, codes[one.verb], one.name, _moment(one.at))
            for number, person in self._numbered()
            for one in person.activities
            if one.verb in codes
        ]
        columns: dict[str, Family] = {"person": "integer", "verb": "integer", "name": "text", "at": "moment"}
        found = [Activities(self._rows("emails", columns, coded), {verb: (str(code),) for verb, code in codes.items()})]
        for verb in VERBS:
            if verb not in codes:
                rows = [
                    (number, one.name, _moment(one.at))
                    for number, person in self._numbered()
                    for one in person.activities
                    if one.verb == verb
                ]
                of_verb: dict[str, Family] = {"person": "integer", "name": "text", "at": "moment"}
                found.append(Activities(self._rows(f"what they {verb}", of_verb, rows), {verb: (verb,)}))
        return tuple(found)

    def _changes(self) -> Rows:
        rows: list[tuple[Cell, ...]] = []
        for number, person in self._numbered():
            for one in person.changes:
                before, after = (self._told(value) for value in (one.before, one.after))
                rows.append((number, one.field, before, after, _moment(one.at)))
        columns: dict[str, Family] = {
            "person": "integer",
            "field": "text",
            "before": "text",
            "after": "text",
            "at": "moment",
        }
        return self._rows("changes", columns, rows)

    def _told(self, value: object) -> str | None:
        if value is None or value != value:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return in_utc(value).isoformat()
        return self._text(str(value))

    def _text(self, text: str) -> str:
        return unicodedata.normalize("NFC", text) if self.composed else text

    def _column(self, values: Sequence[object], kind: FieldType) -> tuple[Family, list[Cell]]:
        """A column for values of a field, and what is in it. Empty texts and NaN stay what they are."""
        if kind.type == "number":
            whole = all(value in (None, "") or isinstance(value, int) for value in values)
            if whole:
                return "integer", [value if isinstance(value, int) else None for value in values]
            return "double", [float(value) if isinstance(value, int | float | Decimal) else None for value in values]
        if kind.type == "date":
            return "moment", [_moment(value) if isinstance(value, date) else None for value in values]
        if kind.type == "yes-no":
            return "yes-no", [value if isinstance(value, bool) else None for value in values]
        return "text", [None if value is None else self._text(str(value)) for value in values]


def _moment(value: date) -> datetime:
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    return in_utc(at).replace(tzinfo=None)

"""Where the tables of people are in a database, and what their columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.syntax import VERBS
from mapconfig.errors import InputError
from mapconfig.language import say

#: The name of a table in its parts, such as schema and table.
Name = tuple[str, ...]

#: What a column holds, as far as the language cares. A moment has no zone and is taken to be in UTC, an instant has
#: one. Empty is not known yet; the type of the field decides then.
Family = Literal["", "text", "integer", "decimal", "double", "yes-no", "day", "moment", "instant", "other"]

#: What nobody needs in the name of a table or column, and what ends a quoted name in one database or another.
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\"'`\\\ud800-\udfff]")
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the database. Raises InputError for a name that cannot be quoted everywhere."""

    name: str
    family: Family = ""
    special: bool = False
    """Its texts are of a type or collation of their own and have to be made plain before they are compared."""
    unit: str = ""
    """``seconds`` or ``milliseconds`` where it holds instants as numbers since 1970."""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    """What it holds for true and false, where not those words or 1 and 0."""

    def __post_init__(self) -> None:
        usable(self.name, say("column"))


@dataclass(frozen=True, slots=True)
class Beside:
    """A table beside another: the row whose `key` is what `through` holds there. `columns` are its own.

    What leads to no row is blank. With `required`, a row of the first table that leads to none is no record at all.
    """

    table: Name
    key: str
    through: str
    columns: Mapping[str, Column]
    required: bool = False

    def __post_init__(self) -> None:
        _usable(self.table, self.key, self.through)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with rows about people: `person` is the column with the key of the person, `columns` what it holds by the
    names of mapconfig."""

    table: Name
    person: str
    columns: Mapping[str, Column]
    beside: tuple[Beside, ...] = ()

    def __post_init__(self) -> None:
        _usable(self.table, self.person)

    def column(self, name: str) -> Column | None:
        """The column of this name, in the table or in one beside it."""
        found = self.columns.get(name)
        if found is None:
            found = next((one.columns[name] for one in self.beside if name in one.columns), None)
        return found

    @property
    def tables(self) -> Iterator[tuple[Name, tuple[str, ...]]]:
        """Each table, with the names of its columns that are needed."""
        through = tuple(one.through for one in self.beside)
        yield self.table, (self.person, *through, *(column.name for column in self.columns.values()))
        for one in self.beside:
            yield one.table, (one.key, *(column.name for column in one.columns.values()))


@dataclass(frozen=True, slots=True)
class Activities:
    """Rows of what people did, with the columns ``name``, ``at`` and, unless all are of one verb, ``verb``."""

    rows: Rows
    verbs: Mapping[str, tuple[str, ...]]
    """What the column ``verb`` holds for each verb of the language that is in it; one verb alone needs no column."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What mapconfig calls a value of the column ``name``, where it calls it something else."""

    @property
    def one_verb(self) -> bool:
        return "verb" not in self.rows.columns


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of people. What is None or missing the source has not, and nothing that needs it can be counted."""

    people: Rows
    """Its columns are fields of a person by their full names, those of a one related record among them."""
    related: Mapping[str, Rows] = field(default_factory=dict)
    """By relation; the columns are the fields of a record by their bare names."""
    activities: tuple[Activities, ...] = ()
    lists: Rows | None = None
    """The members of static lists, with the column ``list``."""
    list_keys: Mapping[str, str] = field(default_factory=dict)
    """The key of a list by what the column ``list`` holds, where that is not the key."""
    changes: Rows | None = None
    """What fields held, as texts, with the columns ``field``, ``before``, ``after``, ``at``."""
    change_fields: Mapping[str, str] = field(default_factory=dict)
    """The field by what the column ``field`` holds, where that is not its name."""
    identifiers: frozenset[str] = frozenset()
    """The fields that tell who somebody is and by which people may be counted all the same."""

    @property
    def all(self) -> Iterator[Rows]:
        yield self.people
        yield from self.related.values()
        yield from (one.rows for one in self.activities)
        yield from (one for one in (self.lists, self.changes) if one is not None)

    def seen(self, found: Mapping[Name, Mapping[str, Column]]) -> Tables:
        """These tables with the families of `found`, which has the columns of each table that is there. A table that is
        not there, or that lacks a column it cannot do without, is left out; so is a field without its column."""
        return replace(
            self,
            people=_seen(self.people, found) or replace(self.people, columns={}, beside=()),
            related={name: rows for name, old in self.related.items() if (rows := _seen(old, found)) is not None},
            activities=tuple(
                replace(one, rows=rows)
                for one in self.activities
                if (rows := _seen(one.rows, found, all_of_them=True)) is not None
            ),
            lists=self.lists and _seen(self.lists, found, all_of_them=True),
            changes=self.changes and _seen(self.changes, found, all_of_them=True),
        )


def _seen(rows: Rows, found: Mapping[Name, Mapping[str, Column]], all_of_them: bool = False) -> Rows | None:
    known = found.get(rows.table)
    if known is None or rows.person not in known:
        return None
    columns = _there(rows.columns, known)
    if all_of_them and len(columns) < len(rows.columns):
        return None
    beside = []
    for one in rows.beside:
        there = found.get(one.table)
        if there is not None and one.key in there and one.through in known:
            beside.append(replace(one, columns=_there(one.columns, there)))
        elif one.required or all_of_them:
            return None
    return replace(rows, columns=columns, beside=tuple(beside))


def _there(columns: Mapping[str, Column], known: Mapping[str, Column]) -> dict[str, Column]:
    """The columns that are there, with their families."""
    return {
        name: replace(column, family=known[column.name].family, special=known[column.name].special)
        for name, column in columns.items()
        if column.name in known
    }


def stored(words: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """The values that stand for `wanted` in a column whose values `words` translates: those, and `wanted` itself where
    it stands for nothing else."""
    found = [value for value, meaning in words.items() if meaning == wanted]
    return (*found, wanted) if words.get(wanted, wanted) == wanted and wanted not in found else tuple(found)


def usable(name: str, what: str) -> None:
    """Raises InputError for the name of a table or column that cannot be quoted the same everywhere."""
    if not name or len(name) > _LONGEST or _UNUSABLE.search(name):
        raise InputError(
            say(
                "The mapping of people names a {what} that cannot be used: {name}. Names of tables and "
                "columns hold no quotes, backslashes or control characters here; give it another name "
                "in a view, and map that.",
                what=what,
                name=repr(name[:40]),
            )
        )


def _usable(table: Name, *columns: str) -> None:
    for part in table:
        usable(part, say("table"))
    for column in columns:
        usable(column, say("column"))


_PATTERNS: tuple[tuple[str, Family], ...] = (
    (r"bool(ean)?", "yes-no"),
    (r"(tiny|small|medium|big|long)?int(eger)?|u(tiny|small|medium)?int(eger)?", "integer"),
    (r"int[248]|u?int(8|16|32)|int64|long|short|byte", "integer"),
    # What may be beyond 64 bits, and what has a fixed number of decimals.
    (
        r"u?hugeint|ubigint|uint64|u?int(128|256)|(decimal|dec|numeric|number|bignumeric|decimal\d+)(\(.*\))?",
        "decimal",
    ),
    (r"double( precision)?|float(4|8|32|64|\(\d+\))?|real", "double"),
    (r"((n?var|n|bp)?char|character( varying)?|varchar2|string)(\(.*\))?|n?text|.* collate.*", "text"),
    (r"enum(8|16)?(\(.*\))?|uuid|citext|name", "text"),
    (r"date(32)?", "day"),
    (r"timestamptz(\(\d\))?|timestamp_(tz|ltz)(\(\d\))?|timestamp(\(\d\))? with (local )?time zone", "instant"),
    (r"timestamp(_?ntz|_s|_ms|_us|_ns)?(\(\d\))?( without time zone)?|datetime(\(\d\))?", "moment"),
    (r"datetime(64)?\(.*\)", "moment"),  # ClickHouse's, of which each is an instant and compared as one
)
_FAMILIES = tuple((re.compile(pattern, re.DOTALL), family) for pattern, family in _PATTERNS)
_PLAIN = re.compile(r"varchar(\(\d+\))?|character varying(\(\d+\))?|string|text")
_WRAPPED = re.compile(r"(nullable|lowcardinality)\((.*)\)", re.DOTALL)


def column_of(name: str, type_: str, timestamp: Family = "moment") -> Column | None:
    """The column of this name and type of SQL, ``TIMESTAMP`` being a `timestamp` here; None where the name cannot be
    used."""
    said = type_.strip().lower()
    while (wrapped := _WRAPPED.fullmatch(said)) is not None:
        said = wrapped[2]
    family: Family = next((family for pattern, family in _FAMILIES if pattern.fullmatch(said)), "other")
    if said == "timestamp":
        family = timestamp
    try:
        return Column(name, family, family == "text" and _PLAIN.fullmatch(said) is None)
    except InputError:
        return None


def fits(column: Column, kind: str) -> bool:
    """True when a field of type `kind` can be read from `column`."""
    if kind == "date" and column.unit:
        return column.family in ("", "integer", "decimal", "double")
    return column.family in _FITTING.get(kind, ())


_FITTING: Mapping[str, tuple[Family, ...]] = {
    "text": ("", "text", "integer", "yes-no"),
    "choice": ("", "text", "integer", "yes-no"),
    "number": ("", "integer", "decimal", "double"),
    "date": ("", "day", "moment", "instant"),
    "yes-no": ("", "yes-no", "text", "integer"),
}
#: What a column of unknown family is taken to hold, by the type of its field.
ASSUMED: Mapping[str, Family] = {
    "text": "text",
    "choice": "text",
    "number": "double",
    "date": "moment",
    "yes-no": "yes-no",
}


def laid_out(
    fields: Mapping[str, FieldType],
    relations: Mapping[str, str],
    schema: Name = (),
    verbs: Mapping[str, tuple[str, ...]] | None = None,
) -> Tables:
    """The tables as mapconfig lays them out itself, in `schema`: people, activities, related-REL, lists and changes.

    The column of a field is called like the field, and people hold the fields of one related records too. The verb of
    an activity is its words, as in criteria.
    """
    many = [relation for relation, how_many in relations.items() if how_many == "many"]

    def rows(table: str, names: Mapping[str, str]) -> Rows:
        return Rows((*schema, table), "person", {name: Column(column) for name, column in names.items()})

    return Tables(
        people=rows("people", {name: name for name in fields if name.partition(".")[0] not in many}),
        related={
            relation: rows(
                f"related-{relation}",
                {name.partition(".")[2]: name.partition(".")[2] for name in fields if name.startswith(f"{relation}.")},
            )
            for relation in many
        },
        activities=(
            Activities(
                rows("activities", {name: name for name in ("verb", "name", "at")}),
                verbs if verbs is not None else {verb: (verb,) for verb in VERBS},
            ),
        ),
        lists=rows("lists", {"list": "list"}),
        changes=rows("changes", {name: name for name in ("field", "before", "after", "at")}),
    )

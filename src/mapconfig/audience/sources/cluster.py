"""From the tables of a source to a snapshot: numbered people, typed columns, everything in blocks.

People are numbered in the order of a hash of their key, so that each block is a random sample of them and nothing about
a number tells who it is. Every other table is joined to the numbers once and written straight into one file per block;
what does not fit into memory is on disk. Keys are compared by their 64-bit hashes: that no two people share one is
checked, and that a key leading to nobody has the hash of somebody is a matter of one in a million snapshots of ten
million people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mapconfig.audience.mapping import ActivityTable, Column, Columns, Needed, PeopleSource, RelatedTable
from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.audience.snapshot.manifest import BLOCK, NAME, Manifest, Snapshot
from mapconfig.audience.snapshot.persons import PARQUET, columns_of
from mapconfig.audience.sources.blocks import write_blocks
from mapconfig.audience.sources.checking import Checking
from mapconfig.audience.sources.keys import INTEGERS, hash_of, is_among, key_of, place_among, renamed, same_key, text_of
from mapconfig.audience.sources.reading import FIRST, LAST, Typed, column
from mapconfig.audience.sources.tables import Source, Table
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.moments import in_utc
from mapconfig.criteria.syntax import VERBS

if TYPE_CHECKING:
    import duckdb

_CODES = {verb: code for code, verb in enumerate(VERBS)}
#: What follows from a name that is there more than once.
_NAMED = "it is not clear what the activities are called: map the column that tells its rows apart"


@dataclass(slots=True)
class Clustering:
    """One source on its way into a directory."""

    con: duckdb.DuckDBPyConnection
    source: Source
    mapping: PeopleSource
    catalogue: Catalogue
    needed: Needed
    directory: Path
    aside: Path
    block: int = BLOCK
    people: int = 0
    rows: dict[str, int | None] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    _tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    _checking: Checking = field(init=False)

    def __post_init__(self) -> None:
        self._checking = Checking(self.con, self.source.label, self.mapping.people)

    def carry_out(self, as_of: datetime, digest: str) -> Snapshot:
        """Write the snapshot. Raises SourceFault where the source is not as its mapping says."""
        self._number()
        fields = self._write_people()
        relations = {
            name: self._write_related(name, table)
            for name, table in self.mapping.related.items()
            if self.catalogue.relations.get(name) == "many"
        }
        self._write_activities()
        lists = self._write_lists()
        self._write_changes()
        journeys = self._write_enrolments()
        manifest = Manifest(
            as_of=in_utc(as_of),
            source=self.source.label,
            people=self.people,
            block=self.block,
            fields=fields,
            relations=relations,
            tables=self.rows,
            lists=lists,
            journeys=journeys,
            seen=tuple(verb for verb in VERBS if any(verb in table.seen for table in self.mapping.activities)),
            marked=frozenset(self.marked),
            columns=self.columns,
            digest=digest,
            unread=tuple(self._checking.unread),
        )
        (self.directory / NAME).write_bytes(manifest.to_json())
        return Snapshot(manifest, self.directory)

    # -- reading ---------------------------------------------------------------------------------------------------

    def _table(self, name: str, said: str) -> Table:
        """A table of the source with the columns that the mapping needs of it."""
        known = self._tables.get((name, said))
        if known is None:
            needed: dict[str, None] = {}
            for table, columns, words in self.mapping.tables:
                if table == name and words == said:
                    needed.update(dict.fromkeys(columns))
            place = self.aside / f"{len(self._tables):03d}"
            place.mkdir(mode=0o700)
            known = self._tables[name, said] = self.source.table(self.con, name, tuple(needed), said, place)
        return known

    def _typed(self, table: Table, alias: str, fields: Columns, prefix: str = "") -> dict[str, Typed]:
        """The columns of `table` as the fields that they are, by the bare names of the mapping."""
        found = {}
        for name, said in fields.items():
            full = f"{prefix}{name}"
            kind = self.catalogue.fields.get(full, FieldType(""))
            marked = kind.identifier and full not in self.mapping.identifiers
            if marked:
                self.marked.add(full)
            found[name] = Typed(column(said.name, alias), table.columns[said.name], said, kind.type, marked)
        return found

    def _hash(self, table: Table, name: str, alias: str) -> str:
        return hash_of(table, name, alias, self._checking.whole_keys)

    def _write(self, table: str, select: str, width: int) -> None:
        """Write the rows that `select` gives, each with its person, into the files of their blocks."""
        directory = self.directory / table
        self.rows[table] = write_blocks(
            self.con, directory, select, width, self.people, self.block, empty=table == "people"
        )

    # -- people ----------------------------------------------------------------------------------------------------

    def _number(self) -> None:
        people = self.mapping.people
        table = self._table(people.table, "people")
        whole = self._checking.whole_keys = self._keys_are_whole()
        key = key_of(table, people.key, "p", whole)
        self.con.execute(
            "CREATE TABLE number AS SELECT h, CAST(row_number() OVER w - 1 AS UINTEGER) AS person,"
            f" h IS NOT DISTINCT FROM lag(h) OVER w AS twice FROM (SELECT hash({key}) AS h, {key} AS k"
            f" FROM {table.sql} AS p) WHERE k IS NOT NULL WINDOW w AS (ORDER BY h)"
        )
        self.people = self._checking.numbered(table)

    def _keys_are_whole(self) -> bool:
        """Whether every table has the key of a person as a whole number; else keys are compared as texts, since a CSV
        file holds nothing else."""
        mapping = self.mapping
        found = [(mapping.people.table, "people", mapping.people.key)]
        for name, one in mapping.related.items():
            if one.link is not None:
                found.append((one.link.table, f"related.{name}.link", one.link.person))
            elif not one.by:
                found.append((one.table, f"related.{name}", one.key))
        found += [(each.table, "activities", each.person) for each in mapping.activities]
        for said, that in (("lists", mapping.lists), ("changes", mapping.changes), ("enrolments", mapping.enrolments)):
            if that is not None:
                found.append((that.table, said, that.person))
        return all(self._table(table, said).columns[name] in INTEGERS for table, said, name in found)

    def _write_people(self) -> dict[str, str]:
        """The table of people with the fields of their one related records; the fields by their types."""
        people = self.mapping.people
        table = self._table(people.table, "people")
        typed: dict[str, tuple[Typed, bool]] = {}
        dates: dict[str, str] = {}
        joins = [f"{table.sql} AS p", f"JOIN number AS n ON n.h = {self._hash(table, people.key, 'p')}"]
        self._add(typed, dates, table, "p", people.table, people.fields, "")
        for place, (name, one) in enumerate(self.mapping.related.items()):
            if self.catalogue.relations.get(name) == "one":
                joins += self._join(typed, dates, name, one, f"r{place}")
        names = columns_of(typed)
        self.columns.update({name: column for name, column in names.items() if name != column})
        listed = "".join(f", {one.value(whole, dates)} AS {named(names[name])}" for name, (one, whole) in typed.items())
        self._write("people", f"SELECT n.person{listed} FROM {' '.join(joins)}", len(typed) + 1)
        return {name: one.kind or "text" for name, (one, _) in typed.items()}

    def _add(
        self,
        typed: dict[str, tuple[Typed, bool]],
        dates: dict[str, str],
        table: Table,
        alias: str,
        called: str,
        fields: Columns,
        prefix: str,
    ) -> None:
        """Add the fields that `table` holds, under their full names, with whether a number's are all whole."""
        found = self._typed(table, alias, fields, prefix)
        fractions = self._checking.fractions(table, alias, found)
        odd = self._checking.odd_dates(table, called, alias, found.values())
        self._checking.missed(table, called, alias, found, odd, f"field/{prefix}")
        dates.update(odd)
        typed.update({f"{prefix}{name}": (one, name not in fractions) for name, one in found.items()})

    def _join(
        self, typed: dict[str, tuple[Typed, bool]], dates: dict[str, str], name: str, one: RelatedTable, alias: str
    ) -> list[str]:
        """What joins the one record of a relation to people, called `alias`. A key that leads nowhere gives blanks."""
        table = self._table(one.table, f"related.{name}")
        self._checking.only_once(table, one.table, one.key)
        self._add(typed, dates, table, alias, one.table, one.fields, f"{name}.")
        people = self._table(self.mapping.people.table, "people")
        if one.link is None:
            by = one.by or self.mapping.people.key
            self._checking.leads(people, self.mapping.people.table, by, table, one.table, one.key, f"related.{name}")
            return [f"LEFT JOIN {table.sql} AS {alias} ON {same_key(table, one.key, alias, people, by, 'p')}"]
        link = self._table(one.link.table, f"related.{name}.link")
        self._checking.only_once(link, one.link.table, one.link.person)
        self._add(typed, dates, link, f"{alias}l", one.link.table, one.link.fields, f"{name}.")
        key = self.mapping.people.key
        self._checking.links(link, one.link.table, one.link.person, f"related.{name}.link")
        self._checking.leads(link, one.link.table, one.link.record, table, one.table, one.key, f"related.{name}.link")
        person = same_key(link, one.link.person, f"{alias}l", people, key, "p")
        record = same_key(table, one.key, alias, link, one.link.record, f"{alias}l")
        return [f"LEFT JOIN {link.sql} AS {alias}l ON {person}", f"LEFT JOIN {table.sql} AS {alias} ON {record}"]

    # -- what belongs to people ------------------------------------------------------------------------------------

    def _write_related(self, name: str, one: RelatedTable) -> dict[str, str]:
        """The records of a relation, one row for each person on each; the fields by their types."""
        table = self._table(one.table, f"related.{name}")
        typed: dict[str, tuple[Typed, bool]] = {}
        dates: dict[str, str] = {}
        self._add(typed, dates, table, "r", one.table, one.fields, f"{name}.")
        if one.link is not None:
            link = self._table(one.link.table, f"related.{name}.link")
            self._add(typed, dates, link, "l", one.link.table, one.link.fields, f"{name}.")
            self._checking.links(link, one.link.table, one.link.person, f"related.{name}.link")
            self._checking.leads(
                link, one.link.table, one.link.record, table, one.table, one.key, f"related.{name}.link"
            )
            joins = (
                f"{link.sql} AS l JOIN number AS n ON n.h = {self._hash(link, one.link.person, 'l')}"
                f" JOIN {table.sql} AS r ON {same_key(table, one.key, 'r', link, one.link.record, 'l')}"
            )
        elif one.by:
            people = self._table(self.mapping.people.table, "people")
            mine, unread = self.mapping.people.table, len(self._checking.unread)
            self._checking.leads(people, mine, one.by, table, one.table, one.key, f"related.{name}")
            del self._checking.unread[unread:]  # of many records a person may as well have none
            joins = (
                f"{people.sql} AS p JOIN {table.sql} AS r ON {same_key(table, one.key, 'r', people, one.by, 'p')}"
                f" JOIN number AS n ON n.h = {self._hash(people, self.mapping.people.key, 'p')}"
            )
        else:
            self._checking.links(table, one.table, one.key, f"related.{name}")
            joins = f"{table.sql} AS r JOIN number AS n ON n.h = {self._hash(table, one.key, 'r')}"
        bare = [full.partition(".")[2] for full in typed]
        names = columns_of(bare)
        self.columns.update({f"{name}.{key}": column for key, column in names.items() if key != column})
        listed = "".join(
            f", {one_.value(whole, dates)} AS {named(names[key])}"
            for key, (one_, whole) in zip(bare, typed.values(), strict=True)
        )
        self._write(f"related-{name}", f"SELECT n.person{listed} FROM {joins}", len(typed) + 1)
        return {key: one_.kind or "text" for key, (one_, _) in zip(bare, typed.values(), strict=True)}

    def _write_activities(self) -> None:
        if not self.mapping.activities:
            self.rows["activities"] = None
            self._write_names("SELECT CAST(NULL AS VARCHAR) AS name WHERE false")
            return
        parts = [self._activities(each) for each in self.mapping.activities]
        names = " UNION ".join(f"SELECT DISTINCT name FROM ({part})" for part in parts)
        self._write_names(f"SELECT name FROM ({names}) WHERE name <> ''")
        together = " UNION ALL ".join(f"({part})" for part in parts)
        self._write(
            "activities",
            f'SELECT n.person, a.verb, c.code AS name, a.moment AS "at" FROM ({together}) AS a'
            " JOIN number AS n ON n.h = a.h LEFT JOIN name AS c ON c.name = a.name",
            4,
        )

    def _activities(self, each: ActivityTable) -> str:
        """SQL of the hash of the person, the verb's code, the name and the instant of each activity of a table.

        It is what costs most of all, so it is written for columns that come as a dictionary of few texts: an empty name
        or key is left to the joins, which find none.
        """
        table = self._table(each.table, "activities")
        at = Typed(column(each.at.name, "a"), table.columns[each.at.name], each.at, "date")
        dates = self._checking.odd_dates(table, each.table, "a", [at])
        self._checking.missed(table, each.table, "a", {"at": at}, dates, "activities: ")
        self._checking.links(table, each.table, each.person, "activities")
        moment = at.value(dates=dates) if dates else at.instant
        where = f"{moment} BETWEEN {FIRST} AND {LAST}"
        if each.verb:
            verb = str(_CODES[each.verb])
        else:
            meant = each.verbs or {verb: verb for verb in VERBS}
            cases = " ".join(f"WHEN {quoted(word)} THEN {_CODES[verb]}" for word, verb in meant.items())
            self._checking.words(table, each.table, each.verb_column, tuple(meant), "activities: verbs")
            verb = f"CASE {text_of(table, each.verb_column, 'a')} {cases} END"
            where += f" AND {verb} IS NOT NULL"
        name, join = "CAST(NULL AS VARCHAR)", ""
        if each.name:
            name = text_of(table, each.name, "a")
            if each.lookup is not None:
                lookup = self._table(each.lookup.table, "activities.lookup")
                self._checking.only_once(lookup, each.lookup.table, each.lookup.key, _NAMED)
                same = same_key(lookup, each.lookup.key, "k", table, each.name, "a")
                join = f" LEFT JOIN {lookup.sql} AS k ON {same}"
                name = f"coalesce({text_of(lookup, each.lookup.column, 'k')}, {name})"
            elif each.names:
                name = renamed(name, each.names)
        key = column(each.person, "a") if self._checking.whole_keys else text_of(table, each.person, "a")
        person = f"hash({f'CAST({key} AS BIGINT)' if self._checking.whole_keys else key})"
        return (
            f"SELECT {person} AS h, CAST({verb} AS UTINYINT) AS verb, {name} AS name, {moment} AS moment"
            f" FROM {table.sql} AS a{join} WHERE {where}"
        )

    def _write_names(self, select: str) -> None:
        self.con.execute(
            "CREATE TABLE name AS SELECT CAST(row_number() OVER (ORDER BY name) - 1 AS UINTEGER) AS code, name"
            f" FROM ({select})"
        )
        path = quoted(str(self.directory / "names.parquet"))
        self.con.execute(f"COPY (SELECT code, name FROM name) TO {path} {PARQUET}")

    def _write_lists(self) -> tuple[str, ...]:
        """The members of the static lists that are asked for; the keys of those that the source knows."""
        one = self.mapping.lists
        if one is None:
            self.rows["lists"] = None
            return ()
        known = sorted(self.needed.lists & set(one.keys.values()) if one.keys else self.needed.lists)
        table = self._table(one.table, "lists")
        key = renamed(text_of(table, one.name, "t"), one.keys)
        self._checking.links(table, one.table, one.person, "lists")
        if one.keys:
            self._checking.words(table, one.table, one.name, tuple(one.keys), "lists: keys")
        self._write(
            "lists",
            f"SELECT DISTINCT n.person, CAST({place_among(key, known)} AS UINTEGER) AS list FROM {table.sql} AS t"
            f" JOIN number AS n ON n.h = {self._hash(table, one.person, 't')} WHERE {is_among(key, known)}",
            2,
        )
        return tuple(known)

    def _write_enrolments(self) -> tuple[str, ...]:
        """Who is on which journey; the keys of the journeys that the source knows."""
        one = self.mapping.enrolments
        if one is None:
            self.rows["enrolments"] = None
            return ()
        known = sorted(self.needed.journeys & set(one.keys.values()) if one.keys else self.needed.journeys)
        table = self._table(one.table, "enrolments")
        since = Typed(column(one.since.name, "t"), table.columns[one.since.name], one.since, "date")
        dates = self._checking.odd_dates(table, one.table, "t", [since])
        self._checking.missed(table, one.table, "t", {"since": since}, dates, "enrolments: ")
        self._checking.links(table, one.table, one.person, "enrolments")
        if one.keys:
            self._checking.words(table, one.table, one.journey, tuple(one.keys), "enrolments: keys")
        key = renamed(text_of(table, one.journey, "t"), one.keys)
        journey, step = f"CAST({place_among(key, known)} AS UINTEGER)", text_of(table, one.step, "t")
        self._write(
            "enrolments",
            f"SELECT n.person, {journey} AS journey, {step} AS step, {since.value(dates=dates)} AS since"
            f" FROM {table.sql} AS t JOIN number AS n ON n.h = {self._hash(table, one.person, 't')}"
            f" WHERE {is_among(key, known)}",
            4,
        )
        return tuple(known)

    def _write_changes(self) -> None:
        one = self.mapping.changes
        if one is None:
            self.rows["changes"] = None
            return
        table = self._table(one.table, "changes")
        at = Typed(column(one.at.name, "t"), table.columns[one.at.name], one.at, "date")
        name = renamed(text_of(table, one.name, "t"), one.fields)
        ends: dict[str, str] = {}
        dates = self._checking.odd_dates(table, one.table, "t", [at])
        self._checking.missed(table, one.table, "t", {"at": at}, dates, "changes: ")
        self._checking.links(table, one.table, one.person, "changes")
        for end in (one.before, one.after):
            cases = []
            for kind in ("number", "date", "yes-no", "text"):
                for marked in (False, True):
                    fields = [each for each in sorted(self.needed.fields) if self._is(each, kind, marked)]
                    if fields:
                        typed = Typed(column(end, "t"), table.columns[end], Column(end), kind, marked)
                        dates.update(self._checking.odd_dates(table, one.table, "t", [typed]))
                        cases.append(f"WHEN {name} IN ({', '.join(map(quoted, fields))}) THEN {typed.told(dates)}")
            ends[end] = f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS VARCHAR)"
        self._write(
            "changes",
            f"SELECT n.person, {name} AS field, {ends[one.before]} AS before, {ends[one.after]} AS after,"
            f' {at.value(dates=dates)} AS "at" FROM {table.sql} AS t JOIN number AS n ON'
            f" n.h = {self._hash(table, one.person, 't')}"
            f" WHERE {is_among(name, sorted(self.needed.fields))} AND {at.value(dates=dates)} IS NOT NULL",
            5,
        )

    def _is(self, name: str, kind: str, marked: bool) -> bool:
        """Whether the field of this full name is of a type and is kept with its values."""
        known = self.catalogue.fields.get(name, FieldType(""))
        mine = known.type if known.type in ("number", "date", "yes-no") else "text"
        return mine == kind and (known.identifier and name not in self.mapping.identifiers) == marked

"""From the tables of a source to a snapshot: numbered people, typed columns, everything in blocks.

People are numbered in the order of a hash of their key, so that each block is a random sample of them and nothing about
a number tells who it is. Every other table is joined to the numbers once and written straight into one file per block;
what does not fit into memory is on disk. Keys are compared by their 64-bit hashes: that no two people share one is
checked, and that a key leading to nobody has the hash of somebody is a matter of one in a million snapshots of ten
million people.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mapconfig.audience.mapping import ActivityTable, Column, Columns, Needed, PeopleSource, RelatedTable
from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.audience.snapshot.manifest import BLOCK, NAME, Manifest, Snapshot, Unread
from mapconfig.audience.snapshot.persons import PARQUET, columns_of
from mapconfig.audience.sources.reading import DATE_TEXT, FIRST, LAST, Typed, column
from mapconfig.audience.sources.tables import Source, SourceFault, Table
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.moments import in_utc
from mapconfig.criteria.oracle import read_as
from mapconfig.criteria.syntax import VERBS

if TYPE_CHECKING:
    import duckdb

#: The most odd dates of one column that are looked at one by one.
_ODD_DATES = 100_000
_CODES = {verb: code for code, verb in enumerate(VERBS)}
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
#: How many values wait for their blocks in the memory of one thread.
_WAITING = 12_000_000
#: So many rows that lead nowhere are a mistake of the mapping; fewer can be what is left of somebody who is gone.
_ENOUGH = 5
#: What follows from a key that is there more than once.
_ONE = "a person has one such record: map the column that tells the records apart, or say `many` under `relations`"
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
    unread: list[Unread] = field(default_factory=list)
    _tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    _whole_keys: bool = False
    _odd: int = 0

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
            unread=tuple(self.unread),
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
        """SQL of the hash of the key of a person that a column holds; NULL where it holds none."""
        return f"hash({_key(table, name, alias, self._whole_keys)})"

    def _fractions(self, table: Table, alias: str, fields: Mapping[str, Typed]) -> set[str]:
        """The fields among `fields` that hold numbers of which not all are whole, or not within 64 bits."""
        unclear = [name for name, typed in fields.items() if typed.ambiguous]
        if not unclear:
            return set()
        asked = ", ".join(f"bool_or({fields[name].is_fraction})" for name in unclear)
        found = self._one(f"SELECT {asked} FROM {table.sql} AS {alias}")
        return {name for name, answer in zip(unclear, found, strict=True) if answer}

    def _odd_dates(self, table: Table, name: str, alias: str, typed: Iterable[Typed]) -> dict[str, str]:
        """Tables with the dates among the columns `typed` that are written in a way that only Python reads."""
        made = {}
        for one in typed:
            if one.kind == "date" and one.type == "VARCHAR" and not one.column.unit:
                odd = self.con.execute(
                    f"SELECT DISTINCT {one.sql} FROM {table.sql} AS {alias} WHERE {one.sql} <> '' AND NOT"
                    f" regexp_full_match({one.sql}, {quoted(DATE_TEXT)}) LIMIT {_ODD_DATES + 1}"
                ).fetchall()
                if len(odd) > _ODD_DATES:
                    raise SourceFault(
                        f"More than {_ODD_DATES:,} different values of {one.column.name} in {name} of "
                        f"{self.source.label} are no dates that can be read. Write them as 2026-11-22T09:00:00Z, or "
                        "map the column with `as: seconds` or `as: milliseconds`."
                    )
                read = [(text, read_as(text, "date")) for (text,) in odd]
                rows = [(text, moment.replace(tzinfo=None)) for text, moment in read if isinstance(moment, datetime)]
                if rows:
                    known = f"odd_{self._odd}"
                    self._odd += 1
                    self.con.execute(f"CREATE TABLE {known} (text VARCHAR, moment TIMESTAMP)")
                    self.con.executemany(f"INSERT INTO {known} VALUES (?, ?)", rows)
                    made[one.sql] = known
        return made

    def _missed(
        self, table: Table, called: str, alias: str, typed: Mapping[str, Typed], dates: Mapping[str, str], prefix: str
    ) -> None:
        """Count what of these columns cannot be read as their fields, in one pass. Raises SourceFault where nothing of
        one can: then it is the mapping that is wrong, and all would count as blank."""
        asked = {name: one for name, one in typed.items() if one.doubtful}
        if not asked:
            return
        listed = ", ".join(f"{one.there}, {one.left_over(dates)}" for one in asked.values())
        found = self._one(f"SELECT {listed} FROM {table.sql} AS {alias}")
        for place, (name, one) in enumerate(asked.items()):
            there, missed = int(str(found[2 * place])), int(str(found[2 * place + 1]))
            if missed == there > 0:
                raise SourceFault(
                    f"No value of column {one.column.name} of {called} in {self.source.label} can be read as "
                    f"{one.expected}, which {prefix}{name} is. Look whether `people` in mapconfig.yaml names the right "
                    f"column{one.advice}."
                )
            if missed:
                wanted = f"be read as {one.expected} and count as blank"
                self.unread.append(Unread(called, one.column.name, wanted, there, missed))

    def _links(self, table: Table, called: str, key: str, said: str) -> None:
        """Count the rows of a table that lead to no person. Raises SourceFault where none leads to one."""
        mine = self._hash(table, key, "t")
        there, matched = self._one(
            f"SELECT count({_key(table, key, 't', self._whole_keys)}), count(n.h) FROM {table.sql} AS t"
            f" LEFT JOIN number AS n ON n.h = {mine}"
        )
        self._led(called, key, int(str(there)), int(str(matched)), self.mapping.people.table, said)

    def _led(self, called: str, key: str, there: int, matched: int, to: str, said: str) -> None:
        if there >= _ENOUGH and not matched and self.people:
            raise SourceFault(
                f"No value of column {key} of {called} in {self.source.label} is found in {to}, so nothing of it would "
                f"belong to anybody. Look which columns `people: {said}` in mapconfig.yaml names for it, on both sides."
            )
        if matched < there:
            self.unread.append(Unread(called, key, f"be found in {to}", there, there - matched))

    def _one(self, sql: str) -> tuple[object, ...]:
        row: tuple[object, ...] = self.con.execute(sql).fetchone() or ()
        return row

    # -- writing ---------------------------------------------------------------------------------------------------

    def _write(self, table: str, select: str, width: int) -> None:
        """Write the rows that `select` gives, each with its person, into the files of their blocks."""
        directory = self.directory / table
        directory.mkdir(mode=0o700)
        blocks = max(1, -(-self.people // self.block))
        if blocks == 1:
            path = directory / "00000.parquet"
            (rows,) = self._one(f"COPY ({select}) TO {quoted(str(path))} {PARQUET}")
            if not rows and table != "people":
                path.unlink()
        else:
            self.con.execute(f"SET partitioned_write_max_open_files = {blocks + 8}")
            waiting = max(131_072, _WAITING // width)
            self.con.execute(f"SET partitioned_write_flush_threshold = {waiting}")
            # Small groups of rows become large ones: files are read often.
            rewrite = waiting // blocks < 30_000
            compression = "lz4_raw" if rewrite else "zstd"
            (rows,) = self._one(
                f"COPY (SELECT *, person // {self.block} AS block FROM ({select})) TO {quoted(str(directory))}"
                f" (FORMAT parquet, COMPRESSION {compression}, PARTITION_BY (block), OVERWRITE_OR_IGNORE)"
            )
            self._settle(directory, blocks, rewrite)
        self.rows[table] = int(str(rows))

    def _settle(self, directory: Path, blocks: int, rewrite: bool) -> None:
        """Give the files of partitions the names of blocks; with `rewrite` as files of large groups of rows."""
        for block in range(blocks):
            partition = directory / f"block={block}"
            files = sorted(partition.glob("*.parquet"))
            path = directory / f"{block:05d}.parquet"
            if len(files) == 1 and not rewrite:
                files[0].rename(path)
            elif files:
                scan = f"read_parquet({quoted(str(partition / '*.parquet'))}, hive_partitioning = false)"
                self.con.execute(f"COPY (SELECT * FROM {scan}) TO {quoted(str(path))} {PARQUET}")
            if files:
                shutil.rmtree(partition)

    # -- people ----------------------------------------------------------------------------------------------------

    def _number(self) -> None:
        people = self.mapping.people
        table = self._table(people.table, "people")
        self._whole_keys = self._keys_are_whole()
        key = _key(table, people.key, "p", self._whole_keys)
        self.con.execute(
            "CREATE TABLE number AS SELECT h, CAST(row_number() OVER w - 1 AS UINTEGER) AS person,"
            f" h IS NOT DISTINCT FROM lag(h) OVER w AS twice FROM (SELECT hash({key}) AS h, {key} AS k"
            f" FROM {table.sql} AS p) WHERE k IS NOT NULL WINDOW w AS (ORDER BY h)"
        )
        self.people = self._count("SELECT count(*) FROM number")
        nameless = self._count(f"SELECT count(*) FROM {table.sql}") - self.people
        if nameless:
            raise SourceFault(
                f"{_rows(nameless)} of {people.table} in {self.source.label} without {people.key}: nothing can be "
                "found of these people. Fill it in, or map a view without them."
            )
        if twice := self._count("SELECT count(*) FROM number WHERE twice"):
            raise SourceFault(
                f"{_rows(twice)} of {people.table} in {self.source.label} with a {people.key} that another row has "
                "too. A person has one row: map the column that tells people apart, or a view that has it."
            )

    def _count(self, sql: str) -> int:
        return int(str(self._one(sql)[0]))

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
        return all(self._table(table, said).columns[name] in _INTEGERS for table, said, name in found)

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
        fractions = self._fractions(table, alias, found)
        odd = self._odd_dates(table, called, alias, found.values())
        self._missed(table, called, alias, found, odd, f"field/{prefix}")
        dates.update(odd)
        typed.update({f"{prefix}{name}": (one, name not in fractions) for name, one in found.items()})

    def _join(
        self, typed: dict[str, tuple[Typed, bool]], dates: dict[str, str], name: str, one: RelatedTable, alias: str
    ) -> list[str]:
        """What joins the one record of a relation to people, called `alias`. A key that leads nowhere gives blanks."""
        table = self._table(one.table, f"related.{name}")
        self._only_once(table, one.table, one.key)
        self._add(typed, dates, table, alias, one.table, one.fields, f"{name}.")
        people = self._table(self.mapping.people.table, "people")
        if one.link is None:
            by = one.by or self.mapping.people.key
            self._leads(people, self.mapping.people.table, by, table, one.table, one.key, f"related.{name}")
            return [f"LEFT JOIN {table.sql} AS {alias} ON {_same(table, one.key, alias, people, by, 'p')}"]
        link = self._table(one.link.table, f"related.{name}.link")
        self._only_once(link, one.link.table, one.link.person)
        self._add(typed, dates, link, f"{alias}l", one.link.table, one.link.fields, f"{name}.")
        key = self.mapping.people.key
        self._links(link, one.link.table, one.link.person, f"related.{name}.link")
        self._leads(link, one.link.table, one.link.record, table, one.table, one.key, f"related.{name}.link")
        return [
            f"LEFT JOIN {link.sql} AS {alias}l ON {_same(link, one.link.person, f'{alias}l', people, key, 'p')}",
            f"LEFT JOIN {table.sql} AS {alias} ON {_same(table, one.key, alias, link, one.link.record, f'{alias}l')}",
        ]

    def _leads(self, one: Table, called: str, by: str, other: Table, beside: str, key: str, said: str) -> None:
        """As `_links`, of a column that leads to the rows of another table."""
        if (called, by) == (beside, key):
            return
        mine, there_is = _key(one, by, "t", False), _key(other, key, "o", False)
        there, matched = self._one(
            f"SELECT count({mine}), count(CASE WHEN {mine} IN (SELECT {there_is} FROM {other.sql} AS o"
            f" WHERE {there_is} IS NOT NULL) THEN 1 END) FROM {one.sql} AS t"
        )
        if by != self.mapping.people.key or called != self.mapping.people.table:
            self._led(called, by, int(str(there)), int(str(matched)), f"{key} of {beside}", said)
        else:
            self._links(other, beside, key, said)  # nobody has to have a record

    def _only_once(self, table: Table, called: str, key: str, why: str = _ONE) -> None:
        """Raises SourceFault where a key is there twice that has to lead to one row: people would be counted twice."""
        by = column(key, "t")
        each = f"SELECT 1 FROM {table.sql} AS t WHERE {by} IS NOT NULL GROUP BY {by} HAVING count(*) > 1"
        if twice := self._count(f"SELECT count(*) FROM ({each})"):
            raise SourceFault(
                f"{twice:,} values of {key} in {called} of {self.source.label} are there more than once, and {why}."
            )

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
            self._links(link, one.link.table, one.link.person, f"related.{name}.link")
            self._leads(link, one.link.table, one.link.record, table, one.table, one.key, f"related.{name}.link")
            joins = (
                f"{link.sql} AS l JOIN number AS n ON n.h = {self._hash(link, one.link.person, 'l')}"
                f" JOIN {table.sql} AS r ON {_same(table, one.key, 'r', link, one.link.record, 'l')}"
            )
        elif one.by:
            people = self._table(self.mapping.people.table, "people")
            mine, unread = self.mapping.people.table, len(self.unread)
            self._leads(people, mine, one.by, table, one.table, one.key, f"related.{name}")
            del self.unread[unread:]  # of many records a person may as well have none
            joins = (
                f"{people.sql} AS p JOIN {table.sql} AS r ON {_same(table, one.key, 'r', people, one.by, 'p')}"
                f" JOIN number AS n ON n.h = {self._hash(people, self.mapping.people.key, 'p')}"
            )
        else:
            self._links(table, one.table, one.key, f"related.{name}")
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
        dates = self._odd_dates(table, each.table, "a", [at])
        self._missed(table, each.table, "a", {"at": at}, dates, "activities: ")
        self._links(table, each.table, each.person, "activities")
        moment = at.value(dates=dates) if dates else at.instant
        where = f"{moment} BETWEEN {FIRST} AND {LAST}"
        if each.verb:
            verb = str(_CODES[each.verb])
        else:
            meant = each.verbs or {verb: verb for verb in VERBS}
            cases = " ".join(f"WHEN {quoted(word)} THEN {_CODES[verb]}" for word, verb in meant.items())
            self._words(table, each.table, each.verb_column, tuple(meant), "activities: verbs")
            verb = f"CASE {_text(table, each.verb_column, 'a')} {cases} END"
            where += f" AND {verb} IS NOT NULL"
        name, join = "CAST(NULL AS VARCHAR)", ""
        if each.name:
            name = _text(table, each.name, "a")
            if each.lookup is not None:
                lookup = self._table(each.lookup.table, "activities.lookup")
                self._only_once(lookup, each.lookup.table, each.lookup.key, _NAMED)
                same = _same(lookup, each.lookup.key, "k", table, each.name, "a")
                join = f" LEFT JOIN {lookup.sql} AS k ON {same}"
                name = f"coalesce({_text(lookup, each.lookup.column, 'k')}, {name})"
            elif each.names:
                name = _renamed(name, each.names)
        key = column(each.person, "a") if self._whole_keys else _text(table, each.person, "a")
        person = f"hash({f'CAST({key} AS BIGINT)' if self._whole_keys else key})"
        return (
            f"SELECT {person} AS h, CAST({verb} AS UTINYINT) AS verb, {name} AS name, {moment} AS moment"
            f" FROM {table.sql} AS a{join} WHERE {where}"
        )

    def _words(self, table: Table, called: str, name: str, words: Sequence[str], said: str) -> None:
        """Raises SourceFault where a column holds none of the words that the mapping knows in it, and puts down how
        many of them it has not."""
        text = _text(table, name, "t")
        (there, *found) = self._one(
            f"SELECT count(*), {', '.join(f'coalesce(bool_or({text} = {quoted(word)}), false)' for word in words)}"
            f" FROM {table.sql} AS t WHERE {text} <> ''"
        )
        if int(str(there)) >= _ENOUGH and not any(found):
            raise SourceFault(
                f"Column {name} of {called} in {self.source.label} holds none of the words that `people: {said}` in "
                f"mapconfig.yaml names ({', '.join(words[:6])}{' ...' if len(words) > 6 else ''}). Look what the "
                "column holds, and write it there."
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
        key = _renamed(_text(table, one.name, "t"), one.keys)
        self._links(table, one.table, one.person, "lists")
        if one.keys:
            self._words(table, one.table, one.name, tuple(one.keys), "lists: keys")
        self._write(
            "lists",
            f"SELECT DISTINCT n.person, CAST({_place(key, known)} AS UINTEGER) AS list FROM {table.sql} AS t"
            f" JOIN number AS n ON n.h = {self._hash(table, one.person, 't')} WHERE {_among(key, known)}",
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
        dates = self._odd_dates(table, one.table, "t", [since])
        self._missed(table, one.table, "t", {"since": since}, dates, "enrolments: ")
        self._links(table, one.table, one.person, "enrolments")
        if one.keys:
            self._words(table, one.table, one.journey, tuple(one.keys), "enrolments: keys")
        key = _renamed(_text(table, one.journey, "t"), one.keys)
        journey, step = f"CAST({_place(key, known)} AS UINTEGER)", _text(table, one.step, "t")
        self._write(
            "enrolments",
            f"SELECT n.person, {journey} AS journey, {step} AS step, {since.value(dates=dates)} AS since"
            f" FROM {table.sql} AS t JOIN number AS n ON n.h = {self._hash(table, one.person, 't')}"
            f" WHERE {_among(key, known)}",
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
        name = _renamed(_text(table, one.name, "t"), one.fields)
        ends: dict[str, str] = {}
        dates = self._odd_dates(table, one.table, "t", [at])
        self._missed(table, one.table, "t", {"at": at}, dates, "changes: ")
        self._links(table, one.table, one.person, "changes")
        for end in (one.before, one.after):
            cases = []
            for kind in ("number", "date", "yes-no", "text"):
                for marked in (False, True):
                    fields = [each for each in sorted(self.needed.fields) if self._is(each, kind, marked)]
                    if fields:
                        typed = Typed(column(end, "t"), table.columns[end], Column(end), kind, marked)
                        dates.update(self._odd_dates(table, one.table, "t", [typed]))
                        cases.append(f"WHEN {name} IN ({', '.join(map(quoted, fields))}) THEN {typed.told(dates)}")
            ends[end] = f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS VARCHAR)"
        self._write(
            "changes",
            f"SELECT n.person, {name} AS field, {ends[one.before]} AS before, {ends[one.after]} AS after,"
            f' {at.value(dates=dates)} AS "at" FROM {table.sql} AS t JOIN number AS n ON'
            f" n.h = {self._hash(table, one.person, 't')}"
            f" WHERE {_among(name, sorted(self.needed.fields))} AND {at.value(dates=dates)} IS NOT NULL",
            5,
        )

    def _is(self, name: str, kind: str, marked: bool) -> bool:
        """Whether the field of this full name is of a type and is kept with its values."""
        known = self.catalogue.fields.get(name, FieldType(""))
        mine = known.type if known.type in ("number", "date", "yes-no") else "text"
        return mine == kind and (known.identifier and name not in self.mapping.identifiers) == marked


def _key(table: Table, name: str, alias: str, whole: bool) -> str:
    """SQL of a key in the form in which keys of both sides are compared."""
    if whole:
        return f"CAST({column(name, alias)} AS BIGINT)"
    return f"nullif({_text(table, name, alias)}, '')"


def _same(one: Table, name: str, alias: str, other: Table, by: str, beside: str) -> str:
    """SQL that is true where the keys in two columns are the same."""
    whole = one.columns[name] in _INTEGERS and other.columns[by] in _INTEGERS
    return f"{_key(one, name, alias, whole)} = {_key(other, by, beside, whole)}"


def _text(table: Table, name: str, alias: str) -> str:
    sql = column(name, alias)
    return sql if table.columns[name] == "VARCHAR" else f"CAST({sql} AS VARCHAR)"


def _renamed(sql: str, names: Mapping[str, str]) -> str:
    """SQL of the name here of what a column calls otherwise."""
    if not names:
        return sql
    return (
        f"CASE {sql} {' '.join(f'WHEN {quoted(old)} THEN {quoted(new)}' for old, new in names.items())} ELSE {sql} END"
    )


def _place(sql: str, known: Sequence[str]) -> str:
    """SQL of the place of a text among those known."""
    cases = " ".join(f"WHEN {quoted(text)} THEN {place}" for place, text in enumerate(known))
    return f"CASE {sql} {cases} END" if known else "NULL"


def _among(sql: str, known: Sequence[str]) -> str:
    return f"{sql} IN ({', '.join(map(quoted, known))})" if known else "false"


def _rows(count: int) -> str:
    return "There is 1 row" if count == 1 else f"There are {count:,} rows"

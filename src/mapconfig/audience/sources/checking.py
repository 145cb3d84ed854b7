"""Whether a source is as its mapping says: what cannot be read or leads to nobody is counted, and a mistake of the
mapping is a sentence instead of people without values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from mapconfig.audience.mapping import PeopleTable
from mapconfig.audience.snapshot.database import quoted
from mapconfig.audience.snapshot.manifest import Unread
from mapconfig.audience.sources.keys import hash_of, key_of, text_of
from mapconfig.audience.sources.reading import DATE_TEXT, Typed, column
from mapconfig.audience.sources.tables import SourceFault, Table
from mapconfig.criteria.oracle import read_as
from mapconfig.language import Text, plural, say

if TYPE_CHECKING:
    import duckdb

#: The most odd dates of one column that are looked at one by one.
_ODD_DATES = 100_000
#: So many rows that lead nowhere are a mistake of the mapping; fewer can be what is left of somebody who is gone.
_ENOUGH = 5
#: What follows from a key that is there more than once.
_ONE = say("a person has one such record: map the column that tells the records apart, or say `many` under `relations`")


@dataclass(slots=True)
class Checking:
    """Looks at the tables of one source. `mine` is how the mapping finds people; what is asked about their keys needs
    them numbered, in the table `number`, and `whole_keys` and `people` known."""

    con: duckdb.DuckDBPyConnection
    label: str
    mine: PeopleTable
    whole_keys: bool = False
    people: int = 0
    unread: list[Unread] = field(default_factory=list)
    _odd: int = 0

    def numbered(self, table: Table) -> int:
        """How many people have a number. Raises SourceFault where one has none, or two have the same key."""
        self.people = self._count("SELECT count(*) FROM number")
        nameless = self._count(f"SELECT count(*) FROM {table.sql}") - self.people
        if nameless:
            raise SourceFault(
                say(
                    "{rows} of {table} in {label} without {key}: nothing can be found of these people. "
                    "Fill it in, or map a view without them.",
                    rows=_rows(nameless),
                    table=self.mine.table,
                    label=self.label,
                    key=self.mine.key,
                )
            )
        if twice := self._count("SELECT count(*) FROM number WHERE twice"):
            raise SourceFault(
                say(
                    "{rows} of {table} in {label} with a {key} that another row has too. A person has one "
                    "row: map the column that tells people apart, or a view that has it.",
                    rows=_rows(twice),
                    table=self.mine.table,
                    label=self.label,
                    key=self.mine.key,
                )
            )
        return self.people

    def fractions(self, table: Table, alias: str, fields: Mapping[str, Typed]) -> set[str]:
        """The fields among `fields` that hold numbers of which not all are whole, or not within 64 bits."""
        unclear = [name for name, typed in fields.items() if typed.ambiguous]
        if not unclear:
            return set()
        asked = ", ".join(f"bool_or({fields[name].is_fraction})" for name in unclear)
        found = self._one(f"SELECT {asked} FROM {table.sql} AS {alias}")
        return {name for name, answer in zip(unclear, found, strict=True) if answer}

    def odd_dates(self, table: Table, name: str, alias: str, typed: Iterable[Typed]) -> dict[str, str]:
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
                        say(
                            "More than {most:,} different values of {name} in {table} of {label} are no "
                            "dates that can be read. Write them as 2026-11-22T09:00:00Z, or map the column with "
                            "`as: seconds` or `as: milliseconds`.",
                            most=_ODD_DATES,
                            name=one.column.name,
                            table=name,
                            label=self.label,
                        )
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

    def missed(
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
                    say(
                        "No value of column {name} of {called} in {label} can be read as {expected}, which "
                        "{field} is. Look whether `people` in mapconfig.yaml names the right column{advice}.",
                        name=one.column.name,
                        called=called,
                        label=self.label,
                        expected=one.expected,
                        field=f"{prefix}{name}",
                        advice=one.advice,
                    )
                )
            if missed:
                wanted = f"be read as {one.expected} and count as blank"
                self.unread.append(Unread(called, one.column.name, wanted, there, missed))

    def links(self, table: Table, called: str, key: str, said: str) -> None:
        """Count the rows of a table that lead to no person. Raises SourceFault where none leads to one."""
        mine = hash_of(table, key, "t", self.whole_keys)
        there, matched = self._one(
            f"SELECT count({key_of(table, key, 't', self.whole_keys)}), count(n.h) FROM {table.sql} AS t"
            f" LEFT JOIN number AS n ON n.h = {mine}"
        )
        self._led(called, key, int(str(there)), int(str(matched)), self.mine.table, said)

    def leads(self, one: Table, called: str, by: str, other: Table, beside: str, key: str, said: str) -> None:
        """As `_links`, of a column that leads to the rows of another table."""
        if (called, by) == (beside, key):
            return
        mine, there_is = key_of(one, by, "t", False), key_of(other, key, "o", False)
        there, matched = self._one(
            f"SELECT count({mine}), count(CASE WHEN {mine} IN (SELECT {there_is} FROM {other.sql} AS o"
            f" WHERE {there_is} IS NOT NULL) THEN 1 END) FROM {one.sql} AS t"
        )
        if by != self.mine.key or called != self.mine.table:
            self._led(
                called,
                by,
                int(str(there)),
                int(str(matched)),
                say("{column} of {table}", column=key, table=beside),
                said,
            )
        else:
            self.links(other, beside, key, said)  # nobody has to have a record

    def _led(self, called: str, key: str, there: int, matched: int, to: str, said: str) -> None:
        if there >= _ENOUGH and not matched and self.people:
            raise SourceFault(
                say(
                    "No value of column {key} of {called} in {label} is found in {to}, so nothing of it "
                    "would belong to anybody. Look which columns `people: {said}` in mapconfig.yaml names "
                    "for it, on both sides.",
                    key=key,
                    called=called,
                    label=self.label,
                    to=to,
                    said=said,
                )
            )
        if matched < there:
            self.unread.append(Unread(called, key, f"be found in {to}", there, there - matched))

    def only_once(self, table: Table, called: str, key: str, why: str = _ONE) -> None:
        """Raises SourceFault where a key is there twice that has to lead to one row: people would be counted twice."""
        by = column(key, "t")
        each = f"SELECT 1 FROM {table.sql} AS t WHERE {by} IS NOT NULL GROUP BY {by} HAVING count(*) > 1"
        if twice := self._count(f"SELECT count(*) FROM ({each})"):
            raise SourceFault(
                say(
                    "{count:,} values of {key} in {called} of {label} are there more than once, and {why}.",
                    count=twice,
                    key=key,
                    called=called,
                    label=self.label,
                    why=why,
                )
            )

    def words(self, table: Table, called: str, name: str, words: Sequence[str], said: str) -> None:
        """Raises SourceFault where a column holds none of the words that the mapping knows in it, and puts down how
        many of them it has not."""
        text = text_of(table, name, "t")
        (there, *found) = self._one(
            f"SELECT count(*), {', '.join(f'coalesce(bool_or({text} = {quoted(word)}), false)' for word in words)}"
            f" FROM {table.sql} AS t WHERE {text} <> ''"
        )
        if int(str(there)) >= _ENOUGH and not any(found):
            raise SourceFault(
                say(
                    "Column {name} of {called} in {label} holds none of the words that `people: {said}` in "
                    "mapconfig.yaml names ({words}). Look what the column holds, and write it there.",
                    name=name,
                    called=called,
                    label=self.label,
                    said=said,
                    words=", ".join(words[:6]) + (" ..." if len(words) > 6 else ""),
                )
            )

    def _count(self, sql: str) -> int:
        return int(str(self._one(sql)[0]))

    def _one(self, sql: str) -> tuple[object, ...]:
        row: tuple[object, ...] = self.con.execute(sql).fetchone() or ()
        return row


def _rows(count: int) -> Text:
    return plural("There is {n} row", "There are {n:,} rows", count)

"""The tables of a source as a database of ours can read them, whatever the source is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.errors import InputError
from mapconfig.language import NOTHING, say

if TYPE_CHECKING:
    import duckdb

#: How rows are put aside while they are sorted: quick to write and to read.
ASIDE = "(FORMAT parquet, COMPRESSION lz4_raw)"


class SourceFault(InputError):
    """A source of people is not there, or is not as its mapping says. The message holds names, and never a value."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: SQL that stands behind FROM, and the types of its columns by name."""

    sql: str
    columns: Mapping[str, str]


class Source(Protocol):
    """Somewhere with tables of people. Opening it has not read anything yet."""

    @property
    def label(self) -> str:
        """What it is called in reports and messages; no secret."""

    @property
    def directories(self) -> Sequence[Path]:
        """The directories that the database has to read for it."""

    def digest(self) -> str:
        """What changes whenever the data do, without reading them; empty where the source cannot tell."""

    def as_of(self) -> str:
        """The instant for which the data are true, as ISO text; empty where that is now."""

    def table(self, con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], said: str, aside: Path) -> Table:
        """The table called `name`, of which `columns` are needed. `said` are the words in the settings that name it,
        and `aside` is an empty directory for rows that have to be copied. Raises SourceFault."""


def missing_column(source: str, table: str, said: str, wanted: str, there: Iterable[str]) -> SourceFault:
    """A mapping names a column that a table has not."""
    known = sorted(there)
    near = get_close_matches(wanted, known, n=1)
    hint = (
        say(" Did you mean {close}?", close=near[0])
        if near
        else say(" It has {names}.", names=", ".join(known[:12]) + (" ..." if len(known) > 12 else ""))
    )
    return SourceFault(
        say(
            "{table} in {source} has no column {wanted}, which `people: {said}` in mapconfig.yaml names.{hint}",
            table=table,
            source=source,
            wanted=wanted,
            said=said,
            hint=hint,
        )
    )


def no_names(source: str, table: str, said: str, wanted: Sequence[str]) -> SourceFault:
    """A table of text has none of the columns that a mapping names, so that what it has may be no names but people."""
    return SourceFault(
        say(
            "The first line of {table} in {source} holds none of the columns {wanted}, which "
            "`people: {said}` in mapconfig.yaml names. Look whether it is a line of names, and "
            "which `separator` it has.",
            table=table,
            source=source,
            wanted=", ".join(sorted(wanted)[:12]),
            said=said,
        )
    )


def missing_table(source: str, wanted: str, said: str, there: Iterable[str]) -> SourceFault:
    """A mapping names a table that a source has not."""
    known = sorted(there)
    near = get_close_matches(wanted, known, n=1)
    has = (
        say(" It has {names}.", names=", ".join(known[:12]) + (" ..." if len(known) > 12 else "")) if known else NOTHING
    )
    hint = say(" Did you mean {close}?", close=near[0]) if near else has
    return SourceFault(
        say(
            "{source} has no table {wanted}, which `people: {said}` in mapconfig.yaml names.{hint}",
            source=source,
            wanted=wanted,
            said=said,
            hint=hint,
        )
    )


def check_columns(
    source: str, table: str, said: str, wanted: Sequence[str], there: Mapping[str, str]
) -> dict[str, str]:
    """The types of the columns that are `wanted`. Raises SourceFault for the first that is not `there`."""
    for name in wanted:
        if name not in there:
            raise missing_column(source, table, said, name, there)
    return {name: there[name] for name in wanted}


def described(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    """The columns of what stands behind FROM, with their types; what holds others, such as a list, is text."""
    found = con.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    return {row[0]: row[1] for row in found}


def aside(con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[str], directory: Path, name: str) -> Table:
    """The `columns` of what stands behind FROM, copied into `directory`, so that they can be read more than once."""
    path = directory / f"{name}.parquet"
    listed = ", ".join(map(named, columns))
    con.execute(f"COPY (SELECT {listed} FROM {sql}) TO {quoted(str(path))} {ASIDE}")
    scan = f"read_parquet({quoted(str(path))})"
    return Table(scan, described(con, scan))

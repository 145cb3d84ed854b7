"""People in a PostgreSQL database: one read-only transaction, in which only the mapped columns are selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.audience.sources.tables import SourceFault, Table, aside, missing_column
from mapconfig.audience.sql.tables import usable
from mapconfig.language import say

if TYPE_CHECKING:
    import duckdb

    from mapconfig.audience.sql.postgresql import PostgreSql


@dataclass(frozen=True)
class PostgreSqlTables:
    """A database and the transaction in it, which ends with `close`."""

    database: PostgreSql
    name: str
    """The database without who asks it."""

    @classmethod
    def at(cls, url: str) -> PostgreSqlTables:
        """The database at `url`; see `mapconfig.audience.sql.connect` for what may go wrong."""
        from mapconfig.audience.sql import connect
        from mapconfig.audience.sql.postgresql import PostgreSql

        database = connect.database(url)
        assert isinstance(database, PostgreSql)  # the settings refuse other addresses
        return cls(database, urlsplit(url).path.strip("/"))

    @property
    def label(self) -> str:
        return f"postgresql {self.name}".strip()

    @property
    def directories(self) -> tuple[Path, ...]:
        return ()

    def digest(self) -> str:
        return ""

    def as_of(self) -> str:
        return ""

    def close(self) -> None:
        self.database.close()

    def table(
        self, con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], said: str, aside_: Path
    ) -> Table:
        parts = tuple(name.split("."))
        for part in (*parts, *columns):
            usable(part, say("table or column"))
        there = self.database.columns(parts)
        if not there:
            raise SourceFault(
                say(
                    "{label} has no table {name}, or none that this role may see; `people: {said}` in "
                    "mapconfig.yaml names it. Write a table of another schema as schema.table.",
                    label=self.label,
                    name=name,
                    said=said,
                )
            )
        for wanted in columns:
            if wanted not in there:
                raise missing_column(self.label, name, said, wanted, there)
        path = aside_ / "rows.csv"
        listed = ", ".join(map(named, columns))
        whole = ".".join(map(named, parts))
        with path.open("xb") as into:
            self.database.copied(f"COPY (SELECT {listed} FROM {whole}) TO STDOUT WITH (FORMAT csv)", into)
        try:
            typed = "{" + ", ".join(f"{quoted(each)}: 'VARCHAR'" for each in columns) + "}"
            dialect = "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', parallel = false"
            scan = f"read_csv({quoted(str(path))}, columns = {typed}, {dialect}, nullstr = '')"
            return aside(con, scan, columns, aside_, "rows")
        finally:
            path.unlink()

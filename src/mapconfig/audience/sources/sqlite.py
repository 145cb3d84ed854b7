"""People in an SQLite file, the embedded platform's among them: read by the standard library, since the database that
counts would have to fetch an extension for it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapconfig.audience.snapshot.database import named
from mapconfig.audience.sources.tables import SourceFault, Table, missing_column, missing_table
from mapconfig.language import say, told

if TYPE_CHECKING:
    import duckdb

#: Rows that are in memory at one time.
_ROWS = 65_536


@dataclass(frozen=True)
class Sqlite:
    """One file, opened for reading only and for one moment: whoever writes it meanwhile is not seen."""

    file: Path
    said: str
    """The place as the settings have it."""

    @property
    def label(self) -> str:
        return f"sqlite {self.said}"

    @property
    def directories(self) -> tuple[Path, ...]:
        return ()

    def digest(self) -> str:
        """The file's own counter of changes, with its size and time, and those of a log beside it."""
        with self._opened():
            parts = []
            for path in (self.file, self.file.with_name(self.file.name + "-wal")):
                if path.exists():
                    about = path.stat()
                    with path.open("rb") as read:
                        head = read.read(100)
                    parts.append(f"{about.st_size}\0{about.st_mtime_ns}\0{head.hex()}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def as_of(self) -> str:
        return ""

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self.file.is_file():
                raise SourceFault(
                    say(
                        "There is no file {file}, which `people: place` in mapconfig.yaml names. Put the file "
                        "there, or name the one that has the people.",
                        file=str(self.file),
                    )
                )
            with closing(sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
                db.execute("PRAGMA query_only = ON")
                db.execute("PRAGMA trusted_schema = OFF")
                db.execute("BEGIN")
                db.execute("SELECT 1 FROM sqlite_master").fetchone()
                yield db
        except sqlite3.Error as error:
            raise SourceFault(
                say("{file} cannot be read as an SQLite file: {why}.", file=str(self.file), why=told(error))
            ) from None

    def table(self, con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], said: str, aside: Path) -> Table:
        with self._opened() as db:
            kinds = "type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            there = [row[0] for row in db.execute(f"SELECT name FROM sqlite_master WHERE {kinds}")]
            if name not in there:
                raise missing_table(self.label, name, said, there)
            known = [row[1] for row in db.execute(f"PRAGMA table_info({named(name)})")]
            for wanted in columns:
                if wanted not in known:
                    raise missing_column(self.label, name, said, wanted, known)
            called = f"raw_{aside.name}"
            try:
                return _copied(con, db, name, columns, called)
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                # Somebody's text is no UTF-8. The way that forgives it is slow, and most files have no need of it.
                db.text_factory = _text
                con.execute(f"DROP TABLE {called}")
                return _copied(con, db, name, columns, called)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _copied(
    con: duckdb.DuckDBPyConnection, db: sqlite3.Connection, name: str, columns: Sequence[str], called: str
) -> Table:
    """A copy of the `columns` of a table. A column that holds whole numbers alone is one of those; of fractions
    likewise; any other, and SQLite lets a column hold what it likes, is text."""
    listed = ", ".join(map(named, columns))
    types = [_type(db, name, each) for each in columns]
    typed = ", ".join(f"{named(each)} {type_}" for each, type_ in zip(columns, types, strict=True))
    con.execute(f"CREATE TABLE {called} ({typed})")
    cursor = db.execute(f"SELECT {listed} FROM {named(name)}")
    into = ", ".join(f"CAST(c{place} AS {type_})" for place, type_ in enumerate(types))
    while rows := cursor.fetchmany(_ROWS):
        given = {f"c{place}": _array(values, types[place]) for place, values in enumerate(zip(*rows, strict=True))}
        con.register("given", given)
        con.execute(f"INSERT INTO {called} SELECT {into} FROM given")
        con.unregister("given")
    return Table(called, dict(zip(columns, types, strict=True)))


def _type(db: sqlite3.Connection, table: str, name: str) -> str:
    """What a column of SQLite holds, by its values."""
    found = {row[0] for row in db.execute(f"SELECT DISTINCT typeof({named(name)}) FROM {named(table)}")} - {"null"}
    if found <= {"integer"}:
        return "BIGINT"
    return "DOUBLE" if found == {"real"} else "VARCHAR"


def _array(values: Sequence[Any], type_: str) -> Any:
    """Values as numpy has them."""
    import numpy

    if type_ == "VARCHAR":
        held = numpy.empty(len(values), dtype=object)
        held[:] = [value if value is None or type(value) is str else _said(value) for value in values]
        return held
    blank = [value is None for value in values]
    whole = type_ == "BIGINT"
    filled = [0 if value is None else value for value in values] if any(blank) else values
    return numpy.ma.masked_array(numpy.array(filled, dtype="int64" if whole else "float64"), mask=blank)


def _said(value: Any) -> str:
    return _text(value) if isinstance(value, bytes) else str(value)

"""DuckDB, as a reference for SQL: a database file that is read, or one in memory for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from mapconfig.audience.sql.pins import DUCKDB, Pins
from mapconfig.audience.sql.scratch import Table
from mapconfig.audience.sql.tables import Name
from mapconfig.errors import PlatformError
from mapconfig.language import say


class DuckDb:
    """A database of DuckDB. It reads its one file, and no other, nor the network."""

    def __init__(self, file: Path | None = None, *, writable: bool = False) -> None:
        if file is not None and not file.is_file():
            raise PlatformError(
                say(
                    "There is no DuckDB database in {file}. Give the path of one in the `people` settings.",
                    file=str(file),
                )
            )
        try:
            self._connection = duckdb.connect(
                str(file) if file is not None else ":memory:", read_only=file is not None and not writable
            )
        except duckdb.Error as error:
            raise _failed(error) from None
        for setting in (
            "SET TimeZone = 'UTC'",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            "SET allow_community_extensions = false",
            "SET python_enable_replacements = false",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            self._connection.execute(setting)

    @property
    def pins(self) -> Pins:
        return DUCKDB

    def columns(self, table: Name) -> Mapping[str, str]:
        parts = [*table]
        tests = ["table_name = ?", *(["table_schema = ?"] if len(parts) > 1 else ["table_schema = current_schema()"])]
        tests += ["table_catalog = ?"] if len(parts) > 2 else ["table_catalog = current_database()"]
        statement = f"SELECT column_name, data_type FROM information_schema.columns WHERE {' AND '.join(tests)}"
        return {str(name): str(type_) for name, type_ in self._asked(statement, list(reversed(parts)))}

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        statements = duckdb.extract_statements(statement)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise PlatformError(say("Only one SELECT at a time is put to DuckDB when people are counted."))
        return self._asked(statement, [])

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        """Make a schema with made-up people."""
        from mapconfig.audience.sql.render import making

        self._asked(making.schema_made(schema, DUCKDB), [])
        for table in tables:
            for statement in making.table_made(table, (schema, table.name), DUCKDB):
                self._asked(statement, [])

    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        """Remove the schema of `put`."""
        from mapconfig.audience.sql.render import making

        for statement in making.schema_dropped(schema, [(schema, table.name) for table in tables], DUCKDB):
            self._asked(statement, [])

    def _asked(self, statement: str, values: list[str]) -> list[tuple[object, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except duckdb.Error as error:
            raise _failed(error) from None

    def close(self) -> None:
        self._connection.close()


def _failed(error: duckdb.Error) -> PlatformError:
    # The message of the error is left out: it may quote what somebody's row holds.
    return PlatformError(say("DuckDB could not answer ({fault}), so nobody was counted.", fault=type(error).__name__))

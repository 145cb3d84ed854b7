"""PostgreSQL, 13 or newer: one read-only transaction, in which everything is as it was when it began."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import pg8000.native

from mapconfig.audience.sql.pins import POSTGRESQL, Pins
from mapconfig.audience.sql.scratch import Table
from mapconfig.audience.sql.tables import Name
from mapconfig.errors import PlatformError
from mapconfig.language import say

#: What the transaction relies on, whatever the role or the server have set.
_SETTINGS = (
    "SET TIME ZONE 'UTC'",
    "SET standard_conforming_strings = on",
    "SET client_encoding = 'UTF8'",
    "SET lock_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '10min'",
)

_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod)
       || CASE WHEN NOT (SELECT c.collisdeterministic FROM pg_collation c WHERE c.oid = a.attcollation)
               THEN ' collate' ELSE '' END
FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
"""


class PostgreSql:
    """A connection to PostgreSQL."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str | None,
        database: str | None,
        *,
        tls: bool = False,
        writable: bool = False,
    ) -> None:
        self._host = host
        try:
            self._connection: Any = pg8000.native.Connection(
                user,
                host=None if host.startswith("/") else host,
                unix_sock=f"{host}/.s.PGSQL.{port}" if host.startswith("/") else None,
                port=port,
                password=password,
                database=database,
                ssl_context=ssl.create_default_context() if tls else None,
                timeout=None,
                application_name="mapconfig",
            )
            for setting in _SETTINGS:
                self._connection.execute_simple(setting)
            if not writable:
                self._connection.execute_simple("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        except (pg8000.Error, OSError) as error:
            raise PlatformError(
                say(
                    "PostgreSQL on {host} cannot be used ({fault}), so nobody was counted.",
                    host=host,
                    fault=_fault(error),
                )
            ) from None

    @property
    def pins(self) -> Pins:
        return POSTGRESQL

    def columns(self, table: Name) -> Mapping[str, str]:
        name = ".".join(f'"{part}"' for part in table)
        return {str(column): str(type_) for column, type_ in self._asked(_COLUMNS, (name,))}

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        return self._asked(statement, ())

    def _asked(self, statement: str, values: tuple[str, ...]) -> list[tuple[object, ...]]:
        """One statement by the protocol that takes no second one behind it."""
        try:
            context = self._connection.execute_unnamed(statement, vals=values)
        except (pg8000.Error, OSError) as error:
            raise _failed(error) from None
        return [tuple(row) for row in context.rows or ()]

    def copied(self, statement: str, into: BinaryIO) -> None:
        """Write what a COPY ... TO STDOUT gives, as the server sends it."""
        try:
            self._connection.execute_unnamed(statement, stream=into)
        except (pg8000.Error, OSError) as error:
            raise _failed(error) from None

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        """Make a schema with made-up people."""
        from mapconfig.audience.sql.render import making

        self._asked(making.schema_made(schema, POSTGRESQL), ())
        for table in tables:
            for statement in making.table_made(table, (schema, table.name), POSTGRESQL):
                self._asked(statement, ())

    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        """Remove the schema of `put`."""
        from mapconfig.audience.sql.render import making

        for statement in making.schema_dropped(schema, [(schema, table.name) for table in tables], POSTGRESQL):
            self._asked(statement, ())

    def close(self) -> None:
        self._connection.close()


def _failed(error: Exception) -> PlatformError:
    return PlatformError(say("PostgreSQL could not answer ({fault}), so nobody was counted.", fault=_fault(error)))


def _fault(error: Exception) -> str:
    """The message of an error is left out but for its code: it may quote what somebody's row holds."""
    said = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return str(said.get("C") or type(error).__name__)

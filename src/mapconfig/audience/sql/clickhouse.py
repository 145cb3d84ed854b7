"""ClickHouse: in this process (chdb), or a server by its HTTP interface.

``clickhouse:`` is a database in memory in this process and ``clickhouse:///DIRECTORY`` one on disk;
``clickhouse://user:password@host:8123/database`` is a server (``clickhouses://`` with TLS).
"""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from mapconfig.audience.sql.pins import CLICKHOUSE, Pins
from mapconfig.audience.sql.scratch import Table
from mapconfig.audience.sql.tables import Name
from mapconfig.errors import PlatformError
from mapconfig.language import say

#: What statements rely on: a row that is not there is NULL, texts are read to the last digit, long statements go.
_SETTINGS: Mapping[str, str] = {
    "join_use_nulls": "1",
    "session_timezone": "UTC",
    "precise_float_parsing": "1",
    "transform_null_in": "0",
    "max_query_size": "100000000",
    "max_ast_elements": "1000000",
    "max_expanded_ast_elements": "10000000",
    "max_parser_depth": "10000",
    "output_format_json_quote_64bit_integers": "0",
}
#: Only SELECT from here on, and this cannot be taken back.
_READ_ONLY = "2"
_SECONDS = 3_600


class ClickHouse:
    """A ClickHouse, given what puts a statement to it and gives back the answer, if one, as JSON."""

    def __init__(self, ask: Callable[[str], bytes], database: str, close: Callable[[], None]) -> None:
        self._ask = ask
        self._database = database
        self._close = close

    @property
    def pins(self) -> Pins:
        return CLICKHOUSE

    def columns(self, table: Name) -> Mapping[str, str]:
        from mapconfig.audience.sql import render

        statement = render.types(table[-1], table[-2] if len(table) > 1 else self._database, CLICKHOUSE)
        return {str(name): str(type_) for name, type_ in self.rows(statement)}

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        if not statement.startswith(("SELECT ", "WITH ")):
            raise PlatformError(say("Only a SELECT is put to ClickHouse when people are counted."))
        answer = self._ask(statement)
        try:
            return [tuple(row) for row in json.loads(answer)["data"]]
        except (ValueError, KeyError, TypeError):
            raise PlatformError(say("ClickHouse gave an answer that is none, so nobody was counted.")) from None

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        """Make a database with made-up people."""
        from mapconfig.audience.sql.render import making

        self._ask(making.schema_made(schema, CLICKHOUSE))
        for table in tables:
            for statement in making.table_made(table, (schema, table.name), CLICKHOUSE):
                self._ask(statement)

    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        """Remove the database of `put`."""
        from mapconfig.audience.sql.render import making

        for statement in making.schema_dropped(schema, [(schema, table.name) for table in tables], CLICKHOUSE):
            self._ask(statement)

    def close(self) -> None:
        self._close()


def in_process(directory: str = "", *, writable: bool = False) -> ClickHouse:
    """ClickHouse inside this process, with the database in `directory`, or one in memory. There is one at a time."""
    from chdb import ChdbError
    from chdb import session as sessions

    def ask(statement: str) -> bytes:
        try:
            return bytes(session.query(statement, "JSONCompact").bytes())
        except (ChdbError, RuntimeError) as error:
            raise _failed(str(error)) from None

    started: Any = sessions.Session
    try:
        session = started(directory) if directory else started()
        for name, value in _SETTINGS.items():
            session.query(f"SET {name} = '{value}'")
        if not writable:
            session.query(f"SET readonly = {_READ_ONLY}")
    except (ChdbError, RuntimeError) as error:
        raise _failed(str(error)) from None
    return ClickHouse(ask, "", session.close)


def server(
    host: str,
    port: int,
    user: str,
    password: str,
    database: str,
    *,
    tls: bool,
    writable: bool = False,
) -> ClickHouse:
    """A server of ClickHouse by HTTP; the name and password go into a header of each request."""
    kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
    settings = {**_SETTINGS, **({} if writable else {"readonly": _READ_ONLY}), "default_format": "JSONCompact"}
    path = "/?" + urlencode({"database": database or "default", **settings})
    login = base64.b64encode(f"{user}:{password}".encode()).decode()

    def ask(statement: str) -> bytes:
        connection = kind(host, port, timeout=_SECONDS)
        try:
            connection.request("POST", path, statement.encode(), {"Authorization": f"Basic {login}"})
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise PlatformError(
                say(
                    "ClickHouse on {host} cannot be reached ({fault}), so nobody was counted.",
                    host=host,
                    fault=type(error).__name__,
                )
            ) from None
        finally:
            connection.close()
        if answer.status != 200:
            raise _failed(said.decode("utf-8", "replace"))
        return said

    return ClickHouse(ask, database, lambda: None)


def _failed(said: str) -> PlatformError:
    # The message of the error is left out but for its number: it may quote what somebody's row holds.
    words = said.split("Code: ", 1)
    code = words[1].split(".", 1)[0] if len(words) == 2 else ""
    if code.isdigit():
        return PlatformError(say("ClickHouse could not answer (code {code}), so nobody was counted.", code=code))
    return PlatformError(say("ClickHouse could not answer, so nobody was counted."))

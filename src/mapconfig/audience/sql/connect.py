"""An engine of a URL. Every database loads its own library, and says what to install where it is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from mapconfig.audience.mapping import PeopleSource
from mapconfig.audience.sql.engine import Database, SqlEngine
from mapconfig.audience.sql.mapped import tables_of
from mapconfig.audience.sql.pins import ALL
from mapconfig.audience.sql.scratch import Table
from mapconfig.errors import InputError
from mapconfig.language import say

#: What writes the statements of all of them.
_WRITER = "sqlglot"


class Workshop(Database, Protocol):
    """A database that can also be given made-up people, in a schema of their own."""

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        """Make `schema`, which must not be there, and the tables in it."""

    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        """Remove what `put` made."""


def engine(url: str, source: PeopleSource, relations: Mapping[str, str], now: datetime) -> SqlEngine:
    """Counts the people of `source` at `url`, where they already are, as of what the settings say or `now`.

    Raises InputError for a URL that leads nowhere, or whose library is not installed; PlatformError when the database
    does not answer. No message repeats the URL, which may hold a password.
    """
    tables = tables_of(source, relations)
    return SqlEngine(database(url), tables, source.as_of or now)


def database(url: str, *, writable: bool = False) -> Workshop:
    """A connection to the database at `url`; one that is `writable` is for made-up people alone."""
    kind, colon, _ = url.partition(":")
    open_ = _KINDS.get(kind.lower())
    if open_ is not None:
        name, library, make = open_
        for module in (library, _WRITER):
            if find_spec(module) is None:
                raise InputError(
                    say(
                        "Counting people on {name} needs {module}: install {extras}.",
                        name=name,
                        module=module,
                        extras=_EXTRAS[library],
                    )
                )
        try:
            return make(url, writable)
        except ValueError:
            raise InputError(
                say(
                    "The URL of the people's database cannot be read. It is written {examples}; letters "
                    "with a meaning of their own, as in a password, are written %XX.",
                    examples=_EXAMPLES[name],
                )
            ) from None
    known = ALL.get(kind.lower())
    if known is not None:
        raise InputError(
            say(
                "mapconfig writes SQL for {kind} but has never been held to its answers there, so it "
                "does not count with it. Whoever has one can have it taken in: `mapconfig audience "
                "conformance URL` holds a database to the definition, and docs/people.md says what a "
                "new one needs. Until then, count from an export.",
                kind=kind,
            )
        )
    begins = _shown(kind) if colon else say("nothing of the sort")
    raise InputError(
        say(
            "People cannot be counted at a URL that begins with {begins}. There is duckdb:, "
            "spark:, sc:, clickhouse:, clickhouses: and postgresql:; docs/people.md shows one of "
            "each.",
            begins=begins,
        )
    )


def _shown(kind: str) -> str:
    return f"`{kind}:`" if kind.isidentifier() and len(kind) <= 20 else say("something else")


def _duckdb(url: str, writable: bool) -> Workshop:
    from mapconfig.audience.sql.duckdb import DuckDb

    parts = urlsplit(url)
    return DuckDb(Path(unquote(parts.path)) if parts.path else None, writable=writable)


def _spark(url: str, writable: bool) -> Workshop:
    from mapconfig.audience.sql.spark import Spark

    del writable  # its views are of the session alone
    return Spark(url if url.startswith("sc://") else url.partition(":")[2] or "local[2]")


def _clickhouse(url: str, writable: bool) -> Workshop:
    from mapconfig.audience.sql import clickhouse

    parts = urlsplit(url)
    if not parts.hostname:
        if find_spec("chdb") is None:
            raise InputError(say("Counting people on ClickHouse in this process needs chdb: install chdb."))
        return clickhouse.in_process(unquote(parts.path), writable=writable)
    tls = parts.scheme == "clickhouses"
    return clickhouse.server(
        parts.hostname,
        _port(parts, 8443 if tls else 8123),
        unquote(parts.username or "default"),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")),
        tls=tls,
        writable=writable,
    )


def _postgresql(url: str, writable: bool) -> Workshop:
    from mapconfig.audience.sql.postgresql import PostgreSql

    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    socket = asked.get("host", [""])[0]  # a directory with a socket, as libpq writes it
    host = socket or parts.hostname or "localhost"
    near = host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
    return PostgreSql(
        host,
        int(asked["port"][0]) if "port" in asked else _port(parts, 5432),
        unquote(parts.username or "postgres"),
        unquote(parts.password) if parts.password is not None else None,
        unquote(parts.path.strip("/")) or None,
        tls=not near and asked.get("sslmode") != ["disable"],
        writable=writable,
    )


def _port(parts: SplitResult, usual: int) -> int:
    return parts.port or usual  # a port that is none raises ValueError


_EXAMPLES = {
    "DuckDB": "duckdb:///path/to/people.duckdb",
    "Spark": "spark:local[2] or sc://host:15002",
    "ClickHouse": "clickhouses://user:password@host:8443/database",
    "PostgreSQL": "postgresql://user:password@host:5432/database",
}
_EXTRAS = {
    "duckdb": "mapconfig[audience-sql]",
    "sqlglot": "mapconfig[audience-sql]",
    "pg8000": "mapconfig[audience-sql]",
    "pyspark": "mapconfig[audience-sql] and pyspark",
}
_KINDS: Mapping[str, tuple[str, str, Callable[[str, bool], Workshop]]] = {
    "duckdb": ("DuckDB", "duckdb", _duckdb),
    "spark": ("Spark", "pyspark", _spark),
    "sc": ("Spark", "pyspark", _spark),
    "clickhouse": ("ClickHouse", "sqlglot", _clickhouse),
    "clickhouses": ("ClickHouse", "sqlglot", _clickhouse),
    "postgresql": ("PostgreSQL", "pg8000", _postgresql),
    "postgres": ("PostgreSQL", "pg8000", _postgresql),
}

"""URLs, and what is said where one leads nowhere."""

from __future__ import annotations

import importlib.util
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import duckdb
import pytest

from mapconfig.audience.mapping import source_of
from mapconfig.audience.sheet import EVERYBODY, FieldLeaf, Sheet
from mapconfig.audience.sql.connect import database, engine
from mapconfig.audience.sql.scratch import Cell, Table
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.syntax import FieldTest
from mapconfig.errors import InputError, PlatformError

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def test_the_people_of_a_mapping_are_counted_where_they_are(tmp_path: Path) -> None:
    """
    A URL and the mapping of an environment are all that counting in a database takes.
    """
    file = tmp_path / "crm people.duckdb"
    with duckdb.connect(str(file)) as made:
        made.execute("CREATE SCHEMA crm")
        made.execute("CREATE TABLE crm.leads (id VARCHAR, sector VARCHAR)")
        made.execute("INSERT INTO crm.leads VALUES ('a', 'Bank'), ('b', 'BANK'), ('c', '')")
    source = source_of(
        {"source": "parquet", "people": {"table": "crm.leads", "key": "id", "fields": {"industry": "sector"}}}
    )

    counts = engine(f"duckdb://{str(file).replace(' ', '%20')}", source, {}, NOW)
    sheet = Sheet(NOW)
    bank = sheet.put(FieldLeaf(FieldTest("industry", "is", ("bank",)), FieldType("text")))

    assert counts.as_of == NOW
    assert counts.counts(sheet, [EVERYBODY, bank]).values == (3, 2)
    counts.close()


def test_the_settings_may_say_when_the_data_were_true(tmp_path: Path) -> None:
    """
    A copy of yesterday is asked about yesterday.
    """
    said = {"source": "parquet", "people": {"table": "t", "key": "id"}, "as_of": "2026-01-01T00:00+01:00"}

    assert engine("duckdb:", source_of(said), {}, NOW).as_of == datetime(2025, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("name", ["trino", "bigquery", "snowflake", "databricks", "redshift"])
def test_a_database_that_was_never_held_to_its_answers_is_refused(name: str) -> None:
    """
    SQL is written for more databases than were ever asked; those do not count people until somebody has.
    """
    with pytest.raises(InputError) as refused:
        database(f"{name}://ada:s3cret@host/db")

    assert "never been held to its answers" in str(refused.value)
    assert "`mapconfig audience conformance URL`" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["mysql://ada:s3cret@host/db", "", "s3cret", "ada:s3cret@host", "/etc/passwd", "DUCKDB2:x", "http s3cret:"]
)
def test_a_url_that_leads_nowhere_is_said_without_repeating_it(url: str) -> None:
    """
    The message has the URLs there are, and nothing that may be a password.
    """
    with pytest.raises(InputError, match="There is duckdb:, spark:, sc:") as refused:
        database(url)

    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:s3cret@host:port/db",
        "postgresql://ada:s3cret@host:99999/db",
        "postgresql://ada:s3cret@[host/db",
        "postgresql://ada:s3cret@/db?host=/tmp&port=x",
        "clickhouse://ada:s3cret@host:x",
    ],
)
def test_a_url_that_cannot_be_read_is_explained_without_repeating_it(url: str) -> None:
    """
    A password with a colon or a slash in it makes an unreadable URL more often than anything else.
    """
    with pytest.raises(InputError, match="cannot be read") as refused:
        database(url)

    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "missing", "install"),
    [
        ("duckdb:", "duckdb", "mapconfig[audience-sql]"),
        ("duckdb:", "sqlglot", "mapconfig[audience-sql]"),
        ("postgresql://ada:s3cret@host/db", "pg8000", "mapconfig[audience-sql]"),
        ("spark:", "pyspark", "mapconfig[audience-sql] and pyspark"),
        ("clickhouse:", "chdb", "chdb"),
    ],
)
def test_a_library_that_is_missing_is_named(
    url: str, missing: str, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What to install is said before anything is tried.
    """
    there = importlib.util.find_spec
    monkeypatch.setattr(
        "mapconfig.audience.sql.connect.find_spec", lambda name: None if name == missing else there(name)
    )

    with pytest.raises(InputError) as refused:
        database(url)

    assert str(refused.value).endswith(f"needs {missing}: install {install}.")


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_server_that_is_not_there_is_an_error_of_the_platform() -> None:
    """
    The message has the host and the sort of failure, and neither the login nor a traceback.
    """
    port = _closed_port()
    with pytest.raises(PlatformError) as postgresql:
        database(f"postgresql://ada:s3cret@127.0.0.1:{port}/crm")
    with pytest.raises(PlatformError) as clickhouse:
        database(f"clickhouse://ada:s3cret@127.0.0.1:{port}/crm").rows("SELECT 1")

    assert str(postgresql.value).startswith("PostgreSQL on 127.0.0.1 cannot be used (InterfaceError)")
    assert str(clickhouse.value).startswith("ClickHouse on 127.0.0.1 cannot be reached (ConnectionRefusedError)")


class Door(BaseHTTPRequestHandler):
    """What a server of ClickHouse answers, told beforehand."""

    answers: ClassVar[list[tuple[int, bytes]]] = []
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_POST(self) -> None:
        statement = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.headers["Authorization"], self.path, statement))
        status, said = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Keep still."""


@pytest.fixture
def door() -> Iterator[int]:
    """The port of a server that answers as `Door.answers` says."""
    Door.answers, Door.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_of_clickhouse_is_asked_to_read_only(door: int) -> None:
    """
    The login stands in a header and in no address, and each request says that nothing is written.
    """
    Door.answers = [
        (200, b'{"data": [["id", "UInt64"], ["sector", "Nullable(String)"]]}'),
        (200, b'{"data": [[3, 2]]}'),
    ]
    here = database(f"clickhouse://ada:p%40ss@127.0.0.1:{door}/crm")

    assert here.columns(("leads",)) == {"id": "UInt64", "sector": "Nullable(String)"}
    assert here.rows("SELECT 3, 2") == [(3, 2)]
    here.close()

    assert [login for login, _, _ in Door.asked] == ["Basic YWRhOnBAc3M="] * 2
    assert all("readonly=2" in path and "join_use_nulls=1" in path and "ada" not in path for _, path, _ in Door.asked)
    assert "= 'crm'" in Door.asked[0][2]


def test_what_goes_wrong_on_a_server_of_clickhouse_is_told_without_its_words(door: int) -> None:
    """
    The number of the error is told and its text is not, since it may quote a row; what is no answer is said to be none.
    """
    Door.answers = [(500, b"Code: 27. DB::Exception: Cannot parse ada@example.org"), (500, b"oh"), (200, b"<html>")]
    here = database(f"clickhouse://127.0.0.1:{door}")

    for said in (
        "ClickHouse could not answer (code 27), so nobody was counted.",
        "ClickHouse could not answer, so nobody was counted.",
        "ClickHouse gave an answer that is none, so nobody was counted.",
    ):
        with pytest.raises(PlatformError) as refused:
            here.rows("SELECT 1")
        assert str(refused.value) == said


def test_made_up_people_are_put_on_a_server_and_removed(door: int) -> None:
    """
    A connection that is for made-up people alone may write: a database of its own, its tables, and their end.
    """
    Door.answers = [(200, b"")] * 10
    here = database(f"clickhouse://127.0.0.1:{door}", writable=True)
    moments: tuple[tuple[Cell, ...], ...] = ((1, NOW.replace(tzinfo=None)),)
    table = Table("t", {"person": "integer", "at": "moment"}, moments)

    here.put("scratch", [table])
    here.remove("scratch", [table])

    assert all("readonly" not in path for _, path, _ in Door.asked)
    assert [statement.split(" (")[0] for _, _, statement in Door.asked] == [
        'CREATE DATABASE "scratch"',
        'CREATE TABLE "scratch"."t"',
        'INSERT INTO "scratch"."t" VALUES',
        'DROP TABLE IF EXISTS "scratch"."t"',
        'DROP DATABASE IF EXISTS "scratch"',
    ]


def test_clickhouse_is_given_nothing_but_a_select() -> None:
    """
    What is no SELECT is refused before the server hears of it.
    """
    with pytest.raises(PlatformError, match="Only a SELECT"):
        database("clickhouse://127.0.0.1:1/crm").rows("DROP TABLE people")

"""PostgreSQL: a server that the tests start, as somebody who is not root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.sql import conformance
from mapconfig.audience.sql.connect import database
from mapconfig.audience.sql.postgresql import PostgreSql
from mapconfig.audience.sql.scratch import scratch
from mapconfig.criteria.oracle import Person
from mapconfig.errors import PlatformError
from tests.audience.sql import hostile
from tests.audience.sql.worlds import disagreements, put
from tests.audience.strategies import CATALOGUE, lists_of, people

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("postgresql"), pytest.mark.timeout(1800)]

PORT = 5499


def program(name: str) -> str:
    """The path of a program of PostgreSQL; Debian keeps them off the PATH."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        pytest.fail(f"PostgreSQL's {name} is not installed: `apt-get install postgresql` or the like, then run again")
    return found


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """A server with a socket in this directory, and with the locale C, in which its own `lower` knows ASCII alone."""
    place = Path(tempfile.mkdtemp(prefix="mapconfig-pg-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(place, "nobody")
        as_user = {"user": "nobody", "cwd": "/"}
    data = place / "data"
    made = [program("initdb"), "-D", str(data), "-U", "pg", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, **as_user)
    server = subprocess.Popen(
        [program("postgres"), "-D", data, "-k", place, "-p", str(PORT), "-c", "listen_addresses=", "-c", "fsync=off"],
        stderr=subprocess.DEVNULL,
        **as_user,
    )
    try:
        socket = place / f".s.PGSQL.{PORT}"
        deadline = time.monotonic() + 60
        while not socket.exists():
            assert server.poll() is None and time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.1)
        time.sleep(1)
        yield place
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(place, ignore_errors=True)


def url(directory: Path) -> str:
    return f"postgresql://pg@/postgres?host={directory}&port={PORT}"


@pytest.fixture
def writer(directory: Path) -> Iterator[PostgreSql]:
    found = database(url(directory), writable=True)
    assert isinstance(found, PostgreSql)
    yield found
    found.close()


def test_postgresql_conforms(directory: Path, writer: PostgreSql) -> None:
    """
    Every sentence of the suite has the answer of the definition, and no schema stays behind.
    """
    found = conformance.run(url(directory))

    assert found.words.endswith("people may be counted there.")
    assert writer.rows("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'mapconfig%'") == [(0,)]


def test_a_person_is_on_a_list_in_postgresql_exactly_when_the_definition_says_so(writer: PostgreSql) -> None:
    """
    Tens of thousands of times, PostgreSQL and the oracle say the same of one person and one list.
    """
    cells = examples = 0

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**20), lists_of(10))
    def compare(seed: int, lists: Mapping[str, Mapping[str, Any]]) -> None:
        nonlocal cells, examples
        examples += 1
        schema = f"s{examples}"
        persons = people(80, seed)
        engine = put(persons, writer, lambda made: writer.put(schema, made.tables), (schema,))
        try:
            assert disagreements(engine, persons, lists) == []
        finally:
            writer.remove(schema, scratch(persons, CATALOGUE).tables)
        cells += len(persons) * len(lists)

    compare()

    print(f"{cells:,} answers compared")
    assert cells >= 20_000


def test_hostile_criteria_find_whom_they_name_and_touch_nothing(writer: PostgreSql) -> None:
    """
    Whatever stands in a value is compared as text, and no table is lost.
    """
    persons = [*people(40, 7), *(Person({"industry": text, "score": 3}) for text in hostile.TEXTS)]
    engine = put(persons, writer, lambda made: writer.put("s", made.tables), ("s",))
    writer.put("c", [hostile.CANARY])

    assert disagreements(engine, persons, hostile.lists()) == []
    assert hostile.canary_lives(writer, "c.canary")


def test_reading_cannot_be_turned_into_writing(directory: Path, writer: PostgreSql) -> None:
    """
    A connection that counts is one read-only transaction, takes one statement at a time, and sees nothing newer.
    """
    writer.put("d", [hostile.CANARY])
    for statement in (
        'DROP TABLE "d"."canary"',
        'INSERT INTO "d"."canary" VALUES (3, NULL)',
        'SELECT 1; DROP TABLE "d"."canary"',
        "SET TRANSACTION READ WRITE",
    ):
        reader = database(url(directory))
        assert hostile.canary_lives(reader, "d.canary")
        with pytest.raises(PlatformError):
            reader.rows(statement)
        reader.close()

    reader = database(url(directory))
    assert hostile.canary_lives(reader, "d.canary")
    writer.rows('INSERT INTO "d"."canary" VALUES (3, NULL)')
    assert hostile.canary_lives(reader, "d.canary")
    reader.close()


def test_the_message_of_an_error_repeats_nothing_of_the_data(directory: Path, writer: PostgreSql) -> None:
    """
    The code of the error is told, and neither the row it stumbled over nor the password.
    """
    with pytest.raises(PlatformError) as refused:
        writer.rows("SELECT CAST('ada@example.org' AS INTEGER)")
    assert str(refused.value) == "PostgreSQL could not answer (22P02), so nobody was counted."

    with pytest.raises(PlatformError) as unknown:
        database(f"postgresql://nobody:s3cret@/postgres?host={directory}&port={PORT}")
    assert "s3cret" not in str(unknown.value)
    # The server hangs up after it has refused, and on a busy machine that may be seen before its reason.
    assert any(code in str(unknown.value) for code in ("(28000)", "(InterfaceError)"))

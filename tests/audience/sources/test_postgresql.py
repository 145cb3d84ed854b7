"""People from PostgreSQL: a server that the tests start, and a role that may see the mapped columns and no more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pg8000.native
import pytest

from mapconfig.audience.mapping import source_of
from mapconfig.audience.snapshot import Snapshot, from_people
from mapconfig.audience.sources import take
from mapconfig.errors import MapconfigError
from mapconfig.model import Environment
from tests.audience.sources.exports import MAPPED, NEEDED, Table, _type, contents, tables, told
from tests.audience.sql import test_postgresql as started
from tests.audience.strategies import AS_OF, CATALOGUE, people

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("postgresql"), pytest.mark.timeout(1800)]

#: The server of the tests of the engine, started once more.
PORT, directory = started.PORT, started.directory

_TYPES = {"DOUBLE": "DOUBLE PRECISION", "VARCHAR": "TEXT"}


@pytest.fixture
def server(directory: Path) -> Iterator[pg8000.native.Connection]:
    connection = pg8000.native.Connection("pg", unix_sock=f"{directory}/.s.PGSQL.{PORT}", database="postgres")
    connection.run("DROP SCHEMA IF EXISTS crm CASCADE")
    connection.run("CREATE SCHEMA crm")
    yield connection
    connection.close()


def put(server: pg8000.native.Connection, made: Mapping[str, Table]) -> None:
    """The tables in schema crm, and a role that may select the mapped columns alone."""
    for name, (columns, listed) in made.items():
        types = [_type(column, [row[place] for row in listed]) for place, column in enumerate(columns)]
        typed = ", ".join(
            f'"{column}" {_TYPES.get(type_, type_)}' for column, type_ in zip(columns, types, strict=True)
        )
        server.run(f"CREATE TABLE crm.\"{name}\" ({typed}, secret TEXT DEFAULT 'canary')")
        text = io.StringIO()
        csv.writer(text).writerows([told(value) for value in row] for row in listed)
        named = ", ".join(f'"{column}"' for column in columns)
        stream = io.BytesIO(text.getvalue().encode())
        server.execute_unnamed(f'COPY crm."{name}" ({named}) FROM STDIN WITH (FORMAT csv)', stream=stream)
    server.run("DROP OWNED BY reader" if server.run("SELECT 1 FROM pg_roles WHERE rolname = 'reader'") else "SELECT 1")
    server.run("DROP ROLE IF EXISTS reader")
    server.run("CREATE ROLE reader LOGIN")
    server.run("GRANT USAGE ON SCHEMA crm TO reader")
    for table, columns, _ in source_of({**SAID, "source": "postgresql", "place": ""}).tables:
        listed_ = ", ".join(f'"{column}"' for column in columns)
        schema, _, name = table.partition(".")
        server.run(f'GRANT SELECT ({listed_}) ON {schema}."{name}" TO reader')


def _in_schema(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: f"crm.{one}" if name == "table" else _in_schema(one) for name, one in value.items()}
    return value


SAID: dict[str, Any] = _in_schema(dict(MAPPED))


def taken(root: Path, url: str, said: Mapping[str, Any] = SAID, hour: int = 9) -> Snapshot:
    environment = Environment("live", "mautic", people={**said, "source": "postgresql", "place": url})
    return take(environment, root, CATALOGUE, NEEDED, datetime(2026, 11, 22, hour, tzinfo=UTC), block=20)


@pytest.mark.parametrize("seed", range(4))
def test_postgresql_gives_the_same_people(
    server: pg8000.native.Connection,
    directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """
    A role that may select the mapped columns and nothing else is enough, and every value arrives as it was meant.
    """
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    everybody = people(60, seed)
    put(server, tables(everybody, seed, whole_keys=seed % 2 == 0))
    url = f"postgresql://reader@/postgres?host={directory}&port={PORT}"

    snapshot = taken(tmp_path, url)

    assert contents(snapshot) == contents(from_people(everybody, CATALOGUE, AS_OF, tmp_path / "meant"))
    assert snapshot.manifest.source == "postgresql postgres"
    assert not any(b"canary" in path.read_bytes() for path in snapshot.files())


def test_a_database_is_read_again_when_its_time_is_over(
    server: pg8000.native.Connection,
    directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Within the hours of the setting people are as they were when they were read; after that they are read again.
    """
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    put(server, tables(people(5, 1), 1))
    url = f"postgresql://pg@/postgres?host={directory}&port={PORT}"
    said = {**SAID, "keep_hours": 2}

    first = taken(tmp_path, url, said, hour=9)
    server.run("DELETE FROM crm.prospects")
    within = taken(tmp_path, url, said, hour=10)
    after = taken(tmp_path, url, said, hour=11)

    assert within.directory == first.directory
    assert (first.manifest.people, after.manifest.people) == (5, 0)
    assert after.manifest.as_of == datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("people", "table"), "crm.prospect", ["has no table crm.prospect", "`people: people`"]),
        (("people", "table"), 'crm.x" --', ["cannot be used"]),
        (("people", "key"), "idd", ["has no column idd", "Did you mean id?"]),
        (("lists", "name"), "secret", ["could not answer (42501)"]),
    ],
)
def test_a_mistake_in_the_mapping_is_a_sentence(
    server: pg8000.native.Connection,
    directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[str, str],
    value: str,
    words: list[str],
) -> None:
    """
    What the database has not, or will not show to this role, is said by its name.
    """
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    put(server, tables(people(5, 1), 1))
    said = {**SAID, path[0]: {**SAID[path[0]], path[1]: value}}

    with pytest.raises(MapconfigError) as refused:
        taken(tmp_path, f"postgresql://reader@/postgres?host={directory}&port={PORT}", said)
    assert all(word in str(refused.value) for word in words), refused.value


def test_nothing_can_be_written(server: pg8000.native.Connection, directory: Path) -> None:
    """
    The transaction is read-only, whatever the role may do.
    """
    from mapconfig.audience.sources.postgresql import PostgreSqlTables

    database = PostgreSqlTables.at(f"postgresql://pg@/postgres?host={directory}&port={PORT}")
    try:
        with pytest.raises(MapconfigError, match="25006"):
            database.database.rows("CREATE TABLE crm.mine (x INT)")
    finally:
        database.close()

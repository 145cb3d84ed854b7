"""ClickHouse, run inside the test's process and behind its HTTP interface."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.sql import conformance
from mapconfig.audience.sql.clickhouse import ClickHouse, in_process
from mapconfig.audience.sql.connect import database
from mapconfig.audience.sql.scratch import scratch
from mapconfig.criteria.oracle import Person
from mapconfig.errors import PlatformError
from tests.audience.sql import hostile
from tests.audience.sql.worlds import disagreements, put
from tests.audience.strategies import CATALOGUE, lists_of, people

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("clickhouse"), pytest.mark.timeout(1800)]


@pytest.fixture
def here() -> Iterator[ClickHouse]:
    """ClickHouse in memory in this process, to write to."""
    found = in_process(writable=True)
    yield found
    found.close()


def test_clickhouse_conforms(here: ClickHouse) -> None:
    """
    Every sentence of the suite has the answer of the definition, and nothing of the suite stays behind.
    """
    found = conformance.hold(here)

    assert found.words.endswith("people may be counted there.")
    assert not [name for (name,) in here.rows("SELECT name FROM system.databases") if "mapconfig" in str(name)]


def test_a_person_is_on_a_list_in_clickhouse_exactly_when_the_definition_says_so(here: ClickHouse) -> None:
    """
    Tens of thousands of times, ClickHouse and the oracle say the same of one person and one list.
    """
    cells = examples = 0

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**20), lists_of(10))
    def compare(seed: int, lists: Mapping[str, Mapping[str, Any]]) -> None:
        nonlocal cells, examples
        examples += 1
        schema = f"s{examples}"
        persons = people(80, seed)
        engine = put(persons, here, lambda made: here.put(schema, made.tables), (schema,))
        try:
            assert disagreements(engine, persons, lists) == []
        finally:
            here.remove(schema, scratch(persons, CATALOGUE).tables)
        cells += len(persons) * len(lists)

    compare()

    print(f"{cells:,} answers compared")
    assert cells >= 20_000


def test_hostile_criteria_find_whom_they_name_and_touch_nothing(here: ClickHouse) -> None:
    """
    Whatever stands in a value is compared as text, and no table is lost.
    """
    persons = [*people(40, 7), *(Person({"industry": text, "score": 3}) for text in hostile.TEXTS)]
    engine = put(persons, here, lambda made: here.put("s", made.tables), ("s",))
    here.put("c", [hostile.CANARY])

    assert disagreements(engine, persons, hostile.lists()) == []
    assert hostile.canary_lives(here, "c.canary")


def test_reading_cannot_be_turned_into_writing(tmp_path: Path) -> None:
    """
    A connection that counts may not write, nor allow itself to.
    """
    writer = in_process(str(tmp_path), writable=True)
    writer.put("c", [hostile.CANARY])
    writer.close()
    reader = database(f"clickhouse://{tmp_path}")
    assert isinstance(reader, ClickHouse)
    try:
        for statement in ('DROP TABLE "c"."canary"', "SET readonly = 0", 'INSERT INTO "c"."canary" VALUES (3, NULL)'):
            with pytest.raises(PlatformError, match="Only a SELECT"):
                reader.rows(statement)
            with pytest.raises(PlatformError, match="code 164"):
                reader._ask(statement)
        # Its rows were in memory and went with the writer; the table is still there.
        assert set(reader.columns(("c", "canary"))) == {"person", "name"}
    finally:
        reader.close()


def test_a_server_is_asked_by_http(here: ClickHouse) -> None:
    """
    A server gets the login in a header, the settings that statements rely on, and the word that nothing is written.
    """
    seen: list[tuple[str, dict[str, list[str]]]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            statement = self.rfile.read(int(self.headers["Content-Length"])).decode()
            seen.append((self.headers["Authorization"], parse_qs(urlsplit(self.path).query)))
            try:
                status, said = 200, here._ask(statement)
            except PlatformError:
                status, said = 500, b"Code: 60. DB::Exception: there is no such table as ada@example.org"
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Keep still."""

    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        url = f"clickhouse://ada:p%40ss@127.0.0.1:{door.server_port}"
        found = conformance.run(url)
        reader = database(url + "/crm")
        with pytest.raises(PlatformError) as refused:
            reader.rows("SELECT * FROM nowhere")
        assert reader.columns(("nowhere",)) == {}
    finally:
        door.shutdown()
        door.server_close()

    assert found.conforms
    assert {login for login, _ in seen} == {"Basic YWRhOnBAc3M="}
    assert all(asked["join_use_nulls"] == ["1"] for _, asked in seen)
    assert "readonly" not in seen[0][1]
    assert (seen[-1][1]["readonly"], seen[-1][1]["database"]) == (["2"], ["crm"])
    assert str(refused.value) == "ClickHouse could not answer (code 60), so nobody was counted."

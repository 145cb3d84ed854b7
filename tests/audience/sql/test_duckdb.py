"""DuckDB: statements of SQL against the definition of the language, person by person, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.sql.duckdb import DuckDb
from mapconfig.audience.sql.engine import SqlEngine
from mapconfig.criteria.oracle import Person
from mapconfig.errors import PlatformError
from tests.audience.sql import hostile
from tests.audience.sql.worlds import disagreements, put
from tests.audience.strategies import lists_of, people


def filled(persons: Sequence[Person]) -> SqlEngine:
    database = DuckDb()
    return put(persons, database, lambda made: database.put("s", made.tables), ("s",))


@pytest.mark.slow
def test_a_person_is_on_a_list_in_sql_exactly_when_the_definition_says_so() -> None:
    """
    Thousands of times, DuckDB and the oracle say the same of one person and one list.
    """
    cells = 0

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**20), lists_of(10))
    def compare(seed: int, lists: Mapping[str, Mapping[str, Any]]) -> None:
        nonlocal cells
        persons = people(80, seed)
        engine = filled(persons)
        try:
            assert disagreements(engine, persons, lists) == []
        finally:
            engine.close()
        cells += len(persons) * len(lists)

    compare()

    assert cells >= 4_000


def test_hostile_criteria_find_whom_they_name_and_touch_nothing() -> None:
    """
    Whatever stands in a value is compared as text: nothing in it ends a statement, and no table is lost.
    """
    persons = [*people(40, 7), *(Person({"industry": text, "score": 3}) for text in hostile.TEXTS)]
    engine = filled(persons)
    database = engine.database
    assert isinstance(database, DuckDb)
    database.put("c", [hostile.CANARY])

    assert disagreements(engine, persons, hostile.lists()) == []
    assert hostile.canary_lives(database, "c.canary")


def test_only_one_select_is_ever_run() -> None:
    """
    A statement that writes, and a second one behind a first, are refused before anything happens.
    """
    database = DuckDb()
    database.put("c", [hostile.CANARY])

    for statement in (
        'DROP TABLE "c"."canary"',
        'SELECT 1; DROP TABLE "c"."canary"',
        "COPY (SELECT 1) TO '/tmp/out'",
        'INSERT INTO "c"."canary" VALUES (2, NULL)',
    ):
        with pytest.raises(PlatformError):
            database.rows(statement)
    assert hostile.canary_lives(database, "c.canary")


def test_no_other_file_can_be_read_through_the_database(tmp_path: Path) -> None:
    """
    A view that somebody put into the database cannot make it read other files.
    """
    secret = tmp_path / "secret.csv"
    secret.write_text("n\n1\n", encoding="utf-8")

    with pytest.raises(PlatformError, match="PermissionException"):
        DuckDb().rows(f"SELECT count(*) FROM read_csv('{secret}')")


def test_a_file_is_opened_to_read(tmp_path: Path) -> None:
    """
    Counting cannot change a database file; one that is not there is named, and not made.
    """
    file = tmp_path / "people.duckdb"
    with pytest.raises(PlatformError, match="no DuckDB database"):
        DuckDb(file)
    assert not file.exists()

    file.write_text("this is none", encoding="utf-8")
    with pytest.raises(PlatformError):
        DuckDb(file)


def test_the_message_of_an_error_repeats_nothing_of_the_data() -> None:
    """
    Databases quote the row they stumble over; that stays where it is.
    """
    with pytest.raises(PlatformError) as refused:
        DuckDb().rows("SELECT CAST('ada@example.org' AS INTEGER)")

    assert "ada" not in str(refused.value)

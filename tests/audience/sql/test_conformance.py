"""Holding a database to the definition: what is found, and what stays behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from mapconfig.audience.sql import conformance, nasty
from mapconfig.audience.sql.duckdb import DuckDb
from mapconfig.audience.sql.pins import DUCKDB, Pins
from mapconfig.audience.sql.scratch import Table
from mapconfig.criteria import parse
from mapconfig.criteria.check import check
from mapconfig.errors import PlatformError


def test_duckdb_conforms() -> None:
    """
    Every sentence of the suite has the answer of the definition: more than 100,000 answers.
    """
    found = conformance.run("duckdb:")

    assert found.conforms
    assert found.cells > 100_000
    assert found.words.splitlines()[-1] == "Not one differs: people may be counted there."


def test_every_sentence_of_the_suite_can_be_read() -> None:
    """
    No sentence is there in vain: each is true of somebody by one of its words, and is sound criteria.
    """
    for sentence in nasty.sentences():
        criteria, problems = parse(sentence)
        assert criteria is not None
        assert problems == []
    plain = [parse(sentence)[0] for sentence in nasty.sentences() if isinstance(sentence, str)]
    found = [problem.message for one in plain if one is not None for problem in check(one, nasty.CATALOGUE)]
    # Choices are compared with values that they do not have, on purpose.
    assert [message for message in found if "value" not in message] == []


class Worse(DuckDb):
    """A DuckDB that is told something wrong about itself."""

    wrong: Pins = DUCKDB

    @property
    def pins(self) -> Pins:
        return self.wrong


def test_a_database_that_cannot_even_be_asked_is_an_error_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    One that folds by other rules is told so in a sentence, and the made-up people are gone.
    """
    database = Worse()
    database.wrong = replace(DUCKDB, lower="UPPER")
    monkeypatch.setattr(conformance, "database", lambda url, writable: database)
    monkeypatch.setattr(nasty, "sentences", lambda: ("score > 5",))

    with pytest.raises(PlatformError, match="as Unicode has it"):
        conformance.run("duckdb:")


def held(**wrong: object) -> conformance.Conformance:
    database = Worse()
    database.wrong = replace(DUCKDB, **wrong)  # type: ignore[arg-type]
    found = conformance.hold(database)
    assert database.rows("SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'mapconfig%'") == [
        (0,)
    ]
    return found


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"contains": "STARTS_WITH"}, "contains"),
        ({"ends": "STARTS_WITH"}, "ends with"),
        ({"is_nan": "ISINF"}, "ratio"),
        ({"moment": "DATE"}, "created_at"),
    ],
)
def test_a_database_that_differs_is_found_and_told_in_words(
    wrong: dict[str, object], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What one wrong word about a database does to people is said sentence by sentence, with an example.
    """
    some = tuple(one for one in nasty.sentences() if isinstance(one, str) and sentence in one)
    monkeypatch.setattr(nasty, "sentences", lambda: some)

    found = held(**wrong)

    assert not found.conforms
    assert any(sentence in one.sentence for one in found.disagreements)
    assert "only there" in found.words or "only by definition" in found.words
    assert found.words.splitlines()[-1].startswith("Do not count people there")


def test_what_cannot_be_asked_is_told() -> None:
    """
    A sentence that the database has nothing for is no agreement.
    """
    found = conformance.Conformance("x", 10, 3, (), (("score > 5", "x has no field/score"),))

    assert not found.conforms
    assert found.cells == 20
    assert "`score > 5` could not be asked: x has no field/score." in found.words


def test_a_disagreement_counts_both_sides() -> None:
    """
    One person is one person, and two are two people.
    """
    assert conformance.Disagreement("a", 1, 2, "b").words == (
        "`a` is true of 1 person only there and 2 people only by definition, such as b"
    )


class Breaking(DuckDb):
    """A DuckDB that is full after the first table."""

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        super().put(schema, list(tables)[:1])
        raise PlatformError("full")


def test_made_up_people_are_removed_when_something_fails() -> None:
    """
    What failed is told, and the schema is gone all the same.
    """
    database = Breaking()

    with pytest.raises(PlatformError, match="full"):
        conformance.hold(database)
    assert database.rows("SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'mapconfig%'") == [
        (0,)
    ]


class Staying(DuckDb):
    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        raise PlatformError("no right to")


def test_a_schema_that_stays_behind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever has to clean up by hand is told what, and that nobody real is in it.
    """
    monkeypatch.setattr(nasty, "sentences", lambda: ("score > 5",))

    with pytest.raises(PlatformError, match=r"schema mapconfig_conformance_[0-9a-f]{8} .* Nobody real is in it"):
        conformance.hold(Staying())

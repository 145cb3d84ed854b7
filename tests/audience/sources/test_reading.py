"""What a column of a source becomes, value by value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mapconfig.audience.mapping import Needed
from mapconfig.audience.sources import take
from mapconfig.audience.sources.tables import SourceFault
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.model import Environment
from tests.audience.snapshot.reading import rows

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def day(*parts: int) -> datetime:
    return datetime(*parts).replace(tzinfo=UTC)  # type: ignore[arg-type]


def kept(root: Path, kind: str, sql: str, values: Sequence[str | None], column: object = "v") -> list[Any]:
    """What a snapshot has of `values`, written as the SQL type `sql` into Parquet, as a field of type `kind`."""
    (root / "export").mkdir()
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"CREATE TABLE t (id VARCHAR, v {sql})")
        con.executemany(f"INSERT INTO t VALUES (?, CAST(? AS {sql}))", [(str(n), v) for n, v in enumerate(values)])
        con.execute(f"COPY t TO '{root / 'export' / 't.parquet'}' (FORMAT parquet)")
    said = {
        "source": "parquet",
        "place": "export",
        "people": {"table": "t", "key": "id", "fields": {"it": column, "key": "id"}},
    }
    catalogue = Catalogue({"it": FieldType(kind), "key": FieldType("number")})
    snapshot = take(Environment("x", "mautic", people=said), root, catalogue, Needed(frozenset({"it", "key"})), NOW)
    return [row["it"] for row in sorted(rows(snapshot, "people"), key=lambda row: row["key"])]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "sql", "values", "found"),
    [
        ("text", "VARCHAR", ["a", "", None, "e\u0301", " a "], ["a", None, None, "é", " a "]),
        ("text", "BIGINT", ["5", None], ["5", None]),
        ("text", "DOUBLE", ["1.0", "nan"], ["1.0", None]),
        ("text", "BOOLEAN", ["true", "false"], ["true", "false"]),
        ("choice", "VARCHAR", ["Customer", ""], ["Customer", None]),
        ("", "VARCHAR", ["x"], ["x"]),
        ("number", "VARCHAR", ["5", "+7", "-3.50", "1e3", "1.5E-2", "abc", "", " 5", "1_000", "0x1", "nan", "inf"],
         [5.0, 7.0, -3.5, 1000.0, 0.015, None, None, None, None, None, None, None]),
        ("number", "VARCHAR", ["5", "7.0", "9223372036854775807"], [5, 7, 2**63 - 1]),
        ("number", "VARCHAR", ["5", "99999999999999999999"], [5.0, 1e20]),
        ("number", "INTEGER", ["5", None, "-1"], [5, None, -1]),
        ("number", "FLOAT", ["0.5", "nan"], [0.5, None]),
        ("number", "DOUBLE", ["3.0", "nan", None], [3.0, None, None]),
        ("number", "DECIMAL(10,2)", ["3.00", "4.00"], [3, 4]),
        ("number", "DECIMAL(10,2)", ["3.00", "4.25"], [3.0, 4.25]),
        ("number", "HUGEINT", ["5", "99999999999999999999"], [5.0, 1e20]),
        ("number", "UBIGINT", ["5", "18446744073709551615"], [5.0, float(2**64 - 1)]),
        ("date", "VARCHAR",
         ["2026-03-31", "2026-03-31T12:30:00.000001Z", "2026-03-31 12:30+02:00", "20260331", "2026-W14-2", "31.3.2026",
          "2026-02-30", "0000-01-01", "", "2026-03-31T12:30:00.1234567", "9999-12-31T23:59:59-10:00"],
         [day(2026, 3, 31), day(2026, 3, 31, 12, 30, 0, 1), day(2026, 3, 31, 10, 30), day(2026, 3, 31),
          day(2026, 3, 31), None, None, None, None, day(2026, 3, 31, 12, 30, 0, 123456), None]),
        ("date", "DATE", ["2026-03-31", "infinity"], [day(2026, 3, 31), None]),
        ("date", "TIMESTAMP", ["2026-03-31 01:02:03.000004", "-infinity"], [day(2026, 3, 31, 1, 2, 3, 4), None]),
        ("date", "TIMESTAMPTZ", ["2026-03-31 02:00+02"], [day(2026, 3, 31)]),
        ("date", "TIMESTAMP_NS", ["2026-03-31 01:02:03.0000044"], [day(2026, 3, 31, 1, 2, 3, 4)]),
        ("yes-no", "BOOLEAN", ["true", None, "false"], [True, None, False]),
        ("yes-no", "VARCHAR", ["TRUE", "f", "1", "0", "yes", "2", ""], [True, False, True, False, None, None, None]),
        ("yes-no", "INTEGER", ["1", "0", "2"], [True, False, None]),
    ],
)  # fmt: skip
def test_a_column_is_read_as_its_field(root: Path, kind: str, sql: str, values: list[Any], found: list[Any]) -> None:
    """
    Each way in which sources write a value is read, and what is none of them is blank.
    """
    read = kept(root, kind, sql, values)

    assert read == found
    assert [type(value) for value in read] == [type(value) for value in found]


@pytest.mark.parametrize(
    ("kind", "sql", "column", "values", "found"),
    [
        ("date", "BIGINT", {"as": "seconds"}, ["0", "1774960200", "999999999999999", None],
         [day(1970, 1, 1), day(2026, 3, 31, 12, 30), None, None]),
        ("date", "VARCHAR", {"as": "milliseconds"}, ["1774960200123", "x", ""],
         [day(2026, 3, 31, 12, 30, 0, 123_000), None, None]),
        ("date", "DOUBLE", {"as": "seconds"}, ["1774960200.5", "nan", "-1"],
         [day(2026, 3, 31, 12, 30, 0, 500_000), None, day(1969, 12, 31, 23, 59, 59)]),
        ("yes-no", "VARCHAR", {"yes": ["J", "Y"], "no": ["N"]}, ["J", "Y", "N", "true", ""],
         [True, True, False, None, None]),
        ("yes-no", "VARCHAR", {"yes": ["x"]}, ["x", ""], [True, None]),
        ("yes-no", "INTEGER", {"no": ["7"]}, ["7", "1"], [False, None]),
    ],
)  # fmt: skip
def test_a_column_may_write_in_its_own_way(
    root: Path, kind: str, sql: str, column: dict[str, Any], values: list[Any], found: list[Any]
) -> None:
    """
    Seconds since 1970 and other words for yes and no are said in the mapping.
    """
    assert kept(root, kind, sql, values, {"column": "v", **column}) == found


@pytest.mark.parametrize(
    ("kind", "sql", "values", "column", "words"),
    [
        ("number", "BOOLEAN", ["true"], {}, "a number"),
        ("number", "TIMESTAMP", ["2026-01-01"], {}, "a number"),
        ("number", "VARCHAR", ["ann@canary.example", None], {}, "a number"),
        ("date", "BIGINT", ["5"], {}, "a date"),
        ("date", "TIMESTAMP", ["2026-01-01"], {"as": "seconds"}, "a date in seconds since 1970"),
        ("date", "VARCHAR", ["2026-01-01"], {"as": "milliseconds"}, "a date in milliseconds since 1970"),
        ("yes-no", "VARCHAR", ["Y", "N", ""], {}, "yes or no"),
        ("yes-no", "VARCHAR", ["Y", "N", ""], {"yes": ["y"], "no": ["n"]}, "yes or no"),
    ],
)  # fmt: skip
def test_a_column_of_which_nothing_can_be_read_is_refused(
    root: Path, kind: str, sql: str, values: list[Any], column: dict[str, Any], words: str
) -> None:
    """
    A mistake in the mapping is no column of blanks: whoever opted out would count as mailable.
    """
    with pytest.raises(SourceFault) as refused:
        kept(root, kind, sql, values, {"column": "v", **column})

    message = str(refused.value)
    assert f"No value of column v of t in parquet export can be read as {words}, which field/it is." in message
    assert "canary" not in message


def test_a_column_of_which_nothing_is_there_is_blank(root: Path) -> None:
    """
    Nobody's opt-out is known where nobody has one; that is no mistake.
    """
    assert kept(root, "yes-no", "VARCHAR", ["", None]) == [None, None]


def test_a_column_of_odd_dates_is_refused_before_it_is_looked_at_one_by_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A hundred million dates that no rule reads would take hours, and be blank in the end.
    """
    monkeypatch.setattr("mapconfig.audience.sources.checking._ODD_DATES", 3)

    with pytest.raises(SourceFault) as refused:
        kept(root, "date", "VARCHAR", [f"{number}.3.2026" for number in range(1, 6)])
    assert "More than 3 different values of v in t of parquet export are no dates" in str(refused.value)
    assert ".3.2026" not in str(refused.value)

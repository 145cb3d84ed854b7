"""What went wrong in engines before this one, each kept as a test of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mapconfig.audience.snapshot import SnapshotBroken
from mapconfig.criteria.oracle import Activity, Person
from tests.audience.blocks.asking import expected, found, rewritten, snapshot_of
from tests.audience.strategies import AS_OF, TEXTS, people


def quoted_values(count: int) -> list[str]:
    """So many values, some of which people have."""
    usual = [text for text in TEXTS if text]
    return [*usual[: count // 2], *(f"value {number}" for number in range(count - min(len(usual), count // 2)))]


@pytest.mark.parametrize("order", ["person DESC", "hash(person)", "industry NULLS LAST"])
def test_people_may_lie_in_any_order(order: str, tmp_path: Path) -> None:
    """
    Rows are placed by the person's number. An engine that took rows as they come was wrong for eight people in a
    hundred thousand, and nothing failed.
    """
    everybody = people(300, 1)
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 128)
    for block in range(3):
        rewritten(snapshot, "people", block, f"SELECT * FROM t ORDER BY {order}")
        rewritten(snapshot, "related-opportunity", block, "SELECT * FROM t ORDER BY hash(person + 1)")
        rewritten(snapshot, "activities", block, "SELECT * FROM t ORDER BY hash(person + 2)")
    criteria = [
        {"any": ["industry is banking", "grade is at least C", "score > 5 or blank"]},
        {"any": ["opened any email", "account.type is Customer", {"some opportunity": ["stage is Open"]}]},
    ]

    assert found(snapshot, criteria) == expected(everybody, criteria) != set()


@pytest.mark.parametrize("count", [4, 5, 6, 254, 255, 256, 1000, 1001, 10_000])
def test_a_list_of_values_may_be_of_any_length(count: int, tmp_path: Path) -> None:
    """
    From five values on, a database may compare in another way and give rows in another order; people stay who they are.
    """
    everybody = people(300, 2)
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 128)
    criteria = [{"industry in": quoted_values(count)}, {"any": ["score is not blank", "opened any email"]}]

    assert found(snapshot, criteria) == expected(everybody, criteria) != set()


@pytest.mark.parametrize("different", [254, 255, 256, 999, 1000, 1001, 3000])
def test_a_field_may_have_any_number_of_values(different: int, tmp_path: Path) -> None:
    """
    Few values are coded by the database and many in Python, and who has which is the same.
    """
    everybody = [
        Person(fields={"industry": f"Value {number % different}" if number % 7 else None}) for number in range(3500)
    ]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 1500)
    criteria = [{"any": ["industry ends with 7", "industry is VALUE 12", "industry is blank"]}]

    assert found(snapshot, criteria) == expected(everybody, criteria) != set()


def test_a_value_that_only_later_people_have_is_seen(tmp_path: Path) -> None:
    """
    The classes of one block are not taken for those of all.
    """
    everybody = [Person(fields={"industry": "early"})] * 50 + [Person(fields={"industry": "LATE"})] * 50
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 50)

    assert found(snapshot, ["industry is late"]) == set(range(50, 100))


@pytest.mark.parametrize(
    "select",
    [
        "SELECT * FROM t WHERE person <> 7",
        "SELECT * FROM t UNION ALL SELECT * FROM t WHERE person = 7",
        "SELECT * REPLACE (CASE WHEN person = 7 THEN 8 ELSE person END AS person) FROM t",
        "SELECT * REPLACE (person + 128 AS person) FROM t",
    ],
)
def test_a_block_without_everybody_once_is_refused(select: str, tmp_path: Path) -> None:
    """
    A row too few or too many would give everybody behind it somebody else's values.
    """
    snapshot = snapshot_of(people(100, 3), tmp_path / "snapshot", 128)
    rewritten(snapshot, "people", 0, select)

    with pytest.raises(SnapshotBroken, match="cannot be used"):
        found(snapshot, ["industry is banking"])


def test_a_key_that_leads_nowhere_is_a_blank(tmp_path: Path) -> None:
    """
    An account that is not there has no type: nobody crashes, and nobody is a customer.
    """
    everybody = [
        Person(related={"account": (None,)}),
        Person(related={"account": ()}),
        Person(),
        Person(related={"account": ({"type": "Customer"},)}),
        Person(related={"opportunity": (None, None)}),
        Person(related={"opportunity": (None, {"stage": "Open"})}),
    ]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    assert found(snapshot, ["account.type is blank"]) == {0, 1, 2, 4, 5}
    assert found(snapshot, ["account.type is not Customer"]) == {0, 1, 2, 4, 5}
    assert found(snapshot, ["account.type is Customer"]) == {3}
    assert found(snapshot, [{"some opportunity": ["stage is Open"]}]) == {5}
    assert found(snapshot, [{"no opportunity": ["stage is blank"]}]) == {0, 1, 2, 3, 4, 5}


def test_ever_ends_at_the_instant_that_is_asked_about(tmp_path: Path) -> None:
    """
    What happens at that instant or later is not seen, by no sentence.
    """
    offsets = [timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1), timedelta(days=400)]
    everybody = [Person(activities=(Activity("opened", "email", "welcome", AS_OF + off),)) for off in offsets]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    assert found(snapshot, ["opened any email"]) == {0}
    assert found(snapshot, ["opened email welcome"]) == {0}
    assert found(snapshot, ["opened any email since 2020-01-01"]) == {0}
    assert found(snapshot, ["opened any email between 2020-01-01 and 2030-01-01"]) == {0}
    assert found(snapshot, ["never opened any email"]) == {1, 2, 3}


def test_a_number_that_is_none_is_a_blank(tmp_path: Path) -> None:
    """
    NaN is neither large nor small, whatever a database says of it; were one on disk, it would be a blank.
    """
    everybody = [Person(fields={"ratio": value}) for value in (0.5, float("nan"), None, 7.0)]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)
    rewritten(snapshot, "people", 0, "SELECT * REPLACE (coalesce(ratio, 'NaN'::DOUBLE) AS ratio) FROM t")

    assert found(snapshot, ["ratio >= 0.5"]) == {0, 3}
    assert found(snapshot, ["ratio is blank"]) == {1, 2}


def test_a_window_begins_with_its_first_microsecond(tmp_path: Path) -> None:
    """
    The last 30 days are half-open: their start belongs to them, and a microsecond before does not.
    """
    offsets = [timedelta(days=30, microseconds=1), timedelta(days=30), timedelta(days=30, microseconds=-1)]
    everybody = [
        Person(fields={"created_at": AS_OF - off}, activities=(Activity("opened", "email", "a.b", AS_OF - off),))
        for off in offsets
    ]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    assert found(snapshot, ["opened any email in last 30 days"]) == {1, 2}
    assert found(snapshot, ["created_at in last 30 days"]) == {1, 2}
    assert found(snapshot, ["created_at more than 30 days ago"]) == {0}


def test_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    """
    A quote, a semicolon or a wildcard in a value or a name is a character like any other.
    """
    hostile = "'); DROP TABLE t; --"
    everybody = [
        Person(fields={"industry": hostile, "select": "x"}, activities=(Activity("viewed", "page", "it's", AS_OF),)),
        Person(activities=(Activity("viewed", "page", "it's", AS_OF - timedelta(days=1)),)),
        Person(fields={"industry": "%"}),
    ]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    assert found(snapshot, [f'industry is "{hostile}"']) == {0}
    assert found(snapshot, ['industry contains "%"']) == {2}
    assert found(snapshot, ['viewed page "it\'s"']) == {1}
    assert found(snapshot, ["select is X"]) == {0}


@pytest.mark.parametrize("table", ["people/00000", "activities/00000", "names"])
def test_a_file_that_is_damaged_is_said_without_quoting_it(table: str, tmp_path: Path) -> None:
    """
    Whatever lies in a snapshot, a reader of a message sees where it is and what to do, and nothing of what is in it.
    """
    snapshot = snapshot_of(people(60, 3), tmp_path / "snapshot", 64)
    (snapshot.directory / f"{table}.parquet").write_bytes(b"PAR1 somebody@example.test PAR1")

    with pytest.raises(SnapshotBroken, match="cannot be read") as broken:
        found(snapshot, ["industry is banking", "opened email welcome"])

    assert "somebody" not in str(broken.value)
    assert "Remove the directory" in str(broken.value)

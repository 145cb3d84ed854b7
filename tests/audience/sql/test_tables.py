"""What columns hold, and which names can be used."""

from __future__ import annotations

import pytest

from mapconfig.audience.sql.tables import Activities, Beside, Column, Rows, Tables, column_of, fits, laid_out, stored
from mapconfig.errors import InputError
from tests.audience.strategies import CATALOGUE, RELATIONS


@pytest.mark.parametrize(
    ("type_", "family"),
    [
        ("BIGINT", "integer"),
        ("int4", "integer"),
        ("Nullable(UInt8)", "integer"),
        ("UInt64", "decimal"),
        ("UBIGINT", "decimal"),
        ("HUGEINT", "decimal"),
        ("DECIMAL(18,3)", "decimal"),
        ("numeric", "decimal"),
        ("double precision", "double"),
        ("Float32", "double"),
        ("LowCardinality(Nullable(String))", "text"),
        ("character varying(80)", "text"),
        ("Enum8('a' = 1, 'b' = 2)", "text"),
        ("boolean", "yes-no"),
        ("Bool", "yes-no"),
        ("date", "day"),
        ("Date32", "day"),
        ("timestamp_ntz", "moment"),
        ("timestamp(3) without time zone", "moment"),
        ("TIMESTAMP WITH TIME ZONE", "instant"),
        ("DateTime64(6, 'UTC')", "moment"),
        ("DateTime('Europe/Berlin')", "moment"),
        ("json", "other"),
        ("array<string>", "other"),
        ("bytea", "other"),
    ],
)
def test_the_type_of_a_column_says_what_it_holds(type_: str, family: str) -> None:
    """
    Types of all databases come down to what the language cares about.
    """
    column = column_of("c", type_)

    assert column is not None
    assert column.family == family


def test_a_timestamp_has_a_zone_where_the_database_says_so() -> None:
    """
    Spark's TIMESTAMP is an instant, most others' is not.
    """
    assert column_of("c", "TIMESTAMP") == Column("c", "moment")
    assert column_of("c", "timestamp", "instant") == Column("c", "instant")


@pytest.mark.parametrize(
    "type_", ["char(3)", "citext", "uuid", "Enum8('a' = 1)", "string collate UNICODE_CI", "text collate"]
)
def test_texts_with_rules_of_their_own_are_made_plain(type_: str) -> None:
    """
    A column that ignores capitals or pads with spaces is compared as plain text all the same.
    """
    column = column_of("c", type_)

    assert column is not None
    assert (column.family, column.special) == ("text", True)


@pytest.mark.parametrize("name", ['a"b', "a`b", "a'b", "a\\b", "a\x00b", "a\nb", "", "x" * 300, "\ud800"])
def test_a_name_that_cannot_be_quoted_everywhere_is_refused(name: str) -> None:
    """
    What could end a quoted name in one database or another is in no name of a table or column.
    """
    with pytest.raises(InputError, match="cannot be used"):
        Column(name)
    with pytest.raises(InputError, match="cannot be used"):
        Rows((name,), "person", {})
    with pytest.raises(InputError, match="cannot be used"):
        Rows(("people",), name, {})
    with pytest.raises(InputError, match="cannot be used"):
        Beside(("account",), "key", name, {})
    assert column_of(name, "text") is None


def test_what_a_database_has_not_is_left_out() -> None:
    """
    Fields without a column, records without a table and activities without an instant are lacking, not empty.
    """
    people = {name: Column(name, "text") for name in ("person", "industry", "select")}
    found = laid_out(CATALOGUE.fields, RELATIONS).seen(
        {
            ("people",): people,
            ("activities",): {name: Column(name, "text") for name in ("person", "name", "verb")},
            ("lists",): {name: Column(name, "text") for name in ("person", "list")},
            ("related-contract",): {name: Column(name, "text") for name in ("person", "status")},
            ("related-opportunity",): {"stage": Column("stage", "text")},
        }
    )

    assert set(found.people.columns) == {"industry", "select"}
    assert {relation: set(rows.columns) for relation, rows in found.related.items()} == {"contract": {"status"}}
    assert found.activities == ()
    assert found.lists is not None
    assert found.changes is None


def test_a_record_that_has_to_be_there_needs_its_table() -> None:
    """
    Records behind a table of links are lacking without it, and so is only the field of one that may be missing.
    """
    beside = Beside(("deal",), "id", "deal", {"stage": Column("stage")}, required=True)
    account = Beside(("account",), "id", "account", {"account.type": Column("type")})
    tables = Tables(
        Rows(("people",), "id", {"industry": Column("industry")}, (account,)),
        {"opportunity": Rows(("link",), "person", {}, (beside,))},
        (Activities(Rows(("sends",), "person", {"at": Column("at")}), {"was sent": ("was sent",)}),),
    )
    people = {name: Column(name, "text") for name in ("id", "account", "industry")}
    link = {name: Column(name, "text") for name in ("person", "deal")}

    found = tables.seen({("people",): people, ("link",): link})

    assert found.related == {}
    assert found.people.column("account.type") is None
    assert found.people.column("industry") == Column("industry", "text")


def test_a_field_fits_a_column_that_can_be_read_as_its_type() -> None:
    """
    Numbers in a text column are not guessed at; instants may be numbers where the mapping says so.
    """
    assert fits(Column("c", "decimal"), "number")
    assert not fits(Column("c", "text"), "number")
    assert not fits(Column("c", "integer"), "date")
    assert fits(Column("c", "integer", unit="seconds"), "date")
    assert not fits(Column("c", "text", unit="seconds"), "date")
    assert not fits(Column("c", "other"), "text")


def test_words_that_stand_for_others_do_not_stand_for_themselves() -> None:
    """
    Where `B` in the column means A, the word B is found by what means it, and A by both.
    """
    assert stored({}, "A") == ("A",)
    assert stored({"1": "A", "2": "A"}, "A") == ("1", "2", "A")
    assert stored({"A": "B"}, "A") == ()
    assert stored({"A": "A"}, "A") == ("A",)

"""Statements as each database gets them. A new version of the library that writes SQL shows here what it changed.

``GOLDEN=write`` in the environment writes the files anew.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import ActivityLeaf, ChangeLeaf, FieldLeaf, ListLeaf, Ref, Related, Sheet
from mapconfig.audience.sql import render
from mapconfig.audience.sql.duckdb import DuckDb
from mapconfig.audience.sql.engine import SqlEngine
from mapconfig.audience.sql.pins import ALL, DATABRICKS, DUCKDB, POSTGRESQL, SPARK, Pins
from mapconfig.audience.sql.tables import Activities, Column, Rows, Tables, laid_out
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import FieldChange, Person, changed_between
from mapconfig.criteria.syntax import FieldTest, Span
from tests.audience.strategies import AS_OF, CATALOGUE, RELATIONS, org_of

FILES = Path(__file__).parent / "golden"
TEXT, NUMBER, DATE, YES = (FieldType(name) for name in ("text", "number", "date", "yes-no"))

#: The worked example of the manual, with a sentence of every sort.
LISTS: dict[str, dict[str, Any]] = {
    "clients": {
        "criteria": {
            "any": [
                "account.type is Customer",
                {"some opportunity": ["stage is Closed Won", "role is not blank", "in list imported"]},
            ]
        }
    },
    "prospects-dach-finance": {
        "criteria": [
            {"none": ["in list clients"]},
            {"country in": ["AT", "CH", "DE", "Türkiye"]},
            'industry in [Banking, "it\'s", "a\\b", "${x}"]',
            'job_title contains "100%"',
            'job_title does not start with "the "',
            'job_title ends with "ß" or blank',
            "score >= 50",
            "ratio > 0.1",
            "ratio is not blank",
            "grade is at least B-",
            "hard_bounced is false or blank",
            "created_at on or after 2026-01-01",
            {"any": ["opened any email at least 2 times in last 30 days", "submitted form welcome since 2026-01-01"]},
            "grade changed from B to A in last 30 days",
            "score changed to 50",
            {"no contract": ["end_date before 2026-06-01"]},
        ]
    },
}


@pytest.mark.parametrize("name", ALL)
def test_a_statement_is_written_as_it_was_last_read_by_a_person(name: str) -> None:
    """
    For each database there is a file with the statement of the worked example, so that no change goes unseen.
    """
    sheet = Sheet(AS_OF)
    lists = Lists(org_of(LISTS), sheet)
    refs = [lists.member(key) for key in LISTS]

    statement = render.counting(sheet, refs, laid_out(CATALOGUE.fields, RELATIONS), ALL[name], pretty=True) + "\n"

    file = FILES / f"{name}.sql"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(statement, encoding="utf-8")
    assert statement == file.read_text(encoding="utf-8")


def counted(ref: Ref, sheet: Sheet, pins: Pins = DUCKDB, tables: Tables | None = None) -> str:
    return render.counting(sheet, [ref], tables or laid_out(CATALOGUE.fields, RELATIONS), pins)


@pytest.mark.parametrize("name", ALL)
def test_texts_are_never_compared_by_patterns_of_the_user(name: str) -> None:
    """
    LIKE, with its wildcards, is in no statement, and regular expressions are constants of ours.
    """
    sheet = Sheet(AS_OF)
    leaves = [
        FieldLeaf(FieldTest("industry", one, ("%_.*",)), TEXT) for one in ("contains", "starts with", "ends with")
    ]
    statement = counted(sheet.any([sheet.put(leaf) for leaf in leaves]), sheet, ALL[name])

    assert "LIKE" not in statement.upper()
    assert "REGEXP" not in statement.upper()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\udfff"])
@pytest.mark.parametrize("pins", [DUCKDB, SPARK])
def test_what_no_database_can_hold_is_not_written(text: str, pins: Pins) -> None:
    """
    A NUL, which ends a statement early in some libraries, and half of a character are refused.
    """
    sheet = Sheet(AS_OF)
    for leaf in (
        FieldLeaf(FieldTest("industry", "is", (text,)), TEXT),
        FieldLeaf(FieldTest("industry", "ends with", (text,)), TEXT),
        FieldLeaf(FieldTest("industry", "in", ("a", text)), TEXT),
        ActivityLeaf("opened", text, (None, AS_OF), 1),
        ChangeLeaf("industry", TEXT, text, None, (None, AS_OF)),
        ListLeaf(text),
    ):
        with pytest.raises(Uncountable, match="character"):
            counted(sheet.put(leaf), sheet, pins)


@pytest.mark.parametrize("pins", [SPARK, DATABRICKS])
@pytest.mark.parametrize("text", ["${x}", "a${x}b${y}", "$${x}", "${${x}}", "${", "{{x}}", "{{{{"])
def test_what_is_replaced_in_texts_is_not_in_one_piece(pins: Pins, text: str) -> None:
    """
    Spark and Databricks put values of the session in place of `${...}`, wherever it stands.
    """
    sheet = Sheet(AS_OF)
    statement = counted(sheet.put(FieldLeaf(FieldTest("industry", "is", (text,)), TEXT)), sheet, pins)

    assert not [apart for apart in pins.split if apart in statement]


def test_a_letter_that_python_does_not_know_is_folded_by_the_database() -> None:
    """
    Letters that are newer than ours are compared by the rules of the database on both sides.
    """
    sheet = Sheet(AS_OF)
    known, unknown = (
        counted(sheet.put(FieldLeaf(FieldTest("industry", "is", (text,)), TEXT)), sheet) for text in ("Ä", "\U00016ea0")
    )

    assert known.count("LOWER(") == 1
    assert unknown.count("LOWER(") == 2


@pytest.mark.parametrize(
    "leaf",
    [
        FieldLeaf(FieldTest("score", "contains", ("5",)), NUMBER),
        FieldLeaf(FieldTest("score", "=", ("five",)), NUMBER),
        FieldLeaf(FieldTest("created_at", "is", ("2026-01-01",)), DATE),
        FieldLeaf(FieldTest("created_at", "on", ("soon",)), DATE),
        FieldLeaf(FieldTest("opted_out", "is", ("maybe",)), YES),
        FieldLeaf(FieldTest("opted_out", "contains", ("true",)), YES),
        FieldLeaf(FieldTest("industry", "=", ("5",)), TEXT),
        FieldLeaf(FieldTest("grade", "is at least", ("Z",)), CATALOGUE.fields["grade"]),
        FieldLeaf(FieldTest("industry", "is at least", ("A",)), TEXT),
    ],
)
def test_a_test_that_cannot_be_put_to_a_field_is_true_of_nobody(leaf: FieldLeaf) -> None:
    """
    What the checker reports has the meaning of the definition all the same, and is no error of the database.
    """
    sheet = Sheet(AS_OF)

    assert "COUNT_IF(FALSE), 0)" in counted(sheet.put(leaf), sheet)


@pytest.mark.parametrize(
    ("columns", "row", "leaf", "true"),
    [
        ({"f": "BIGINT"}, "9007199254740993", FieldLeaf(FieldTest("f", "=", ("9007199254740993",)), NUMBER), 1),
        ({"f": "BIGINT"}, "9007199254740993", FieldLeaf(FieldTest("f", "=", ("9007199254740992",)), NUMBER), 0),
        ({"f": "DECIMAL(18, 2)"}, "0.10", FieldLeaf(FieldTest("f", "=", ("0.1",)), NUMBER), 1),
        ({"f": "DECIMAL(18, 2)"}, "5", FieldLeaf(FieldTest("f", "=", ("5",)), NUMBER), 1),
        ({"f": "DOUBLE"}, "'NaN'", FieldLeaf(FieldTest("f", ">", ("0",)), NUMBER), 0),
        ({"f": "DOUBLE"}, "'NaN'", FieldLeaf(FieldTest("f", "is blank"), NUMBER), 1),
        ({"f": "DATE"}, "'2026-03-31'", FieldLeaf(FieldTest("f", "on", ("2026-03-31",)), DATE), 1),
        ({"f": "DATE"}, "'2026-03-30'", FieldLeaf(FieldTest("f", "in last", span=Span(1, "days")), DATE), 0),
        ({"f": "DATE"}, "'2026-03-31'", FieldLeaf(FieldTest("f", "in last", span=Span(1, "days")), DATE), 1),
        ({"f": "DATE"}, "'9999-12-31'", FieldLeaf(FieldTest("f", "before", ("9999-12-31",)), DATE), 0),
        (
            {"f": "TIMESTAMPTZ"},
            "'2026-03-30 23:30:00-02:00'",
            FieldLeaf(FieldTest("f", "on", ("2026-03-31",)), DATE),
            1,
        ),
        ({"f": "BOOLEAN"}, "true", FieldLeaf(FieldTest("f", "is", ("TRUE",)), TEXT), 1),
        ({"f": "INTEGER"}, "17", FieldLeaf(FieldTest("f", "starts with", ("1",)), TEXT), 1),
        ({"f": "INTEGER"}, "0", FieldLeaf(FieldTest("f", "is", ("false",)), YES), 1),
        ({"f": "VARCHAR"}, "'TRUE'", FieldLeaf(FieldTest("f", "is", ("true",)), YES), 1),
        ({"f": "VARCHAR"}, "'yes'", FieldLeaf(FieldTest("f", "is blank"), YES), 1),
        ({"f": "DOUBLE"}, "1.5", FieldLeaf(FieldTest("f", "is blank"), TEXT), 0),
        ({"f": "DATE"}, "'2026-03-31'", FieldLeaf(FieldTest("f", "is blank"), TEXT), 0),
    ],
)
def test_columns_of_other_types_mean_what_they_hold(
    columns: dict[str, str], row: str, leaf: FieldLeaf, true: int
) -> None:
    """
    Whole numbers are compared exactly, days as days, instants in UTC, and truths as the words true and false.
    """
    database = DuckDb()
    database._asked(f"CREATE TABLE people (person INTEGER, f {columns['f']})", [])
    database._asked(f"INSERT INTO people VALUES (0, {row}), (1, NULL)", [])

    engine = SqlEngine(database, Tables(Rows(("people",), "person", {"f": Column("f")})), AS_OF)
    sheet = Sheet(AS_OF)
    blank = leaf.test.operator == "is blank"

    assert engine.counts(sheet, [sheet.put(leaf)]).values == (true + (1 if blank else 0),)


def test_a_day_column_ends_with_the_calendar() -> None:
    """
    No day is after the last one.
    """
    sheet = Sheet(AS_OF)
    tables = Tables(Rows(("people",), "person", {"f": Column("f", "day")}))
    after = sheet.put(FieldLeaf(FieldTest("f", "after", ("9999-12-31",)), DATE))
    until = sheet.put(FieldLeaf(FieldTest("f", "on or before", ("9999-12-31",)), DATE))

    assert "COUNT_IF(COALESCE(FALSE, FALSE))" in counted(after, sheet, tables=tables)
    assert 'COUNT_IF(NOT ("q"."c0" IS NULL))' in counted(until, sheet, tables=tables)


def test_clickhouse_has_no_days_before_1900_and_after_2299() -> None:
    """
    Where the calendar of the database is shorter, bounds outside it are none, or nobody's.
    """
    sheet = Sheet(AS_OF)

    def asked(operator: str, day: str) -> str:
        leaf = FieldLeaf(FieldTest("created_at", operator, (day,)), DATE)
        return counted(sheet.put(leaf), sheet, ALL["clickhouse"]).rpartition("SELECT")[2]

    assert "toDateTime64" not in asked("before", "1850-01-01")
    assert "FALSE" in asked("before", "1850-01-01")
    assert "toDateTime64" not in asked("after", "2400-01-01")
    assert "IS NULL" in asked("after", "1850-01-01")
    assert "IS NULL" in asked("before", "2400-01-01")
    assert "toDateTime64" in asked("before", "1900-01-02")


def test_what_a_field_held_is_read_as_the_type_of_the_field() -> None:
    """
    Numbers are the same however they are written, days and instants too, and what cannot be read is a blank.
    """
    rows: dict[str, list[tuple[str | None, str | None]]] = {
        "score": [
            ("5", "5.0"),
            ("05", "+5.00"),
            ("0.5", ".5"),
            ("x", ""),
            ("1e999", "99999999999999999999"),
            (None, "5\n"),
        ],
        "created_at": [("2026-03-01", "2026-03-01 00:00:00"), ("soon", "2026-03-01T00:00:00Z"), ("", "2026-03-02")],
        "opted_out": [("true", "FALSE"), ("maybe", None), ("", "True")],
        "industry": [("Bank", "BANK"), ("", None), ("e\u0301", "É")],
    }
    database = DuckDb()
    database._asked("CREATE TABLE people (person INTEGER)", [])
    database._asked(
        'CREATE TABLE changes (person INTEGER, field VARCHAR, before VARCHAR, after VARCHAR, "at" TIMESTAMP)', []
    )
    persons: list[Person] = []
    for name, pairs in rows.items():
        for before, after in pairs:
            database._asked(f"INSERT INTO people VALUES ({len(persons)})", [])
            statement = f"INSERT INTO changes VALUES ({len(persons)}, '{name}', $1, $2, '2026-01-01')"
            database._connection.execute(statement, [before, after])
            persons.append(Person(changes=(FieldChange(name, before, after, datetime(2026, 1, 1, tzinfo=UTC)),)))
    changes = Rows(("changes",), "person", {name: Column(name) for name in ("field", "before", "after", "at")})
    engine = SqlEngine(database, Tables(Rows(("people",), "person", {}), changes=changes), AS_OF)
    sheet = Sheet(AS_OF)
    wanted = {
        "score": (None, "", "5", "0.5", "99999999999999999999", "five"),
        "created_at": (None, "", "2026-03-01", "2026-03-02", "soon"),
        "opted_out": (None, "", "true", "false", "maybe"),
        "industry": (None, "", "bank", "é"),
    }
    kinds = {"score": NUMBER, "created_at": DATE, "opted_out": YES, "industry": TEXT}
    asked = [
        ChangeLeaf(name, kinds[name], before, after, (None, AS_OF))
        for name, values in wanted.items()
        for before in values
        for after in values
    ]

    found = engine.counts(sheet, [sheet.put(leaf) for leaf in asked]).values

    expected = tuple(
        sum(changed_between(one, leaf.field, leaf.before, leaf.after, leaf.interval, leaf.kind) for one in persons)
        for leaf in asked
    )
    assert [(leaf, number) for leaf, number in zip(asked, found, strict=True)] == list(
        zip(asked, expected, strict=True)
    )


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (FieldLeaf(FieldTest("industry", "is", ("x",)), TEXT), "no column for industry"),
        (ActivityLeaf("opened", None, (None, AS_OF), 1), "who opened something"),
        (ListLeaf("imported"), "no members of static lists"),
        (ChangeLeaf("industry", TEXT, None, None, (None, AS_OF)), "what a field held before"),
        (Related("opportunity", Ref(0)), "no opportunity records"),
    ],
)
def test_a_statement_is_not_written_for_what_is_not_there(formula: object, why: str) -> None:
    """
    Also whoever does not ask first what is lacking gets no number.
    """
    sheet = Sheet(AS_OF)

    with pytest.raises(Uncountable, match=why):
        counted(sheet.put(formula), sheet, tables=Tables(Rows(("people",), "person", {})))


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("seconds", 1), ("milliseconds", 1_000)],
)
def test_instants_may_be_numbers_since_1970(unit: str, factor: int) -> None:
    """
    A second that begins inside a window is in it, and one that began before is not.
    """
    database = DuckDb()
    database._asked('CREATE TABLE people (person INTEGER, "at" BIGINT)', [])
    edge = int((AS_OF - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * factor
    for person, number in enumerate((edge - 1, edge, -1)):
        database._asked(f"INSERT INTO people VALUES ({person}, {number})", [])

    engine = SqlEngine(database, Tables(Rows(("people",), "person", {"at": Column("at", unit=unit)})), AS_OF)
    sheet = Sheet(AS_OF)
    tests = [
        FieldTest("at", "in last", span=Span(1, "hours")),
        FieldTest("at", "in next", span=Span(1, "hours")),
        FieldTest("at", "before", ("1970-01-01",)),
    ]

    assert engine.counts(sheet, [sheet.put(FieldLeaf(test, DATE)) for test in tests]).values == (1, 1, 1)


def test_what_people_did_may_be_in_several_tables_under_other_words() -> None:
    """
    Codes, words that mean a verb, and names by another name are found; counts of several tables are added.
    """
    database = DuckDb()
    for statement in (
        "CREATE TABLE people (person INTEGER)",
        "INSERT INTO people VALUES (0), (1)",
        'CREATE TABLE mails (person INTEGER, what VARCHAR, mail BIGINT, "at" TIMESTAMP)',
        "INSERT INTO mails VALUES (0, 'O', 7, '2026-03-01'), (0, 'o2', 7, '2026-03-01'), (1, 'C', 7, '2026-03-01')",
        'CREATE TABLE opens (person INTEGER, "at" TIMESTAMP)',
        "INSERT INTO opens VALUES (0, '2026-03-02'), (1, '2026-03-02'), (1, NULL)",
    ):
        database._asked(statement, [])
    mails = {"verb": Column("what"), "name": Column("mail"), "at": Column("at")}
    tables = Tables(
        Rows(("people",), "person", {}),
        activities=(
            Activities(Rows(("mails",), "person", mails), {"opened": ("O", "o2"), "clicked": ("C",)}, {"7": "welcome"}),
            Activities(Rows(("opens",), "person", {"at": Column("at")}), {"opened": ("opened",)}),
        ),
    )

    engine = SqlEngine(database, tables, AS_OF)
    sheet = Sheet(AS_OF)
    ever = (None, AS_OF)
    asked = [
        ActivityLeaf("opened", None, ever, 1),
        ActivityLeaf("opened", None, ever, 3),
        ActivityLeaf("clicked", "welcome", ever, 1),
        ActivityLeaf("clicked", "7", ever, 1),
    ]

    assert engine.counts(sheet, [sheet.put(leaf) for leaf in asked]).values == (2, 1, 1, 0)


def test_postgresql_works_nothing_out_twice() -> None:
    """
    PostgreSQL flattens inner queries and would fold a text again for every list; a fence keeps them whole.
    """
    sheet = Sheet(AS_OF)
    won = sheet.put(FieldLeaf(FieldTest("opportunity.stage", "is", ("Open",)), TEXT))
    statement = counted(sheet.put(Related("opportunity", won)), sheet, POSTGRESQL)

    assert statement.count("OFFSET 0") == 2

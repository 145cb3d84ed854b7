"""What an engine over a database lets out, and the sentences it says instead of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import (
    EVERYBODY,
    NOBODY,
    ActivityLeaf,
    ChangeLeaf,
    FieldLeaf,
    Formula,
    ListLeaf,
    Ref,
    Related,
    Sheet,
)
from mapconfig.audience.sql import render
from mapconfig.audience.sql.duckdb import DuckDb
from mapconfig.audience.sql.engine import SqlEngine
from mapconfig.audience.sql.pins import DUCKDB, Pins
from mapconfig.audience.sql.tables import Activities, Beside, Column, Name, Rows, Tables, laid_out
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import Interval
from mapconfig.criteria.syntax import FieldTest
from tests.audience.strategies import AS_OF

TEXT, NUMBER = FieldType("text"), FieldType("number")
EVER: Interval = (None, AS_OF)


def opened(*statements: str) -> DuckDb:
    database = DuckDb()
    for statement in statements:
        database._asked(statement, [])
    return database


def engine(*statements: str, tables: Tables | None = None) -> SqlEngine:
    people = Rows(("people",), "person", {"industry": Column("industry"), "email": Column("industry")})
    return SqlEngine(opened(*statements), tables or Tables(people), AS_OF)


PEOPLE = ("CREATE TABLE people (person INTEGER, industry VARCHAR)", "INSERT INTO people VALUES (0, 'Bank'), (1, NULL)")


def leaf(field: str, operator: str = "is", *values: str, kind: FieldType = TEXT) -> FieldLeaf:
    return FieldLeaf(FieldTest(field, operator, values or (() if operator == "is blank" else ("Bank",))), kind)


def test_everybody_and_nobody_are_counted_without_a_question() -> None:
    """
    The two formulas that are on every sheet have their numbers too, and equal questions equal answers.
    """
    sheet = Sheet(AS_OF)
    ref = sheet.put(leaf("industry"))
    found = engine(*PEOPLE).counts(sheet, [EVERYBODY, ref, NOBODY, ref, sheet.no(ref)], share=0.1)

    assert found.values == (2, 1, 0, 1, 1)
    assert (found.people, found.share, found.errors) == (2, 1.0, ())


def test_of_no_people_nobody_is_counted() -> None:
    """
    An empty table has zero people on every list, in a database without `count_if` too.
    """
    sheet = Sheet(AS_OF)
    ref = sheet.put(leaf("industry"))
    found = engine(PEOPLE[0])
    plain = SqlEngine(_Pinned(opened(PEOPLE[0]), replace(DUCKDB, count_if=False)), found.tables, AS_OF)

    assert found.counts(sheet, [ref]).values == (0,)
    assert plain.counts(sheet, [ref, EVERYBODY]).values == (0, 0)


def test_an_engine_tells_its_name() -> None:
    """
    Reports say by what people were counted.
    """
    found = engine(*PEOPLE)

    assert found.name == "duckdb"
    assert found.as_of == AS_OF
    found.close()


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (leaf("country"), "duckdb has no field/country"),
        (leaf("deal.stage"), "duckdb has no field/deal.stage"),
        (
            leaf("industry", ">", "5", kind=NUMBER),
            "field/industry is asked as a number, and the column industry holds something else; give it that type in a"
            " view, and map the view",
        ),
        (
            leaf("email", kind=FieldType("text", identifier=True)),
            "the values of field/email tell who somebody is and are not counted by; to do so, name the field under"
            " `identifiers` of the environment's `people` in mapconfig.yaml",
        ),
        (
            ChangeLeaf("email", FieldType("text", identifier=True), "ada@example.org", None, EVER),
            "the values of field/email tell who somebody is and are not counted by; to do so, name the field under"
            " `identifiers` of the environment's `people` in mapconfig.yaml",
        ),
        (ActivityLeaf("opened", None, EVER, 1), "duckdb does not know who opened something"),
        (ListLeaf("imported"), "duckdb does not know who is on the static list/imported"),
        (ChangeLeaf("industry", TEXT, None, None, EVER), "duckdb does not keep what a field held before"),
        (
            leaf("industry", "is", "a\x00"),
            "a value that field/industry is compared with holds a character that no database can",
        ),
        (
            ActivityLeaf("opened", "\ud800", EVER, 1),
            "a name of what somebody opened holds a character that no database can",
        ),
        (
            ChangeLeaf("industry", TEXT, None, "\x00", EVER),
            "a value that field/industry changed from or to holds a character that no database can",
        ),
    ],
)
def test_what_cannot_be_answered_is_said_and_not_counted(formula: Formula, why: str) -> None:
    """
    What the database has not never counts as zero: there is a sentence with the reason, and counting stops with it.
    """
    sheet = Sheet(AS_OF)
    ref = sheet.put(formula)
    whole = sheet.any((sheet.put(leaf("industry")), sheet.no(ref)))
    found = engine(*PEOPLE)

    assert found.lacks(sheet, ref) == why
    assert found.lacks(sheet, whole) == why
    with pytest.raises(Uncountable) as refused:
        found.counts(sheet, [whole])
    assert str(refused.value) == why


def test_activities_without_names_are_not_asked_for_one() -> None:
    """
    Where a table does not say which e-mail was opened, nobody can be said not to have opened this one.
    """
    opens = Activities(Rows(("opens",), "person", {"at": Column("t")}), {"opened": ("opened",)})
    found = engine(
        *PEOPLE,
        "CREATE TABLE opens (person INTEGER, t TIMESTAMP)",
        tables=Tables(Rows(("people",), "person", {}), activities=(opens,)),
    )
    sheet = Sheet(AS_OF)

    assert found.lacks(sheet, sheet.put(ActivityLeaf("opened", None, EVER, 1))) == ""
    assert found.lacks(sheet, sheet.put(ActivityLeaf("opened", "welcome", EVER, 1))) == (
        "duckdb does not know what it was that somebody opened"
    )


def test_whether_an_identifier_is_blank_may_be_asked() -> None:
    """
    Only its values tell who somebody is; and they may be asked for where the settings say so.
    """
    sheet = Sheet(AS_OF)
    identifier = FieldType("text", identifier=True)
    blank, value = sheet.put(leaf("email", "is blank", kind=identifier)), sheet.put(leaf("email", kind=identifier))
    found = engine(*PEOPLE)

    assert found.counts(sheet, [blank]).values == (1,)
    found.tables = replace(found.tables, identifiers=frozenset({"email"}))
    found._seen = None
    assert found.counts(sheet, [value]).values == (1,)


@dataclass(frozen=True)
class Score:
    """A formula of another room."""

    item: Ref

    @property
    def parts(self) -> tuple[Ref, ...]:
        return (self.item,)


def test_a_formula_of_another_room_is_lacking() -> None:
    """
    What only the engine that comes with mapconfig can work out is said to be so.
    """
    sheet = Sheet(AS_OF)
    ref = sheet.put(Score(sheet.put(leaf("industry"))))

    why = engine(*PEOPLE).lacks(sheet, ref)

    assert why == (
        "duckdb counts by fields, records, lists and what people did; scores and journeys need people who are read "
        "into a snapshot"
    )


def test_records_are_lacking_without_their_table() -> None:
    """
    A group about records is unknown where there are none, and so is a field they have not.
    """
    sheet = Sheet(AS_OF)
    group = sheet.put(Related("deal", sheet.put(leaf("deal.stage"))))
    tables = laid_out({"industry": TEXT, "deal.stage": TEXT, "deal.role": TEXT}, {"deal": "many"})
    without = engine(*PEOPLE, tables=tables)
    there = engine(*PEOPLE, 'CREATE TABLE "related-deal" (person INTEGER, role VARCHAR)', tables=tables)

    assert without.lacks(sheet, group) == "duckdb has no deal records"
    assert there.lacks(sheet, group) == "duckdb has no field/deal.stage"


def test_people_without_a_table_cannot_be_counted() -> None:
    """
    Where the mapping and the database do not fit at all, the table is named.
    """
    sheet = Sheet(AS_OF)

    assert engine().lacks(sheet, EVERYBODY) == "duckdb has no table people with a column person"


def test_a_key_that_two_people_share_is_refused() -> None:
    """
    Numbers about rows are not numbers about people.
    """
    found = engine(*PEOPLE, "INSERT INTO people VALUES (1, 'Bank')")

    with pytest.raises(Uncountable, match="3 rows of people with 2 different keys"):
        found.counts(Sheet(AS_OF), [EVERYBODY])


def test_a_record_that_two_rows_claim_to_be_is_refused() -> None:
    """
    One account that is there twice would count its people twice.
    """
    account = Beside(("account",), "id", "industry", {"account.type": Column("type")})
    people = Rows(("people",), "person", {"industry": Column("industry")}, (account,))
    found = engine(
        *PEOPLE,
        "CREATE TABLE account (id VARCHAR, type VARCHAR)",
        "INSERT INTO account VALUES ('Bank', 'Customer'), ('Bank', 'Partner')",
        tables=Tables(people),
    )
    sheet = Sheet(AS_OF)

    with pytest.raises(Uncountable, match="gave 3 people where there were 2"):
        found.counts(sheet, [sheet.put(leaf("account.type"))])


@dataclass
class _Pinned:
    """A database with other words."""

    database: DuckDb
    pins: Pins

    def columns(self, table: Name) -> Mapping[str, str]:
        return self.database.columns(table)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        return self.database.rows(statement)

    def close(self) -> None:
        self.database.close()


def test_a_database_that_folds_in_another_way_is_refused() -> None:
    """
    Whoever turns capitals into small letters by other rules would put other people on lists.
    """
    found = engine(*PEOPLE)
    found.database = _Pinned(opened(*PEOPLE), replace(DUCKDB, lower="UPPER"))

    with pytest.raises(Uncountable, match="as Unicode has it"):
        found.counts(Sheet(AS_OF), [EVERYBODY])


@dataclass
class _Leaking(_Pinned):
    """A database that gives other rows than it was asked for."""

    leaks: list[tuple[object, ...]]

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        return self.leaks


@pytest.mark.parametrize("leaks", [[("ada@example.org",)], [(True,)], [(1.5,)], [(None,)], [], [(1,), (2,)]])
def test_nothing_but_one_row_of_whole_numbers_leaves_an_engine(leaks: list[tuple[object, ...]]) -> None:
    """
    Whatever a database answers, a row about a person is not handed on, nor repeated in a message.
    """
    found = engine(*PEOPLE)
    found.database = _Leaking(opened(*PEOPLE), DUCKDB, leaks)

    with pytest.raises(Uncountable) as refused:
        found.counts(Sheet(AS_OF), [EVERYBODY])
    assert "ada" not in str(refused.value)


def test_texts_of_a_special_type_are_compared_as_plain_ones() -> None:
    """
    A column of an enumeration or with a collation of its own takes part like any other.
    """
    tables = Tables(
        Rows(("people",), "person", {"industry": Column("industry")}),
        activities=(
            Activities(
                Rows(("sends",), "person", {"name": Column("mood"), "at": Column("t")}), {"was sent": ("was sent",)}
            ),
        ),
    )
    found = engine(
        "CREATE TYPE mood AS ENUM ('Bank', 'Ärzte')",
        "CREATE TABLE people (person INTEGER, industry mood)",
        "INSERT INTO people VALUES (0, 'Bank'), (1, 'Ärzte'), (2, NULL)",
        "CREATE TABLE sends (person INTEGER, mood mood, t TIMESTAMP)",
        "INSERT INTO sends VALUES (1, 'Bank', '2026-01-01')",
        tables=tables,
    )
    sheet = Sheet(AS_OF)
    refs = [
        sheet.put(leaf("industry", "is", "ÄRZTE")),
        sheet.put(leaf("industry", "contains", "an")),
        sheet.put(ActivityLeaf("was sent", "Bank", EVER, 1)),
    ]

    assert found.counts(sheet, refs).values == (1, 1, 1)


def test_the_look_at_folding_has_one_answer_for_each_text() -> None:
    """
    The look at how a database folds counts every text that it was given.
    """
    assert DuckDb().rows(render.probe(DUCKDB)) == [(render.PROBES,)]

"""How questions are cut into steps and statements."""

from __future__ import annotations

from datetime import UTC, datetime

from mapconfig.audience.sheet import FieldLeaf, ListLeaf, Ref, Related, Sheet
from mapconfig.audience.sql import render
from mapconfig.audience.sql.pins import DUCKDB
from mapconfig.audience.sql.questions import QUESTIONS, batches, in_context, steps
from mapconfig.audience.sql.tables import laid_out
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.syntax import FieldTest

NOW = datetime(2026, 3, 31, tzinfo=UTC)
TEXT = FieldType("text")
TABLES = laid_out({"a": TEXT, "deal.stage": TEXT}, {"deal": "many"})


def held(sheet: Sheet, field: str, value: str) -> Ref:
    return sheet.put(FieldLeaf(FieldTest(field, "is", (value,)), TEXT))


def test_what_many_lists_share_is_written_once() -> None:
    """
    A chain of lists of which each asks twice for the one before would double the statement at every link.
    """
    sheet = Sheet(NOW)
    last = sheet.put(ListLeaf("l"))
    for place in range(60):
        one, other = (held(sheet, "a", f"{letter}{place}") for letter in "xy")
        last = sheet.any((sheet.all((last, one)), sheet.all((sheet.no(last), other))))

    statement = render.counting(sheet, [last], TABLES, DUCKDB)

    assert len(statement) < 60 * 1_000


def test_no_expression_is_deep() -> None:
    """
    Lists that except each other a thousand times over become steps, and no database runs out of stack.
    """
    sheet = Sheet(NOW)
    last = sheet.put(ListLeaf("l"))
    for place in range(1_000):
        one = held(sheet, "a", f"x{place}")
        last = sheet.all((one, sheet.no(last))) if place % 2 else sheet.any((one, sheet.no(last)))

    found = steps(sheet, [last])

    assert 10 < found.last < 100
    deepest = level = 0
    for letter in render.counting(sheet, [last], TABLES, DUCKDB):
        level += (letter == "(") - (letter == ")")
        deepest = max(deepest, level)
    assert deepest < 150


def test_records_are_compared_with_what_was_found_of_the_person_before() -> None:
    """
    A group about records that also asks the person comes a step after the columns of the person.
    """
    sheet = Sheet(NOW)
    won, person = held(sheet, "deal.stage", "won"), held(sheet, "a", "x")
    pure = sheet.put(Related("deal", won))
    mixed = sheet.put(Related("deal", sheet.all((won, person))))
    nested = sheet.put(Related("deal", sheet.all((sheet.no(won), mixed))))

    found = steps(sheet, [pure, mixed, nested])

    assert found.columns[pure] == 0
    assert found.related[pure] == ()
    assert found.related[mixed] == (person,)
    assert found.columns[mixed] == found.columns[person] + 1
    assert found.related[nested] == (mixed,)
    assert found.columns[nested] == found.columns[mixed] + 1


def test_a_field_asks_the_record_inside_its_group_and_the_person_outside() -> None:
    """
    The same test means another thing in and out of a group about its relation.
    """
    sheet = Sheet(NOW)
    won, other = held(sheet, "deal.stage", "won"), held(sheet, "a", "x")
    group = sheet.put(Related("deal", sheet.all((won, other))))

    def asked(ref: Ref) -> set[tuple[object, str | None]]:
        return set(in_context(sheet, ref))

    assert asked(group) == {(sheet[group], None), (sheet[won], "deal"), (sheet[other], None)}
    assert asked(won) == {(sheet[won], None)}


def test_a_statement_asks_a_limited_number_of_questions() -> None:
    """
    A hundred questions go into one statement, fewer where they are long, and each is asked once.
    """
    sheet = Sheet(NOW)
    short = [held(sheet, "a", f"x{place}") for place in range(QUESTIONS + 1)]
    long = [
        sheet.put(FieldLeaf(FieldTest("a", "in", tuple(f"{place}-{value}" for value in range(5_000))), TEXT))
        for place in range(3)
    ]

    assert [len(batch) for batch in batches(sheet, short)] == [QUESTIONS, 1]
    assert [len(batch) for batch in batches(sheet, long)] == [1, 1, 1]
    assert list(batches(sheet, [])) == []

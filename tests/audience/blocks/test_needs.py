"""What has to be read is known before anything is."""

from __future__ import annotations

from mapconfig.audience.blocks.needs import Needs, inside
from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import ListLeaf, Ref, Related, Sheet
from tests.audience.strategies import AS_OF, org_of


def ref_of(sheet: Sheet, *criteria: object) -> Ref:
    return Lists(org_of({}), sheet).criteria(list(criteria), "a test")


def test_only_the_columns_that_sentences_ask_for_are_read() -> None:
    """
    Reading is the cost, so a list costs what its sentences need and no more.
    """
    sheet = Sheet(AS_OF)
    ref_of(sheet, "grade is A", "clicked any email", "in list x.y-z_1")
    wanted = ref_of(sheet, "industry is banking", "opened any email", {"some contract": ["status is Activated"]})

    needs = Needs.of(sheet, [wanted])

    assert set(needs.fields) == {"industry"}
    assert {leaf.verb for leaf in needs.activities} == {"opened"}
    assert {relation: set(fields) for relation, fields in needs.records.items()} == {"contract": {"contract.status"}}
    assert not needs.lists


def test_a_relation_of_which_nothing_is_asked_is_read_for_its_records() -> None:
    """
    Having any contract at all is a question too.
    """
    sheet = Sheet(AS_OF)

    assert Needs.of(sheet, [ref_of(sheet, {"some contract": []})]).records == {"contract": {}}


def test_what_a_group_about_records_asks_of_the_person_is_answered_once() -> None:
    """
    A list inside such a group is the list of the person, and so is another group about records.
    """
    sheet = Sheet(AS_OF)
    related = ref_of(
        sheet,
        {
            "some opportunity": [
                "stage is Open",
                "in list imported",
                {"no contract": ["status is x"]},
                "opened any email",
            ]
        },
    )
    formula = sheet[related]
    assert isinstance(formula, Related)

    of_record, about_person = inside(sheet, formula)

    assert {type(sheet[ref]).__name__ for ref in of_record} == {"FieldLeaf", "All"}
    assert {type(sheet[ref]).__name__ for ref in about_person} == {"ListLeaf", "Not", "ActivityLeaf"}
    assert set(about_person) <= set(Needs.of(sheet, [related]).order)


def test_parts_come_first_and_are_kept_until_their_last_use() -> None:
    """
    Memory is that of what is still needed.
    """
    sheet = Sheet(AS_OF)
    one, two = sheet.put(ListLeaf("imported")), sheet.put(ListLeaf("in"))
    both, either = sheet.all((one, two)), sheet.any((one, two))

    needs = Needs.of(sheet, [both, either])

    assert needs.order == (one, two, both, either)
    assert needs.last_use == {one: either, two: either}


def test_a_deep_graph_of_lists_is_walked_once() -> None:
    """
    Lists that build on each other many times over take no longer than their number says.
    """
    sheet = Sheet(AS_OF)
    ref = sheet.put(ListLeaf("imported"))
    for level in range(60):
        other = sheet.put(ListLeaf(f"level-{level}"))
        ref = sheet.any((sheet.all((ref, other)), sheet.all((sheet.no(ref), sheet.no(other)))))
    related = Related("opportunity", ref)

    assert inside(sheet, related) == ([], [ref])
    assert len(Needs.of(sheet, [sheet.put(related)]).order) == len(sheet) - 2

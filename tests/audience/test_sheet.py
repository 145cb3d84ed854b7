"""Formulas on a sheet: equal ones are one, and simplifying changes nobody's answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from mapconfig.audience.sheet import EVERYBODY, NOBODY, All, AnyOf, ListLeaf, Not, Ref, Related, Sheet, parts

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = ("a", "b", "c")

#: A formula as a person would write it: a key, or an operator with what it is made of.
Written = str | tuple[str, list["Written"]]

written: st.SearchStrategy[Written] = st.recursive(
    st.sampled_from(KEYS),
    lambda below: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(below, max_size=3)),
        st.tuples(st.just("no"), st.lists(below, min_size=1, max_size=1)),
    ),
    max_leaves=8,
)


def put(sheet: Sheet, formula: Written) -> Ref:
    if isinstance(formula, str):
        return sheet.put(ListLeaf(formula))
    word, items = formula
    refs = [put(sheet, item) for item in items]
    if word == "no":
        return sheet.no(refs[0])
    return sheet.all(refs) if word == "all" else sheet.any(refs)


def meant(formula: Written, on: Mapping[str, bool]) -> bool:
    if isinstance(formula, str):
        return on[formula]
    word, items = formula
    answers = [meant(item, on) for item in items]
    if word == "no":
        return not answers[0]
    return all(answers) if word == "all" else any(answers)


def answer(sheet: Sheet, ref: Ref, on: Mapping[str, bool]) -> bool:
    formula = sheet[ref]
    if isinstance(formula, ListLeaf):
        return on[formula.key]
    if isinstance(formula, Not):
        return not answer(sheet, formula.item, on)
    assert isinstance(formula, All | AnyOf)
    answers = [answer(sheet, item, on) for item in formula.items]
    return all(answers) if isinstance(formula, All) else any(answers)


@given(st.lists(written, min_size=1, max_size=4))
def test_a_simplified_formula_is_true_of_the_same_people(formulas: list[Written]) -> None:
    """Sharing and simplifying never change who belongs, whatever else is on the sheet."""
    sheet = Sheet(NOW)
    refs = [put(sheet, formula) for formula in formulas]
    for values in product((False, True), repeat=len(KEYS)):
        on = dict(zip(KEYS, values, strict=True))
        assert [answer(sheet, ref, on) for ref in refs] == [meant(formula, on) for formula in formulas]


@given(written, st.randoms(use_true_random=False))
def test_the_order_of_sentences_does_not_make_another_formula(formula: Written, dice: object) -> None:
    """So moving a line in a list is no change of its members, and nobody is counted for it."""

    def shuffled(one: Written) -> Written:
        if isinstance(one, str):
            return one
        items = [shuffled(item) for item in one[1]]
        dice.shuffle(items)  # type: ignore[attr-defined]
        return one[0], items

    sheet = Sheet(NOW)
    assert put(sheet, formula) == put(sheet, shuffled(formula))


@given(written)
def test_parts_come_before_what_is_made_of_them(formula: Written) -> None:
    """An engine answers from the first formula to the last."""
    sheet = Sheet(NOW)
    ref = put(sheet, formula)
    behind = sheet.behind([ref])
    assert behind == sorted(behind) and ref in behind
    for each in behind:
        assert all(part < each and part in behind for part in parts(sheet[each]))


def test_what_contradicts_itself_is_nobody_and_what_covers_all_is_everybody() -> None:
    sheet = Sheet(NOW)
    on, off = sheet.put(ListLeaf("a")), sheet.no(sheet.put(ListLeaf("a")))
    assert sheet.all((on, off)) == NOBODY
    assert sheet.any((on, off)) == EVERYBODY
    assert sheet.but(on, on) == NOBODY
    assert sheet.no(EVERYBODY) == NOBODY and sheet.no(NOBODY) == EVERYBODY


def test_leaves_are_what_asks_the_data() -> None:
    sheet = Sheet(NOW)
    one, other = sheet.put(ListLeaf("a")), sheet.put(ListLeaf("b"))
    some = sheet.put(Related("opportunity", one))
    assert set(sheet.leaves([sheet.but(some, other), EVERYBODY])) == {ListLeaf("a"), ListLeaf("b")}

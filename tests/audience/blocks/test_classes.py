"""Values of a field fall into classes: whatever passes the same tests is one, and the oracle says what passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.audience.blocks import classes
from mapconfig.audience.blocks.classes import BLANK, Answers, Stretches, Texts, microseconds
from mapconfig.audience.sheet import FieldLeaf
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import holds
from mapconfig.criteria.syntax import NEGATIVES, FieldTest, Span
from tests.audience.strategies import AS_OF, EDGES, FRACTIONS, GRADES, TEXTS, WHOLE, field_tests

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def leaves(kind: FieldType) -> st.SearchStrategy[list[FieldLeaf]]:
    """Positive tests of one field."""
    tests = field_tests("x", kind).filter(lambda test: test.operator not in NEGATIVES and not test.or_blank)
    return st.lists(st.builds(FieldLeaf, tests, st.just(kind)), min_size=1, max_size=8)


def oracle(leaf: FieldLeaf, value: object) -> bool:
    return holds(leaf.test, value, AS_OF, leaf.kind)


@given(leaves(FieldType("number")), st.lists(st.sampled_from(WHOLE) | st.integers(-(2**63), 2**63 - 1)))
def test_a_whole_number_is_in_a_class_that_passes_what_it_passes(asked: list[FieldLeaf], values: list[int]) -> None:
    """
    Whole numbers are compared exactly, beyond what a float can tell apart too.
    """
    made = Stretches.of_whole(asked, AS_OF)

    codes = made.codes(np.array(values, np.int64), None)

    for leaf in asked:
        passing = made.passing(leaf)
        assert [code in passing for code in codes] == [oracle(leaf, value) for value in values]


@given(leaves(FieldType("number")), st.lists(st.sampled_from(FRACTIONS) | st.floats(allow_nan=False)))
def test_a_fraction_is_in_a_class_that_passes_what_it_passes(asked: list[FieldLeaf], values: list[float]) -> None:
    """
    0.1 is the float nearest to it, and its neighbours are not.
    """
    made = Stretches.of_fractions(asked, AS_OF)

    codes = made.codes(np.array(values, np.float64), None)

    for leaf in asked:
        passing = made.passing(leaf)
        assert [code in passing for code in codes] == [oracle(leaf, value) for value in values]


@given(leaves(FieldType("date")), st.lists(st.sampled_from(EDGES) | st.datetimes(timezones=st.just(UTC))))
def test_a_moment_is_in_a_class_that_passes_what_it_passes(asked: list[FieldLeaf], values: list[datetime]) -> None:
    """
    A window has its first microsecond and not the one at which it ends.
    """
    made = Stretches.of_moments(asked, AS_OF)

    codes = made.codes(np.array([microseconds(value) for value in values], np.int64), None)

    for leaf in asked:
        passing = made.passing(leaf)
        assert [code in passing for code in codes] == [oracle(leaf, value) for value in values]


@given(
    leaves(FieldType("text")) | leaves(FieldType("choice", GRADES, ordered=True)),
    st.lists(st.sampled_from([*TEXTS, *GRADES]) | st.text(min_size=1)),
)
def test_a_text_is_in_a_class_that_passes_what_it_passes(asked: list[FieldLeaf], values: list[str]) -> None:
    """
    Capitals do not matter, in any script, and nothing else is overlooked.
    """
    made = Texts(asked, AS_OF)
    made.learn(values)

    codes = made.codes([*values, None])

    for leaf in asked:
        passing = made.passing(leaf)
        assert [code in passing for code in codes] == [oracle(leaf, value) for value in [*values, None]]


@pytest.mark.parametrize("wanted", ["true", "false", "TRUE"])
def test_an_answer_is_its_own_class(wanted: str) -> None:
    """
    Yes, no and nothing said are three different things.
    """
    is_it = FieldLeaf(FieldTest("x", "is", (wanted,)), FieldType("yes-no"))
    blank = FieldLeaf(FieldTest("x", "is blank"), FieldType("yes-no"))

    assert list(Answers().passing(is_it)) == [2 if wanted.lower() == "true" else 1]
    assert list(Answers().passing(blank)) == [BLANK]


def test_a_blank_passes_nothing_but_being_blank() -> None:
    """
    An order of which one side is missing does not hold, in either direction.
    """
    kind = FieldType("number")
    below, above = (FieldLeaf(FieldTest("x", order, ("3",)), kind) for order in ("<", ">"))
    blank = FieldLeaf(FieldTest("x", "is blank"), kind)
    made = Stretches.of_whole([below, above, blank], AS_OF)

    codes = made.codes(np.array([0, 2, 4]), np.array([True, False, False]))

    assert codes[0] == BLANK
    assert BLANK not in made.passing(below)
    assert BLANK not in made.passing(above)
    assert list(made.passing(blank)) == [BLANK]


def test_a_test_that_no_date_can_be_put_to_passes_nobody() -> None:
    """
    What `validate` reports does not stop the counting of everything else.
    """
    kind = FieldType("date")
    asked = [
        FieldLeaf(FieldTest("x", "is", ("2026-01-01",)), kind),
        FieldLeaf(FieldTest("x", "on", ("soon",)), kind),
        FieldLeaf(FieldTest("x", "in last", (), span=Span(1, "days")), kind),
    ]
    made = Stretches.of_moments(asked, AS_OF)

    assert [list(made.passing(leaf)) for leaf in asked[:2]] == [[], []]
    assert list(made.passing(asked[2])) == [2]


@settings(max_examples=20)
@given(st.lists(st.lists(st.text(min_size=1, max_size=2), max_size=5), max_size=6))
def test_classes_stay_the_same_when_values_are_forgotten(blocks: list[list[str]]) -> None:
    """
    A field of which everybody has another value takes no more memory for more people.
    """
    leaf = FieldLeaf(FieldTest("x", "contains", ("a",)), FieldType("text"))
    made = Texts([leaf], AS_OF)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(classes, "REMEMBERED", 3)
        for values in blocks:
            made.learn(values)
            passing = made.passing(leaf)

            assert [code in passing for code in made.codes(values)] == [oracle(leaf, value) for value in values]
            assert len(made.classes) <= 4 + len(values)


def test_values_that_pass_the_same_share_a_class() -> None:
    """
    The work for a field grows with what is asked of it, not with the values people have.
    """
    leaf = FieldLeaf(FieldTest("x", "starts with", ("a",)), FieldType("text"))
    made = Texts([leaf], AS_OF)

    made.learn([f"{letter}{number}" for letter in "ab" for number in range(5000)])

    assert len(set(made.classes.values())) == 3


def test_many_classes_do_not_run_into_each_other() -> None:
    """
    A thousand thresholds of one field are a thousand different ones.
    """
    kind = FieldType("number")
    asked = [FieldLeaf(FieldTest("x", ">=", (str(low),)), kind) for low in range(1000)]
    made = Stretches.of_whole(asked, AS_OF)

    codes = made.codes(np.arange(1000), None)

    assert len(set(codes.tolist())) == 1000
    assert [sum(code in made.passing(leaf) for code in codes) for leaf in asked[::250]] == [1000, 750, 500, 250]


def test_moments_are_microseconds_since_1970() -> None:
    """
    Before 1970 too, and to the microsecond.
    """
    assert microseconds(EPOCH - timedelta(microseconds=1)) == -1
    assert microseconds(EPOCH + timedelta(days=1)) == 86_400_000_000

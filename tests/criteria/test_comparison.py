"""What changed in criteria, in words, and which way it moves people."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.criteria import differences
from mapconfig.finding import Path
from tests.criteria.strategies import CATALOGUE

CUSTOMER = "account.type is Customer"
DACH = "country in [AT, CH, DE]"

CHANGES: list[tuple[Any, Any, str, str, Path, str]] = [
    # added and removed
    ([CUSTOMER, DACH], [DACH], "removed", "loosened", (0,), f"no longer required: {CUSTOMER}"),
    ([DACH], [DACH, CUSTOMER], "added", "tightened", (1,), f"now also required: {CUSTOMER}"),
    ({"any": [DACH, CUSTOMER]}, {"any": [DACH]}, "removed", "tightened", ("any", 1), f"no longer enough: {CUSTOMER}"),
    ({"any": [DACH]}, {"any": [DACH, CUSTOMER]}, "added", "loosened", ("any", 1), f"now also enough: {CUSTOMER}"),
    (
        {"none": ["in list a", "in list b"]},
        {"none": ["in list a"]},
        "removed",
        "loosened",
        ("none", 1),
        "no longer excluded: in list b",
    ),
    (
        {"none": ["in list a"]},
        {"none": ["in list a", "in list b"]},
        "added",
        "tightened",
        ("none", 1),
        "now also excluded: in list b",
    ),
    (
        [DACH],
        [DACH, {"any": ["a is 1", "b is 2"]}],
        "added",
        "tightened",
        (1,),
        "now also required: any of (a is 1; b is 2)",
    ),
    # changed values
    ([DACH], ["country in [AT, CH]"], "changed", "tightened", (0,), "country: no longer includes DE"),
    ([DACH], [f"{DACH[:-1]}, LI]"], "changed", "loosened", (0,), "country: now also includes LI"),
    (
        [DACH],
        ["country in [AT, FR]"],
        "changed",
        "unclear",
        (0,),
        "country: no longer includes CH, DE; now also includes FR",
    ),
    (["country is DE"], ["country in [DE, AT]"], "changed", "loosened", (0,), "country: now also includes AT"),
    (["country not in [DE, AT]"], ["country is not DE"], "changed", "loosened", (0,), "country: no longer excludes AT"),
    (["country is not DE"], ["country not in [DE, AT]"], "changed", "tightened", (0,), "country: now also excludes AT"),
    (["country is DE"], ["country is de"], "changed", "same", (0,), "country: written as `is de`, was `is DE`"),
    (["country is DE"], ["country is not DE"], "changed", "unclear", (0,), "country: now `is not DE`, was `is DE`"),
    (
        ["industry is x"],
        ["industry is x or blank"],
        "changed",
        "loosened",
        (0,),
        "industry: now also lets in people without a value",
    ),
    (
        ["industry is x or blank"],
        ["industry is x"],
        "changed",
        "tightened",
        (0,),
        "industry: a missing value is no longer enough",
    ),
    (["industry is x"], ["industry contains x"], "changed", "loosened", (0,), "industry: now `contains x`, was `is x`"),
    (["score > 5"], ["score > 5 or blank"], "changed", "loosened", (0,), "score: now also lets in people without a"),
    # changed numbers, dates, windows
    (["score >= 100"], ["score >= 50"], "changed", "loosened", (0,), "score: now `>= 50`, was `>= 100`"),
    (["score >= 50"], ["score > 50"], "changed", "tightened", (0,), "score: now `> 50`, was `>= 50`"),
    (
        ["grade is at least B"],
        ["grade is at least C"],
        "changed",
        "loosened",
        (0,),
        "grade: now `is at least C`, was `is at least B`",
    ),
    (
        ["created_at in last 30 days"],
        ["created_at in last 3 months"],
        "changed",
        "loosened",
        (0,),
        "now `in last 3 months`, was `in last 30 days`",
    ),
    (
        ["opened any email at least 3 times in last 30 days"],
        ["opened any email at least 2 times in last 30 days"],
        "changed",
        "loosened",
        (0,),
        "now `opened any email at least 2 times in last 30 days`, was `opened any email at least 3",
    ),
    (
        ["opened any email"],
        ["opened email welcome"],
        "changed",
        "tightened",
        (0,),
        "now `opened email welcome`, was `opened any email`",
    ),
    (
        ["never opened any email"],
        ["never opened any email in last 7 days"],
        "changed",
        "loosened",
        (0,),
        "now `never opened any email in last",
    ),
    (
        ["owner changed"],
        ["owner changed to x"],
        "changed",
        "tightened",
        (0,),
        "now `owner changed to x`, was `owner changed`",
    ),
    (["in list a"], ["not in list a"], "changed", "unclear", (0,), "now `not in list a`, was `in list a`"),
    # inside groups the direction turns
    (
        {"none": ["score >= 50"]},
        {"none": ["score >= 5"]},
        "changed",
        "tightened",
        ("none", 0),
        "in what is excluded, score: now `>= 5`",
    ),
    (
        {"none": [{"all": ["a is 1", "b is 2"]}]},
        {"none": [{"all": ["a is 1"]}]},
        "removed",
        "tightened",
        ("none", 0, "all", 1),
        "in what is excluded, no longer required: b is 2",
    ),
    (
        {"none": [{"none": ["a is 1", "b is 2"]}]},
        {"none": [{"none": ["a is 1"]}]},
        "removed",
        "tightened",
        ("none", 0, "none", 1),
        "in what is excluded, no longer excluded: b is 2",
    ),
    (
        {"some opportunity": ["stage is Open", "amount > 5"]},
        {"some opportunity": ["stage is Open"]},
        "removed",
        "loosened",
        ("some opportunity", 1),
        "in `some opportunity`, no longer required: amount > 5",
    ),
    (
        {"no opportunity": ["stage is Open", "amount > 5"]},
        {"no opportunity": ["stage is Open"]},
        "removed",
        "tightened",
        ("no opportunity", 1),
        "in `no opportunity`, no longer required: amount > 5",
    ),
    (
        {"some opportunity": ["stage is Open"]},
        {"no opportunity": ["stage is Open"]},
        "changed",
        "unclear",
        (),
        "now `no opportunity with (stage is Open)`, was `some opportunity with (stage is Open)`",
    ),
    # other groups
    (
        ["a is 1", "b is 2"],
        {"any": ["a is 1", "b is 2"]},
        "changed",
        "loosened",
        (),
        "now one of these is enough, before all of these were required: any of (a is 1; b is 2)",
    ),
    (
        {"any": ["a is 1", "b is 2"]},
        ["a is 1", "b is 2"],
        "changed",
        "tightened",
        (),
        "now all of these are required, before one of these was enough",
    ),
    (
        {"any": ["a is 1", "b is 2"]},
        {"none": ["a is 1", "b is 2"]},
        "changed",
        "unclear",
        (),
        "now none of these may hold, before one of these was enough",
    ),
    (
        ["x is 1", {"any": ["a is 1"]}],
        ["x is 1", {"all": ["a is 1"]}],
        "changed",
        "same",
        (1,),
        "now all of these are required",
    ),
    (
        ["a is 1", "b is 2", "c is 3"],
        ["a is 1", {"any": ["b is 2", "c is 3"]}],
        "changed",
        "loosened",
        (1,),
        "now one of these is enough",
    ),
    (
        ["a is 1", {"any": ["b is 2", "c is 3"]}],
        ["a is 1", "b is 2", "c is 3"],
        "changed",
        "tightened",
        (1,),
        "now all of these are required",
    ),
    # places
    (
        ["a is 1", "b is 2", "c is 3"],
        ["c is 3", "a is 1", "b is 2"],
        "moved",
        "same",
        (0,),
        "only its place changed: c is 3",
    ),
    (
        [{"any": ["a is 1", "b is 2"]}, {"none": ["c is 3"]}],
        [{"any": ["a is 1"]}, {"none": ["c is 3", "b is 2"]}],
        "changed",
        "unclear",
        (1, "none", 1),
        "moved, no longer enough, now also excluded: b is 2",
    ),
    # what cannot be read
    (["a is"], [], "removed", "unclear", (0,), "no longer required: a is"),
    ([], [{"any": ["a is"]}], "added", "unclear", (0,), "now also required: any of (a is)"),
    ([], [{"some opportunity": ["a is"]}], "added", "unclear", (0,), "now also required: some opportunity with (a is)"),
    # criteria where there were none
    (None, [CUSTOMER], "added", "unclear", (0,), f"now also required: {CUSTOMER}"),
    ([CUSTOMER], None, "removed", "unclear", (0,), f"no longer required: {CUSTOMER}"),
]


@pytest.mark.parametrize(("before", "after", "kind", "direction", "path", "words"), CHANGES)
def test_a_change_is_one_difference_with_words_and_a_direction(
    before: Any, after: Any, kind: str, direction: str, path: Path, words: str
) -> None:
    """
    A reviewer reads what is no longer required, and whether more people or fewer come in.
    """
    (found,) = differences(before, after, CATALOGUE)

    assert (found.kind, found.direction, found.path) == (kind, direction, path)
    assert words in found.words


def test_each_changed_sentence_is_told_by_itself() -> None:
    """
    Four lines changed are four differences, in the order of the criteria.
    """
    before = [CUSTOMER, DACH, "score >= 100", "in list a", "opened any email"]
    after = ["country in [AT]", "score >= 50", "in list b", CUSTOMER, "opened any email"]

    assert [(d.kind, d.before, d.after) for d in differences(before, after)] == [
        ("moved", CUSTOMER, CUSTOMER),
        ("changed", DACH, "country in [AT]"),
        ("changed", "score >= 100", "score >= 50"),
        ("removed", "in list a", ""),
        ("added", "", "in list b"),
    ]


def test_sentences_of_one_field_are_paired_by_what_they_test() -> None:
    """
    Of two tests of the score, the upper limit is compared with the upper limit.
    """
    found = differences(["score > 10", "score < 90"], ["score < 80", "score > 10", "score != 5"])

    assert [(d.kind, d.before, d.after) for d in found] == [
        ("changed", "score < 90", "score < 80"),
        ("added", "", "score != 5"),
    ]


def test_groups_with_nothing_in_common_are_not_compared_line_by_line() -> None:
    """
    Another group is another group.
    """
    found = differences({"any": ["a is 1", "b is 2"]}, {"none": ["c is 3"]})

    assert [(d.kind, d.words) for d in found] == [
        ("removed", "no longer required: any of (a is 1; b is 2)"),
        ("added", "now also required: none of (c is 3)"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a is 1", ["a  IS 1"]),
        ({"all": ["a is 1"]}, ["a is 1"]),
        ([{"any": ["a is 1"]}], {"any": ["a is 1"]}),
        ({"country in": ["DE", "AT"]}, ["country in [AT, DE]"]),
        ({"some opportunity": ["opportunity.stage is x"]}, {"some opportunity": "stage is x"}),
        (None, None),
        (None, []),
        (5, 5),
    ],
)
def test_another_writing_is_no_difference(before: Any, after: Any) -> None:
    """
    Formatting a file shows nothing in a review.
    """
    assert differences(before, after) == []


def test_without_a_catalogue_an_order_of_values_is_unclear() -> None:
    """
    Nobody can know that B is better than C unless the field says so.
    """
    (found,) = differences(["grade is at least B"], ["grade is at least C"])

    assert found.direction == "unclear"


def test_many_values_are_counted_and_not_listed() -> None:
    """
    The words of a difference stay one line.
    """
    (found,) = differences(["x is a"], [{"x in": ["a", *[f"v{n:02}" for n in range(30)]]}])

    assert found.words == "x: now also includes " + ", ".join(f"v{n:02}" for n in range(10)) + " and 20 more"


def test_ten_thousand_sentences_are_compared_at_once() -> None:
    """
    Time grows with the number of sentences, not with its square.
    """
    before = [f"industry is not x{number}" for number in range(10_000)]
    after = [*before[1:5_000], "score > 1", *before[5_000:], before[0]]

    assert [(d.kind, d.after) for d in differences(before, after)] == [
        ("moved", "industry is not x0"),
        ("added", "score > 1"),
    ]


def test_what_is_no_criteria_at_all_is_shown_as_it_is() -> None:
    """
    A difference never hides what it does not understand.
    """
    assert [(d.kind, d.before, d.after) for d in differences(5, ["a is 1"])] == [
        ("removed", "5", ""),
        ("added", "", "a is 1"),
    ]

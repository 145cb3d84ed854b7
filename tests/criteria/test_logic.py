"""Sentences that are always true, never true, or add nothing."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.criteria import Problem, parse
from mapconfig.criteria.logic import MAX_TOGETHER, logic
from mapconfig.finding import Path
from tests.criteria.strategies import CATALOGUE


def look(value: Any) -> list[Problem]:
    criteria, problems = parse(value)
    assert criteria is not None
    assert problems == []
    return logic(criteria, CATALOGUE)


FOUND: list[tuple[Any, str, Path, str]] = [
    # one sentence
    ("industry in []", "never", (), "`industry in []` is never true."),
    ("industry not in []", "always", (), "is true for everybody"),
    ("score between 5 and 3", "never", (), "never true"),
    ("created_at between 2026-02-01 and 2026-01-01", "never", (), "never true"),
    ("created_at in last 0 days", "never", (), "never true"),
    ("industry is not blank or blank", "always", (), "true for everybody"),
    ('country in [DE, AT, CH, Côte d\'Ivoire, "Virgin Islands, British"] or blank', "always", (), "everybody"),
    ("opened any email at least 0 times", "always", (), "true for everybody"),
    ("opened any email fewer than 0 times", "never", (), "never true"),
    ("opened any email between 3 and 2 times", "never", (), "never true"),
    ("opened any email in last 0 days", "never", (), "never true"),
    ("opened any email between 2026-02-01 and 2026-01-01", "never", (), "never true"),
    ("never opened any email in last 0 days", "always", (), "true for everybody"),
    ("grade changed in last 0 hours", "never", (), "never true"),
    ("industry is not x or blank", "redundant", (), "a negative test is true on a blank anyway"),
    ("industry is blank or blank", "redundant", (), "`is blank` says it already"),
    ("industry in [x, y, X]", "redundant", (), "`X` is in the values of `industry` twice"),
    ({"industry in": ["x", "y", "X"]}, "redundant", ("industry in", 2), "twice"),
    # empty groups
    ([], "always", (), "A group of no sentences is true for everybody."),
    ({"any": []}, "never", (), "`any:` of no sentences is never true."),
    ({"none": []}, "always", (), "`none:` of no sentences is true for everybody."),
    ({"some opportunity": []}, "always", ("some opportunity",), "no sentences"),
    # two sentences of all
    (["country is DE", "country is AT"], "never", (1,), "are never true together"),
    (["country is DE", "country in [AT, CH]"], "never", (1,), "never true together"),
    (["country is DE", "country is not DE"], "never", (1,), "never true together"),
    (["country is blank", "country is not blank"], "never", (1,), "never true together"),
    (["score > 5", "score < 3"], "never", (1,), "never true together"),
    (["score > 5", "score is blank"], "never", (1,), "never true together"),
    (["grade is at least B", "grade is at most C"], "never", (1,), "never true together"),
    (["opted_out is true", "opted_out is false"], "never", (1,), "never true together"),
    (["created_at before 2026-01-01", "created_at after 2026-01-01"], "never", (1,), "never true together"),
    (["created_at in last 3 days", "created_at more than 1 weeks ago"], "never", (1,), "never true together"),
    (["industry contains ab", "industry does not contain b"], "never", (1,), "never true together"),
    (["industry starts with a", "industry starts with b"], "never", (1,), "never true together"),
    (["industry ends with a", "industry is b"], "never", (1,), "never true together"),
    (["in list a", "not in list a"], "never", (1,), "never true together"),
    (["in list a", {"none": ["in list a"]}], "never", (1, "none", 0), "the opposite of `in list a`"),
    (["opened any email in last 7 days", "never opened any email"], "never", (1,), "never true together"),
    (["opened email x at least 3 times", "opened any email at most 2 times"], "never", (1,), "never true together"),
    (["country is DE", {"all": ["country is AT"]}], "never", (1, "all", 0), "never true together"),
    ({"some opportunity": ["stage is Open", "stage is Closed Won"]}, "never", ("some opportunity", 1), "together"),
    (["country is DE", "country is DE"], "redundant", (1,), "stands twice in this group"),
    (["country is DE", "country in [DE, AT]"], "redundant", (1,), "because `country is DE` is required already"),
    (["country in [DE, AT]", "country is DE"], "redundant", (0,), "because `country is DE` is required already"),
    (["score > 5", "score >= 5"], "redundant", (1,), "adds nothing"),
    (["score > 5", "score is not blank"], "redundant", (1,), "adds nothing"),
    (["created_at in last 3 days", "created_at in last 1 weeks"], "redundant", (1,), "adds nothing"),
    (["created_at in last 12 months", "created_at in last 1 years"], "redundant", (1,), "adds nothing"),
    (["industry starts with ab", "industry contains B"], "redundant", (1,), "adds nothing"),
    (["opened any email at least 3 times", "opened any email"], "redundant", (1,), "adds nothing"),
    (["opened email x in last 7 days", "opened any email in last 30 days"], "redundant", (1,), "adds nothing"),
    (["grade changed", "grade changed to A in last 7 days"], "redundant", (0,), "adds nothing"),
    (["country is DE", {"none": ["country is AT"]}], "redundant", (1, "none", 0), "The opposite of `country is AT`"),
    ([{"any": ["in list a"]}, {"any": ["in list a"]}], "redundant", (1,), "stands twice"),
    # sentences of any and none
    ({"any": ["country is DE", "country is not DE"]}, "always", ("any", 1), "one of the two is true for everybody"),
    ({"any": ["in list a", "not in list a"]}, "always", ("any", 1), "true for everybody"),
    ({"any": ["industry contains a", "industry does not contain a"]}, "always", ("any", 1), "true for everybody"),
    ({"any": ["opened any email", "never opened any email"]}, "always", ("any", 1), "true for everybody"),
    ({"any": ["country is DE", {"none": ["country is DE"]}]}, "always", ("any", 1, "none", 0), "true for everybody"),
    ({"any": ["country is DE", "country in [DE, AT]"]}, "redundant", ("any", 0), "lets the same people in"),
    ({"any": ["score > 5", "score > 3"]}, "redundant", ("any", 0), "`score > 3` lets the same people in"),
    ({"any": ["score > 5", {"any": ["score > 7"]}]}, "redundant", ("any", 1, "any", 0), "lets the same people in"),
    ({"none": ["country is DE", "country is not DE"]}, "never", ("none", 1), "So `none:` of them is never true."),
    ({"none": ["country is DE", "country in [DE, AT]"]}, "redundant", ("none", 0), "adds nothing"),
    # more than two
    (["score >= 5", "score <= 5", "score != 5"], "never", (2,), "No value passes all of"),
    ({"any": ["score > 5", "score <= 5", "score is blank"]}, "always", ("any", 2), "Every value passes one of"),
    (["country is DE", {"any": ["country is AT", "country is CH"]}], "never", (1,), "None of the sentences"),
]


@pytest.mark.parametrize(("value", "about", "path", "message"), FOUND)
def test_what_is_decided_before_anybody_is_looked_at(value: Any, about: str, path: Path, message: str) -> None:
    """
    The line, what is wrong with it, and with which other line.
    """
    (problem,) = look(value)

    assert (problem.about, problem.path) == (about, path)
    assert message in problem.message
    assert problem.fix
    assert problem.severity == ("error" if about == "never" else "warning")


@pytest.mark.parametrize(
    "value",
    [
        ["country is DE", "industry is x", "score > 5", "score < 9"],
        ["country in [DE, AT]", "country in [AT, CH]"],
        {"any": ["country is DE", "country is AT", "industry is x"]},
        ["created_at in last 30 days", "created_at in last 1 months"],
        ["created_at in last 30 days", "created_at after 2020-01-01"],
        ["industry contains a", "industry contains b"],
        ["industry starts with a", "industry ends with b"],
        ["industry contains a", "industry does not contain ab"],
        ["opened any email at least 3 times in last 30 days", "opened any email in last 7 days"],
        ["opened email x", "opened email y"],
        ["opened any email since 2026-01-01", "never opened any email in last 30 days"],
        {"any": ["was sent any email at least 3 times in last 30 days", "was sent any email in last 7 days"]},
        ["in list a", "in list b", {"none": ["in list c", "in list d"]}],
        [{"some opportunity": ["stage is Open"]}, {"some opportunity": ["stage is Closed Won"]}],
        [{"none": [{"all": ["country is DE", "score > 5"]}]}, "country is DE"],
        ["score > 5", "industry is x or blank", "grade changed from B", "grade changed to A"],
        ["unknown > 5", "unknown is x"],
        ["grade is at least B", "zzz is at least B", "zzz is at most C"],
    ],
)
def test_nothing_is_said_that_is_not_certain(value: Any) -> None:
    """
    Sentences that merely look alike are left in peace.
    """
    assert look(value) == []


def test_a_sentence_that_is_decided_by_itself_is_reported_once() -> None:
    """
    One mistake is one finding, not one with every sentence beside it.
    """
    assert [problem.path for problem in look(["score between 5 and 3", "score > 1", "score > 2"])] == [(0,), (1,)]


def test_repetitions_are_found_among_any_number_of_sentences() -> None:
    """
    Very long groups are not compared two by two, but what stands there twice is still found, and at once.
    """
    many: list[Any] = [f"industry is not x{number}" for number in range(MAX_TOGETHER * 40)]
    many += ["industry is not x7", {"any": ["industry is x1", "industry is x2"]}]

    assert [problem.path for problem in look(many)] == [(MAX_TOGETHER * 40,)]


def test_very_many_alternatives_are_not_weighed() -> None:
    """
    A group of hundreds of alternatives is left to the reader; a short one beside the same sentence is not.
    """
    beside = "industry is a"
    many = {"any": [f"industry is x{number}" for number in range(MAX_TOGETHER + 1)]}

    assert look([beside, many]) == []
    assert [problem.path for problem in look([beside, {"any": many["any"][:5]}])] == [(1,)]


def test_a_related_group_and_its_opposite_exclude_each_other() -> None:
    """
    Groups are compared as they stand.
    """
    group = {"some opportunity": ["stage is Open"]}

    (problem,) = look([group, {"none": [group]}])
    assert problem.about == "never"
    assert "`some opportunity with (stage is Open)`" in problem.message


def test_sentences_that_cannot_be_read_are_passed_over() -> None:
    """
    What is not understood is not judged.
    """
    criteria, _ = parse(["score is", "score is", "country is DE", "country is AT"])
    assert criteria is not None

    assert {problem.about for problem in logic(criteria, CATALOGUE)} <= {"never", "redundant"}


def test_long_sentences_are_shortened_in_messages() -> None:
    """
    A message stays readable whatever it is about.
    """
    values = ", ".join(f"value{number}" for number in range(500))
    (problem,) = look([f"industry in [{values}]", f"industry in [{values}]"])

    assert "... 500 values]" in problem.message
    assert len(problem.message) < 300

"""Groups: the YAML around the sentences."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.criteria import canonical, parse
from mapconfig.criteria.groups import MAX_DEPTH
from mapconfig.criteria.syntax import FieldTest, Group, Node, Related, Sentence, Unreadable, sentences
from mapconfig.finding import Path


def is_(field: str, value: str) -> Sentence:
    return Sentence(FieldTest(field, "is", (value,)))


@pytest.mark.parametrize(
    ("value", "node"),
    [
        ("a is 1", is_("a", "1")),
        (["a is 1", "b is 2"], Group("all", (is_("a", "1"), is_("b", "2")))),
        ([], Group("all", ())),
        ({"all": ["a is 1"]}, Group("all", (is_("a", "1"),))),
        ({"ANY": ["a is 1"]}, Group("any", (is_("a", "1"),))),
        ({"none": ["a is 1"]}, Group("none", (is_("a", "1"),))),
        ([{"any": ["a is 1"]}], Group("all", (Group("any", (is_("a", "1"),)),))),
        ({"some opportunity": "a is 1"}, Related("some", "opportunity", is_("a", "1"))),
        ({"some opportunity": ["a is 1"]}, Related("some", "opportunity", Group("all", (is_("a", "1"),)))),
        ({"no opportunity": {"all": ["a is 1"]}}, Related("no", "opportunity", Group("all", (is_("a", "1"),)))),
        ({"some opportunity": {"any": ["a is 1"]}}, Related("some", "opportunity", Group("any", (is_("a", "1"),)))),
        ({"some opportunity": ["opportunity.a is 1"]}, Related("some", "opportunity", Group("all", (is_("a", "1"),)))),
        ({"country in": ["DE", "AT"]}, Sentence(FieldTest("country", "in", ("AT", "DE")))),
        ({"country NOT in": ["DE"]}, Sentence(FieldTest("country", "not in", ("DE",)))),
        ({"country in": []}, Sentence(FieldTest("country", "in"))),
        ({"x in": [1, True, False, 1.5, "NO"]}, Sentence(FieldTest("x", "in", ("1", "1.5", "false", "NO", "true")))),
        (
            {"some opportunity": {"opportunity.x in": ["1"]}},
            Related("some", "opportunity", Sentence(FieldTest("x", "in", ("1",)))),
        ),
    ],
)
def test_a_group_reads_as_what_it_says(value: Any, node: Node) -> None:
    """
    A sequence means all; a group is one key; values of YAML are read as the text they are.
    """
    assert parse(value) == (node, [])


WRONG: list[tuple[Any, Path, str, str]] = [
    (None, (), "nothing here", "country is DE"),
    (5, (), "`5` is not a sentence", "country is DE"),
    (True, (), "`true` is not a sentence", ""),
    ([None], (0,), "nothing here", ""),
    ([["a is 1"]], (0,), "directly in a sequence", "`all:` or `any:`"),
    ({}, (), "needs a key", ""),
    ({"all": ["a is 1"], "any": []}, (), "has one key, and this has 2: `all`, `any`", "its own `-`"),
    ({"all": "a is 1"}, (), "followed by a sequence", "`-`"),
    ({"any": None}, (), "followed by a sequence", ""),
    ({"alll": ["a is 1"]}, (), "begins no group", "Did you mean `all:`?"),
    ({"utm source": ["a is 1"]}, (), "begins no group", "in quotes"),
    ({5: ["a is 1"]}, (), "`5:` begins no group", ""),
    ({"some": ["a is 1"]}, (), "begins no group", ""),
    ({"x/y in": ["a"]}, (), "begins no group", ""),
    ({"some opportunity": None}, ("some opportunity",), "nothing here", ""),
    ({"some opportunity": ["a is"]}, ("some opportunity", 0), "A value is missing", ""),
    ({"country in": "DE"}, (), "followed by a sequence of values", "country in [one, another]"),
    ({"country in": [None]}, ("country in", 0), "A value is missing", "is blank"),
    ({"country in": ["DE", ""]}, ("country in", 1), "A value is missing", ""),
    ({"country in": ["DE", ["AT"]]}, ("country in", 1), "not a structure", ""),
    ([{"any": ["a is 1", {"none": ["b is"]}]}], (0, "any", 1, "none", 0), "A value is missing", ""),
]


@pytest.mark.parametrize(("value", "path", "message", "fix"), WRONG)
def test_a_group_that_cannot_be_read_says_where_and_what_to_write(
    value: Any, path: Path, message: str, fix: str
) -> None:
    """
    The path leads to the line to change, however deep it is.
    """
    _, (problem,) = parse(value)

    assert problem.path == path
    assert message in problem.message
    assert fix in problem.fix


def test_all_problems_are_reported_at_once_and_the_rest_is_read() -> None:
    """
    One wrong line hides no other, and the lines that are right can still be checked.
    """
    node, problems = parse(["a is", "b is 2", {"any": ["c", "d is 4"]}])

    assert [problem.path for problem in problems] == [(0,), (2, "any", 0)]
    assert node is not None
    assert [sentence.path for sentence, _ in sentences(node)] == [(1,), (2, "any", 1)]


def test_what_has_not_even_the_shape_of_criteria_is_none() -> None:
    """
    A number or nothing at all is no criteria; a wrong sentence or group still is, only unreadable.
    """
    assert [parse(value)[0] for value in (None, 5, 1.5)] == [None, None, None]
    assert parse("what is") == (Unreadable("what is"), parse("what is")[1])
    assert isinstance(parse({"x": 1})[0], Unreadable)


def test_a_sentence_knows_where_it_stands_and_whose_record_it_asks() -> None:
    """
    Checks and differences can point at the line, and know that `stage` is a field of an opportunity.
    """
    node, _ = parse({"any": ["a is 1", {"some opportunity": ["stage is Open", {"x in": ["1"]}]}]})

    assert node is not None
    assert [(sentence.path, sentence.text, relation) for sentence, relation in sentences(node)] == [
        (("any", 0), "a is 1", None),
        (("any", 1, "some opportunity", 0), "stage is Open", "opportunity"),
        (("any", 1, "some opportunity", 1), "x in", "opportunity"),
    ]


@pytest.mark.parametrize("key", ["all", "none", "some opportunity"])
def test_groups_nest_to_a_limit_and_no_further(key: str) -> None:
    """
    Criteria of absurd depth are a problem with a place, not a crash.
    """
    value: Any = ["a is 1"]
    for _ in range(MAX_DEPTH // 2 - 1):
        value = [{key: value}]
    assert parse(value)[1] == []

    for _ in range(5 * MAX_DEPTH):
        value = {key: value} if key.startswith("some") else [{key: value}]
    node, problems = parse(value)
    assert node is not None
    assert "nested more than 64 deep" in problems[0].message
    assert canonical(value) is not None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"ALL": ["A  is 1"]}, ["A is 1"]),
        ({"all": {"all": ["a is 1"]}}, {"all": {"all": ["a is 1"]}}),
        ([{"all": ["a  is 1"]}], [{"all": ["a is 1"]}]),
        ({" Some  opportunity": {"all": ["opportunity.stage is Open"]}}, {"some opportunity": ["stage is Open"]}),
        ({"some opportunity": ["opportunity.utm.source is x"]}, {"some opportunity": ["opportunity.utm.source is x"]}),
        ({"Country  IN": ["b", 1]}, "Country in [1, b]"),
        ({"country in": [None, "b"]}, {"country in": [None, "b"]}),
        ({"country in": "DE"}, {"country in": "DE"}),
        ({"all": 1}, {"all": 1}),
        ({1: ["a  is 1"]}, {1: ["a  is 1"]}),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ({"some opportunity": ["opportunity.owner changed"]}, {"some opportunity": ["owner changed"]}),
        (None, None),
        (5, 5),
    ],
)
def test_groups_have_one_writing(value: Any, written: Any) -> None:
    """
    `all:` around everything is a plain sequence, fields of a record are named without their relation, and what is not
    understood stays.
    """
    assert canonical(value) == written

"""The user's manual says what the language does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mapconfig.criteria import Catalogue, Problem, canonical, differences, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.check import check
from mapconfig.criteria.logic import logic
from mapconfig.criteria.oracle import Person, evaluate
from mapconfig.criteria.syntax import OPERATORS, VERBS, FieldTest, Sentence
from mapconfig.read.yaml import load
from tests.criteria.strategies import AS_OF

MANUAL = (Path(__file__).parents[2] / "docs" / "criteria.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w*)\n(.*?)^```", MANUAL, re.DOTALL | re.MULTILINE)
SENTENCES = [line for language, text in FENCES if language == "criteria" for line in text.splitlines()]
TABLES = [
    [cell.strip() for cell in line.strip("|").split(" | ")] for line in MANUAL.splitlines() if line.startswith("| ")
]

FIELDS = Catalogue(
    {
        "industry": FieldType("text"),
        "job_title": FieldType("text"),
        "country": FieldType("choice", ("AT", "CA", "CH", "DE", "NO", "US")),
        "grade": FieldType("choice", ("F", "D", "C", "B", "A"), ordered=True),
        "score": FieldType("number"),
        "opted_out": FieldType("yes-no"),
        "hard_bounced": FieldType("yes-no"),
        "renewal_date": FieldType("date"),
        "last_activity_at": FieldType("date"),
        "created_at": FieldType("date"),
        "account.type": FieldType("choice", ("Customer", "Prospect")),
        "account.employees": FieldType("number"),
        "opportunity.stage": FieldType("choice", ("Open", "Closed Won")),
        "opportunity.amount": FieldType("number"),
    },
    {"account": "one", "opportunity": "many"},
)


def problems(value: Any) -> list[Problem]:
    node, found = parse(value)
    return found + (check(node, FIELDS) if node is not None else [])


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_the_manual_is_right_and_in_its_one_writing(sentence: str) -> None:
    """
    What the manual shows can be copied as it is.
    """
    assert problems(sentence) == []
    assert canonical(sentence) == sentence


def test_every_yaml_example_of_the_manual_is_right() -> None:
    """
    Groups too can be copied as they are.
    """
    examples = 0
    for language, text in FENCES:
        if language == "yaml":
            (document,), findings = load(text.encode(), "example.yaml")
            assert findings == []
            if "criteria" in document:
                examples += 1
                assert problems(document["criteria"]) == [], text
    assert examples >= 5


def test_the_manual_shows_every_test_and_every_verb() -> None:
    """
    Nothing can be said that the manual does not show.
    """
    tests = [node.test for node in (parse(sentence)[0] for sentence in SENTENCES) if isinstance(node, Sentence)]
    shown = {test.operator for test in tests if isinstance(test, FieldTest)}

    assert set(OPERATORS) - shown == set()
    assert all(any(sentence.startswith(verb) for sentence in SENTENCES) for verb in VERBS)


def test_the_table_of_blanks_is_what_happens() -> None:
    """
    True and false for a missing value, row by row.
    """
    rows = [row for row in TABLES if len(row) == 3 and row[1] in ("as it says", "as they say", "false")]
    assert len(rows) == 11
    for sentences, _, missing in rows:
        for sentence in code(sentences):
            node, _ = parse(sentence)
            assert node is not None
            assert evaluate(node, Person(), AS_OF, FIELDS, bool) is ("true" in missing), sentence


def test_the_table_of_mistakes_is_what_happens() -> None:
    """
    Each is reported, and what the manual advises instead is right.
    """
    start = TABLES.index(["written", "reported", "write"])
    rows = [row for row in TABLES[start + 2 :] if len(row) == 3][:12]
    assert len(rows) == 12
    for written, _, instead in rows:
        assert problems(code(written)[0]), written
        for sentence in code(instead):
            if not sentence.endswith(":"):
                inside = sentence.startswith("stage")
                assert problems({"some opportunity": [sentence]} if inside else sentence) == [], sentence


def test_what_the_manual_calls_decided_is() -> None:
    """
    The examples of sentences that are never true, always true or without effect.
    """
    for value, about in (
        ("score between 50 and 10", "never"),
        (["created_at in last 3 days", "created_at more than 1 week ago"], "never"),
        ("industry is not blank or blank", "always"),
        ({"any": ["country is DE", "country is not DE"]}, "always"),
        (["country in [AT, DE]", "country is DE"], "redundant"),
    ):
        node, _ = parse(value)
        assert node is not None
        assert [problem.about for problem in logic(node, FIELDS)] == [about]


def test_what_the_manual_says_of_changes_is() -> None:
    """
    The words and the direction of a change.
    """
    for before, after, words, direction in (
        (["account.type is Customer"], [], "no longer required: account.type is Customer", "loosened"),
        (["country in [AT, DE]"], ["country is AT"], "country: no longer includes DE", "tightened"),
        (["score >= 100"], ["score >= 50"], "score: now `>= 50`, was `>= 100`", "loosened"),
        ({"none": ["in list competitors", "score > 1"]}, {"none": ["score > 1"]},
         "no longer excluded: in list competitors", "loosened"),
    ):  # fmt: skip
        (found,) = differences(before, after, FIELDS)
        assert (found.words, found.direction) == (words, direction)
        assert words in MANUAL

"""What a person may rely on when a schema refuses what they wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.read.journeys import said, step

from mapconfig.read.schema import problems, schema_of


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        ({"stepz": 1}, "MC024", ("stepz",), "The document has no property `stepz`. Did you mean steps?"),
        ({"zzz": 1}, "MC024", ("zzz",), "The document has no property `zzz`. It can have "),
        ({"steps": ...}, "MC026", (), "The document must have one of steps or vendor, and has none of them."),
        ({"state": "actve"}, "MC025", ("state",), "it must be draft, active, paused or archived. Did you mean active?"),
        ({"state": "Active"}, "MC025", ("state",), "Did you mean active?"),
        ({"state": 7}, "MC027", ("state",), '`state` should be a text, and is the number 7. Write "7" in quotes.'),
        ({"protected": "yes"}, "MC027", ("protected",), 'is the text "yes". Write true.'),
        ({"title": 5}, "MC027", ("title",), '`title` should be a text, and is the number 5. Write "5" in quotes.'),
        ({"title": True}, "MC027", ("title",), 'is true. Write "true" in quotes.'),
        ({"title": None}, "MC027", ("title",), "and is empty. Give a value, for example"),
        ({"title": ["a"]}, "MC027", ("title",), "and is a list. For example"),
        ({"title": ""}, "MC028", ("title",), "`title` is empty."),
        ({"steps": []}, "MC028", ("steps",), "`steps` is an empty list."),
        (
            {"suppress": "list/x"},
            "MC027",
            ("suppress",),
            'should be a list, and is the text "list/x". Write it as a list: [list/x].',
        ),
        (
            {"suppress": ["x"]},
            "MC025",
            ("suppress", 0),
            '`suppress.1` must name a list, and is the text "x". Did you mean list/x?',
        ),
        (
            {"suppress": ["email/x"]},
            "MC025",
            ("suppress", 0),
            'must name a list, and is the text "email/x". Write its address, for example list/',
        ),
        (
            {"suppress": ["list/x", "list/x"]},
            "MC028",
            ("suppress", 1),
            'names the text "list/x" twice. Delete one of the two.',
        ),
        (
            {"why": {"review_by": "June"}},
            "MC028",
            ("why", "review_by"),
            "does not have the right form. Write it, for example 2027-",
        ),
        ({"why": {"reson": "x"}}, "MC024", ("why", "reson"), "`why` has no property `reson`. Did you mean reason?"),
        (
            {"goal": "score >= 5"},
            "MC027",
            ("goal",),
            'should be a list or a mapping, and is the text "score >= 5". Write it as a list: [score >= 5].',
        ),
        (
            {"goal": [{"score": 5}]},
            "MC028",
            ("goal", 0, "score"),
            "is no sentence of criteria: a colon after a name makes something else of it. Write `score is 5`.",
        ),
        ({"goal": {"opted_out": False}}, "MC028", ("goal", "opted_out"), "Write `opted_out is false`."),
        ({"goal": [{"in list": "customers"}]}, "MC028", ("goal", 0, "in list"), "Write `in list customers`."),
        ({"goal": [{"country": ["DE", "FR"]}]}, "MC028", ("goal", 0, "country"), "Name the test: `country in:`."),
        ({"goal": [{"in list": "two words"}]}, "MC024", ("goal", 0, "in list"), "has no property `in list`. It can"),
        ({"goal": [{"score": {"is": 5}}]}, "MC024", ("goal", 0, "score"), "has no property `score`. It can have"),
        ({"goal": [{"al": ["x"]}]}, "MC024", ("goal", 0, "al"), "`goal.1` has no property `al`. Did you mean all?"),
        (
            {"goal": {"all": ["x"], "any": ["y"]}},
            "MC028",
            ("goal",),
            "has 2 properties where only one is possible: all and any.",
        ),
        (step(snd="email/x"), "MC024", ("steps", 3, "snd"), "`steps.x` has no property `snd`. Did you mean send?"),
        (
            step(send="email/x", nxt="end"),
            "MC024",
            ("steps", 3, "nxt"),
            "`steps.x` has no property `nxt`. Did you mean next?",
        ),
        (
            step(send="x"),
            "MC025",
            ("steps", 3, "send"),
            '`steps.x.send` must name an email, and is the text "x". Did you mean email/x?',
        ),
        (
            step(send="email/x", wait="1 day"),
            "MC028",
            ("steps", 3),
            "`steps.x` has send and wait; it can have only one of them.",
        ),
        (step(), "MC026", ("steps", 3), "`steps.x` must have one of send, wait, if, did or do, and has none of them."),
        (step(wait=3), "MC027", ("steps", 3, "wait"), "`steps.x.wait` should be a text, and is the number 3."),
        (
            step(do=[{"add_too": "list/x"}]),
            "MC024",
            ("steps", 3, "do", 0, "add_too"),
            "`steps.x.do.1` has no property `add_too`. Did you mean add_to?",
        ),
        (
            step(do=[{"set": {"field": "field/x"}}]),
            "MC026",
            ("steps", 3, "do", 0, "set"),
            "`steps.x.do.1.set` has no `value`, and must have one.",
        ),
        ({"steps": ["welcome"]}, "MC027", ("steps", 0), '`steps.1` should be a mapping, and is the text "welcome".'),
    ],
)
def test_what_is_wrong_is_said_in_words_for_people(changes: dict[str, Any], code: str, path: Any, words: str) -> None:
    """One problem, at the value it is about, with what to write instead; steps by the form that was meant."""
    ((found_code, found_path, found_words),) = said(**changes)

    assert (found_code, found_path) == (code, path)
    assert words in found_words


def one(about: dict[str, Any], value: Any) -> str:
    """What is said about `value` by a schema that is only `about` it."""
    (problem,) = problems(about, value)
    return f"{problem.detail} {problem.fix}".strip()


def test_rarer_words_of_schemas_have_sentences_too() -> None:
    """A new kind may use any of them."""
    assert one({"minLength": 3}, "ab") == "The document has fewer than 3 characters."
    assert one({"maxLength": 3}, "abcd") == "The document has 4 characters; at most 3 are possible."
    assert one({"minItems": 3}, [1]) == "The document has fewer than 3 entries."
    assert one({"maxItems": 1}, [1, 2]) == "The document has 2 entries; at most 1 are possible."
    assert one({"minProperties": 2}, {"a": 1}) == "The document has fewer than 2 properties."
    assert one({"minProperties": 1}, {}) == "The document is empty."
    assert one({"maxProperties": 2}, {"a": 1, "b": 2, "c": 3}).endswith("only 2 is possible: a, b and c.")
    assert one({"minimum": 3}, 2) == "The document is 2; it must be 3 or more."
    assert one({"maximum": 3, "examples": [1]}, 4) == "The document is 4; it must be 3 or less. For example 1."
    assert one({"const": 3}, True) == "The document is true; it must be 3."
    assert one({"type": "null"}, 1.5) == "The document should be nothing, and is the number 1.5."
    assert (
        one({"type": ["integer", "array"]}, {}) == "The document should be a whole number or a list, and is a mapping."
    )
    assert one({"multipleOf": 2}, 3) == "The document is not as it should be: 3 is not a multiple of 2."
    assert (
        one({"pattern": "^a$"}, "a\n") == 'The document is the text "a ", which does not have the right form. Write it.'
    )
    assert one({"additionalProperties": False}, {"a": 1}) == "The document has no property `a`. It takes no properties."
    assert one({"additionalProperties": False, "patternProperties": {"^x$": {}}}, {"a": 1}).startswith(
        "The document has no"
    )
    assert (
        one({"uniqueItems": True}, [{"a": 1}, 2, {"a": 1}])
        == "The document names a mapping twice. Delete one of the two."
    )
    assert one({"required": ["a"], "properties": {"a": {"enum": ["x", "y"]}}}, {}).endswith("Add `a`: x or y.")
    assert one({"required": ["a"], "properties": {"a": True}}, {}).endswith("Add `a`.")
    assert one({"oneOf": [{"type": "integer"}, {"minimum": 0}]}, 5) == "The document fits more than one form."
    assert one({"anyOf": [{"minimum": 9}, {"minimum": 7}]}, 5).startswith("The document is 5; it must be")
    assert one({"oneOf": [{"type": "integer", "minimum": 9}, {"type": "string"}]}, 5).startswith(
        "The document is 5; it must"
    )


def test_names_that_a_schema_refuses_are_pointed_at() -> None:
    """The finding stands on the name, since the value may be right."""
    found = problems(schema_of("mapconfig"), {"severities": {"101": "error", "MC102": "eror"}})

    assert [(each.path, each.key) for each in found] == [
        (("severities", "101"), True),
        (("severities", "MC102"), False),
    ]
    assert found[0].detail == "`101` cannot be a name in `severities`."
    assert re.fullmatch(r"Use a name of the right form, such as MC[0-9]{3}\.", found[0].fix)

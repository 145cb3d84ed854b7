"""What a person may rely on when a document is held against its schema."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.errors import MapconfigError
from mapconfig.read import schema
from mapconfig.read.kinds import ROWS
from mapconfig.read.schema import Problem, bundled, is_valid, kind_problems, load_kinds, problems, schema_of

JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "key": "onboarding",
    "entry": {"lists": ["list/customers"]},
    "suppress": ["list/fatigue"],
    "goal": ["score >= 50", {"any": ["in list a", {"country in": ["NO", "DE"]}]}],
    "steps": [
        {"id": "welcome", "send": "email/welcome"},
        {"id": "pause", "wait": "3 days"},
        {"id": "act", "do": [{"tag": "x"}, {"set": {"field": "field/source", "value": "Web"}}]},
    ],
    "why": {"reason": "Because."},
}


def said(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    """Code, path and words of what is wrong with the journey after `changes` (None deletes)."""
    document = {**JOURNEY, **changes}
    document = {name: value for name, value in document.items() if value is not ...}
    found = kind_problems(load_kinds()["journey"], document)
    return [(each.code.code, each.path, f"{each.detail} {each.fix}".strip()) for each in found]


def step(**properties: Any) -> dict[str, Any]:
    return {"steps": [*JOURNEY["steps"], {"id": "x", **properties}]}


# Schemas ----------------------------------------------------------------------------------------------------------


def test_every_kind_of_the_table_is_loaded_with_its_shape() -> None:
    """The table and the schemas belong together."""
    kinds = load_kinds()

    assert list(kinds) == [name for name, _ in ROWS]
    assert load_kinds() is kinds
    owner = kinds["journey"].shape.at(("owner",))
    assert owner is not None
    assert owner.reference is not None
    assert (owner.reference.to, owner.reference.relation) == (("team",), "owned-by")


@pytest.mark.parametrize("name", [*(name for name, _ in ROWS), "mapconfig", "change", "removed"])
def test_bundled_schemas_stand_alone(name: str) -> None:
    """Nothing has to be looked up elsewhere, so no file and no network is touched while documents are checked."""
    found = schema_of(name)

    references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(found))
    assert all(reference.startswith("#/$defs/") for reference in references)
    for reference in references:
        assert reference.removeprefix("#/$defs/") in found["$defs"]
    assert "$id" not in found


@pytest.mark.parametrize("name", [*(name for name, _ in ROWS), "mapconfig", "change", "removed"])
def test_patterns_mean_the_same_to_both_validators(name: str) -> None:
    """Classes such as \\d differ between Python and the standard, so the schemas do without."""

    def patterns(value: Any) -> list[str]:
        if isinstance(value, list):
            return [each for item in value for each in patterns(item)]
        if not isinstance(value, dict):
            return []
        mine = [value["pattern"]] if isinstance(value.get("pattern"), str) else []
        return (
            mine
            + list(value.get("patternProperties", {}))
            + [each for item in value.values() for each in patterns(item)]
        )

    for pattern in patterns(schema_of(name)):
        assert not re.search(r"\\[dwsbDWSBAZ]", pattern)
        assert "$" not in pattern[:-1]


def test_a_reference_that_leads_nowhere_is_found_at_once() -> None:
    """Whoever writes a schema learns of the slip before any document is read."""
    with pytest.raises(ValueError, match=r"'asset.schema.json#/\$defs/nothing' leads nowhere"):
        bundled({"properties": {"a": {"$ref": "asset.schema.json#/$defs/nothing"}}})


def test_a_new_kind_is_a_schema_and_a_row() -> None:
    """No code knows the kinds by name."""
    made_up = {
        "$id": "https://example.com/schemas/poster.schema.json",
        "title": "Poster",
        "type": "object",
        "required": ["kind", "key"],
        "additionalProperties": False,
        "properties": {
            "kind": {"const": "poster"},
            "key": {"$ref": "https://example.com/schemas/asset.schema.json#/$defs/key"},
            "shows": {"type": "string", "x-reference": {"to": ["snippet"], "relation": "embeds"}},
            "again": {"$ref": "#/$defs/again"},
        },
        "$defs": {"again": {"type": "array", "items": {"$ref": "#/$defs/again"}}},
    }

    kinds = load_kinds([("poster", "posters", made_up)])

    assert list(kinds)[-1] == "poster"
    assert kind_problems(kinds["poster"], {"kind": "poster", "key": "a", "again": [[], [[]]]}) == []
    (problem,) = kind_problems(kinds["poster"], {"kind": "poster", "key": "a", "show": "x"})
    assert (problem.path, problem.fix) == (("show",), "Did you mean shows?")
    assert "poster" not in load_kinds()


def test_an_installation_without_schemas_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody has to read a traceback to learn that a package was built wrongly."""
    monkeypatch.setattr(schema, "__file__", str(tmp_path / "src" / "mapconfig" / "read" / "schema.py"))
    schema.schema_directory.cache_clear()
    try:
        with pytest.raises(MapconfigError, match="schemas of mapconfig are missing"):
            schema.schema_directory()
        installed = tmp_path / "src" / "mapconfig" / "schemas"
        installed.mkdir(parents=True)
        (installed / "asset.schema.json").write_text("{}")
        assert schema.schema_directory() == str(installed)
    finally:
        monkeypatch.undo()
        schema.schema_directory.cache_clear()


# Words ------------------------------------------------------------------------------------------------------------


def test_a_sound_document_has_no_problems() -> None:
    """The usual case."""
    assert said() == []


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


@pytest.mark.parametrize(
    ("kind", "attributes", "path", "words"),
    [
        (
            "journey",
            {"entry": {"lists": ["list/a"]}, "steps": [*JOURNEY["steps"], {"id": "pause", "send": "email/x"}]},
            ("steps", 3, "id"),
            "`steps` has two items with the id pause; this is number 4, and the other is number 2. "
            "Give one of the two another id.",
        ),
        (
            "form",
            {"fields": [{"field": "field/country"}, {"field": "field/country", "required": True}]},
            ("fields", 1, "field"),
            "`fields` has two items with the field field/country; this is number 2, and the other is number 1. "
            "Give one of the two another field.",
        ),
    ],
)
def test_two_items_of_one_name_are_a_fault(kind: str, attributes: dict[str, Any], path: Any, words: str) -> None:
    """Items are told apart by their name, so a change of one of the two could be shown as a change of the other."""
    (found,) = kind_problems(load_kinds()[kind], {"kind": kind, "key": "a", **attributes})

    assert (found.code.code, found.path, f"{found.detail} {found.fix}") == ("MC029", path, words)


def test_every_sequence_with_named_items_is_looked_at() -> None:
    """Whatever the kind and however deep the sequence lies: the schema alone says which property names the items."""
    made_up = {
        "$id": "https://example.com/schemas/poster.schema.json",
        "type": "object",
        "properties": {
            "kind": {"const": "poster"},
            "key": {"type": "string"},
            "parts": {
                "type": "array",
                "x-key": "name",
                "items": {
                    "type": "object",
                    "properties": {"lines": {"type": "array", "x-key": "id", "items": {"type": "object"}}},
                },
            },
        },
    }
    kind = load_kinds([("poster", "posters", made_up)])["poster"]
    same = {"id": "a"}
    parts = [{"name": "x", "lines": [same, {"id": "b"}]}, {"name": "y", "lines": [same, same, {}, same]}, {"name": "x"}]

    found = kind_problems(kind, {"kind": "poster", "key": "a", "parts": parts, "more": [same, same]})

    assert [each.path for each in found] == [
        ("parts", 1, "lines", 1, "id"),
        ("parts", 1, "lines", 3, "id"),
        ("parts", 2, "name"),
    ]
    assert (
        found[1].detail == "`parts.2.lines` has two items with the id a; this is number 4, and the other is number 1."
    )


def test_two_items_of_one_name_are_told_with_the_other_faults() -> None:
    """A slip elsewhere does not hide them, and something of another form in their place is no trouble."""
    twice = {"id": "a", "wait": "1 day"}

    found = said(state="x", steps=[twice, "end", {"id": 4}, {"id": 4}, twice], titel="y")

    assert ("steps", 4, "id") in [path for _, path, _ in found]
    assert [path[0] for _, path, _ in found] == ["state", *["steps"] * (len(found) - 2), "titel"]
    assert len([code for code, _, _ in found if code == "MC029"]) == 1


def test_all_problems_come_at_once_in_the_order_of_the_paths() -> None:
    """One run shows what there is to do."""
    found = said(state="x", titel="y", steps=[{"id": "a", "send": 5}, {"id": "b"}])

    assert [path for _, path, _ in found] == [("state",), ("steps", 0, "send"), ("steps", 1), ("titel",)]


def test_a_document_with_nothing_but_faults_is_given_up_after_some() -> None:
    """A thousand messages about one asset help nobody."""
    assert len(said(**{f"colour-{number}": 1 for number in range(5000)})) == schema.MAX_PROBLEMS


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


# Two libraries, one verdict -----------------------------------------------------------------------------------------


def examples() -> list[tuple[str, Any]]:
    """Documents of all kinds: those that the schemas give as examples, and the journey above."""
    found = [("journey", JOURNEY)]
    for name, _ in ROWS:
        found += [(name, {"kind": name, "key": "a", **example}) for example in schema_of(name).get("examples", ())]
    return found


SCALARS: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        1.0,
        1.5,
        2**60,
        "",
        "x",
        "list/a",
        "list/a\n",
        "email/b",
        "end",
        "2026-01-02",
        "yes",
        [],
        {},
    ]
)


def mutate(draw: Any, value: Any) -> Any:
    """`value` with one thing in it changed."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        name = draw(st.sampled_from(sorted(value)))
        match draw(st.sampled_from(["below", "below", "below", "drop", "rename", "add"])):
            case "below":
                return {**value, name: mutate(draw, value[name])}
            case "drop":
                return {each: item for each, item in value.items() if each != name}
            case "rename":
                return {
                    (each + draw(st.sampled_from(["s", "\n", " "])) if each == name else each): i
                    for each, i in value.items()
                }
        return {**value, draw(st.sampled_from(["a", "all", "send", "id", "country in", "some x"])): draw(SCALARS)}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        index = draw(st.integers(0, len(value) - 1))
        match draw(st.sampled_from(["below", "below", "drop", "double"])):
            case "below":
                return [*value[:index], mutate(draw, value[index]), *value[index + 1 :]]
            case "drop":
                return value[:index] + value[index + 1 :]
        return [*value, value[index]]
    if isinstance(value, str) and draw(st.booleans()):
        return value + draw(st.sampled_from(["\n", " ", "x", "/", "é", "٣"]))
    return draw(SCALARS)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_both_validators_give_the_same_verdict_and_a_refusal_has_words(data: st.DataObject) -> None:
    """Whether the quick validator is installed changes the time and nothing else."""
    name, document = data.draw(st.sampled_from(examples()))
    for _ in range(data.draw(st.integers(1, 3))):
        document = mutate(data.draw, copy.deepcopy(document))
    about = schema_of(name)

    found = problems(about, document)

    assert is_valid(about, document) == schema._explainer(about).is_valid(document) == (found == [])
    for problem in found:
        assert isinstance(problem, Problem)
        assert problem.detail.endswith(".")
        assert "not valid under" not in problem.detail
        assert "document does not have the shape" not in problem.detail


_WITHOUT = """
import json, sys
sys.modules["jsonschema_rs"] = None
from mapconfig.read.schema import load_kinds, kind_problems
kinds = load_kinds()
documents = json.loads(sys.stdin.read())
print(json.dumps([[p.detail for p in kind_problems(kinds["journey"], each)] for each in documents]))
"""


def test_without_the_quick_validator_all_is_the_same() -> None:
    """It has no wheel for every machine, and nobody has to notice."""
    documents = [JOURNEY, {**JOURNEY, "state": "x"}, {**JOURNEY, "steps": []}, {**JOURNEY, "renamed_from": "a\n"}]

    child = subprocess.run(
        [sys.executable, "-c", _WITHOUT], input=json.dumps(documents), capture_output=True, text=True, check=True
    )

    kind = load_kinds()["journey"]
    assert json.loads(child.stdout) == [
        [each.detail for each in kind_problems(kind, document)] for document in documents
    ]


def test_a_refusal_is_never_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the two libraries ever disagree, the document is refused with a sentence all the same."""
    monkeypatch.setattr(schema, "is_valid", lambda *_: False)

    (problem,) = problems(schema_of("removed"), {"removed": []})

    assert problem.detail.startswith("The document does not have the shape")

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
from tests.read.journeys import JOURNEY, said

from mapconfig.errors import MapconfigError
from mapconfig.read import schema
from mapconfig.read.kinds import ROWS
from mapconfig.read.schema import Problem, bundled, is_valid, kind_problems, load_kinds, problems, schema_of

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


# Faults -----------------------------------------------------------------------------------------------------------


def test_a_sound_document_has_no_problems() -> None:
    """The usual case."""
    assert said() == []


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

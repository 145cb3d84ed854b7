"""The published schemas: what editors, the reader and everything generic rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource

from mapconfig.graph.relations import RELATIONS
from mapconfig.model import EFFECTS
from mapconfig.read.kinds import ROWS
from mapconfig.read.schema import load_kinds

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = REPOSITORY / "schemas"
ORG = REPOSITORY / "org-config"

#: Schemas of what an org is written in; others, such as that of a plan, describe what mapconfig writes.
OWN_FILES = ("mapconfig", "change", "removed", "persona")
KIND_NAMES = [name for name, _ in ROWS]
WRITTEN = ["asset", *KIND_NAMES, *OWN_FILES]

#: Words of 2020-12 that draft-07, which many editors go by, does not know: they would be ignored there.
TOO_NEW = {
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "$anchor",
    "$vocabulary",
    "prefixItems",
    "dependentSchemas",
    "dependentRequired",
    "minContains",
    "maxContains",
}
#: What may stand beside a $ref: draft-07 ignores all of it, so nothing there may decide a verdict.
HELP = {"title", "description", "examples", "default"}
ANNOTATIONS = {
    "x-reference",
    "x-addresses",
    "x-criteria",
    "x-embeds",
    "x-sets",
    "x-file",
    "x-key",
    "x-unordered",
    "x-secret",
    "x-effect",
    "x-activation",
}
#: Mappings that are open on purpose, by what they hold.
OPEN = {"Vendor settings", "Settings of one platform", "Settings", "Overrides of one asset", "Guards"} | {
    "Fields",
    "Related records",
    "Record",
}


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
    return found


ALL = {name: load(name) for name in WRITTEN}
REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.schema.json", Resource.from_contents(schema)) for name, schema in ALL.items()
)

Position = tuple[str, dict[str, Any]]


def positions(schema: Any, where: str = "") -> Iterator[Position]:
    """Every schema inside a schema, itself first, with the way there."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for word in ("properties", "patternProperties", "$defs"):
        for name, below in schema.get(word, {}).items():
            yield from positions(below, f"{where}/{word}/{name}")
    for word in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield from positions(schema.get(word), f"{where}/{word}")
    for word in ("allOf", "anyOf", "oneOf"):
        for index, below in enumerate(schema.get(word, ())):
            yield from positions(below, f"{where}/{word}/{index}")


def resolved(schema: dict[str, Any], home: str) -> dict[str, Any]:
    """A schema with what its $ref points to under what it says itself."""
    if "$ref" not in schema:
        return schema
    file, _, pointer = schema["$ref"].partition("#")
    found: Any = ALL[file.removesuffix(".schema.json") if file else home]
    for step in pointer.split("/")[1:]:
        found = found[step]
    return {**resolved(found, file.removesuffix(".schema.json") or home), **schema}


EVERYWHERE = [(name, where, schema) for name, whole in ALL.items() for where, schema in positions(whole)]


def documents() -> Iterator[tuple[str, str, Any]]:
    """Every document of the example org: its file, the name of its schema, and its content as plain text values."""
    for path in sorted(ORG.rglob("*.yaml")):
        file = path.relative_to(ORG).as_posix()
        for document in yaml.load_all(path.read_bytes(), Loader=Core):
            if file.startswith("changes/"):
                yield file, "change", document
            elif file.startswith("personas/"):
                yield file, "persona", document
            else:
                yield file, document.get("kind") or path.stem, document


class Core(yaml.SafeLoader):
    """YAML 1.2 as far as the example org needs it: dates are text, only true and false are yes and no."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":bool"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


@pytest.mark.parametrize("name", WRITTEN)
def test_each_schema_is_a_schema(name: str) -> None:
    """Any tool that knows JSON Schema 2020-12 can use them."""
    schema = ALL[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{name}.schema.json"


def test_there_is_a_schema_for_each_kind_and_a_kind_for_each_schema() -> None:
    """Nothing is described that mapconfig does not know, and nothing known is left without a description."""
    described = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.json")}
    says_a_kind = {name for name in described if "kind" in load(name).get("properties", {}) and name not in OWN_FILES}
    assert says_a_kind == set(KIND_NAMES)
    for name in KIND_NAMES:
        assert ALL[name]["properties"]["kind"]["const"] == name
        assert ALL[name]["required"][:2] == ["kind", "key"]


def test_editors_that_know_only_draft_07_lose_nothing() -> None:
    """No word is used that draft-07 lacks, and beside a $ref stand only words of help."""
    for name, where, schema in EVERYWHERE:
        assert not TOO_NEW & set(schema), f"{name}{where}"
        assert not isinstance(schema.get("items"), list), f"{name}{where}"
        if "$ref" in schema:
            assert set(schema) - {"$ref"} <= HELP | ANNOTATIONS, f"{name}{where}"


def test_draft_07_gives_the_same_verdict_on_the_example_org() -> None:
    """An editor and validate agree about every file of DRIP Ventures, and about a file with a typing mistake."""
    for file, name, document in documents():
        mistaken = {**document, "tytle": "x"}
        for validator in (Draft7Validator, Draft202012Validator):
            schema = validator(ALL[name], registry=REGISTRY)
            assert [error.message for error in schema.iter_errors(document)] == [], file
            assert not schema.is_valid(mistaken), file


def test_every_reference_between_schemas_leads_somewhere() -> None:
    """The schemas lie in one folder and refer to each other by file name, so a copy of the folder works."""
    for name, where, schema in EVERYWHERE:
        if "$ref" in schema:
            assert resolved(schema, name), f"{name}{where}"


def test_only_known_annotations_are_used() -> None:
    """A mistyped annotation would be silently ignored, and an edge or an effect would be missing."""
    for name, where, schema in EVERYWHERE:
        said = {word for word in schema if word.startswith("x-")}
        assert said <= ANNOTATIONS, f"{name}{where}: {said - ANNOTATIONS}"
        assert schema.get("x-effect", EFFECTS[0]) in EFFECTS, f"{name}{where}"
        for word in ("x-criteria", "x-embeds", "x-unordered", "x-secret", "x-activation"):
            assert schema.get(word, True) is True, f"{name}{where}"


def test_every_reference_names_kinds_that_exist_in_a_relation_that_is_known() -> None:
    """Where-used and impact have a word and a direction for each reference."""
    seen = set()
    for name, where, schema in EVERYWHERE:
        if "x-reference" in schema:
            said = schema["x-reference"]
            assert set(said) == {"to", "relation"}, f"{name}{where}"
            assert said["to"] and set(said["to"]) <= set(KIND_NAMES), f"{name}{where}"
            assert said["relation"] in RELATIONS, f"{name}{where}"
            assert schema["type"] == "string" and "pattern" in schema, f"{name}{where}"
            seen.add(said["relation"])
        if "x-addresses" in schema:
            within = schema["x-addresses"]
            assert set(within) <= {"to", "relation", "instead"}, f"{name}{where}"
            assert within["to"] and set(within["to"]) <= set(KIND_NAMES), f"{name}{where}"
            assert {within["relation"], *within.get("instead", {}).values()} <= set(RELATIONS), f"{name}{where}"
    assert seen | {"embeds"} == set(RELATIONS), "embeds comes from the text of bodies, all others from a schema"


@pytest.mark.parametrize("name", WRITTEN)
def test_every_property_has_a_title_and_a_description(name: str) -> None:
    """Hovering over any word of a file shows what it means."""
    for where, schema in positions(ALL[name]):
        for word, below in {**schema.get("properties", {}), **schema.get("patternProperties", {})}.items():
            about = resolved(below, name)
            assert about.get("title"), f"{name}{where}/{word} has no title"
            assert about.get("description"), f"{name}{where}/{word} has no description"
            assert about["description"].rstrip()[-1] in ".?!`", f"{name}{where}/{word}: end the sentence"


@pytest.mark.parametrize("name", WRITTEN)
def test_every_alternative_has_a_title_and_a_description(name: str) -> None:
    """Where one of several forms is possible, completion offers each by name."""
    for where, schema in positions(ALL[name]):
        for below in schema.get("oneOf", ()):
            about = resolved(below, name)
            assert about.get("title") and about.get("description"), f"{name}{where}"


def test_alternatives_are_told_apart_by_the_words_they_need() -> None:
    """A mistake inside a step is reported about the step that was meant: its word is in no other alternative."""
    for name, where, schema in EVERYWHERE:
        parts = [resolved(part, name) for part in schema.get("oneOf", ())]
        objects = [part for part in parts if part.get("type") == "object"]
        if len(objects) < 2:
            continue
        common = set.intersection(*(set(part["required"]) for part in objects))
        own = [set(part["required"]) - common for part in objects]
        for index, words in enumerate(own):
            assert words, f"{name}{where}: alternative {index} needs nothing of its own"
            elsewhere = {word for other, part in enumerate(objects) if other != index for word in part["properties"]}
            assert words - elsewhere, f"{name}{where}: alternative {index} cannot be told apart"


def test_every_value_to_choose_from_is_explained() -> None:
    """An editor shows what each value means beside it."""
    for name, where, schema in EVERYWHERE:
        if "enum" in schema:
            assert len(schema["enumDescriptions"]) == len(schema["enum"]), f"{name}{where}"
            for words in schema["enumDescriptions"]:
                assert words.endswith("."), f"{name}{where}: {words}"


def test_mistyped_properties_are_never_swallowed() -> None:
    """Every mapping says which properties it has, but for those that are open on purpose."""
    for name, where, schema in EVERYWHERE:
        if "properties" in schema and schema.get("title") not in OPEN:
            assert "additionalProperties" in schema, f"{name}{where}"
            extra = schema["additionalProperties"]
            assert extra is False or isinstance(extra, dict), f"{name}{where}"


def test_every_example_in_a_schema_is_valid() -> None:
    """Whoever copies an example from the help has something that works."""
    count = 0
    for name, where, schema in EVERYWHERE:
        for example in schema.get("examples", ()):
            here = {**schema, "$id": f"{name}.schema.json"}
            if "$ref" in schema or where:
                here = {"allOf": [{key: value for key, value in schema.items() if key != "$id"}]}
                here = {"$id": f"{name}.schema.json", **here, "$defs": ALL[name].get("$defs", {})}
            errors = list(Draft202012Validator(here, registry=REGISTRY).iter_errors(example))
            assert not errors, f"{name}{where}: {example!r}: {errors[0].message}"
            count += 1
    assert count > 100


def test_every_default_is_a_value_that_may_be_written() -> None:
    """Writing out a default changes nothing and is never an error."""
    for name, where, schema in EVERYWHERE:
        if "default" in schema:
            assert Draft202012Validator(schema, registry=REGISTRY).is_valid(schema["default"]), f"{name}{where}"


def test_every_kind_can_say_the_words_that_all_kinds_share() -> None:
    """Title, owner, reason, state and the rest mean the same everywhere."""
    shared = {"title", "description", "owner", "tags", "folder", "why", "state", "protected", "renamed_from", "vendor"}
    for name in KIND_NAMES:
        if name != "crm-field":  # read from the CRM's files, so nobody writes it
            assert shared <= set(ALL[name]["properties"]), name
            for word in shared:
                assert ALL[name]["properties"][word] == {"$ref": f"asset.schema.json#/$defs/{word}"}, name


def test_every_side_file_stands_for_a_text_of_the_same_kind() -> None:
    """`body_file` fills `body`, so a body may be written in either place."""
    for name in KIND_NAMES:
        properties = ALL[name]["properties"]
        for word, about in properties.items():
            if "x-file" in resolved(about, name):
                target = resolved(about, name)["x-file"]
                assert word == f"{target}_file"
                assert properties[target]["type"] == "string"


def test_sequences_of_mappings_know_what_tells_their_entries_apart() -> None:
    """A moved step is the same step; a diff that went by position would call it two changes."""
    by_position = {"actions", "batches", "waivers", "freezes"}  # short, and their order is their meaning
    for name, where, schema in EVERYWHERE:
        items = resolved(schema.get("items", {}), name)
        if schema.get("type") == "array" and (items.get("type") == "object" or "oneOf" in items):
            word = where.rpartition("/")[2]
            if word in by_position or schema.get("title") in ("Sentences", "Records") or "criteria_group" in where:
                continue
            key = schema.get("x-key")
            assert key, f"{name}{where}"
            assert key in items["required"], f"{name}{where}"


def test_the_effect_of_a_change_is_known_for_every_kind() -> None:
    """Where a property says nothing of its own, its kind does."""
    for name in KIND_NAMES:
        assert ALL[name]["x-effect"] in EFFECTS


def test_what_may_not_be_taken_lightly_has_its_effect() -> None:
    """Who may be e-mailed, who will be, and who is thrown out are never cosmetic."""
    kinds = load_kinds()
    for address, effect in {
        ("email", "suppress"): "consent",
        ("email", "operational"): "consent",
        ("email", "operational_reason"): "consent",
        ("email", "to"): "sends",
        ("email", "schedule"): "sends",
        ("email", "subject"): "tuning",
        ("email", "title"): "cosmetic",
        ("journey", "suppress"): "consent",
        ("journey", "goal"): "ejects",
        ("journey", "exit"): "ejects",
        ("journey", "entry"): "new-entrants",
        ("list", "purpose"): "consent",
        ("form", "consent"): "consent",
        ("scoring", "thresholds"): "re-evaluates",
        ("scoring", "decay"): "tuning",
    }.items():
        kind, word = address
        assert kinds[kind].shape.properties[word].effect == effect, address
    assert kinds["list"].shape.effect == "re-evaluates"
    send = kinds["journey"].shape.at(("steps", 0, "send"))
    assert send is not None and send.effect == "sends"


def test_the_kinds_that_run_are_those_with_an_activation() -> None:
    """Journeys, rules and forms are written first and switched on in a step of their own."""
    assert {name for name, kind in load_kinds().items() if kind.activation} == {"journey", "rule", "form"}


def test_every_kind_has_an_example_in_the_example_org() -> None:
    """Nobody has to guess what a file of some kind looks like."""
    seen = {name for _, name, _ in documents()}
    assert seen >= set(KIND_NAMES) - {"crm-field"} | set(OWN_FILES)
    assert list(ORG.glob("crm/objects/*/fields/*.field-meta.xml"))


def test_almost_every_property_has_an_example_in_the_example_org() -> None:
    """What is not shown there is short and known."""
    shown: set[tuple[str, str]] = {(name, word) for _, name, document in documents() for word in document}
    described = {
        (name, word) for name in [*KIND_NAMES, *OWN_FILES] if name != "crm-field" for word in ALL[name]["properties"]
    }
    common = set(ALL["list"]["properties"]) & set(ALL["team"]["properties"])
    unshown = {(name, word) for name, word in described - shown if word not in common}
    assert unshown == {
        ("email", "body"),  # bodies are side files here
        ("email", "text"),
        ("snippet", "content_file"),  # and snippets are short
        ("field", "label"),
        ("mapconfig", "severities"),
    }

"""A yes without the library is the library's yes."""

from __future__ import annotations

import copy
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from mapconfig.model import Kind
from mapconfig.read import yaml
from mapconfig.read.schema import is_valid, load_kinds, schema_of
from mapconfig.read.sound import surely_sound

ROOT = Path(__file__).parent.parent.parent
ORG = ROOT / "org-config"
#: What replaces a value, or is added: all types, and texts with and without the forms that schemas ask for.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 7, 1.0, 0.5, "", "x", "list/x", "list/", "team/x\n", "archived", "2026-01-01",
    "2 days", "é", [], ["list/x"], ["a", "a"], [1, 1], [True, 1], {}, {"all": ["a is b"]}, {"any": []},
    {"some opportunity": ["stage is Open"]}, {"country in": ["DE"]}, {"id": "x"}, {"none": "x", "all": []},
)  # fmt: skip
NAMES = (
    "title",
    "extends",
    "criteria",
    "all",
    "id",
    "send",
    "wait",
    "then",
    "some account",
    "x not in",
    "unknown",
    "é",
)


def documents() -> list[tuple[Kind, dict[str, Any]]]:
    """Every asset of the example org, with its kind."""
    kinds = load_kinds()
    found = []
    for path in sorted(ORG.rglob("*.yaml")):
        for document in yaml.load(path.read_bytes(), path.name)[0]:
            if isinstance(document, dict) and document.get("kind") in kinds:
                found.append((kinds[document["kind"]], document))
    return found


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """`document` with something replaced, added or taken away at a random place."""
    made = copy.deepcopy(document)
    here: Any = made
    while True:
        steps: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if steps:
            step = chance.choice(steps)
            if isinstance(here[step], dict | list) and chance.random() < 0.7:
                here = here[step]
                continue
            if chance.random() < 0.2:
                del here[step]
                return made
            if chance.random() < 0.6:
                here[step] = copy.deepcopy(chance.choice(VALUES))
                return made
        if isinstance(here, dict):
            here[chance.choice(NAMES)] = copy.deepcopy(chance.choice(VALUES))
        else:
            here.append(copy.deepcopy(chance.choice(VALUES)))
        return made


def test_every_asset_of_the_example_org_is_surely_sound() -> None:
    """
    Nothing that people write every day is left to the library.
    """
    assert [document["key"] for kind, document in documents() if not surely_sound(kind.schema, document)] == []


@pytest.mark.parametrize("seed", range(6))
def test_what_is_surely_sound_is_accepted_by_the_library(seed: int) -> None:
    """
    Whatever is done to a document: there is no yes where the library says no, and most of its yes are found.
    """
    chance = random.Random(seed)
    said: Counter[tuple[bool, bool]] = Counter()
    accepts = {}
    for kind, document in documents():
        if kind.name not in accepts:
            accepts[kind.name] = jsonschema_rs.Draft202012Validator(dict(kind.schema)).is_valid
        for _ in range(12):
            changed = mutated(document, chance)
            said[surely_sound(kind.schema, changed), accepts[kind.name](changed)] += 1

    assert said[True, False] == 0
    assert said[False, False] > 300
    assert said[True, True] > 300
    assert said[True, True] > 9 * said[False, True]


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"not": {"type": "string"}}, 1),
        ({"pattern": "^\\d+$"}, "1"),
        ({"pattern": "^(?i)a$"}, "a"),
        ({"pattern": "a$|b"}, "b"),
        ({"pattern": "[[:alpha:]]"}, "a"),
        ({"pattern": "."}, "a"),
        ({"enum": [1, 2]}, 1),
        ({"const": 1}, 1),
        ({"uniqueItems": True}, [1, 2]),
        ({"type": "number"}, 0.5),
        ({"$ref": "#/properties/a", "properties": {"a": True}}, {}),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, "endless"),
    ],
)
def test_what_only_the_library_knows_is_not_surely_sound(schema: dict[str, Any], document: Any) -> None:
    """
    A keyword, a pattern or a value with corners: no verdict, though all but the last of these are sound.
    """
    assert not surely_sound(schema, document)


@pytest.mark.parametrize(
    ("schema", "sound", "refused"),
    [
        ({"type": ["string", "null"]}, None, 1),
        ({"type": "integer"}, 1, True),
        ({"type": "boolean"}, True, 1),
        ({"const": "a"}, "a", "b"),
        ({"enum": ["a", "b"]}, "b", ["b"]),
        ({"minLength": 1, "maxLength": 2}, "ab", "abc"),
        ({"minLength": 1}, 0, ""),
        ({"pattern": "^a[b\\].]*(c|d)$"}, "ab].d", "abd\n"),
        ({"minimum": 1, "maximum": 2}, 2, 3),
        ({"minimum": 1}, "text", 0),
        ({"required": ["a"]}, {"a": 1}, {}),
        ({"properties": {"a": False}, "additionalProperties": False, "propertyNames": False, "items": False}, 1, None),
        ({"patternProperties": {"^a": False}, "required": ["a"]}, "text", None),
        ({"properties": {"a": {"type": "string"}}}, {"a": "", "b": 1}, {"a": 1}),
        ({"properties": {"a": True}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
        ({"patternProperties": {"^a": {"type": "string"}}, "additionalProperties": False}, {"ab": ""}, {"b": ""}),
        ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
        ({"minProperties": 1, "maxProperties": 1}, {"a": 1}, {}),
        ({"maxProperties": 1}, [1, 2], {"a": 1, "b": 1}),
        ({"items": {"type": "string"}}, ["a"], ["a", 1]),
        ({"minItems": 1, "maxItems": 2}, [1], [1, 2, 3]),
        ({"minItems": 1}, {}, []),
        ({"uniqueItems": True}, ["a", "b"], ["a", "a"]),
        ({"uniqueItems": False}, [1, 1], None),
        ({"$ref": "#/$defs/a", "minLength": 2, "$defs": {"a": {"type": "string"}}}, "ab", "a"),
        ({"allOf": [{"type": "string"}, {"minLength": 1}]}, "a", ""),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, None, 1),
        ({"oneOf": [{"type": "string"}, {"minLength": 2}]}, "a", "ab"),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False}, {"a": 1, "b": 1}, {"a": 1}),
        ({"if": {"required": ["a"]}, "else": False}, {"a": 1}, {}),
        ({"x-key": "id", "title": "A text", "type": "string"}, "a", 1),
    ],
)  # fmt: skip
def test_each_keyword_means_what_the_standard_says(schema: dict[str, Any], sound: Any, refused: Any) -> None:
    """
    One value that it lets through and one that it does not; jsonschema agrees about both.
    """
    library = Draft202012Validator(schema)

    assert surely_sound(schema, sound)
    assert library.is_valid(sound)
    if refused is not None:
        assert not surely_sound(schema, refused)


def test_the_settings_are_left_to_the_library_where_they_hold_a_form() -> None:
    """
    The verdict is the same either way.
    """
    settings = yaml.load((ORG / "mapconfig.yaml").read_bytes(), "mapconfig.yaml")[0][0]

    assert is_valid(schema_of("mapconfig"), settings)


def test_a_handful_of_files_is_read_without_the_library() -> None:
    """
    It takes 13 ms to load, a tenth of a run after one edit.
    """
    program = (
        "import sys; from mapconfig.read.org import documents_of; from mapconfig.read.schema import load_kinds\n"
        f"data = open({str(ORG / 'lists' / 'customers.yaml')!r}, 'rb').read()\n"
        "reading = documents_of('lists/customers.yaml', data, load_kinds(), None)\n"
        "assert reading.assets and not reading.findings\n"
        "print('jsonschema_rs' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == (
        "False\n"
    )

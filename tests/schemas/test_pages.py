"""The pages about kinds and settings say what the schemas say."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from mapconfig.model import Kinds
from mapconfig.read import yaml
from mapconfig.read.kinds import ROWS
from mapconfig.read.schema import kind_problems, load_kinds, problems, schema_of

ROOT = Path(__file__).parents[2]
KINDS_PAGE = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[Any]:
    """The documents of all YAML blocks on a page, as the reader of org files reads them."""
    found = []
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)):
        documents, findings = yaml.load(block.encode(), f"block-{number}.yaml")
        assert not findings, block
        found += documents
    return found


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return load_kinds()


def test_every_kind_has_a_section_with_an_example(kinds: Kinds) -> None:
    """Whoever looks for a kind finds what it is for, what it looks like, and what is easily missed."""
    sections = re.findall(r"^## (\S+)\n\n`(\S+)/`\.", KINDS_PAGE, re.MULTILINE)
    assert sections == list(ROWS)
    shown = {document["kind"] for document in blocks(KINDS_PAGE)}
    assert shown == set(kinds) - {"crm-field"}


def test_every_example_of_a_kind_is_valid(kinds: Kinds) -> None:
    """Every block on the page can be copied into an org."""
    for document in blocks(KINDS_PAGE):
        assert kind_problems(kinds[document["kind"]], document) == [], document["key"]


def test_every_annotation_is_explained() -> None:
    """Whoever adds a kind finds each annotation that generic code reads."""
    said = set(re.findall(r"^\| `(x-[a-z]+)", KINDS_PAGE, re.MULTILINE))
    used: set[str] = set()
    for name in [*(name for name, _ in ROWS), "mapconfig", "change", "removed"]:
        used |= set(re.findall(r'"(x-[a-z]+)"', json.dumps(schema_of(name))))
    assert used <= said
    model = importlib.import_module("mapconfig.model.kind").__doc__ or ""
    assert said == set(re.findall(r"``(x-[a-z]+)``", model))


def test_every_example_of_a_setting_is_valid() -> None:
    """Every block on the page can be copied into mapconfig.yaml."""
    shown = set()
    for document in blocks(SETTINGS_PAGE):
        assert problems(schema_of("mapconfig"), document) == []
        shown |= set(document)
    assert shown >= {"environments", "naming", "waivers", "limits", "guards", "freezes"}


def test_every_setting_is_on_the_page_with_its_default() -> None:
    """Nobody has to read the source to know what can be set."""
    schema = schema_of("mapconfig")
    properties = schema["properties"]
    groups = {"": properties}
    groups["environments"] = properties["environments"]["additionalProperties"]["properties"]
    groups["limits"], groups["guards"] = properties["limits"]["properties"], properties["guards"]["properties"]
    for group, rows in groups.items():
        for word, about in rows.items():
            row = re.search(rf"^\|(?=[^|]*`{re.escape(word)}`)[^|]*\|([^|]*)\|", SETTINGS_PAGE, re.MULTILINE)
            assert row, f"{group} {word} is not in a table of docs/settings.md"
            default = about.get("default")
            if default is not None:
                written = f"[{', '.join(default)}]" if isinstance(default, list) else str(default)
                assert written in row[1], f"{word}: {row[1]}"


def test_the_defaults_of_limits_and_guards_are_those_of_the_code() -> None:
    """What the page promises is what happens without a file."""
    properties = schema_of("mapconfig")["properties"]
    limits, guards = properties["limits"]["properties"], properties["guards"]["properties"]
    applying, effect, files = (
        importlib.import_module(f"mapconfig.plan.guards.{name}") for name in ("applying", "effect", "files")
    )
    plan_check = importlib.import_module("mapconfig.plan.check")
    big_send = importlib.import_module("mapconfig.check.rules.big_send_without_batches")
    assert limits["send_without_split"]["default"] == big_send.DEFAULT_LIMIT
    assert limits["calls"]["default"] == applying.MOST_CALLS
    assert limits["plan_hours"]["default"] == plan_check.MOST_HOURS
    assert guards["effects"]["default"] == list(effect.GATED)
    assert guards["mass_change_percent"]["default"] == files.MASS_PERCENT
    assert guards["mass_change_from"]["default"] == files.MASS_FROM


def test_every_limit_and_guard_that_the_code_asks_for_can_be_set() -> None:
    """A number that only the source knows could never be changed, since the schema would refuse it."""
    properties = schema_of("mapconfig")["properties"]
    settable = {"limits": set(properties["limits"]["properties"]), "guards": set(properties["guards"]["properties"])}
    for path in sorted((ROOT / "src" / "mapconfig").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for group, word in re.findall(r"settings\.(limits|guards)\.get\(\s*\"([a-z_]+)\"", source):
            assert word in settable[group], f"{path.name} asks for {group}.{word}"
    guards = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src" / "mapconfig" / "plan" / "guards").glob("*.py")
    )
    assert set(re.findall(r"view\.setting\(\"([a-z_]+)\"", guards)) <= settable["guards"]

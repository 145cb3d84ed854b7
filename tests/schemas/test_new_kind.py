"""A kind that nobody has heard of: a schema, a row of data and an example are all that it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.graph import Graph
from mapconfig.impact import impact
from mapconfig.model import Asset, Kinds, Org, rewrite
from mapconfig.read.org import read_org
from mapconfig.read.schema import load_kinds
from mapconfig.read.tree import Tree

SHARED = "asset.schema.json#/$defs/"

#: A landing page: it lies on a form's page, shows blocks in an order, is shown to some people, and runs.
LANDING_PAGE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Landing page",
    "type": "object",
    "x-activation": True,
    "x-effect": "tuning",
    "required": ["kind", "key", "form"],
    "additionalProperties": False,
    "properties": {
        "kind": {"const": "landing-page"},
        "key": {"$ref": SHARED + "key"},
        "title": {"$ref": SHARED + "title"},
        "owner": {"$ref": SHARED + "owner"},
        "state": {"$ref": SHARED + "state"},
        "form": {"type": "string", "x-reference": {"to": ["form"], "relation": "shows"}, "x-effect": "new-entrants"},
        "visible_to": {"$ref": SHARED + "criteria", "x-effect": "re-evaluates"},
        "languages": {"type": "array", "x-unordered": True, "items": {"type": "string"}},
        "layout": {"type": "string", "default": "narrow"},
        "blocks": {
            "type": "array",
            "x-key": "id",
            "items": {
                "type": "object",
                "required": ["id"],
                "additionalProperties": False,
                "properties": {
                    "id": {"$ref": SHARED + "id"},
                    "content": {"type": "string", "x-embeds": True},
                    "content_file": {"type": "string", "x-file": "content"},
                },
            },
        },
        "html": {"type": "string", "x-embeds": True},
        "html_file": {"type": "string", "x-file": "html"},
    },
}

PAGE = """\
kind: landing-page
key: demo
title: Ask for a demo
owner: team/web
form: form/demo
visible_to:
  - in list prospects
  - country is FR
languages: [fr, en, de]
layout: narrow
blocks:
  - id: head
    content: "{{ snippet/logo }} Save water"
  - id: foot
    content: "{{ snippet/legal }}"
html_file: demo.html
"""

FILES = {
    "pages/demo.yaml": PAGE,
    "pages/demo.html": "<h1>{{ snippet/logo }}</h1>",
    "all.yaml": """\
kind: team
key: web
---
kind: form
key: demo
---
kind: list
key: prospects
static: true
---
kind: field
key: country
type: text
---
kind: snippet
key: logo
content: L
---
kind: snippet
key: legal
content: "© us"
""",
}


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return load_kinds([("landing-page", "pages", LANDING_PAGE)])


def read(root: Path, kinds: Kinds, **changed: str) -> Org:
    for name, text in {**FILES, **{name.replace("__", "/"): text for name, text in changed.items()}}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    reading = read_org(Tree(root), kinds)
    assert [finding.detail for finding in reading.findings] == []
    return reading.org


def edited(root: Path, kinds: Kinds, *swaps: tuple[str, str]) -> Org:
    text = PAGE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    (root / "pages/demo.yaml").write_text(text, encoding="utf-8")
    reading = read_org(Tree(root), kinds)
    assert [finding.detail for finding in reading.findings] == []
    return reading.org


def test_it_is_read_with_its_side_file_and_without_its_defaults(tmp_path: Path, kinds: Kinds) -> None:
    """The reader knows nothing of landing pages and reads them right."""
    page = read(tmp_path, kinds)["landing-page/demo"]
    assert page.attributes["html"] == "<h1>{{ snippet/logo }}</h1>"
    assert "html_file" not in page.attributes
    assert "layout" not in page.attributes
    assert page.attributes["languages"] == ["de", "en", "fr"]
    assert kinds["landing-page"].activation
    assert kinds["landing-page"].folder == "pages"


def test_a_mistake_in_it_is_a_finding_with_a_position(tmp_path: Path, kinds: Kinds) -> None:
    """The schema speaks to people, for kinds from elsewhere as well."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace("layout:", "lay_out:"), encoding="utf-8")
    [finding] = read_org(Tree(tmp_path), kinds).findings
    assert finding.place is not None and str(finding.place) == "pages/demo.yaml:10:1"
    assert "lay_out" in finding.detail and "layout" in finding.fix


def test_its_edges_come_from_the_annotations(tmp_path: Path, kinds: Kinds) -> None:
    """References, criteria and embeds, in the file and beside it, are edges with a relation."""
    org = read(tmp_path, kinds)
    edges = {(edge.relation, edge.target) for edge in Graph.of(org).uses(Address("landing-page/demo"))}
    assert edges == {
        ("owned-by", "team/web"),
        ("shows", "form/demo"),
        ("uses", "list/prospects"),
        ("uses", "field/country"),
        ("embeds", "snippet/logo"),
        ("embeds", "snippet/legal"),
    }


def test_it_is_found_from_what_it_uses(tmp_path: Path, kinds: Kinds) -> None:
    """Where-used and impact reach it."""
    before = read(tmp_path, kinds)
    assets = dict(before.assets)
    logo = Address("snippet/logo")
    assets[logo] = Asset(logo, {"content": "New"})
    after = Org.of(kinds, assets.values())
    [found] = impact(diff(before, after), before, after).values()
    assert "landing-page/demo" in {affected.address for affected in found.affected}


def test_its_entries_are_told_apart_by_their_id(tmp_path: Path, kinds: Kinds) -> None:
    """A block that moves is not a block that changes, and one that changes is named."""
    before = read(tmp_path, kinds)
    after = edited(tmp_path, kinds, ("Save water", "Save more water"))
    [change] = diff(before, after)
    [field] = change.fields
    assert field.path == ("blocks", "head", "content")


def test_formatting_and_order_of_the_unordered_are_no_change(tmp_path: Path, kinds: Kinds) -> None:
    """Writing out a default, or the languages in another order, gives an empty diff."""
    before = read(tmp_path, kinds)
    after = edited(tmp_path, kinds, ("[fr, en, de]", "[en, de, fr]"), ("layout: narrow\n", ""))
    assert diff(before, after) == ()


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("Ask for a demo", "Ask us", "cosmetic"),
        ("Save water", "Save money", "tuning"),
        ("layout: narrow", "layout: wide", "tuning"),
        ("country is FR", "country is DE", "re-evaluates"),
    ],
)
def test_the_effect_of_a_change_comes_from_the_annotations(
    tmp_path: Path, kinds: Kinds, old: str, new: str, effect: str
) -> None:
    """Where the schema says nothing at a place, the place above it counts, up to the kind."""
    before = read(tmp_path, kinds)
    after = edited(tmp_path, kinds, (old, new))
    [found] = impact(diff(before, after), before, after).values()
    assert found.effects[0].name == effect


def test_a_rename_reaches_into_it(tmp_path: Path, kinds: Kinds) -> None:
    """References, criteria and embeds follow what they name."""
    page = read(tmp_path, kinds)["landing-page/demo"]
    names = {"form/demo": "form/trial", "list/prospects": "list/leads", "snippet/logo": "snippet/brand"}
    changed = rewrite(kinds["landing-page"], page.attributes, lambda address: Address(names.get(address, address)))
    assert changed["form"] == "form/trial"
    assert changed["visible_to"][0] == "in list leads"
    assert changed["blocks"][0]["content"].startswith("{{ snippet/brand }}")
    assert changed["html"] == "<h1>{{ snippet/brand }}</h1>"

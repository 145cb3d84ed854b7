"""The graph view: a drawing for every place it may be looked at."""

from __future__ import annotations

import json

import pytest
from tests.graph.orgs import org_of
from tests.report.compared import HOSTILE

from mapconfig.graph import Graph
from mapconfig.graph.drawing import Drawing, draw
from mapconfig.report import graph

ORG = org_of(
    {
        "list/a": {"title": "All"},
        "list/b": {"extends": "list/a", "criteria": ["in list c"]},
        "list/c": {"extends": "list/b"},
        "email/x": {"to": ["list/a", "list/c"]},
    }
)


def drawing(**how: object) -> Drawing:
    return draw(ORG, Graph.of(ORG), list(ORG), **how)  # type: ignore[arg-type]


def test_the_text_says_what_the_picture_shows() -> None:
    """
    Who cannot see the drawing reads it: each asset, what follows from it, the rings and what was left out.
    """
    assert graph.text(drawing(reduce=True)) == (
        "list/a  All\n"
        "    is extended by list/b\n"
        "list/b\n"
        "    is extended by list/c\n"
        "list/c\n"
        "    receives email/x\n"
        "    is used by list/b\n"
        "email/x\n"
        "These lead to each other: list/b, list/c\n"
        "Left out because a longer way says the same: 1\n"
    )


def test_boxes_of_many_are_named_by_what_is_in_them() -> None:
    """
    What was not drawn one by one is counted.
    """
    said = graph.text(drawing(limit=2))

    assert "more of " in said
    assert "more: " in said


def test_the_json_is_versioned() -> None:
    """
    Scripts can tell which form they read.
    """
    found = json.loads(graph.json(drawing()))

    assert found["format"] == "mapconfig.graph/1"
    assert [node["id"] for node in found["nodes"]] == ["list/a", "list/b", "list/c", "email/x"]


def test_markdown_has_the_picture_and_the_words() -> None:
    """
    A forge draws the fence, and everybody else reads what is under it.
    """
    said = graph.markdown(drawing())

    assert said.startswith("```mermaid\nflowchart LR\n")
    assert "<summary>In words</summary>" in said


@pytest.mark.parametrize("style", list(graph.FORMATS))
def test_hostile_titles_stay_inside(style: str) -> None:
    """
    In no format does a title end its label, its fence or its line.
    """
    org = org_of({"list/a": {"title": HOSTILE}})

    said = graph.FORMATS[style](draw(org, Graph.of(org), list(org), focus=list(org)))

    assert all(char.isprintable() or char == "\n" for char in said)
    assert "\n## done" not in said
    if style == "markdown":
        assert said.count("```") == 4

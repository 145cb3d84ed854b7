"""The picture of a journey: what changed is seen, long ones stay readable, and names stay names."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from tests.report.review.documents import HOSTILE, example, filled

from mapconfig.language import speech
from mapconfig.report.review.mermaid import MOST, flowchart

ENGLISH = speech("en")
#: Every line that a chart may have.
LINE = re.compile(
    r"""flowchart\ TD
    |\ \ n\d+(?:\[\[?|\(\[|\{)"[^"`<>&|%;{}\[\]\\]*(?:(?:\#\d+;|<br/>)[^"`<>&|%;{}\[\]\\]*)*"(?:\]\]?|\]\)|\})
        (?::::[a-z]+)?
    |\ \ n\d+\ (?:-->|==>|-\.->)(?:\|"[^"`<>&|%;{}\[\]\\]*(?:\#\d+;[^"`<>&|%;{}\[\]\\]*)*"\|)?\ n\d+
    |\ \ classDef\ [a-z]+\ [a-z0-9:,\#\ -]+""",
    re.VERBOSE,
)


def node(id: str, state: str = "same", what: str = "wait", was: str = "") -> dict[str, Any]:
    return {"id": id, "what": what, "state": state, "label": f"do {id}", "was": was}


def edge(source: str, target: str, state: str = "same", label: str = "") -> dict[str, Any]:
    return {"source": source, "target": target, "state": state, "label": label}


def line(steps: int, changed: int) -> dict[str, Any]:
    """A journey of steps in a row, of which one changes."""
    names = ["(start)", *(f"step-{n}" for n in range(steps)), "(end)"]
    nodes = [node(name, "changed" if name == f"step-{changed}" else "same", was="other") for name in names]
    nodes[0]["what"], nodes[-1]["what"] = "start", "end"
    for each in nodes:
        each["was"] = "other" if each["state"] == "changed" else ""
    return {"nodes": nodes, "edges": [edge(a, b) for a, b in pairwise(names)]}


def test_what_changed_has_a_word_a_colour_and_a_line_of_its_own() -> None:
    """Added, removed and changed steps, and ways that are new or gone."""
    [journey] = [change["journey"] for change in example("everything")["changes"] if change["journey"]]
    chart = flowchart(journey, ENGLISH)

    for words in (":::added", ":::removed", ":::changed", "added", "removed", "Wait 20 days", "Wait 25 days"):
        assert words in chart, words
    assert '==>|"' in chart and '-.->|"' in chart
    assert "classDef changed" in chart


def test_a_long_journey_shows_what_changes_and_counts_the_rest() -> None:
    """A step on either side of what changes; every other stretch is one box."""
    chart = flowchart(line(200, 100), ENGLISH)

    assert "step-99" in chart and "step-100" in chart and "step-101" in chart and "step-97" not in chart
    assert "97 steps as before" in chart
    assert len(re.findall(r"(?m)^  n\d+[\[({]", chart)) <= MOST
    assert ":::more" in chart and "classDef more" in chart


def test_a_journey_that_is_all_new_and_too_long_to_read_is_no_picture() -> None:
    """Then the words say it."""
    journey = line(100, 0)
    for each in journey["nodes"]:
        each["state"] = "added"

    assert flowchart(journey, ENGLISH) == ""


def test_a_journey_that_is_all_new_is_drawn_as_it_is() -> None:
    """That it is new stands above it; it needs not to be said of every step and every way."""
    journey = line(3, 0)
    for each in (*journey["nodes"], *journey["edges"]):
        each |= {"state": "added", "was": ""} if "was" in each else {"state": "added"}

    chart = flowchart(journey, ENGLISH)

    assert chart.count("-->") == 4 and "step-2" in chart
    assert "added" not in chart and "new" not in chart


def test_a_short_journey_is_drawn_whole() -> None:
    """No box stands for a single step."""
    chart = flowchart(line(10, 3), ENGLISH)

    assert "more" not in chart
    assert chart.count("-->") == 11


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_is_taken_for_a_part_of_the_chart(text: str) -> None:
    """Quotes, brackets, arrows, directives and clicks in a step's words are its words."""
    [journey] = [change["journey"] for change in filled(example("everything"), text)["changes"] if change["journey"]]
    for chart in (flowchart(journey, ENGLISH), flowchart(with_labels(journey, text), ENGLISH)):
        for each in chart.splitlines():
            assert LINE.fullmatch(each), each[:300]


def with_labels(journey: dict[str, Any], text: str) -> dict[str, Any]:
    """A journey with its steps told apart, all of them saying `text`."""
    nodes = [{**each, "id": f"{n}{text}"} for n, each in enumerate(journey["nodes"])]
    edges = [edge(one["id"], other["id"], "added", text) for one, other in pairwise(nodes)]
    return {"nodes": nodes, "edges": edges}


def test_an_edge_to_a_step_that_is_not_there_is_left_out() -> None:
    """A saved review may be a stranger's."""
    journey = {"nodes": [node("a"), node("b")], "edges": [edge("a", "c"), edge("d", "b"), edge("a", "b")]}

    assert flowchart(journey, ENGLISH).count("-->") == 1

"""Drawings: what is in them, and that no text in an org can break out of one."""

from __future__ import annotations

import re
from typing import Any

from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.graph.drawing import Drawing, dot, draw, mermaid
from mapconfig.model import Org

ASSETS: dict[str, dict[str, Any]] = {
    "list/customers": {"title": "Customers"},
    "list/customers-fr": {"extends": "list/customers"},
    "journey/onboarding": {
        "owner": "team/sdr",
        "entry": {"lists": ["list/customers", "list/customers-fr"]},
        "suppress": ["list/customers"],
        "steps": [{"id": "one", "send": "email/welcome"}],
    },
    "email/welcome": {},
    "team/sdr": {},
}


def drawn(org: Org, **how: object) -> Drawing:
    return draw(org, Graph.of(org), list(org), **how)  # type: ignore[arg-type]


def test_arrows_point_the_way_a_change_flows_and_layers_follow_them() -> None:
    """
    From the master list on the left to the e-mail on the right; what an arrow means stands on it.
    """
    found = drawn(org_of(ASSETS))

    assert {node.id: node.layer for node in found.nodes} == {
        "list/customers": 0,
        "team/sdr": 0,
        "list/customers-fr": 1,
        "journey/onboarding": 2,
        "email/welcome": 3,
    }
    assert [(line.source, line.label, line.target) for line in found.lines] == [
        ("journey/onboarding", "sends", "email/welcome"),
        ("list/customers", "lets people into, is suppressed by", "journey/onboarding"),
        ("list/customers", "is extended by", "list/customers-fr"),
        ("list/customers-fr", "lets people into", "journey/onboarding"),
    ]
    assert found.rings == ()


def test_arrows_that_a_longer_way_says_can_be_left_out() -> None:
    """
    With `reduce` the direct arrow from the master to the journey goes, and is counted.
    """
    found = drawn(org_of(ASSETS), reduce=True)

    assert ("list/customers", "journey/onboarding") not in {(line.source, line.target) for line in found.lines}
    assert found.shortcuts == 1


def test_filing_is_drawn_when_asked_for() -> None:
    """
    Owners are left out of a drawing of what happens, and are there for who wants them.
    """
    found = drawn(org_of(ASSETS), filing=True)

    assert ("team/sdr", "owns", "journey/onboarding") in {
        (line.source, line.label, line.target) for line in found.lines
    }


def test_assets_that_do_not_fit_become_one_box_a_kind() -> None:
    """
    The nearest to the focus are drawn, the others counted, and arrows to them are kept.
    """
    emails: dict[str, dict[str, Any]] = {f"email/e{n}": {} for n in range(30)}
    steps = [{"id": f"s{n}", "send": f"email/e{n}"} for n in range(30)]
    org = org_of({**emails, "journey/long": {"steps": steps, "entry": {"lists": ["list/a"]}}, "list/a": {}})

    found = drawn(org, limit=4, focus=[Address("list/a")])

    assert [(node.id, node.count, node.mark) for node in found.nodes] == [
        ("list/a", 0, "focus"),
        ("journey/long", 0, ""),
        ("email/e0", 0, ""),
        ("email/e1", 0, ""),
        ("more:email", 28, ""),
    ]
    assert ("journey/long", "more:email") in {(line.source, line.target) for line in found.lines}
    assert "28 more: email" in mermaid(found)
    assert "28 more: email" in dot(found)


def test_without_a_focus_the_best_connected_are_drawn() -> None:
    """
    A first look at an org shows its hubs.
    """
    org = org_of({**{f"list/c{n}": {"extends": "list/hub"} for n in range(9)}, "list/hub": {}, "list/alone": {}})

    found = drawn(org, limit=3)

    assert {node.id for node in found.nodes if not node.count} == {"list/hub", "list/c0", "list/c1"}
    assert [node.count for node in found.nodes if node.count] == [8]


def test_nothing_makes_an_empty_drawing() -> None:
    """
    An empty selection is drawn as nothing, in every format.
    """
    found = draw(org_of({}), Graph.of(org_of({})), [])

    assert found == Drawing((), ())
    assert mermaid(found) == "flowchart LR\n"
    assert dot(found).endswith("}\n")


def test_rings_share_a_layer_and_are_named() -> None:
    """
    Assets that lead to each other are drawn beside each other, and the drawing says so.
    """
    org = org_of(
        {
            "journey/a": {"entry": {"lists": ["list/x"]}, "steps": [{"id": "one", "do": [{"add_to": "list/x"}]}]},
            "list/x": {},
            "list/self": {"criteria": ["in list self"]},
        }
    )

    found = drawn(org)

    assert found.rings == (("journey/a", "list/x"),)
    assert {node.layer for node in found.nodes if node.id in ("journey/a", "list/x")} == {0}
    assert ("list/self", "list/self") in {(line.source, line.target) for line in found.lines}


def test_marks_are_words_as_well_as_colours() -> None:
    """
    New, changed and removed can be told apart on a black and white print.
    """
    org = org_of({"list/a": {}, "list/b": {"extends": "list/a"}, "list/c": {}})
    marks = {Address("list/a"): "create", Address("list/b"): "update", Address("list/gone"): "delete"}

    found = draw(org, Graph.of(org), [*org, Address("list/gone"), Address("list/lost")], marks=marks)

    text = mermaid(found)
    assert "+ new" in text
    assert "~ changed" in text
    assert "- removed" in text
    assert "? missing" in text
    assert ":::create" in text
    assert "classDef create" in text
    assert "style=dashed" in dot(found)


def test_hostile_titles_stay_inside_their_labels() -> None:
    """
    A title cannot close a label, start a directive, add a link or an arrow, or hide behind invisible characters.
    """
    hostile = (
        'x"]; click n0 href "javascript:alert(1)"\n%%{init: {}}%% --> n9 <script> `@org/all` #1; \u202e\x1b[31m \\" \\'
    )
    org = org_of({"list/a": {"title": hostile}, "list/b": {"title": "Übergroß " * 20}})

    chart, graphviz = mermaid(drawn(org)), dot(drawn(org))

    assert len(chart.splitlines()) == 3
    for line in chart.splitlines()[1:]:
        inside = re.fullmatch(r'  n\d+\["([^"]*)"\]', line)
        assert inside is not None
        assert not re.search(r"[<>`@%{}\\\x1b\u202e]", inside[1].replace("<br/>", ""))
    assert "Übergroß" in chart
    labels = [line for line in graphviz.splitlines() if "label=" in line]
    assert len(labels) == 2
    assert all(re.fullmatch(r'  n\d+ \[label="(?:[^"\\]|\\.)*"\];', line) for line in labels)
    assert all(char.isprintable() or char == "\n" for char in graphviz)


def test_the_json_has_all_of_it() -> None:
    """
    Whoever draws elsewhere finds boxes, arrows, rings and what was left out.
    """
    found = drawn(org_of(ASSETS), limit=3).to_json()

    assert set(found) == {"nodes", "lines", "rings", "shortcuts"}
    assert [(node["id"], node["count"]) for node in found["nodes"]] == [
        ("list/customers", 0),
        ("more:team", 1),
        ("list/customers-fr", 0),
        ("journey/onboarding", 0),
        ("more:email", 1),
    ]
    assert found["lines"][0] == {"source": "journey/onboarding", "target": "more:email", "label": "sends"}

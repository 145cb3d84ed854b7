"""The graph of an org: who names whom, in which order, and in which circles."""

from __future__ import annotations

from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.graph import RELATIONS, Edge, Flow, Graph, ordering, relation

LIST_A, LIST_B, LIST_C = (Address(f"list/{name}") for name in "abc")


def edges(*pairs: tuple[str, str, str]) -> list[Edge]:
    return [Edge(Address(source), Address(target), relation) for source, relation, target in pairs]


def graph_of(*pairs: tuple[str, str, str]) -> Graph:
    made = edges(*pairs)
    return Graph({address for edge in made for address in edge[:2]}, made)


def test_addresses_in_settings_of_a_platform_are_edges() -> None:
    """
    An e-mail that a campaign made by hand sends is sent by it, whatever a platform calls it; a text that only looks
    like an address is none, and nor is a number.
    """
    events = [
        {"id": "ask", "name": "List/all", "properties": {"segments": ["list/a", "list/b"]}},
        {"id": "mail", "properties": {"email": "email/hello"}},
        {"id": "tell", "properties": {"useremail": {"email": "email/notice"}, "to": "text/html", "user_id": [4]}},
        {"id": "fill", "properties": {"addToLists": ["list/c"], "removeFromLists": ["list/a"], "addTo": "journey/b"}},
    ]
    held = {"mail": ["list/b"]}
    filters = [{"field": "lead_email_sent", "properties": {"filter": ["email/hello", 7, None]}}]
    org = org_of(
        {
            "journey/a": {"vendor": {"mautic": {"events": events, "held_back": held, "category": "campaign/x"}}},
            "list/c": {"vendor": {"mautic": {"filters": filters}}},
        }
    )

    graph = Graph.of(org)

    assert [(e.target, e.relation) for e in graph.uses(Address("journey/a"))] == [
        ("list/a", "uses"),
        ("list/b", "uses"),
        ("email/hello", "sends"),
        ("email/notice", "sends"),
        ("list/c", "adds-to"),
        ("list/a", "removes-from"),
        ("journey/b", "adds-to"),
        ("list/b", "suppresses"),
        ("campaign/x", "part-of"),
    ]
    path = ("vendor", "mautic", "filters", 0, "properties", "filter", 0)
    assert graph.uses(Address("list/c")) == (Edge(Address("list/c"), Address("email/hello"), "uses", path),)


def test_what_an_asset_decides_without_naming_it_is_an_edge() -> None:
    """
    Points make the score and grade steps the grade, though no line of a scoring model says so.
    """
    org = org_of(
        {
            "scoring/model": {
                "points": [{"id": "opened", "activity": "opened any email", "points": 5}],
                "grade": [{"id": "golf", "when": ["industry is Golf"], "adjust": 1}],
            },
            "scoring/empty": {"points": []},
        }
    )

    graph = Graph.of(org)

    assert [(e.target, e.relation, e.path) for e in graph.uses(Address("scoring/model"))] == [
        ("field/score", "sets", ("points",)),
        ("field/grade", "sets", ("grade",)),
        ("field/industry", "uses", ("grade", 0, "when", 0)),
    ]
    assert graph.uses(Address("scoring/empty")) == ()


def test_every_reference_of_a_file_is_an_edge_with_its_place() -> None:
    """
    Where-used can point at the line: each edge says by which attribute, step or sentence it comes about.
    """
    org = org_of(
        {
            "journey/welcome": {
                "owner": "team/ops",
                "entry": {"lists": ["list/new"]},
                "steps": [{"id": "hello", "send": "email/hello"}, {"id": "who", "if": ["country is FR"]}],
            },
            "email/hello": {"body": "Hi {{ field/first_name }}, {{ snippet/footer }}"},
        }
    )

    graph = Graph.of(org)

    assert graph.uses(Address("journey/welcome")) == (
        Edge(Address("journey/welcome"), Address("team/ops"), "owned-by", ("owner",)),
        Edge(Address("journey/welcome"), Address("list/new"), "enters-from", ("entry", "lists", 0)),
        Edge(Address("journey/welcome"), Address("email/hello"), "sends", ("steps", 0, "send")),
        Edge(Address("journey/welcome"), Address("field/country"), "uses", ("steps", 1, "if", 0)),
    )
    assert {(edge.source, edge.relation) for edge in graph.used_by(Address("snippet/footer"))} == {
        ("email/hello", "embeds")
    }
    assert len(graph) == 2
    assert Address("email/hello") in graph
    assert Address("team/ops") not in graph


def test_references_to_nothing_are_told_as_missing() -> None:
    """
    A name that no file defines is found, and one that is defined is not.
    """
    org = org_of({"list/b": {"extends": "list/a"}, "list/a": {}, "list/c": {"extends": "list/typo"}})

    missing = Graph.of(org).missing()

    assert missing == (Edge(LIST_C, Address("list/typo"), "extends", ("extends",)),)


def test_order_puts_what_is_named_before_what_names_it() -> None:
    """
    A platform can be filled in this order without a reference to something that is not there yet.
    """
    graph = graph_of(
        ("list/b", "extends", "list/a"), ("journey/j", "enters-from", "list/b"), ("journey/j", "sends", "email/e")
    )

    assert graph.order(["journey/j", "list/a", "list/b", "email/e"]) == ["email/e", "list/a", "list/b", "journey/j"]  # type: ignore[list-item]


def test_order_of_a_selection_needs_nothing_else() -> None:
    """
    Only the addresses that were asked for come back, each once.
    """
    graph = graph_of(("list/b", "extends", "list/a"), ("list/c", "extends", "list/b"))

    assert graph.order([LIST_C, LIST_A, LIST_C]) == [LIST_A, LIST_C]


def test_a_ring_is_kept_together_and_filing_gives_way_in_it() -> None:
    """
    A team that contacts a list it owns makes a ring; who owns what is the reference that can wait.
    """
    graph = graph_of(
        ("team/sdr", "contacts", "list/a"), ("list/a", "owned-by", "team/sdr"), ("list/b", "extends", "list/a")
    )

    assert graph.order(graph.nodes) == ["list/a", "team/sdr", "list/b"]


def test_each_ring_is_told_once_by_its_shortest_way() -> None:
    """
    Of several ways round the shortest is named, beginning at the first address; an asset may also name itself.
    """
    graph = graph_of(
        ("journey/b", "adds-to", "list/c"),
        ("list/c", "uses", "list/a"),
        ("list/a", "uses", "journey/b"),
        ("list/a", "uses", "list/c"),
        ("list/d", "extends", "list/d"),
        ("list/e", "extends", "list/a"),
    )

    assert graph.rings() == [(LIST_A, LIST_C), (Address("list/d"),)]


def test_rings_can_be_asked_of_some_relations_only() -> None:
    """
    A ring through ownership is no ring of lists.
    """
    graph = graph_of(("team/sdr", "contacts", "list/a"), ("list/a", "owned-by", "team/sdr"))

    assert graph.rings() == [(LIST_A, Address("team/sdr"))]
    assert graph.rings(relations=("extends", "contacts")) == []


def test_a_ring_too_large_to_search_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Past the budget the best ring so far is named, so that no org can make the search go on for ever.
    """
    monkeypatch.setattr(ordering, "RING_BUDGET", 3)
    circle = [(f"list/x{n:02}", "extends", f"list/x{(n + 1) % 30:02}") for n in range(30)]

    (ring,) = graph_of(*circle).rings()

    assert len(ring) == 30
    assert ring[0] == "list/x00"


def test_a_chain_of_any_length_is_ordered() -> None:
    """
    Ten thousand lists that extend each other are no deeper than two.
    """
    chain = [(f"list/n{n:05}", "extends", f"list/n{n + 1:05}") for n in range(10_000)]
    graph = graph_of(*chain)

    ordered = graph.order(graph.nodes)

    assert ordered == sorted(graph.nodes, reverse=True)
    assert graph.rings() == []


NAMES = st.sampled_from([Address(f"list/{name}") for name in "abcdefgh"])


@given(st.sets(st.tuples(NAMES, NAMES), max_size=24))
@settings(deadline=None, max_examples=150)
def test_order_and_rings_agree_with_networkx(pairs: set[tuple[Address, Address]]) -> None:
    """
    Whatever the references are: a target never comes after a source outside a ring, and each ring is a real, short one.
    """
    made = [Edge(source, target, "extends") for source, target in sorted(pairs)]
    graph = Graph({address for pair in pairs for address in pair}, made)
    reference: Any = networkx.DiGraph(list(pairs))
    home = {
        member: number
        for number, part in enumerate(networkx.strongly_connected_components(reference))
        for member in part
    }

    ordered = graph.order(graph.nodes)
    rings = graph.rings()

    place = {address: index for index, address in enumerate(ordered)}
    assert sorted(ordered) == sorted(graph.nodes)
    assert all(place[target] < place[source] for source, target in pairs if home[source] != home[target])
    assert len({home[ring[0]] for ring in rings}) == len(rings)
    expected = {home[node] for cycle in networkx.simple_cycles(reference) for node in cycle}
    assert {home[ring[0]] for ring in rings} == expected
    for ring in rings:
        assert all(pair in pairs for pair in zip(ring, (*ring[1:], ring[0]), strict=True))
        lengths = [len(c) for c in networkx.simple_cycles(reference) if home[c[0]] == home[ring[0]] and len(c) > 1]
        assert len(ring) == min(lengths, default=1)


def test_a_relation_nobody_declared_flows_to_the_one_that_names() -> None:
    """
    A kind that somebody adds works without a change here: whoever names an asset depends on it.
    """
    found = relation("shown-on")

    assert found.flow is Flow.TO_SOURCE
    assert found.active == "shown on"
    assert "shown-on" not in RELATIONS


def test_every_relation_of_the_schemas_has_words_and_a_flow() -> None:
    """
    No relation of a published schema falls through to the default.
    """
    kinds = org_of({}).kinds
    seen = set()

    def walk(shape: object, done: set[int]) -> None:
        if shape is None or id(shape) in done:
            return
        done.add(id(shape))
        if shape.reference is not None:  # type: ignore[attr-defined]
            seen.add(shape.reference.relation)  # type: ignore[attr-defined]
        for below in (*shape.properties.values(), shape.extra, shape.items):  # type: ignore[attr-defined]
            walk(below, done)

    for kind in kinds.values():
        walk(kind.shape, set())

    assert seen <= set(RELATIONS)
    assert all(relation(name).active and relation(name).passive for name in seen)


def test_edges_come_by_source() -> None:
    """
    All references can be listed, those of one asset together.
    """
    graph = graph_of(("list/b", "extends", "list/a"), ("list/c", "extends", "list/a"))

    assert [edge.source for edge in graph.edges()] == [LIST_B, LIST_C]

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mapconfig.check.rings import rings

GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefx"), max_size=4))


def test_each_ring_is_told_once_from_its_least_name_by_the_shortest_way() -> None:
    """
    Of all ways round a knot people get the shortest.
    """
    graph = {"c": ["a"], "a": ["b"], "b": ["c", "a"], "x": ["x"], "y": ["a", "nowhere"]}

    assert rings(graph) == [("a", "b"), ("x",)]


def test_a_ring_of_ten_thousand_is_found_without_a_deep_stack() -> None:
    """
    Hostile size is no reason to stop.
    """
    size = 10_000
    graph = {f"{i:05}": [f"{(i + 1) % size:05}"] for i in range(size)}

    (ring,) = rings(graph)

    assert len(ring) == size


@given(graph=GRAPHS)
def test_every_ring_is_a_way_and_every_node_on_a_way_back_to_itself_is_in_a_ring_with_one(
    graph: dict[str, list[str]],
) -> None:
    """
    What is reported is true, and nothing that goes round is missed.
    """
    found = rings(graph)

    for ring in found:
        assert all(after in graph[before] for before, after in zip(ring, (*ring[1:], ring[0]), strict=True))
        assert ring[0] == min(component(graph, ring[0]))
    assert {ring[0] for ring in found} == {min(component(graph, node)) for node in graph if component(graph, node)}


def component(graph: dict[str, list[str]], node: str) -> set[str]:
    """The nodes that `node` can reach and come back from, by brute force."""
    return {other for other in graph if node in reached(graph, other) and other in reached(graph, node)}


def reached(graph: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    queue = list(graph[start])
    while queue:
        node = queue.pop()
        if node not in seen:
            seen.add(node)
            queue += graph.get(node, [])
    return seen

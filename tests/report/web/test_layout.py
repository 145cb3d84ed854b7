"""Layout: nothing on top of anything, every line where it belongs, the same picture every time."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.report.web.layers import ranked, without_circles
from mapconfig.report.web.layout import Box, Gaps, Placed, place
from mapconfig.report.web.order import crossings, ordered

_NAMES = [f"n{number}" for number in range(14)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[tuple[str, str]]]:
    """Boxes of all sizes and any links between them, circles and ears among them."""
    names = _NAMES[: draw(st.integers(1, len(_NAMES)))]
    sizes = st.floats(10, 300)
    boxes = [Box(name, draw(sizes), draw(sizes)) for name in names]
    links = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=24))
    return boxes, links


def _apart(placed: Placed, one: Box, other: Box) -> bool:
    (a, b), (c, d) = placed.at[one.id], placed.at[other.id]
    across = a + one.across <= c + 0.01 or c + other.across <= a + 0.01
    along = b + one.along <= d + 0.01 or d + other.along <= b + 0.01
    return across or along


@settings(deadline=None)
@given(graphs())
def test_no_box_is_on_another(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    """
    However boxes are joined, each has its place to itself and is within the drawing.
    """
    boxes, links = graph
    placed = place(boxes, links)

    assert all(_apart(placed, one, other) for one, other in combinations(boxes, 2))
    for box in boxes:
        across, along = placed.at[box.id]
        assert across >= -0.01 and across + box.across <= placed.across + 0.01
        assert along >= -0.01 and along + box.along <= placed.along + 0.01


@settings(deadline=None)
@given(graphs())
def test_lines_begin_and_end_at_their_boxes(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    """
    Each line leaves its source and arrives at its target, on an edge of the box, and is there for each link.
    """
    boxes, links = graph
    placed = place(boxes, links)
    sizes = {box.id: box for box in boxes}

    assert [(line.source, line.target) for line in placed.lines] == links
    for line in placed.lines:
        for name, (across, along) in ((line.source, line.points[0]), (line.target, line.points[-1])):
            left, top = placed.at[name]
            assert left - 0.01 <= across <= left + sizes[name].across + 0.01
            assert top - 0.01 <= along <= top + sizes[name].along + 0.01


@settings(deadline=None)
@given(graphs())
def test_lines_pass_no_box_on_their_way(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    """
    Where a line runs straight through a layer, no box of that layer is in its way.
    """
    boxes, links = graph
    placed = place(boxes, links)
    for line in placed.lines:
        for (across, begin), (there, end) in pairwise(line.points[1:-1]):
            if across != there or line.source == line.target:
                continue
            low, high = min(begin, end), max(begin, end)
            for box in boxes:
                left, top = placed.at[box.id]
                beside = across < left - 0.01 or across > left + box.across + 0.01
                before_or_after = high <= top + 0.01 or low >= top + box.along - 0.01
                assert beside or before_or_after


@settings(deadline=None)
@given(graphs())
def test_the_same_graph_is_drawn_the_same(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    """
    A drawing depends on what is drawn and on nothing else, so reviews can be compared.
    """
    assert place(*graph) == place(*graph)


@settings(deadline=None)
@given(graphs())
def test_every_link_leads_onward(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    """
    Once what closes a circle is turned round, each link leads to a later layer.
    """
    boxes, links = graph
    names = [box.id for box in boxes]
    forward = without_circles(names, links)
    ranks = ranked(names, forward)

    assert set(ranks) == set(names) and min(ranks.values()) >= 0
    assert all(ranks[source] < ranks[target] for source, target in forward if source != target)
    assert all(set(one) == set(other) for one, other in zip(forward, links, strict=True))


def test_order_takes_crossings_away() -> None:
    """
    Two lines that cross for no reason no longer do.
    """
    after = {"a": ["d"], "b": ["c"]}
    before = {"d": ["a"], "c": ["b"]}
    layers = [["a", "b"], ["c", "d"]]

    assert crossings(layers, after) == 1
    assert crossings(ordered(layers, (before, after)), after) == 0
    assert crossings([["a", "b"], ["c", "d"]], {"a": ["c", "d"], "b": ["c", "d"]}) == 1


def test_a_line_of_boxes_stands_in_one_line() -> None:
    """
    What follows one another stands straight below one another, a gap apart.
    """
    placed = place([Box("a", 100, 20), Box("b", 40, 20), Box("c", 60, 20)], [("a", "b"), ("b", "c")], Gaps(10, 30))
    middles = {placed.at[name][0] + size / 2 for name, size in (("a", 100), ("b", 40), ("c", 60))}

    assert len({round(middle, 6) for middle in middles}) == 1
    assert [placed.at[name][1] for name in "abc"] == [0, 50, 100]
    assert (placed.across, placed.along) == (100, 120)


def test_a_way_back_is_known_as_one() -> None:
    """
    A loop is drawn against the way of reading, from the later step up to the earlier one.
    """
    placed = place([Box("a", 50, 20), Box("b", 50, 20)], [("a", "b"), ("b", "a"), ("b", "b")])

    assert [line.back for line in placed.lines] == [False, True, True]
    assert placed.lines[1].points[0][1] > placed.lines[1].points[-1][1]


def test_nothing_takes_no_room() -> None:
    """
    A drawing of nothing is empty.
    """
    assert place([], []) == Placed(0, 0, {}, ())

"""The canvas of a campaign: the same tree always drawn the same, so that a person can read it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mapconfig.backends.mautic.canvas import ROW, Place, canvas


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    """Trees of up to thirty events, with one or several beginnings."""
    count = draw(st.integers(1, 30))
    places = [Place("0", None, None)]
    for number in range(1, count):
        parent = draw(st.none() | st.integers(0, number - 1))
        path = draw(st.sampled_from([None, "yes", "no"])) if parent is not None else None
        places.append(Place(str(number), None if parent is None else str(parent), path))
    return places


@given(trees(), st.sampled_from([["lists"], ["forms"], ["lists", "forms"]]))
def test_nothing_lies_on_top_of_another(places: list[Place], sources: list[str]) -> None:
    """Every event has a place of its own, one row below the one that it follows, and one connection from it."""
    drawn = canvas(places, sources)

    at = {node["id"]: (int(node["positionX"]), int(node["positionY"])) for node in drawn["nodes"]}
    assert len(set(at.values())) == len(at) == len(places) + len(sources)
    assert all(x >= 0 and y >= 0 for x, y in at.values())
    for place in places:
        rows = [row for row in drawn["connections"] if row["targetId"] == place.id]
        if place.parent is None:
            assert [(row["sourceId"], row["anchors"]["source"]) for row in rows] == [
                (name, "leadsource") for name in sources
            ]
        else:
            assert [(row["sourceId"], row["anchors"]["source"]) for row in rows] == [
                (place.parent, place.path or "bottom")
            ]
            assert at[place.id][1] == at[place.parent][1] + ROW


@given(trees())
def test_the_same_tree_is_drawn_the_same(places: list[Place]) -> None:
    """Whoever looks twice sees the same, and a difference on the canvas is a difference of the campaign."""
    assert canvas(places, ["lists"]) == canvas(list(places), ["lists"])


def test_yes_is_left_of_no() -> None:
    """As people draw it."""
    drawn = canvas([Place("a", None, None), Place("n", "a", "no"), Place("y", "a", "yes")], ["lists"])

    at = {node["id"]: int(node["positionX"]) for node in drawn["nodes"]}
    assert at["y"] < at["a"] == at["lists"] < at["n"]

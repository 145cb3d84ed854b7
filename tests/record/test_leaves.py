"""What names the pieces of an asset keep."""

from __future__ import annotations

from mapconfig.diff import ABSENT
from mapconfig.finding import Path
from mapconfig.model import Shape
from mapconfig.record.leaves import ORDER, found_in, leaves_of, shape_of_path, value_at

VALUE = {
    "title": "x",
    "nothing": [],
    "empty": {},
    "plain": [1, 1, {"a": 1, "b": 2}, {"one": [1]}, None],
}


def test_what_no_schema_describes_has_leaves_by_what_it_says() -> None:
    """
    Numbers, mappings and repeated items have a name each, and empty values are leaves.
    """
    assert leaves_of(None, VALUE) == {
        ("title",): "x",
        ("nothing",): [],
        ("empty",): {},
        ("plain", "1"): 1,
        ("plain", "1 #2"): 1,
        ("plain", '{"a": 1, "b": 2}'): {"a": 1, "b": 2},
        ("plain", '{"one": [1]}'): {"one": [1]},
        ("plain", "null"): None,
        ("plain", ORDER): ["1", "1 #2", '{"a": 1, "b": 2}', '{"one": [1]}', "null"],
    }


def test_a_value_is_found_by_the_name_of_its_leaf() -> None:
    """
    And nothing is found where there is nothing.
    """
    shape = Shape()

    assert value_at(shape, VALUE, ("plain", "1 #2")) == 1
    assert value_at(shape, VALUE, ("plain", "2")) is ABSENT
    assert value_at(shape, VALUE, ("title", "deeper")) is ABSENT
    assert value_at(shape, VALUE, ()) == VALUE
    assert shape_of_path(shape, ("a", "b")) is None


def test_a_leaf_is_found_by_its_end_the_shortest_first() -> None:
    """
    A sentence needs no group, unless it stands in several.
    """
    leaves: dict[Path, int] = {("a", "b", "x"): 1, ("a", "x"): 2}

    assert found_in(leaves, ("x",)) == ("a", "x")
    assert found_in(leaves, ("b", "x")) == ("a", "b", "x")
    assert found_in(leaves, ("y",)) is None
    assert found_in(leaves, ()) is None

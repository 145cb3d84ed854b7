from __future__ import annotations

from tests.check.made import made_view

from mapconfig.check.steps import END, flow


def test_steps_fall_through_unless_they_say_where_to_go() -> None:
    """
    The order in the file is the way of a person, until a step leads elsewhere.
    """
    steps = [
        {"id": "a", "send": "email/a"},
        {"id": "b", "if": ["score > 1"], "then": "d"},
        {"id": "c", "wait": "1 day", "next": "gone"},
        {"id": "d", "did": "opened any email", "within": "2 days", "else": END},
    ]
    view = made_view({"journey/j": {"steps": steps}})
    journey = view.get("journey/j")
    assert journey is not None

    way = flow(journey, view)

    assert {id_: dict(step.exits) for id_, step in way.steps.items()} == {
        "a": {"next": "b"},
        "b": {"then": "d", "else": "c"},
        "c": {},
        "d": {"then": END, "else": END},
    }
    assert way.dangling == ((2, "next", "gone"),)
    assert [step.id for step in way.steps.values() if step.waits] == ["c", "d"]
    assert way.reached() == {"a", "b", "c", "d"}


def test_a_journey_without_steps_has_no_way() -> None:
    """
    What is no step is left to the schema.
    """
    view = made_view({"journey/a": {}, "journey/b": {"steps": ["x", {"id": 5, "wait": "1 day"}, {"id": "q"}]}})
    for name in ("journey/a", "journey/b"):
        journey = view.get(name)
        assert journey is not None

        way = flow(journey, view)

        assert (way.first, way.reached(), way.dangling) == (None, set(), ())

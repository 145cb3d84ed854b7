"""Actions of files and of Mautic."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.backends.mautic.kinds.campaigns import actions, paper

from mapconfig.backends.mautic.kinds.actions import actions_of, acts_of
from mapconfig.backends.mautic.terms import Unheld


@given(actions)
def test_what_is_done_is_read_again_in_its_order(wanted: list[dict[str, Any]]) -> None:
    """A run of actions that fits into one thing of Mautic becomes one, and comes out as it went in."""
    book = paper()

    acts = acts_of(wanted, book)

    assert [each for act in acts for each in actions_of(act.type, act.properties, book) or ()] == wanted


def test_several_changes_are_one_where_the_order_is_the_same() -> None:
    """Mautic adds before it removes, and sets each field once."""
    book = paper()
    tags = acts_of([{"tag": "a"}, {"tag": "b"}, {"untag": "c"}, {"tag": "d"}, {"tag": "d"}], book)
    fields = [{"set": {"field": "field/job_title", "value": text}} for text in ("a", "b")]

    assert [act.properties["add_tags"] for act in tags] == [["a", "b"], ["d"], ["d"]]
    assert len(acts_of(fields, book)) == 2
    assert len(acts_of([{"score": 1}, {"score": 1}], book)) == 2


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("lead.changetags", {"add_tags": 5}),
        ("lead.changelist", {"addToLists": [[1]]}),
        ("lead.changepoints", {"points": "many"}),
        ("lead.changepoints", {"points": 5, "group": 1}),
        ("email.send", {}),
        ("lead.updatelead", {"nonsense": "x"}),
        ("lead.updatelead", {"industry": ["a", "b"]}),
        ("lead.updatelead", {"subscribed": "maybe"}),
        ("lead.updatelead", {"industry": ""}),
        ("lead.adddnc", {}),
    ],
)
def test_what_no_action_says_is_none(type_: str, properties: Any) -> None:
    """It is not said as something else."""
    assert not actions_of(type_, properties, paper())


def test_the_empty_fields_of_mautics_editor_say_nothing() -> None:
    """It writes down every field there is."""
    said: dict[str, Any] = {"industry": "Golf", "position": "", "country": None, "budget": []}

    assert actions_of("lead.updatelead", said, paper()) == [{"set": {"field": "field/industry", "value": "Golf"}}]
    assert actions_of("lead.changetags", {"add_tags": {"0": "a"}, "remove_tags": ""}, paper()) == [{"tag": "a"}]
    assert actions_of("lead.changetags", None, paper()) == []


def test_an_unknown_action_is_refused() -> None:
    """A word that came later than this adapter is not passed over."""
    with pytest.raises(Unheld, match="nothing that does"):
        acts_of([{"whistle": "loud"}], paper())

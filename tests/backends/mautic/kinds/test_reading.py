"""Events of a campaign as steps: what mapconfig wrote, and what people made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from tests.backends.mautic.kinds.campaigns import as_read, journeys, paper, suppressions

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.branches import Opaque
from mapconfig.backends.mautic.kinds.events import Draft, Event, events_of
from mapconfig.backends.mautic.kinds.flow import Unclear, flow_of, steps_of
from mapconfig.backends.mautic.kinds.holding import Holds
from mapconfig.backends.mautic.kinds.reading import read
from mapconfig.backends.mautic.kinds.steps import settled
from mapconfig.backends.mautic.kinds.writing import drafts_of


def drafted(steps: list[dict[str, Any]], holds: Holds, book: Book) -> list[Draft] | None:
    """The events for steps; None where Mautic cannot hold them."""
    try:
        return drafts_of(flow_of(steps), holds, book)
    except (Unheld, Unclear):
        return None


@given(journeys(), suppressions, st.integers(1, 50))
def test_steps_are_read_back_as_they_were_written(
    steps: list[dict[str, Any]], holds: dict[str, list[str]], first: int
) -> None:
    """What Mautic has after a write is what was meant: every step, way, wait and suppression, in one order."""
    book = paper()
    drafts = drafted(steps, holds, book)
    assume(drafts is not None)
    assert drafts is not None
    event(f"{len(drafts)} events")

    found = read(events_of(as_read(drafts, first)), book)

    sends = [row["id"] for row in settled(steps, book) if "send" in row]
    assert steps_of(found.flow) == settled(steps, book)
    assert found.holds == {step: holds[step] for step in sends if holds[step]}
    assert settled(settled(steps, book), book) == settled(steps, book)
    assert {mark: number - first for mark, number in found.marks.items()} == {
        draft.mark: place for place, draft in enumerate(drafts)
    }


def tree(*events: dict[str, Any]) -> list[Event]:
    """Events as Mautic gives them."""
    found = [
        {"name": f"E{event['id']}", "type": "lead.changepoints", "eventType": "action", "properties": {"points": 1}}
        | {name: value for name, value in event.items() if name != "parent"}
        | {"parent": {"id": event["parent"]} if event.get("parent") else None}
        for event in events
    ]
    return events_of({"events": found})


DAYS: dict[str, Any] = {"triggerMode": "interval", "triggerInterval": 2, "triggerIntervalUnit": "d"}
NOTHING: dict[str, Any] = {"type": "lead.changetags", "properties": {"add_tags": [], "remove_tags": []}}
DECIDES: dict[str, Any] = {"type": "form.submit", "eventType": "decision", "properties": {"forms": []}}
ASKS: dict[str, Any] = {"type": "lead.segments", "eventType": "condition", "properties": {"segments": [1]}}


def jump(target: int) -> dict[str, Any]:
    return {"type": "campaign.jump_to_event", "properties": {"jumpToEvent": target}}


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([{"id": 1, "parent": 9}], "not there"),
        ([{"id": 1}, {"id": 2, "parent": 1, "decisionPath": "yes"}], "branch that it has not"),
        ([{"id": 1, **ASKS}, {"id": 2, "parent": 1}], "branch that it has not"),
        ([{"id": 1, "decisionPath": "yes"}], "branch of nothing"),
        ([{"id": 1, "triggerMode": "date"}], "date, an hour"),
        ([{"id": 1, **DAYS, "triggerRestrictedDaysOfWeek": [1]}], "day of the week"),
        ([{"id": 1, **DAYS, "triggerIntervalUnit": "q"}], "date, an hour"),
        ([{"id": 1, **jump(7)}], "jumps to an event that is not there"),
        ([{"id": 1}, {"id": 2, "parent": 1, **DAYS}, {"id": 3, "parent": 2, **jump(2)}], "versions of Mautic"),
        ([{"id": 1, **NOTHING}, {"id": 2, "parent": 1, **jump(1)}], "circle"),
        ([{"id": 1, **DECIDES}, {"id": 2, "parent": 1, "decisionPath": "no"}], "how long it waits"),
        ([{"id": 1, **DAYS}, {"id": 2, **DAYS}], "side by side"),
        ([{"id": 1, **ASKS, "properties": {"segments": []}}], "no criteria"),
        ([{"id": 1, **DECIDES, "type": "asset.download"}], "no activity"),
        ([{"id": 1, "eventType": "strange"}], "no activity"),
    ],
)
def test_what_is_no_way_of_steps_is_said_to_be_none(events: list[dict[str, Any]], says: str) -> None:
    """It stays as it is, with the name of the event that is the reason."""
    with pytest.raises(Opaque, match=says):
        read(tree(*events), paper())


def steps(*events: dict[str, Any]) -> list[dict[str, Any]]:
    return steps_of(read(tree(*events), paper()).flow)


def test_what_happens_at_once_side_by_side_happens_one_after_the_other() -> None:
    """Several actions below one event are a sequence, as long as only the last of them leads on or waits."""
    assert steps({"id": 1}, {"id": 2, "parent": 1}, {"id": 3, "parent": 1, **DAYS}, {"id": 4, "parent": 1}) == [
        {"id": "e1", "do": [{"score": 1}]},
        {"id": "e2", "do": [{"score": 1}]},
        {"id": "e4", "do": [{"score": 1}]},
        {"id": "e3-wait", "wait": "2 days"},
        {"id": "e3", "do": [{"score": 1}]},
    ]


def test_an_action_that_does_nothing_is_a_wait_or_nothing() -> None:
    """It is passed over, or it is what it waits."""
    assert steps(
        {"id": 1, **NOTHING}, {"id": 2, "parent": 1, **NOTHING, **DAYS}, {"id": 3, "parent": 2, **NOTHING}
    ) == [{"id": "e2", "wait": "2 days"}]


def test_what_only_ends_the_listening_is_no_step() -> None:
    """How long a decision listens is said by what follows when nothing was done, and be it nothing."""
    listens = [{"id": 1, **DECIDES}, {"id": 2, "parent": 1, "decisionPath": "yes"}]

    assert steps(*listens) == [
        {"id": "e1", "did": "submitted any form", "then": "e2"},
        {"id": "e2", "do": [{"score": 1}]},
    ]
    assert steps(*listens, {"id": 3, "parent": 1, "decisionPath": "no", **NOTHING, **DAYS})[0] == {
        "id": "e1",
        "did": "submitted any form",
        "within": "2 days",
        "then": "e2",
        "else": "end",
    }
    assert steps(*listens, {"id": 3, "parent": 1, "decisionPath": "no", **DAYS, **jump(2)})[0]["else"] == "e2"


def test_ways_that_meet_are_one_step() -> None:
    """A jump is the way to where it jumps, with the wait of its own."""
    found = steps(
        {"id": 1, **ASKS},
        {"id": 2, "parent": 1, "decisionPath": "yes"},
        {"id": 3, "parent": 1, "decisionPath": "no", **DAYS, **jump(2)},
    )

    assert found == [
        {"id": "e1", "if": ["in list gone-1"], "then": "e2", "else": "e2-wait"},
        {"id": "e2-wait", "wait": "2 days"},
        {"id": "e2", "do": [{"score": 1}]},
    ]


def test_names_become_ids_that_are_told_apart() -> None:
    """Two of one name, one that says nothing, and one that is called like the end."""
    names = [{"id": 1, "name": "End"}, {"id": 2, "name": "☂", "parent": 1}, {"id": 3, "name": "end", "parent": 2}]

    assert [row["id"] for row in steps(*names)] == ["end-2", "lead-changepoints", "end-3"]


def test_the_same_mark_twice_is_two_steps() -> None:
    """Somebody copied an event in Mautic: the first keeps the id."""
    twice = [{"id": 1, "description": "(mapconfig: a)"}, {"id": 2, "parent": 1, "description": "(mapconfig: a)"}]

    found = read(tree(*twice), paper())

    assert [row["id"] for row in steps_of(found.flow)] == ["a", "a-2"]
    assert found.marks == {"a": 1}


def test_two_waits_of_one_name_are_told_apart() -> None:
    """When somebody changes one of two waits that were one step, they are two."""
    after = "(mapconfig: {} after pause)"
    found = steps(
        {"id": 1, **ASKS, "description": "(mapconfig: ask)"},
        {"id": 2, "parent": 1, "decisionPath": "yes", "description": after.format("b"), **DAYS},
        {"id": 3, "parent": 1, "decisionPath": "no", "description": after.format("c"), **DAYS, "triggerInterval": 3},
    )

    assert [(row["id"], row["wait"]) for row in found if "wait" in row] == [("pause", "2 days"), ("pause-2", "3 days")]


def helped(book: Book, **changes: dict[str, Any]) -> list[Event]:
    """Two e-mails that are held back from a list, with changes to events by their marks."""
    way = [{"id": "a", "send": "email/one"}, {"id": "b", "send": "email/two"}]
    raw = as_read(drafts_of(flow_of(way), {"a": ["list/fatigued"], "b": ["list/fatigued"]}, book))
    for each in raw["events"]:
        mark = each["description"].removeprefix("(mapconfig: ").removesuffix(")").replace("/", "_")
        each |= changes.get(mark, {})
    return events_of(raw)


@pytest.mark.parametrize(
    "changes",
    [
        {"b_held": {"properties": {"segments": [1, 99]}}},
        {"b_held": {"properties": {"segments": "x"}}},
        {"b_held": {"type": "lead.tags", "properties": {"tags": ["x"]}}},
        {"a_skip": {"properties": {"jumpToEvent": 2}}},
        {"b": {"decisionPath": "yes"}},
    ],
    ids=["another list", "no list", "another question", "another way", "the other answer"],
)
def test_a_question_that_was_changed_is_a_question(changes: dict[str, dict[str, Any]]) -> None:
    """Unless writing the steps again would give just these events, no e-mail is said to be held back."""
    book = paper()
    try:
        found = read(helped(book, **changes), book)
    except Opaque:
        return
    assert not found.holds
    assert "a-held" in found.flow.spots


def test_unchanged_it_is_a_suppression() -> None:
    """The way back from the test above."""
    book = paper()
    found = read(helped(book), book)

    assert found.holds == {"a": ["list/fatigued"], "b": ["list/fatigued"]}
    assert list(found.flow.spots) == ["a", "b"]

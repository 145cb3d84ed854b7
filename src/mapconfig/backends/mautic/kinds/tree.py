"""Events and canvas of a campaign in the form in which they are sent.

The structure of a campaign is only ever replaced as a whole (recording campaigns-edit): an event that is sent with its
id stays the event in which people are on their way, one with an id that begins with ``new`` is made, and one that is
not sent is removed. So an event keeps its id as long as its step has its id and is of the same type.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.backend import Unclear
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.canvas import Place, canvas
from mapconfig.backends.mautic.kinds.actions import SEND, actions_of, whole
from mapconfig.backends.mautic.kinds.events import JUMP, Draft, Event, description, events_of
from mapconfig.backends.mautic.kinds.writing import DECISION
from mapconfig.backends.mautic.types import CAMPAIGN
from mapconfig.language import say

#: What an event keeps of its timing that no step of ours says.
_TIMING = ("triggerHour", "triggerRestrictedStartHour", "triggerRestrictedStopHour", "triggerRestrictedDaysOfWeek")


def structure(
    drafts: Sequence[Draft], there: Mapping[str, Event], sources: Mapping[str, Sequence[int]], book: Book
) -> dict[str, Any]:
    """Events, sources and canvas for `drafts`; `there` has the events that the campaign has by their marks."""
    kept = {draft.mark: there[draft.mark] for draft in drafts if _stays(draft, there.get(draft.mark))}
    # Mautic finds the target of a jump by its temporary id, and remembers those of all writes before.
    ids: dict[str, int | str] = {
        draft.mark: kept[draft.mark].id if draft.mark in kept else f"new{secrets.token_hex(16)}" for draft in drafts
    }
    depth: dict[str | None, int] = {None: 0}
    events = []
    for draft in drafts:
        depth[draft.mark] = depth[draft.parent] + 1
        events.append(_event(draft, kept.get(draft.mark), ids, depth[draft.mark], book))
    places = [
        Place(str(ids[draft.mark]), None if draft.parent is None else str(ids[draft.parent]), draft.path)
        for draft in drafts
    ]
    named = {name: list(numbers) for name, numbers in sources.items()}
    return {
        "events": events,
        # Plain numbers would be accepted, and dropped (recording campaigns).
        **{name: [{"id": number} for number in numbers] for name, numbers in named.items()},
        "canvasSettings": canvas(places, [name for name, numbers in named.items() if numbers]),
    }


def _stays(draft: Draft, event: Event | None) -> bool:
    return event is not None and (event.type, event.event_type) == (draft.type, draft.event_type)


def _event(draft: Draft, event: Event | None, ids: Mapping[str, int | str], order: int, book: Book) -> dict[str, Any]:
    properties = dict(draft.properties)
    if draft.jump is not None:
        properties["jumpToEvent"] = ids[draft.jump]
    said: dict[str, Any] = {"id": ids[draft.mark], "name": draft.name, "description": description(draft)}
    said |= {"type": draft.type, "eventType": draft.event_type, "order": order}
    if event is not None:
        said |= {name: event.raw[name] for name in _TIMING if event.raw.get(name)}
        said["name"] = event.name
        properties = _properties(draft, event, properties, book)
        if draft.type == SEND:
            said |= {"channel": "email", "channelId": properties["email"]}  # or reports count for the e-mail before
    said["properties"] = properties
    if draft.event_type != DECISION:
        said["triggerMode"] = "immediate" if draft.wait is None else "interval"
        said["triggerInterval"] = 0 if draft.wait is None else draft.wait.amount
        said["triggerIntervalUnit"] = None if draft.wait is None else draft.wait.unit
    return said


def _properties(draft: Draft, event: Event, wanted: dict[str, Any], book: Book) -> dict[str, Any]:
    """Properties with what they had beside ours, where it is still the same or belongs to the same."""
    before = dict(event.properties)
    if draft.type == SEND:
        return {**wanted, **before, "email": wanted["email"], "email_type": wanted["email_type"]}
    if draft.type != JUMP and actions_of(draft.type, before, book) == actions_of(draft.type, wanted, book) is not None:
        return before
    return wanted


def check_written(api: Api, raw: Mapping[str, Any], body: Mapping[str, Any], drafts: Sequence[Draft]) -> None:
    """See that the events are there, and that every jump goes where it is to go: Mautic puts the ids that it gave out
    only now into jumps in some versions. Raises Unclear where an event is not there, or not known by its mark."""
    number = str(raw["id"])
    events = {event.mark: event for event in events_of(raw)}
    lost = [draft.mark for draft in drafts if draft.mark not in events]
    if lost:
        raise Unclear(
            say("Campaign {number} was written, and its answer has no event for {lost}.", number=number, lost=lost[0])
        )
    jumps = {draft.mark: events[draft.jump].id for draft in drafts if draft.jump is not None}
    if not jumps:
        return
    now = {event.mark: event for event in events_of(api.one(CAMPAIGN, number) or {})}
    if any(mark not in now or whole(now[mark].properties.get("jumpToEvent")) != id_ for mark, id_ in jumps.items()):
        ids = {str(said["id"]): str(events[draft.mark].id) for said, draft in zip(body["events"], drafts, strict=True)}
        api.put(CAMPAIGN, number, renamed(body, ids))


def renamed(body: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """`body` with other ids for events."""

    def real(said: Any) -> Any:
        return ids.get(str(said), said)

    events = [
        {
            **event,
            "id": int(real(event["id"])),
            "properties": {
                name: int(real(value)) if name == "jumpToEvent" else value
                for name, value in event["properties"].items()
            },
        }
        for event in body["events"]
    ]
    drawn = body["canvasSettings"]
    nodes = [{**node, "id": real(node["id"])} for node in drawn["nodes"]]
    connections = [
        {**row, "sourceId": real(row["sourceId"]), "targetId": real(row["targetId"])} for row in drawn["connections"]
    ]
    return {**body, "events": events, "canvasSettings": {"nodes": nodes, "connections": connections}}

"""Events of campaigns as values: what is to be written, and what was read.

Steps of a file and events of a campaign are not one to one, so some events only help: they hold back an e-mail, let a
wait begin, end the listening, or jump to a step that stands elsewhere in the tree. Which step an event is, and in which
of these parts, is said in its description, which Mautic keeps and shows nowhere: "(mapconfig: hello/skip after pause)".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mapconfig.backends.mautic.kinds.actions import TAGS
from mapconfig.backends.mautic.kinds.lengths import Length, of_event

JUMP = "campaign.jump_to_event"

#: Parts of a step beside the step itself. `HELD` asks whether an e-mail is held back, `SKIP` goes on without it, `JOIN`
#: and `LISTEN` are where several ways meet in front of a wait or a listening step, `OVER` ends the listening.
HELD, SKIP, JOIN, LISTEN, OVER = "held", "skip", "join", "listen", "over"

#: An action that changes no tags does nothing; it stands where something has to be and nothing is to happen.
NOTHING: Mapping[str, Any] = {"add_tags": [], "remove_tags": []}

_STEP = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_MARK = re.compile(rf"\(mapconfig: ({_STEP}(?:/[a-z0-9]+)?)(?: after ({_STEP}))?\)")


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be. `mark` is its step, or step and part (``hello/skip``), once in a campaign; `parent` is the mark
    of the event it follows, `path` its branch (``yes``, ``no`` or None). `wait` is how long after that it comes,
    `via` the step that this wait is. `jump` is the mark of the event to jump to."""

    mark: str
    name: str
    type: str
    event_type: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None
    path: str | None = None
    wait: Length | None = None
    via: str = ""
    jump: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as Mautic has it. `immediate` is false where it waits for something that no length says: a date, an hour
    of the day, a day of the week."""

    id: int
    name: str
    type: str
    event_type: str
    properties: Mapping[str, Any]
    parent: int | None
    path: str | None
    wait: Length | None
    plain: bool
    mark: str = ""
    via: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def step(self) -> str:
        return self.mark.partition("/")[0]

    @property
    def part(self) -> str:
        return self.mark.partition("/")[2]

    @property
    def does_nothing(self) -> bool:
        """Whether it is one that stands there for its place or its wait only."""
        said = self.properties
        return self.type == TAGS and not said.get("add_tags") and not said.get("remove_tags")


def description(draft: Draft) -> str:
    """What is written into the description of an event."""
    return f"(mapconfig: {draft.mark} after {draft.via})" if draft.via else f"(mapconfig: {draft.mark})"


def events_of(raw: Mapping[str, Any]) -> list[Event]:
    """The events of a campaign, by id. Each answer nests parents and children; the ids of the parents are enough."""
    found = []
    for said in _several(raw.get("events")):
        parent = said.get("parent")
        mark = _MARK.search(str(said.get("description") or ""))
        properties = said.get("properties")
        mode = said.get("triggerMode") or "immediate"
        wait = of_event(said.get("triggerInterval"), said.get("triggerIntervalUnit")) if mode == "interval" else None
        at = [said.get(name) for name in _CLOCK]
        found.append(
            Event(
                int(said["id"]),
                str(said.get("name") or ""),
                str(said.get("type") or ""),
                str(said.get("eventType") or ""),
                properties if isinstance(properties, Mapping) else {},
                int(parent["id"]) if isinstance(parent, Mapping) and parent.get("id") is not None else None,
                said.get("decisionPath") if said.get("decisionPath") in ("yes", "no") else None,
                wait,
                mode in ("immediate", "interval") and not any(at) and (mode == "immediate" or _timed(said, wait)),
                mark[1] if mark else "",
                (mark[2] or "") if mark else "",
                said,
            )
        )
    return sorted(found, key=lambda event: event.id)


#: When an event may happen beyond how long after the one before: no step of ours says that.
_CLOCK = ("triggerDate", "triggerHour", "triggerRestrictedStartHour", "triggerRestrictedStopHour")


def _timed(said: Mapping[str, Any], wait: Length | None) -> bool:
    """Whether a wait of so long is understood; none at all is, too."""
    days = said.get("triggerRestrictedDaysOfWeek")
    return (wait is not None or not said.get("triggerInterval")) and not days


def _several(said: Any) -> Sequence[Mapping[str, Any]]:
    things = list(said.values()) if isinstance(said, Mapping) else said if isinstance(said, list) else []
    return [each for each in things if isinstance(each, Mapping)]


def whole_of(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events of a campaign as they are, without what is empty and what Mautic counts itself."""
    found = []
    for event in events_of(raw):
        said = {name: event.raw.get(name) for name in _OWN}
        said |= {name: _hour(event.raw.get(name)) for name in _CLOCK[1:]}
        said |= {"parent": event.parent, "properties": dict(event.properties)}
        found.append({name: value for name, value in said.items() if value not in (None, "", [], {}, 0)})
    return found


_OWN = (
    *("id", "name", "description", "type", "eventType", "decisionPath"),
    *("triggerMode", "triggerInterval", "triggerIntervalUnit", "triggerDate", "triggerRestrictedDaysOfWeek"),
)


def _hour(said: Any) -> Any:
    """The time of a moment: the day before it is 1970 or the one on which it was written (recording campaigns)."""
    return said.partition("T")[2][:5] if isinstance(said, str) and "T" in said else said


def said_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings for Mautic as they stand in a file. That there are no events at all is said, too: a campaign without
    events is no campaign of which nothing is known."""
    return {
        name: value
        for name, value in settings.items()
        if value is not None and (name == "events" or value not in ({}, []))
    }

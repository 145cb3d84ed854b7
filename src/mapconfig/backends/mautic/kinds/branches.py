"""The events of a campaign as the tree that they are, and what their steps would be called; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from mapconfig.backends.mautic.kinds.events import JUMP, Event
from mapconfig.backends.mautic.kinds.flow import END
from mapconfig.backends.mautic.kinds.writing import ACTION, CONDITION, DECISION
from mapconfig.backends.mautic.markers import slug

#: An event, or None for the beginning, and a branch of it.
Place = tuple[int | None, str | None]


class Opaque(Exception):
    """The events are no steps; the message says which event is why."""


class Branches:
    """Events by what they follow. `after` has those that come next although Mautic has them side by side. Raises
    Opaque for events that are no tree, or whose time no step says."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.by_id = {event.id: event for event in events}
        self.below: dict[Place, list[Event]] = {}
        self.after: dict[int, Event] = {}
        for event in events:
            if event.parent is not None and event.parent not in self.by_id:
                raise Opaque(f"{event.name!r} follows an event that is not there")
            self.below.setdefault((event.parent, event.path), []).append(event)
        for event in events:
            self._check(event)

    def _check(self, event: Event) -> None:
        if event.parent is None and event.path:
            raise Opaque(f"{event.name!r} is on a branch of nothing")
        if not event.plain:
            raise Opaque(f"{event.name!r} waits for a date, an hour or a day of the week")
        forks = event.event_type in (CONDITION, DECISION)
        for path in ("yes", "no") if not forks else (None,):
            if self.below.get((event.id, path)):
                raise Opaque(f"what follows {event.name!r} is on a branch that it has not")

    def first(self, place: Place) -> Event | None:
        """The event at a place. Of several, those that only do something at once come one after the other, which is
        the same as all at once; there may be one more."""
        here = self.below.get(place, [])
        if len(here) < 2:
            return here[0] if here else None
        at_once = [event for event in here if self._ends(event) and event.wait is None and event.type != JUMP]
        rest = [event for event in here if event not in at_once]
        if len(rest) > 1:
            named = " and ".join(repr(event.name) for event in rest)
            raise Opaque(f"{named} begin at the same place, side by side")
        order = at_once + rest
        for one, other in pairwise(order):
            self.after[one.id] = other
        return order[0]

    def _ends(self, event: Event) -> bool:
        return event.event_type == ACTION and not self.below.get((event.id, None))


def names_of(events: Sequence[Event]) -> dict[int, str]:
    """The id of the step that each event would be: of its mark, else of its name."""
    own = {event.id: event.mark for event in reversed(events) if event.mark and not event.part}
    own = {number: mark for mark, number in {mark: number for number, mark in own.items()}.items()}
    used = {END, *own.values(), *(event.via for event in events)}
    found = dict(own)
    for event in events:
        if event.id not in own:
            plain = event.mark.replace("/", "-") or slug(event.name) or slug(event.type) or "step"
            found[event.id] = free(plain, used)
            used.add(found[event.id])
    return found


def free(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found

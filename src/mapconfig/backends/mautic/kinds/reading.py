"""Events of a campaign as a journey's steps; pure.

What mapconfig wrote says in its descriptions which events only help, and they are not shown; but only where writing the
steps that come out gives just these events again. Otherwise, as for what was made by hand, every event is read for what
it does: somebody who took away the question that holds an e-mail back must not find it still held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import events as part
from mapconfig.backends.mautic.kinds.actions import SEND, actions_of, passes_opt_out, unsaid, whole
from mapconfig.backends.mautic.kinds.branches import Branches, Opaque, free, names_of
from mapconfig.backends.mautic.kinds.events import Draft, Event
from mapconfig.backends.mautic.kinds.flow import Flow, Spot, Word
from mapconfig.backends.mautic.kinds.holding import Holds
from mapconfig.backends.mautic.kinds.lengths import Length, said
from mapconfig.backends.mautic.kinds.questions import SEGMENTS, activity_of, criteria_of
from mapconfig.backends.mautic.kinds.writing import ACTION, CONDITION, DECISION, drafts_of

_HELPERS = frozenset({part.HELD, part.SKIP, part.JOIN, part.LISTEN, part.OVER})


@dataclass(frozen=True, slots=True)
class Read:
    """A journey: its steps, the lists that the e-mails of steps are held back from, the steps whose e-mails may pass an
    opt-out, and the id of the event of each mark."""

    flow: Flow
    holds: Holds = field(default_factory=dict)
    passing: Sequence[str] = ()
    marks: Mapping[str, int] = field(default_factory=dict)


def read(events: Sequence[Event], book: Book) -> Read:
    """The journey that the events are. Raises Opaque where they are none that steps could say."""
    told: Opaque | None = None
    if any(event.part in _HELPERS for event in events):
        try:
            found = _Reader(events, book, helped=True).all()
            if _as_written(
                events,
                drafts_of(found.flow, found.holds, book, (), waits_of({event.mark: event for event in events})),
            ):
                return found
        except Opaque as error:
            told = error
        except Unheld:
            pass
    try:
        # Somebody changed what helps: it is read for what it does.
        return _Reader(events, book, helped=False).all()
    except Opaque as error:
        raise (told or error) from None


def waits_of(events: Mapping[str, Event]) -> set[str]:
    """The steps that are events of their own which only wait, of events by their marks."""
    return {mark for mark, event in events.items() if event.does_nothing and event.wait is not None and "/" not in mark}


def _as_written(events: Sequence[Event], drafts: Sequence[Draft]) -> bool:
    """Whether the events are just these drafts, whatever else is said in them."""
    marks = {event.id: event.mark for event in events}
    there = {_shape(event, marks) for event in events}
    return len(events) == len(drafts) and there == {
        (draft.mark, draft.type, draft.parent, draft.path, draft.wait, draft.via, draft.jump, _asked(draft.properties))
        for draft in drafts
    }


def _shape(event: Event, marks: Mapping[int, str]) -> tuple[Any, ...]:
    jump = marks.get(whole(event.properties.get("jumpToEvent")) or 0) if event.type == part.JUMP else None
    parent = None if event.parent is None else marks.get(event.parent, "")
    return event.mark, event.type, parent, event.path, event.wait, event.via, jump, _asked(event.properties)


def _asked(properties: Mapping[str, Any]) -> frozenset[int]:
    """The lists that a condition asks for, in any order."""
    lists = properties.get("segments")
    return frozenset(whole(each) or 0 for each in lists) if isinstance(lists, list) else frozenset()


@dataclass(frozen=True, slots=True)
class _Open:
    """A step whose ways on are still to be followed."""

    spot: str
    event: Event


class _Reader:
    def __init__(self, events: Sequence[Event], book: Book, helped: bool) -> None:
        self.book = book
        self.helped = helped
        self.tree = Branches(events)
        self.events = events
        self.names = names_of(events)
        self.spots: dict[str, Spot] = {}
        self.marks: dict[str, int] = {event.mark: event.id for event in reversed(events) if event.mark}
        self.marked = {event.id for event in events if event.mark}
        self.open: list[_Open] = []
        self.holds: dict[str, list[str]] = {}
        self.passing: set[str] = set()
        self.waits: dict[str, tuple[Length, str | None]] = {}

    def all(self) -> Read:
        start = self._way((None, None), ("", ""))
        while self.open:
            self._follow(self.open.pop())
        return Read(Flow(self.spots, start), self.holds, sorted(self.passing), self.marks)

    def _mark(self, event: Event, mark: str) -> None:
        """Take note of what an event without a mark would be marked with."""
        if event.id not in self.marked and mark not in self.marks:
            self.marks[mark] = event.id

    # -- ways ----------------------------------------------------------------------------------------------------------

    def _way(self, place: tuple[int | None, str | None], end: tuple[str, str]) -> str | None:
        """The step that follows at `place`; None where nothing does."""
        first = self.tree.first(place)
        return None if first is None else self._enter(first, end)

    def _below(self, event: Event, end: tuple[str, str]) -> str | None:
        """The step that follows an action."""
        following = self.tree.after.get(event.id)
        return self._way((event.id, None), end) if following is None else self._enter(following, end)

    def _enter(self, event: Event, end: tuple[str, str]) -> str | None:
        """The step that somebody comes to who comes to `event`; its wait is a step of its own."""
        inside = self._inside(event, end)
        if event.wait is None or (self.spots.get(inside or "", None) is not None and self._is_wait(event)):
            return inside
        wait = (event.wait, inside)
        name = event.via or f"{inside or self.names[event.id]}-wait"
        if self.waits.get(name) != wait:
            others = {*self.names.values(), *self.waits, *(each.via for each in self.events if each.via != event.via)}
            name = free(name, others)
        self.waits[name] = wait
        self.spots[name] = Spot(name, "wait", said(event.wait), inside)
        return name

    def _is_wait(self, event: Event) -> bool:
        """Whether the event is there for its wait only, and is a step itself."""
        return event.does_nothing and not self._passed(event)

    def _passed(self, event: Event) -> bool:
        """Whether the event is one that only helps, and is passed over."""
        return event.does_nothing and (
            event.wait is None or (self.helped and event.part in (part.JOIN, part.LISTEN, part.OVER))
        )

    def _inside(self, event: Event, end: tuple[str, str]) -> str | None:
        """The same, whatever its wait."""
        seen = set()
        while True:
            if event.id in seen:
                raise Opaque(f"{event.name!r} goes round in a circle in which nothing happens")
            seen.add(event.id)
            if event.type == part.JUMP:
                self._mark(event, f"{end[0]}/{end[1]}")
                target = self.tree.by_id.get(whole(event.properties.get("jumpToEvent")) or 0)
                if target is None:
                    raise Opaque(f"{event.name!r} jumps to an event that is not there")
                if target.wait is not None:
                    raise Opaque(
                        f"{event.name!r} jumps to an event that waits, which versions of Mautic do differently"
                    )
                event = target
            elif self._passed(event):
                following = self.tree.after.get(event.id) or self.tree.first((event.id, None))
                if following is None:
                    return None
                if following.wait is not None:
                    return self._enter(following, end)
                event = following
            elif self.helped and event.part == part.HELD:
                event = self._held(event)
            else:
                return self._spot(event)

    def _held(self, event: Event) -> Event:
        """The e-mail that a question holds back."""
        lists = event.properties.get("segments")
        sent = self.tree.below.get((event.id, "no"), [])
        if event.type != SEGMENTS or not isinstance(lists, list) or len(sent) != 1 or sent[0].type != SEND:
            raise Opaque(f"{event.name!r} holds no e-mail back")
        return sent[0]

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _spot(self, event: Event) -> str:
        """The step that `event` is; what follows it is looked at later."""
        name = self.names[event.id]
        if name not in self.spots:
            self._mark(event, name)
            word, what = self._what(event)
            self.spots[name] = Spot(name, word, what)
            self.open.append(_Open(name, event))
            above = self.tree.by_id.get(event.parent or 0)
            if word == "send" and self.helped and above is not None and above.part == part.HELD:
                self.holds[name] = sorted(str(self.book.address_of("list", each)) for each in _asked(above.properties))
        return name

    def _what(self, event: Event) -> tuple[Word, Any]:
        if event.event_type == ACTION:
            if event.wait is not None and self._is_wait(event):
                return "wait", said(event.wait)
            actions = actions_of(event.type, event.properties, self.book)
            if not actions:
                raise Opaque(unsaid(event.type, event.name, event.properties, self.book))
            if event.type == SEND and passes_opt_out(event.properties):
                self.passing.add(self.names[event.id])
            if event.type == SEND and not self._goes_on(event):
                return "send", actions[0]["send"]
            return "do", actions
        if event.event_type == CONDITION:
            criteria = criteria_of(event.type, event.properties, self.book)
            if criteria is None:
                raise Opaque(f"there are no criteria that ask what {event.name!r} ({event.type}) asks")
            return "if", criteria
        above = self.tree.by_id.get(event.parent or 0)
        email = None
        if above is not None and above.type == SEND:
            sent = actions_of(SEND, above.properties, self.book)
            email = sent[0]["send"] if sent else None
        activity = activity_of(event.type, event.properties, email, self.book)
        if activity is None or event.event_type != DECISION:
            raise Opaque(f"there is no activity for what {event.name!r} ({event.type}) listens to")
        return "did", activity

    def _goes_on(self, event: Event) -> bool:
        """Whether what follows is the second part of the same step."""
        following = self.tree.below.get((event.id, None), [])
        return bool(event.mark) and any(each.mark == f"{event.mark}/2" for each in following)

    def _follow(self, open_: _Open) -> None:
        spot, event = self.spots[open_.spot], open_.event
        if spot.word == "if":
            then = self._way((event.id, "yes"), (spot.id, "then"))
            other = self._way((event.id, "no"), (spot.id, "else"))
            self.spots[spot.id] = replace(spot, then=then, other=other)
        elif spot.word == "did":
            then = self._way((event.id, "yes"), (spot.id, "then"))
            within, other = self._over(spot.id, event)
            self.spots[spot.id] = replace(spot, then=then, other=other, within=within)
        elif spot.word == "do":
            actions, last = self._more(spot, event)
            self.spots[spot.id] = replace(spot, what=actions, then=self._below(last, (spot.id, "next")))
        else:
            self.spots[spot.id] = replace(spot, then=self._below(event, (spot.id, "next")))

    def _over(self, step: str, event: Event) -> tuple[str | None, str | None]:
        """How long a decision listens, and what follows when the time is over."""
        first = self.tree.first((event.id, "no"))
        if first is None:
            return None, None
        if first.wait is None:
            raise Opaque(f"{event.name!r} does not say how long it waits for an answer")
        if first.does_nothing and (first.part != part.LISTEN or not self.helped):
            self._mark(first, f"{step}/{part.OVER}")
            return said(first.wait), self._below(first, (step, "else"))
        return said(first.wait), self._inside(first, (step, "else"))

    def _more(self, spot: Spot, event: Event) -> tuple[list[dict[str, Any]], Event]:
        """All actions of a step, which may be several events."""
        actions, number = list(spot.what), 2
        while True:
            following = self.tree.below.get((event.id, None), [])
            if len(following) != 1 or following[0].mark != f"{spot.id}/{number}" or following[0].wait is not None:
                return actions, event
            more = actions_of(following[0].type, following[0].properties, self.book)
            if not more:
                return actions, event
            if following[0].type == SEND and passes_opt_out(following[0].properties):
                self.passing.add(spot.id)
            actions += more
            event, number = following[0], number + 1

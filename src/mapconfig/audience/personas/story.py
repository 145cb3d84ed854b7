"""What happens to one fictional person, told: which journey sends what and when, and what stands in the way.

The events are those of `mapconfig.audience.days.journeys.walk`; here they get their reasons and places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.days.courses import Action, Running
from mapconfig.audience.days.journeys import BOUNCED, Event, due_between, has, midnight_before
from mapconfig.audience.personas.belonging import Belonging, Line
from mapconfig.finding import Path
from mapconfig.language import Text, plural, say, together
from mapconfig.values import replace


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to one person until `end`, and how to tell it."""

    belonging: Belonging
    events: Sequence[Event]
    program: Running
    end: datetime

    def found(self, about: str, address: Address) -> Event | None:
        """The first event that makes an expectation about `address` true."""
        for event in self.events:
            if about == "gets" and event.what == "send" and event.object == address:
                return event
            if about == "enters" and event.what == "enter" and event.asset == address:
                return event
            if about == "leaves" and event.what in _LEAVING and event.asset == address:
                return event
        return None

    def told(self, about: str, address: Address, found: Event | None) -> str:
        """Half a sentence about what happens."""
        if found is not None:
            when = _when(found.day)
            if about == "gets":
                return say("gets it from {asset} {when}", asset=found.asset, when=when)
            return say("comes in {when}", when=when) if about == "enters" else together(" ", [found.why, when])
        held = next((each for each in self.events if each.what == "withheld" and each.object == address), None)
        if about == "gets" and held is not None:
            return say("does not get it: {why}", why=held.why)
        if about == "leaves" and not any(each.what == "enter" and each.asset == address for each in self.events):
            return say("never comes in")
        if about == "gets" and (time := self.time_of(address)) is not None and time > self.end:
            return say(
                "is not sent it by {day}: it is scheduled for {time}, after that", day=_day(self.end), time=_day(time)
            )
        soon = self.end - self.belonging.as_of < timedelta(days=2)
        day = _day(self.end) if soon else f"{self.end:%Y-%m-%d}"
        if about == "gets":
            return say("is not sent it by {day}", day=day)
        return say("has not come in by {day}", day=day) if about == "enters" else say("has not left by {day}", day=day)

    def time_of(self, address: Address) -> datetime | None:
        """When a dated e-mail goes out, or the portion of it in which the person is; None where that is over."""
        times = [
            at
            for at, mailing, batch in due_between(self.program.mailings, self.belonging.as_of, _NEVER)
            if mailing.address == address and has(batch, mailing, 0)
        ]
        return min(times, default=None)

    def why(self, address: Address, found: Event | None) -> Iterator[Line]:
        """The way of the person to `found`, or as far as they come and what is in the way."""
        if found is not None:
            yield from self._way(found.asset, found)
            return
        if address.kind == "journey":
            yield from self._journey(address, 0)
            return
        senders = list(self._senders(address))
        if not senders:
            yield Line(0, say("nothing that runs sends {address}", address=address), address)
        for sender in senders:
            if sender == address:
                yield from self._mailing(address)
                continue
            yield Line(0, say("{sender} sends it", sender=sender), sender, self._sending(sender, address))
            if any(event.asset == sender for event in self.events):
                yield from self._way(sender, None, 1)
            elif sender.kind == "journey":
                yield from self._journey(sender, 1)
            elif sender.kind == "rule":
                yield Line(1, say("is not matched by it"), sender, ("when",))
                yield from self.belonging.why(self.belonging.attributes(sender)["when"], sender, ("when",), 2)
            else:
                yield Line(1, say("does not submit it under `activities`"), sender)

    def _mailing(self, address: Address) -> Iterator[Line]:
        """What a dated e-mail did to the person, or why it did nothing."""
        if any(event.asset == address for event in self.events):
            yield from self._way(address, None)
        else:
            yield from self.why_addressed(address, self.belonging.attributes(address)["to"], "")

    def _journey(self, address: Address, depth: int) -> Iterator[Line]:
        """Why nobody came in, or how far the person came."""
        if any(event.asset == address for event in self.events):
            yield from self._way(address, None, depth)
            return
        said = self.belonging.attributes(address)
        state = said.get("state", "active")
        if state not in ("active", "draft"):
            yield Line(depth, say("it is {state}, so nobody comes in", state=state), address, ("state",))
            return
        entry = said.get("entry") or {}
        for index, each in enumerate(entry.get("lists") or ()):
            yield Line(depth, say("is not on {list}", list=each), address, ("entry", "lists", index))
            yield from self.belonging.why_member(Address(each).key, depth + 1)
        for index, each in enumerate(entry.get("forms") or ()):
            yield Line(
                depth, say("does not submit {form} under `activities`", form=each), address, ("entry", "forms", index)
            )

    def _way(self, asset: Address, last: Event | None, depth: int = 0) -> Iterator[Line]:
        """What one asset does to the person, up to `last`."""
        for event in self.events:
            if event.asset == asset:
                yield Line(depth, _about(_when(event.day), _TELL[event.what](event)), asset, self._path(event))
                yield from self._because(event, depth + 1)
            if event is last:
                return

    def _because(self, event: Event, depth: int) -> Iterator[Line]:
        """The lists and criteria behind an event."""
        key = _LIST.search(event.why)
        then = replace(self.belonging, as_of=event.at, _known={}, _asking=[])
        if key is not None and then.member(key[1]):
            yield from then.why_member(key[1], depth)
        elif event.what in ("branch", "goal", "exit"):
            path = self._path(event)
            value: Any = self.belonging.attributes(event.asset)
            for step in path:
                value = value.get(step) if isinstance(value, Mapping) else value[step]
            if event.what == "branch":
                if "if" not in value:
                    return
                value, path = value["if"], (*path, "if")
            yield from then.why(value, event.asset, path, depth)

    def _path(self, event: Event) -> Path:
        if event.what in ("goal", "exit"):
            return (event.what,)
        said = self.belonging.attributes(event.asset)
        if event.step:
            steps = [step.get("id") for step in said.get("steps", ())]
            return ("steps", steps.index(event.step)) if event.step in steps else ("steps",)
        word = {"journey": "entry", "rule": "when", "email": "to"}.get(event.asset.kind)
        return (word,) if word is not None and word in said else ()

    def _senders(self, address: Address) -> Iterator[Address]:
        """What sends an e-mail, in the order in which things run."""
        for form in self.program.forms.values():
            if _sends(form.actions, address):
                yield form.address
        for rule in self.program.rules:
            if _sends(rule.actions, address):
                yield rule.address
        for mailing in self.program.mailings:
            if mailing.address == address:
                yield address
        for course in self.program.courses:
            if any(step.email == address.key or _sends(step.actions, address) for step in course.steps):
                yield course.address

    def _sending(self, sender: Address, address: Address) -> Path:
        steps = self.belonging.attributes(sender).get("steps", ())
        return next((("steps", index) for index, step in enumerate(steps) if step.get("send") == address), ())

    # An e-mail to lists ----------------------------------------------------------------------------------------------

    def is_sent_by_hand(self, address: Address) -> bool:
        """Whether `address` goes to lists, and has no time, or had it."""
        return bool(self.belonging.attributes(address).get("to")) and self.time_of(address) is None

    def withheld(self, address: Address) -> str:
        """Why an e-mail to lists would not go to the person now; empty where it would."""
        said, known = self.belonging.attributes(address), self.belonging.catalogue.fields
        if "email" in known and self.belonging.meets("email is blank", str(address)):
            return say("has no e-mail address")
        if "hard_bounced" in known and self.belonging.meets("hard_bounced is true", str(address)):
            return BOUNCED
        if (
            not said.get("operational")
            and "opted_out" in known
            and self.belonging.meets("opted_out is true", str(address))
        ):
            return say("opted out")
        held = next((each for each in said.get("suppress", ()) if self.belonging.member(Address(each).key)), None)
        return say("on {list}, which is suppressed", list=held) if held is not None else ""

    def why_addressed(self, address: Address, lists: Sequence[str], held: str) -> Iterator[Line]:
        """Why an e-mail to `lists` would reach the person or not."""
        named = list(self.belonging.attributes(address)["to"])
        for each in lists:
            key = Address(each).key
            path: Path = ("to", named.index(each))
            words = say("is on {list}", list=each) if self.belonging.member(key) else say("is not on {list}", list=each)
            yield Line(0, words, address, path)
            yield from self.belonging.why_member(key, 1)
        suppressed = _LIST.search(held)
        if suppressed is not None:
            yield Line(0, held, address, ("suppress",))
            yield from self.belonging.why_member(suppressed[1], 1)


_LIST = re.compile(r"on list/([A-Za-z0-9._-]+)")
_NEVER = datetime.max.replace(tzinfo=UTC)
_LEAVING = ("goal", "exit", "end")

_TELL: Mapping[str, Callable[[Event], str]] = {
    "enter": lambda event: say("comes in ({why})", why=event.why),
    "send": lambda event: say("gets {email} ({why})", email=event.object, why=event.why),
    "withheld": lambda event: say("{email} is withheld ({why})", email=event.object, why=event.why),
    "wait": lambda event: _about(event.step, event.why),
    "branch": lambda event: _about(event.step, together("", [f"`{event.word}`, ", event.why])),
    "act": lambda event: together("", [f"{event.word} {event.object} (", event.why, ")"]),
    "goal": lambda event: say("leaves, {why}", why=event.why),
    "exit": lambda event: say("leaves, {why}", why=event.why),
    "end": lambda event: event.why,
}


def _about(name: str, words: str) -> Text:
    return say("{name}: {value}", name=name, value=words)


def _day(moment: datetime) -> str:
    """A day, with the time where it is not midnight."""
    exact = moment.astimezone(UTC)
    return f"{exact:%Y-%m-%d}" if exact == midnight_before(exact) else f"{exact:%Y-%m-%d %H:%M} UTC"


def _when(day: int) -> Text:
    return plural("after a day", "after {n} days", day) if day else say("at once")


def _sends(actions: Iterable[Action], address: Address) -> bool:
    return any(action.word == "send" and action.target == address for action in actions)

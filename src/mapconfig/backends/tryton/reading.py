"""A tree of activities as the steps of a journey: what `tree` plants, and what people plant who know Tryton.

They put a delay, a condition and a mail into one activity, which are three steps here. What has no steps, such as
two mails side by side, is Strange.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.tryton.marks import named, slug
from mapconfig.backends.tryton.pyson import Asked, Member, Not, Several, Strange, criteria_of, opposite
from mapconfig.backends.tryton.tree import EVENTS, Node, Place, duration
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import ActivityTest

_VERBS = {event: verb for verb, event in EVENTS.items()}


@dataclass(slots=True)
class Read:
    """The steps of a tree, in the order in which people meet them, whom they hold back, and which activity is which
    part of which step."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    suppress: list[str] = field(default_factory=list)
    places: dict[Place, int] = field(default_factory=dict)


def read(roots: Sequence[Node]) -> Read:
    """The steps of the activities `roots` and all below them. Raises Strange."""
    reading = _Reading()
    reading.forest(roots)
    return reading.done()


class _Reading:
    def __init__(self) -> None:
        self.out = Read()
        self.ways: list[tuple[dict[str, Any], str]] = []
        self.free: Asked | None = None
        self.mails = 0
        """How many mails somebody is held back from, and in `open` how many nobody is."""
        self.open = 0

    def done(self) -> Read:
        """The steps, each with the way on where that is not the step below."""
        if self.free is not None:
            if self.open:
                raise Strange("some mails hold people back and others do not")
            self.out.suppress = [str(each) for each in _members(self.free)]
        following = [*(str(step["id"]) for step in self.out.steps[1:]), "end"]
        below = {id(step): target for step, target in zip(self.out.steps, following, strict=False)}
        for step, target in self.ways:
            if below[id(step)] != target:
                step["next"] = target
        return self.out

    def forest(self, nodes: Sequence[Node]) -> str:
        """Read activities that stand side by side; the id of the step that begins them, or ``end``."""
        if not nodes:
            return "end"
        if any(node.event for node in nodes):
            raise Strange("an activity that waits for an event of no mail")
        if len(nodes) == 1:
            return self._held(nodes[0]) or self._single(nodes[0])
        if len(nodes) == 2:
            return self._branches(nodes[0], nodes[1])
        raise Strange("activities side by side")

    def _held(self, node: Node) -> str:
        """A mail beside what follows it, as `tree` plants it; empty where `node` is none."""
        place = Place.of(node.name)
        if place is None or place.role != "go on" or node != Node(node.name, node.children, id=node.id):
            return ""
        mail = next((child for child in node.children if child.name == place.step and child.email), None)
        if mail is None or mail.asked is None or mail.delay or mail.event:
            return ""
        if not all(child.event for child in mail.children):
            raise Strange("a mail with a condition that ends the journey")
        _members(mail.asked)
        if self.free not in (None, mail.asked):
            raise Strange("mails that hold back different people")
        self.free = mail.asked
        rest = [child for child in node.children if child is not mail]
        step = self._add(place.step, {"send": str(mail.email)})
        self._is(Place(step["id"], "go on"), node)
        self._is(Place(step["id"]), mail)
        if not mail.children:
            self.ways.append((step, self.forest(rest)))
            return str(step["id"])
        target = self._after(mail)
        listens = next(each for each in self.out.steps if each["id"] == target)
        if rest or listens.get("else") != "end":
            raise Strange("people held back from a mail who go another way than those who get it")
        self.ways.append((step, target))
        return str(step["id"])

    def _single(self, node: Node) -> str:
        """An activity by itself: its delay, its condition, its mail and what is below it."""
        base = _named(node)[0]
        parts: list[tuple[str, Any]] = []
        if node.delay:
            parts.append(("wait", _duration(node.delay)))
        if node.asked is not None:
            parts.append(("if", criteria_of(node.asked)))
        if node.email is not None:
            parts.append(("send", str(node.email)))
            self.open += 1
        if not parts:
            return self._after(node)
        first = last = ""
        made: list[dict[str, Any]] = []
        for index, (what, value) in enumerate(parts):
            main = index == len(parts) - 1
            step = self._add(base if main else f"{base}-{what}", {what: value})
            made.append(step)
            first = first or step["id"]
            last = step["id"]
        self._is(Place(last, "then" if parts[-1][0] == "if" else ""), node)
        target = self._after(node)
        for step, after in zip(made, [*made[1:], None], strict=True):
            way = target if after is None else str(after["id"])
            if "if" in step:
                step.update({"then": way, "else": "end"})
            else:
                self.ways.append((step, way))
        return str(first)

    def _branches(self, one: Node, other: Node) -> str:
        """Two activities of which each person meets one."""
        if one.asked is None or other.asked is None or opposite(one.asked) != other.asked or one.delay != other.delay:
            raise Strange("activities side by side")
        if _is_else(one) or _is_then(other):
            swap = True
        else:
            swap = isinstance(one.asked, Not) and not _is_then(one)
        yes, no = (other, one) if swap else (one, other)
        assert yes.asked is not None
        base = _named(yes)[0]
        first = ""
        if yes.delay:
            wait = self._add(f"{base}-wait", {"wait": _duration(yes.delay)})
            first = str(wait["id"])
        step = self._add(base if _is_then(yes) else f"{base}-if", {"if": criteria_of(yes.asked)})
        if yes.delay:
            self.ways.append((wait, str(step["id"])))
        ways = {
            "then": self._branch(yes, Place(step["id"], "then")),
            "else": self._branch(no, Place(step["id"], "else")),
        }
        step.update(ways)
        return first or str(step["id"])

    def _branch(self, node: Node, place: Place) -> str:
        """What a branch leads to, its own mail first; `place` is what it is when it only leads there."""
        bare = replace(node, event=None, negative=False, delay=None, asked=None)
        if bare.email is not None:
            return self._single(bare)
        self._is(place, node)
        return self._after(bare)

    def _after(self, node: Node) -> str:
        """What follows an activity."""
        if not any(child.event for child in node.children):
            return self.forest(node.children)
        events = {child.event for child in node.children}
        yes = [child for child in node.children if not child.negative]
        no = [child for child in node.children if child.negative]
        if len(events) != 1 or len(yes) > 1 or len(no) > 1 or node.email is None:
            raise Strange("several events of one mail")
        [event] = events
        if event not in _VERBS:
            raise Strange("an event that mapconfig does not know")
        verb = _VERBS[event]
        base = next((_named(child)[0] for child in (*yes, *no) if _is_then(child) or _is_else(child)), "")
        step = self._add(base or f"{_named(node)[0]}-{verb}", {"did": write(ActivityTest(verb, node.email.key))})
        if no:
            step["within"] = _duration(no[0].delay or 0)
        step["then"] = self._happened(yes[0], Place(step["id"], "then")) if yes else "end"
        step["else"] = self._happened(no[0], Place(step["id"], "else")) if no else "end"
        return str(step["id"])

    def _happened(self, node: Node, place: Place) -> str:
        """What follows an event, or its absence: the delay of one that happened is a wait of its own."""
        delay = None if node.negative else node.delay
        inner = replace(node, event=None, negative=False, delay=delay)
        if delay or inner.asked is not None or inner.email is not None:
            return self._single(inner)
        self._is(place, node)
        return self._after(replace(inner, delay=None))

    def _add(self, wanted: str, step: dict[str, Any]) -> dict[str, Any]:
        """Take up a step under the id `wanted`, or under one with a number where another step has that."""
        taken = {each["id"] for each in self.out.steps} | {"end"}
        chosen, count = wanted, 1
        while chosen in taken:
            count += 1
            chosen = f"{wanted}-{count}"
        made = {"id": chosen, **step}
        self.out.steps.append(made)
        return made

    def _is(self, place: Place, node: Node) -> None:
        if node.id is not None:
            self.out.places[place] = node.id


def _named(node: Node) -> tuple[str, str]:
    """The step that an activity's name is about, and which part of it it is."""
    place = Place.of(node.name)
    if place is not None:
        return place.step, place.role
    title, key = named(node.name)
    return key or slug(title) or "step", ""


def _is_then(node: Node) -> bool:
    return _named(node)[1] == "then"


def _is_else(node: Node) -> bool:
    return _named(node)[1] == "else"


def _duration(length: int) -> str:
    said = duration(length)
    if said is None:
        raise Strange("a delay that is no whole number of minutes")
    return said


def _members(asked: Asked) -> list[Address]:
    """The lists whose members a mail is held back from. Raises Strange for a question of another form."""
    inner = asked.of if isinstance(asked, Not) else None
    parts = inner.of if isinstance(inner, Several) and inner.kind == "Or" else (inner,)
    found = [each.list for each in parts if isinstance(each, Member)]
    if len(found) != len(parts):
        raise Strange("a mail with another condition than who is held back")
    return sorted(found)

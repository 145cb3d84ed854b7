"""The steps of a journey as a tree of activities.

An activity waits for its delay, asks its condition, acts and calls all its children, in that order; where the condition
does not hold, neither it nor anything below it happens. So

- a wait is an activity with a delay and nothing else, and what follows is its child;
- a branch on lists is two activities with opposite conditions;
- "did somebody open this mail" is two children of the mail: one for the event, one for its absence after a while. Each
  of them cancels the other, as a step of ours does;
- a mail that some people must not get would end their journey there, since it has a condition. It stands beside what
  follows, below an activity that does nothing ("welcome: go on").

Ways that meet again are no tree, and most of what a step can do is nothing that Tryton does: these are gaps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from mapconfig.address import Address
from mapconfig.backends.tryton.pyson import Asked, Member, Not, Unheld, asked_by, opposite, several
from mapconfig.criteria import parse
from mapconfig.criteria.syntax import ActivityTest, Sentence

#: What an activity is to its step: the step itself, a branch of it, or what keeps others going beside a mail.
Role = Literal["", "then", "else", "go on"]

#: More steps in a row than anybody could read, and than a request should nest.
DEEPEST: Final = 100

_SECONDS: Final = {"week": 604_800, "day": 86_400, "hour": 3_600, "minute": 60}
_NAME = re.compile(r"(?P<step>[A-Za-z0-9][A-Za-z0-9._-]*)(?:: (?P<role>then|else|go on))?")
_ROLES: Final[dict[str | None, Role]] = {None: "", "then": "then", "else": "else", "go on": "go on"}
EVENTS: Final = {"opened": "email_opened", "clicked": "email_clicked"}


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of which step an activity is; its name says so."""

    step: str
    role: Role = ""

    def __str__(self) -> str:
        return f"{self.step}: {self.role}" if self.role else self.step

    @classmethod
    def of(cls, name: str) -> Place | None:
        found = _NAME.fullmatch(name)
        return None if found is None else cls(found["step"], _ROLES[found["role"]])


@dataclass(frozen=True, slots=True)
class Node:
    """An activity. `delay` is in seconds; `email` is what it sends; `id` is None for one that is to be made."""

    name: str
    children: tuple[Node, ...] = ()
    email: Address | None = None
    event: str | None = None
    negative: bool = False
    delay: int | None = None
    asked: Asked | None = None
    id: int | None = None


class UnheldAt(Unheld):
    """What Tryton cannot hold, and at which attribute (a dotted path)."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


def seconds(said: str) -> int | None:
    """How long "3 days" is; None for months, which are not all of one length."""
    number, _, unit = said.partition(" ")
    size = _SECONDS.get(unit.removesuffix("s"))
    return None if size is None else int(number) * size


def duration(length: int) -> str | None:
    """A length in seconds as a person writes it; None for what is no whole number of minutes above none."""
    for unit, size in _SECONDS.items():
        if length > 0 and length % size == 0:
            number = length // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return None


def held_back(suppress: list[str]) -> Asked | None:
    """The question whether somebody is on none of these lists; None where there are none."""
    return Not(several("Or", [Member(Address(each)) for each in sorted(suppress)])) if suppress else None


def planted(attributes: Mapping[str, Any]) -> tuple[Node, ...]:
    """The activities for the steps of a journey. Raises UnheldAt."""
    return _Planting(attributes).all()


class _Planting:
    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self.steps: list[Mapping[str, Any]] = list(attributes.get("steps", ()))
        self.by_id = {step["id"]: index for index, step in enumerate(self.steps)}
        self.free = held_back(list(attributes.get("suppress", ())))
        self.seen: set[str] = set()
        self.depth = 0

    def all(self) -> tuple[Node, ...]:
        if not self.steps:
            raise UnheldAt("steps", "A journey without steps does nothing, in Tryton as elsewhere.")
        roots = self._from(self.steps[0]["id"])
        for step in self.steps:
            if step["id"] not in self.seen:
                raise UnheldAt(f"steps.{step['id']}", "No way leads to this step, so it has no place in Tryton's tree.")
        if self.free is not None and not any("send" in step for step in self.steps):
            raise UnheldAt("suppress", "There is no e-mail here that these lists could hold back.")
        return roots

    def _target(self, step: Mapping[str, Any], way: str = "next") -> str:
        """The id of the step that follows, or ``end``."""
        if way in step:
            return str(step[way])
        below = self.by_id[step["id"]] + 1
        return str(self.steps[below]["id"]) if below < len(self.steps) else "end"

    def _from(self, target: str, sent: Address | None = None, held: bool = False) -> tuple[Node, ...]:
        """The activities from the step `target` on, as children of an activity that sent the e-mail `sent`, if any;
        `held` says that some people were held back from it."""
        if target == "end":
            return ()
        path = f"steps.{target}"
        if target not in self.by_id:
            raise UnheldAt(path, f"There is no step {target}.")
        if target in self.seen:
            raise UnheldAt(
                path,
                "More than one way leads to this step. Tryton's activities are a tree, in which ways part and never "
                "meet again. Let each way have steps of its own.",
            )
        self.seen.add(target)
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnheldAt("steps", f"More than {DEEPEST} steps follow each other.")
        step = self.steps[self.by_id[target]]
        made = self._step(step, path, sent, held)
        self.depth -= 1
        return made

    def _step(self, step: Mapping[str, Any], path: str, sent: Address | None, held: bool) -> tuple[Node, ...]:
        if "wait" in step:
            delay = _length(step["wait"], f"{path}.wait")
            return (Node(str(Place(step["id"])), self._from(self._target(step)), delay=delay),)
        if "send" in step:
            return (self._mail(step),)
        if "if" in step:
            return self._branches(step, path)
        if "did" in step:
            return self._events(step, path, sent, held)
        raise UnheldAt(
            f"{path}.do",
            "The only thing that a scenario of Tryton does is to send an e-mail. Let a person or another system do it.",
        )

    def _mail(self, step: Mapping[str, Any]) -> Node:
        email, target, name = Address(step["send"]), self._target(step), str(Place(step["id"]))
        if self.free is None:
            return Node(name, self._from(target, email), email=email)
        listens = target in self.by_id and "did" in self.steps[self.by_id[target]]
        below = self._from(target, email, held=True) if listens else ()
        mail = Node(name, below, email=email, asked=self.free)
        return Node(str(Place(step["id"], "go on")), (mail, *(() if listens else self._from(target))))

    def _branches(self, step: Mapping[str, Any], path: str) -> tuple[Node, ...]:
        try:
            asked = asked_by(step["if"])
        except Unheld as why:
            raise UnheldAt(f"{path}.if", str(why)) from None
        then, other = self._from(self._target(step, "then")), self._from(self._target(step, "else"))
        yes = Node(str(Place(step["id"], "then")), then, asked=asked)
        no = Node(str(Place(step["id"], "else")), other, asked=opposite(asked))
        return (yes, no)

    def _events(self, step: Mapping[str, Any], path: str, sent: Address | None, held: bool) -> tuple[Node, ...]:
        event = EVENTS[_listened(step["did"], f"{path}.did", sent)]
        if held and self._target(step, "else") != "end":
            raise UnheldAt(
                f"{path}.else",
                "People whom `suppress` holds back from the e-mail would never come here, since Tryton listens only to "
                "those it has sent it to. Let this way end, or suppress these people nowhere in this journey.",
            )
        name = step["id"]
        then = Node(str(Place(name, "then")), self._from(self._target(step, "then")), event=event)
        if "within" not in step:
            if self._target(step, "else") != "end":
                raise UnheldAt(f"{path}.within", "Without an end of the listening, nobody ever goes the other way.")
            return (then,)
        delay = _length(step["within"], f"{path}.within")
        other = self._from(self._target(step, "else"))
        return (then, Node(str(Place(name, "else")), other, event=event, negative=True, delay=delay))


def _length(said: str, path: str) -> int:
    found = seconds(said)
    if found is None:
        raise UnheldAt(path, "Months are not all of one length, and Tryton counts in days. Write days.")
    return found


def _listened(said: str, path: str, sent: Address | None) -> str:
    """The verb of the activity that a step listens for, which is done to the mail just sent."""
    node, problems = parse(said)
    test = node.test if isinstance(node, Sentence) and not problems else None
    if (
        not isinstance(test, ActivityTest)
        or test.verb not in EVENTS
        or test != ActivityTest(test.verb, test.name)
        or sent is None
        or test.name != sent.key
    ):
        raise UnheldAt(
            path,
            "Tryton notices whether somebody opens or clicks a mail, from the moment it is sent. Listen for that right "
            "after the step that sends it.",
        )
    return test.verb

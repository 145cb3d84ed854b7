"""What runs in an org by itself: its journeys, rules, dated e-mails and forms as values, with criteria read.

`running` reads them once; the walk of one person (`journeys`), the schedule of sends (`schedule`) and the run over all
people (`simulate`) go by these values. What cannot be run is left out, and `Running.refused` says why in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import Sheet
from mapconfig.criteria import Criteria, parse
from mapconfig.criteria.moments import in_utc
from mapconfig.criteria.syntax import ActivityTest, Sentence
from mapconfig.language import say, told
from mapconfig.model import Asset, Org

#: The index of the step after the last one: the way ends.
END = -1

#: Minutes of a day, the step of the simulated clock.
DAY = 1440

#: Minutes of each unit of a length of time. A month is 30 days, since people come in on different dates.
MINUTES = {"minute": 1, "hour": 60, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}

#: A loop in a journey has to take longer than this at one of its steps, in minutes.
SHORTEST = 60

_LENGTH = re.compile(r"([0-9]+) (minute|hour|day|week|month)s?")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done to a person. `word` is the key in the file (``add_to``, ``set``, ...); `target` is the address or
    text below it, and `value` what a field is set to, or the points of ``score``."""

    word: str
    target: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey. `word` is ``send``, ``wait``, ``if``, ``did`` or ``do``. `then` is the index of the step
    that follows (for a branch: if it holds), `other` that of the other branch; `END` is the end of the way.

    `minutes` is how long to wait, or to listen for `test`; None is to listen without an end.
    """

    id: str
    word: str
    then: int
    other: int = END
    email: str = ""
    minutes: int | None = 0
    criteria: Criteria | None = None
    condition: Any = None
    """`criteria` as the file has it."""
    test: ActivityTest | None = None
    actions: tuple[Action, ...] = ()

    @property
    def yes_after(self) -> int:
        """Minutes until those who do what `test` asks have done it: a day, or the whole time where that is shorter.
        This is an assumption: most who answer an e-mail do so on the day they get it or the day after."""
        return DAY if self.minutes is None else min(DAY, self.minutes)


@dataclass(frozen=True, slots=True)
class Course:
    """One journey."""

    address: Address
    steps: tuple[Step, ...]
    lists: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    re_entry: str = "never"
    suppress: tuple[str, ...] = ()
    goal: Criteria | None = None
    exit: Criteria | None = None
    written: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """``goal`` and ``exit`` as the file has them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `once` is true for a segmentation rule, which acts when it is started and never again."""

    address: Address
    when: Criteria
    condition: Any
    actions: tuple[Action, ...]
    repeat: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A portion of a dated e-mail: those whose draw, in hundredths, is in [low, high), so many minutes after the
    first."""

    low: int
    high: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Mailing:
    """An e-mail that goes to lists at one time."""

    address: Address
    at: datetime
    to: tuple[str, ...]
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What happens to whoever submits a form."""

    address: Address
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Email:
    """What decides whether an e-mail goes out to somebody: its own suppression lists, and whether it passes an
    opt-out."""

    suppress: tuple[str, ...] = ()
    operational: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """All that runs in an org, each kind in the order of addresses."""

    courses: tuple[Course, ...] = ()
    rules: tuple[Rule, ...] = ()
    mailings: tuple[Mailing, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    emails: Mapping[str, Email] = field(default_factory=dict)
    refused: Mapping[Address, str] = field(default_factory=dict)
    """What is active and yet left out, with a sentence that says why."""


def running(org: Org) -> Running:
    """What runs in `org`: assets whose state is active. A list e-mail without a date is started by hand, and so is not
    here."""
    refused: dict[Address, str] = {}
    lists = Lists(org, Sheet(datetime(2000, 1, 1, tzinfo=UTC)))
    courses: list[Course] = []
    rules: list[Rule] = []
    mailings: list[Mailing] = []
    forms: dict[str, Form] = {}
    for asset in org.assets.values():
        if asset.attributes.get("state", "active") != "active":
            continue
        try:
            if asset.kind == "journey":
                courses.append(_course(asset, lists))
            elif asset.kind == "rule":
                rules.append(_rule(asset, lists))
            elif asset.kind == "form":
                forms[asset.key] = _form(asset)
            elif asset.kind == "email" and asset.attributes.get("type") == "list":
                mailings += _mailing(asset, lists)
        except Uncountable as error:
            refused[asset.address] = told(error)
    emails = {
        asset.key: Email(keys(asset.attributes.get("suppress")), asset.attributes.get("operational") is True)
        for asset in org.of_kind("email")
    }
    return Running(tuple(courses), tuple(rules), tuple(mailings), forms, emails, refused)


def keys(addresses: Any) -> tuple[str, ...]:
    """The keys of a sequence of addresses, in order."""
    return tuple(Address(one).key for one in addresses or ())


def minutes(length: Any) -> int | None:
    """A length of time in minutes; None where there is none to read."""
    read = _LENGTH.fullmatch(length) if isinstance(length, str) else None
    return int(read[1]) * MINUTES[read[2]] if read is not None else None


def _course(asset: Asset, lists: Lists) -> Course:
    written = asset.attributes
    entry = written.get("entry") or {}
    steps = _steps(asset.address, written.get("steps") or ())
    course = Course(
        asset.address,
        steps,
        keys(entry.get("lists")),
        keys(entry.get("forms")),
        entry.get("re_entry", "never"),
        keys(written.get("suppress")),
        _criteria(written.get("goal"), lists, f"the goal of {asset.address}"),
        _criteria(written.get("exit"), lists, f"the exit of {asset.address}"),
        {name: written[name] for name in ("goal", "exit") if name in written},
    )
    for key in {*course.lists, *course.suppress}:
        lists.member(key)
    for step in steps:
        if step.word == "if":
            lists.criteria(step.condition, f"step {step.id} of {asset.address}")
    _refuse_loops(course)
    return course


def _criteria(value: Any, lists: Lists, whose: str) -> Criteria | None:
    if value is None:
        return None
    lists.criteria(value, whose)  # says what cannot be read, lists that are named included
    return parse(value)[0]


def _steps(journey: Address, rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    places = {row["id"]: index for index, row in enumerate(rows)}
    if not rows:
        raise Uncountable(say("{journey} has no steps", journey=journey))

    def place(row: Mapping[str, Any], index: int, word: str) -> int:
        named = row.get(word)
        if named is None:
            return index + 1 if index + 1 < len(rows) else END
        if named == "end":
            return END
        if named not in places:
            raise Uncountable(
                say(
                    "step {id} of {journey} goes on with {next}, and there is no such step",
                    id=row["id"],
                    journey=journey,
                    next=named,
                )
            )
        return places[named]

    steps = []
    for index, row in enumerate(rows):
        said = row["id"]
        if "if" in row or "did" in row:
            then, other = place(row, index, "then"), place(row, index, "else")
        else:
            then, other = place(row, index, "next"), END
        if "send" in row:
            steps.append(Step(said, "send", then, email=Address(row["send"]).key))
        elif "wait" in row:
            steps.append(Step(said, "wait", then, minutes=minutes(row["wait"]) or 0))
        elif "if" in row:
            steps.append(Step(said, "if", then, other, criteria=parse(row["if"])[0], condition=row["if"]))
        elif "did" in row:
            steps.append(
                Step(said, "did", then, other, minutes=minutes(row.get("within")), test=_activity(journey, row))
            )
        else:
            steps.append(Step(said, "do", then, actions=actions(row.get("do"))))
    return tuple(steps)


def _activity(journey: Address, row: Mapping[str, Any]) -> ActivityTest:
    node, problems = parse(row["did"])
    if problems or not isinstance(node, Sentence) or not isinstance(node.test, ActivityTest):
        raise Uncountable(
            say(
                "what step {id} of {journey} listens for cannot be read: {text}",
                id=row["id"],
                journey=journey,
                text=repr(row["did"]),
            )
        )
    return node.test


def actions(rows: Any) -> tuple[Action, ...]:
    """A sequence of actions as the file has it, as values."""
    found = []
    for row in rows or ():
        for word, said in row.items():
            if word == "set":
                found.append(Action(word, said["field"], said["value"]))
            elif word == "score":
                found.append(Action(word, "", said))
            else:
                found.append(Action(word, said))
    return tuple(found)


def _rule(asset: Asset, lists: Lists) -> Rule:
    written = asset.attributes
    when = _criteria(written.get("when"), lists, f"what {asset.address} asks")
    if when is None:
        raise Uncountable(say("{asset} does not say whom it acts on", asset=asset.address))
    return Rule(
        asset.address,
        when,
        written["when"],
        actions(written.get("do")),
        written.get("repeat") is True,
        written.get("type") == "segmentation",
    )


def _form(asset: Asset) -> Form:
    written = asset.attributes
    found = [Action("add_to", address) for address in written.get("add_to") or ()]
    if written.get("thank_you"):
        found.append(Action("send", written["thank_you"]))
    return Form(asset.address, (*found, *actions(written.get("do"))))


def _mailing(asset: Asset, lists: Lists) -> Iterator[Mailing]:
    written = asset.attributes
    schedule = written.get("schedule") or {}
    if "at" not in schedule:
        return
    for key in {*keys(written.get("to")), *keys(written.get("suppress"))}:
        lists.member(key)
    low, later, batches = 0, 0, []
    for row in schedule.get("batches") or ({"percent": 100},):
        later += minutes(row.get("after")) or 0
        batches.append(Batch(low, low + row["percent"], later))
        low += row["percent"]
    at = in_utc(datetime.fromisoformat(schedule["at"]))
    yield Mailing(asset.address, at, keys(written.get("to")), tuple(batches))


def _refuse_loops(course: Course) -> None:
    """Raise Uncountable for a way that comes back to a step without time going by."""
    quick = {
        index: {target for target, length in ways(step) if target != END and length < SHORTEST}
        for index, step in enumerate(course.steps)
    }
    done: set[int] = set()
    for start in quick:
        trail: list[int] = []
        stack = [(start, False)]
        while stack:
            index, left = stack.pop()
            if left:
                trail.pop()
                done.add(index)
            elif index in trail:
                ring = " -> ".join(course.steps[one].id for one in [*trail[trail.index(index) :], index])
                raise Uncountable(
                    say(
                        "{journey} goes round without waiting: {ring}; put a wait of more than an hour in it",
                        journey=course.address,
                        ring=ring,
                    )
                )
            elif index not in done:
                trail.append(index)
                stack.append((index, True))
                stack += [(target, False) for target in quick[index]]


def ways(step: Step) -> tuple[tuple[int, int], ...]:
    """Where somebody goes from `step`, each with the minutes it takes."""
    if step.word == "wait":
        return ((step.then, step.minutes or 0),)
    if step.word == "if":
        return ((step.then, 0), (step.other, 0))
    if step.word == "did":
        over = () if step.minutes is None else ((step.other, step.minutes),)
        return ((step.then, step.yes_after), *over)
    return ((step.then, 0),)

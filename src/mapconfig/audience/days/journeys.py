"""What happens to one person over time, in plain Python. The run over all people is held to this.

The clock ticks once a day: at `as_of`, and at each midnight in UTC after it. What falls due in a day is done at its
tick, in this order: forms that the person submits, rules, entries into journeys, steps of journeys; each in the order
of addresses, and a person's steps in the order of their times. After that the dated e-mails of the day go out, each at
its own instant, at which their lists and all that withholds them are asked. With a diary the ticks are `as_of` and
whole days later, and steps are done at their own instants too, so that what is expected within hours can be told.

Whoever meets the entry of a journey, or what a rule asks, at a tick and did not at the tick before comes in or is acted
on; before the first tick that is who met it in the org that ran `already`, or nobody. Goal and exit are looked at
whenever a person comes to a step. An e-mail is withheld from people on its suppression lists or on the journey's, from
people who opted out unless it is operational, where there is no address, and where the address bounced hard.

What is asked on a later day is asked at that day's tick: dates of the record are compared with the clock, and
e-mails that were sent on the way count, the ones of the same instant too. What people do themselves is not known:
criteria see it as it was at `as_of`, as if people went on as they did, and so are dates that are behaviour (a field
whose `personal_data` is ``behaviour``). What a step listens for is assumed, and whoever never got the e-mail does not
answer it. With `Assumptions.diary` nothing is assumed, and the person's activities after `as_of` count when they
happen.

Points that actions give do not change the score that is asked, and a set field of a related record is not followed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from mapconfig.address import Address
from mapconfig.audience.days.assumptions import Assumptions, draw, salt_of
from mapconfig.audience.days.courses import (
    DAY,
    END,
    Action,
    Batch,
    Course,
    Email,
    Mailing,
    Rule,
    Running,
    Step,
    running,
)
from mapconfig.criteria import Catalogue, Criteria, parse
from mapconfig.criteria.moments import in_utc, within
from mapconfig.criteria.oracle import Activity, Person, evaluate
from mapconfig.criteria.syntax import ActivityTest, FieldTest, Group, ListTest, Sentence
from mapconfig.criteria.syntax import Related as RelatedNode
from mapconfig.language import Text, plural, say
from mapconfig.model import Org

NO_ASSUMPTIONS = Assumptions()

_LONG_AGO = datetime.min

#: Sends of the day at hand have happened just before what is asked now.
_JUST_BEFORE = timedelta(microseconds=1)

#: Why nothing is sent to an address that refuses e-mails for good.
BOUNCED = say("the address bounced hard")

What = Literal["enter", "send", "withheld", "wait", "branch", "act", "goal", "exit", "end"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to the person on a `day` (0 is that of `as_of`), `at` the instant for which it was asked:
    the tick of the clock, or the time of a dated e-mail.

    `asset` is the journey, rule, e-mail or form that does it and `step` the step of the journey, if any. `object` is
    what it is done to: the e-mail of ``send`` and ``withheld``, the target of ``act`` (``act`` has the word of the
    action in `word`, ``branch`` has ``then`` or ``else`` there). `why` is a sentence.
    """

    day: int
    at: datetime
    what: What
    asset: Address
    step: str = ""
    object: str = ""
    word: str = ""
    why: str = ""


def walk(
    person: Person,
    org: Org,
    as_of: datetime,
    days: int = 30,
    *,
    number: int = 0,
    assumptions: Assumptions = NO_ASSUMPTIONS,
    already: Org | None = None,
    enrolled: Mapping[str, str] = MappingProxyType({}),
    program: Running | None = None,
) -> list[Event]:
    """What happens to `person` on `days` days from `as_of` on, in order.

    `number` is the person's, by which assumed answers and batches are drawn. `already` is the org that has been running
    until `as_of`: whom it would have let in or acted on by then is not let in again. None is an org that is switched on
    now. `enrolled` has the journeys that the person is in, by key, with the step from which they go on; somebody who
    waits has waited a drawn number of days. `program` is `running(org)` where that is known. Assets in its `refused`
    take no part.
    """
    walker = _Walker(person, org, in_utc(as_of), number, assumptions, program or running(org))
    if already is not None:
        before = running(already)
        walker.remember(already, before)
    walker.resume(enrolled)
    for day in range(days):
        walker.tick(day)
    return walker.events


@dataclass(slots=True)
class _Walker:
    person: Person
    org: Org
    as_of: datetime
    number: int
    assumptions: Assumptions
    program: Running
    events: list[Event] = field(default_factory=list)
    day: int = 0
    now: datetime = _LONG_AGO
    sends: list[Activity] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    values: dict[str, object] = field(default_factory=dict)
    met: dict[Address, bool] = field(default_factory=dict)
    """Who met an entry or a rule at the tick before: this person, or not."""
    been: set[Address] = field(default_factory=set)
    """Journeys entered and rules acted, ever."""
    inside: dict[Address, int] = field(default_factory=dict)
    due: dict[Address, list[tuple[int, int]]] = field(default_factory=dict)
    """The steps still to come in each journey, as a heap of (minutes since `start_of` day 0, index of the step)."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    still: frozenset[str] = frozenset()
    """Fields that hold behaviour."""

    def __post_init__(self) -> None:
        self.now = self.as_of
        self.lists.update(self.person.lists)
        self._know(self.org)
        if not self.assumptions.diary:  # what is not known yet
            self.person = replace(
                self.person,
                activities=tuple(one for one in self.person.activities if in_utc(one.at) < self.as_of),
                changes=tuple(one for one in self.person.changes if in_utc(one.at) < self.as_of),
            )

    def _know(self, org: Org) -> None:
        fields = list(org.of_kind("field"))
        self.catalogue = Catalogue.of(((one.key, one.attributes) for one in fields), org.settings.relations)
        self.still = behaviour_fields(org)

    def remember(self, already: Org, before: Running) -> None:
        """Note whom `already` had let in or acted on at `as_of`."""
        here, self.org = self.org, already
        self._know(already)
        for course in before.courses:
            self.met[course.address] = any(self.on_list(key) for key in course.lists)
        for rule in before.rules:
            self.met[rule.address] = self.holds(rule.when)
        self.been.update(address for address, met in self.met.items() if met)
        self.org = here
        self._know(here)

    def resume(self, enrolled: Mapping[str, str]) -> None:
        """Let the person go on in the journeys that they are in."""
        for course in self.program.courses:
            key, address = course.address.key, course.address
            if key not in enrolled:
                continue
            self.been.add(address)
            index = next((at for at, step in enumerate(course.steps) if step.id == enrolled[key]), None)
            if index is None:
                self.say("exit", address, enrolled[key], why=say("the step is gone"))
                continue
            self.inside[address] = 1
            step = course.steps[index]
            if step.word == "wait":
                rest = days_left(step, draw(self.number, salt_of(resting(key, step.id))))
                self._push(address, self._minutes() + rest * DAY, step.then)
            else:
                self._push(address, self._minutes(), index)

    def start_of(self, day: int) -> datetime:
        """Where a day begins. Day 0 of the calendar has begun before `as_of`; minutes are counted from there."""
        return (self.as_of if self.assumptions.diary else midnight_before(self.as_of)) + timedelta(days=day)

    def _minutes(self) -> int:
        return (self.now - self.start_of(0)) // timedelta(minutes=1)

    def tick(self, day: int) -> None:
        self.day, self.now = day, max(self.as_of, self.start_of(day))
        came = set(self._submit())
        for rule in self.program.rules:
            self._rule(rule)
        for course in self.program.courses:
            self._enter(course, came)
        end = self.start_of(day + 1)
        for at, mailing, batch in due_between(self.program.mailings, self.now, end):
            self._run_all(at if self.assumptions.diary else end)
            self.now = at
            self._mail(mailing, batch)
        self._run_all(end)

    def say(self, what: What, asset: Address, step: str = "", object: str = "", word: str = "", why: str = "") -> None:
        self.events.append(Event(self.day, self.now, what, asset, step, object, word, why))

    # What starts things.

    def _submit(self) -> Iterator[str]:
        """Do what forms do that the diary says are submitted today; gives their keys."""
        if not self.assumptions.diary:
            return
        today = (self.now, self.start_of(self.day + 1))
        for activity in sorted(self.person.activities, key=lambda activity: in_utc(activity.at)):
            if activity.verb == "submitted" and within(in_utc(activity.at), today):
                form = self.program.forms.get(activity.name)
                if form is not None:
                    self._do(form.actions, form.address, "", (), say("submitted form {form}", form=str(activity.name)))
                yield activity.name

    def _rule(self, rule: Rule) -> None:
        if rule.once and self.day:
            return
        met, before = self.holds(rule.when), self.met.get(rule.address, False)
        self.met[rule.address] = met
        if not met or before or (rule.address in self.been and not rule.repeat):
            return
        self.been.add(rule.address)
        self._do(rule.actions, rule.address, "", (), say("meets what {rule} asks", rule=rule.address))

    def _mail(self, mailing: Mailing, batch: Batch) -> None:
        key = next((key for key in mailing.to if self.on_list(key)), None)
        if key is not None and has(batch, mailing, self.number):
            self._send(mailing.address.key, mailing.address, "", (), say("on {list}", list=f"list/{key}"))

    def _enter(self, course: Course, came: set[str]) -> None:
        address = course.address
        key = next((key for key in course.lists if self.on_list(key)), None)
        before = self.met.get(address, False)
        self.met[address] = key is not None
        form = next((key for key in course.forms if key in came), None)
        if (key is None or before) and form is None:
            return
        if course.re_entry == "never" and address in self.been:
            return
        if course.re_entry == "after-exit" and self.inside.get(address):
            self.met[address] = before  # who comes onto the list on the way comes in again after it
            return
        self.been.add(address)
        self.inside[address] = self.inside.get(address, 0) + 1
        why = (
            say("on {list}", list=f"list/{key}")
            if key is not None and not before
            else say("submitted form {form}", form=str(form))
        )
        self.say("enter", address, why=why)
        self._push(address, self._minutes(), 0)

    # The way through a journey.

    def _push(self, address: Address, minutes: int, index: int) -> None:
        heap = self.due.setdefault(address, [])
        if (minutes, index) in heap:
            self.inside[address] -= 1  # two walks that meet at the same step at the same time are one
        else:
            heapq.heappush(heap, (minutes, index))

    def _run_all(self, end: datetime) -> None:
        """Do the steps of all journeys that fall due before `end`."""
        now = self.now
        for course in self.program.courses:
            self._run(course, end)
        self.now = now

    def _run(self, course: Course, end: datetime) -> None:
        heap = self.due.setdefault(course.address, [])
        while heap and (at := self.start_of(0) + timedelta(minutes=heap[0][0])) < end:
            minutes, index = heapq.heappop(heap)
            if self.assumptions.diary:
                self.now = at
            going = None
            if index == END:
                self.say("end", course.address, why=say("came to the end"))
            else:
                going = self._step(course, course.steps[index], minutes)
            if going is None:
                self.inside[course.address] -= 1
            else:
                self._push(course.address, *going)

    def _step(self, course: Course, step: Step, minutes: int) -> tuple[int, int] | None:
        """Do one step. Gives when and where it goes on; None where the person leaves, or listens for ever."""
        if course.goal is not None and self.holds(course.goal):
            self.say("goal", course.address, step.id, why=say("reached the goal"))
            return None
        if course.exit is not None and self.holds(course.exit):
            self.say("exit", course.address, step.id, why=say("meets the exit"))
            return None
        if step.word == "send":
            self._send(step.email, course.address, step.id, course.suppress, say("came to step {step}", step=step.id))
        elif step.word == "wait":
            self.say("wait", course.address, step.id, why=say("waits {time}", time=words(step.minutes)))
            return minutes + (step.minutes or 0), step.then
        elif step.word == "if":
            assert step.criteria is not None
            met = self.holds(step.criteria)
            self.say("branch", course.address, step.id, word="then" if met else "else", why=say("asked who they are"))
            return minutes, step.then if met else step.other
        elif step.word == "did":
            return self._listen(course, step, minutes)
        else:
            self._do(step.actions, course.address, step.id, course.suppress, say("came to step {step}", step=step.id))
        return minutes, step.then

    def _listen(self, course: Course, step: Step, minutes: int) -> tuple[int, int] | None:
        assert step.test is not None
        yes = self._answer(course, step, minutes)
        if yes is not None:
            self.say(
                "branch",
                course.address,
                step.id,
                word="then",
                why=say("did it within {time}", time=words(yes - minutes)),
            )
            return yes, step.then
        if step.minutes is None:
            self.say("wait", course.address, step.id, why=say("listens without an end"))
            return None
        self.say(
            "branch",
            course.address,
            step.id,
            word="else",
            why=say("did not do it within {time}", time=words(step.minutes)),
        )
        return minutes + step.minutes, step.other

    def _answer(self, course: Course, step: Step, minutes: int) -> int | None:
        """When the person does what `step` listens for, in the minutes of `due`; None for not in time."""
        test = step.test
        assert test is not None
        if self.assumptions.diary:
            return self._written(test, minutes, step.minutes)
        if test.object == "email" and test.verb != "was sent" and not self._was_sent(test.name):
            return None
        yes = self.assumptions.says_yes(self.number, course.address.key, step.id, test.verb)
        return minutes + step.yes_after if yes else None

    def _was_sent(self, name: str | None) -> bool:
        """Whether an e-mail (any, without a name) was ever sent to the person: nobody answers what they never got."""
        return self.holds(Sentence(ActivityTest("was sent", name)))

    def _written(self, test: ActivityTest, minutes: int, length: int | None) -> int | None:
        start = self.start_of(0) + timedelta(minutes=minutes)
        end = None if length is None else start + timedelta(minutes=length)
        moments = (
            in_utc(activity.at)
            for activity in (*self.person.activities, *self.sends)
            if activity.verb == test.verb and (test.name is None or activity.name == test.name)
        )
        first = min((at for at in moments if within(at, (start, end))), default=None)
        return None if first is None else (first - self.start_of(0)) // timedelta(minutes=1)

    # What is done.

    def _do(self, actions: tuple[Action, ...], asset: Address, step: str, suppress: tuple[str, ...], why: str) -> None:
        for action in actions:
            if action.word == "send":
                self._send(Address(action.target).key, asset, step, suppress, why)
                continue
            if action.word == "add_to":
                self.lists.add(Address(action.target).key)
            elif action.word == "remove_from":
                self.lists.discard(Address(action.target).key)
            elif action.word == "set":
                self.values[Address(action.target).key] = action.value
            said = action.target or str(action.value)
            self.say("act", asset, step, said, action.word, why)

    def _send(self, email: str, asset: Address, step: str, suppress: tuple[str, ...], why: str) -> None:
        held = self._withheld(self.program.emails.get(email, Email()), suppress)
        self.say("withheld" if held else "send", asset, step, f"email/{email}", why=held or why)
        if not held:
            self.sends.append(Activity("was sent", "email", email, self.now))

    def _withheld(self, email: Email, suppress: tuple[str, ...]) -> str:
        """Why an e-mail does not go out; empty where it does."""
        if "email" in self.catalogue.fields and self.holds(Sentence(FieldTest("email", "is blank"))):
            return say("has no e-mail address")
        if "hard_bounced" in self.catalogue.fields and self.holds(_BOUNCED):
            return BOUNCED
        if not email.operational and "opted_out" in self.catalogue.fields and self.holds(_OPTED_OUT):
            return say("opted out")
        key = next((key for key in sorted({*email.suppress, *suppress}) if self.on_list(key)), None)
        return "" if key is None else say("on {list}, which is suppressed", list=f"list/{key}")

    # What is asked.

    def on_list(self, key: str, asking: tuple[str, ...] = ()) -> bool:
        """Whether the person is on a list now."""
        asset = self.org.assets.get(Address(f"list/{key}"))
        if asset is None or key in asking:
            return False
        value, extends = asset.attributes.get("criteria"), asset.attributes.get("extends")
        if asset.attributes.get("static") or (value is None and extends is None):
            return key in self.lists
        if extends is not None and not self.on_list(Address(extends).key, (*asking, key)):
            return False
        node = parse(value)[0] if value is not None else None
        return node is None or self.holds(node, (*asking, key))

    def holds(self, node: Criteria, asking: tuple[str, ...] = ()) -> bool:
        """Whether the person meets criteria now, as the head of this module says."""
        if isinstance(node, Group):
            if node.kind == "all":
                return all(self.holds(item, asking) for item in node.items)
            met = any(self.holds(item, asking) for item in node.items)
            return met if node.kind == "any" else not met
        if isinstance(node, Sentence) and isinstance(node.test, ListTest):
            return self.on_list(node.test.name, asking) is node.test.member
        if isinstance(node, RelatedNode):
            node = replace(node, criteria=self._of_record(node.criteria, asking))
        now = self.as_of if self._goes_on(node) else self.now
        return evaluate(node, self._person(), now, self.catalogue, lambda key: self.on_list(key, asking))

    def _of_record(self, node: Criteria, asking: tuple[str, ...]) -> Criteria:
        """Criteria about a related record, with what they ask of the person answered already."""
        if isinstance(node, Group):
            return replace(node, items=tuple(self._of_record(item, asking) for item in node.items))
        if isinstance(node, Sentence) and isinstance(node.test, ActivityTest | ListTest):
            return _TRUE if self.holds(node, asking) else _FALSE
        return node

    def _goes_on(self, node: Criteria) -> bool:
        """Whether a sentence is about behaviour, which is taken to go on as it was."""
        if self.assumptions.diary or not isinstance(node, Sentence):
            return False
        if isinstance(node.test, ActivityTest):
            return node.test.verb != "was sent"
        return isinstance(node.test, FieldTest) and node.test.field in self.still

    def _person(self) -> Person:
        seen = self.now - _JUST_BEFORE
        sends = tuple(replace(sent, at=min(sent.at, seen)) for sent in self.sends)
        return replace(
            self.person, fields={**self.person.fields, **self.values}, activities=(*self.person.activities, *sends)
        )


_TRUE = Group("all", ())
_FALSE = Group("any", ())
_BOUNCED = Sentence(FieldTest("hard_bounced", "is", ("true",)))
_OPTED_OUT = Sentence(FieldTest("opted_out", "is", ("true",)))


def midnight_before(moment: datetime) -> datetime:
    """The first instant of the day of `moment`, in UTC."""
    return in_utc(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def has(batch: Batch, mailing: Mailing, number: int) -> bool:
    """Whether the person of this number is in a portion of a dated e-mail."""
    return batch.low <= draw(number, salt_of(mailing.address)) * 100 >> 32 < batch.high


def due_between(
    mailings: Iterable[Mailing], start: datetime, end: datetime
) -> Iterator[tuple[datetime, Mailing, Batch]]:
    """The dated e-mails, by portions, that go out from `start` on and before `end`, in the order of their times."""
    every = (
        (mailing.at + timedelta(minutes=batch.minutes), mailing, batch)
        for mailing in mailings
        for batch in mailing.batches
    )
    yield from sorted((one for one in every if within(one[0], (start, end))), key=lambda one: one[0])


def behaviour_fields(org: Org) -> frozenset[str]:
    """The fields of people whose values follow from what they do, by key."""
    return frozenset(
        one.key
        for one in org.of_kind("field")
        if "." not in one.key and one.attributes.get("personal_data") == "behaviour"
    )


def resting(journey: str, step: str) -> str:
    """What the draws are called by which people have waited at a step already."""
    return f"{journey}.{step}.rest"


def days_left(step: Step, drawn: int) -> int:
    """How many days somebody who waits at `step` still has to, by a draw: from 0 to one less than all."""
    return (-(-(step.minutes or 0) // DAY) * drawn) >> 32


def words(minutes: int | None) -> Text:
    """A length of time in the largest unit that gives a whole number: ``3 days``."""
    if minutes is None:
        return say("for ever")
    if minutes and minutes % DAY == 0:
        return plural("{n} day", "{n} days", minutes // DAY)
    if minutes and minutes % 60 == 0:
        return plural("{n} hour", "{n} hours", minutes // 60)
    return plural("{n} minute", "{n} minutes", minutes)

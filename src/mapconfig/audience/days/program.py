"""Everything that runs in an org for some days, as formulas: what an engine goes by that lets all people walk at once.

A `Program` has the same rules as the walk of one person (`journeys`). For each condition it has one formula for each
day; what nothing on the way can change is the same formula on all of them. Formulas that e-mails sent on the way, lists
that people are put on, or fields that are set can change are `moving`; an engine takes them apart and asks the leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.days.assumptions import Assumptions, below, salt_of
from mapconfig.audience.days.courses import Action, Batch, Course, Email, Mailing, Rule, Running, Step, running
from mapconfig.audience.days.journeys import BOUNCED, due_between, midnight_before
from mapconfig.audience.days.later import Later
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import (
    NOBODY,
    ActivityLeaf,
    EnrolledLeaf,
    FieldLeaf,
    Formula,
    ListLeaf,
    Ref,
    Related,
    Sheet,
    parts,
)
from mapconfig.criteria.moments import Interval, within
from mapconfig.criteria.syntax import FieldTest
from mapconfig.language import Text, say, told
from mapconfig.model import Org

#: A formula for each day.
Daily = tuple[Ref, ...]

_A_DAY = timedelta(days=1)

#: Why an e-mail is withheld where no list is named.
NO_ADDRESS = say("no e-mail address")
OPTED_OUT = say("opted out")


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` e-mails in any `days` days."""

    count: int
    days: int

    @property
    def words(self) -> Text:
        if self.count == 1 and self.days == 1:
            return say("more than 1 in a day")
        return say("more than {count} in {days} days", count=self.count, days=self.days)


#: What is too much, where nobody says (A5).
CAPS = (Cap(3, 30), Cap(1, 7))


@dataclass(frozen=True, slots=True)
class Place:
    """Something that people come to: a step of a journey, or a rule or dated e-mail, which have no `step`. `word` is
    that of the step, ``rule`` or ``mailing``."""

    asset: Address
    step: str
    word: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """What decides whether an e-mail goes out: for each reason to withhold it (its place in `Program.reasons`) who is
    concerned on each day, in the order in which they are looked at. A dated e-mail has one formula, of its instant."""

    email: str
    withheld: tuple[tuple[int, Daily], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A journey. `number` is its place in `Program.tracks`, `first` that of its first step in `Program.places`;
    `before` is who had met its entry already."""

    course: Course
    number: int
    first: int
    entry: Daily
    before: Ref
    goal: Daily | None
    exit: Daily | None
    conditions: Mapping[int, Daily]
    """By the index of a step that branches on who somebody is."""
    answers: Mapping[int, tuple[int, int]]
    """By the index of a step that listens: the salt of its draws, and how many of them say yes (of 2^32)."""
    had: Mapping[int, Daily]
    """By the index of a step that listens for something done with an e-mail: who was ever sent that e-mail."""
    posts: Mapping[tuple[int, int], Post]
    """By the index of a step and of the action in it (0 for a step that sends)."""
    inside: Mapping[int, Ref]
    """By the index of a step who is there on the first day, as far as the data say."""
    gone: Ref
    """Who is at a step that the journey does not have any more."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule. `before` is who had met what it asks already."""

    rule: Rule
    place: int
    when: Daily
    before: Ref
    posts: Mapping[int, Post]


@dataclass(frozen=True, slots=True)
class Round:
    """One batch of a dated e-mail: on which day, in which slot of the run (see `Program.slots`), and who of those with
    a draw (in hundredths) from `low` to `high`."""

    mailing: Mailing
    place: int
    day: int
    slot: int
    low: int
    high: int
    salt: int
    to: Ref
    post: Post


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run asks of an engine: formulas that nothing on the way changes, and leaves of those that something does;
    activities whose counts it takes; and e-mails of which it matters who was sent them, and not only how many."""

    refs: frozenset[Ref]
    counts: frozenset[ActivityLeaf]
    names: frozenset[str]


@dataclass(slots=True)
class Program:
    """What runs in `org` for `days` days from the instant of `sheet` on. See the head of this module.

    `already` is the org that has been running until then, or None where all is switched on now. `renamed` leads from
    the address of an asset to the one under which that org and the data know it; `fresh` are static lists that are
    new, so that nobody is on them yet. What `lacks`, that of an engine, gives a reason against is left out, as is what
    cannot be simulated; `refused` says why.
    """

    org: Org
    sheet: Sheet
    days: int
    assumptions: Assumptions
    already: Org | None = None
    caps: tuple[Cap, ...] = CAPS
    lacks: Callable[[Sheet, Ref], str] = field(default=lambda _sheet, _ref: "", repr=False)
    renamed: Mapping[Address, Address] = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()
    running: Running = field(default_factory=Running)
    refused: dict[Address, str] = field(default_factory=dict)
    in_flight: bool = True
    """Whether the data say who is on the way on the first day."""
    places: list[Place] = field(default_factory=list)
    reasons: list[str] = field(default_factory=lambda: [NO_ADDRESS, OPTED_OUT, BOUNCED])
    tracks: list[Track] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    fields: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    """The fields that are set, and the static lists that people are put on or taken off."""
    slots: list[datetime] = field(default_factory=list)
    """The instants at which e-mails go out, in order: each day's tick, and after it the day's dated e-mails one by
    one."""
    first_slots: list[int] = field(default_factory=list)
    """The slot of each day's tick, and at the end how many there are."""
    _dated: list[tuple[Mailing, Batch, int, int]] = field(default_factory=list)
    _moving: dict[Ref, bool] = field(default_factory=dict)
    _later: list[Later] = field(default_factory=list)
    _seen: dict[tuple[Interval, int], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.running = running(self.org)
        self.refused.update(self.running.refused)
        self._later = [Later(self.org, self.sheet, self.tick(day)) for day in range(self.days)]
        self._lay_out()
        everything = [*(rule.actions for rule in self.running.rules), *(step.actions for step in self._steps())]
        done = [action for actions in everything for action in actions]
        self.fields = frozenset(Address(one.target).key for one in done if one.word == "set")
        self.lists = frozenset(self.known(one.target) for one in done if one.word in ("add_to", "remove_from"))
        before = self._before()
        for rule in self.running.rules:
            with self._apart(rule.address):
                self._watch(rule, before)
        for mailing in self.running.mailings:
            with self._apart(mailing.address):
                self._mail(mailing)
        for course in self.running.courses:
            with self._apart(course.address):
                self._track(course, before)

    def tick(self, day: int) -> datetime:
        """When the clock ticks on a day; for -1, the first instant."""
        start = midnight_before(self.sheet.as_of) + day * _A_DAY
        return max(self.sheet.as_of, start)

    def _lay_out(self) -> None:
        """Find the slots of the run, and which dated e-mail has which."""
        for day in range(self.days):
            self.first_slots.append(len(self.slots))
            self.slots.append(self.tick(day))
            for at, mailing, batch in due_between(self.running.mailings, self.tick(day), self.tick(day + 1)):
                self._dated.append((mailing, batch, day, len(self.slots)))
                self.slots.append(at)
        self.first_slots.append(len(self.slots))

    def known(self, target: str) -> str:
        """The key under which the data know an asset."""
        return self.renamed.get(Address(target), Address(target)).key

    def _steps(self) -> Iterator[Step]:
        return (step for course in self.running.courses for step in course.steps)

    @contextmanager
    def _apart(self, address: Address) -> Iterator[None]:
        """Leave an asset out that cannot be simulated, and say why."""
        places = len(self.places)
        try:
            yield
        except Uncountable as error:
            self.refused[address] = told(error)
            del self.places[places:]

    def _before(self) -> Mapping[Address, Ref]:
        """Who had met the entry of each journey, and what each rule asks, in the org that ran until now."""
        if self.already is None:
            return {}
        lists = Lists(self.already, self.sheet)
        then = running(self.already)
        met = {course.address: self.sheet.any(lists.member(key) for key in course.lists) for course in then.courses}
        return met | {rule.address: lists.criteria(rule.condition, str(rule.address)) for rule in then.rules}

    # What runs, as formulas.

    def _criteria(self, value: Any, whose: str) -> Daily:
        """Who meets criteria on each day."""
        return self._checked(lists.criteria(value, whose) for lists in self._later)

    def _members(self, keys: Sequence[str], instants: Sequence[Later] | None = None) -> Daily:
        """Who is on any of these lists on each day, or at each of other instants."""
        every = self._later if instants is None else instants
        return self._checked(self.sheet.any(lists.member(key) for key in keys) for lists in every)

    def _checked(self, refs: Iterable[Ref]) -> Daily:
        found = tuple(refs)
        self._check(found)
        return found

    def _check(self, refs: Iterable[Ref]) -> None:
        needs = self._taken_apart(refs)
        for ref in sorted({*needs.refs, *map(self.sheet.put, needs.counts)}):
            if why := self.lacks(self.sheet, ref):
                raise Uncountable(why)
        for ref in self.sheet.behind(refs):
            formula = self.sheet[ref]
            if isinstance(formula, Related) and self.moving(formula.item):
                raise Uncountable(
                    f"it asks within one {formula.relation} about what happens to the person on the way; "
                    "ask that outside of the group"
                )

    def _watch(self, rule: Rule, before: Mapping[Address, Ref]) -> None:
        when = self._criteria(rule.condition, str(rule.address))
        met = before.get(self.renamed.get(rule.address, rule.address), NOBODY)
        self._check([met])
        posts = dict(self._posts(rule.actions, ()))
        self.watches.append(Watch(rule, len(self.places), when, met, posts))
        self.places.append(Place(rule.address, "", "rule", rule.actions))

    def _mail(self, mailing: Mailing) -> None:
        rounds = []
        for dated, batch, day, slot in self._dated:
            if dated is mailing:
                then = [Later(self.org, self.sheet, self.slots[slot])]
                (to,) = self._members(mailing.to, then)
                post = self._post(mailing.address.key, (), then)
                salt = salt_of(mailing.address)
                rounds.append(Round(mailing, len(self.places), day, slot, batch.low, batch.high, salt, to, post))
        if rounds:
            self.rounds += rounds
            self.places.append(Place(mailing.address, "", "mailing"))

    def _track(self, course: Course, before: Mapping[Address, Ref]) -> None:
        conditions, answers, posts = {}, {}, {}
        had: dict[int, Daily] = {}
        for index, step in enumerate(course.steps):
            if step.word == "if":
                conditions[index] = self._criteria(step.condition, f"step {step.id}")
            elif step.word == "did":
                answers[index] = self._answers(course, step)
                got = self._had(step)
                if got is not None:
                    had[index] = got
            elif step.word == "send":
                posts[index, 0] = self._post(step.email, course.suppress)
            for place, post in self._posts(step.actions, course.suppress):
                posts[index, place] = post
        entry = self._members(course.lists)
        ends = {name: self._criteria(value, str(course.address)) for name, value in course.written.items()}
        met = before.get(self.renamed.get(course.address, course.address), NOBODY)
        self._check([met])
        self.tracks.append(
            Track(
                course,
                len(self.tracks),
                len(self.places),
                entry,
                met,
                ends.get("goal"),
                ends.get("exit"),
                conditions,
                answers,
                had,
                posts,
                *self._inside(course),
            )
        )
        self.places += [Place(course.address, step.id, step.word, step.actions) for step in course.steps]

    def _inside(self, course: Course) -> tuple[Mapping[int, Ref], Ref]:
        """Who is on the way on the first day, and who is where no step is. Nobody is where all is switched on now."""
        key = self.known(course.address)
        anywhere = self.sheet.put(EnrolledLeaf(key, None))
        if self.already is None:
            return {}, NOBODY
        if self.lacks(self.sheet, anywhere):
            self.in_flight = False
            return {}, NOBODY
        inside = {at: self.sheet.put(EnrolledLeaf(key, step.id)) for at, step in enumerate(course.steps)}
        return inside, self.sheet.but(anywhere, self.sheet.any(inside.values()))

    def _answers(self, course: Course, step: Step) -> tuple[int, int]:
        assert step.test is not None
        name = course.address.key
        rate = self.assumptions.rate(name, step.id, step.test.verb)
        return salt_of(f"{name}.{step.id}"), below(rate)

    def _had(self, step: Step) -> Daily | None:
        """Who can answer an e-mail because they ever got it; None where a step listens for something else."""
        test = step.test
        assert test is not None
        if test.object != "email" or test.verb == "was sent":
            return None
        what = "any email" if test.name is None else f"email {test.name}"
        return self._criteria([f"was sent {what}"], f"step {step.id}")

    def _posts(self, actions: Iterable[Action], suppress: tuple[str, ...]) -> Iterator[tuple[int, Post]]:
        for place, action in enumerate(actions):
            if action.word == "send":
                yield place, self._post(Address(action.target).key, suppress)

    def _post(self, email: str, suppress: tuple[str, ...], instants: Sequence[Later] | None = None) -> Post:
        every = self._later if instants is None else instants
        said = self.running.emails.get(email, Email())
        withheld: list[tuple[int, Daily]] = []
        fields = self._later[0].catalogue.fields if self._later else {}
        if "email" in fields:
            blank = FieldLeaf(FieldTest("email", "is blank"), fields["email"])
            withheld.append((0, (self.sheet.put(blank),) * len(every)))
        if "hard_bounced" in fields:
            bounced = FieldLeaf(FieldTest("hard_bounced", "is", ("true",)), fields["hard_bounced"])
            withheld.append((2, (self.sheet.put(bounced),) * len(every)))
        if "opted_out" in fields and not said.operational:
            out = FieldLeaf(FieldTest("opted_out", "is", ("true",)), fields["opted_out"])
            withheld.append((1, (self.sheet.put(out),) * len(every)))
        withheld = [(reason, refs) for reason, refs in withheld if not self.lacks(self.sheet, refs[0])]
        for key in sorted({*said.suppress, *suppress}):
            refs = self._members([key], instants)
            withheld.append((self._reason(f"list/{key}"), refs))
        return Post(self.known(f"email/{email}"), tuple(withheld))

    def _reason(self, words: str) -> int:
        if words not in self.reasons:
            self.reasons.append(words)
        return self.reasons.index(words)

    # What can change on the way.

    def moving(self, ref: Ref) -> bool:
        """Whether what happens on the way can change who `ref` is true of."""
        known = self._moving.get(ref)
        if known is None:
            formula = self.sheet[ref]
            known = self._moving[ref] = self._moves(formula) or any(map(self.moving, parts(formula)))
        return known

    def _moves(self, formula: Formula) -> bool:
        if isinstance(formula, ActivityLeaf):
            return formula.verb == "was sent"
        if isinstance(formula, FieldLeaf):
            return formula.test.field in self.fields
        return isinstance(formula, ListLeaf) and (formula.key in self.lists or formula.key in self.fresh)

    def history(self, leaf: ActivityLeaf) -> ActivityLeaf | None:
        """What of a leaf about e-mails sent lies before the first day; None for nothing."""
        start, end = leaf.interval
        end = self.sheet.as_of if end is None else min(end, self.sheet.as_of)
        if start is not None and start >= end:
            return None
        return ActivityLeaf(leaf.verb, leaf.name, (start, end), 1)

    def seen(self, leaf: ActivityLeaf, slot: int) -> list[int]:
        """The slots of the run whose e-mails such a leaf sees in `slot`: those of the same instant have just been
        sent."""
        known = self._seen.get((leaf.interval, slot))
        if known is None:
            just = self.slots[slot] - timedelta(microseconds=1)
            known = [one for one in range(slot + 1) if within(min(self.slots[one], just), leaf.interval)]
            self._seen[leaf.interval, slot] = known
        return known

    def recent(self, cap: Cap, day: int) -> ActivityLeaf | None:
        """The e-mails before the first day that count for `cap` at the end of `day`; day -1 ends at the first
        instant."""
        start = (self.tick(day + 1) if day >= 0 else self.sheet.as_of) - cap.days * _A_DAY
        return self.history(ActivityLeaf("was sent", None, (start, None), 1))

    def needs(self) -> Needs:
        """What an engine has to answer for the run."""
        needs = self._taken_apart(self._formulas())
        recent = {self.recent(cap, day) for cap in self.caps for day in range(-1, self.days)}
        return replace(needs, counts=needs.counts | {leaf for leaf in recent if leaf is not None})

    def _taken_apart(self, formulas: Iterable[Ref]) -> Needs:
        """Formulas down to what nothing on the way can change, and the leaves of what something can."""
        refs: set[Ref] = set()
        names: set[str] = set()
        counts: set[ActivityLeaf | None] = set()
        seen = set(formulas)
        queue = list(seen)
        while queue:
            ref = queue.pop()
            formula = self.sheet[ref]
            if isinstance(formula, ListLeaf) and formula.key in self.fresh:
                continue
            if not self.moving(ref) or isinstance(formula, FieldLeaf | ListLeaf):
                refs.add(ref)
            elif isinstance(formula, ActivityLeaf):
                counts.add(self.history(formula))
                names.update(() if formula.name is None else (formula.name,))
            else:
                below_ = [part for part in parts(formula) if part not in seen]
                seen.update(below_)
                queue += below_
        return Needs(frozenset(refs), frozenset(leaf for leaf in counts if leaf is not None), frozenset(names))

    def _formulas(self) -> Iterator[Ref]:
        posts = [post for track in self.tracks for post in track.posts.values()]
        posts += [post for watch in self.watches for post in watch.posts.values()]
        posts += [one.post for one in self.rounds]
        for post in posts:
            for _, refs in post.withheld:
                yield from refs
        for watch in self.watches:
            yield from (*watch.when, watch.before)
        for one in self.rounds:
            yield one.to
        for track in self.tracks:
            yield from (*track.entry, track.before, *(track.goal or ()), *(track.exit or ()))
            yield from (*track.inside.values(), track.gone)
            for refs in (*track.conditions.values(), *track.had.values()):
                yield from refs

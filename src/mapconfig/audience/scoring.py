"""Scoring models as formulas: who has a score of so much, or such a grade, if the model of the files is applied.

What a model means here; vendors differ in all of it, so the numbers are believed as far as the computed score equals
the one that the platform has (`Model.agrees`):

- A row gives its points each time its activity happened, in its window if it names one, else ever. A row that says how
  often (``at least 3 times``, ``never``) gives them once, to whoever meets it.
- `cap` is the most that a row adds up to, or takes away where its points are negative. Rows are capped, then added up.
- Decay comes after that. Somebody is idle since the last thing that they did themselves, of the sorts that the model
  has rows for (opened, viewed, ... whatever it was; not e-mails sent, nor bounces). Fading starts when they have been
  idle for `after_days` (none: at once), and each `every_days` of 24 hours from then on takes the points away once. It
  stops at the `floor`, and raises nobody who is below it.
- The score may be negative. People who did nothing have what they get for doing nothing: 0 points as a rule.
- Everybody begins with the middle grade (of an even number the lower one), each step that somebody meets moves it, and
  the sum is cut at the lowest and the highest grade. Nobody is without a grade.
- A threshold is reached by score and grade together, where it names both.

Criteria of grade steps see the score and grade that are stored, not the ones computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, floor
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import ActivityLeaf, FieldLeaf, Formula, Ref, Sheet
from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import in_utc, interval_of_window, within
from mapconfig.criteria.oracle import Person, evaluate, holds, read_as
from mapconfig.criteria.syntax import VERBS, ActivityTest, FieldTest, Sentence
from mapconfig.language import say
from mapconfig.model import Asset, Org

#: The fields that hold what a platform worked out.
SCORE = "score"
GRADE = "grade"

#: The grades of an org that has no field for them, lowest first.
GRADES = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")

#: What is done to people, who may be idle all the same.
NOT_OWN = ("was sent", "bounced")

#: How many bins a histogram of scores has, about.
BINS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """Points for each of the activities that `leaf` counts; or once, where `met` is true."""

    points: int
    cap: int | None
    leaf: ActivityLeaf | None
    met: Ref | None = None

    def worth(self, times: int) -> int:
        """What it adds up to for somebody who did it so many times."""
        worth = self.points * times
        return worth if self.cap is None else max(-self.cap, min(self.cap, worth))


@dataclass(frozen=True, slots=True)
class Decay:
    """What idleness takes away: `points` (negative) once a period, down to `floor`.

    `idle[i]` counts, by verb, what is done in the stretch of time in which those who have faded i times did their last
    thing. Who did nothing in any of them has faded as often as there are stretches: as many as it takes for the
    highest score there can be, or `LONGEST`.
    """

    points: int
    floor: int
    idle: tuple[tuple[ActivityLeaf, ...], ...]

    def faded(self, score: int, periods: int) -> int:
        """`score` after so many periods."""
        return max(score + self.points * periods, min(score, self.floor))


#: How many periods of decay are looked at: in a model without caps there is no other end.
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Model:
    """How a score is reckoned. Equal models give everybody the same score."""

    rows: tuple[Row, ...]
    decay: Decay | None = None

    @property
    def parts(self) -> tuple[Ref, ...]:
        return tuple(row.met for row in self.rows if row.met is not None)

    @property
    def reads(self) -> tuple[ActivityLeaf, ...]:
        """The activities whose counts it takes."""
        rows = tuple(row.leaf for row in self.rows if row.leaf is not None)
        return rows if self.decay is None else (*rows, *(leaf for idle in self.decay.idle for leaf in idle))


@dataclass(frozen=True, slots=True)
class Scored:
    """The computed score is at least `low`."""

    model: Model
    low: int

    @property
    def parts(self) -> tuple[Ref, ...]:
        return self.model.parts

    @property
    def reads(self) -> tuple[Formula, ...]:
        return self.model.reads


@dataclass(frozen=True, slots=True)
class Agrees:
    """The computed score is the number that the field of `stored` holds; false where that is blank."""

    model: Model
    stored: FieldLeaf

    @property
    def parts(self) -> tuple[Ref, ...]:
        return self.model.parts

    @property
    def reads(self) -> tuple[Formula, ...]:
        return (*self.model.reads, self.stored)


@dataclass(frozen=True, slots=True)
class Graded:
    """The computed grade is at least the one at place `low` of `count`: `steps` are who is moved, and how far."""

    steps: tuple[tuple[Ref, int], ...]
    count: int
    low: int

    @property
    def parts(self) -> tuple[Ref, ...]:
        return tuple(ref for ref, _ in self.steps)

    @property
    def start(self) -> int:
        """The place with which everybody begins."""
        return (self.count - 1) // 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold of a model and who reaches it."""

    id: str
    stage: Address
    reached: Ref
    words: str
    """``score 60 and grade B-``."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """One scoring asset on a sheet. The refs of two orgs that share a sheet are the same where nothing changed."""

    address: Address
    sheet: Sheet
    model: Model
    grade: tuple[tuple[Ref, int], ...]
    grades: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    stored: FieldLeaf | None
    """Whether the platform's own score is known; None where the org has no number field for it."""

    def at_least(self, low: int) -> Ref:
        """Who has this computed score, or more."""
        return self.sheet.put(Scored(self.model, low))

    def between(self, low: int | None, high: int | None) -> Ref:
        """Who has a computed score from `low` to `high`, both included; None is open."""
        items = [] if low is None else [self.at_least(low)]
        if high is not None:
            items.append(self.sheet.no(self.at_least(high + 1)))
        return self.sheet.all(items)

    def graded(self, place: int) -> Ref:
        """Who has the computed grade at this place of `grades`, or a better one."""
        if place <= 0:
            return self.sheet.all(())
        if place >= len(self.grades):
            return self.sheet.any(())
        return self.sheet.put(Graded(self.grade, len(self.grades), place))

    def agrees(self) -> tuple[Ref, Ref] | None:
        """Whose computed score is the stored one, and who has a stored one; None where none is stored. The first as a
        share of the second says how far the computed scores can be believed."""
        if self.stored is None:
            return None
        known = self.sheet.put(FieldLeaf(FieldTest(SCORE, "is blank"), self.stored.kind))
        return self.sheet.put(Agrees(self.model, self.stored)), self.sheet.no(known)


def scoring(asset: Asset, lists: Lists) -> Scoring:
    """A scoring asset of the org of `lists`, on their sheet. Raises Uncountable for what cannot be read."""
    written, sheet, whose = asset.attributes, lists.sheet, asset.address
    rows = tuple(_row(row, lists, whose) for row in written.get("points") or ())
    grades = grades_of(lists.org)
    grade = tuple(
        (lists.criteria(row["when"], f"grade step {row['id']} of {whose}"), row["adjust"])
        for row in written.get("grade") or ()
    )
    kind = lists.catalogue.fields.get(SCORE)
    stored = FieldLeaf(FieldTest(SCORE, "is blank"), kind) if kind is not None and kind.type == "number" else None
    found = Scoring(
        whose, sheet, Model(rows, _decay(written, rows, _own(written, whose), sheet.as_of)), grade, grades, (), stored
    )
    thresholds = tuple(_threshold(row, found) for row in written.get("thresholds") or ())
    return Scoring(whose, sheet, found.model, grade, grades, thresholds, stored)


def _row(row: Mapping[str, Any], lists: Lists, whose: Address) -> Row:
    test = activity(row, whose)
    if test.times is not None or test.never:
        return Row(
            row["points"], row.get("cap"), None, lists.criteria(row["activity"], f"points {row['id']} of {whose}")
        )
    interval = interval_of_window(test.window, lists.sheet.as_of)
    name = None if test.name is None else lists.known(Address(f"{test.object}/{test.name}"))
    return Row(row["points"], row.get("cap"), ActivityLeaf(test.verb, name, interval, 1))


def activity(row: Mapping[str, Any], whose: Address) -> ActivityTest:
    """The activity of a row of points. Raises Uncountable when it is none."""
    node, problems = parse(row["activity"])
    if problems or not isinstance(node, Sentence) or not isinstance(node.test, ActivityTest):
        raise Uncountable(
            say(
                "the activity of points {id} of {whose} cannot be read: {activity}",
                id=row["id"],
                whose=whose,
                activity=repr(row["activity"]),
            )
        )
    return node.test


def _own(written: Mapping[str, Any], whose: Address) -> tuple[str, ...]:
    """The verbs by which a model sees that somebody is not idle."""
    named = {activity(row, whose).verb for row in written.get("points") or ()}
    return tuple(verb for verb in VERBS if verb in named and verb not in NOT_OWN)


def _decay(model: Mapping[str, Any], rows: Sequence[Row], own: Sequence[str], as_of: datetime) -> Decay | None:
    written = model.get("decay")
    if written is None:
        return None
    points, lowest = written["points"], written.get("floor", 0)
    positive = [row for row in rows if row.points > 0]
    periods = LONGEST
    if all(row.cap is not None or row.leaf is None for row in positive):
        highest = sum(row.worth(1 if row.leaf is None else row.cap or 0) for row in positive)
        periods = min(LONGEST, max(0, ceil((highest - lowest) / -points)))
    since = [as_of, *(as_of - _idle_for(written, period) for period in range(1, periods + 1))]
    idle = tuple(tuple(ActivityLeaf(verb, None, (start, end), 1) for verb in own) for end, start in pairwise(since))
    return Decay(points, lowest, idle)


def _idle_for(written: Mapping[str, Any], periods: int) -> timedelta:
    """How long somebody has been idle when they have faded so many times."""
    return timedelta(days=written.get("after_days", 0) + periods * written["every_days"])


def _threshold(row: Mapping[str, Any], found: Scoring) -> Threshold:
    needed, said = [], []
    if "score" in row:
        needed.append(found.at_least(row["score"]))
        said.append(f"score {row['score']}")
    if "grade" in row:
        if row["grade"] not in found.grades:
            raise Uncountable(
                say(
                    "threshold {id} of {found} asks for {grade}, which is no grade",
                    id=row["id"],
                    found=found.address,
                    grade=row["grade"],
                )
            )
        needed.append(found.graded(found.grades.index(row["grade"])))
        said.append(f"grade {row['grade']}")
    return Threshold(row["id"], Address(row["stage"]), found.sheet.all(needed), " and ".join(said) or "nothing")


def grades_of(org: Org) -> tuple[str, ...]:
    """The grades of an org, lowest first: the values of its field for them, if that is an ordered choice."""
    asset = org.assets.get(Address(f"field/{GRADE}"))
    if asset is None:
        return GRADES
    kind = FieldType.of(asset.attributes)
    return kind.values if kind.ordered and kind.values else GRADES


def scorings(lists: Lists) -> Iterator[Scoring]:
    """The scoring models of an org that are active. Raises Uncountable for one that cannot be read."""
    for asset in lists.org.of_kind("scoring"):
        if asset.attributes.get("state", "active") == "active":
            yield scoring(asset, lists)


def edges(found: Sequence[Scoring]) -> tuple[int, ...]:
    """Where the bins of a histogram begin that shows these models side by side: round steps, as wide as it takes for
    the highest threshold to be in the middle."""
    scores = [one.low for scoring in found for one in _scored(scoring)]
    top = max([*scores, 20]) * 3 // 2
    step = next((each for each in (5, 10, 20, 25, 50, 100, 250, 500, 1000) if top / each <= BINS), top // BINS)
    return tuple(range(step, top + 1, step))


def _scored(found: Scoring) -> Iterator[Scored]:
    for ref in found.sheet.behind(one.reached for one in found.thresholds):
        formula = found.sheet[ref]
        if isinstance(formula, Scored):
            yield formula


def bins(found: Scoring, starts: Sequence[int]) -> tuple[tuple[int | None, int | None, Ref], ...]:
    """Who has a computed score in each bin, as (low, high, who): below 0, 0 alone, then by `starts`."""
    lows = (0, 1, *starts)
    ranges: list[tuple[int | None, int | None]] = [
        (None, -1),
        *((low, high - 1) for low, high in pairwise(lows)),
        (lows[-1], None),
    ]
    return tuple((low, high, found.between(low, high)) for low, high in ranges)


#: Answers a positive test of a field.
Answers = Callable[[FieldTest, FieldType], Ref]


def score_substitution(org: Org, sheet: Sheet) -> dict[str, Answers]:
    """For `membership.Lists(..., fields=...)`: tests of `score` and `grade` answered by the org's one model that is
    active, in place of what is stored. So a change of the model is followed into lists, rules and stages.

    Empty where the org has no active model. Raises Uncountable where it has several, since nobody says which of them
    makes the score, or where it cannot be read.
    """
    found = list(scorings(Lists(org, sheet)))
    if not found:
        return {}
    if len(found) > 1:
        names = ", ".join(str(one.address) for one in found)
        raise Uncountable(
            say("the org has several scoring models ({names}), and nothing says which one makes the score", names=names)
        )
    only = found[0]
    return {SCORE: _Numbers(only), GRADE: _Places(only)} if only.grade else {SCORE: _Numbers(only)}


@dataclass(frozen=True, slots=True)
class _Numbers:
    scoring: Scoring

    def __call__(self, test: FieldTest, kind: FieldType) -> Ref:
        del kind
        sheet = self.scoring.sheet
        if test.operator == "is blank":
            return sheet.any(())
        values = [float(value) for value in test.values]
        match test.operator:
            case ">=":
                return self.scoring.between(ceil(values[0]), None)
            case ">":
                return self.scoring.between(floor(values[0]) + 1, None)
            case "<":
                return self.scoring.between(None, ceil(values[0]) - 1)
            case "<=":
                return self.scoring.between(None, floor(values[0]))
            case "=":
                return self._from_to(values[0], values[0])
        return self._from_to(values[0], values[-1])

    def _from_to(self, low: float, high: float) -> Ref:
        lowest, highest = ceil(low), floor(high)
        return self.scoring.between(lowest, highest) if lowest <= highest else self.scoring.sheet.any(())


@dataclass(frozen=True, slots=True)
class _Places:
    scoring: Scoring

    def __call__(self, test: FieldTest, kind: FieldType) -> Ref:
        found, sheet = self.scoring, self.scoring.sheet
        return sheet.any(
            sheet.but(found.graded(place), found.graded(place + 1))
            for place, grade in enumerate(found.grades)
            if holds(test, grade, sheet.as_of, kind)
        )


# The same for one person, by the leaves: what an engine that asks each person goes by.


def scored(person: Person, leaf: Formula, true: Callable[[Ref], bool]) -> bool:
    """Whether `Scored` is true of a person; `true` answers what it is made of."""
    assert isinstance(leaf, Scored)
    return _score(person, leaf.model, true) >= leaf.low


def agrees(person: Person, leaf: Formula, true: Callable[[Ref], bool]) -> bool:
    """The same of `Agrees`."""
    assert isinstance(leaf, Agrees)
    stored = read_as(person.fields.get(leaf.stored.test.field), "number")
    return stored is not None and stored == _score(person, leaf.model, true)


def graded(person: Person, leaf: Formula, true: Callable[[Ref], bool]) -> bool:
    """The same of `Graded`."""
    del person
    assert isinstance(leaf, Graded)
    place = leaf.start + sum(adjust for ref, adjust in leaf.steps if true(ref))
    return min(max(place, 0), leaf.count - 1) >= leaf.low


#: What answers each leaf of this module.
ANSWERS = {Scored: scored, Agrees: agrees, Graded: graded}


def _score(person: Person, model: Model, true: Callable[[Ref], bool]) -> int:
    score = sum(
        row.worth(_times(person, row.leaf) if row.leaf is not None else int(row.met is not None and true(row.met)))
        for row in model.rows
    )
    if model.decay is None:
        return score
    idle = model.decay.idle
    periods = (at for at, leaves in enumerate(idle) if any(_times(person, leaf) for leaf in leaves))
    return model.decay.faded(score, next(periods, len(idle)))


def _times(person: Person, leaf: ActivityLeaf) -> int:
    return sum(
        one.verb == leaf.verb and leaf.name in (None, one.name) and within(in_utc(one.at), leaf.interval)
        for one in person.activities
    )


# The definition, for one person.


def score_of(person: Person, written: Mapping[str, Any], as_of: datetime, whose: Address) -> int:
    """The score of one person by the attributes of a scoring asset, in plain Python."""
    as_of = in_utc(as_of)
    score = sum(_earned(person, row, as_of, whose) for row in written.get("points") or ())
    decay = written.get("decay")
    if decay is None:
        return score
    verbs = _own(written, whose)
    own = [in_utc(one.at) for one in person.activities if one.verb in verbs and in_utc(one.at) < as_of]
    periods, most = 0, LONGEST
    while periods < most and not any(at >= as_of - _idle_for(decay, periods + 1) for at in own):
        periods += 1
    faded: int = max(score + decay["points"] * periods, min(score, decay.get("floor", 0)))
    return faded


def _earned(person: Person, row: Mapping[str, Any], as_of: datetime, whose: Address) -> int:
    test = activity(row, whose)
    if test.times is not None or test.never:
        times = int(evaluate(Sentence(test), person, as_of, Catalogue(), lambda _: False))
    else:
        interval = interval_of_window(test.window, as_of)
        times = sum(
            one.verb == test.verb and test.name in (None, one.name) and within(in_utc(one.at), interval)
            for one in person.activities
        )
    worth: int = row["points"] * times
    cap: int | None = row.get("cap")
    return worth if cap is None else max(-cap, min(cap, worth))


def grade_of(
    person: Person, written: Mapping[str, Any], as_of: datetime, org: Org, is_member: Callable[[str], bool]
) -> str:
    """The grade of one person by the attributes of a scoring asset, in plain Python."""
    fields = ((one.key, one.attributes) for one in org.of_kind("field"))
    catalogue = Catalogue.of(fields, org.settings.relations)
    grades = grades_of(org)
    place = (len(grades) - 1) // 2
    for row in written.get("grade") or ():
        criteria = parse(row["when"])[0]
        if criteria is not None and evaluate(criteria, person, in_utc(as_of), catalogue, is_member):
            place += row["adjust"]
    return grades[min(max(place, 0), len(grades) - 1)]

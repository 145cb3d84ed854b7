"""What a change does to people, as counts: the values that `mapconfig.audience.difference` fills and reports tell.

There is never more than counts in them, small counts are hidden in them already, and they are plain JSON when
`mapconfig.plan.codec` writes them, which is how plans and journals carry them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from mapconfig.address import Address
from mapconfig.diff import Change
from mapconfig.language import Text, say, together
from mapconfig.model import Org
from mapconfig.values import dataclass, field, replace

FORMAT = "mapconfig.people/1"

#: Who is e-mailed shrinks when more than this share of them is lost, in percent, once they are as many as that.
SHRINK_PERCENT = 50
SHRINK_FROM = 100

#: Kinds of which any change but a cosmetic one may move people; of an e-mail it takes one of these attributes.
MOVING = frozenset({"list", "rule", "journey", "stage", "scoring", "field", "crm-field"})
MAILING = frozenset({"to", "suppress", "schedule", "state", "type", "operational"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, from `low` to `high`, both included.

    Both are the same for a count that is given as it is; where it is hidden or rounded they are the ends of what it
    may be, and the label says how it was counted: ``exact``, ``sampled`` or ``unknown``. What is unknown has no `high`,
    has as `low` what is known at least, and a `reason`.
    """

    low: int = 0
    high: int | None = None
    label: str = "unknown"
    reason: str = ""

    @property
    def known(self) -> bool:
        return self.high is not None

    @property
    def given(self) -> bool:
        """Whether it is one number, neither hidden nor rounded nor unknown."""
        return self.low == self.high

    @property
    def middle(self) -> int:
        """The number to reckon shares with. Of what is unknown, what is known of it."""
        return self.low if self.high is None else (self.low + self.high + 1) // 2

    @property
    def words(self) -> Text:
        """``41,870``, ``<5``, ``about 41,870``, ``at least 120`` or ``unknown``."""
        if self.high is None:
            return say("at least {n:,}", n=self.low) if self.low else say("unknown")
        if self.given:
            return say("{n:,}", n=self.low)
        if self.label == "sampled":
            return say("about {n:,} (±{spread:,})", n=self.middle, spread=(self.high - self.low + 1) // 2)
        if self.low == 1:
            return together("", [f"<{self.high + 1}"])
        # The middle, with which shares are reckoned too: 20 to 39 is about 30. Where that is no matter, a round number.
        round_ = self.low >= 1000 and self.low % 100 == 0
        return say("about {n:,}", n=self.low if round_ else self.middle)

    @classmethod
    def of(cls, number: int) -> Count:
        return cls(number, number, "exact")


ZERO = Count.of(0)


def unknown(reason: str, low: int = 0) -> Count:
    return Count(low, None, "unknown", reason)


@dataclass(frozen=True, slots=True)
class Moves:
    """Who comes onto and goes from one asset: the members of a list, who meets a rule or stage, who is to enter a
    journey or to receive an e-mail, who reaches a threshold.

    `reachable` are those of them who may be e-mailed; `opted_out`, `fatigued` and `risky` are among `added`.
    `because` are the changed assets from which it follows, `feeds` the running assets that e-mail these people.
    """

    subject: Address
    what: str
    """``list``, ``master list``, ``suppression``, ``rule``, ``stage``, ``journey``, ``e-mail``, ``threshold ID``."""
    because: tuple[Address, ...]
    before: Count
    after: Count
    added: Count
    removed: Count
    kept: Count
    reachable_before: Count
    reachable_after: Count
    reachable_added: Count
    reachable_removed: Count
    opted_out: Count
    fatigued: Count
    feeds: tuple[Address, ...] = ()

    @property
    def growth(self) -> int | None:
        """The most by which it grows, in percent of what it was; None where there was nobody or nobody knows."""
        return percent(self.before, self.after)

    @property
    def protects(self) -> bool:
        return self.what == "suppression"

    @property
    def mails(self) -> bool:
        """Whether it is the audience of what e-mails people itself, and still does after the change."""
        return self.subject in self.feeds


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who would be e-mailed by one asset because of the change, and would not be without it.

    `audience` is all whom it may mail after the change. `newly` is `first`, who never had one of these e-mails, and
    `again`; `fatigued` and `risky` (S8) are among `newly`. `in_flight` are people inside a journey whom new e-mails in
    it reach, who are in `newly` as well. `batches` is true where it is sent in parts (S9).
    """

    subject: Address
    because: tuple[Address, ...]
    audience_before: Count
    audience: Count
    newly: Count
    first: Count
    again: Count
    fatigued: Count
    risky: Count
    in_flight: Count
    barred: Count = field(default_factory=Count)
    """Who of `newly` may not be e-mailed, and would be all the same, since no platform skips them by itself."""
    batches: bool = False
    one_send: bool = False
    """Whether all get it at one time: an e-mail to lists, not one in a journey."""


@dataclass(frozen=True, slots=True)
class Ejected:
    """Who is in a journey now and would be out of it."""

    journey: Address
    people: Count
    why: str
    """What throws them out: a step that is gone, the exit, the goal, the journey's end."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """People with more e-mails than `cap` says, over all journeys and sends of the days to come, before and after."""

    cap: str
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Queue:
    """Leads that a team gets by `via`: a rule that hands over or notifies, a stage it owns, a threshold."""

    team: Address
    via: Address
    before: Count
    after: Count
    added: Count
    removed: Count


@dataclass(frozen=True, slots=True)
class Bin:
    """How many people have a score from `low` to `high`, both included; None is open."""

    low: int | None
    high: int | None
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Scores:
    """How scores are spread before and after a change of a scoring model. `agreement` is the share of people, in
    percent, whose computed score before is the one that the source has, None where that cannot be said: what the
    numbers after can be believed by."""

    model: Address
    bins: tuple[Bin, ...]
    agreement: int | None = None
    reason: str = ""
    """Why there are no bins; empty where there are."""


@dataclass(frozen=True, slots=True)
class PeopleImpact:
    """What a change does to people, in counts. Nothing is in it that does not move.

    `reason` says why nothing was counted; it is empty where something was. `newly_mailed` are the different people
    whom anything would e-mail because of the change; `first` of them never had one of these e-mails. `rounded` says
    that counts near small ones are given as intervals, so that no subtraction gives a small one away.
    """

    format: str = FORMAT
    reason: str = ""
    asked: bool = True
    """False where nobody wanted people counted or the environment has none, so that it is no failure."""
    as_of: str = ""
    source: str = ""
    engine: str = ""
    people: Count = field(default_factory=Count)
    newly_mailed: Count = field(default_factory=Count)
    first: Count = field(default_factory=Count)
    again: Count = field(default_factory=Count)
    risky: Count = field(default_factory=Count)
    barred: Count = field(default_factory=Count)
    """Who of `newly_mailed` may not be e-mailed."""
    reachable: str = ""
    """The list that says who may be e-mailed, where the org names one."""
    moves: tuple[Moves, ...] = ()
    mailings: tuple[Mailing, ...] = ()
    ejected: tuple[Ejected, ...] = ()
    queues: tuple[Queue, ...] = ()
    pressure: tuple[Pressure, ...] = ()
    scores: tuple[Scores, ...] = ()
    rounded: bool = False

    @property
    def counted(self) -> bool:
        return not self.reason

    def shrinking(self, percent: int = SHRINK_PERCENT, least: int = SHRINK_FROM) -> tuple[Moves, ...]:
        """The audiences of what e-mails people that may lose more than `percent` of them, and `least` or more: those
        that lose most first. What is stopped itself is `stopped`."""
        found = [one for one in self.moves if one.mails and (one.removed.high or 0) >= least and _lost(one) > percent]
        return tuple(sorted(found, key=lambda one: (-one.removed.middle, one.subject)))

    def stopped(self, least: int = SHRINK_FROM) -> tuple[Moves, ...]:
        """The e-mails and journeys that a change of themselves keeps from everybody, where these are `least` or more:
        they are archived, paused, a draft, or deleted."""
        found = [
            one
            for one in self.moves
            if one.what in ("e-mail", "journey") and not one.mails and one.subject in one.because
            if one.after.high == 0 and (one.removed.high or 0) >= least
        ]
        return tuple(sorted(found, key=lambda one: (-one.removed.middle, one.subject)))


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people one asset has now: members, of whom some may be e-mailed."""

    subject: Address
    what: str
    members: Count
    reachable: Count


@dataclass(frozen=True, slots=True)
class PeopleNow:
    """How many people some assets have, as they are. `reason` says why nothing was counted."""

    format: str = FORMAT
    reason: str = ""
    as_of: str = ""
    source: str = ""
    engine: str = ""
    people: Count = field(default_factory=Count)
    standings: tuple[Standing, ...] = ()
    rounded: bool = False


class Census(Protocol):
    """Who counts people for a comparison. Never raises: what it cannot count is unknown, with the reason."""

    def moved(self, before: Org, after: Org, changes: Sequence[Change]) -> PeopleImpact:
        """What `changes`, which lead from `before` to `after`, do to people."""

    def present(self, org: Org, addresses: Sequence[Address]) -> PeopleNow:
        """How many people these assets have as `org` says."""


@dataclass(frozen=True, slots=True)
class NoCensus:
    """Counts nobody, for a reason."""

    reason: str
    asked: bool = False

    def moved(self, before: Org, after: Org, changes: Sequence[Change]) -> PeopleImpact:
        del before, after, changes
        return uncounted(self.reason, asked=self.asked)

    def present(self, org: Org, addresses: Sequence[Address]) -> PeopleNow:
        del org, addresses
        return PeopleNow(reason=self.reason, people=unknown(self.reason))


def uncounted(reason: str, *, asked: bool = True) -> PeopleImpact:
    """That nobody was counted."""
    blank = unknown(reason)
    return PeopleImpact(
        reason=reason,
        asked=asked,
        people=blank,
        newly_mailed=blank,
        first=blank,
        again=blank,
        risky=blank,
        barred=blank,
    )


_NOT_COUNTED = say("people were not counted")
NOT_ASKED = uncounted(_NOT_COUNTED, asked=False)
NOBODY_COUNTED = PeopleNow(reason=_NOT_COUNTED, people=unknown(_NOT_COUNTED))
NOBODY_MOVES = replace(
    PeopleImpact(newly_mailed=ZERO, first=ZERO, again=ZERO, risky=ZERO, barred=ZERO),
    people=unknown(say("nothing that changes moves people, so nobody was counted")),
)


def as_json(value: Any) -> Any:
    """A value of this module as plain JSON values, just as `mapconfig.plan.codec` writes it. Most runs count nobody,
    and what it takes to read it back is more than they need."""
    names = getattr(type(value), "__match_args__", None)
    if names is not None:
        return {name: as_json(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [as_json(each) for each in value]
    return str(value) if isinstance(value, str) and not isinstance(value, Text) else value


def may_move(changes: Iterable[Change]) -> bool:
    """Whether any of `changes` can be one that moves people; false only where it certainly does not."""
    for change in changes:
        if change.address.kind in MOVING:
            return True
        if change.address.kind == "email" and (
            change.action in ("create", "delete") or any(one.path[0] in MAILING for one in change.fields if one.path)
        ):
            return True
    return False


#: What of a CRM field decides what the values of people are.
_MEANING = frozenset({"type", "values", "formula", "reference_to"})


def beyond_counting(changes: Iterable[Change]) -> Text | None:
    """Why some of `changes` may move people whom nobody can count here, None where none may: what a field of the CRM
    is, people's values become at the next sync, and no source of people has them before."""
    fields = [
        change.address
        for change in changes
        if change.address.kind == "crm-field"
        and change.before is not None
        and (change.after is None or any(one.path[0] in _MEANING for one in change.fields if one.path))
    ]
    if not fields:
        return None
    return say(
        "what the change of {field} in the CRM makes of people's values shows only after a sync", field=fields[0]
    )


def _lost(one: Moves) -> float:
    """The most by which an audience falls, in percent of what it was; 0 where nobody knows."""
    if one.before.high is None or not one.after.known or one.before.low <= 0:
        return 0
    return (one.before.high - one.after.low) * 100 / one.before.high


def percent(before: Count, after: Count) -> int | None:
    """The most by which `after` is more than `before`, in percent; negative where it is less in any case. None where
    there was nobody or nobody knows. Reckoned with what is shown, so that it gives no more away."""
    if before.high is None or after.high is None or before.low <= 0:
        return None
    return round((after.middle - before.middle) * 100 / before.middle)

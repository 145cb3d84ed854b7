"""What a change does to people: both orgs on one sheet, every question in one pass over the data, small counts hidden.

Lists whose formula is the same on both sides have the same members and are not asked about. What cannot be asked of
these data is unknown with the reason, and keeps no other number from being given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, either, every
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.questions import Answers, Questions
from mapconfig.audience.scoring import GRADE, SCORE, Scoring, bins, edges, score_substitution
from mapconfig.audience.sheet import EVERYBODY, NOBODY, Ref, Sheet
from mapconfig.audience.side import Side
from mapconfig.audience.small import K, Showing
from mapconfig.diff import Change
from mapconfig.graph import Graph
from mapconfig.impact.people import (
    ZERO,
    Bin,
    Ejected,
    Mailing,
    Moves,
    PeopleImpact,
    PeopleNow,
    Queue,
    Scores,
    Standing,
)
from mapconfig.impact.spread import state_of
from mapconfig.model import Org

#: References along which a change of an asset changes who belongs to another one.
_DOWN = frozenset({"extends", "uses", "suppresses", "enters-from", "sends-to"})
_ACROSS = frozenset({"adds-to", "removes-from"})

#: Up to so many changes, each is followed to what it moves elsewhere.
_FOLLOWED = 500

#: What a threshold of a scoring model is called, before its id.
THRESHOLD = "threshold "

#: What of a scoring model decides about scores themselves, and not only what follows from them.
_POINTS = ("points", "decay", "grade", "state")


def measure(before: Org, after: Org, changes: Sequence[Change], engine: Engine, small: int = K) -> PeopleImpact:
    """What `changes`, which lead from `before` to `after`, do to the people whom `engine` counts.

    `before` is the org whose lists the data know; counts below `small` are hidden. Raises what the engine raises when
    it cannot read its data.
    """
    return _Measurement(before, after, changes, engine, small).result()


def present(org: Org, addresses: Sequence[Address], engine: Engine, small: int = K) -> PeopleNow:
    """How many people each of `addresses` has as `org` says: lists, rules, stages, journeys, e-mails to lists."""
    sheet = Sheet(engine.as_of)
    side = Side(org, Graph.of(org), sheet)
    asked = Questions(engine, sheet, small)
    rows = []
    for address in addresses:
        if address.kind in ("list", "rule", "stage", "journey", "email") and address in org:
            belongs = _belongs(side, address)
            if address.kind == "email" and not side.emails(address):
                continue
            reach = every(sheet, (belongs, side.reachable(side.operational(address))))
            asked.of(belongs, reach)
            asked.part(belongs, reach)
            rows.append((address, side.what(address), belongs, reach))
    answers = asked.answers()
    return PeopleNow(
        as_of=_moment(engine),
        engine=engine.name,
        people=answers.people,
        standings=tuple(
            Standing(address, what, answers(belongs), answers(reach)) for address, what, belongs, reach in rows
        ),
        rounded=answers.how is not Showing.AS_THEY_ARE,
    )


@dataclass(frozen=True, slots=True)
class _Moving:
    """People who move at one asset, as formulas."""

    subject: Address
    what: str
    before: Asked
    after: Asked
    side: Side
    reach_before: Asked
    reach_after: Asked


@dataclass(frozen=True, slots=True)
class _Mailed:
    """What one asset would mail, as formulas: its audience before and after as far as it may be e-mailed, who is new
    in it, and people in flight whom new e-mails in it reach."""

    subject: Address
    emails: tuple[Address, ...]
    before: Asked
    after: Asked
    newly: Asked
    flight: tuple[Asked, ...]
    barred: Asked
    """Who of all these may not be e-mailed, and would be."""


class _Measurement:
    """One comparison on its way from two orgs to counts."""

    def __init__(self, before: Org, after: Org, changes: Sequence[Change], engine: Engine, small: int) -> None:
        self.engine = engine
        self.sheet = Sheet(engine.as_of.astimezone(UTC))
        self.changes = {change.address: change for change in changes}
        self.old = {change.address: change.renamed_from for change in changes if change.renamed_from is not None}
        came = {change.address for change in changes if change.action == "create"}
        self.then, self.now = self._sides(before, after, came)
        self.questions = Questions(engine, self.sheet, small)
        self.reach = (self.then.reachable(), self.now.reachable())
        self._because = self._causes()

    def _sides(self, before: Org, after: Org, came: set[Address]) -> tuple[Side, Side]:
        """Both orgs on the sheet. Where a model gives other scores, both are asked by their own models: what the data
        have is what the platform worked out by the old one, and no list would move by it."""
        graphs = Graph.of(before), Graph.of(after)
        rescored = any(_rescores(change) for change in self.changes.values()) and all(
            _has_one_model(org, self.sheet) for org in (before, after)
        )
        then = Side(before, graphs[0], self.sheet, rescored=rescored)
        now = Side(after, graphs[1], self.sheet, self.old, came, rescored)
        fed = self._fed(then, now)
        return then, Side(after, graphs[1], self.sheet, self.old, came, rescored, fed) if fed else now

    def _fed(self, then: Side, now: Side) -> dict[Address, Asked]:
        """Static lists onto which rules will put other people, or from which they will take other people, than they
        did before, with who is on them then. One step: what these lists do to other rules is not followed."""
        added: dict[Address, list[Asked]] = defaultdict(list)
        taken: dict[Address, list[Asked]] = defaultdict(list)
        for rule in now.org.of_kind("rule"):
            newly = but(self.sheet, now.audience(rule.address), then.audience(self.was(rule.address)))
            if newly != NOBODY:
                for relation, lists in (("adds-to", added), ("removes-from", taken)):
                    for address in now.lines(rule.address, relation):
                        lists[address].append(newly)
        found: dict[Address, Asked] = {}
        for address in {*added, *taken}:
            there = either(self.sheet, [now.member(address), *added[address]])
            found[address] = but(self.sheet, there, either(self.sheet, taken[address]))
        return found

    def was(self, address: Address) -> Address:
        """The address that an asset had before."""
        return self.old.get(address, address)

    def result(self) -> PeopleImpact:
        moving, mailing = list(self._moving()), list(self._mailing())
        moves = [self._moves(one) for one in moving]
        mails = [self._mails(one) for one in mailing]
        outs = [self._ejects(*each) for each in self._ejecting()]
        queues = [self._queue(*each) for each in self._queues(moving)]
        scores = [self._scores(address) for address in self._models()]
        newly = [each for one in mailing for each in (one.newly, *one.flight)]
        firsts = [every(self.sheet, (one.newly, _not_had(self.now, one.emails))) for one in mailing]
        known = [each for each in newly if not self._lacks(each)]
        total = either(self.sheet, known)
        first = either(self.sheet, [each for each in firsts if not self._lacks(each)])
        again = but(self.sheet, total, first)
        risky = every(self.sheet, (total, self.now.risky()))
        apart = [one.barred for one in mailing]
        barred = either(self.sheet, [each for each in apart if not self._lacks(each)])
        self.questions.of(*newly, *firsts, *apart, total, first, again, risky, barred)
        self.questions.part(total, first, again, risky, barred, *known)
        answers = self.questions.answers()
        told = [make(answers) for make in moves]
        mailed = [make(answers) for make in mails]
        led = [make(answers) for make in queues]
        return PeopleImpact(
            as_of=_moment(self.engine),
            engine=self.engine.name,
            people=answers.people,
            newly_mailed=answers.at_least(total, newly),
            first=answers.at_least(first, firsts),
            again=answers.at_least(again, [*newly, *firsts]),
            risky=answers(risky),
            barred=answers.at_least(barred, apart),
            reachable=self.now.org.settings.reachable,
            moves=tuple(sorted((one for one in told if self._tells(one)), key=_gravest_move)),
            mailings=tuple(sorted((one for one in mailed if one.newly != ZERO), key=_gravest_mailing)),
            ejected=tuple(one for one in (make(answers) for make in outs) if one.people != ZERO),
            queues=tuple(sorted((one for one in led if _differs(one)), key=lambda one: (one.team, one.via))),
            scores=tuple(one for one in (make(answers) for make in scores) if one.reason or _spread_differs(one)),
            rounded=answers.how is not Showing.AS_THEY_ARE,
        )

    def _lacks(self, asked: Asked) -> bool:
        return isinstance(asked, str) or bool(self.questions.lacks(Ref(asked)))

    def _tells(self, one: Moves) -> bool:
        """Whether anybody moves; that nobody does is told of what is changed itself."""
        return one.subject in self.changes or _differs(one)

    # -- who belongs where ----------------------------------------------------------------------------------------

    def _moving(self) -> Iterator[_Moving]:
        """Every asset to which other people belong than before."""
        gone = {change.renamed_from for change in self.changes.values() if change.renamed_from is not None}
        named = {*self.then.org.assets, *self.now.org.assets} - gone
        for address in sorted(named):
            if address.kind not in ("list", "rule", "stage", "journey", "email"):
                continue
            before = _belongs(self.then, self.was(address))
            after = _belongs(self.now, address)
            if before != after:
                side = self.now if address in self.now.org else self.then
                yield self._moving_at(address, side.what(address), before, after, side)
        yield from self._thresholds()

    def _moving_at(self, address: Address, what: str, before: Asked, after: Asked, side: Side) -> _Moving:
        reach_before, reach_after = self.reach
        if side.operational(address):
            reach_before = self.then.reachable(self.then.operational(self.was(address)))
            reach_after = self.now.reachable(self.now.operational(address))
        return _Moving(address, what, before, after, side, reach_before, reach_after)

    def _thresholds(self) -> Iterator[_Moving]:
        """Who reaches each threshold of a scoring model that changes, by the scores that it gives."""
        for address in self._models():
            then, now = self.then.scoring(self.was(address)), self.now.scoring(address)
            before, after = _reached(then), _reached(now)
            for name in sorted({*before, *after}):
                asked = [
                    each if isinstance(each, str) and each else reached.get(name, NOBODY)
                    for each, reached in ((then, before), (now, after))
                ]
                if asked[0] != asked[1]:
                    yield self._moving_at(address, f"{THRESHOLD}{name}", asked[0], asked[1], self.now)

    def _models(self) -> list[Address]:
        return [address for address in self.changes if address.kind == "scoring"]

    def _scores(self, address: Address) -> Callable[[Answers], Scores]:
        """How the scores of a model that changes are spread before and after."""
        then, now = self.then.scoring(self.was(address)), self.now.scoring(address)
        found = [each for each in (then, now) if isinstance(each, Scoring)]
        why = next((each for each in (then, now) if isinstance(each, str) and each), "")
        if why or not found:
            return lambda _: Scores(address, (), None, why or "the model is not active")
        starts = edges(found)
        rows = [bins(each, starts) if isinstance(each, Scoring) else () for each in (then, now)]
        ranges = [(low, high) for low, high, _ in rows[0] or rows[1]]
        asked = [[ref for _, _, ref in side] or [NOBODY] * len(ranges) for side in rows]
        agrees = then.agrees() if isinstance(then, Scoring) else None
        self.questions.of(*asked[0], *asked[1], *(agrees or ()))
        if agrees is not None:
            self.questions.part(agrees[1], agrees[0])

        def made(answers: Answers) -> Scores:
            shown = [[answers(ref) for ref in side] for side in asked]
            unknown = next((one.reason for side in shown for one in side if not one.known), "")
            if unknown:
                return Scores(address, (), None, unknown)
            same, stored = (answers(ref) for ref in agrees or (NOBODY, NOBODY))
            believed = min(round(same.middle * 100 / stored.middle), 100) if same.known and stored.low else None
            pairs = zip(ranges, *shown, strict=True)
            return Scores(address, tuple(Bin(low, high, one, other) for (low, high), one, other in pairs), believed)

        self.questions.of(NOBODY)
        return made

    def _moves(self, one: _Moving) -> Callable[[Answers], Moves]:
        sheet = self.sheet
        added, removed = but(sheet, one.after, one.before), but(sheet, one.before, one.after)
        kept = every(sheet, (one.before, one.after))
        reach_before = every(sheet, (one.before, one.reach_before))
        reach_after = every(sheet, (one.after, one.reach_after))
        reach_added = every(sheet, (added, one.reach_after))
        reach_removed = every(sheet, (removed, one.reach_after if one.what == "suppression" else one.reach_before))
        opted_out = every(sheet, (added, one.side.opted_out()))
        fatigued = every(sheet, (added, one.side.fatigued()))
        asked = self.questions
        asked.of(one.before, one.after, added, removed, kept, reach_before, reach_after, reach_added, reach_removed)
        asked.of(opted_out, fatigued)
        asked.part(EVERYBODY, one.before, one.after)
        asked.part(one.before, removed, kept, reach_before)
        asked.part(one.after, added, kept, reach_after)
        asked.part(added, reach_added, opted_out, fatigued)
        asked.part(removed, reach_removed)
        feeds = self.now.feeds(one.subject)
        because = self._because.get(one.subject, (one.subject,))

        def made(answers: Answers) -> Moves:
            return Moves(
                subject=one.subject,
                what=one.what,
                because=because,
                before=answers(one.before),
                after=answers(one.after),
                added=answers(added),
                removed=answers(removed),
                kept=answers(kept),
                reachable_before=answers(reach_before),
                reachable_after=answers(reach_after),
                reachable_added=answers(reach_added),
                reachable_removed=answers(reach_removed),
                opted_out=answers(opted_out),
                fatigued=answers(fatigued),
                feeds=feeds,
            )

        return made

    # -- who is mailed --------------------------------------------------------------------------------------------

    def _mailing(self) -> Iterator[_Mailed]:
        """Every asset that would e-mail people whom it did not e-mail before."""
        for address in self.now.org.assets:
            if address.kind not in ("journey", "rule", "email") or not self.now.runs(address):
                continue
            emails = self.now.emails(address)
            if not emails or self._over(address):
                continue
            was = self.was(address)
            sent = () if self._sent_again(address) else self.then.emails(was)
            then = {self._is_now(each): self.then.mailed(was, each, self._knows) for each in sent}
            now = {each: self.now.mailed(address, each, self._knows) for each in emails}
            before, after = either(self.sheet, then.values()), either(self.sheet, now.values())
            # Of an e-mail that it sent already also who gets this one now and had others.
            other = [but(self.sheet, mailed, then[each]) for each, mailed in now.items() if each in then]
            newly = either(self.sheet, [but(self.sheet, after, before), *other])
            flight: tuple[Asked, ...] = ()
            if address.kind == "journey" and self.then.runs(was):
                more = [each for each in emails if each not in then]
                if more:
                    skipped = every(self.sheet, [self.now.skipped(each, self._knows) for each in more])
                    flight = (but(self.sheet, self.now.enrolled(address), skipped),)
            if newly != NOBODY or flight:
                barred = every(
                    self.sheet,
                    (newly, either(self.sheet, [self.now.barred(address, each, self._knows) for each in emails])),
                )
                if flight and not self.now.operational(address):
                    barred = either(self.sheet, (barred, but(self.sheet, flight[0], self.now.reachable())))
                yield _Mailed(address, emails, before, after, newly, flight, barred)

    def _knows(self, ref: Ref) -> bool:
        """Whether the people have what `ref` asks for."""
        return not self.questions.lacks(ref)

    def _is_now(self, address: Address) -> Address:
        return next((new for new, old in self.old.items() if old == address), address)

    def _over(self, address: Address) -> bool:
        """Whether an e-mail to lists has gone out and nothing about it changes, so that its lists mail nobody."""
        if address.kind != "email" or not self.now.sent_by(address, self.engine.as_of):
            return False
        return address not in self.changes

    def _sent_again(self, address: Address) -> bool:
        """Whether an e-mail to lists has gone out and is set to go out another time."""
        if address.kind != "email" or address not in self.changes:
            return False
        before, after = self.then.asset(self.was(address)), self.now.asset(address)
        if before is None or after is None or before.attributes.get("schedule") == after.attributes.get("schedule"):
            return False
        return self.then.sent_by(self.was(address), self.engine.as_of)

    def _mails(self, one: _Mailed) -> Callable[[Answers], Mailing]:
        sheet, asked = self.sheet, self.questions
        everyone = either(sheet, [each for each in (one.newly, *one.flight) if not self._lacks(each)])
        if self._lacks(one.newly):
            everyone = one.newly
        first = every(sheet, (everyone, _not_had(self.now, one.emails)))
        again = every(sheet, (everyone, self.now.had(one.emails)))
        fatigued = every(sheet, (everyone, self.now.fatigued()))
        risky = every(sheet, (everyone, self.now.risky()))
        asked.of(one.before, one.after, one.newly, everyone, first, again, fatigued, risky, NOBODY, *one.flight)
        asked.of(one.barred)
        asked.part(one.after, one.newly)
        asked.part(everyone, first, again, fatigued, risky, one.newly, one.barred)
        because = self._because.get(one.subject, (one.subject,))
        schedule = self.now.org.assets[one.subject].attributes.get("schedule") or {}

        def made(answers: Answers) -> Mailing:
            return Mailing(
                subject=one.subject,
                because=because,
                audience_before=answers(one.before),
                audience=answers(one.after),
                newly=answers.at_least(everyone, one.flight),
                first=answers(first),
                again=answers(again),
                fatigued=answers(fatigued),
                risky=answers(risky),
                in_flight=answers(one.flight[0] if one.flight else NOBODY),
                barred=answers(one.barred),
                batches=bool(schedule.get("batches")),
                one_send=one.subject.kind == "email",
            )

        return made

    # -- who is thrown out ----------------------------------------------------------------------------------------

    def _ejecting(self) -> Iterator[tuple[Address, Asked, str]]:
        """For each journey the people in it who would be out, and by what."""
        for asset in self.then.org.of_kind("journey"):
            if state_of(asset) not in ("active", "paused"):
                continue
            inside = self.then.enrolled(asset.address)
            address = self._is_now(asset.address)
            after = self.now.asset(address)
            if state_of(after) not in ("active", "paused"):
                yield asset.address, inside, "it is gone" if after is None else f"it is {state_of(after)}"
                continue
            assert after is not None
            left = {str(step.get("id")) for step in after.attributes.get("steps", ())}
            gone = [
                str(step.get("id")) for step in asset.attributes.get("steps", ()) if str(step.get("id")) not in left
            ]
            if gone:
                which = f"step {gone[0]} is gone" if len(gone) == 1 else f"steps {', '.join(gone)} are gone"
                yield address, self.then.enrolled(asset.address, gone), which
            for word in ("exit", "goal"):
                before, now = self.then.meets(asset.address, word), self.now.meets(address, word)
                if before != now:
                    out = every(self.sheet, (inside, but(self.sheet, now, before)))
                    if out != NOBODY:
                        yield address, out, f"its {word} says so"

    def _ejects(self, journey: Address, people: Asked, why: str) -> Callable[[Answers], Ejected]:
        self.questions.of(people)
        return lambda answers: Ejected(journey, answers(people), why)

    # -- what teams get -------------------------------------------------------------------------------------------

    def _queues(self, moving: Iterable[_Moving]) -> Iterator[tuple[Address, _Moving]]:
        """The teams to whom people who move are leads: rules hand over or notify, stages and thresholds are owned."""
        for one in moving:
            if one.subject.kind == "rule":
                for relation in ("hands-over", "notifies"):
                    for team in dict.fromkeys(one.side.lines(one.subject, relation)):
                        yield team, one
            elif one.subject.kind == "stage" or one.what.startswith(THRESHOLD):
                asset = one.side.asset(one.subject)
                stages = [asset]
                if asset is not None and one.subject.kind == "scoring":
                    named = one.what.removeprefix(THRESHOLD)
                    rows = [row for row in asset.attributes.get("thresholds", ()) if str(row.get("id")) == named]
                    stages = [one.side.asset(Address(str(row.get("stage")))) for row in rows]
                for stage in stages:
                    if stage is not None and stage.owner is not None:
                        yield stage.owner, one

    def _queue(self, team: Address, one: _Moving) -> Callable[[Answers], Queue]:
        added, removed = but(self.sheet, one.after, one.before), but(self.sheet, one.before, one.after)
        return lambda answers: Queue(
            team, one.subject, answers(one.before), answers(one.after), answers(added), answers(removed)
        )

    # -- what follows from what -----------------------------------------------------------------------------------

    def _causes(self) -> dict[Address, tuple[Address, ...]]:
        """For each asset the changed ones from which it follows who belongs to it, itself among them. Of very many
        changes, which are no edit of a person, each is only the cause of what it does itself."""
        found: dict[Address, set[Address]] = defaultdict(set)
        for change in self.changes.values():
            found[change.address].add(change.address)
            # What is new is told as its own, too.
            if change.action != "create" and len(self.changes) <= _FOLLOWED:
                for address in self._below(change):
                    found[address].add(change.address)
        return {address: tuple(sorted(causes)) for address, causes in found.items()}

    def _below(self, change: Change) -> set[Address]:
        """The assets to which other people can belong because of a change."""
        links = self.now.links if change.after is not None else self.then.links
        start = change.address if change.after is not None else self.was(change.address)
        queue = [start]
        if change.address.kind == "scoring":
            queue += [Address(f"field/{SCORE}"), Address(f"field/{GRADE}")]
        reached = set(queue)
        while queue:
            here = queue.pop()
            nearest = [edge.source for edge in links.used_by(here) if edge.relation in _DOWN]
            nearest += [edge.target for edge in links.uses(here) if edge.relation in _ACROSS]
            for address in nearest:
                if address not in reached:
                    reached.add(address)
                    queue.append(address)
        return reached


def _belongs(side: Side, address: Address) -> Asked:
    """Who belongs to an asset: members of a list, who meets a rule that runs or a stage, who is taken in or mailed."""
    if address.kind == "list":
        return side.member(address)
    if address.kind == "stage":
        return side.meets(address, "criteria")
    return side.audience(address)


def _not_had(side: Side, emails: Sequence[Address]) -> Asked:
    """Who was never sent one of `emails`."""
    return but(side.sheet, EVERYBODY, side.had(emails))


def _differs(one: Moves | Queue) -> bool:
    return one.added != ZERO or one.removed != ZERO


def _reached(found: Scoring | str) -> dict[str, Ref]:
    """Who reaches each threshold of a model, by its id."""
    return {one.id: one.reached for one in found.thresholds} if isinstance(found, Scoring) else {}


def _has_one_model(org: Org, sheet: Sheet) -> bool:
    """Whether somebody can say what scores `org` gives."""
    try:
        score_substitution(org, sheet)
    except Uncountable:
        return False
    return True


def _rescores(change: Change) -> bool:
    """Whether a change makes a scoring model give other scores or grades."""
    if change.address.kind != "scoring":
        return False
    if change.before is None or change.after is None:
        return True
    sides = change.before.attributes, change.after.attributes
    return any(sides[0].get(name) != sides[1].get(name) for name in _POINTS)


def _spread_differs(one: Scores) -> bool:
    return any(each.before != each.after for each in one.bins)


def _gravest_move(one: Moves) -> tuple[Any, ...]:
    """Those that mail most first; by what is shown, so that the order tells no more."""
    most = one.reachable_added.middle if one.feeds else 0
    return (-most, -one.reachable_removed.middle if one.protects else 0, -one.added.middle, one.subject, one.what)


def _gravest_mailing(one: Mailing) -> tuple[Any, ...]:
    return (-one.newly.middle, one.subject)


def _moment(engine: Engine) -> str:
    return engine.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

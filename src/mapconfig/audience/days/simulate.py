"""What will happen in the days to come, as a document of counts: e-mails by day and by person, who waits where, and
what an admin should look at. Before and after a change both sides run in one pass over the people.

Small counts are hidden here and nowhere later, for the document as a whole (`small`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.blocks.simulated import Tally, simulated
from mapconfig.audience.days.assumptions import Assumptions
from mapconfig.audience.days.courses import DAY, END, Course, Step, running, ways
from mapconfig.audience.days.journeys import words
from mapconfig.audience.days.overdue import sent_at_once
from mapconfig.audience.days.program import CAPS, Cap, Program
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import ActivityLeaf, Ref, Sheet
from mapconfig.audience.small import K, Showing, showing, shown
from mapconfig.criteria.syntax import ActivityTest
from mapconfig.impact.people import Count
from mapconfig.language import say
from mapconfig.model import Asset, Org

FORMAT = "mapconfig.simulation/1"

#: A rate is measured where so many people were sent the e-mail; below, those of any e-mail tell more.
ENOUGH = 50

#: An asset that sends at least this share of all its e-mails on one day sends in a burst, if they are many.
BURST_SHARE = 0.5

#: How many people get so many e-mails is told one by one up to here, and together beyond.
SINGLY = 5

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to simulate. With `activation` everything is switched on on the first day; else what the org before has
    running goes on. `burst` is how many e-mails of one asset on one day are many; None is one in a hundred people, and
    50 at least. `small` is below how many people a count is hidden."""

    days: int = 30
    assumptions: Assumptions = field(default_factory=Assumptions)
    caps: tuple[Cap, ...] = CAPS
    activation: bool = False
    burst: int | None = None
    small: int = K


def simulate(after: Org, engine: Engine, settings: Settings, before: Org | None = None) -> dict[str, Any]:
    """The document of a simulation of `after`, and of `before` beside it where that is given.

    Raises Uncountable for an engine that cannot simulate; what cannot be simulated is in the document.
    """
    if not isinstance(engine, BlockEngine):
        raise Uncountable(
            say("the {name} engine counts people and lets nobody walk; take them from a snapshot", name=engine.name)
        )
    sheet = Sheet(engine.as_of.astimezone(UTC))
    if before is not None:
        after = sent_at_once(before, after, sheet.as_of)
    already = None if settings.activation else before if before is not None else after
    measured = _measured([org for org in (before, after) if org is not None], engine, sheet)
    given = replace(settings.assumptions, measured={name: rate for name, (rate, _) in measured.items()})
    programs = [Program(after, sheet, settings.days, given, already, settings.caps, engine.lacks)]
    if before is not None:
        old = {new: was for new, was in after.renamed_from.items() if was in before and new not in before}
        fresh = {
            one.key for one in after.of_kind("list") if _open(one) and old.get(one.address, one.address) not in before
        }
        programs = [
            Program(before, sheet, settings.days, given, already, settings.caps, engine.lacks),
            Program(after, sheet, settings.days, given, already, settings.caps, engine.lacks, old, frozenset(fresh)),
        ]
    tallies = simulated(engine, programs)
    show = _Showing(tallies, settings.small)
    sides = [
        _Side(program, tally, show, settings, measured).document()
        for program, tally in zip(programs, tallies, strict=True)
    ]
    return {
        "format": FORMAT,
        "as_of": sheet.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "engine": engine.name,
        "days": settings.days,
        "start": "activation" if settings.activation else "running",
        "answers": settings.assumptions.answer,
        "rounded": show.how is not Showing.AS_THEY_ARE,
        "people": show(tallies[-1]["people"][0]),
        "before": sides[0] if before is not None else None,
        "after": sides[-1],
    }


def assumable(orgs: Iterable[Org]) -> set[str]:
    """What a rate can be given for: ``journey.step``, a step and a verb, of each step that listens."""
    found = set()
    for org in orgs:
        for course in running(org).courses:
            for step in course.steps:
                if step.test is not None:
                    found |= {f"{course.address.key}.{step.id}", step.id, step.test.verb}
    return found


def _open(asset: Asset) -> bool:
    """Whether people are put on a list one by one."""
    written = asset.attributes
    return bool(written.get("static")) or (written.get("criteria") is None and written.get("extends") is None)


class _Showing:
    """Counts as the document may show them: by all that it could show."""

    def __init__(self, tallies: Iterable[Tally], small: int) -> None:
        self.small = small
        self.how = showing({count for tally in tallies for table in tally.values() for count in _flat(table)}, k=small)

    def __call__(self, count: int) -> dict[str, Any]:
        found = shown(count, self.how, self.small)
        return {"low": found.low, "high": found.high, "words": found.words}

    def middle(self, count: int) -> int:
        """What is shown, as one number to order and to draw by."""
        found: Count = shown(count, self.how, self.small)
        return found.middle


def _flat(table: Any) -> Iterator[int]:
    if isinstance(table, list):
        for row in table:
            yield from _flat(row)
    else:
        yield table


def _measured(orgs: Sequence[Org], engine: BlockEngine, sheet: Sheet) -> dict[str, tuple[float, str]]:
    """How many of those who were sent an e-mail did with it what a step listens for, by ``journey.step``, with what
    that was measured on. Steps that listen for something else, and those of which the data tell too little, are not in
    it."""
    steps = [(course, step, step.test) for org in orgs for course in running(org).courses for step in course.steps]
    asked: dict[str, list[tuple[Ref, Ref, str]]] = {}
    for course, step, test in steps:
        if test is not None and test.object == "email" and test.verb != "was sent":
            found = [_answers(sheet, test, test.name), _answers(sheet, test, None)]
            known = [each for each in found if not any(engine.lacks(sheet, ref) for ref in each[:2])]
            asked[f"{course.address.key}.{step.id}"] = known
    refs = sorted({ref for known in asked.values() for one, other, _ in known for ref in (one, other)})
    if not refs:
        return {}
    counts = dict(zip(refs, engine.counts(sheet, refs).values, strict=True))
    rates = {}
    for name, known in asked.items():
        for sent, did, what in known:
            if counts[sent] >= ENOUGH and counts[did] >= K:
                # Whole percents, so that a rate gives no count away.
                rates[name] = (round(counts[did] / counts[sent], 2), what)
                break
    return rates


def _answers(sheet: Sheet, test: ActivityTest, name: str | None) -> tuple[Ref, Ref, str]:
    ever = (None, sheet.as_of)
    sent = sheet.put(ActivityLeaf("was sent", name, ever, 1))
    did = sheet.put(ActivityLeaf(test.verb, name, ever, 1))
    basis = (
        say("of those who were ever sent any e-mail")
        if name is None
        else say("of those who were ever sent {email}", email=f"email/{name}")
    )
    return sent, sheet.all((sent, did)), basis


class _Side:
    """One program and its counts on their way to a document."""

    def __init__(
        self,
        program: Program,
        tally: Tally,
        show: _Showing,
        settings: Settings,
        measured: Mapping[str, tuple[float, str]],
    ) -> None:
        self.program = program
        self.tally = tally
        self.show = show
        self.settings = settings
        self.measured = measured
        self.by_asset: dict[Address, list[int]] = {}
        for number, place in enumerate(program.places):
            self.by_asset.setdefault(place.asset, []).append(number)

    def document(self) -> dict[str, Any]:
        tally, show = self.tally, self.show
        by_day = [sum(column) for column in zip(*tally["sent"], strict=True)] or [0] * self.program.days
        busiest = max(range(len(by_day)), key=by_day.__getitem__)
        emails = tally["emails"]
        return {
            "in_flight": self.program.in_flight,
            "emails": show(sum(by_day)),
            "reached": show(sum(emails[1:])),
            "withheld": show(sum(map(sum, tally["withheld"]))),
            "busiest": {"day": busiest, "emails": show(by_day[busiest])},
            "by_day": [
                {"day": day, "date": self._date(day), "emails": show(count)} for day, count in enumerate(by_day)
            ],
            "by_person": [
                *({"emails": n, "more": False, "people": show(emails[n])} for n in range(SINGLY)),
                {"emails": SINGLY, "more": True, "people": show(sum(emails[SINGLY:]))},
            ],
            "assets": [self._asset(address, places) for address, places in self.by_asset.items()],
            "reasons": self._reasons(),
            "caps": [self._cap(place, cap) for place, cap in enumerate(self.program.caps)],
            "waiting": self._waiting(),
            "dead": list(self._dead()),
            "bursts": self._bursts(),
            "teams": self._teams(),
            "assumed": list(self._assumed()),
            "left_out": [{"asset": str(one), "why": why} for one, why in sorted(self.program.refused.items())],
        }

    def _date(self, day: int) -> str:
        return (self.program.sheet.as_of + timedelta(days=day)).date().isoformat()

    def _asset(self, address: Address, places: Sequence[int]) -> dict[str, Any]:
        tally, show = self.tally, self.show
        tracks = {track.course.address: at for at, track in enumerate(self.program.tracks)}
        sent = [sum(column) for column in zip(*(tally["sent"][place] for place in places), strict=True)]
        found: dict[str, Any] = {
            "asset": str(address),
            "title": self.program.org.assets[address].title,
            "kind": address.kind,
            "came": show(sum(tally["came"][places[0]])),
            "emails": show(sum(sent)),
            "withheld": show(sum(sum(tally["withheld"][place]) for place in places)),
            "by_day": [show(count) for count in sent],
        }
        if address in tracks:
            at = tracks[address]
            found["came"] = show(sum(tally["entered"][at]))
            found["before"] = show(tally["standing"][at])
            found["in_flight"] = show(tally["resumed"][at])
            for name, word in (("goal", "goal"), ("left", "left"), ("ended", "ended")):
                found[name] = show(tally[word][at])
            found["on_the_way"] = show(sum(tally["waiting"][place][-1] for place in places))
            found["steps"] = [self._step(place) for place in places]
        return found

    def _step(self, place: int) -> dict[str, Any]:
        spot, show = self.program.places[place], self.show
        found = {
            "step": spot.step,
            "word": spot.word,
            "came": show(sum(self.tally["came"][place])),
            "emails": show(sum(self.tally["sent"][place])),
            "withheld": show(sum(self.tally["withheld"][place])),
        }
        if spot.word in ("if", "did"):
            found |= {"then": show(self.tally["yes"][place]), "else": show(self.tally["no"][place])}
        return found

    def _reasons(self) -> list[dict[str, Any]]:
        """Why e-mails are withheld, the most frequent reason first."""
        totals = [sum(column) for column in zip(*self.tally["withheld"], strict=True)]
        rows = sorted(
            zip(totals, self.program.reasons, strict=False), key=lambda row: (-self.show.middle(row[0]), row[1])
        )
        return [{"reason": reason, "emails": self.show(total)} for total, reason in rows if total]

    def _cap(self, place: int, cap: Cap) -> dict[str, Any]:
        first, *over = self.tally["over"][place]
        most = max(range(len(over)), key=over.__getitem__)
        return {
            "cap": cap.words,
            "people": self.show(self.tally["pressed"][place]),
            "at_first": self.show(first),
            "most": {"day": most, "people": self.show(over[most])},
        }

    def _waiting(self) -> list[dict[str, Any]]:
        """The steps at which people wait, those with the most people at a time first."""
        rows = []
        for place, spot in enumerate(self.program.places):
            by_day = self.tally["waiting"][place]
            most = max(by_day)
            if most:
                day = by_day.index(most)
                rows.append((self.show.middle(most), spot, day, most, by_day[-1]))
        rows.sort(key=lambda row: (-row[0], row[1].asset, row[1].step))
        return [
            {
                "asset": str(spot.asset),
                "step": spot.step,
                "most": {"day": day, "people": self.show(most)},
                "at_end": self.show(last),
            }
            for _, spot, day, most, last in rows
        ]

    def _dead(self) -> Iterator[dict[str, Any]]:
        """Journeys into which nobody comes or ever came, steps to which nobody comes, and branches that nobody takes,
        though people come in and there was time."""
        for at, track in enumerate(self.program.tracks):
            entered = self.tally["entered"][at]
            address = str(track.course.address)
            if not sum(entered):
                if not self.tally["standing"][at] and not self.tally["resumed"][at]:
                    forms = track.course.forms and not track.course.lists
                    why = (
                        say("people come in by a form alone, and nobody submits one here")
                        if forms
                        else say("nobody comes in")
                    )
                    yield {"asset": address, "step": "", "branch": "", "why": why}
                continue
            first = next(day for day, count in enumerate(entered) if count)
            soonest = _soonest(track.course)
            for index, step in enumerate(track.course.steps):
                place = track.first + index
                came = sum(self.tally["came"][place])
                if index not in soonest:
                    yield {"asset": address, "step": step.id, "branch": "", "why": say("no way leads to it")}
                elif not came and first + soonest[index] // DAY < self.program.days:
                    yield {"asset": address, "step": step.id, "branch": "", "why": say("nobody comes to it")}
                elif came and step.word in ("if", "did"):
                    for name, branch in (("yes", "then"), ("no", "else")):
                        if not self.tally[name][place] and not (branch == "else" and step.minutes is None):
                            yield {"asset": address, "step": step.id, "branch": branch, "why": say("nobody takes it")}

    def _bursts(self) -> list[dict[str, Any]]:
        """Assets that send most of what they send on one day."""
        many = self.settings.burst
        if many is None:
            many = max(50, self.tally["people"][0] // 100)
        rows = []
        for address, places in self.by_asset.items():
            sent = [sum(column) for column in zip(*(self.tally["sent"][place] for place in places), strict=True)]
            most, total = max(sent), sum(sent)
            if most >= many and most >= BURST_SHARE * total:
                rows.append((self.show.middle(most), address, sent.index(most), most, total))
        rows.sort(key=lambda row: (-row[0], row[1]))
        return [
            {
                "asset": str(address),
                "day": day,
                "emails": self.show(most),
                "of": self.show(total),
                "batches": bool((self.program.org.assets[address].attributes.get("schedule") or {}).get("batches")),
            }
            for _, address, day, most, total in rows
        ]

    def _teams(self) -> list[dict[str, Any]]:
        """Whom teams are told of or handed, by the asset that does it."""
        rows = []
        for place, spot in enumerate(self.program.places):
            teams = [action for action in spot.actions if action.word in ("notify", "hand_over")]
            by_day = self.tally["came"][place]
            if teams and sum(by_day):
                most = max(range(len(by_day)), key=by_day.__getitem__)
                rows += [(action.target, action.word, spot, sum(by_day), most, by_day[most]) for action in teams]
        rows.sort(key=lambda row: (row[0], -self.show.middle(row[3]), row[2].asset, row[2].step))
        return [
            {
                "team": team,
                "how": "is handed" if word == "hand_over" else "is told of",
                "asset": str(spot.asset),
                "step": spot.step,
                "people": self.show(total),
                "most": {"day": day, "people": self.show(most)},
            }
            for team, word, spot, total, day, most in rows
        ]

    def _assumed(self) -> Iterator[dict[str, Any]]:
        for track in self.program.tracks:
            for step in track.course.steps:
                if step.test is not None:
                    yield self._assumption(track.course, step, step.test)

    def _assumption(self, course: Course, step: Step, test: ActivityTest) -> dict[str, Any]:
        given, name = self.settings.assumptions, f"{course.address.key}.{step.id}"
        rate = self.program.assumptions.rate(course.address.key, step.id, test.verb)
        basis: str = say("nobody said and the data do not tell")
        if given.answer != "drawn":
            basis = say("as asked for")
        elif any(known in given.rates for known in (name, step.id, test.verb)):
            basis = say("as given")
        elif name in self.measured:
            basis = self.measured[name][1]
        what = "any" if test.name is None else test.name
        return {
            "asset": str(course.address),
            "step": step.id,
            "does": f"{test.verb} {test.object} {what}",
            "within": words(step.minutes) if step.minutes is not None else None,
            "rate": rate,
            "basis": basis,
        }


def _soonest(course: Course) -> dict[int, int]:
    """The least minutes in which somebody can come to each step that a way leads to, by its index."""
    found = {0: 0}
    queue = [0]
    while queue:
        index = queue.pop(0)
        for target, length in ways(course.steps[index]):
            if target != END and found[index] + length < found.get(target, 1 << 60):
                found[target] = found[index] + length
                queue.append(target)
    return found

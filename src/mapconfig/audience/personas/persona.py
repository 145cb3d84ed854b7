"""Whether what personas expect is true: each fictional person asked in plain Python, with the reason when it is not.

Nothing is counted and no engine is needed. What a list means is said by `mapconfig.criteria.oracle`, what a journey
does by `mapconfig.audience.days.journeys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from mapconfig.address import Address
from mapconfig.audience.days.assumptions import Assumptions
from mapconfig.audience.days.courses import Running, running
from mapconfig.audience.days.journeys import Event, walk
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.personas.belonging import Belonging, Line, catalogue_of, person_of
from mapconfig.audience.personas.story import Story
from mapconfig.audience.scoring import GRADE, SCORE, grade_of, grades_of, score_of
from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.check import check
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import shifted
from mapconfig.criteria.oracle import evaluate
from mapconfig.finding import Finding, Path, Severity
from mapconfig.language import NOTHING, say
from mapconfig.model import Asset, Org
from mapconfig.model.persona import Expectation, Fault, Persona, expectation_of
from mapconfig.read.org import Reading
from mapconfig.read.positions import locate_all
from mapconfig.values import replace

FORMAT = "mapconfig.personas/1"

#: So far ahead an expectation can look; a journey of a year is a long one.
MAX_DAYS = 800

#: So many lines of reasons are shown for one expectation.
MAX_LINES = 40

Outcome = Literal["passed", "failed", "unclear"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one expectation. `said` is half a sentence about what is true; `lines` is why, where the outcome
    is not "passed" or reasons were asked for."""

    persona: Persona
    expectation: Expectation
    outcome: Outcome
    said: str = ""
    lines: tuple[Line, ...] = ()


# What is expected ----------------------------------------------------------------------------------------------------


def judge(personas: Iterable[Persona], org: Org, now: datetime, *, explain: bool = False) -> Iterator[Verdict]:
    """What becomes of every expectation of `personas`; those without an `as_of` are asked about at `now`. With
    `explain`, what is true is explained too."""
    catalogue = catalogue_of(org)
    for persona in personas:
        if not persona.sound:
            continue
        trial = Trial(persona, org, persona.as_of or now, catalogue, explain)
        for expectation in persona.expectations:
            yield trial.verdict(expectation)


class Trial:
    """One persona, ready to be asked."""

    def __init__(self, persona: Persona, org: Org, as_of: datetime, catalogue: Catalogue, explain: bool) -> None:
        self.persona = persona
        self.org = org
        self.as_of = as_of
        self.explain = explain
        self.belonging = Belonging(org, person_of(persona, as_of, catalogue), as_of, catalogue)
        self._fill_in()
        self._days = 0
        self._events: list[Event] = []

    def _fill_in(self) -> None:
        """Give the persona the score and grade that follow from the org's one scoring model, where the file says
        none."""
        models = [each for each in self.org.of_kind("scoring") if each.attributes.get("state", "active") == "active"]
        if len(models) != 1:
            return
        (model,), person = models, self.belonging.person
        values = dict(person.fields)
        with suppress(Uncountable):  # whoever expects a score is told why there is none
            if SCORE not in values and f"field/{SCORE}" in self.org:
                values[SCORE] = score_of(person, model.attributes, self.as_of, model.address)
            if GRADE not in values and f"field/{GRADE}" in self.org and model.attributes.get("grade"):
                values[GRADE] = grade_of(person, model.attributes, self.as_of, self.org, self.belonging.member)
        self.belonging = replace(self.belonging, person=replace(person, fields=values), _known={}, _asking=[])

    def verdict(self, expectation: Expectation) -> Verdict:
        """Whether `expectation` is true."""
        try:
            return _JUDGES[expectation.about](self, expectation)
        except Uncountable as error:
            return Verdict(self.persona, expectation, "unclear", error.args[0])

    def decided(self, expectation: Expectation, true: bool, said: str, why: Callable[[], Iterable[Line]]) -> Verdict:
        """The verdict about something that is `true` or not, with its reasons where somebody wants them."""
        passed = true is expectation.wanted
        lines: tuple[Line, ...] = ()
        if not passed or self.explain:
            lines = tuple(why())
            if len(lines) > MAX_LINES:
                lines = (*lines[:MAX_LINES], Line(0, say("... and {more} more", more=len(lines) - MAX_LINES)))
        return Verdict(self.persona, expectation, "passed" if passed else "failed", said, lines)

    def inside(self, expectation: Expectation) -> Verdict:
        address = _asset(expectation)
        if address.kind == "list":
            true = self.belonging.member(address.key)
            said = say("is in {asset}", asset=address) if true else say("is not in {asset}", asset=address)
            return self.decided(expectation, true, said, lambda: self.belonging.why_member(address.key))
        return self._meets(expectation, address, "criteria")

    def matches(self, expectation: Expectation) -> Verdict:
        return self._meets(expectation, _asset(expectation), "when")

    def _meets(self, expectation: Expectation, address: Address, word: str) -> Verdict:
        value = self.belonging.attributes(address).get(word)
        if value is None:
            raise Uncountable(say("{asset} has no `{word}`", asset=address, word=word))
        true = self.belonging.meets(value, str(address))
        if word == "when":
            said = (
                say("is matched by {asset}", asset=address) if true else say("is not matched by {asset}", asset=address)
            )
        else:
            said = say("is in {asset}", asset=address) if true else say("is not in {asset}", asset=address)
        return self.decided(expectation, true, said, lambda: self.belonging.why(value, address, (word,)))

    def measured(self, expectation: Expectation) -> Verdict:
        """Whether the points or the fit are as expected, by the org's scoring model."""
        model = self._model(expectation.asset)
        written, person = model.attributes, self.belonging.person
        if expectation.about == "score":
            score = score_of(person, written, self.as_of, model.address)
            wanted = int(expectation.value)
            true = _compared(expectation.compare, score, wanted)
            return self.decided(
                expectation,
                true,
                say("score is {score}{stored}", score=score, stored=self._stored(SCORE, score, model)),
                lambda: self._points(model, score),
            )
        grades = grades_of(self.org)
        grade = grade_of(person, written, self.as_of, self.org, self.belonging.member)
        ranks = {fold(each): place for place, each in enumerate(grades)}
        if fold(expectation.value) not in ranks:
            raise Uncountable(
                say("{value} is no grade; the grades are {grades}", value=expectation.value, grades=", ".join(grades))
            )
        true = _compared(expectation.compare, ranks[fold(grade)], ranks[fold(expectation.value)])
        return self.decided(
            expectation,
            true,
            say("grade is {grade}{stored}", grade=grade, stored=self._stored(GRADE, grade, model)),
            lambda: self._steps(model),
        )

    def _stored(self, field: str, value: object, model: Asset) -> str:
        """Which of two is meant, where the persona's file has another value than the model gives."""
        stored = self.persona.fields.get(field)
        if stored is None or str(stored) == str(value):
            return NOTHING
        return say(
            " by {model}; lists and rules go by the {field} {stored} of the persona's `fields`",
            model=model.address,
            field=field,
            stored=str(stored),
        )

    def _model(self, address: Address | None) -> Asset:
        """The scoring model that is meant."""
        models = [asset for asset in self.org.of_kind("scoring") if address in (None, asset.address)]
        if len(models) != 1:
            named = ", ".join(asset.address for asset in models)
            raise Uncountable(
                say("the org has several scoring models ({names})", names=named)
                if models
                else say("there is no scoring model")
            )
        return models[0]

    def _points(self, model: Asset, score: int) -> Iterator[Line]:
        """What each row of a model gives."""
        total = 0
        for index, row in enumerate(model.attributes.get("points") or ()):
            earned = score_of(self.belonging.person, {"points": [row]}, self.as_of, model.address)
            total += earned
            if earned:
                yield Line(0, f"{earned:+d} {row['activity']}", model.address, ("points", index))
        if score != total:
            yield Line(0, say("{points} for being idle", points=f"{score - total:+d}"), model.address, ("decay",))
        if not total and score == total:
            yield Line(0, say("did nothing that gives points"), model.address, ("points",))

    def _steps(self, model: Asset) -> Iterator[Line]:
        """Which steps of the grade are taken, and why the others are not."""
        for index, row in enumerate(model.attributes.get("grade") or ()):
            met = self.belonging.meets(row["when"], f"{model.address}")
            path: Path = ("grade", index)
            yield Line(
                0,
                say("{name}: {value}", name=row["id"], value=f"{row['adjust']:+d}" if met else say("not met")),
                model.address,
                path,
            )
            yield from self.belonging.why(row["when"], model.address, (*path, "when"), 1)

    def happens(self, expectation: Expectation) -> Verdict:
        """Whether something happens to the person in time, by a walk through all that runs."""
        address = _asset(expectation)
        if address not in self.org:
            raise Uncountable(say("there is no {address}", address=address))
        end = shifted(self.as_of, expectation.patience, 1)
        story = Story(self.belonging, self.walked(end), self.program, end)
        if address in self.program.refused:
            raise Uncountable(say("{asset} cannot be run: {why}", asset=address, why=self.program.refused[address]))
        if expectation.about == "gets" and story.is_sent_by_hand(address):
            return self._sent_by_hand(expectation, address, story)
        found = story.found(expectation.about, address)
        said = story.told(expectation.about, address, found)
        return self.decided(expectation, found is not None, said, lambda: story.why(address, found))

    def _sent_by_hand(self, expectation: Expectation, address: Address, story: Story) -> Verdict:
        """An e-mail to lists that has no time, or had it: whether the person would get it at their one moment."""
        said = self.belonging.attributes(address)
        to = [each for each in said["to"] if self.belonging.member(Address(each).key)]
        held = story.withheld(address) if to else ""
        words = say("would get it now") if to and not held else say("would not get it now")
        if held:
            words = say("{name}: {value}", name=words, value=held)
        return self.decided(
            expectation, bool(to) and not held, words, lambda: story.why_addressed(address, to or said["to"], held)
        )

    @cached_property
    def program(self) -> Running:
        return running(_begun(self.org))

    def walked(self, end: datetime) -> list[Event]:
        """What happens to the person until `end`."""
        days = (end - self.as_of) // timedelta(days=1) + 1
        if days > MAX_DAYS:
            raise Uncountable(say("nobody looks further ahead than {days} days", days=MAX_DAYS))
        if days > self._days:
            self._days = days
            self._events = walk(
                self.belonging.person,
                _begun(self.org),
                self.as_of,
                days,
                assumptions=Assumptions(diary=True),
                program=self.program,
            )
        return [event for event in self._events if event.at <= end]


def _begun(org: Org) -> Org:
    """`org` with its drafts at work: they are what comes next, and the time to try them is before."""
    assets = {
        address: replace(asset, attributes={**asset.attributes, "state": "active"})
        if asset.attributes.get("state") == "draft"
        else asset
        for address, asset in org.assets.items()
    }
    return replace(org, assets=assets)


def _compared(how: str, have: int, wanted: int) -> bool:
    if how == "is":
        return have == wanted
    return have >= wanted if how == "is at least" else have <= wanted


def _asset(expectation: Expectation) -> Address:
    assert expectation.asset is not None, "only the score and the grade are of no asset"
    return expectation.asset


_JUDGES: Mapping[str, Callable[[Trial, Expectation], Verdict]] = {
    "in": Trial.inside,
    "matches": Trial.matches,
    "score": Trial.measured,
    "grade": Trial.measured,
    "gets": Trial.happens,
    "enters": Trial.happens,
    "leaves": Trial.happens,
}


# A question that no file asks ----------------------------------------------------------------------------------------


def asked(persona: Persona, org: Org, now: datetime, question: str) -> Verdict | Fault:
    """What is true of `persona` about a `question`: an expectation, or a sentence of criteria; always with reasons."""
    catalogue = catalogue_of(org)
    trial = Trial(persona, org, persona.as_of or now, catalogue, True)
    expectation = expectation_of(question)
    if isinstance(expectation, Expectation):
        if expectation.asset is not None and expectation.asset not in org:
            return Fault(question.find(expectation.asset), say("No file defines {address}.", address=expectation.asset))
        return trial.verdict(expectation)
    node, problems = parse(question)
    if node is not None and not problems:
        named = {kind: [asset.key for asset in org.of_kind(kind)] for kind in ("list", "email", "form")}
        found = check(node, catalogue, lists=named["list"], emails=named["email"], forms=named["form"], counted=False)
        problems = [each for each in found if each.severity == "error"]
        if problems:
            return Fault(problems[0].column_offset, problems[0].message, problems[0].fix)
    if node is None or problems:
        # What does not read like either is most likely a slip in the one that got further.
        other = Fault(problems[0].column_offset, problems[0].message, problems[0].fix) if problems else expectation
        return other if other.column > expectation.column else expectation
    whole = Expectation("in", True, text=question)
    try:
        true = evaluate(node, trial.belonging.person, trial.as_of, catalogue, trial.belonging.member)
        lines = [
            each if each.address != _QUESTION else Line(each.depth, each.words)
            for each in trial.belonging.why(question, _QUESTION, ())
        ]
    except Uncountable as error:
        return Verdict(persona, whole, "unclear", error.args[0])
    said = say("that is true") if true else say("that is not true")
    return Verdict(persona, whole, "passed" if true else "failed", said, tuple(lines))


#: Stands for the question among the assets whose sentences decide; it is in no file.
_QUESTION = Address("list/question")


# For reports ---------------------------------------------------------------------------------------------------------


def document(
    verdicts: Sequence[Verdict],
    reading: Reading,
    now: datetime,
    findings: Sequence[Finding] = (),
    question: str | None = None,
) -> dict[str, Any]:
    """The verdicts as plain JSON values, with the place of every expectation and of every sentence that decides.
    `findings` are why other personas could not be asked; `question` is what all were asked, where it was one that no
    file asks."""
    places = _Places(reading)
    for verdict in verdicts:
        places.want(verdict)
    places.find()
    told: dict[tuple[str, int], dict[str, Any]] = {}
    for verdict in verdicts:
        persona = verdict.persona
        row = told.setdefault(
            (persona.file, persona.document),
            {
                "name": persona.name,
                "title": persona.title,
                "file": persona.file,
                "line": places.of(persona, ())[0],
                "as_of": (persona.as_of or now).isoformat(),
                "expectations": [],
            },
        )
        line, column = places.of(persona, verdict.expectation.path)
        row["expectations"].append(
            {
                "text": verdict.expectation.text,
                "line": line,
                "column": column,
                "outcome": verdict.outcome,
                "said": verdict.said,
                "reasons": [
                    {"depth": each.depth, "words": each.words, "asset": each.address, **places.reason(each)}
                    for each in verdict.lines
                ],
            }
        )
    outcomes = [verdict.outcome for verdict in verdicts]
    return {
        "format": FORMAT,
        "org": reading.org.settings.name,
        "question": question,
        "counts": {word: outcomes.count(word) for word in ("passed", "failed", "unclear")} | {"faulty": len(findings)},
        "findings": [
            {
                "code": finding.code,
                "summary": finding.summary,
                "detail": finding.detail,
                "fix": finding.fix,
                "file": finding.place.file if finding.place else None,
                "line": finding.place.line if finding.place else None,
                "column": finding.place.column if finding.place else None,
            }
            for finding in findings
        ],
        "personas": list(told.values()),
    }


class _Places:
    """Positions in the files of a reading, looked up together."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._personas: dict[str, dict[tuple[int, Path], tuple[int, int]]] = {}
        self._lines: dict[tuple[Address, Path], dict[str, Any]] = {}

    def want(self, verdict: Verdict) -> None:
        spots = self._personas.setdefault(verdict.persona.file, {})
        spots[verdict.persona.document, ()] = (1, 1)
        spots[verdict.persona.document, verdict.expectation.path] = (1, 1)
        for line in verdict.lines:
            if line.address is not None:
                self._lines[line.address, line.path] = {}

    def find(self) -> None:
        for file, spots in self._personas.items():
            data = self._reading.source.read(file)
            asked = [(document, path, False) for document, path in spots]
            for (document, path), position in zip(list(spots), locate_all(data, asked), strict=True):
                spots[document, path] = position
        wanted = list(self._lines)
        questions = [Finding("", Severity.INFO, "", "", address, path) for address, path in wanted]
        for key, found in zip(wanted, self._reading.place(questions), strict=True):
            if found.place is not None:
                self._lines[key] = {"file": found.place.file, "line": found.place.line}

    def of(self, persona: Persona, path: Path) -> tuple[int, int]:
        return self._personas[persona.file][persona.document, path]

    def reason(self, line: Line) -> dict[str, Any]:
        found = self._lines.get((line.address, line.path)) if line.address is not None else None
        return found or {"file": None, "line": None}

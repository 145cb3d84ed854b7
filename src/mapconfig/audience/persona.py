"""Whether what personas expect is true: each fictional person asked in plain Python, with the reason when it is not.

Nothing is counted and no engine is needed. What a list means is said by `mapconfig.criteria.oracle`, what a journey
does by `mapconfig.audience.journeys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mapconfig.address import Address
from mapconfig.audience.membership import Uncountable
from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
from mapconfig.criteria.reasons import Asked, reasons
from mapconfig.finding import Finding, Path, Severity
from mapconfig.model import Org
from mapconfig.model.persona import Did, Expectation, Fault, Persona, expectation_of, moment_of
from mapconfig.read import yaml
from mapconfig.read.org import Reading

FORMAT = "mapconfig.personas/1"

#: So many lines of reasons are shown for one expectation.
MAX_LINES = 40

Outcome = Literal["passed", "failed", "unclear"]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a reason: what decides, how far it is indented, and where it is written."""

    depth: int
    words: str
    address: Address | None = None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one expectation. `said` is half a sentence about what is true; `lines` is why, where the outcome
    is not "passed" or reasons were asked for."""

    persona: Persona
    expectation: Expectation
    outcome: Outcome
    said: str = ""
    lines: tuple[Line, ...] = ()


def catalogue_of(org: Org) -> Catalogue:
    """The fields and relations of `org`, as criteria know them."""
    return Catalogue.of(((asset.key, asset.attributes) for asset in org.of_kind("field")), org.settings.relations)


def person_of(persona: Persona, as_of: datetime, catalogue: Catalogue) -> Person:
    """The persona as criteria see a person at `as_of`."""
    activities: list[Activity] = []
    changes: list[FieldChange] = []
    for fact, _ in persona.facts:
        at = fact.when.at(as_of)
        if isinstance(fact, Did):
            activities += [Activity(fact.verb, fact.object, fact.name, at)] * fact.times
        else:
            changes.append(FieldChange(fact.field, fact.before or None, fact.after or None, at))
    return Person(
        fields={name: _value(name, value, as_of, catalogue) for name, value in persona.fields.items()},
        related={
            relation: tuple(
                {name: _value(f"{relation}.{name}", value, as_of, catalogue) for name, value in record.items()}
                for record in records
            )
            for relation, records in persona.related.items()
        },
        activities=tuple(activities),
        changes=tuple(changes),
        lists=frozenset(address.key for address in persona.lists),
    )


def _value(name: str, value: Any, as_of: datetime, catalogue: Catalogue) -> Any:
    """A value of a persona's file; a date may be told from the persona's moment."""
    kind = catalogue.fields.get(name)
    if kind is not None and kind.type == "date" and isinstance(value, str):
        moment = moment_of(value)
        if moment is not None:
            return moment.at(as_of)
    return value


# Who belongs ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Belonging:
    """What one person is in, at one instant."""

    org: Org
    person: Person
    as_of: datetime
    catalogue: Catalogue
    _known: dict[str, bool] = field(default_factory=dict)
    _asking: list[str] = field(default_factory=list)

    def member(self, key: str) -> bool:
        """Whether the person is on the list of this key. Raises Uncountable when that cannot be said."""
        if key not in self._known:
            if key in self._asking:
                ring = " -> ".join([*self._asking[self._asking.index(key) :], key])
                raise Uncountable(f"list/{key} depends on itself: {ring}")
            self._asking.append(key)
            try:
                self._known[key] = self._defined(key)
            finally:
                self._asking.pop()
        return self._known[key]

    def _defined(self, key: str) -> bool:
        said = self.attributes(Address(f"list/{key}"))
        if is_static(said):
            return key in self.person.lists
        extends, value = said.get("extends"), said.get("criteria")
        if extends is not None and not self.member(Address(extends).key):
            return False
        return value is None or self.meets(value, f"list/{key}")

    def attributes(self, address: Address) -> Mapping[str, Any]:
        """What the asset says of itself. Raises Uncountable when there is none."""
        asset = self.org.assets.get(address)
        if asset is None:
            raise Uncountable(f"there is no {address}")
        return asset.attributes

    def meets(self, value: Any, whose: str) -> bool:
        """Whether the person meets the criteria `value`, as YAML gives them; `whose` they are is for the message of
        Uncountable."""
        node, problems = parse(value)
        if node is None or problems:
            said = problems[0].message if problems else "they are empty"
            raise Uncountable(f"the criteria of {whose} cannot be read: {said}")
        return evaluate(node, self.person, self.as_of, self.catalogue, self.member)

    def why(self, value: Any, address: Address, path: Path, depth: int = 0) -> Iterator[Line]:
        """What decides whether the person meets criteria that stand at `path` of an asset."""
        node, problems = parse(value)
        if node is None or problems:
            return
        for reason in reasons(node, Asked(self.person, self.as_of, self.catalogue, self.member)):
            because = f" ({reason.because})" if reason.because else ""
            yield Line(depth + reason.depth, f"{reason.words}{because}", address, (*path, *reason.path))
            if reason.list and not self._is_simply_off(reason.list):
                yield from self.why_member(reason.list, depth + reason.depth + 1)

    def _is_simply_off(self, key: str) -> bool:
        """Whether the list is a static one that the person was not put on: there is no more to say of it."""
        asset = self.org.assets.get(Address(f"list/{key}"))
        return asset is not None and is_static(asset.attributes) and key not in self.person.lists

    def why_member(self, key: str, depth: int = 0) -> Iterator[Line]:
        """What decides whether the person is on a list, through the lists that it is made of."""
        address = Address(f"list/{key}")
        if depth > MAX_LINES or address not in self.org:
            return
        said = self.attributes(address)
        inside = self.member(key)
        if is_static(said):
            words = "the persona says so under `lists`" if inside else "people are put on it, and the persona was not"
            yield Line(depth, words, address)
            return
        extends, value = said.get("extends"), said.get("criteria")
        parent = True
        if extends is not None:
            parent = self.member(Address(extends).key)
            if inside or not parent:
                yield Line(depth, f"extends {extends} (is {'' if parent else 'not '}on it)", address, ("extends",))
                yield from self.why_member(Address(extends).key, depth + 1)
        if value is not None and parent:
            yield from self.why(value, address, ("criteria",), depth)


def is_static(attributes: Mapping[str, Any]) -> bool:
    """Whether people are put on a list one by one."""
    return bool(attributes.get("static")) or ("criteria" not in attributes and "extends" not in attributes)


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

    def verdict(self, expectation: Expectation) -> Verdict:
        """Whether `expectation` is true."""
        try:
            return _JUDGES[expectation.about](self, expectation)
        except Uncountable as error:
            return Verdict(self.persona, expectation, "unclear", str(error))

    def decided(self, expectation: Expectation, true: bool, said: str, why: Callable[[], Iterable[Line]]) -> Verdict:
        """The verdict about something that is `true` or not, with its reasons where somebody wants them."""
        passed = true is expectation.wanted
        lines: tuple[Line, ...] = ()
        if not passed or self.explain:
            lines = tuple(why())
            if len(lines) > MAX_LINES:
                lines = (*lines[:MAX_LINES], Line(0, f"... and {len(lines) - MAX_LINES} more"))
        return Verdict(self.persona, expectation, "passed" if passed else "failed", said, lines)

    def inside(self, expectation: Expectation) -> Verdict:
        address = _asset(expectation)
        if address.kind == "list":
            true = self.belonging.member(address.key)
            said = f"is {'' if true else 'not '}in {address}"
            return self.decided(expectation, true, said, lambda: self.belonging.why_member(address.key))
        return self._meets(expectation, address, "criteria", "in", "not in")

    def matches(self, expectation: Expectation) -> Verdict:
        return self._meets(expectation, _asset(expectation), "when", "matched by", "not matched by")

    def _meets(self, expectation: Expectation, address: Address, word: str, yes: str, no: str) -> Verdict:
        value = self.belonging.attributes(address).get(word)
        if value is None:
            raise Uncountable(f"{address} has no {word}")
        true = self.belonging.meets(value, str(address))
        said = f"is {yes if true else no} {address}"
        return self.decided(expectation, true, said, lambda: self.belonging.why(value, address, (word,)))

    def measured(self, expectation: Expectation) -> Verdict:
        raise Uncountable(f"nobody can say the {expectation.about} yet")

    def happens(self, expectation: Expectation) -> Verdict:
        raise Uncountable(f"nobody can say what happens about {expectation.asset} yet")


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
            return Fault(question.find(expectation.asset), f"No file defines {expectation.asset}.")
        return trial.verdict(expectation)
    node, problems = parse(question)
    if node is None or problems:
        # What does not read like either is most likely a slip in the one that got further.
        other = Fault(problems[0].column_offset, problems[0].message, problems[0].fix) if problems else expectation
        return other if other.column > expectation.column else expectation
    true = evaluate(node, trial.belonging.person, trial.as_of, catalogue, trial.belonging.member)
    whole = Expectation("in", True, text=question)
    lines = tuple(trial.belonging.why(question, Address("list/question"), ()))
    said = f"that is {'true' if true else 'not true'} of {persona.name}"
    return Verdict(
        persona, whole, "passed" if true else "failed", said, tuple(Line(each.depth, each.words) for each in lines)
    )


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
            for (document, path), position in zip(list(spots), yaml.locate_all(data, asked), strict=True):
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

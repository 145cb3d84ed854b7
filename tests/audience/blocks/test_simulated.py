"""All people at once, against the walk of each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.blocks.simulated import MOST, Tally, draws, shapes, simulated
from mapconfig.audience.days.assumptions import Assumptions, draw, salt_of
from mapconfig.audience.days.journeys import BOUNCED, Event, midnight_before, walk
from mapconfig.audience.days.program import NO_ADDRESS, OPTED_OUT, Cap, Program
from mapconfig.audience.sheet import EnrolledLeaf, Ref, Sheet
from mapconfig.audience.snapshot import from_people
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.model import Asset, Org
from tests.audience.strategies import AS_OF, CATALOGUE, org_of, people

DAYS = 12


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20), st.text(max_size=5))
def test_draws_are_the_same_for_arrays(numbers: list[int], words: str) -> None:
    """So the persona of a test and the person in a block answer alike."""
    found = draws(np.array(numbers, np.uint64), salt_of(words))
    assert found.tolist() == [draw(number, salt_of(words)) for number in numbers]


def expected(
    program: Program, everybody: Sequence[Person], enrolments: Sequence[Mapping[str, str]] | None = None
) -> Tally:
    """The counts of `simulated`, from the walks of all people."""
    tally = {name: np.zeros(shape, np.int64) for name, shape in shapes(program).items()}
    spots = {(place.asset, place.step): at for at, place in enumerate(program.places)}
    numbers = {track.course.address: at for at, track in enumerate(program.tracks)}
    for number, person in enumerate(everybody):
        enrolled = enrolments[number] if enrolments is not None and program.already is not None else {}
        for track in program.tracks:
            at = numbers[track.course.address]
            known = {step.id for step in track.course.steps}
            tally["resumed"][at] += enrolled.get(track.course.address.key) in known
        events = walk(
            person,
            program.org,
            program.sheet.as_of,
            program.days,
            number=number,
            assumptions=program.assumptions,
            already=program.already,
            enrolled=enrolled,
            program=program.running,
        )
        sent = np.zeros(program.days, np.int64)
        came: set[tuple[int, int, int]] = set()
        for order, event in enumerate(events):
            _add(tally, program, spots, numbers, event, order, came)
            sent[event.day] += event.what == "send"
        for at, _, day in came:
            tally["came"][at, day] += 1
        _caps(tally, program, person, sent)
        if program.already is not None:
            _standing(tally, program, person, number, numbers)
        tally["emails"][min(int(sent.sum()), MOST)] += 1
        tally["people"][0] += 1
    return {name: table.tolist() for name, table in tally.items()}


def _add(
    tally: dict[str, Any],
    program: Program,
    spots: Mapping[tuple[Address, str], int],
    numbers: Mapping[Address, int],
    event: Event,
    order: int,
    came: set[tuple[int, int, int]],
) -> None:
    at = spots.get((event.asset, event.step), -1)
    match event.what:
        case "enter":
            tally["entered"][numbers[event.asset], event.day] += 1
        case "goal" | "exit" | "end":
            name = {"goal": "goal", "exit": "left", "end": "ended"}[event.what]
            tally[name][numbers[event.asset]] += 1
        case "send":
            tally["sent"][at, event.day] += 1
        case "withheld":
            words = {"opted out": OPTED_OUT, "has no e-mail address": NO_ADDRESS, BOUNCED: BOUNCED}.get(event.why)
            reason = words or event.why.removeprefix("on ").removesuffix(", which is suppressed")
            tally["withheld"][at, program.reasons.index(reason)] += 1
        case "branch":
            tally["yes" if event.word == "then" else "no"][at] += 1
    if event.what in ("send", "withheld", "wait", "branch", "act"):
        # A step of several actions makes several events, and somebody comes to no step twice on a day here.
        came.add((at, 0, event.day))


def _standing(
    tally: dict[str, Any], program: Program, person: Person, number: int, numbers: Mapping[Address, int]
) -> None:
    """Who had met the entries of the org before: whom it lets in on its first day when it is switched on."""
    assert program.already is not None
    journeys_alone = Org.of(
        program.already.kinds,
        [one for one in program.already.assets.values() if one.kind not in ("rule", "email")],
        program.already.settings,
    )
    for event in walk(person, journeys_alone, program.sheet.as_of, 1, number=number):
        if event.what == "enter" and event.asset in numbers:
            tally["standing"][numbers[event.asset]] += 1


def _caps(tally: dict[str, Any], program: Program, person: Person, sent: Any) -> None:
    for at, cap in enumerate(program.caps):
        ever = False
        for day in range(-1, program.days):
            as_of = program.sheet.as_of
            end = as_of if day < 0 else midnight_before(as_of) + timedelta(days=day + 1)
            start = end - timedelta(days=cap.days)
            before = sum(one.verb == "was sent" and start <= one.at < program.sheet.as_of for one in person.activities)
            since = sum(int(sent[tick]) for tick in range(max(0, day + 1 - cap.days), day + 1))
            over = before + since > cap.count
            tally["over"][at, day + 1] += over
            ever = ever or (over and day >= 0)
        tally["pressed"][at] += ever


LISTS: dict[str, dict[str, Any]] = {
    "recent": {"criteria": ["was sent any email in last 4 days"]},
    "often": {"criteria": ["was sent any email at least 3 times in last 30 days"]},
    "de": {"criteria": ["country in [DE, AT]"]},
    "new": {"criteria": ["created_at in last 30 days"]},
    "soon": {"criteria": [{"some contract": ["end_date in next 14 days"]}]},
    "due": {"criteria": ["last_activity_at more than 20 days ago", "lead-status is not Closed"]},
    "added": {"extends": "list/imported", "criteria": ["lead-status is Working"]},
    "quiet": {"criteria": [{"none": ["was sent any email in last 1 days", "opened any email in last 30 days"]}]},
    "welcomed": {"criteria": ["was sent email welcome in last 3 days"]},
    "lately": {"criteria": ["was sent any email in last 31 hours"]},
    "then": {"criteria": ["created_at more than 300 hours ago"]},
}
KEYS = tuple(LISTS)
EMAILS = ("welcome", "b", "c")

some_lists = st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True).map(
    lambda keys: [f"list/{key}" for key in keys]
)
conditions = st.sampled_from(
    [
        ["in list de"],
        ["in list added"],
        ["in list recent"],
        ["opened any email in last 10 days"],
        ["created_at more than 5 days ago"],
        ["lead-status is Working"],
        ["opted_out is true"],
        ["was sent email b"],
        [{"any": ["in list soon", {"none": ["industry is Banking"]}]}],
    ]
)
acts = st.sampled_from(
    [
        {"add_to": "list/imported"},
        {"remove_from": "list/imported"},
        {"add_to": "list/in"},
        {"set": {"field": "field/lead-status", "value": "Working"}},
        {"set": {"field": "field/opted_out", "value": False}},
        {"set": {"field": "field/lead-status", "value": "Closed"}},
        {"set": {"field": "field/hard_bounced", "value": True}},
        {"send": "email/c"},
        {"score": 3},
        {"notify": "team/x"},
    ]
)
lengths = st.sampled_from(["1 day", "2 days", "3 days", "36 hours", "1 week", "20 hours"])


@st.composite
def journeys(draw: st.DrawFn) -> dict[str, Any]:
    """A journey whose steps lead forwards, or back over a wait."""
    count = draw(st.integers(1, 6))
    steps: list[dict[str, Any]] = []
    for place in range(count):
        on = st.sampled_from([*(f"s{later}" for later in range(place + 1, count)), "end"])
        step: dict[str, Any] = {"id": f"s{place}"}
        match draw(st.sampled_from(["send", "send", "wait", "if", "did", "do"])):
            case "send":
                step["send"] = f"email/{draw(st.sampled_from(EMAILS))}"
            case "wait":
                step["wait"] = draw(lengths)
                if draw(st.integers(0, 4)) == 0:
                    step["wait"], step["next"] = "2 days", f"s{draw(st.integers(0, place))}"
            case "if":
                step |= {"if": draw(conditions), "then": draw(on), "else": draw(on)}
            case "did":
                said = draw(st.sampled_from(["opened email welcome", "clicked any email", "submitted form f"]))
                step |= {"did": said, "then": draw(on), "else": draw(on)}
                if draw(st.integers(0, 3)):
                    step["within"] = draw(lengths)
            case _:
                step["do"] = draw(st.lists(acts, min_size=1, max_size=2))
        steps.append(step)
    found: dict[str, Any] = {
        "entry": {
            "lists": draw(some_lists),
            "re_entry": draw(st.sampled_from(["never", "never", "after-exit", "always"])),
        },
        "suppress": draw(st.just([]) | some_lists),
        "steps": steps,
    }
    for word in ("goal", "exit"):
        if draw(st.integers(0, 3)) == 0:
            found[word] = draw(conditions)
    return found


rules = st.fixed_dictionaries(
    {"when": conditions, "do": st.lists(acts, min_size=1, max_size=2)},
    optional={"repeat": st.booleans(), "type": st.just("segmentation")},
)
mailings = st.fixed_dictionaries(
    {
        "type": st.just("list"),
        "to": some_lists,
        "suppress": st.just([]) | some_lists,
        "schedule": st.sampled_from(
            [
                {"at": "2026-04-02T09:00Z"},
                {"at": "2026-04-01T09:00Z", "batches": [{"percent": 30}, {"percent": 70, "after": "2 days"}]},
                {"at": "2026-03-01"},
                {"at": "2026-04-03T00:00Z"},
                {"at": "2026-03-31T12:30Z", "batches": [{"percent": 50}, {"percent": 50, "after": "90 minutes"}]},
                {"at": "2026-04-04T07:20+02:00"},
            ]
        ),
    }
)


emails = st.fixed_dictionaries(
    {
        "email/welcome": st.sampled_from([{}, {"suppress": ["list/recent"]}]),
        "email/c": st.sampled_from([{}, {"operational": True}]),
    }
)


def numbered(kind: str, assets: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[dict[str, Any]]:
    made = st.lists(assets, min_size=least, max_size=most)
    return made.map(lambda found: {f"{kind}{number}": each for number, each in enumerate(found)})


running = st.tuples(
    numbered("journey/j", journeys(), 1, 3),
    numbered("rule/r", rules, 0, 2),
    numbered("email/m", mailings, 0, 3),
    emails,
).map(lambda parts: {address: each for part in parts for address, each in part.items()})


def made_of(assets: Mapping[str, Any]) -> Org:
    base = org_of(LISTS)
    more = [Asset(Address(address), attributes) for address, attributes in assets.items()]
    return Org.of(base.kinds, [*base.assets.values(), *more], base.settings)


#: Somebody who is on the way in one of them has to stay a stranger to the other.
TWO_FROM_ONE_LIST: dict[str, Any] = {
    "journey/j0": {
        "entry": {"lists": ["list/due"], "re_entry": "after-exit"},
        "steps": [{"id": "s0", "wait": "3 days"}],
    },
    "journey/j2": {
        "entry": {"lists": ["list/due"], "re_entry": "after-exit"},
        "steps": [{"id": "s0", "send": "email/c"}],
    },
    "email/c": {},
    "email/welcome": {},
}


@pytest.mark.slow
@given(
    running,
    st.integers(0, 2**20),
    st.sampled_from(["drawn", "yes", "no"]),
    st.sampled_from(["now", "same", "paused"]),
    st.sampled_from([16, 1000]),
)
@settings(
    deadline=None,
    max_examples=40,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(TWO_FROM_ONE_LIST, 725948, "yes", "paused", 1000)
def test_everybody_walks_as_they_would_alone(
    assets: dict[str, Any], seed: int, answer: Any, start: str, block: int
) -> None:
    """Each count of a simulation is the sum of what the walk of each person says, whatever runs and however it began:
    e-mails by day and by person, who is withheld what and why, who waits where, branches, caps."""
    program_org = made_of(assets)
    everybody = people(30, seed)
    everybody = tuple(
        Person(
            one.fields,
            one.related,
            (*one.activities, *(Activity("was sent", "email", "welcome", AS_OF - timedelta(days=n)) for n in (2, 9))),
            one.changes,
            one.lists,
        )
        if number % 5 == 0
        else one
        for number, one in enumerate(everybody)
    )
    already = None if start == "now" else program_org
    if start == "paused":
        already = made_of({**assets, "journey/j0": {**assets["journey/j0"], "state": "paused"}})
    assumptions = Assumptions({"clicked": 0.5}, answer)
    dice = Random(seed)
    places = [("s0", "s1", "s2", "gone")[dice.randrange(4)] if dice.random() < 0.4 else "" for _ in everybody]
    enrolments = [{"j0": place} if place else {} for place in places] if seed % 3 else None
    rows = [(at, "j0", place, AS_OF) for at, place in enumerate(places) if place]
    with TemporaryDirectory() as directory:
        made = from_people(
            everybody, CATALOGUE, AS_OF, Path(directory) / "snapshot", block, enrolments=rows if seed % 3 else None
        )
        engine = BlockEngine(made)
        sheet = Sheet(AS_OF)
        caps = (Cap(2, 7), Cap(3, 30))

        def lacks(sheet: Sheet, ref: Ref) -> str:
            return engine.lacks(sheet, ref) if isinstance(sheet[ref], EnrolledLeaf) else ""

        program = Program(program_org, sheet, DAYS, assumptions, already, caps, lacks)
        other = Program(program_org, sheet, DAYS, Assumptions(answer="no"), None, caps)
        found, _ = simulated(engine, [program, other])
    wanted = expected(program, everybody, enrolments)
    twice = any(track.course.re_entry == "always" for track in program.tracks)
    for name, table in wanted.items():
        if name != "waiting" and not (name == "came" and twice):  # events do not tell these
            assert found[name] == table, (name, assets)


def counted(assets: dict[str, Any], *everybody: Person, days: int = 6, **more: Any) -> tuple[Program, Tally]:
    with TemporaryDirectory() as directory:
        engine = BlockEngine(from_people(everybody, CATALOGUE, AS_OF, Path(directory) / "snapshot", 16))
        program = Program(made_of(assets), Sheet(AS_OF), days, lacks=engine.lacks, **more)
        return program, simulated(engine, [program])[0]


GERMAN = Person({"country": "DE", "email": "x", "opted_out": False})


def test_who_waits_is_told_for_each_evening() -> None:
    """At the step at which they wait, until the day on which they go on; those who listen for ever to the end."""
    steps = [
        {"id": "w", "wait": "2 days"},
        {"id": "d", "did": "submitted any form", "within": "36 hours", "then": "end", "else": "f"},
        {"id": "f", "did": "submitted any form", "then": "end", "else": "end"},
    ]
    journey = {"entry": {"lists": ["list/de"]}, "steps": steps}
    _, found = counted({"journey/j": journey}, GERMAN, GERMAN, assumptions=Assumptions(answer="no"))
    # The data are of half past twelve, so 36 hours after day 2 are over in the night that begins day 4.
    assert found["waiting"] == [[2, 2, 0, 0, 0, 0], [0, 0, 2, 2, 0, 0], [0, 0, 0, 0, 2, 2]]
    assert found["no"] == [0, 2, 0]


def test_what_the_data_lack_is_left_out_with_the_reason() -> None:
    """And the rest is simulated."""
    ask = {"when": ["in list imported"], "do": [{"send": "email/b"}]}
    journey = {"entry": {"lists": ["list/de"]}, "steps": [{"id": "s", "send": "email/b"}]}
    with TemporaryDirectory() as directory:
        engine = BlockEngine(from_people([GERMAN], CATALOGUE, AS_OF, Path(directory) / "snapshot", 16))
        sheet = Sheet(AS_OF)
        program = Program(
            made_of({"journey/j": journey, "rule/r": ask}),
            sheet,
            2,
            Assumptions(),
            lacks=engine.lacks,
        )
        found = simulated(engine, [program])[0]
    assert "static list/imported" in program.refused[Address("rule/r")]
    assert [(place.asset, place.step) for place in program.places] == [("journey/j", "s")]
    assert found["sent"] == [[1, 0]]


def test_what_happens_on_the_way_is_not_asked_within_a_record() -> None:
    """It would be asked of each record and cannot change in it; the sentence says what to do."""
    when = [{"some contract": ["status is not blank", "was sent any email"]}]
    program = Program(made_of({"rule/r": {"when": when, "do": [{"tag": "x"}]}}), Sheet(AS_OF), 2, Assumptions())
    assert "ask that outside of the group" in program.refused[Address("rule/r")]

"""The document of a simulation: what an admin should look at, in counts that give nobody away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.days.assumptions import Assumptions
from mapconfig.audience.days.program import Cap
from mapconfig.audience.days.simulate import FORMAT, Settings, simulate
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import Sheet
from mapconfig.audience.snapshot import from_people
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.model import Asset, Org
from mapconfig.testing import OracleEngine, asset, org

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
FIELDS = (
    asset("field/country", type="text"),
    asset("field/opted_out", type="yes-no"),
    asset("field/won_at", type="date"),
)
SEND = {"id": "hello", "send": "email/a"}
LOOK = {"id": "look", "did": "clicked email a", "within": "5 days", "then": "thanks", "else": "call"}
STEPS = [
    SEND,
    LOOK,
    {"id": "thanks", "send": "email/b", "next": "end"},
    {"id": "call", "do": [{"notify": "team/x"}, {"hand_over": "team/y"}]},
    {"id": "who", "if": ["country is IT"], "then": "end", "else": "end"},
]


def people() -> list[Person]:
    """A hundred in France and a thousand in Germany, of whom one in ten opted out and all had e-mail a long ago, which
    one in five clicked."""
    found = []
    for number in range(1100):
        had = [Activity("was sent", "email", "a", NOW - timedelta(days=40))]
        if number % 5 == 0:
            had.append(Activity("clicked", "email", "a", NOW - timedelta(days=39)))
        fields = {"country": "FR" if number < 100 else "DE", "opted_out": number % 10 == 1}
        found.append(Person(fields, activities=tuple(had)))
    return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> BlockEngine:
    everybody = people()
    lists = Lists(made(), Sheet(NOW))
    return BlockEngine(from_people(everybody, lists.catalogue, NOW, tmp_path_factory.mktemp("people") / "s", 256))


def made(*assets: Asset) -> Org:
    return org(*FIELDS, *assets)


def journey(key: str = "j", **more: Any) -> Asset:
    return asset(f"journey/{key}", {"entry": {"lists": ["list/in"]}, "steps": STEPS, **more})


def entry(*countries: str) -> Asset:
    return asset("list/in", criteria=[f"country in [{', '.join(countries)}]"])


def test_switching_on_a_journey_is_a_burst_on_day_0(engine: BlockEngine) -> None:
    """All who meet the entry come at once; nothing of it happens before the change, where it was paused."""
    before, after = made(entry("DE"), journey(state="paused")), made(entry("DE"), journey())
    found = simulate(after, engine, Settings(days=10), before)
    assert found["format"] == FORMAT and found["as_of"] == "2026-11-22T06:00:00Z"
    assert found["before"]["emails"]["words"] == "0" and found["before"]["assets"] == []
    (row,) = found["after"]["assets"]
    hello = row["steps"][0]
    assert (row["asset"], row["came"]["low"], hello["step"], hello["withheld"]["low"]) == (
        "journey/j",
        1000,
        "hello",
        100,
    )
    (burst,) = found["after"]["bursts"]
    assert (burst["asset"], burst["day"], burst["emails"]["low"]) == ("journey/j", 0, 900)
    assert found["after"]["by_day"][0]["date"] == "2026-11-22"
    assert found["after"]["busiest"] == {"day": 0, "emails": burst["emails"]}
    assert not simulate(after, engine, Settings(days=10, burst=2000), before)["after"]["bursts"]


def test_what_runs_goes_on_without_those_who_were_in(engine: BlockEngine) -> None:
    """A longer entry brings in those who are new on it, and tells how many were in before."""
    before, after = made(entry("FR"), journey()), made(entry("FR", "DE"), journey())
    found = simulate(after, engine, Settings(days=10), before)
    (then,), (now,) = found["before"]["assets"], found["after"]["assets"]
    assert (then["came"]["low"], then["before"]["low"], now["came"]["low"], now["before"]["low"]) == (0, 100, 1000, 100)
    assert found["start"] == "running"
    # That nobody new comes in is no dead end where people came in before.
    assert found["before"]["dead"] == []
    alone = simulate(after, engine, Settings(days=10))
    assert alone["before"] is None and alone["after"]["assets"][0]["came"]["low"] == 0
    everybody = simulate(after, engine, Settings(days=10, activation=True))
    assert everybody["start"] == "activation" and everybody["after"]["assets"][0]["came"]["low"] == 1100


def test_rates_come_from_the_data_where_they_tell(engine: BlockEngine) -> None:
    """A fifth clicked e-mail a; nobody was sent b, so those of any e-mail count; a webinar is not told of at all."""
    steps = [SEND, LOOK, {"id": "thanks", "send": "email/b"}, {**LOOK, "id": "again", "did": "clicked email b"}]
    steps += [{"id": "call", "did": "attended webinar w", "within": "1 day"}]
    program = made(entry("DE"), journey(steps=steps))
    assumed = simulate(program, engine, Settings(days=3))["after"]["assumed"]
    assert [(row["step"], row["rate"], row["basis"]) for row in assumed] == [
        ("look", 0.2, "of those who were ever sent email/a"),
        ("again", 0.2, "of those who were ever sent any e-mail"),
        ("call", 0.05, "nobody said and the data do not tell"),
    ]
    assert assumed[0]["does"] == "clicked email a" and assumed[0]["within"] == "5 days"
    given = Settings(days=3, assumptions=Assumptions({"j.look": 0.5, "attended": 0.25}))
    rows = simulate(program, engine, given)["after"]["assumed"]
    assert [(row["rate"], row["basis"]) for row in rows][::2] == [(0.5, "as given"), (0.25, "as given")]
    bound = Settings(days=3, assumptions=Assumptions(answer="yes"))
    assert {row["basis"] for row in simulate(program, engine, bound)["after"]["assumed"]} == {"as asked for"}


def test_dead_ends_are_told_and_ways_that_take_longer_are_not(engine: BlockEngine) -> None:
    steps = [
        SEND,
        {"id": "who", "if": ["country is IT"], "then": "rome", "else": "wait"},
        {"id": "rome", "send": "email/b", "next": "end"},
        {"id": "lost", "send": "email/b", "next": "end"},
        {"id": "wait", "wait": "2 weeks"},
        {"id": "late", "send": "email/b"},
    ]
    found = simulate(
        made(
            entry("DE"),
            asset("list/none", criteria=["country is IT"]),
            journey(steps=steps),
            journey("empty", entry={"lists": ["list/none"]}),
            journey("form", entry={"forms": ["form/f"]}),
            asset("form/f"),
        ),
        engine,
        Settings(days=10, activation=True),
    )
    assert [(row["asset"], row["step"], row["branch"], row["why"]) for row in found["after"]["dead"]] == [
        ("journey/empty", "", "", "nobody comes in"),
        ("journey/form", "", "", "people come in by a form alone, and nobody submits one here"),
        ("journey/j", "who", "then", "nobody takes it"),
        ("journey/j", "rome", "", "nobody comes to it"),
        ("journey/j", "lost", "", "no way leads to it"),
    ]


def test_where_people_wait_and_what_teams_get(engine: BlockEngine) -> None:
    settings = Settings(days=10, activation=True, assumptions=Assumptions(answer="no"))
    found = simulate(made(entry("DE"), journey()), engine, settings)["after"]
    (row,) = found["waiting"]
    assert (row["step"], row["most"]["day"], row["most"]["people"]["low"], row["at_end"]["low"]) == ("look", 0, 1000, 0)
    assert [(each["team"], each["how"], each["people"]["low"], each["most"]["day"]) for each in found["teams"]] == [
        ("team/x", "is told of", 1000, 5),
        ("team/y", "is handed", 1000, 5),
    ]
    assert [(each["reason"], each["emails"]["low"]) for each in found["reasons"]] == [("opted out", 100)]


def test_people_above_a_cap_are_counted_by_day(engine: BlockEngine) -> None:
    steps = [{"id": f"s{number}", "send": "email/a"} for number in range(3)]
    found = simulate(
        made(entry("DE"), journey(steps=steps)), engine, Settings(days=4, activation=True, caps=(Cap(2, 7), Cap(3, 30)))
    )["after"]
    first, second = found["caps"]
    assert (first["cap"], first["people"]["low"], first["most"]["day"]) == ("more than 2 in 7 days", 900, 0)
    assert (second["people"]["low"], second["at_first"]["low"]) == (0, 0)
    assert [(row["emails"], row["people"]["low"]) for row in found["by_person"]][:4] == [
        (0, 200),
        (1, 0),
        (2, 0),
        (3, 900),
    ]


def test_small_counts_are_hidden_throughout(engine: BlockEngine) -> None:
    """One count of a few people makes all of the document coarse, so that no subtraction gives it back."""
    rare = asset("list/in", criteria=["country is FR", "clicked any email", "opted_out is false"])
    found = simulate(made(rare, journey()), engine, Settings(days=10, activation=True, small=50))
    assert found["rounded"] and found["after"]["assets"][0]["came"] == {"low": 1, "high": 99, "words": "<100"}
    assert not simulate(made(entry("DE"), journey()), engine, Settings(days=10, activation=True))["rounded"]


def test_renamed_assets_and_new_lists_go_on_as_the_data_know_them(engine: BlockEngine) -> None:
    """A renamed journey lets nobody in again, and a list that is made by the change is filled by it."""
    before = made(entry("DE"), journey())
    after = made(
        entry("DE"),
        journey("k"),
        asset("list/hand", static=True),
        asset("rule/r", when=["country is FR"], do=[{"add_to": "list/hand"}]),
        asset("journey/l", {"entry": {"lists": ["list/hand"]}, "steps": [SEND]}),
    )
    after = Org(after.kinds, after.assets, after.settings, renamed_from={journey("k").address: journey().address})
    found = simulate(after, engine, Settings(days=5), before)
    came = {row["asset"]: row["came"]["low"] for row in found["after"]["assets"]}
    assert came == {"journey/k": 0, "journey/l": 100, "rule/r": 100}
    assert found["after"]["left_out"] == []
    without = simulate(after, engine, Settings(days=5))
    assert [row["asset"] for row in without["after"]["left_out"]] == ["journey/l"]
    assert "static list/hand" in without["after"]["left_out"][0]["why"]


def test_only_an_engine_that_has_people_at_hand_can_simulate() -> None:
    with pytest.raises(Uncountable, match="the oracle engine counts people and lets nobody walk"):
        simulate(made(), OracleEngine((), NOW), Settings())


def test_an_org_in_which_nothing_runs_is_told_so(engine: BlockEngine) -> None:
    found = simulate(made(entry("DE")), engine, Settings(days=2))["after"]
    assert found["assets"] == [] and found["emails"]["low"] == 0 and len(found["by_day"]) == 2


def test_who_is_on_the_way_goes_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the data say who that is: they are told apart from those who come in, and a removed step is left."""
    program = made(
        entry("DE"), journey(steps=[SEND, {"id": "rest", "wait": "4 days"}, {"id": "late", "send": "email/b"}])
    )
    enrolments = [(number, "j", "rest" if number < 300 else "removed", NOW) for number in range(200, 400)]
    catalogue = Lists(program, Sheet(NOW)).catalogue
    made_of = from_people(people(), catalogue, NOW, tmp_path_factory.mktemp("way") / "s", 256, enrolments=enrolments)
    found = simulate(program, BlockEngine(made_of), Settings(days=10))["after"]
    (row,) = found["assets"]
    assert found["in_flight"] and row["in_flight"]["low"] == 100 and row["left"]["low"] == 100
    assert (row["came"]["low"], row["emails"]["low"], row["ended"]["low"]) == (0, 90, 100)
    activation = simulate(program, BlockEngine(made_of), Settings(days=10, activation=True))["after"]
    assert activation["assets"][0]["in_flight"]["low"] == 0


def test_an_email_that_gets_a_time_that_is_over_goes_out_at_once(engine: BlockEngine) -> None:
    """
    A year that is typed wrong is no way to hold a mailing back: platforms may send it the moment it is there, and the
    count of who is newly e-mailed says the same. What had its time before the change is not sent once more.
    """

    def letter(at: str) -> Org:
        schedule: dict[str, Any] = {"schedule": {"at": at}} if at else {}
        return made(entry("DE"), asset("email/letter", type="list", to=["list/in"], **schedule))

    def sent(at: str, before: Org | None, side: str = "after") -> list[tuple[int, int]]:
        days = simulate(letter(at), engine, Settings(days=30), before)[side]["by_day"]
        return [(day, row["emails"]["low"]) for day, row in enumerate(days) if row["emails"]["low"]]

    over = "2025-12-03T09:00+01:00"
    planned = letter("2026-12-03T09:00+01:00")
    assert sent(over, planned, "before") == [(11, 900)] and sent(over, planned) == [(0, 900)]
    assert sent("2025-12-03", made(entry("DE"))) == [(0, 900)], "it is new"
    assert sent(over, letter("")) == [(0, 900)], "it had no time"
    assert sent(over, letter(over)) == sent(over, None) == [], "it had its time before"

"""The made-up people: always the same, never real, and as many of each sort as a marketer would believe."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.steps import steps

from mapconfig import criteria
from mapconfig.backends.embedded.people import COUNT, People, people
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.population import COLUMNS, HISTORY_DAYS, populate
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.oracle import Person, evaluate
from mapconfig.errors import PlatformError

pytestmark = pytest.mark.slow  # fifty thousand people take seconds

NOW = datetime(2026, 11, 22, 9, 45, tzinfo=UTC)

GRADES = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
CATALOGUE = Catalogue(
    {
        "score": FieldType("number"),
        "grade": FieldType("choice", GRADES, ordered=True),
        "account.type": FieldType("choice"),
        "opportunity.stage": FieldType("choice"),
        "opportunity.last_activity_at": FieldType("date"),
        "contract.status": FieldType("choice"),
        "won_at": FieldType("date"),
        "created_at": FieldType("date"),
        "last_activity_at": FieldType("date"),
        **{name: FieldType("yes-no") for name in ("opted_out", "do_not_email", "hard_bounced", "confirmed_opt_in")},
    },
    {"account": "one", "contract": "many", "opportunity": "many"},
)

#: The definitions of the stories S1 to S10 and the share of people, in percent, that each should have.
STORIES = {
    "customer by account (S1)": (["account.type is Customer"], 5, 12),
    "customer by opportunity (S2)": ([{"some opportunity": ["stage is Closed Won", "role is not blank"]}], 2, 9),
    "customer by contract (S3)": ([{"some contract": ["status is Activated"]}], 4, 11),
    "not assigned (S4)": (["crm_record is blank", "assigned is false or blank"], 5, 25),
    "leads (S4)": (["crm_record is Lead"], 10, 35),
    "prospect (S5)": ([{"none": ["account.type is Customer"]}], 85, 96),
    "hardship (S6)": (["hardship_support is true"], 0.2, 3),
    "valuable (S6)": (["account.lifetime_value >= 50000"], 0.3, 4),
    "mailable (S7)": (
        ["email is not blank", "opted_out is false or blank", "do_not_email is false or blank"],
        65,
        78,
    ),
    "risky (S8)": ([{"any": ["confirmed_opt_in is not true", "source is Purchased list"]}], 35, 75),
    "dormant (S10)": (
        [{"some opportunity": ["stage not in [Closed Lost, Closed Won]", "last_activity_at more than 4 months ago"]}],
        0.3,
        4,
    ),
    "fatigued (A5)": (
        [{"any": ["was sent any email at least 3 times in last 30 days", "was sent any email in last 7 days"]}],
        1.5,
        8,
    ),
    "ready (A9)": (["score >= 60", "grade is at least B-"], 0.5, 10),
    "opened": (["opened any email in last 30 days"], 4, 40),
    "demonstration": (["submitted form demo-request"], 0.05, 3),
    "competitor (H2)": (["account.type is Competitor"], 0.1, 2),
}


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people") / "platform.sqlite3", as_of=NOW)


def test_every_story_has_a_believable_number_of_people(everybody: People) -> None:
    """A definition counted on the built-in people gives a number a marketer would nod at."""
    parsed = {}
    for name, (said, _, _) in STORIES.items():
        read, problems = criteria.parse(said)
        assert read is not None and not problems, name
        parsed[name] = read
    counts: Counter[str] = Counter()
    for person in everybody:
        for name, read in parsed.items():
            counts[name] += evaluate(read, person, everybody.as_of, CATALOGUE, lambda _: False)

    shares = {name: counts[name] * 100 / everybody.count for name in STORIES}

    assert {name: share for name, share in shares.items() if not STORIES[name][1] <= share <= STORIES[name][2]} == {}


def test_there_are_as_many_as_were_asked_for_and_no_blank_column(everybody: People) -> None:
    """Every field that criteria may ask is filled for some and blank for some, save those that cannot be blank."""
    filled: Counter[str] = Counter()
    for person in everybody:
        filled.update(name for name, value in person.fields.items() if value is not None)

    assert everybody.count == COUNT
    assert set(filled) == set(COLUMNS["person"]) - {"account"}
    assert {name for name, count in filled.items() if count == COUNT} == {
        *("assigned", "do_not_email", "newsletter_opt_in", "score", "created_at"),
    }


def test_the_same_seed_gives_the_same_people(tmp_path: Path) -> None:
    """Numbers in a demonstration or a test are the same everywhere; another seed gives others."""
    one = list(people(tmp_path / "a", count=500, seed=3, as_of=NOW))

    assert list(people(tmp_path / "b", count=500, seed=3, as_of=NOW)) == one
    assert list(people(tmp_path / "c", count=500, seed=4, as_of=NOW)) != one


def test_people_once_made_stay_as_they_are(tmp_path: Path) -> None:
    """A later call finds the people of the first, with the moment they were made for, and the platform is untouched."""
    platform = Platform(tmp_path / "a")
    first = people(tmp_path / "a", count=100, as_of=NOW)

    again = people(tmp_path / "a", count=999, seed=9, as_of=NOW + timedelta(days=9))

    assert (again.count, again.as_of) == (first.count, first.as_of) == (100, NOW.replace(minute=0))
    assert list(again) == list(first)
    assert Platform(tmp_path / "a").instance == platform.instance
    assert platform.requests() == []


def test_nobody_is_real_and_nothing_lies_in_the_future(everybody: People) -> None:
    """There are no names, addresses can never exist, and nothing happened after the moment they are made for."""
    address = re.compile(r"p[0-9]+@(people|aquaprobe|hydrosense)\.example")
    earliest = everybody.as_of - timedelta(days=HISTORY_DAYS + 1)

    for person in everybody:
        email = person.fields["email"]
        assert email is None or address.fullmatch(str(email))
        assert "first_name" not in person.fields
        for activity in person.activities:
            assert earliest < activity.at < everybody.as_of
            assert activity.at >= person.fields["created_at"]  # type: ignore[operator]
        assert [one.at for one in person.activities] == sorted(one.at for one in person.activities)
        for name, value in person.fields.items():
            if isinstance(value, datetime) and name in ("created_at", "last_activity_at", "opportunity_at", "won_at"):
                assert value < everybody.as_of, name


def test_people_are_made_once_and_read_in_steps_that_grow_with_them(tmp_path: Path) -> None:
    """The first count on a new account makes them; every other one only reads."""
    made = people(tmp_path / "a", as_of=NOW)
    making = steps(lambda: people(tmp_path / "b", as_of=NOW))

    assert sum(1 for _ in made) == COUNT
    assert steps(lambda: people(tmp_path / "a", as_of=NOW)) < making / 100


def test_a_person_has_what_criteria_ask_about() -> None:
    """A row becomes a person with fields, one account at most, contracts, opportunities and activities in order."""
    made = populate(2_000, 1, NOW)

    assert set(made.rows) == set(COLUMNS)
    assert all(len(row) == len(COLUMNS[table]) for table, rows in made.rows.items() for row in rows)
    assert populate(1, 1, datetime(2026, 6, 15, 12, tzinfo=UTC)).rows["person"]


def test_damaged_people_are_a_sentence(tmp_path: Path) -> None:
    """A hostile file says something instead of failing somewhere."""
    file = tmp_path / "a"
    people(file, count=50, as_of=NOW)

    def said(*statements: str) -> str:
        db = sqlite3.connect(file)
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.close()
        with pytest.raises(PlatformError) as refused:
            list(people(file))
        return str(refused.value)

    assert "its people cannot be read" in said("UPDATE person SET created_at = 'x' WHERE number = 7")
    assert "its people cannot be read" in said("UPDATE person SET created_at = 1e300 WHERE number = 7")
    assert "no such table" in said("DROP TABLE role")
    assert "what it says of its people" in said("UPDATE setting SET value = '[1]' WHERE name = 'people'")
    assert "what it says of its people" in said("UPDATE setting SET value = '{' WHERE name = 'people'")


def test_a_person_is_what_the_criteria_room_defines(everybody: People) -> None:
    """Nothing has to be translated before criteria are put to somebody."""
    person = next(iter(everybody))

    assert isinstance(person, Person)
    assert set(person.related) == {"account", "contract", "opportunity"}


def test_people_on_journeys_are_at_steps_that_the_time_allows(everybody: People) -> None:
    """Who is in flight got what the journey sends, was written to at all, and waits at one step of a journey."""
    enrolled = list(everybody.enrolments() or ())
    by_place: dict[int, list[tuple[str, str, datetime]]] = {}
    for place, journey, step, since in enrolled:
        by_place.setdefault(place, []).append((journey, step, since))
    seen: Counter[str] = Counter()

    for place, person in enumerate(everybody):
        mine = by_place.get(place, [])
        assert len({journey for journey, _, _ in mine}) == len(mine)
        for journey, step, since in mine:
            seen[journey] += 1
            assert since <= everybody.as_of
            if journey == "nurture-golf":
                sent = [
                    one.at for one in person.activities if (one.verb, one.name) == ("was sent", "nurture-golf-greens")
                ]
                assert max(sent) == since - timedelta(days=21 if step == "rest" else 0)
            if journey == "webinar-follow-up":
                assert "webinar-drought-planning" in person.lists
            else:
                assert person.fields["email"] is not None and not person.fields["opted_out"]

    assert {journey for journey, count in seen.items() if count >= 5} == {
        *("nurture-agriculture", "nurture-golf", "onboarding", "re-permission", "renewal", "webinar-follow-up"),
        "win-back",
    }
    assert 0.01 * COUNT < len(enrolled) < 0.2 * COUNT
    assert sum("colleagues" in person.lists for person in everybody) > 5

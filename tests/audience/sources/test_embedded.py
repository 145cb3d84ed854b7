"""The people of the embedded platform, straight from its tables, are the people that it tells one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mapconfig.audience.mapping import Needed
from mapconfig.audience.sheet import ActivityLeaf, ListLeaf
from mapconfig.audience.snapshot import from_people, lacks
from mapconfig.audience.sources import take
from mapconfig.audience.sources.embedded import MAPPING
from mapconfig.backends.embedded.people import people
from mapconfig.criteria.catalogue import Catalogue
from mapconfig.model import Environment
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from tests.audience.snapshot.reading import rows
from tests.audience.sources.exports import contents

NOW = datetime(2026, 11, 22, 9, 45, tzinfo=UTC)
ORG = read_org(Tree(Path(__file__).parents[3] / "org-config")).org
CATALOGUE = Catalogue.of(
    ((asset.key, asset.attributes) for asset in ORG.of_kind("field") if asset.key in MAPPING.fields),
    ORG.settings.relations,
)
NEEDED = Needed.of(ORG)
HERE = Environment("local", "embedded", people={"source": "embedded"})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account of 600 people, in an org with a cache of its own."""
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    found = tmp_path / ".mapconfig" / "platform.sqlite3"
    people(found, count=600, as_of=NOW)
    return found


def test_the_tables_say_what_the_people_say(file: Path, tmp_path: Path) -> None:
    """
    What engines count of the embedded platform is what the definition sees of each of its people.
    """
    everybody = people(file)
    snapshot = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW)
    fields = frozenset(CATALOGUE.fields) & NEEDED.fields
    asked = Catalogue({name: CATALOGUE.fields[name] for name in fields}, CATALOGUE.relations)
    told = [
        each.__class__(
            {name: value for name, value in each.fields.items() if name in fields},
            {
                relation: tuple(
                    record and {name: value for name, value in record.items() if f"{relation}.{name}" in fields}
                    for record in records
                )
                for relation, records in each.related.items()
            },
            each.activities,
            each.changes,
            each.lists,
        )
        for each in everybody
    ]

    assert snapshot.manifest.as_of == everybody.as_of
    assert contents(snapshot) == contents(from_people(told, asked, NOW, tmp_path / "meant"))


def test_who_is_on_which_journey_is_taken_too(file: Path, tmp_path: Path) -> None:
    """
    People in flight are there with their step and since when, under numbers that say nothing of them.
    """
    snapshot = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW)
    enrolments = people(file).enrolments()
    journeys = snapshot.manifest.journeys

    assert enrolments is not None
    expected = sorted((journey, step, since) for _, journey, step, since in enrolments)
    found = [(journeys[row["journey"]], row["step"], row["since"]) for row in rows(snapshot, "enrolments")]
    assert sorted(found) == expected and len(expected) > 10
    assert set(journeys) == {asset.key for asset in ORG.of_kind("journey")}


def test_people_are_made_when_somebody_first_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A new account has its people as soon as they are counted, as of that moment, to the hour.
    """
    monkeypatch.setattr("mapconfig.backends.embedded.people.people.__defaults__", (300, 1871, None))
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    manifest = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW).manifest

    assert (manifest.people, manifest.as_of) == (300, NOW.replace(minute=0))


def test_an_account_of_an_earlier_version_opens(file: Path, tmp_path: Path) -> None:
    """
    People who were made before lists and journeys were kept can be counted; who is on those is unknown, not nobody.
    """
    with closing(sqlite3.connect(file)) as db:
        db.execute("DROP TABLE member")
        db.execute("DROP TABLE enrolment")
        db.commit()
    manifest = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW).manifest

    assert manifest.people == 600
    assert manifest.tables["lists"] is None and manifest.tables["enrolments"] is None
    assert "static list/colleagues" in lacks(manifest, ListLeaf("colleagues"))
    assert lacks(manifest, ActivityLeaf("opened", None, (None, None), 1)) == ""
    assert all(not person.lists for person in people(file))
    assert people(file).enrolments() is None


def test_a_change_of_the_platform_keeps_the_people(file: Path, tmp_path: Path) -> None:
    """
    Applying a plan writes into the same file, and nobody has to be read again for it.
    """
    first = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW)
    with closing(sqlite3.connect(file)) as db:
        db.execute("INSERT INTO sequence VALUES ('list', 7)")
        db.commit()
    second = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW)
    with closing(sqlite3.connect(file)) as db:
        db.execute("DELETE FROM activity WHERE number % 2 = 0")
        db.commit()
    third = take(HERE, tmp_path, CATALOGUE, NEEDED, NOW)

    assert second.directory == first.directory != third.directory


def test_an_environment_on_another_platform_can_name_the_file(file: Path, tmp_path: Path) -> None:
    """
    A trial of another platform may count with the people of the embedded one.
    """
    elsewhere = Environment("trial", "mautic", people={"source": "embedded", "place": ".mapconfig/platform.sqlite3"})

    assert take(elsewhere, tmp_path, CATALOGUE, NEEDED, NOW).manifest.people == 600

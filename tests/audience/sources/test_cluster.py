"""The less usual ways in which tables of a source belong together."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mapconfig.audience.mapping import Needed
from mapconfig.audience.opening import catalogue, engine
from mapconfig.audience.sheet import EVERYBODY, Sheet
from mapconfig.audience.snapshot import Snapshot
from mapconfig.audience.sources import purge, take
from mapconfig.audience.sources.tables import SourceFault
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.errors import InputError
from mapconfig.model import Environment, Org, Settings
from tests.audience.snapshot.reading import names, rows
from tests.audience.strategies import org_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CATALOGUE = Catalogue(
    {
        "score": FieldType("number"),
        "account.type": FieldType("choice"),
        "account.role": FieldType("text"),
        "contract.status": FieldType("choice"),
    },
    {"account": "one", "contract": "many"},
)
NEEDED = Needed(frozenset(CATALOGUE.fields), frozenset({"fair"}), frozenset({"welcome", "win-back"}))
PEOPLE = {"table": "people", "key": "id", "fields": {"score": "score"}}

Rows = Mapping[str, tuple[Sequence[str], Sequence[Sequence[object]]]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    return tmp_path


def taken(root: Path, made: Rows, block: int = 1000, memory: str = "512MiB", **said: Any) -> Snapshot:
    """A snapshot of these tables in an SQLite file."""
    file = root / "people.sqlite"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as db:
        for name, (columns, listed) in made.items():
            db.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", listed)
        db.commit()
    people = {"people": PEOPLE, "source": "sqlite", "place": "people.sqlite", **said}
    environment = Environment("live", "mautic", people=people)
    return take(environment, root, CATALOGUE, NEEDED, NOW, block=block, memory=memory)


EVERYONE = (("id", "score"), [(1, 10), (2, 20), (3, None)])
#: A person's number by the score.
ANN, BEN = 10, 20


def by_score(snapshot: Snapshot) -> dict[int, int | None]:
    return {row["person"]: row["score"] for row in rows(snapshot, "people")}


def test_the_one_account_may_be_behind_a_link(root: Path) -> None:
    """
    A CRM keeps who belongs to which account, and as what, in a table of its own.
    """
    snapshot = taken(
        root,
        {
            "people": EVERYONE,
            "accounts": (("id", "type"), [(7, "Customer"), (8, "Partner")]),
            "relations": (("who", "account", "role"), [(1, 7, "owner"), (2, 99, "guest")]),
        },
        related={
            "account": {
                "table": "accounts",
                "key": "id",
                "fields": {"type": "type"},
                "link": {"table": "relations", "person": "who", "record": "account", "fields": {"role": "role"}},
            }
        },
    )

    found = {row["score"]: (row["account.type"], row["account.role"]) for row in rows(snapshot, "people")}
    assert found == {ANN: ("Customer", "owner"), BEN: (None, "guest"), None: (None, None)}


def test_the_one_account_may_have_the_key_of_the_person(root: Path) -> None:
    """
    A table beside that of the people, with a row for some of them.
    """
    snapshot = taken(
        root,
        {"people": EVERYONE, "more": (("id", "type"), [("1", "Customer"), ("5", "Partner")])},
        related={"account": {"table": "more", "key": "id", "fields": {"type": "type"}}},
    )

    assert {row["score"]: row["account.type"] for row in rows(snapshot, "people")} == {
        ANN: "Customer",
        BEN: None,
        None: None,
    }


def test_a_person_with_two_accounts_is_refused(root: Path) -> None:
    """
    The org says one, the source says two: no number would be right.
    """
    with pytest.raises(SourceFault, match=r"1 values of who in relations of sqlite people.sqlite"):
        taken(
            root,
            {
                "people": EVERYONE,
                "accounts": (("id", "type"), [(7, "Customer")]),
                "relations": (("who", "account"), [(1, 7), (1, 8)]),
            },
            related={
                "account": {
                    "table": "accounts",
                    "key": "id",
                    "fields": {"type": "type"},
                    "link": {"table": "relations", "person": "who", "record": "account"},
                }
            },
        )


def test_many_records_may_hang_on_the_account_of_the_person(root: Path) -> None:
    """
    Contracts belong to the account, so everybody of the account has them.
    """
    snapshot = taken(
        root,
        {
            "people": (("id", "score", "account"), [(1, 10, "a"), (2, 20, "a"), (3, None, None)]),
            "contracts": (("account", "status"), [("a", "Activated"), ("a", "Expired"), ("b", "Expired")]),
        },
        related={"contract": {"table": "contracts", "key": "account", "by": "account", "fields": {"status": "status"}}},
    )

    scores = by_score(snapshot)
    assert sorted((scores[row["person"]], row["status"]) for row in rows(snapshot, "related-contract")) == [
        (ANN, "Activated"),
        (ANN, "Expired"),
        (BEN, "Activated"),
        (BEN, "Expired"),
    ]


ACTIVITIES = {"table": "events", "person": "who", "at": "at", "verb": "opened", "name": "what"}
EVENTS = (("who", "at", "what"), [(1, "2026-11-01", 4711), (2, "2026-11-02", 9), (2, "nonsense", 9), (2, None, 9)])


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, {(ANN, "4711"), (BEN, "9")}),
        ({"names": {"4711": "welcome-1"}}, {(ANN, "welcome-1"), (BEN, "9")}),
        ({"lookup": {"table": "emails", "key": "id", "column": "alias"}}, {(ANN, "welcome-2"), (BEN, "9")}),
        ({"name": None}, {(ANN, None), (BEN, None)}),
    ],
)
def test_what_an_activity_was_done_to_has_a_name_of_ours(
    root: Path, more: dict[str, Any], found: set[tuple[int, str | None]]
) -> None:
    """
    A platform writes the number of an e-mail; criteria name its key. Without an instant nothing was done.
    """
    said = {name: value for name, value in {**ACTIVITIES, **more}.items() if value is not None}
    emails = (("id", "alias"), [(4711, "welcome-2"), (None, "x"), (None, "y")])
    snapshot = taken(root, {"people": EVERYONE, "events": EVENTS, "emails": emails}, activities={"e": said})

    scores = by_score(snapshot)
    called: dict[int | None, str | None] = {None: None, **dict(names(snapshot).items())}
    assert {(scores[row["person"]], called[row["name"]]) for row in rows(snapshot, "activities")} == found
    assert snapshot.manifest.tables["activities"] == 2


def test_a_name_that_is_not_clear_is_refused(root: Path) -> None:
    """
    Two aliases for one number would double what people did.
    """
    emails = (("id", "alias"), [(4711, "a"), (4711, "b")])
    said = {**ACTIVITIES, "lookup": {"table": "emails", "key": "id", "column": "alias"}}

    with pytest.raises(SourceFault, match="it is not clear what the activities are called"):
        taken(root, {"people": EVERYONE, "events": EVENTS, "emails": emails}, activities={"e": said})


def test_who_is_on_a_journey_comes_with_the_names_of_the_org(root: Path) -> None:
    """
    A program's number becomes the journey's key, and journeys that nobody asks for are left out.
    """
    since = [1_790_000_000, 1_790_000_100, 1_790_000_200]
    snapshot = taken(
        root,
        {
            "people": EVERYONE,
            "enrolled": (
                ("who", "program", "step", "since"),
                [(1, 31, "wait", since[0]), (2, 32, "look", since[1]), (2, 99, "x", since[2]), (8, 31, "y", since[2])],
            ),
        },
        enrolments={
            "table": "enrolled",
            "person": "who",
            "journey": "program",
            "step": "step",
            "since": {"column": "since", "as": "seconds"},
            "keys": {"31": "welcome", "32": "win-back"},
        },
    )

    scores, journeys = by_score(snapshot), snapshot.manifest.journeys
    first = datetime(1970, 1, 1, tzinfo=UTC)
    told = rows(snapshot, "enrolments")
    assert {(scores[row["person"]], journeys[row["journey"]], row["step"], row["since"]) for row in told} == {
        (ANN, "welcome", "wait", first + timedelta(seconds=since[0])),
        (BEN, "win-back", "look", first + timedelta(seconds=since[1])),
    }


def test_many_blocks_hold_everybody_once(root: Path) -> None:
    """
    Where people are many and blocks are small, files are put together from pieces; nobody is lost or doubled.
    """
    count = 5_000
    everyone = (("id", "score"), [(number * 3, number) for number in range(count)])
    events = (("who", "at", "what"), [(n * 3, "2026-11-01", n % 7) for n in range(count) for _ in range(3)])
    snapshot = taken(root, {"people": everyone, "events": events}, 60, activities={"e": ACTIVITIES})

    found = by_score(snapshot)
    assert sorted(found) == list(range(count)) and sorted(filter(None, found.values())) == list(range(1, count))
    done = rows(snapshot, "activities")
    called = names(snapshot)
    assert len(done) == 3 * count
    assert all(called[row["name"]] == str((found[row["person"]] or 0) % 7) for row in done)
    assert snapshot.manifest.blocks == 84
    first_block = [found[number] or 0 for number in range(60)]
    assert sum(score < count / 2 for score in first_block) not in (0, 60), "a block is no sample"


def test_a_table_or_column_that_sqlite_has_not_is_a_sentence(root: Path) -> None:
    """
    SQLite reads a name in double quotes that is no column as a text; here it is a mistake.
    """
    with pytest.raises(SourceFault, match=r"sqlite people.sqlite has no table event, .*Did you mean events?"):
        taken(root, {"people": EVERYONE, "events": EVENTS}, activities={"e": {**ACTIVITIES, "table": "event"}})
    with pytest.raises(SourceFault, match=r"events in sqlite people.sqlite has no column whom.*Did you mean who?"):
        taken(root, {"people": EVERYONE, "events": EVENTS}, activities={"e": {**ACTIVITIES, "person": "whom"}})


def test_texts_that_are_no_unicode_are_kept_with_a_mark(root: Path) -> None:
    """
    SQLite keeps whatever bytes a program wrote; a broken letter does not keep anybody from being counted.
    """
    said = {"table": "people", "key": "id", "fields": {"account.type": "type"}}
    snapshot = taken(root, {"people": (("id", "type"), [(1, "fine"), (2, b"bytes")])}, people=said)
    with closing(sqlite3.connect(root / "people.sqlite")) as db:
        db.execute("INSERT INTO people VALUES (3, CAST(x'62fc74' AS TEXT))")
        db.commit()
    again = take(
        Environment("live", "mautic", people={"people": said, "source": "sqlite", "place": "people.sqlite"}),
        root,
        CATALOGUE,
        NEEDED,
        NOW,
    )

    assert sorted(row["account.type"] for row in rows(snapshot, "people")) == ["bytes", "fine"]
    assert sorted(row["account.type"] for row in rows(again, "people")) == ["bytes", "b\ufffdt", "fine"]


def test_what_stands_in_the_log_beside_a_file_counts(root: Path) -> None:
    """
    A program that has the file open may have written into the log beside it, and nothing into the file yet.
    """
    said = {"people": PEOPLE, "source": "sqlite", "place": "live.sqlite"}
    environment = Environment("live", "mautic", people=said)
    with closing(sqlite3.connect(root / "live.sqlite")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE people (id, score)")
        db.execute("INSERT INTO people VALUES (1, 10)")
        db.commit()
        first = take(environment, root, CATALOGUE, NEEDED, NOW)
        db.execute("INSERT INTO people VALUES (2, 20)")
        db.commit()
        second = take(environment, root, CATALOGUE, NEEDED, NOW)

    assert (first.manifest.people, second.manifest.people) == (1, 2)


def test_a_failure_of_the_library_is_a_sentence_without_its_words(root: Path) -> None:
    """
    A full disk or too little memory says what to look at, leaves nothing behind, and quotes no row.
    """
    everyone = (("id", "score"), [(number, number) for number in range(40_000)])
    with pytest.raises(SourceFault, match=r"could not be put into a snapshot below .* \(OutOfMemoryException\)"):
        taken(root, {"people": everyone}, 50, "1MB")
    assert [path for path in (root / "cache").rglob("*") if path.is_file()] == []


def test_an_environment_without_people_is_a_sentence(root: Path) -> None:
    """
    Whoever counts is told what the environment does not say.
    """
    with pytest.raises(InputError, match="does not say where its people are"):
        take(Environment("live", "mautic"), root, CATALOGUE, NEEDED, NOW)


def test_a_place_with_a_null_character_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The message names the variable and not what it holds.
    """
    monkeypatch.setattr("os.environ", {"PLACE_FOR_TEST": "secret\0", "MAPCONFIG_CACHE": str(root / "cache")})
    said = {"source": "csv", "place": {"secret": "PLACE_FOR_TEST"}, "people": PEOPLE}

    with pytest.raises(InputError, match="PLACE_FOR_TEST holds no place"):
        take(Environment("live", "mautic", people=said), root, CATALOGUE, NEEDED, NOW)


@pytest.mark.parametrize("library", ["duckdb", "numpy"])
def test_without_the_libraries_it_says_what_to_install(
    root: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """
    The extra that counts people is named.
    """
    monkeypatch.setattr(
        "mapconfig.audience.sources.taking.find_spec", lambda name: None if name == library else object()
    )

    with pytest.raises(InputError, match=r"pip install 'mapconfig\[audience\]'"):
        taken(root, {"people": EVERYONE})


def test_an_engine_opens_on_the_people_of_an_environment(root: Path) -> None:
    """
    The last org says what a field is, and everybody is counted.
    """
    snapshot = taken(root, {"people": EVERYONE})
    said = {"people": PEOPLE, "source": "sqlite", "place": "people.sqlite"}
    orgs: list[Org] = [org_of({}), org_of({})]
    found = engine(Environment("live", "mautic", people=said), root, orgs, NOW)

    assert found.counts(Sheet(found.as_of), [EVERYBODY]).values == (3,)
    assert catalogue(orgs).fields["score"].type == "number"
    assert snapshot.manifest.people == 3 and purge(root) >= 1
    assert Settings().environments == {}

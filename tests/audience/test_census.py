"""Who counts: the source of an environment when it is asked for a number, and a reason where there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mapconfig.address import Address
from mapconfig.audience import census as module
from mapconfig.audience.census import INSTALL, Counting, OfFiles, census
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Uncountable
from mapconfig.backends.embedded.people import people
from mapconfig.diff import diff
from mapconfig.errors import InputError
from mapconfig.impact.comparison import compare
from mapconfig.impact.people import NOBODY_MOVES, NOT_ASKED, NoCensus
from mapconfig.model import Environment, Org
from mapconfig.testing import OracleEngine, asset, org
from tests.audience.test_difference import NOBODY_IN, PEOPLE, WIDER, shop

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def oracle(_: Sequence[Org]) -> Engine:
    return OracleEngine(PEOPLE, NOW, NOBODY_IN)


def test_an_environment_without_people_says_so() -> None:
    """With the line that is missing. Nothing is opened for it, and nothing failed."""
    made_up = census(Environment("local", "embedded"), Path("nowhere"), lambda: NOW)
    real = census(Environment("live", "mautic"), Path("nowhere"), lambda: NOW)
    assert made_up == NoCensus(
        "environment local does not say where its people are: add `people: {source: embedded}` below "
        "environments.local in mapconfig.yaml for its made-up ones (docs/people.md)"
    )
    assert real == NoCensus(
        "environment live does not say where its people are: name their source in mapconfig.yaml as "
        "environments.live.people (docs/people.md)"
    )


def test_without_the_libraries_people_are_unknown_and_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else works; the sentence is the same everywhere."""
    monkeypatch.setattr(module, "LIBRARIES", ("no_such_library",))
    found = census(Environment("local", "embedded", people={"source": "embedded"}), Path("nowhere"), lambda: NOW)

    assert found == NoCensus(INSTALL, asked=True)
    assert compare(shop(), shop(**WIDER), found).people.newly_mailed.reason == INSTALL


def test_a_comparison_counts_only_when_it_is_asked_and_something_moves() -> None:
    """Most edits are of texts: nothing is read for them."""

    def never(_: Sequence[Org]) -> Engine:
        raise AssertionError("nobody has to be counted")

    counting = Counting(never, "a test")
    before, after = shop(), shop(email__hello={"subject": "Good day"})

    assert compare(before, shop(**WIDER)).people == NOT_ASKED
    assert compare(before, after, counting).people == NOBODY_MOVES
    assert compare(before, shop(**WIDER), Counting(oracle, "a test", 1)).people.source == "a test"


class DatabaseWentAway(Exception):
    """A fault of a library, which quotes what it read."""


DatabaseWentAway.__module__ = "library.errors"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InputError("The file is gone.\nFind it."), "The file is gone"),
        (Uncountable("it is lacking"), "it is lacking"),
        (
            OSError(28, "No space left on device", "ada@x.example"),
            "the people cannot be read (No space left on device)",
        ),
        (DatabaseWentAway("value 'ada@x.example'"), "what counts people failed (DatabaseWentAway)"),
    ],
)
def test_a_source_that_cannot_be_read_stops_nothing(error: Exception, reason: str) -> None:
    """The first line of what is wrong is the reason for every number; what a library quotes is not told."""

    def broken(_: Sequence[Org]) -> Engine:
        raise error

    counting = Counting(broken, "a test")
    sides = shop(), shop(**WIDER)

    assert counting.moved(*sides, diff(*sides)).reason == reason
    assert counting.moved(*sides, diff(*sides)).asked
    assert counting.present(sides[0], [Address("list/french")]).reason == reason
    assert Counting(oracle, "a test", 1).present(sides[0], [Address("list/french")]).source == "a test"


def test_files_are_counted_as_the_environment_has_them() -> None:
    """A journey that is paused there mails nobody there."""
    paused = Environment("staging", "embedded", overrides={"journey/greet": {"state": "paused"}})
    sides = shop(journey__greet={"entry": {"lists": []}}), shop()
    counting = Counting(oracle, "a test", 1)

    assert counting.moved(*sides, diff(*sides)).newly_mailed.low == 6
    assert OfFiles(counting, paused).moved(*sides, diff(*sides)).newly_mailed.low == 0
    greet = OfFiles(counting, paused).present(sides[1], [Address("journey/greet")]).standings[0]
    assert greet.members.high == 0


def test_a_mistake_of_ours_is_not_hidden_behind_an_unknown_number() -> None:
    """It is a bug, and told as one."""

    def wrong(_: Sequence[Org]) -> Engine:
        raise KeyError("of ours")

    sides = shop(), shop(**WIDER)
    with pytest.raises(KeyError):
        Counting(wrong, "a test").moved(*sides, diff(*sides))


def test_an_engine_that_lets_nobody_walk_says_so_of_the_days_to_come() -> None:
    """All other numbers are there."""
    sides = shop(journey__greet={"state": "draft"}), shop()

    found = Counting(oracle, "a test", 1, ahead=True).moved(*sides, diff(*sides))

    assert found.newly_mailed.low == 6
    assert "lets nobody walk" in found.pressure[0].after.reason


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform with its people."""
    directory = tmp_path_factory.mktemp("account")
    people(directory / "account.sqlite3", count=2_000, as_of=NOW)
    return directory


def test_people_are_followed_into_the_days_to_come(account: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more are mailed: how many have more e-mail then than the caps allow, before and after."""
    monkeypatch.setenv("MAPCONFIG_CACHE", str(account / "cache"))
    said = {"source": "embedded", "small_counts": 1}
    environment = Environment("test", "embedded", {"file": str(account / "account.sqlite3")}, people=said)
    fields = [
        asset("field/country", type="text"),
        asset("field/email", type="text", personal_data="identifier"),
        asset("field/opted_out", type="yes-no"),
    ]
    mails = [asset(f"email/m{number}", subject="Hi") for number in range(4)]

    def side(state: str) -> Org:
        steps = [{"id": f"s{number}", "send": f"email/m{number}"} for number in range(4)]
        lists = asset("list/french", criteria=["country is FR"])
        return org(
            *fields, *mails, lists, asset("journey/j", entry={"lists": ["list/french"]}, steps=steps, state=state)
        )

    sides = side("draft"), side("active")
    found = census(environment, account, lambda: NOW, ahead=True).moved(*sides, diff(*sides))
    without = census(environment, account, lambda: NOW).moved(*sides, diff(*sides))

    assert not found.reason and found.newly_mailed.low > 500
    assert [one.cap for one in found.pressure] == ["more than 3 in 30 days", "more than 1 in 7 days"]
    assert all((one.after.high or 0) > (one.before.high or 0) for one in found.pressure)
    assert without == replace(found, pressure=())


def test_a_field_is_read_as_the_org_before_has_it() -> None:
    """The data know the old type; what only the new org has is added."""
    one = org(asset("field/a", type="text"), asset("field/b", type="text"))
    other = org(asset("field/a", type="number"), asset("field/c", type="date"))

    fields = module._catalogue((one, other)).fields

    assert {name: kind.type for name, kind in fields.items()} == {"a": "text", "b": "text", "c": "date"}


def test_a_plan_of_an_org_without_people_loads_nothing_that_counts(tmp_path: Path) -> None:
    """The extra costs nobody anything who has no people to count."""
    (tmp_path / "mapconfig.yaml").write_text("name: Small\n", encoding="utf-8")
    (tmp_path / "all.yaml").write_text("kind: list\nkey: all\ncriteria:\n  - country is FR\n", encoding="utf-8")
    (tmp_path / "f.yaml").write_text("kind: field\nkey: country\ntype: text\n", encoding="utf-8")
    script = (
        "import sys; from mapconfig.__main__ import run; "
        f"code = run(['plan', '-C', {str(tmp_path)!r}]); "
        "print(code, sorted({'duckdb', 'numpy', 'sqlglot', 'pyspark'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)

    assert done.stdout.splitlines()[-1] == "0 []", done.stdout + done.stderr
    assert "People: unknown (environment local does not say where its people are: add `people:" in done.stdout

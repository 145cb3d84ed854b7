"""The example org, simulated: what an admin sees before switching something on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import example, inside, replace
from tests.record.repository import Git

from mapconfig.backends.embedded.people import people

#: The newsletters go out eleven days later, the price change over four days from the 24th on.
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with fewer people than it makes up by itself. Somebody has typed a nought too many: new customers are
    those of the last 300 days, and not of 30."""
    root = example(tmp_path_factory.mktemp("simulated") / "org")
    (root / ".mapconfig").mkdir()
    people(root / ".mapconfig/platform.sqlite3", count=8_000, as_of=NOW)
    Git(root).commit("Begin")
    replace(root / "lists/new-customers.yaml", "in last 30 days", "in last 300 days")
    return root


@pytest.fixture
def document(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def asked(*words: str) -> Any:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        done = inside("simulate", "-C", str(root), "--format", "json", *words)
        assert done.code == 0, done.all
        return json.loads(done.out)

    return asked


def test_a_nought_too_many_shows_as_a_burst_and_keeps_a_team_busy(document: Any) -> None:
    """Customers of a whole year get the welcome on day 0, and ten days later customer success is told of those who were
    not interested."""
    found = document("--compare", "HEAD..", "--burst", "20")
    sides = [
        next(row for row in found[side]["assets"] if row["asset"] == "journey/onboarding")
        for side in ("before", "after")
    ]
    assert sides[0]["came"]["high"] == 0 and sides[1]["came"]["low"] >= 100
    burst = next(row for row in found["after"]["bursts"] if row["asset"] == "journey/onboarding")
    assert burst["day"] == 0 and burst["emails"]["low"] >= 100
    assert not any(row["asset"] == "journey/onboarding" for row in found["before"]["bursts"])
    call = next(row for row in found["after"]["teams"] if row["step"] == "call" and "onboarding" in row["asset"])
    assert (call["team"], call["most"]["day"]) == ("team/customer-success", 10)
    pressed = [found[side]["caps"][1]["people"]["low"] for side in ("before", "after")]
    assert pressed[1] > pressed[0]


def test_everything_runs_and_nothing_is_left_out(document: Any) -> None:
    """Each journey lets people in when all is switched on, and the dated e-mails go on their days."""
    found = document()["after"]
    assert found["left_out"] == []
    journeys = [row for row in found["assets"] if row["kind"] == "journey"]
    assert len(journeys) == 7 and all(row["came"]["high"] > 0 for row in journeys)
    newsletter = next(row for row in found["assets"] if row["asset"] == "email/newsletter-winter-fr")
    assert [day for day, count in enumerate(newsletter["by_day"]) if count["high"]] == [11]
    assert any(row["reason"] == "list/fatigue-recency" for row in found["reasons"])

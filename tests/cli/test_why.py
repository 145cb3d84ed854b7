"""What `mapconfig why` answers to somebody who has to account for what runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import inside, planned, replace, settled, small
from tests.record.repository import Git


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, committed and applied."""
    root = small(tmp_path / "org")
    Git(root).commit("Begin", {})
    settled(root, tmp_path / "first.json")
    return root


def why(org: Path, *words: str) -> str:
    ran = inside("why", "-C", str(org), *words)
    assert ran.code == 0, ran.all
    return ran.out


def test_the_plan_that_paused_a_journey_is_the_one_that_applied_its_state(org: Path, tmp_path: Path) -> None:
    """
    Whoever asks since when a journey is paused gets the plan that stopped it, and not the one that came after.
    """
    journey = (org / "journeys/welcome.yaml").read_text()
    Git(org).commit("Pause", {"journeys/welcome.yaml": journey + "state: paused\n"})
    assert "applied     nowhere yet" in why(org, "journey/welcome", "state")
    settled(org, tmp_path / "pause.json")
    told = why(org, "journey/welcome", "state")
    assert "in plan" in told

    replace(org / "journeys/welcome.yaml", "2 days", "3 days")
    Git(org).commit("Wait longer", {})
    assert planned(org, tmp_path / "wait.json").code == 0
    settled(org, tmp_path / "wait.json")

    assert why(org, "journey/welcome", "state") == told
    waited = why(org, "journey/welcome", "steps.pause.wait")
    assert "in plan" in waited
    assert told.partition("in plan")[2] not in waited

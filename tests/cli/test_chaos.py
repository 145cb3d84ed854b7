"""`mapconfig chaos` shows an evaluator what kills and faults do, and fails when they do anything."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from tests.cli.program import inside

from mapconfig.report.chaos import as_text
from mapconfig.testing.chaos import EmbeddedArena, Verdict


@pytest.mark.slow
def test_figures_come_with_the_command_that_repeats_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kills, faults by sort, and what was found; nothing is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = inside("chaos", "--kills", "1", "--fault-rate", "0.1", "--assets", "10", "--seed", "5", "--format", "json")

    assert done.code == 0, done.all
    said = json.loads(done.out)
    assert said["format"] == "mapconfig.chaos/1"
    assert (said["kills"], said["lost"], said["duplicated"], said["overwritten"]) == (1, [], [], [])
    assert said["faults"] and said["requests"] > 50 and said["well"] is True
    assert said["again"] == "mapconfig chaos --kills 1 --fault-rate 0.1 --seed 5 --assets 10"
    assert "round 1: the platform is as the files say" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_loss_ends_with_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is there is kept, to be looked at."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(EmbeddedArena, "judge", lambda *_: Verdict(lost=("list/vip\x1b is not there",)))

    done = inside("chaos", "--kills", "0", "--fault-rate", "0", "--assets", "10")

    assert done.code == 1, done.all
    assert "1 lost\n    list/vip\\x1b is not there\n0 duplicated" in done.out
    [kept] = tmp_path.iterdir()
    assert f"what is there can be looked at: {kept}" in done.err


def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mapconfig.testing.chaos.run", stopped)

    assert inside("chaos", "--assets", "10").code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_long_account_is_cut_and_says_so() -> None:
    """The whole of it is in the JSON."""
    numbers = dict.fromkeys(
        ("kills", "requests", "edits", "rounds", "assets", "plans", "resumes", "adoptions", "commands", "seconds"), 0
    )
    lost = [f"list/l{number} is not there" for number in range(12)]
    nothing = {
        "faults": {},
        "duplicated": [],
        "overwritten": [],
        "stuck": "After 2 plans\nerror",
        "again": "mapconfig chaos",
    }

    said = as_text({**numbers, **nothing, "lost": lost})

    assert "12 lost\n    list/l0 is not there\n" in said
    assert (
        "    ... and 2 more\n0 duplicated\n0 overwritten\n\nAfter 2 plans\nerror\n\nto repeat it: mapconfig chaos"
        in said
    )

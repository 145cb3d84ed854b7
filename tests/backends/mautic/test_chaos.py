"""Kills of the program and faults of the network against Mautic over HTTP; judged by a look into its store."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.backends.mautic.arena import MauticArena, MauticScenario

from mapconfig.testing.chaos import Figures, Limits, run
from mapconfig.testing.mautic import start

#: What this scenario has of what Mautic holds.
KINDS = ("field", "list", "snippet", "email", "journey")


def chaos(folder: Path, limits: Limits) -> Figures:
    """What came of a run."""
    with start() as server:
        arena = MauticArena(server, limits.settle, limits.pause)
        found = run(
            folder,
            arena,
            limits,
            lambda settings: MauticScenario(folder / "org", limits.assets, limits.seed, settings, KINDS),
            tell=print,
        )
    print(found)
    return found


@pytest.mark.slow
def test_kills_and_faults_lose_nothing(tmp_path: Path) -> None:
    """Three requests in ten go wrong, four times the program is killed, and somebody else edits e-mails meanwhile:
    nothing is lost, nothing is there twice, and what he wrote is still there."""
    found = chaos(tmp_path, Limits(kills=4, rate=0.3, seed=1, assets=14, rounds=2, meddling=20))

    assert found.kills == 4
    assert sum(found.faults.values()) > 40 and found.edits
    assert found.well, found


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_kills_and_three_faults_in_ten(tmp_path: Path, seed: int) -> None:
    """Three times: at least 100 SIGKILLs, 30 % faults, 100 assets: 0 lost, 0 duplicated, 0 overwritten."""
    found = chaos(tmp_path, Limits(kills=100, rate=0.3, seed=seed, assets=100, meddling=20))

    assert found.kills >= 100
    assert found.well, found

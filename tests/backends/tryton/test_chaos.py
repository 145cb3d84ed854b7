"""Kills of the program and faults of the network against a Tryton that runs; judged past mapconfig."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.backends.tryton.arena import TrytonArena, TrytonScenario

from mapconfig.testing.chaos import Figures, Limits, run
from mapconfig.testing.tryton import Server

#: What a call that has arrived may take on a busy machine, in seconds: it belongs to `settle`. With a settle of half a
#: second in all, on two cores with fifteen other processes, one of 200 assets was there twice afterwards.
SLACK = 3.0


def chaos(folder: Path, server: Server, limits: Limits) -> Figures:
    arena = TrytonArena(server, limits.settle + SLACK, limits.pause)
    found = run(
        folder,
        arena,
        limits,
        lambda settings: TrytonScenario(folder / "org", limits.assets, limits.seed, settings),
        tell=print,
    )
    print(found, *found.verdict.lost, *found.verdict.duplicated, *found.verdict.overwritten, found.stuck, sep="\n")
    return found


@pytest.mark.slow
def test_an_apply_that_is_killed_is_finished_by_the_next(tmp_path: Path, tryton: Server) -> None:
    """SIGKILL at six requests, before they reach Tryton, after they did, and after the answer; then `apply --resume`.
    Nothing is lost, nothing is there twice, and what somebody else wrote meanwhile is still there."""
    found = chaos(tmp_path, tryton, Limits(kills=6, rate=0.0, seed=1, assets=16, rounds=2, settle=0.5))

    assert found.kills == 6
    assert found.well, found


@pytest.mark.slow
def test_a_bad_connection_is_survived(tmp_path: Path, tryton: Server) -> None:
    """Three requests in ten go wrong, and twice the program is killed as well."""
    found = chaos(tmp_path, tryton, Limits(kills=2, rate=0.3, seed=2, assets=10, rounds=1, settle=0.5))

    assert sum(found.faults.values()) > 20
    assert found.well, found


@pytest.mark.campaign
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_kills_and_three_faults_in_ten(tmp_path: Path, tryton: Server, seed: int) -> None:
    """200 assets, at least 100 SIGKILLs and 30 % faults: 0 lost, 0 duplicated, 0 overwritten."""
    limits = Limits(kills=100, rate=0.3, seed=seed, assets=200, rounds=2, settle=0.5, meddling=40)
    found = chaos(tmp_path, tryton, limits)

    assert found.kills >= 100
    assert found.assets >= 200
    assert found.well, found

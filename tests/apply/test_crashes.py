"""What a person may rely on when the power goes: nothing is lost, nothing is there twice, one command goes on."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.apply.account import NOW, Account
from tests.apply.driver import AFTER, account, go_on, planned, prepared
from tests.dying import dying_at, failing_at

from mapconfig import disk
from mapconfig.address import Address
from mapconfig.crash import POINTS as ALL_POINTS
from mapconfig.disk import DiskError
from mapconfig.errors import Locked
from mapconfig.plan import file
from mapconfig.record.audit import verify
from mapconfig.testing import asset, org

#: Those that an apply comes by.
POINTS = [point for point in ALL_POINTS if not point.startswith("authoring.")]
REPOSITORY = Path(__file__).parents[2]
STRANGER = Address("list/stranger")


def driver(root: Path, crash: str = "", *before: str) -> subprocess.CompletedProcess[str]:
    """Run the program, armed or not."""
    environment = {**os.environ, "MAPCONFIG_CRASH": crash, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*before, sys.executable, "-m", "tests.apply.driver", str(root)],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account with something on it, and an asset of somebody else's."""
    root = tmp_path_factory.mktemp("template")
    made = prepared(root)
    made.own.create(STRANGER, {"title": "Theirs"}, made.record.state())
    return root


def copy(template: Path, root: Path) -> Path:
    shutil.copytree(template, root)
    return root


def all_is_well(root: Path, template: Path, *, cut: bool = False) -> None:
    """0 lost, 0 duplicated, nobody else's asset touched, ids kept, the journal sound, and nothing left to do. With
    `cut` a kill after all the work was done may have cut the last append short: the next apply notes that."""
    made, before = account(root), account(template)
    now = Counter(live.address for live in made.all())
    assert now == Counter([*AFTER, STRANGER])
    assert made.plan(AFTER).empty
    assert [live for live in made.all() if live.address == STRANGER] == [
        live for live in before.all() if live.address == STRANGER
    ]
    assert made.live("list/gold").remote_id == before.live("list/silver").remote_id
    assert made.live("journey/hello").active is True
    found = verify(made.record.directory)
    assert found.sound
    assert cut or found.interrupted == ""
    done = Counter((entry.plan, entry.data["step"]) for entry in made.record.entries() if entry.type == "done")
    assert set(done.values()) == {1}, "a step is told as done twice"


@pytest.mark.slow
@pytest.mark.parametrize("time", [1, 2, 5])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_every_crash_point_is_survived(template: Path, tmp_path: Path, point: str, time: int) -> None:
    """SIGKILL there, then one command: everything is as if nothing had happened."""
    root = copy(template, tmp_path / "account")

    killed = driver(root, f"{point}:{time}")
    reached = killed.returncode == -signal.SIGKILL
    assert reached or (time > 1 and killed.returncode == 0), f"{point}: {killed.stdout}{killed.stderr}"
    again = driver(root)

    assert again.returncode == 0, again.stdout + again.stderr
    all_is_well(root, template)


@pytest.mark.slow
@pytest.mark.parametrize("half", [False, True])
def test_a_death_at_any_call_to_the_disk_is_survived(
    template: Path, tmp_path: Path, half: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call of the record, the plan's copy and the cache is once the last; sampled, with those next to
    requests."""
    monkeypatch.setattr(disk.Calls, "fsync", staticmethod(lambda descriptor: None))  # nothing loses power here
    counted = copy(template, tmp_path / "counted")
    with dying_at(10**9) as calls:
        go_on(account(counted))
    draw = random.Random(7)
    sample = sorted(draw.sample(range(1, calls.count + 1), 40))
    for number in sample:
        root = copy(template, tmp_path / str(number))
        with dying_at(number, half) as died:
            go_on(account(root))
        assert died.dead
        if not account(root).plan(AFTER).empty or account(root).record.state().resumable:
            go_on(account(root))
        with account(root).record.writing(actor="ana", now=lambda: NOW):
            pass
        all_is_well(root, template)
        shutil.rmtree(root)


@pytest.mark.slow
def test_a_full_disk_at_any_call_stops_with_a_sentence_and_can_be_resumed(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more is asked of the platform once the journal cannot be written."""
    monkeypatch.setattr(disk.Calls, "fsync", staticmethod(lambda descriptor: None))
    counted = copy(template, tmp_path / "counted")
    with failing_at(10**9) as calls:
        go_on(account(counted))
    for number in range(3, calls.count, 9):
        root = copy(template, tmp_path / str(number))
        with failing_at(number, errno.ENOSPC):
            try:
                go_on(account(root))
            except DiskError as error:
                assert "free some space" in str(error)
        if account(root).record.state().resumable or not account(root).plan(AFTER).empty:
            go_on(account(root))
        all_is_well(root, template)
        shutil.rmtree(root)


def race(root: Path, count: int, pause: float = 0.02) -> list[tuple[int, str]]:
    """Exit codes and words of `count` programs that apply the plan in `root` at once."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.apply.driver", str(root), str(pause)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    said = [program.communicate(timeout=120)[0] for program in programs]
    return [(program.returncode, words) for program, words in zip(programs, said, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 8])
def test_of_many_applies_at_once_one_proceeds(template: Path, tmp_path: Path, count: int) -> None:
    """The others hear who holds the record, or that the plan is spent; no request is made twice."""
    root = copy(template, tmp_path / "account")
    made = account(root)
    file.save(planned(made), root / "given.json")

    results = race(root, count)

    assert sorted(code for code, _ in results)[:2] == [0, 5]
    refusals = [words for code, words in results if code]
    assert len(refusals) == count - 1
    assert all(words.startswith(("Locked The record", "StalePlan")) for words in refusals), refusals
    assert any("is held by ana on" in words for words in refusals)
    all_is_well(root, template)


def test_a_second_apply_says_who_holds_the_first(tmp_path: Path) -> None:
    """In the same process too."""
    made = Account(tmp_path)
    plan = made.plan(org(asset("list/vip")))
    with (
        made.record.writing(actor="bo", now=lambda: NOW, platform="x"),
        pytest.raises(Locked, match="is held by bo on"),
    ):
        made.apply(plan)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(200))
def test_kills_of_kills_of_kills_are_survived(template: Path, tmp_path: Path, seed: int) -> None:
    """A kill during the resume of a resume: 200 random sequences of up to four."""
    draw = random.Random(seed)
    root = copy(template, tmp_path / "account")
    for _ in range(draw.randint(2, 4)):
        driver(root, f"{draw.choice(list(POINTS))}:{draw.randint(1, 6)}")
    made = account(root)
    if made.record.state().resumable or not made.plan(AFTER).empty:
        again = driver(root)
        assert again.returncode == 0, again.stdout + again.stderr
    all_is_well(root, template, cut=True)


@pytest.mark.campaign
@pytest.mark.parametrize("count", [2, 8])
def test_fifty_races(template: Path, tmp_path: Path, count: int) -> None:
    """50 rounds: exactly one proceeds in each."""
    for number in range(50):
        root = copy(template, tmp_path / str(number))
        file.save(planned(account(root)), root / "given.json")
        assert sorted(code for code, _ in race(root, count))[:2] == [0, 5]
        all_is_well(root, template)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_kill_at_every_system_call_is_survived(template: Path, tmp_path: Path) -> None:
    """No forgotten point: by strace, at every call that changes a file, of the record as of the platform."""
    assert shutil.which("strace"), "this test needs strace: apt-get install strace"
    number, survived = 0, 0
    while True:
        number += 1
        root = copy(template, tmp_path / str(number))
        calls = "write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate,mkdir"
        inject = f"inject={calls}:signal=KILL:when={number}"
        killed = driver(root, "", "strace", "-f", "-qq", "-o", "/dev/null", "-e", inject)
        if killed.returncode == 0:
            break
        again = driver(root)
        made = account(root)
        assert again.returncode == 0 or made.plan(AFTER).empty, again.stdout + again.stderr
        all_is_well(root, template)
        survived += 1
        shutil.rmtree(root)
    assert survived > 50

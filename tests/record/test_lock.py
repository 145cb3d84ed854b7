"""What two people who apply at once may rely on: one proceeds, the other hears in two seconds who does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mapconfig.disk import DiskError
from mapconfig.errors import Locked
from mapconfig.record.lock import HOLDER, LOCK, Holder, held

ANA = Holder(who="ana", host="desk", pid=os.getpid(), since="2026-03-01T10:00:00Z", plan="p-1")

HOLDING = """
import sys, time
from pathlib import Path
from mapconfig.record.lock import Holder, held
with held(Path(sys.argv[1]), Holder("bo", "server", 7, "2026-03-01T09:00:00Z")):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_the_second_hears_who_holds_the_lock(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    """Who, where, since when; in less than two seconds."""
    began = time.monotonic()
    try:
        with (
            pytest.raises(Locked, match=r"held by bo on server \(process 7\) since 2026-03-01T09:00:00Z\."),
            held(tmp_path, ANA),
        ):
            pytest.fail("the lock was given twice")
    finally:
        other.kill()
        other.communicate()

    assert time.monotonic() - began < 2


def test_a_killed_holder_frees_the_lock(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    """No file has to be deleted by hand after a crash."""
    other.send_signal(signal.SIGKILL)
    other.communicate()

    with held(tmp_path, ANA):
        assert json.loads((tmp_path / HOLDER).read_text())["who"] == "ana"

    assert not (tmp_path / HOLDER).exists()


def test_a_holder_who_has_not_said_who_it_is_is_told_as_that(tmp_path: Path) -> None:
    """The moment between taking the lock and signing it is waited out, not for ever."""
    began = time.monotonic()
    with held(tmp_path, ANA):
        for text in ("", "{}", '{"who": "x"}', "nonsense", "[]"):
            (tmp_path / HOLDER).write_text(text)
            with pytest.raises(Locked, match="a process that has not said who it is"), held(tmp_path, ANA):
                pytest.fail("the lock was given twice")
            break

    assert 0.9 < time.monotonic() - began < 2


def test_the_plan_that_is_applied_is_named(tmp_path: Path) -> None:
    """Whoever waits knows what for."""
    with held(tmp_path, ANA), pytest.raises(Locked, match="applying plan p-1"), held(tmp_path, ANA):
        pytest.fail("the lock was given twice")


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    """A failed apply does not lock everybody out; a holder file that vanished is no error."""
    with pytest.raises(ZeroDivisionError), held(tmp_path, ANA):
        (tmp_path / HOLDER).unlink()
        1 / 0  # noqa: B018

    with held(tmp_path, ANA):
        assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    """The sentence names the file."""
    (tmp_path / LOCK).mkdir()

    with pytest.raises(DiskError, match="Cannot lock"), held(tmp_path, ANA):
        pytest.fail("a directory was locked")

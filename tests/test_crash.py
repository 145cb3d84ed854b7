"""What the crash tests rely on: a point kills the process at the moment it is asked to, and is free otherwise."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mapconfig import crash

SOURCES = Path(crash.__file__).parent
PROGRAM = """
from mapconfig.crash import crash_point
for n in range(5):
    print(n, flush=True)
    crash_point("apply.done")
"""


def _run(armed: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MAPCONFIG_CRASH": armed}
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)


def test_every_crash_point_is_in_the_table_and_used() -> None:
    """A test that walks the table misses no point, and arms none that does not exist."""
    used = set()
    for source in SOURCES.rglob("*.py"):
        used |= set(re.findall(r'crash_point\("([^"]+)"\)', source.read_text()))

    assert used == set(crash.POINTS)


def test_an_armed_point_kills_at_the_time_it_was_asked_for() -> None:
    """`name:n` dies at the n-th time, with no chance to clean up."""
    done = _run("apply.done:3")

    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "0\n1\n2\n")


def test_a_point_without_a_number_kills_the_first_time() -> None:
    """`name` alone is `name:1`."""
    assert _run("apply.done").stdout == "0\n"


def test_other_points_do_nothing() -> None:
    """Arming one point leaves the others free."""
    assert _run("apply.looked:1").returncode == 0
    assert _run("").returncode == 0


def test_an_unknown_point_is_refused() -> None:
    """A misspelt point would make a crash test that never crashes."""
    with pytest.raises(ValueError, match=r"no crash point 'apply\.don'"):
        crash._armed("apply.don:1")


def test_counting_down_ends_in_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    """The n-th time counts, not those before."""
    killed: list[int] = []
    monkeypatch.setattr(crash, "_name", "apply.done")
    monkeypatch.setattr(crash, "_left", 2)
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(number))

    crash.crash_point("apply.done")
    assert killed == []
    crash.crash_point("apply.done")
    assert killed == [signal.SIGKILL]

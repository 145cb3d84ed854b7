"""On a terminal an apply is a bar; in a log it is lines, and never half a line."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import SMALL, YES, command, inside, small, write
from tests.plan.made import bare

from mapconfig.backend import Pace
from mapconfig.cli.teller import Teller

#: More steps than a log has lines for.
MANY = {
    f"lists/n{number}.yaml": SMALL["lists/old.yaml"]
    .replace("key: old", f"key: n{number}")
    .replace("Old list", f"N{number}")
    for number in range(30)
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An org with a plan of some forty steps."""
    base = tmp_path_factory.mktemp("template")
    write(small(base / "org"), MANY)
    made = inside("plan", "-C", str(base / "org"), "--out", str(base / "plan.json"), *YES, "--accept", "invalid:*")
    assert made.code == 0, made.all
    return base


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "base"))


def applied(base: Path, *words: str) -> list[str]:
    """What an apply says into a log."""
    done = inside("apply", str(base / "plan.json"), "-C", str(base / "org"), *words)
    assert done.code == 0, done.all
    return done.err.splitlines()


def test_a_log_has_a_line_for_each_phase_where_there_are_many_steps(base: Path) -> None:
    """And what is asked of the platform before anything is asked."""
    said = applied(base)

    assert re.fullmatch(r"applying plan \S+ \(\d\d steps\)", said[0])
    assert re.fullmatch(r"about \d+ requests to embedded", said[1])
    assert re.fullmatch(r"  create     team: 1 done \(\d+ s\)", said[2])
    assert any(re.fullmatch(r"  create     list: \d\d done \(\d+ s\)", line) for line in said)
    assert said[-1] == "verified: the platform is as the files say"
    assert len(said) < 12


def test_a_line_for_each_step_can_be_asked_for(base: Path) -> None:
    """Whoever reads the log afterwards decides."""
    said = applied(base, "--progress", "steps")

    assert sum(line.endswith(": done") for line in said) > 35


def test_a_quiet_apply_has_neither(base: Path) -> None:
    """Only the end."""
    for way in ("phases", "bar"):
        shutil.rmtree(base / "org/.mapconfig", ignore_errors=True)
        plan = inside("plan", "-C", str(base / "org"), "--out", str(base / "plan.json"), *YES, "--accept", "invalid:*")
        assert plan.code == 0

        assert [line.split(":")[0] for line in applied(base, "--quiet", "--progress", way)] == ["finished", "verified"]


def terminal(words: list[str], **environment: str) -> str:
    """What a program says to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stderr=theirs, stdin=subprocess.DEVNULL, env={**os.environ, **environment})
    os.close(theirs)
    said = b""
    until = time.monotonic() + 60
    while time.monotonic() < until and select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert process.wait(60) == 0, said
    return said.decode()


@pytest.mark.slow
def test_on_a_terminal_there_is_one_line_that_is_drawn_over(base: Path) -> None:
    """It ends as a whole, and what was said stays above what comes."""
    said = terminal(command("apply", str(base / "plan.json"), "-C", str(base / "org")), TERM="xterm", COLUMNS="80")

    bars = re.findall(r"\r\x1b\[K(\[[#.]{24}\] \d+/\d+[^\r]*)", said)
    assert len(bars) > 40
    assert bars[-1].split("]")[1].split()[0] in {f"{number}/{number}" for number in range(35, 60)}
    assert all(len(bar) < 80 for bar in bars)
    assert said.rstrip().endswith("verified: the platform is as the files say")
    assert "\r\x1b[K" in said.rpartition("finished: ")[0][-200:], "the bar goes before the end is told"


@pytest.mark.slow
def test_a_terminal_that_can_do_nothing_gets_lines(base: Path) -> None:
    """TERM=dumb, as in editors."""
    said = terminal(command("apply", str(base / "plan.json"), "-C", str(base / "org")), TERM="dumb")

    assert "\x1b" not in said
    assert "create     list" in said


def test_an_interrupt_may_come_in_the_middle_of_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal does not wait until a line is written, and the streams of Python may not be entered twice."""
    reading, writing = os.pipe()

    class Interrupted(io.RawIOBase):
        """Is interrupted by every write."""

        def writable(self) -> bool:
            return True

        def fileno(self) -> int:
            return writing

        def write(self, data: Any) -> int:
            signal.raise_signal(signal.SIGUSR1)
            return os.write(writing, data)

    teller = Teller(bare(), 0, Pace(), "steps", quiet=False)
    before = signal.signal(signal.SIGUSR1, lambda *_: teller.interrupt("stopping\x1b[2J"))
    try:
        monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BufferedWriter(Interrupted()), line_buffering=True))
        teller.say("a line")
    finally:
        signal.signal(signal.SIGUSR1, before)
    monkeypatch.undo()
    os.close(writing)
    with open(reading, encoding="utf-8") as said:
        assert said.read() == "stopping\\x1b[2J\na line\n"

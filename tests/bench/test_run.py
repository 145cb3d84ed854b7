"""The benchmark itself: it runs what it says it runs, and its tables say what was measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bench.measure import Case, FailedError, measure, once

from bench import report, run

PYTHON = sys.executable


def test_what_a_child_of_the_command_does_counts() -> None:
    """
    A tool that works in child processes is not cheaper for it.
    """
    busy = "sum(range(3_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"

    alone = once(Case("nothing", (PYTHON, "-c", "pass")))
    working = once(Case("a child", (PYTHON, "-c", child)))

    assert working.cpu > alone.cpu
    assert working.wall > 0
    assert working.peak > 1


def test_a_command_that_fails_has_no_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A crash is quick, and must not look like speed: the case is left out, with its reason.
    """
    broken = Case("broken", (PYTHON, "-c", "import sys; sys.exit('it broke')"))

    with pytest.raises(FailedError, match="it broke"):
        once(broken)
    figures = measure([broken, Case("sound", (PYTHON, "-c", "pass"))], rounds=2, slow=30)

    assert list(figures) == ["sound"]
    assert figures["sound"].runs == 2
    assert "left out: broken" in capsys.readouterr().err


def test_what_is_slow_is_run_once_and_what_is_prepared_is_not_counted() -> None:
    """
    A peer that takes minutes does not take them five times over, and the work before a command is none of its own.
    """
    made: list[int] = []
    slow = Case("slow", (PYTHON, "-c", "pass"), prepare=lambda: made.append(1))

    figures = measure([slow], rounds=5, slow=0)

    assert figures["slow"].runs == 1
    assert made == [1]


def test_bars_say_which_were_not_reached() -> None:
    """
    A ratio above its bar stands out; one that cannot be computed is not made up.
    """
    figure = {"cpu": 1.0, "wall": 1.0, "peak": 60.0, "runs": 5}
    figures = {
        "python -c pass (fast)": {**figure, "cpu": 0.01},
        "--help (fast)": {**figure, "cpu": 0.05},
        "validate --cold (fast)": figure,
        "octodns-validate": {**figure, "cpu": 2.0},
    }

    lines = report.bars({1000: figures}).splitlines()

    assert any(line.startswith("| --help: 6 x python [fast] | 6 | 5 |") for line in lines)
    assert any(line.endswith("| 0.333 | **0.5** |") for line in lines)
    assert any(line.endswith("| 1 | **1.15** |") for line in lines)
    assert not any("terraform" in line for line in lines)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_small_run_measures_every_command_and_can_be_shown_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    One round over a small org gives figures of all commands, and the report can be made again from what was kept.
    """
    kept = tmp_path / "figures.json"
    where = ["--data", str(tmp_path / "data"), "--venvs", str(tmp_path / "none"), "--out", str(kept)]

    code = run.main(["--sizes", "200", "--rounds", "1", "--no-peers", *where])
    printed = capsys.readouterr().out
    again = run.main(["--show", str(kept)])

    assert code == again == 0
    assert capsys.readouterr().out == printed
    figures = json.loads(kept.read_text(encoding="utf-8"))["sizes"]["200"]
    names = {name.removesuffix(" (plain)") for name in figures}
    assert names >= {"--help", "validate --cold", "validate, warm", "validate, one file changed"}
    assert names >= {"diff, 5 files changed", "impact list/customers", "plan", "git status", "python -c pass"}
    assert "### 200 assets" in printed

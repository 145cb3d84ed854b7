"""The bars of coverage hold, whatever a run of the tests has left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BARS = Path(__file__).parent.parent / "script" / "coverage_bars.py"
WHOLE = "def double(x):\n    return 2 * x\n\n\ndouble(1)\n"
HALF = "def choose(x):\n    if x:\n        return 1\n    return 2\n\n\nchoose(1)\n"


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in `folder`, which the measuring of these very tests does not reach."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, env=plain, timeout=60)


def measured(folder: Path, **files: str) -> Path:
    """A folder in which a run of these modules was measured."""
    (folder / ".coveragerc").write_text("[run]\nbranch = true\nsource = .\n")
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        done = python(folder, "-m", "coverage", "run", "--append", str(path))
        assert done.returncode == 0, done.stderr
    return folder


def test_the_bars_are_held_by_what_is_covered(tmp_path: Path) -> None:
    """Everything was run: nothing to complain of."""
    done = python(measured(tmp_path, plan__a=WHOLE, check__b=WHOLE), str(BARS))

    assert (done.returncode, done.stdout) == (0, "branch coverage: 100.0 % over all (bar 95 %)\n")


def test_a_room_that_must_be_whole_is_named_where_it_is_not(tmp_path: Path) -> None:
    """Over all it may be enough; a branch of `plan` that nothing takes is still told, with its lines."""
    much = "\n".join(f"x{n} = {n}" for n in range(300)) + "\n"

    done = python(measured(tmp_path, plan__a=HALF, check__b=much), str(BARS))

    assert done.returncode == 1
    assert "plan/a.py: " in done.stdout
    assert "missing lines [4], branches [[2, 4]]" in done.stdout
    assert "check/b.py" not in done.stdout


def test_too_little_over_all_names_the_files_that_lack_most(tmp_path: Path) -> None:
    """So that one knows where to begin."""
    done = python(measured(tmp_path, check__a=HALF, check__b=WHOLE), str(BARS))

    assert done.returncode == 1
    first = done.stdout.splitlines()[1]
    assert "check/a.py" in first


@pytest.mark.parametrize("left", [b"", b"garbage", None], ids=["nothing", "garbage", "no line"])
def test_what_a_late_process_leaves_does_not_replace_what_was_measured(tmp_path: Path, left: bytes | None) -> None:
    """A child that outlived its test, or was killed while it wrote, costs nothing but its own lines."""
    folder = measured(tmp_path, plan__a=WHOLE)
    late = folder / ".coverage.host.pid1.Xabc.Hdef"
    if left is None:
        code = "import coverage, sys; late = coverage.CoverageData('late'); name = sys.argv[1]\n"
        code += "late.add_arcs({name: [(1, 2)]}); late.purge_files([name])"
        made = python(folder, "-c", code, str(folder / "plan/a.py"))
        assert made.returncode == 0, made.stderr
        (folder / "late").rename(late)
    else:
        late.write_bytes(left)

    done = python(folder, str(BARS))

    assert (done.returncode, done.stdout) == (0, "branch coverage: 100.0 % over all (bar 95 %)\n")


def test_lines_of_a_late_process_count(tmp_path: Path) -> None:
    """What it ran was run."""
    folder = measured(tmp_path, plan__a=HALF)
    (folder / "plan/a.py").write_text(HALF)
    other = folder / "other.py"
    other.write_text("import sys\nsys.path.insert(0, 'plan')\nimport a\na.choose(0)\n")
    assert python(folder, "-m", "coverage", "run", "--parallel-mode", str(other)).returncode == 0

    done = python(folder, str(BARS))

    assert (done.returncode, done.stdout) == (0, "branch coverage: 100.0 % over all (bar 95 %)\n")


def test_a_run_that_measured_nothing_is_not_a_pass(tmp_path: Path) -> None:
    """An interrupted run, or one without measuring, is told as such."""
    done = python(tmp_path, str(BARS))
    assert (done.returncode, done.stdout.partition(":")[0]) == (1, "No coverage was measured")

    (tmp_path / ".coverage").write_bytes(b"")
    done = python(tmp_path, str(BARS))
    assert done.returncode == 1
    assert "cannot be read" in done.stdout

"""The campaign's differential run finds a Python that runs, or says what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.read.interpreters import newer
from tests.read.sources import program

OWN = sys.version_info[:2]


@pytest.fixture(autouse=True)
def _no_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))


def test_the_own_interpreter_is_taken_where_it_is_new_enough() -> None:
    """Nothing else is looked for."""
    assert newer(OWN, "") == sys.executable


def test_one_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    """A shim complains, another is too old, a third prints noise; the next one counts."""
    program(tmp_path / "a", "python3.12", "echo 'python3.12: command not found' >&2; exit 127")
    program(tmp_path / "b", "python3.12", "echo 3 1")
    program(tmp_path / "c", "python3.12", "echo hello")
    program(tmp_path / "d", "python3.13", "echo 99 1")

    found = newer((99, 0), ":".join(str(tmp_path / name) for name in "abcd"))

    assert found == str(tmp_path / "d" / "python3.13")


def test_those_of_pyenv_are_found_though_its_shims_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that is installed and not chosen can be run where it lies."""
    program(tmp_path / "shims", "python3.12", "exit 127")
    program(tmp_path / "versions/99.1/bin", "python3.12", "echo 99 1")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    assert newer((99, 0), str(tmp_path / "shims")) == str(tmp_path / "versions/99.1/bin/python3.12")


def test_where_there_is_none_it_is_told_with_what_was_tried(tmp_path: Path) -> None:
    """Whoever runs the campaign learns what to install."""
    program(tmp_path, "python3.12", "exit 127")

    with pytest.raises(LookupError, match=r"needs Python 99\.0 or newer.*python3\.12 \(does not run\)"):
        newer((99, 0), str(tmp_path))

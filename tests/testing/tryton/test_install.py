"""The Tryton that tests run against is installed once, or they say why not."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from mapconfig.testing.tryton import Installation, NotInstalled, Server, install
from mapconfig.testing.tryton.install import plain


def test_requirements_that_are_missing_are_told(tmp_path: Path) -> None:
    """A tree without them is no tree that can be tested."""
    with pytest.raises(NotInstalled, match="is missing"):
        install(tmp_path, tmp_path / "nowhere.txt")


@pytest.mark.slow
def test_what_pip_cannot_install_fails_with_its_reason(tmp_path: Path) -> None:
    """A test that needs the server fails then, and is not skipped; the next run tries again."""
    requirements = tmp_path / "tryton.txt"
    requirements.write_text("no-such-thing-as-this==1.0 --hash=sha256:" + "0" * 64 + "\n")

    for _ in range(2):
        with pytest.raises(NotInstalled, match="install it with pip failed with code 1") as raised:
            install(tmp_path / "home", requirements)
        assert "no-such-thing-as-this" in str(raised.value)


def test_a_program_that_does_not_start_is_told(tmp_path: Path) -> None:
    """With the last words of its log."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    program = binaries / "trytond"
    program.write_text(f"#!{sys.executable}\nraise SystemExit('no such database')\n")
    program.chmod(0o755)
    (tmp_path / "template.sqlite").touch()

    with pytest.raises(NotInstalled, match="no such database"):
        Server(Installation(binaries, tmp_path / "template.sqlite"), tmp_path / "server").start()


def test_what_would_change_how_it_works_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's own Tryton has nothing to do with the one of the tests."""
    monkeypatch.setenv("TRYTOND_DATABASE__URI", "postgresql://me@somewhere/")
    monkeypatch.setenv("COVERAGE_PROCESS_START", "x")

    assert not {name for name in plain() if name.startswith(("TRYTON", "COV"))}
    assert plain()["PATH"] == os.environ["PATH"]


@pytest.mark.slow
def test_whoever_comes_second_waits_for_the_first(tmp_path: Path) -> None:
    """Several processes of one test run install it once."""
    requirements = Path(__file__).parents[3] / "requirements" / "tryton.txt"
    home = Path(__file__).parents[3] / ".venv-tryton"
    found: list[Installation] = []
    threads = [threading.Thread(target=lambda: found.append(install(home, requirements))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert found[0].template.is_file()
    assert (found[0].binaries / "trytond").exists()

"""What fetches the browser says what is missing, where it cannot fetch it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.browser.conftest import ROOT


def _run(folder: Path, *tools: str) -> subprocess.CompletedProcess[str]:
    """`script/browser` in a tree of its own, on a machine that has nothing but these tools."""
    (folder / "script").mkdir()
    (folder / "tests" / "browser").mkdir(parents=True)
    shutil.copy(ROOT / "script" / "browser", folder / "script")
    shutil.copy(ROOT / "tests" / "browser" / "package-lock.json", folder / "tests" / "browser")
    path = folder / "bin"
    path.mkdir()
    for name in ("bash", "dirname", "cmp", "id", "cp"):
        (path / name).symlink_to(str(shutil.which(name)))
    for name in tools:
        (path / name).write_text("#!/bin/sh\nexit 1\n")
        (path / name).chmod(0o755)
    argv = [str(path / "bash"), str(folder / "script" / "browser")]
    return subprocess.run(argv, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


def test_without_a_browser_it_says_what_to_install(tmp_path: Path) -> None:
    """
    No Chromium, and none to be had: a sentence with the command, not a trace.
    """
    done = _run(tmp_path)

    assert done.returncode == 1
    assert "there is no Chromium: install the package chromium (as root: apt-get install chromium)" in done.stderr


def test_without_npm_it_says_what_to_install(tmp_path: Path) -> None:
    """
    The same for what comes by npm.
    """
    done = _run(tmp_path, "chromium")

    assert done.returncode == 1 and "there is no npm: install Node.js with npm" in done.stderr


def test_where_npm_fails_it_says_so(tmp_path: Path) -> None:
    """
    A registry that does not answer is told from a page that is broken.
    """
    done = _run(tmp_path, "chromium", "npm")

    assert done.returncode == 1 and "npm could not install what tests/browser/package-lock.json lists" in done.stderr

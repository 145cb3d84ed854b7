"""A Python that is new enough for what the tests' own lacks, and that really runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: The names by which an interpreter can be on the PATH, the ones that are known best first.
NAMES = ("python3.12", "python3.13", "python3.14", "python3", "python")

_ASKED = "import ensurepip, sys, venv; print(*sys.version_info[:2])"


def newer(least: tuple[int, int], search: str | None = None) -> str:
    """The path of a Python of at least this version that can make virtual environments: the tests' own, or one of the
    directories of `search` (by default the PATH), or one that pyenv has. Each is asked, since a shim of pyenv is on the
    PATH also for versions that are not chosen, and then only complains. Raises LookupError with what was tried."""
    tried = []
    for path in _candidates(search if search is not None else os.environ.get("PATH", "")):
        said = _said(path)
        if said is not None and said >= least:
            return path
        tried.append(f"{path} ({'does not run' if said is None else '.'.join(map(str, said))})")
    wanted = ".".join(map(str, least))
    raise LookupError(
        f"This needs Python {wanted} or newer, with venv and pip, and none was found. Tried: {', '.join(tried)}. "
        "Install one and put it on the PATH."
    )


def _candidates(search: str) -> Iterator[str]:
    yield sys.executable
    folders = [Path(folder) for folder in search.split(os.pathsep) if folder]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders += sorted(pyenv.glob("versions/*/bin"))
    for name in NAMES:
        for folder in dict.fromkeys(folders):
            if os.access(folder / name, os.X_OK):
                yield str(folder / name)


def _said(path: str) -> tuple[int, int] | None:
    """The version that an interpreter says it has; None for one that does not run."""
    try:
        done = subprocess.run([path, "-c", _ASKED], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.split()
    if done.returncode or len(words) != 2 or not all(word.isdigit() for word in words):
        return None
    return int(words[0]), int(words[1])

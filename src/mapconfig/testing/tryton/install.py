"""Installing a Tryton server, once for all tests of a machine, and making the database that each test begins with."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Who the tests are in a new database, and the password, which protects nothing.
USER, PASSWORD = "admin", "made-up-for-tests"

_MODULE: Final = "marketing_automation"
_SECONDS: Final = 600


class NotInstalled(RuntimeError):
    """There is no Tryton server to test against; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Installation:
    """`binaries` has the programs of Tryton, `template` is a database in which nothing has been done."""

    binaries: Path
    template: Path


def install(home: Path, requirements: Path) -> Installation:
    """The Tryton server of `requirements` below `home`, installed now where it is not yet: about half a minute.

    Safe to call from several processes at once; the others wait. Raises NotInstalled when it cannot be done, so that a
    test that needs the server fails: one that is skipped says nothing.
    """
    if not requirements.is_file():
        raise NotInstalled(f"{requirements} is missing, which says what a Tryton server for tests is made of.")
    said = requirements.read_bytes() + f"{sys.version_info[:2]} {USER} {_MODULE}".encode()
    place = home / hashlib.sha256(said).hexdigest()[:16]
    found = Installation(place / "venv" / "bin", place / "template.sqlite")
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place / "lock"):
        if not (place / "ready").exists():
            shutil.rmtree(place / "venv", ignore_errors=True)
            _environment(place / "venv", requirements)
            _template(found, place)
            (place / "ready").touch()
    return found


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody else is in here meanwhile; a process that dies lets the next one in."""
    with file.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _environment(place: Path, requirements: Path) -> None:
    _run([sys.executable, "-m", "venv", str(place)], "make a virtual environment for it")
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", str(requirements)], "install it with pip")


def _template(found: Installation, place: Path) -> None:
    directory = place / "making"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    made = directory / "template.sqlite"
    made.touch()  # Tryton makes no database that does not exist
    password = directory / "password"
    password.write_text(PASSWORD)
    environment = {**plain(), "TRYTOND_DATABASE__PATH": str(directory), "TRYTONPASSFILE": str(password)}
    arguments = [
        "-d",
        "template",
        "-u",
        _MODULE,
        "--activate-dependencies",
        "--email",
        "admin@drip.example",
        "-l",
        "en",
    ]
    _run([str(found.binaries / "trytond-admin"), *arguments], "make its database", environment)
    made.replace(found.template)
    shutil.rmtree(directory)


def plain() -> dict[str, str]:
    """The environment for programs of Tryton: ours, without what would change how they work."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("TRYTON", "COV_", "COVERAGE"))}


def _run(command: Sequence[str], what: str, environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=environment or plain()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(
            f"The Tryton server that is tested against is not there: to {what} failed ({error})."
        ) from None
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise NotInstalled(
            f"The Tryton server that is tested against is not there: to {what} failed with code {done.returncode}. It "
            f"needs a package index that pip knows of, once.\n{last}"
        )

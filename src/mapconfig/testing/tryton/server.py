"""A Tryton server on loopback, with two databases that are as new whenever a test wants it."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Final, Self

from mapconfig.testing.tryton.client import Client
from mapconfig.testing.tryton.install import PASSWORD, USER, Installation, NotInstalled, plain

__all__ = ["PASSWORD", "USER", "Server"]

_SECONDS: Final = 60.0
_TRIES: Final = 3
#: The databases of a server. It loads the models of those that it begins with, in half a second each, and of no others.
DATABASES: Final = ("drip", "other")


class Server:
    """A running server. `directory` has its databases and its log; it ends with `stop`, by its process id."""

    def __init__(self, installation: Installation, directory: Path) -> None:
        self.installation = installation
        self.directory = directory
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def login(self) -> str:
        """The login for it as a text for ``MAPCONFIG_LOGINS``; the password is in ``TRYTON_PASSWORD``."""
        return f'["{self.url}"]\nuser = "{USER}"\npassword = {{env = "TRYTON_PASSWORD"}}\n'

    def start(self) -> None:
        """Start it, on a free port the first time and on the same one again later. Raises NotInstalled when it does not
        come up."""
        for name in DATABASES:
            if not self._file(name).exists():
                shutil.copyfile(self.installation.template, self._file(name))
        for _ in range(_TRIES):
            self.port = self.port or _free_port()
            self._process = self._started()
            if self._answers():
                return
            self.stop()
            self.port = 0  # somebody else may have been faster to take it
        log = (self.directory / "log").read_text(errors="replace").splitlines()
        raise NotInstalled("The Tryton server does not start:\n" + "\n".join(log[-15:]))

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def reset(self, kept: Path | None = None) -> None:
        """Let nothing have been done in any database, while the server runs on; or in the first one just what had been
        done when `kept` was written by `keep`. The server must have nothing to do just now."""
        for name in DATABASES:
            empty = self.installation.template
            _copy(kept if kept is not None and name == DATABASES[0] else empty, self._file(name))

    def keep(self, file: Path) -> Path:
        """Write what is in the first database to `file`, for `reset`."""
        _copy(self._file(DATABASES[0]), file)
        return file

    def client(self, database: str = DATABASES[0]) -> Client:
        """A way to look and to meddle that has nothing to do with the adapter."""
        return Client(self.port, database, USER, PASSWORD)

    def _file(self, database: str) -> Path:
        return self.directory / f"{database}.sqlite"

    def _started(self) -> subprocess.Popen[bytes]:
        environment = {
            **plain(),
            "TRYTOND_DATABASE__PATH": str(self.directory),
            "TRYTOND_WEB__LISTEN": f"127.0.0.1:{self.port}",
        }
        with (self.directory / "log").open("ab") as log:
            return subprocess.Popen(
                [str(self.installation.binaries / "trytond"), "-d", *DATABASES],
                env=environment,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _answers(self) -> bool:
        until = time.monotonic() + _SECONDS
        assert self._process is not None
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self._process.poll() is None
            except OSError:
                time.sleep(0.05)
        return False


def _copy(source: Path, target: Path) -> None:
    """What SQLite's own copying does: whoever has `target` open sees the one, then the other."""
    read, written = sqlite3.connect(source), sqlite3.connect(target)
    try:
        read.backup(written)
    finally:
        written.close()
        read.close()


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])

"""One Tryton server for each process that tests, and nothing in its databases when a test begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mapconfig.backends.tryton import connect
from mapconfig.backends.tryton.backend import Tryton
from mapconfig.testing import kinds
from mapconfig.testing.tryton import PASSWORD, Client, Server, install

ROOT = Path(__file__).parents[3]

#: Makes a connection; the name of the database, and settings beside those that all have.
Connects = Callable[..., Tryton]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server. Where it cannot be installed, whatever needs it fails."""
    installation = install(ROOT / ".venv-tryton", ROOT / "requirements" / "tryton.txt")
    with Server(installation, tmp_path_factory.mktemp("tryton")) as server:
        yield server


@pytest.fixture
def tryton(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server as it was on its first day, with its login."""
    running.reset()
    monkeypatch.setenv("MAPCONFIG_LOGINS", running.login)
    monkeypatch.setenv("TRYTON_PASSWORD", PASSWORD)
    return running


@pytest.fixture
def other(tryton: Server) -> Client:
    """Somebody else who works there."""
    return tryton.client()


@pytest.fixture
def connects(tryton: Server) -> Connects:
    def connected(database: str = "drip", **settings: object) -> Tryton:
        said = {"url": tryton.url, "database": database, "settle": 0, **settings}
        found = connect(said, str(ROOT), kinds())
        assert isinstance(found, Tryton)
        return found

    return connected


@pytest.fixture
def backend(connects: Connects) -> Tryton:
    return connects()

"""A Mautic for tests: the stand-in over HTTP, and connections to it as an environment has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mapconfig.backends.mautic import connect
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.testing import kinds
from mapconfig.testing.mautic import Mautic as Server


def settings(server: Server, **more: Any) -> dict[str, Any]:
    """The settings of an environment whose platform is `server`."""
    return {"url": server.url, "settle": 0, **more}


def log_in(monkeypatch: pytest.MonkeyPatch, *servers: Server) -> None:
    """Have a login for each of `servers` where logins are kept."""
    monkeypatch.setenv("MAUTIC_PASSWORD", "mautic")
    lines = [f'["{server.url}"]\nuser = "admin"\npassword = {{env = "MAUTIC_PASSWORD"}}\n' for server in servers]
    monkeypatch.setenv("MAPCONFIG_LOGINS", "".join(lines))


def connected(server: Server, org: Any = None, fields: Mapping[str, str] | None = None, **more: Any) -> Mautic:
    """A connection that has heard what `org` says."""
    backend = connect(settings(server, **({"fields": fields} if fields else {}), **more), ".", kinds())
    if org is not None:
        backend.learn(org)
    return backend

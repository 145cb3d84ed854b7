"""The Mautic backend keeps the contract, on the stand-in over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from tests.backends.mautic.examples import EXAMPLES
from tests.backends.mautic.platform import connected, log_in

from mapconfig.backend import Backend, Live
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.model import normalise
from mapconfig.testing import BackendContract, asset, org
from mapconfig.testing.mautic import Mautic as Server
from mapconfig.testing.mautic import start

#: A column of each type that mapconfig knows nothing of, and what somebody sets it to.
UNKNOWN = {"field": ("isShortVisible", False), "email": ("publicPreview", True), "snippet": ("sentCount", 7)}
PATHS = {"field": ("fields/contact", "fields/company"), "email": ("emails",), "snippet": ("dynamiccontents",)}


class TestMautic(BackendContract):
    examples = EXAMPLES
    fixed_keys: ClassVar[frozenset[str]] = frozenset({"field"})
    refers_ahead = False
    many = 205

    @pytest.fixture(autouse=True)
    def servers(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with start() as self.server, start() as self.other:
            log_in(monkeypatch, self.server, self.other)
            yield

    def connect(self) -> Backend:
        return self._connected(self.server)

    def another_account(self) -> Backend:
        return self._connected(self.other)

    def _connected(self, server: Server) -> Mautic:
        shipped = self.kinds()
        known = [
            asset(each.address, normalise(shipped[each.address.kind], each.before))
            for each in self.examples
            if each.address.kind == "field"
        ]
        return connected(server, org(*known))

    def sent(self, backend: Backend) -> int | None:
        return len(self.server.writes)

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        if live.address.kind not in UNKNOWN:
            return False
        column, value = UNKNOWN[live.address.kind]
        self._there(live)[column] = value
        return True

    def unknown(self, backend: Backend, live: Live) -> Any:
        return self._there(live)[UNKNOWN[live.address.kind][0]]

    def _there(self, live: Live) -> dict[str, Any]:
        """What the server has of an asset."""
        stores = [self.server.store.of(path) for path in PATHS[live.address.kind]]
        return next(store[int(live.remote_id)] for store in stores if int(live.remote_id) in store)

"""The embedded platform keeps every promise of a backend, in all its moods."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapconfig.backend import Backend, Live
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.backends.embedded.quirks import QUIRKS
from mapconfig.testing import BackendContract, kinds


class TestEmbedded(BackendContract):
    """The contract, on an account as it comes."""

    settings: dict[str, object] = {}

    @pytest.fixture(autouse=True)
    def account(self, tmp_path: Path) -> None:
        self.root = tmp_path

    def connect(self) -> Embedded:
        return connect(self.settings, str(self.root), kinds())

    def another_account(self) -> Embedded:
        return connect({**self.settings, "file": "other.sqlite3"}, str(self.root), kinds())

    def sent(self, backend: Backend) -> int:
        assert isinstance(backend, Embedded)
        return len(backend.platform.requests())

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        assert isinstance(backend, Embedded)
        backend.platform.annotate(live.address.kind, int(live.remote_id), {"colour": "green"})
        return True

    def unknown(self, backend: Backend, live: Live) -> object:
        assert isinstance(backend, Embedded)
        stored = backend.platform.one(live.address.kind, int(live.remote_id))
        return stored and stored.extra


class TestEmbeddedWithQuirks(TestEmbedded):
    """The contract, on an account that rewrites what it is given in every way it can."""

    settings = {"quirks": list(QUIRKS)}


class TestEmbeddedWithoutChecks(TestEmbedded):
    """The contract, on an account that deletes what is used and takes an alias twice."""

    settings = {"deletes": "unchecked", "aliases": "any"}

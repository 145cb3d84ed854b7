"""A Mautic for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.backends.mautic.platform import log_in

from mapconfig.testing.mautic import Mautic as Server
from mapconfig.testing.mautic import start


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with start() as found:
        log_in(monkeypatch, found)
        yield found

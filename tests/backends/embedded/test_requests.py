"""How many questions a step puts to the embedded platform, each a request where it is reached over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.backends.costs import check, told

from mapconfig.backend import Backend
from mapconfig.backends.embedded.backend import Adapter
from mapconfig.backends.embedded.platform import Platform
from mapconfig.model import Org
from mapconfig.testing import EXAMPLES, kinds


class Counting:
    """A platform that counts what it is asked."""

    def __init__(self, inner: Platform) -> None:
        self.inner = inner
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if name not in ("all", "one", "called", "create", "update", "switch", "delete"):
            return found

        def counted(*said: Any, **more: Any) -> Any:
            self.asked += 1
            return found(*said, **more)

        return counted


def test_what_a_step_takes_is_a_fact_of_its_kind_and_verb(tmp_path: Path) -> None:
    """Of every kind: made, changed, stopped and deleted."""
    platform = Counting(Platform(tmp_path / "platform.sqlite3"))

    def connected(desired: Org) -> tuple[Backend, Callable[[], int]]:
        return Adapter(platform, kinds()), lambda: platform.asked

    check(told(EXAMPLES, connected, tmp_path, last=()), 0.1, ("activate", "deactivate"))

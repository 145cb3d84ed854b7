"""What the stand-in holds: things by type and id. Ids are never used twice, and all of it is guarded by one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Thing = dict[str, Any]


class Refused(Exception):
    """An answer that is no success: `status`, and what Mautic would say of it.

    `details` is what stands under "details"; None where Mautic gives a "type" instead.
    """

    def __init__(self, status: int, message: str, details: Any = (), kind: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.kind = kind


def broken(status: int = 500) -> Refused:
    """What Mautic says when an exception was not foreseen."""
    said = f"Looks like I encountered an error (error #{status}). If I do it again, please report me to the system "
    return Refused(status, said + "administrator!", None)


class Store:
    """Everything of one Mautic, by the path of its type (`segments`) and by id."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.lock = threading.RLock()
        self._things: dict[str, dict[int, Thing]] = {}
        self._last: dict[str, int] = {}
        self._now = now

    def moment(self) -> str:
        """Now, in the form and the resolution (a second) in which Mautic gives it."""
        return self._now().strftime("%Y-%m-%dT%H:%M:%S+00:00")

    def of(self, path: str) -> dict[int, Thing]:
        """The things of a type by id, to look at and to change while the lock is held."""
        return self._things.setdefault(path, {})

    def number(self, path: str) -> int:
        """The next id of a type; it is used up even when nothing comes of it."""
        self._last[path] = self._last.get(path, 0) + 1
        return self._last[path]

    def begin(self, path: str, number: int) -> None:
        """Let the next thing of a type have this id, unless that was given out already."""
        self._last[path] = max(self._last.get(path, 0), number - 1)

    def seed(self, path: str, thing: Mapping[str, Any]) -> None:
        """Put a thing there as it is, with its own id, as if it had been made long ago."""
        with self.lock:
            number = int(thing["id"])
            self.of(path)[number] = dict(thing)
            self._last[path] = max(self._last.get(path, 0), number)

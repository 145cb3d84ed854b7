"""One apply at a time for each record: a lock that the operating system frees when its holder dies, whoever kills
it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from mapconfig import disk
from mapconfig.crash import crash_point
from mapconfig.errors import Locked
from mapconfig.language import Text, say

LOCK = "lock"
HOLDER = "holder.json"

#: Seconds that a second apply waits for the first to say who it is.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: for people, nothing is decided by it."""

    who: str
    host: str
    pid: int
    since: str
    plan: str = ""


@contextlib.contextmanager
def held(directory: Path, holder: Holder) -> Iterator[None]:
    """Hold the lock of the record in `directory`. Raises Locked, in less than two seconds, when somebody else does."""
    lock = FileLock(directory / LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(_refusal(directory)) from None
    except OSError as error:
        raise disk.DiskError(
            say(
                "Cannot lock {file}: {reason}. Check the directory and its permissions, then "
                "run the same command again.",
                file=str(directory / LOCK),
                reason=disk.lowered(disk.reason(error)),
            )
        ) from None
    try:
        crash_point("record.locked")
        disk.write(directory / HOLDER, json.dumps(asdict(holder)).encode())
        crash_point("record.held")
        yield
        crash_point("record.released")
    finally:
        with contextlib.suppress(FileNotFoundError):
            (directory / HOLDER).unlink()
        lock.release()


def _refusal(directory: Path) -> Text:
    deadline = time.monotonic() + _PATIENCE
    while (found := _holder(directory)) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    if found is None:
        held_by = say("The record {record} is held by a process that has not said who it is.", record=str(directory))
    elif found.plan:
        held_by = say(
            "The record {record} is held by {who} on {host} (process {pid}) since {since}, applying plan {plan}.",
            record=str(directory),
            who=found.who,
            host=found.host,
            pid=str(found.pid),
            since=found.since,
            plan=found.plan,
        )
    else:
        held_by = say(
            "The record {record} is held by {who} on {host} (process {pid}) since {since}.",
            record=str(directory),
            who=found.who,
            host=found.host,
            pid=str(found.pid),
            since=found.since,
        )
    return say(
        "{held} Two applies at once could undo each other's work, so this one changed nothing.\n\nWait for it to end, "
        "then make a fresh plan. If that process is killed, the lock is free at once.",
        held=held_by,
    )


def _holder(directory: Path) -> Holder | None:
    try:
        found = json.loads(disk.read(directory / HOLDER) or b"")
        return Holder(**{name: kind(found[name]) for name, kind in _FIELDS.items()})
    except (ValueError, TypeError, KeyError):
        return None


_FIELDS = {"who": str, "host": str, "pid": int, "since": str, "plan": str}

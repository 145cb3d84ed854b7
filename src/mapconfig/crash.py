"""Named points at which a test can make the process die, to prove that what is on disk then is enough to go on.

`MAPCONFIG_CRASH=record.appended:3 mapconfig apply plan.json` dies, as by SIGKILL, when that point is reached for the
third time. Without the variable a point costs one comparison.
"""

from __future__ import annotations

import os
import signal

#: Every point there is, with what has just happened when it is reached. Tests walk this table; a point that is
#: not in it cannot be used.
POINTS: dict[str, str] = {
    "disk.created": "the temporary file of an atomic write exists and is empty",
    "disk.written": "the temporary file is complete but may not be on the disk yet",
    "disk.synced": "the temporary file is on the disk under its temporary name",
    "disk.renamed": "the file has its name, which may not be on the disk yet",
    "disk.appended-half": "half of a line was appended",
    "disk.appended": "a whole line was appended but may not be on the disk yet",
    "record.locked": "the lock is held, and who holds it is not written yet",
    "record.held": "the lock is held and signed",
    "record.head": "the head announces an entry that is not in the journal yet",
    "record.appended": "an entry is in the journal and on the disk",
    "record.sealed": "the head confirms the last entry, and the cache may be older",
    "record.released": "nothing of this run is left to write; the lock is about to go",
    "record.plan-kept": "the copy of the plan that a resume needs is in the record",
    "plan.saved": "a plan file has been written",
    "apply.started": "the plan counts as spent, and no step has begun",
    "apply.looked": "the asset was read just before its step, and is as planned",
    "apply.intended": "the journal has the intent; the platform has not been asked",
    "apply.asked": "the platform has answered; nothing of that is written down",
    "apply.replaced-half": "the old asset of a replacement is gone, and the new one is not made yet",
    "apply.read-back": "the result was read and is as meant; the journal does not have it yet",
    "apply.done": "the journal has the result of a step",
    "apply.ended": "all steps have a result, and the journal does not say so yet",
    "authoring.prepared": "the content of every file of the org is ready, and none has been replaced",
    "authoring.replaced": "one file of the org has its new content",
    "authoring.removed": "one file of the org is gone",
}

_VARIABLE = "MAPCONFIG_CRASH"


def _armed(text: str) -> tuple[str, int]:
    """A point and the how-manieth time it kills; ("", 0) for an empty text. Raises ValueError on an unknown point."""
    name, _, times = text.partition(":")
    if name and name not in POINTS:
        raise ValueError(f"{_VARIABLE}={text}: there is no crash point {name!r}; mapconfig.crash.POINTS has them")
    return name, int(times or "1") if name else 0


# Read once: a process is armed from its start or not at all.
_name, _left = _armed(os.environ.get(_VARIABLE, ""))


def crash_point(name: str) -> None:
    """Die here when the environment says so."""
    if _name and _name == name:
        _count_down()


def _count_down() -> None:
    global _left
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

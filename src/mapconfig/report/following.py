"""What only follows from files that could not be read: its cause comes first, and no other name is guessed for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.errors import MapconfigError
from mapconfig.language import say

#: The first code of a rule; those before it are of reading.
_RULES = "MC101"
#: Folders whose files define no asset, and files that do not.
_OTHERS = ("personas/", "changes/", "crm/", "mapconfig.yaml", "removed.yaml")
#: How it is said that a name stands for nothing (rules about references and criteria, personas, settings).
_MISSING = re.compile(r"([a-z-]+/[\w.-]*\w),? which no file defines|No file defines ([a-z-]+/[\w.-]*\w)")
_KEY = re.compile(rb"^[\"']?key[\"']?[ \t]*:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)


def explained(said: Mapping[str, Any], read: Callable[[str], bytes]) -> dict[str, Any]:
    """The document `said` of findings, with `follows` in the rows that say nothing but that an asset is missing whose
    file could not be read: the place of the fault there, which is also what their fix names. `read` gives the content
    of a file and raises MapconfigError or OSError where it cannot."""
    lost: dict[str, str] = {}
    for row in said["findings"]:
        if _keeps_from_reading(row):
            for key in _keys(row["file"], read):
                lost.setdefault(key, f"{row['file']}:{row['line']}")
    if not lost:
        return dict(said)
    return {**said, "findings": [_row(row, lost) for row in said["findings"]]}


def _keeps_from_reading(row: Mapping[str, Any]) -> bool:
    """Whether the finding keeps a document from being an asset at all."""
    return bool(
        row["severity"] == "error"
        and row["code"] < _RULES
        and row["asset"] is None
        and row["file"] is not None
        and not row["file"].startswith(_OTHERS)
    )


def _keys(file: str, read: Callable[[str], bytes]) -> list[str]:
    """The keys that a file was to define."""
    try:
        return [key.decode("ascii", "replace") for key in _KEY.findall(read(file))]
    except (MapconfigError, OSError):
        return []


def _row(row: Mapping[str, Any], lost: Mapping[str, str]) -> dict[str, Any]:
    found = _MISSING.search(row["detail"])
    target = (found[1] or found[2]) if found is not None else ""
    place = lost.get(target.partition("/")[2])
    if place is None:
        return dict(row)
    fix = say("Put {place} right first: that file has {target}, and could not be read.", place=place, target=target)
    return {**row, "fix": fix, "follows": place}

"""What only follows from files that could not be read: its cause comes first, and no other name is guessed for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.errors import MapconfigError
from mapconfig.language import say

#: The first code of a rule; those before it are of reading.
_RULES = "MC101"
#: The rule that misses what says who is on a list, and the attributes that do.
_NO_MEMBERS = "MC124"
_MEMBERS = (["criteria"], ["extends"], ["static"], ["vendor"])
#: Folders whose files define no asset, and files that do not.
_OTHERS = ("personas/", "changes/", "crm/", "mapconfig.yaml", "removed.yaml")
#: How it is said that a name stands for nothing (rules about references and criteria, personas, settings).
_MISSING = re.compile(r"([a-z-]+/[\w.-]*\w),? which no file defines|No file defines ([a-z-]+/[\w.-]*\w)")
_KEY = re.compile(rb"^[\"']?key[\"']?[ \t]*:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)


def explained(said: Mapping[str, Any], read: Callable[[str], bytes]) -> dict[str, Any]:
    """The document `said` of findings, with `follows` in the rows that say nothing but that an asset is missing whose
    file could not be read: the place of the fault there, which is also what their fix names. `read` gives the content
    of a file and raises MapconfigError or OSError where it cannot. What says that a list is without what only could not
    be read is left out."""
    said = _without_untrue(said)
    lost: dict[str, str] = {}
    for row in said["findings"]:
        if _keeps_from_reading(row):
            for key in _keys(row["file"], read):
                lost.setdefault(key, f"{row['file']}:{row['line']}")
    if not lost:
        return dict(said)
    return {**said, "findings": [_row(row, lost) for row in said["findings"]]}


def _without_untrue(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """`said` without findings that an attribute is missing which is there and could not be read."""
    unread = {
        row["asset"]
        for row in said["findings"]
        if row["severity"] == "error" and row["code"] < _RULES and row["asset"] and row["path"][:1] in _MEMBERS
    }

    def false(row: Mapping[str, Any]) -> bool:
        return row["code"] == _NO_MEMBERS and row["asset"] in unread

    untrue = [row for row in said["findings"] if false(row)]
    if not untrue:
        return said
    counts = dict(said["counts"])
    for row in untrue:
        counts["waived" if row["waived"] else row["severity"]] -= 1
    return {**said, "counts": counts, "findings": [row for row in said["findings"] if not false(row)]}


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

"""Criteria before and after as one tree that a person reads from top to bottom, with what changed on its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from mapconfig.language import packed, say

_GROUPS = {
    "all": say("all of these:"),
    "any": say("any of these:"),
    "none": say("none of these:"),
}


def compared(before: Any, after: Any) -> list[dict[str, Any]]:
    """The lines of both, each with its `depth`, its `text` and a `state`: ``added``, ``removed`` or ``same``. Both are
    as YAML gives them, None where there are none. Sentences are the user's own text; heads of groups are ours."""
    one, other = list(_lines(before, 0)), list(_lines(after, 0))
    rows = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [_row(line, "same") for line in other[k:m]]
            continue
        rows += [_row(line, "removed") for line in one[i:j]]
        rows += [_row(line, "added") for line in other[k:m]]
    return rows


def _row(line: tuple[int, str], state: str) -> dict[str, Any]:
    depth, text = line
    return {"depth": depth, "text": packed(text), "state": state}


def _lines(value: Any, depth: int) -> Iterator[tuple[int, str]]:
    if value is None:
        return
    if isinstance(value, list):
        for item in value:
            yield from _lines(item, depth)
    elif isinstance(value, Mapping):
        for head, below in value.items():
            yield depth, _GROUPS.get(str(head)) or say("{group}:", group=str(head))
            yield from _lines(below, depth + 1)
    else:
        yield depth, str(value)

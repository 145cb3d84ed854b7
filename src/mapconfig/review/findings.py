"""What the checks say of both sides: what is new, what may only follow from it, what is put right, what was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mapconfig.language import packed

#: Rows that each of the lists has at most; what is left out is counted in `cuts`.
MOST = 1_000
_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def compared(
    before: Mapping[str, Any], after: Mapping[str, Any], unread: Iterable[Mapping[str, Any]], cuts: list[dict[str, Any]]
) -> dict[str, Any]:
    """The findings by what became of them, the gravest first. Waived ones count for nothing. With any `unread`, the
    faults that keep a part of what is after from being read, all else that is new may only follow from these: what is
    named there is not missing, and nothing is put right by not being read."""
    one, other = _open(before), _open(after)
    faults = {row["fingerprint"] for row in unread}
    new = {name: row for name, row in other.items() if name not in one}
    lists = {
        "new": [row for name, row in new.items() if not faults or name in faults],
        "following": [row for name, row in new.items() if faults and name not in faults],
        "fixed": [row for name, row in one.items() if name not in other and not faults],
        "standing": [row for name, row in other.items() if name in one],
    }
    told = {}
    for name, rows in lists.items():
        rows.sort(key=lambda row: (_WEIGHT[row["severity"]], row["file"] or "", row["line"] or 0, row["code"]))
        if len(rows) > MOST:
            cuts.append({"what": f"{name} findings", "shown": MOST, "of": len(rows)})
        told[name] = [_row(row) for row in rows[:MOST]]
    codes = {row["code"] for rows in told.values() for row in rows}
    pages = {**before["codes"], **after["codes"]}
    return {
        "counts": {name: _counts(rows) for name, rows in lists.items()},
        **told,
        "codes": {
            code: {**pages[code], "summary": packed(pages[code]["summary"])} for code in sorted(codes & set(pages))
        },
    }


def _open(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {row["fingerprint"]: row for row in document["findings"] if not row["waived"]}


def _counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found = Counter(row["severity"] for row in rows)
    return {name: found[name] for name in _WEIGHT}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "severity": row["severity"],
        "summary": packed(row["summary"]),
        "detail": packed(row["detail"]),
        "fix": packed(row["fix"]),
        "asset": row["asset"] or "",
        "path": [str(step) for step in row["path"]],
        "file": row["file"] or "",
        "line": row["line"] or 0,
        "column": row["column"] or 0,
        "fingerprint": row["fingerprint"],
    }

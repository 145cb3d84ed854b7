"""What of a review is for machines that show findings: those that the change brings, and what it does, as a findings
document of which `mapconfig.report` has the formats."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.language import begun, unpacked
from mapconfig.report.review.pages import page_of, summary_of

#: Effects that are worth a note on the lines of the file, and how much each weighs.
_WEIGHTS = {
    "consent": "warning",
    "sends": "warning",
    "ejects": "warning",
    "re-evaluates": "info",
    "new-entrants": "info",
}
_ORDER = ("error", "warning", "info")


def findings(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document, the gravest first. File names start at the top of the repository, where forges look for them.
    Machines read English."""
    rows = [_finding(row, document) for row in document["findings"]["new"]]
    rows += [_undone(item, document) for item in document["before_merge"] if _matters(item)]
    rows += [row for change in document["changes"] for row in _effects(change, document)]
    rows.sort(key=lambda row: (_ORDER.index(row["severity"]), row["file"] or "", row["line"], row["code"]))
    _tell_apart(rows)
    counts = Counter(row["severity"] for row in rows)
    codes = {
        code: {**page, "summary": unpacked(page["summary"])} for code, page in document["findings"]["codes"].items()
    }
    used = {row["code"] for row in rows}
    for row in rows:
        if row["code"] not in codes:
            codes[row["code"]] = {
                "name": row["code"],
                "severity": row["severity"],
                "summary": row["summary"],
                "page": page_of(row["code"]),
            }
    return {
        "format": "mapconfig.findings/1",
        "tool": document["tool"],
        "org": f"{document['target']['org']} {document['target']['id']}".strip(),
        "assets": document["compared"]["assets"],
        "counts": {"error": counts["error"], "warning": counts["warning"], "info": counts["info"], "waived": 0},
        "codes": {code: codes[code] for code in sorted(used)},
        "findings": rows,
    }


def _tell_apart(rows: Sequence[dict[str, Any]]) -> None:
    """Give the second and third of one kind about one asset, such as two freezes, a fingerprint of their own."""
    seen: Counter[str] = Counter()
    for row in rows:
        first = row["fingerprint"]
        if seen[first]:
            row["fingerprint"] = _hash(f"{first}\n{seen[first]}")
        seen[first] += 1


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _matters(item: Mapping[str, Any]) -> bool:
    """Whether something is left to do of which no finding tells."""
    return item["done"] is False and item["id"] != "errors"


def _finding(row: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "severity": row["severity"],
        "summary": unpacked(row["summary"]),
        "detail": unpacked(row["detail"]),
        "fix": unpacked(row["fix"]),
        "asset": row["asset"] or None,
        "path": row["path"],
        "file": f"{document['target']['prefix']}{row['file']}" if row["file"] else None,
        "line": row["line"] or 1,
        "column": row["column"] or 1,
        "waived": "",
        "fingerprint": row["fingerprint"],
    }


def _undone(item: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Something to do, on the line of what it is about; what is about the change as a whole is on that of what it risks
    most."""
    code = item["id"].replace(":", "-")
    severity = "error" if item["must"] else "warning"
    where = item["about"] if _change(item["about"], document) is not None else document["risk"]["about"]
    place = ("mapconfig.yaml", 1) if item["id"] == "settings" else _first_line(_change(where, document))
    how = f"Command: {item['how']}" if item["how"] else ""
    if item["how"] and item["who"]:
        how = f"With the word of {item['who']}: {item['how']}"
    return _made(code, severity, summary_of(code), item["text"], item["about"], place, document, fix=how)


def _effects(change: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each class of effect that a change has, on the line of the value that has it."""
    told = set()
    for effect in change["effects"]:
        name = effect["name"]
        if name in _WEIGHTS and name not in told:
            told.add(name)
            place = (change["file"], effect["line"] or change["line"])
            code = f"effect-{name}"
            yield _made(code, _WEIGHTS[name], summary_of(code), effect["reason"], change["address"], place, document)


def _change(address: str, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((each for each in document["changes"] if each["address"] == address), None)


def _first_line(change: Mapping[str, Any] | None) -> tuple[str, int]:
    """Where a change begins in its file: at the first value that is different."""
    if change is None:
        return "", 0
    lines = [field["line"] for field in change["fields"] if field["line"]]
    return change["file"], min(lines, default=change["line"])


def _made(
    code: str,
    severity: str,
    summary: str,
    said: Any,
    asset: str,
    place: tuple[str, int],
    document: Mapping[str, Any],
    *,
    fix: str = "",
) -> dict[str, Any]:
    file, line = place
    return {
        "code": code,
        "name": code,
        "severity": severity,
        "summary": summary,
        "detail": str(begun(unpacked(said))),
        "fix": fix,
        "asset": asset or None,
        "path": [],
        "file": f"{document['target']['prefix']}{file}" if file else None,
        "line": line or 1,
        "column": 1,
        "waived": "",
        "fingerprint": _hash(f"{code}\n{asset}"),
    }

"""What of a review is for machines that show findings: those that the change brings, and what it does, as a findings
document of which `mapconfig.report` has the formats."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from mapconfig.language import unpacked

#: Effects that are worth a note on the lines of the file.
_GRAVE = ("sends", "ejects", "consent")
_ORDER = ("error", "warning", "info")
_PAGE = (
    "A change has this effect on people. docs/effects.md says what each effect means; `mapconfig review` says whom "
    "this one concerns.\n"
)


def findings(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document, the gravest first. File names start at the top of the repository, where forges look for them.
    Machines read English."""
    rows = [_finding(row, document) for row in document["findings"]["new"]]
    rows += [_undone(item, document) for item in document["before_merge"] if _matters(item)]
    rows += [_effect(change, document) for change in document["changes"] if change["effect"] in _GRAVE]
    rows.sort(key=lambda row: (_ORDER.index(row["severity"]), row["file"] or "", row["line"], row["code"]))
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
                "page": _PAGE,
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


def _matters(item: Mapping[str, Any]) -> bool:
    """Whether something is left to do of which no finding tells."""
    return item["done"] is False and item["must"] and item["id"] != "errors"


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
    file = _file_of(item["about"], document)
    return _made(item["id"].replace(":", "-"), "warning", "Before merging", item["text"], item["about"], file)


def _effect(change: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    summary = unpacked(change["effect_words"])
    file = _file_of(change["address"], document)
    return _made(
        f"effect-{change['effect']}", "warning", f"The change {summary}", change["reason"], change["address"], file
    )


def _file_of(address: str, document: Mapping[str, Any]) -> str | None:
    file = next((each["file"] for each in document["changes"] if each["address"] == address), "")
    return f"{document['target']['prefix']}{file}" if file else None


def _made(code: str, severity: str, summary: str, said: Any, asset: str, file: str | None) -> dict[str, Any]:
    stable = hashlib.sha256(f"{code}\n{asset}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return {
        "code": code,
        "name": code,
        "severity": severity,
        "summary": summary,
        "detail": unpacked(said),
        "fix": "",
        "asset": asset or None,
        "path": [],
        "file": file,
        "line": 1,
        "column": 1,
        "waived": "",
        "fingerprint": stable,
    }

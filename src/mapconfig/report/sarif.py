"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from mapconfig.report import Document, safe
from mapconfig.report.findings import dotted

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: GitHub refuses a run with more results than this.
MOST = 25_000

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_ORDER = {"error": 0, "warning": 1, "info": 2}


def findings(document: Document) -> str:
    """One run with every rule that has a result, and a fingerprint on each that holds no line number."""
    rows = document["findings"]
    dropped = max(0, len(rows) - MOST)
    if dropped:
        rows = sorted(rows, key=lambda row: _ORDER[row["severity"]])[:MOST]
    codes = sorted({row["code"] for row in rows})
    index = {code: number for number, code in enumerate(codes)}
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if dropped:
        invocation["toolExecutionNotifications"] = [
            {"level": "warning", "message": {"text": f"{dropped} more findings did not fit into this file."}}
        ]
    run = {
        "tool": {
            "driver": {
                "name": "mapconfig",
                "semanticVersion": document["tool"]["version"],
                "rules": [_rule(code, document["codes"].get(code)) for code in codes],
            }
        },
        "automationDetails": {"id": f"mapconfig/{quote(document['org'], safe='', errors='replace')}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The directory of the organisation."}}},
        "invocations": [invocation],
        "results": [_result(row, index[row["code"]]) for row in rows],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str, known: Any) -> dict[str, Any]:
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in known["name"].split("-")),
        "shortDescription": {"text": known["summary"]},
        "fullDescription": {"text": _first_paragraph(known["page"]) or known["summary"]},
        "help": {"text": known["page"], "markdown": known["page"]},
        "defaultConfiguration": {"level": _LEVELS[known["severity"]]},
    }


def _first_paragraph(page: str) -> str:
    """The first paragraph of a manual page that is no heading, on one line; code scanning shows it above the page."""
    paragraphs = (part for part in page.split("\n\n") if part.strip() and not part.lstrip().startswith("#"))
    return " ".join(next(paragraphs, "").split())


def _result(row: Any, number: int) -> dict[str, Any]:
    said = row["detail"] + (f" {row['fix']}" if row["fix"] else "")
    result: dict[str, Any] = {
        "ruleId": row["code"],
        "ruleIndex": number,
        "level": _LEVELS[row["severity"]],
        "message": {"text": f"{safe.terminal(row['summary'])}. {safe.terminal(said)}"},
        "locations": [_location(row)],
        "partialFingerprints": {"mapconfigFinding/v1": row["fingerprint"]},
    }
    if row["waived"]:
        result["suppressions"] = [{"kind": "external", "justification": safe.terminal(row["waived"])}]
    return result


def _location(row: Any) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if row["file"] is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": uri(row["file"]), "uriBaseId": "SRCROOT"},
            "region": {"startLine": row["line"], "startColumn": row["column"]},
        }
    if row["asset"] is not None:
        name = row["asset"] + (f" {dotted(row['path'])}" if row["path"] else "")
        location["logicalLocations"] = [{"fullyQualifiedName": safe.terminal(name), "kind": "resource"}]
    return location


def uri(file: str) -> str:
    """A relative file name as a relative URI reference; a colon in its first part must not look like a scheme. Bytes of
    a name that is not UTF-8 are kept, and half a surrogate pair, which no file system has, becomes a question mark."""
    raw = b"".join(_bytes(char) for char in file)
    return quote(raw, safe="/~!$&'()*+,;=@")


def _bytes(char: str) -> bytes:
    return char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "replace")

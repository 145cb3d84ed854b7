"""The review for GitLab's Code Quality: a list of issues on lines of files."""

from __future__ import annotations

import json
from typing import Any

from mapconfig.report import Document, safe
from mapconfig.report.review.checks import findings

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}
#: Where what is in no file is shown.
_NOWHERE = "mapconfig.yaml"


def review(document: Document, **_: Any) -> str:
    """Each issue has a fingerprint that stays the same when the file is edited elsewhere, so that GitLab can tell
    new ones from old ones."""
    prefix = document["target"]["prefix"]
    issues = [
        {
            "description": _said(row),
            "check_name": safe.terminal(row["code"]),
            "fingerprint": row["fingerprint"],
            "severity": _SEVERITIES[row["severity"]],
            "location": {
                "path": row["file"] if row["file"] is not None else f"{prefix}{_NOWHERE}",
                "lines": {"begin": row["line"]},
            },
        }
        for row in findings(document)["findings"]
    ]
    return json.dumps(issues, indent=2, ensure_ascii=True) + "\n"


def _said(row: dict[str, Any]) -> str:
    said = f"{row['summary']}: {row['detail']}" + (f" {row['fix']}" if row["fix"] else "")
    return safe.terminal(said, 2_000)

"""Views as text: one module per format; each takes a view's JSON document and returns text, and prints nothing.

A new format of a view is a module here and a line in the view's table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mapconfig.report import github, json, junit, sarif, text
from mapconfig.report.findings import Document

#: What `mapconfig validate --format` can say; the document comes from `mapconfig.report.findings.document`.
FINDINGS: Mapping[str, Callable[[Document], str]] = {
    "text": text.findings,
    "json": json.findings,
    "github": github.findings,
    "sarif": sarif.findings,
    "junit": junit.findings,
}

__all__ = ["FINDINGS", "Document"]

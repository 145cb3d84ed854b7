"""For scripts: the versioned document itself, in ASCII so that no terminal or proxy on the way can change it."""

from __future__ import annotations

import json

from mapconfig.report import Document


def findings(document: Document) -> str:
    """The document of schemas/findings.schema.json."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"

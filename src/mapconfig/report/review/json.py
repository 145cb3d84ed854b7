"""For scripts: the document itself."""

from __future__ import annotations

import json as library
from typing import Any

from mapconfig.report import Document


def review(document: Document, **_: Any) -> str:
    """The document as text that holds nothing but ASCII."""
    return library.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"

"""Moments as people read them; documents have them in RFC 3339."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:Z|\+00:00)")


def moment(said: str) -> str:
    """``2026-11-22 09:00 UTC`` of a moment in UTC; what is none stays as it is."""
    found = _MOMENT.fullmatch(said)
    return f"{found[1]} {found[2]} UTC" if found is not None else said

"""Moments as people read them; documents and files have them in RFC 3339."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|([+-]\d\d:\d\d))")


def moment(said: str) -> str:
    """``2026-11-22 09:00 UTC``, or ``2026-11-22 09:00 UTC+01:00``; what is no moment with a zone stays as it is."""
    found = _MOMENT.fullmatch(said)
    if found is None:
        return said
    day, time, zone = found.groups()
    return f"{day} {time} UTC{zone if zone and zone[1:] != '00:00' else ''}"


def in_utc(said: str) -> str:
    """A moment of RFC 3339 in UTC, whatever the zone of whoever wrote it; one without a zone is in UTC already."""
    when = datetime.fromisoformat(said)
    return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC).isoformat()

"""Small journals on a real disk, for tests that look at what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapconfig.record.journal import Journal, opening

TIME = "2026-03-01T10:00:00Z"
LINEAGE = "1b2a7b6e-0000-4000-8000-000000000001"


def append(journal: Journal, type: str, data: Mapping[str, Any], plan: str = "") -> None:
    """Add an entry; who and when never matter here."""
    journal.append(time=TIME, type=type, actor="ana", plan=plan, env="local", data=data)


def started(directory: Path, lineage: str = LINEAGE) -> Journal:
    """A journal with its first entry, open."""
    directory.mkdir(parents=True, exist_ok=True)
    journal = Journal(directory)
    append(journal, "opened", opening(lineage=lineage, env="local", platform="embedded:1"))
    return journal


def written(directory: Path, count: int, lineage: str = LINEAGE, what: str = "looked") -> list[bytes]:
    """A sealed journal of `count` entries in `directory`, and its lines with their ends."""
    journal = started(directory, lineage)
    for number in range(2, count + 1):
        append(journal, "observed", {"what": what, "number": number, "title": "Résumé \u2028 \n ✓"})
    journal.seal()
    return (directory / "journal.jsonl").read_bytes().splitlines(keepends=True)

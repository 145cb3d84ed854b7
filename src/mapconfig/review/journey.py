"""A journey before and after in one picture: which steps and which ways between them are new, gone or different."""

from __future__ import annotations

from typing import Any

from mapconfig.model import Asset
from mapconfig.report import journey


def merged(before: Asset | None, after: Asset | None) -> dict[str, Any] | None:
    """Nodes and edges of both sides, each with a `state`: ``added``, ``removed``, ``changed`` or ``same``. None where
    neither side has steps, or where nothing differs in what would be drawn."""
    both = journey.merged(
        before.attributes if before is not None else None, after.attributes if after is not None else None
    )
    return journey.as_document(both) if both.changed and both.ways else None

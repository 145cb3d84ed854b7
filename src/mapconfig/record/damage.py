"""What a journal tells those who only ask it, and the sentence for one that is not as it was written."""

from __future__ import annotations

from mapconfig.errors import MapconfigError, RecordBroken
from mapconfig.language import Text, say
from mapconfig.record.entry import Entry
from mapconfig.record.store import Record


def asked(record: Record) -> tuple[tuple[Entry, ...], Text | None]:
    """Everything that happened, oldest first, or nothing and why it is not told.

    Whoever answers from entries says that sentence with the answer: what was applied is unknown then, which is not
    the same as nothing.
    """
    try:
        return record.entries(), None
    except MapconfigError as error:
        line = error.line if isinstance(error, RecordBroken) else 0
    name = record.environment
    if line:
        return (), say(
            "The journal of {environment} was changed after it was written (line {line}), so what it says of applies "
            "counts for nothing here. `mapconfig audit verify --env {environment}` shows all of it.",
            environment=name,
            line=line,
        )
    return (), say(
        "The journal of {environment} cannot be read, so nothing is known here of applies. `mapconfig audit verify "
        "--env {environment}` says why.",
        environment=name,
    )

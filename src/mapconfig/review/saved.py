"""A review that somebody saved, perhaps a stranger: it is data, held to its schema before anything is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mapconfig.errors import InputError
from mapconfig.read.schema import problems, schema_of
from mapconfig.review.document import FORMAT

#: The largest file that is read, in bytes.
MOST = 60_000_000


def load(path: Path) -> dict[str, Any]:
    """The document in a file. Raises InputError where it is no review, or one of another version."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST:
        raise InputError(f"{path} is larger than {MOST // 1_000_000} MB, so it is no review.")
    return parsed(data, str(path))


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """The document that `data` holds; `name` is what it is called in messages. Raises InputError as `load` does."""
    try:
        found = json.loads(data, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise InputError(f"{name} is no JSON. Make it with: mapconfig review --format json -o FILE") from None
    said = found.get("format") if isinstance(found, dict) else None
    if said != FORMAT:
        raise InputError(
            f"{name} is no review of this version of mapconfig (format {said!r} instead of {FORMAT!r}). Make it with: "
            "mapconfig review --format json -o FILE"
        )
    for problem in problems(schema_of("review"), found):
        where = ".".join(map(str, problem.path))
        raise InputError(f"{name} is not as reviews are{f', at {where}' if where else ''}: {problem.detail}")
    made: dict[str, Any] = found
    groups = len(made["groups"])
    if any(change["group"] is not None and change["group"] >= groups for change in made["changes"]):
        raise InputError(f"{name} is not as reviews are: a change is in a group that is not there.")
    return made


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")

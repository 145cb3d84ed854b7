"""A review that somebody saved, perhaps a stranger: it is data, held to its schema before anything is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.errors import InputError
from mapconfig.language import say
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
        raise InputError(say("{path} cannot be read: {reason}.", path=str(path), reason=disk.reason(error))) from None
    if len(data) > MOST:
        raise InputError(
            say("{path} is larger than {most} MB, so it is no review.", path=str(path), most=MOST // 1000000)
        )
    return parsed(data, str(path))


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """The document that `data` holds; `name` is what it is called in messages. Raises InputError as `load` does."""
    try:
        found = json.loads(data, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise InputError(
            say("{name} is no JSON. Make it with: mapconfig review --format json -o FILE", name=name)
        ) from None
    said = found.get("format") if isinstance(found, dict) else None
    if said != FORMAT:
        raise InputError(
            say(
                "{name} is no review of this version of mapconfig (format {said} instead of {format}). "
                "Make it with: mapconfig review --format json -o FILE",
                name=name,
                said=repr(said),
                format=repr(FORMAT),
            )
        )
    for problem in problems(schema_of("review"), found):
        where = ".".join(map(str, problem.path))
        raise InputError(
            say("{name} is not as reviews are, at {where}: {detail}", name=name, where=where, detail=problem.detail)
            if where
            else say("{name} is not as reviews are: {detail}", name=name, detail=problem.detail)
        )
    made: dict[str, Any] = found
    groups = len(made["groups"])
    if any(change["group"] is not None and change["group"] >= groups for change in made["changes"]):
        raise InputError(say("{name} is not as reviews are: a change is in a group that is not there.", name=name))
    return made


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")

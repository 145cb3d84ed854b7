"""An asset's attributes as single fields: what a person can overwrite, keep, or be told about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.diff import ABSENT
from mapconfig.finding import Path
from mapconfig.model import Shape


def fields_of(attributes: Mapping[str, Any], shape: Shape | None = None) -> dict[Path, Any]:
    """Attributes by path. Mappings are opened, down to values, lists and empty mappings; criteria stay whole, since one
    sentence of them means nothing alone."""
    found: dict[Path, Any] = {}
    _open(attributes, shape, (), found)
    return found


def _open(value: Mapping[str, Any], shape: Shape | None, path: Path, found: dict[Path, Any]) -> None:
    for name, item in value.items():
        below = shape.below(name) if shape is not None else None
        whole = below is not None and below.criteria
        if isinstance(item, Mapping) and item and not whole:
            _open(item, below, (*path, name), found)
        else:
            found[(*path, name)] = item


def attributes_of(fields: Mapping[Path, Any]) -> dict[str, Any]:
    """The attributes that have these fields; fields that are `ABSENT` are left out.

    Where one field's path goes on below another's (somebody made a mapping of a text), the longer one counts.
    """
    made: dict[str, Any] = {}
    for path in sorted(fields, key=len):
        if fields[path] is ABSENT:
            continue
        place = made
        for step in path[:-1]:
            if not isinstance(place.get(str(step)), dict):
                place[str(step)] = {}
            place = place[str(step)]
        place[str(path[-1])] = fields[path]
    return made


def without_secrets(value: Any, shape: Shape | None) -> Any:
    """`value`, for people to see: texts that name a secret are replaced."""
    if shape is None or value is ABSENT:
        return value
    if shape.secret:
        return "(not shown)"
    if isinstance(value, Mapping):
        return {name: without_secrets(item, shape.below(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item, shape.items) for item in value]
    return value


def dotted(path: Path) -> str:
    """A path as people write it."""
    return ".".join(str(step) for step in path)

"""Where in the files a change is: the line of each value that is different, as the files have it after the change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import Change, FieldChange
from mapconfig.finding import Finding, Path, Severity
from mapconfig.model import Asset, Org, Shape

#: Gives findings their positions in the files, as `mapconfig.read.org.Reading.place` does.
Placing = Callable[[Iterable[Finding]], tuple[Finding, ...]]
Spot = tuple[Address, Path]


def nowhere(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of files that nobody can look into."""
    return tuple(findings)


def lines_of(changes: Iterable[Change], after: Org, placing: Placing) -> dict[Spot, int]:
    """The line of each changed value, by its asset and the path that a `FieldChange` has, and of each asset as a whole
    by the empty path. What is gone has the line of what it was in; an asset that is gone has none."""
    spots: dict[Spot, Path] = {}
    for change in changes:
        if change.after is None:
            continue
        shape = after.kinds[change.address.kind].shape
        spots[change.address, ()] = ()
        for field in change.fields:
            spots[change.address, field.path] = _indexed(shape, change.after, field)
    asked = [Finding("", Severity.INFO, "", "", address, path) for (address, _), path in spots.items()]
    placed = placing(asked)
    return {spot: found.place.line for spot, found in zip(spots, placed, strict=True) if found.place is not None}


def _indexed(shape: Shape, asset: Asset, field: FieldChange) -> Path:
    """The path of a field with an index in the place of each id and of each member of a sequence without order, down to
    what the asset still has; to the first changed sentence where it is criteria."""
    out: list[str | int] = []
    value: Any = asset.attributes
    below: Shape | None = shape
    for step in (*field.path, *_sentence(field)):
        here = _index(value, step, below.key if below is not None else "")
        try:
            value = value[here]
        except (KeyError, IndexError, TypeError):
            break
        below = below.below(here) if below is not None else None
        out.append(here)
    return tuple(out)


def _sentence(field: FieldChange) -> Path:
    """Where the first sentence is that is in the criteria after."""
    return next((part.path for part in field.parts if part.how != "removed"), ())


def _index(value: Any, step: str | int, key: str) -> str | int:
    if not isinstance(value, list) or isinstance(step, int):
        return step
    for index, item in enumerate(value):
        if item == step or (key and isinstance(item, Mapping) and item.get(key) == step):
            return index
    return step

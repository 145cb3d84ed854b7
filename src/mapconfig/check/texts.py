"""Every text in an asset: first all of them as one, which is quick to search, and one by one only where that finds
something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.model import Asset


def together(asset: Asset, view: View) -> str:
    """All texts and names in the asset, a line each."""
    return view.once(("texts", asset.address), lambda _: _joined(asset.attributes))


def _joined(value: Any) -> str:
    found: list[str] = []
    _collect(value, found)
    return "\n".join(found)


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, Mapping):
        for name, below in value.items():
            found.append(str(name))
            _collect(below, found)
    elif isinstance(value, list):
        for below in value:
            _collect(below, found)


def each(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in `value` with its path. The name of an entry counts as a text at the path of the entry."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            yield (*path, name), str(name)
            yield from each(below, (*path, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from each(below, (*path, index))

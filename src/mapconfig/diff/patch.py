"""The other way round: what something becomes when its changes are made.

Nothing in mapconfig writes by this. It is the proof that a difference says everything: `patch(a, diff(a, b))` is `b`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.diff.change import ABSENT, Change, FieldChange, Hidden, How
from mapconfig.diff.fields import keyed, opens
from mapconfig.model import Asset, Kind, Org, Shape, canonical, normalise, rewrite


def patch(before: Org, changes: Iterable[Change]) -> Org:
    """`before` with `changes` made. Raises ValueError where they are not changes of it."""
    changes = tuple(changes)
    moves = {change.renamed_from: change.address for change in changes if change.renamed_from is not None}
    assets: dict[Address, Asset] = {}
    for address, asset in before.items():
        if moves:
            asset = follow(asset, moves, before.kinds)
        assets[moves.get(address, address)] = Asset(moves.get(address, address), asset.attributes, asset.origin)
    for change in changes:
        if change.after is None:
            assets.pop(change.address, None)
        elif change.before is None:
            assets[change.address] = change.after
        elif change.address not in assets:
            raise ValueError(f"{change.address} is not there to be changed")
        else:
            attributes = patch_attributes(
                before.kinds[change.address.kind].shape, assets[change.address].attributes, change.fields
            )
            assets[change.address] = Asset(change.address, attributes, change.after.origin)
    return Org.of(before.kinds, assets.values(), before.settings)


def follow(asset: Asset, moves: Mapping[Address, Address], kinds: Mapping[str, Kind]) -> Asset:
    """`asset` with its references to renamed assets following them, in normal form."""
    kind = kinds.get(asset.kind)
    if kind is None or not kind.shape.refers:
        return asset
    attributes = rewrite(kind, asset.attributes, lambda address: moves.get(address, address))
    if attributes == asset.attributes:
        return asset
    return Asset(asset.address, normalise(kind, attributes), asset.origin)


def patch_attributes(shape: Shape, attributes: Mapping[str, Any], changes: Iterable[FieldChange]) -> dict[str, Any]:
    """`attributes` of one kind with the changes of their fields made."""
    out: dict[str, Any] = _patched(shape, attributes, [(change.path, change) for change in changes])
    return out


_Todo = list[tuple[tuple[str | int, ...], FieldChange]]


def _patched(shape: Shape | None, value: Any, todo: _Todo) -> Any:
    """`value` after `todo`, whose paths start below it; an empty path replaces it."""
    for path, change in todo:
        if not path:
            return revealed(change.after)
    if isinstance(value, Mapping):
        return _patched_mapping(shape, value, todo)
    if isinstance(value, list) and shape is not None:
        if shape.key:
            return _patched_by_key(shape, value, todo)
        if shape.unordered:
            return _patched_set(value, todo)
        return _patched_in_order(shape, value, todo)
    raise ValueError(f"there is nothing to change at {todo[0][1].path}")


def _grouped(todo: _Todo) -> dict[str | int, _Todo]:
    groups: dict[str | int, _Todo] = {}
    for path, change in todo:
        groups.setdefault(path[0], []).append((path[1:], change))
    return groups


def _patched_mapping(shape: Shape | None, value: Mapping[str, Any], todo: _Todo) -> dict[str, Any]:
    out = dict(value)
    for step, below in _grouped(todo).items():
        name = str(step)
        child = shape.properties.get(name, shape.extra) if shape is not None else None
        ends = [change for path, change in below if not path]
        deeper = [(path, change) for path, change in below if path]
        if any(change.after is ABSENT for change in ends):
            out.pop(name, None)
        if deeper:
            empty: Any = [] if child is not None and child.items is not None else {}
            out[name] = _patched(child, out.get(name, empty), deeper)
            if not out[name] and opens(child):
                del out[name]
        for change in ends:
            if change.after is not ABSENT:
                out[name] = revealed(change.after)
    return out


def _patched_by_key(shape: Shape, value: list[Any], todo: _Todo) -> list[Any]:
    items = keyed(value, shape.key) or {}
    placed: list[tuple[int, Any]] = []
    for step, below in _grouped(todo).items():
        name = str(step)
        here = {change.how: change for path, change in below if not path}
        deeper = [(path, change) for path, change in below if path]
        if How.REMOVED in here:
            del items[name]
            continue
        if How.ADDED in here:
            item, position = revealed(here[How.ADDED].after), here[How.ADDED].position
        else:
            item, position = (_patched(shape.items, items[name], deeper) if deeper else items[name]), None
            if How.MOVED in here:
                position = here[How.MOVED].position
        if position is None:
            items[name] = item
        else:
            items.pop(name, None)
            placed.append((position, item))
    out = list(items.values())
    for position, item in sorted(placed, key=lambda pair: pair[0]):
        out.insert(position, item)
    return sorted(out, key=canonical) if shape.unordered else out


def _patched_set(value: list[Any], todo: _Todo) -> list[Any]:
    out = list(value)
    for _, change in todo:
        if change.how is How.REMOVED:
            gone = canonical(revealed(change.before))
            del out[next(index for index, item in enumerate(out) if canonical(item) == gone)]
        else:
            out.append(revealed(change.after))
    return sorted(out, key=canonical)


def _patched_in_order(shape: Shape, value: list[Any], todo: _Todo) -> list[Any]:
    gone: set[int] = set()
    placed: list[tuple[int, Any]] = []
    rest: dict[int, _Todo] = {}
    for path, change in todo:
        index = int(path[0])
        if len(path) == 1 and change.how in (How.REMOVED, How.MOVED):
            gone.add(index)
            if change.how is How.MOVED:
                placed.append((change.position or 0, value[index]))
        elif len(path) == 1 and change.how is How.ADDED:
            placed.append((index, revealed(change.after)))
        else:
            rest.setdefault(index, []).append((path[1:], change))
    out = [item for index, item in enumerate(value) if index not in gone]
    for position, item in sorted(placed, key=lambda pair: pair[0]):
        out.insert(position, item)
    for index, below in rest.items():
        out[index] = _patched(shape.items, out[index], below)
    return out


def revealed(value: Any) -> Any:
    """`value` without `Hidden`."""
    if isinstance(value, Hidden):
        return value.value
    if isinstance(value, Mapping):
        return {name: revealed(below) for name, below in value.items()}
    if isinstance(value, list):
        return [revealed(below) for below in value]
    return value

"""The one writing of an asset's attributes that every comparison relies on.

What a file says and what a platform answers both pass here, so equality stays plain and `diff` has no special cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig import criteria
from mapconfig.model.canonical import canonical
from mapconfig.model.kind import Kind, Shape

#: Words of the file, not of the asset: identity is the address, and a rename is an instruction to the next plan.
NOT_ATTRIBUTES = frozenset({"kind", "key", "renamed_from"})


def normalise(kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    """`raw` in normal form: without `kind`, `key` and `renamed_from`; without values equal to their default; unordered
    sequences sorted; criteria in their one writing. Null is kept, since it is not the same as absent."""
    shape = kind.shape
    out = {}
    for name, value in raw.items():
        if name in NOT_ATTRIBUTES:
            continue
        below = shape.properties.get(name, shape.extra)
        if below is not None and below.normal:
            value = _normal(below, value)
            if below.default is not None and _same(value, below.default):
                continue
        out[name] = value
    return out


def _normal(shape: Shape, value: Any) -> Any:
    if shape.criteria:
        return criteria.canonical(value)
    if isinstance(value, dict):
        out = {}
        for name, item in value.items():
            below = shape.properties.get(name, shape.extra)
            if below is not None and below.normal:
                item = _normal(below, item)
                if below.default is not None and _same(item, below.default):
                    continue
            out[name] = item
        return out
    if isinstance(value, list):
        items = value
        if shape.items is not None and shape.items.normal:
            items = [_normal(shape.items, item) for item in items]
        return sorted(items, key=canonical) if shape.unordered else items
    return value


def _same(one: Any, other: Any) -> bool:
    """Equality that tells true from 1."""
    return type(one) is type(other) and bool(one == other)

"""Where an asset names other assets, and the same asset with those names changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.model.kind import Kind, Shape

#: ``{{ snippet/legal-footer }}``; other things in double braces are the platform's own and are left alone.
EMBED = re.compile(r"\{\{\s*((?:snippet|field)/[A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in an asset that names another."""

    target: Address
    relation: str
    path: Path
    """Where: for criteria, the path of the sentence."""
    allowed: tuple[str, ...]
    """The kinds that may stand there."""


def mentions(kind: Kind, attributes: Mapping[str, Any]) -> Iterator[Mention]:
    """Every place where `attributes` of `kind` names another asset, in the order of the attributes.

    A text that is no address at all is left to the schema and not reported here.
    """
    if kind.shape.refers:
        yield from _mentions(kind.shape, attributes, ())


def _mentions(shape: Shape, value: Any, path: Path) -> Iterator[Mention]:
    if shape.criteria:
        for address, below in criteria.references(value):
            yield Mention(address, "uses", path + below, (address.kind,))
    elif isinstance(value, str):
        if shape.reference is not None:
            try:
                target = Address.parse(value)
            except ValueError:
                return
            yield Mention(target, shape.reference.relation, path, shape.reference.to)
        elif shape.embeds and "{{" in value:
            for match in EMBED.finditer(value):
                target = Address(match[1])
                yield Mention(target, "embeds" if target.kind == "snippet" else "uses", path, (target.kind,))
    elif isinstance(value, Mapping):
        for name, below in value.items():
            child = shape.properties.get(name, shape.extra)
            if child is not None and child.refers:
                yield from _mentions(child, below, (*path, name))
    elif isinstance(value, list) and shape.items is not None and shape.items.refers:
        for index, below in enumerate(value):
            yield from _mentions(shape.items, below, (*path, index))


def rewrite(kind: Kind, attributes: Mapping[str, Any], rename: Callable[[Address], Address]) -> dict[str, Any]:
    """`attributes` with every address in it replaced by what `rename` makes of it."""
    changed = _rewritten(kind.shape, attributes, rename) if kind.shape.refers else attributes
    return dict(changed)


def _rewritten(shape: Shape, value: Any, rename: Callable[[Address], Address]) -> Any:
    if shape.criteria:
        return criteria.rewrite(value, rename)
    if isinstance(value, str):
        if shape.reference is not None:
            try:
                return str(rename(Address.parse(value)))
            except ValueError:
                return value
        if shape.embeds and "{{" in value:
            return EMBED.sub(lambda match: match[0].replace(match[1], rename(Address(match[1]))), value)
        return value
    if isinstance(value, Mapping):
        out = {}
        for name, below in value.items():
            child = shape.properties.get(name, shape.extra)
            out[name] = _rewritten(child, below, rename) if child is not None and child.refers else below
        return out
    if isinstance(value, list) and shape.items is not None and shape.items.refers:
        return [_rewritten(shape.items, below, rename) for below in value]
    return value

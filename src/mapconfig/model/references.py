"""Where an asset names other assets, and the same asset with those names changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.model.kind import Kind, Shape, Within

#: ``{{ snippet/legal-footer }}``; other things in double braces are the platform's own and are left alone.
EMBED = re.compile(r"\{\{\s*((?:snippet|field)/[A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}")


class Mention(NamedTuple):
    """One place in an asset that names another. A tuple, since orgs have them by the hundred thousand."""

    target: Address
    relation: str
    path: Path
    """Where: for criteria, the path of the sentence."""
    allowed: tuple[str, ...]
    """The kinds that may stand there."""


def mentions(kind: Kind, attributes: Mapping[str, Any]) -> Iterator[Mention]:
    """Every place where `attributes` of `kind` names another asset, in the order of the attributes.

    What a schema says that a value sets (``x-sets``) is among them, at the path of that value. A text that is no
    address at all is left to the schema and not reported here.
    """
    found: list[Mention] = []
    if kind.shape.refers:
        _collect(kind.shape, attributes, (), found)
    return iter(found)


def _collect(shape: Shape, value: Any, path: Path, found: list[Mention]) -> None:
    if shape.sets and value:
        # The kinds that may stand there are not its writer's business: the schema has written it.
        found += [Mention(Address(name), "sets", path, (name.partition("/")[0],)) for name in shape.sets]
    if shape.within is not None:
        _collect_within(shape.within, value, path, "", found)
    elif shape.criteria:
        for address, below in criteria.references(value):
            found.append(Mention(address, "uses", path + below, (address.kind,)))
    elif isinstance(value, str):
        if shape.reference is not None:
            target = _address(value)
            if target is not None:
                found.append(Mention(target, shape.reference.relation, path, shape.reference.to))
        elif shape.embeds and "{{" in value:
            for match in EMBED.finditer(value):
                target = Address(match[1])
                found.append(Mention(target, "embeds" if target.kind == "snippet" else "uses", path, (target.kind,)))
    elif isinstance(value, list):
        items = shape.items
        if items is not None and items.refers:
            for index, item in enumerate(value):
                _collect(items, item, (*path, index), found)
    elif isinstance(value, Mapping):
        properties, extra = shape.properties, shape.extra
        for name, item in value.items():
            child = properties.get(name, extra)
            if child is not None and child.refers:
                _collect(child, item, (*path, name), found)


def _collect_within(within: Within, value: Any, path: Path, said: str, found: list[Mention]) -> None:
    """The addresses anywhere in `value`; `said` is the relation that the innermost property around it has."""
    if isinstance(value, str):
        target = address_within(within, value)
        if target is not None:
            relation = said or within.instead.get(target.kind, within.relation)
            found.append(Mention(target, relation, path, within.to))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect_within(within, item, (*path, index), said, found)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            # A kind may be the name of a property as well: what stands under it decides then, and not the property.
            own = "" if name in within.to else within.instead.get(name, "")
            _collect_within(within, item, (*path, name), own or said, found)


def address_within(within: Within, text: str) -> Address | None:
    """`text` as the address of an asset of one of the kinds that count there, if it is one."""
    target = _address(text) if text.partition("/")[0] in within.to else None
    return target if target is not None and target.kind in within.to else None


@lru_cache(maxsize=16_384)
def _address(text: str) -> Address | None:
    """`text` as an address, if it is one; an org names its hubs thousands of times."""
    try:
        return Address.parse(text)
    except ValueError:
        return None


def rewrite(kind: Kind, attributes: Mapping[str, Any], rename: Callable[[Address], Address]) -> dict[str, Any]:
    """`attributes` with every address in it replaced by what `rename` makes of it."""

    def renamed(shape: Shape, value: Any) -> Any:
        if shape.within is not None:
            target = address_within(shape.within, value)
            return value if target is None else str(rename(target))
        if shape.criteria:
            return criteria.rewrite(value, rename)
        if shape.reference is not None:
            target = _address(value)
            return value if target is None else str(rename(target))
        if shape.embeds and "{{" in value:
            return EMBED.sub(lambda match: match[0].replace(match[1], rename(Address(match[1]))), value)
        return value

    return dict(changed(kind.shape, attributes, renamed))


def changed(shape: Shape, value: Any, change: Callable[[Shape, Any], Any]) -> Any:
    """`value` with what `change` makes of its criteria and of each text where `shape` knows references below it."""
    if not shape.refers:
        return value
    if shape.within is not None:
        if isinstance(value, Mapping):
            return {name: changed(shape, below, change) for name, below in value.items()}
        if isinstance(value, list):
            return [changed(shape, below, change) for below in value]
        return change(shape, value) if isinstance(value, str) else value
    if shape.criteria or isinstance(value, str):
        return change(shape, value)
    if isinstance(value, Mapping):
        out = {}
        for name, below in value.items():
            child = shape.properties.get(name, shape.extra)
            out[name] = changed(child, below, change) if child is not None else below
        return out
    if isinstance(value, list) and shape.items is not None and shape.items.refers:
        return [changed(shape.items, below, change) for below in value]
    return value

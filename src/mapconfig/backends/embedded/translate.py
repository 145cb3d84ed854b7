"""Attributes in normal form to what the platform holds, and back; pure.

The platform calls a title a name, keeps what other programs leave with it as custom properties, and refers to
objects by id: ``list/vip`` becomes ``list/id-17``, in criteria and in embeds as well. Fields are referred to by their
alias, as on most platforms. A reference to something that has no id yet stays as it is, and a key that looks like an
id is told apart by a zero: the address ``list/id-17`` becomes ``list/id-017``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.embedded.quirks import OPAQUE, Content
from mapconfig.finding import Path
from mapconfig.model import Kind, normalise, rewrite

#: Kinds that the platform refers to by alias: people write field names in sentences.
BY_ALIAS = frozenset({"field", "crm-field"})

_ID = re.compile(r"id-([1-9][0-9]*)\Z")
_LOOKS_LIKE_ID = re.compile(r"id-0*([1-9][0-9]*)\Z")

#: Attributes that say what runs; the platform has a switch for that instead.
_SWITCH = "state"


def content_of(
    kind: Kind, attributes: Mapping[str, Any], remote_id: Callable[[Address], str | None] = lambda _: None
) -> Content:
    """What the platform is to hold for `attributes`. `remote_id` answers with the id of an address, or None."""

    def encoded(address: Address) -> Address:
        if address.kind in BY_ALIAS:
            return address
        number = remote_id(address)
        if number is not None:
            return Address(f"{address.kind}/id-{number}")
        if _LOOKS_LIKE_ID.match(address.key):
            return Address(f"{address.kind}/id-0{address.key[3:]}")
        return address

    fields = rewrite(kind, attributes, encoded)
    if kind.activation:
        fields.pop(_SWITCH, None)
    if "vendor" in fields:
        fields[OPAQUE] = fields.pop("vendor")
    name = fields.pop("title", None)
    return Content(name, fields)


def attributes_of(
    kind: Kind,
    content: Content,
    address: Callable[[str, str], Address | None] = lambda _kind, _id: None,
    quirks: Collection[str] = (),
) -> dict[str, Any]:
    """The normal form of what the platform holds. `address` answers with the address of a kind and id; an id it does
    not know points at something that is gone, and is shown as such."""

    def decoded(found: Address) -> Address:
        of, _, key = found.partition("/")
        if not key.startswith("id-") or of in BY_ALIAS:
            return found
        by_id = _ID.match(key)
        if by_id is not None:
            return address(of, by_id[1]) or Address(f"{of}/deleted-{by_id[1]}")
        if _LOOKS_LIKE_ID.match(key):
            return Address(f"{of}/id-{key[4:]}")
        return found

    raw = dict(content.fields)
    if "numeric-booleans" in quirks:
        raw = {
            name: value if name == OPAQUE else _with_booleans(kind.schema, (name,), value)
            for name, value in raw.items()
        }
    if content.name is not None:
        raw["title"] = content.name
    if OPAQUE in raw:
        raw["vendor"] = raw.pop(OPAQUE)
    return normalise(kind, rewrite(kind, raw, decoded))


def _with_booleans(schema: Mapping[str, Any], path: Path, value: Any) -> Any:
    """`value` with 1 and 0 as true and false where the schema wants a boolean."""
    if isinstance(value, dict):
        return {name: _with_booleans(schema, (*path, name), below) for name, below in value.items()}
    if isinstance(value, list):
        return [_with_booleans(schema, (*path, index), below) for index, below in enumerate(value)]
    if type(value) is int and value in (0, 1) and types_at(schema, path) == {"boolean"}:
        return bool(value)
    return value


def types_at(schema: Mapping[str, Any], path: Path) -> set[str]:
    """The JSON types that a self-contained schema allows at `path`, over all its alternatives."""
    here = list(_alternatives(schema, schema))
    for step in path:
        below: list[Mapping[str, Any]] = []
        for part in here:
            if isinstance(step, int):
                found = part.get("items")
            else:
                found = part.get("properties", {}).get(step, part.get("additionalProperties"))
            if isinstance(found, Mapping):
                below.extend(_alternatives(found, schema))
        here = below
    return {name for part in here for name in _names(part.get("type"))}


def _names(said: Any) -> list[str]:
    if said is None:
        return []
    return [said] if isinstance(said, str) else list(said)


def _alternatives(part: Mapping[str, Any], schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """`part`, what it points to and all it is composed of."""
    found: list[Mapping[str, Any]] = []
    queue: list[Any] = [part]
    while queue:
        this = queue.pop()
        if not isinstance(this, Mapping) or any(this is seen for seen in found):
            continue
        found.append(this)
        pointer = this.get("$ref")
        if isinstance(pointer, str):
            target: Any = schema
            for step in pointer.removeprefix("#").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")] if step else target
            queue.append(target)
        for word in ("allOf", "anyOf", "oneOf"):
            queue.extend(this.get(word, ()))
        for word in ("if", "then", "else"):
            queue.append(this.get(word))
    return found

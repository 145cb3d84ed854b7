"""The values of a plan as plain JSON and back, strictly: what is read has every field, of the right type, and no
other."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.language import Text, say, told


def encode(value: Any) -> Any:
    """`value` as JSON values. A field that is `ABSENT` is left out of its object."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((name, getattr(value, name)) for name in _fields(type(value)))
        return {name: encode(item) for name, item in named if item is not ABSENT}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value if isinstance(value, Text) else str(value)
    if isinstance(value, Mapping):
        return {str(name): encode(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    return value


def decode(wanted: Any, value: Any, where: str = "") -> Any:
    """The `wanted` type made of JSON; raises ValueError with a sentence that says `where` it cannot be."""
    if wanted is Any:
        return value
    if dataclasses.is_dataclass(wanted):
        return _object(wanted, value, where)
    origin = typing.get_origin(wanted)
    if origin in (types.UnionType, typing.Union):
        return _one_of(typing.get_args(wanted), value, where)
    if origin is tuple:
        item = typing.get_args(wanted)[0]
        return tuple(decode(item, each, f"{where}[{index}]") for index, each in enumerate(_is(list, value, where)))
    if origin is not None:
        key, item = typing.get_args(wanted)
        found = _is(dict, value, where)
        return {decode(key, name, where): decode(item, each, f"{where}.{name}") for name, each in found.items()}
    if wanted is Address:
        try:
            return Address.parse(_is(str, value, where))
        except ValueError as error:
            raise ValueError(say("{where}: {fault}", where=where, fault=told(error))) from None
    if issubclass(wanted, Enum):
        known = [member.value for member in wanted]
        if value not in known:
            raise ValueError(
                say("{where}: {value} is none of {known}", where=where, value=repr(value), known=", ".join(known))
            )
        return wanted(value)
    return _is(wanted, value, where)


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    """The fields of a dataclass in order, with their types."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _object(wanted: Any, value: Any, where: str) -> Any:
    found = _is(dict, value, where)
    fields = _fields(wanted)
    unknown = [name for name in found if name not in fields]
    if unknown:
        raise ValueError(
            say("{where} has {name}, which does not belong there", where=where or _PLAN, name=repr(unknown[0]))
        )
    made = {}
    for name, kind in fields.items():
        if name in found:
            made[name] = decode(kind, found[name], f"{where}.{name}" if where else name)
        elif kind is Any:
            made[name] = ABSENT
        else:
            raise ValueError(say("{where} has no {name}", where=where or _PLAN, name=repr(name)))
    return wanted(**made)


def _one_of(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    for kind in kinds[:-1]:
        try:
            return decode(kind, value, where)
        except ValueError:
            continue
    return decode(kinds[-1], value, where)


_NAMES = {
    str: say("a text"),
    int: say("a whole number"),
    bool: say("true or false"),
    list: say("a list"),
    dict: say("an object"),
}
_PLAN = say("the plan")


def _is(kind: type, value: Any, where: str) -> Any:
    if type(value) is not kind and not (kind is str and isinstance(value, Text)):
        raise ValueError(say("{where} is not {kind}", where=where or _PLAN, kind=_NAMES[kind]))
    return value

"""Whether a document surely suits its schema, told without a library.

A run after a small edit checks a handful of documents, and to load jsonschema-rs takes as long as to check two hundred
of them here (13 ms). Only a yes counts: at the first keyword, pattern or value of which this module does not know
exactly what the standard says, it gives up, and the library is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

Schema = Mapping[str, Any]


class _UnsureError(Exception):
    """The library has to say."""


def surely_sound(schema: Schema, document: Any) -> bool:
    """True where the standard leaves no doubt that the self-contained `schema` accepts `document`; False where it
    refuses, and where only the library knows."""
    try:
        return _suits(document, schema, schema)
    except (_UnsureError, RecursionError):
        return False


def _suits(value: Any, schema: Any, root: Schema) -> bool:
    """Whether `schema`, which stands in `root`, accepts `value`."""
    if isinstance(schema, bool):
        return schema
    if isinstance(value, float):  # 1.0 is a whole number there, and some numbers are none
        raise _UnsureError
    for word, said in schema.items():
        if word in _OF_TYPE:
            type_, holds = _OF_TYPE[word]
            if type(value) is type_ and not holds(value, said):
                return False
        elif word in _OF_ANY:
            if not _OF_ANY[word](value, said):
                return False
        elif word not in _SILENT and not word.startswith("x-") and not _applied(word, said, value, schema, root):
            return False
    return True


def _applied(word: str, said: Any, value: Any, schema: Schema, root: Schema) -> bool:
    """Whether `value` holds to a keyword that has schemas below it."""
    if word in _OF_PARTS and type(value) is not _OF_PARTS[word]:
        return True
    match word:
        case "properties":
            return all(_suits(item, said[name], root) for name, item in value.items() if name in said)
        case "patternProperties":
            matching = ((said[pattern], value[name]) for pattern in said for name in value if _is_like(name, pattern))
            return all(_suits(item, below, root) for below, item in matching)
        case "additionalProperties":
            return all(_suits(item, said, root) for name, item in value.items() if not _described(name, schema))
        case "propertyNames":
            return all(_suits(name, said, root) for name in value)
        case "items":
            return all(_suits(item, said, root) for item in value)
        case "allOf":
            return all(_suits(value, each, root) for each in said)
        case "anyOf":
            return any(_suits(value, each, root) for each in said)
        case "oneOf":
            return sum(_suits(value, each, root) for each in said) == 1
        case "if":
            return _suits(value, schema.get("then" if _suits(value, said, root) else "else", True), root)
        case "$ref":
            return _suits(value, _definition(said, root), root)
        case _:
            raise _UnsureError


#: Keywords about the parts of a value of one type; all others hold to them.
_OF_PARTS: Final[Mapping[str, type]] = {
    "properties": dict,
    "patternProperties": dict,
    "additionalProperties": dict,
    "propertyNames": dict,
    "items": list,
}

#: What is said of a schema, and what `if` looks up.
_SILENT: Final = frozenset(
    {"$schema", "$id", "$defs", "title", "description", "examples", "default", "enumDescriptions", "then", "else"}
)


def _described(name: str, schema: Schema) -> bool:
    """Whether a schema says what the property `name` is."""
    patterns = schema.get("patternProperties", ())
    return name in schema.get("properties", ()) or any(_is_like(name, pattern) for pattern in patterns)


def _definition(reference: str, root: Schema) -> Any:
    place, _, name = reference.rpartition("/")
    definitions = root.get("$defs", {})
    if place != "#/$defs" or name not in definitions:
        raise _UnsureError
    return definitions[name]


def _is_like(text: str, pattern: str) -> bool:
    return _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    if not _COMMON.fullmatch(pattern):
        raise _UnsureError
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern)


#: Patterns that mean the same in every language: letters, classes, groups and counts, and of what has a backslash only
#: signs and line ends. A dollar ends them, where it stands for the very end.
_COMMON: Final = re.compile(r"\^?(?:[^\\^$.(\[]|\\[][\\.tnr]|\((?!\?)|\[\^?(?:[^\\\]\[^]|\\[][\\tnr])+\])*\$?")


def _is_of_type(value: Any, said: Any) -> bool:
    wanted = (said,) if isinstance(said, str) else said
    return any(name in wanted for name in _TYPES.get(type(value), ()))


_TYPES: Final = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    list: ("array",),
    dict: ("object",),
    type(None): ("null",),
}


def _is_one_of(value: Any, said: Any) -> bool:
    if not all(isinstance(one, str) for one in said):  # true and 1 are equal here, and not there
        raise _UnsureError
    return isinstance(value, str) and value in said


def _has_none_twice(value: Any, said: Any) -> bool:
    if said and not all(isinstance(item, str) for item in value):
        raise _UnsureError
    return not said or len(set(value)) == len(value)


_Holds = Callable[[Any, Any], bool]

_OF_ANY: Final[Mapping[str, _Holds]] = {
    "type": _is_of_type,
    "enum": _is_one_of,
    "const": lambda value, said: _is_one_of(value, [said]),
}

#: Keywords about values of one type.
_OF_TYPE: Final[Mapping[str, tuple[type, _Holds]]] = {
    "minLength": (str, lambda value, said: len(value) >= said),
    "maxLength": (str, lambda value, said: len(value) <= said),
    "pattern": (str, _is_like),
    "minimum": (int, lambda value, said: value >= said),
    "maximum": (int, lambda value, said: value <= said),
    "required": (dict, lambda value, said: all(name in value for name in said)),
    "minProperties": (dict, lambda value, said: len(value) >= said),
    "maxProperties": (dict, lambda value, said: len(value) <= said),
    "minItems": (list, lambda value, said: len(value) >= said),
    "maxItems": (list, lambda value, said: len(value) <= said),
    "uniqueItems": (list, _has_none_twice),
}

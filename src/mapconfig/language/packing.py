"""Texts read back from JSON, which somebody else may have written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import Text, _made, english
from mapconfig.language.filling import PLAIN, filled

#: How deep texts may lie in each other; ours are two or three deep.
_DEEPEST = 20


def unpack(value: Any, depth: int = 0) -> str:
    """See `mapconfig.language.unpacked`."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        raise ValueError("A text is a string, or a mapping with one as `text`.")
    text: str = value["text"]
    made = _text(value, depth) if depth < _DEEPEST else None
    return made if made == text and made is not None else text


def _text(value: Mapping[str, Any], depth: int) -> Text | None:
    said, given = value.get("template"), value.get("values")
    if not isinstance(given, Mapping):
        return None
    try:
        values = {
            name: one if isinstance(one, int) and not isinstance(one, bool) else unpack(one, depth + 1)
            for name, one in given.items()
            if isinstance(name, str)
        }
        if isinstance(said, str) and PLAIN.fullmatch(said):
            return _made(filled(said, values, english), said, values)
        if isinstance(said, list) and len(said) == 2 and isinstance(values.get("n"), int):
            one, other = said
            if all(isinstance(each, str) and PLAIN.fullmatch(each) for each in said):
                return _made(filled(one if values["n"] == 1 else other, values, english), (one, other), values)
    except (ValueError, KeyError):  # a value that is missing, or is no number where one is grouped
        return None
    return None

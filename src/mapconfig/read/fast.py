"""An optional quick way through plain YAML files, held to the results of `mapconfig.read.yaml`.

yamlrocks reads a file in a quarter of the time. In the corners of YAML it accepts and means other things than the
strict loader, so only files without corners go to it, and what it makes of them is looked through; every doubt and
every fault goes to the strict loader, which also knows the words and the positions. The package is never needed: it
exists from Python 3.12 on, by `pip install mapconfig[fast]`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from mapconfig.read import characters, scalars, yaml

# The lines of a plain file: one mapping in block style whose values stand on the line of their key or below it. Flow
# style stays on one line and one level, and only text in a block goes over several lines, all of them indented alike.
# A word is looked for before its space is taken: until 3.11.5 Python kept the space where no word came (gh-106052).
_KEY: Final = rb"[A-Za-z_][A-Za-z0-9_.]*+(?:(?= [a-z_]) [a-z_]++)*+:"
_WORD: Final = rb"[A-Za-z0-9_./()\x80-\xff-]"
_ITEM: Final = rb"[A-Za-z0-9]" + _WORD + rb"*+(?:(?= " + _WORD + rb") " + _WORD + rb"++)*+"
_PAIR: Final = _KEY + b" " + _ITEM
_TEXT: Final = (
    rb"(?:[A-Za-z0-9(\x80-\xff]|-(?=[1-9]))"
    rb"(?:[^\n:#\t\r ]++|:(?=[^ \n\t\r])|(?<=[^ ])#| ++(?=[^ \n#:]))*+"
)
_VALUE: Final = (
    rb"(?:\[(?:" + _ITEM + rb"(?:, " + _ITEM + rb")*+)?\]|\{" + _PAIR + rb"(?:, " + _PAIR + rb")*+\}"
    rb"|\"[^\"\\\n\t\r]*+\"|'[^'\n\t\r]*+'|" + _TEXT + b")"
)
_BLOCK: Final = (
    rb"(?P<outer>(?:  )*+)" + _KEY + rb" [|>]-?+\n"
    rb"(?P<inner>(?P=outer)(?:  )++)[^ \n\t\r][^\n\t\r]*+\n(?:(?P=inner)[^ \n\t\r][^\n\t\r]*+\n|\n)*+"
)
_ENTRY: Final = rb"(?P<entry>(?:  )*+)- " + _VALUE + rb"\n(?!(?: *+(?:#[^\n]*+)?+\n)*+(?P=entry) )"
_LINES: Final = (
    rb"(?: *+(?:#[^\n\t\r]*+)?+\n|(?:  )*+(?:- )?+" + _KEY + b"(?: " + _VALUE + rb")?+\n"
    rb"|" + _ENTRY + b"|" + _BLOCK + rb"|---\n)"
)


@functools.cache
def screen() -> re.Pattern[bytes]:
    """What a plain file matches from beginning to end; compiled only where it is needed."""
    return re.compile(b"(?>" + _LINES + b")++")


class NotPlainError(Exception):
    """The file needs the strict loader."""


@functools.cache
def _rocks() -> ModuleType | None:
    """yamlrocks, where it is installed."""
    try:
        import yamlrocks
    except ImportError:
        return None
    module: ModuleType = yamlrocks
    return module


def documents(data: bytes) -> list[Any] | None:
    """The documents of `data` as the strict loader gives them without a finding; None where only that loader knows."""
    rocks = _rocks()
    if rocks is None:
        return None

    def load(text: bytes) -> list[Any]:
        try:
            return list(rocks.loads_all(text, option=rocks.OPT_DUPLICATE_KEYS_ERROR))
        except rocks.YAMLRocksError as error:
            raise NotPlainError from error

    return plain_documents(data, load)


def plain_documents(data: bytes, load: Callable[[bytes], list[Any]]) -> list[Any] | None:
    """`documents` with any YAML 1.2 loader that raises NotPlainError at what it refuses."""
    # So short a file cannot hold too many values, nor one that is too long.
    if len(data) > yaml.MAX_NODES or b"0x" in data or screen().fullmatch(data) is None:
        return None
    text, refused = characters.checked_text(data, "")
    if refused is not None:
        return None
    try:
        found = load(text)
        for document in found:
            _look_through(document, 0)
    except NotPlainError:
        return None
    return found


def _look_through(value: Any, depth: int) -> None:
    """Raise NotPlainError at a value that the strict loader might read otherwise, or would say something about."""
    kind = type(value)
    if kind is str:
        if value[:1] in scalars.SPECIAL and scalars.is_ambiguous(value):
            raise NotPlainError
    elif kind is dict or kind is list:
        if depth >= yaml.MAX_DEPTH:
            raise NotPlainError
        if kind is dict:
            for key in value:
                if type(key) is not str or len(key) > yaml.MAX_KEY:
                    raise NotPlainError
            value = value.values()
        for item in value:
            _look_through(item, depth + 1)
    elif kind is int:
        if abs(value) > scalars.MAX_INTEGER:
            raise NotPlainError
    elif kind is not bool and value is not None:
        raise NotPlainError  # a float may have been written as 1e3, which is text

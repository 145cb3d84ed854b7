"""An asset as leaves that keep their name: items by their id, sentences of criteria and plain items by what they say.

The history of a value is told by leaves, so that an inserted step, a moved file or another order of keys gives no
answer that is about something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.diff import ABSENT, same, shown
from mapconfig.diff.fields import keyed, masked
from mapconfig.errors import InputError
from mapconfig.finding import Path
from mapconfig.language import say
from mapconfig.model import Shape

#: The last step of a leaf that holds the order of a sequence's items.
ORDER = "(order)"

#: What stands in brackets in a path that a person types.
_BRACKETS = re.compile(r"\[[^\]]*\]")

Leaves = Mapping[Path, Any]


def path_of(text: str) -> Path:
    """A path as a person types it: ``criteria``, ``steps.welcome.send``, ``fields[field/account.type].required``.

    A text with a space in it is one sentence and one step. Raises InputError when brackets or dots do not fit.
    """
    rest = text.strip()
    if " " in _BRACKETS.sub("", rest) or " [" in rest:
        return (rest,)
    steps: list[str | int] = []
    while rest:
        if rest.startswith("["):
            step, closed, rest = rest[1:].partition("]")
            if not closed:
                step = ""
        else:
            cut = min((at for at in (rest.find("."), rest.find("[")) if at >= 0), default=len(rest))
            step, rest = rest[:cut], rest[cut:]
        if not step or rest == ".":
            raise InputError(
                say(
                    "{text} is not a path. Write it like steps.welcome.send or fields[field/country].required.",
                    text=repr(text),
                )
            )
        steps.append(step)
        rest = rest.removeprefix(".")
    return tuple(steps)


def text_of(path: Path) -> str:
    """A path as a person can type it again; see `path_of`."""
    if len(path) == 1:
        return str(path[0])
    said = ""
    for step in map(str, path):
        plain = step.replace("_", "").replace("-", "").isalnum()
        said += (f".{step}" if said else step) if plain else f"[{step}]"
    return said


def leaves_of(shape: Shape | None, value: Any) -> dict[Path, Any]:
    """Every leaf of a value by its path, in the order of the value. The order of items that have one is a leaf
    itself."""
    found: dict[Path, Any] = {}
    _collect(shape, value, (), found)
    return found


def _collect(shape: Shape | None, value: Any, path: Path, found: dict[Path, Any]) -> None:
    if shape is not None and shape.criteria:
        for below, sentence in _sentences(value, path):
            found[_free(below, found)] = sentence
    elif isinstance(value, Mapping) and value:
        for name, item in value.items():
            _collect(shape.below(str(name)) if shape is not None else None, item, (*path, str(name)), found)
    elif isinstance(value, list) and value:
        names = []
        for name, item, has_id in _items(shape, value):
            names.append(name)
            if has_id:
                _collect(shape.items if shape is not None else None, item, (*path, name), found)
            else:
                found[*path, name] = item
        if len(names) > 1 and not (shape is not None and shape.unordered):
            found[*path, ORDER] = names
    else:
        found[path] = value


def _sentences(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Each sentence below the words of its groups."""
    if isinstance(value, Mapping):
        for group, items in value.items():
            yield from _sentences(items, (*path, str(group)))
    elif isinstance(value, list):
        for item in value:
            yield from _sentences(item, path)
    else:
        yield (*path, str(value)), value


def _items(shape: Shape | None, value: list[Any]) -> Iterator[tuple[str, Any, bool]]:
    """Items with the name each keeps, and whether that is an id that the schema gives it."""
    by_key = keyed(value, shape.key) if shape is not None and shape.key else None
    if by_key is not None:
        yield from ((name, item, True) for name, item in by_key.items())
        return
    seen: dict[Path, Any] = {}
    for item in value:
        (name,) = _free((_words(item),), seen)
        seen[name,] = item
        yield str(name), item, False


def _words(item: Any) -> str:
    """An item without an id by what it says: ``notify: team/sales`` for an action."""
    if isinstance(item, str):
        return item
    if isinstance(item, Mapping) and len(item) == 1:
        ((name, value),) = item.items()
        if not isinstance(value, (Mapping, list)):
            return f"{name}: {value}"
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def _free(path: Path, taken: Mapping[Path, Any]) -> Path:
    """`path`, or with a number at its end where the same thing is said before."""
    number, here = 1, path
    while here in taken:
        number += 1
        here = (*path[:-1], f"{path[-1]} #{number}")
    return here


def below(leaves: Leaves, path: Path) -> dict[Path, Any]:
    """The leaves at or below `path`, by what is left of their path."""
    return {leaf[len(path) :]: value for leaf, value in leaves.items() if leaf[: len(path)] == path}


def alike(one: Leaves, other: Leaves) -> bool:
    """Whether all leaves are the same on both sides."""
    return one.keys() == other.keys() and all(same(value, other[leaf]) for leaf, value in one.items())


def found_in(leaves: Leaves, path: Path) -> Path | None:
    """The path of the only leaf that ends in `path`, such as a sentence without its group; None when there is none."""
    ends = [leaf for leaf in leaves if leaf[-len(path) :] == path]
    return min(ends, key=len, default=None) if path else None


def value_at(shape: Shape, attributes: Mapping[str, Any], path: Path) -> Any:
    """The value at `path` with secrets hidden, `ABSENT` where there is none. Several sentences of criteria below a
    group come as a list."""
    value = _at(shape, dict(attributes), path)
    return value if value is ABSENT else shown(masked(shape_of_path(shape, path), value))


def _at(shape: Shape | None, value: Any, path: Path) -> Any:
    if not path:
        return value
    if shape is not None and shape.criteria:
        found = below(leaves_of(shape, value), path)
        return list(found.values()) if () not in found and found else found.get((), ABSENT)
    step, rest = str(path[0]), path[1:]
    if isinstance(value, Mapping):
        return _at(shape.below(step) if shape is not None else None, value[step], rest) if step in value else ABSENT
    if isinstance(value, list):
        for name, item, _ in _items(shape, value):
            if name == step:
                return _at(shape.items if shape is not None else None, item, rest)
    return ABSENT


def shape_of_path(shape: Shape, path: Sequence[str | int]) -> Shape | None:
    """The shape at a path of leaves; None where the schema says nothing, and inside criteria."""
    found: Shape | None = shape
    for step in path:
        if found is None or found.criteria:
            return None
        found = found.items if found.items is not None and step not in found.properties else found.below(step)
    return found

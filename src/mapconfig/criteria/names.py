"""Criteria as every org of any size uses them: their one writing, what they name, and the same with other names.

These walk the YAML itself and ask `read_sentence` for what it remembers, since they run on every criteria of an org.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.criteria.format import name_of_asset
from mapconfig.criteria.group_key import read_key
from mapconfig.criteria.groups import MAX_DEPTH, MAX_VALUES, plain_text
from mapconfig.criteria.sentence import Reading, one_writing, read_sentence, written
from mapconfig.criteria.syntax import (
    ActivityTest,
    ChangeTest,
    FieldTest,
    ListTest,
    Test,
    full_name,
    named_inside,
    short_name,
)
from mapconfig.criteria.words import field_word, words_with_offsets
from mapconfig.finding import Path

#: Sequences and groups inside each other: each group that `parse` counts is at most two.
_MAX_STEPS = 2 * MAX_DEPTH + 2

# ---------------------------------------------------------------------------------------------------------------------
# One writing


def canonical(value: Any) -> Any:
    """`value` with every sentence in its one writing; long lists of values have one a line, short ones do not, and
    ``all:`` is a plain sequence where that means the same. What cannot be read stays as it is. Never raises."""
    return _criteria(value, None, 0)


def _criteria(value: Any, relation: str | None, depth: int) -> Any:
    if isinstance(value, list):
        return [_item(item, relation, depth + 1) for item in value] if depth <= MAX_DEPTH else value
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, inner),) = value.items()
        if isinstance(name, str) and isinstance(inner, list) and name.strip().lower() == "all":
            return _criteria(inner, relation, depth)
    return _item(value, relation, depth)


def _item(value: Any, relation: str | None, depth: int) -> Any:
    if isinstance(value, str):
        return _sentence(value, relation)
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, inner),) = value.items()
        if isinstance(name, str):
            return _group(value, name, inner, relation, depth)
    return value


def _sentence(text: str, relation: str | None) -> Any:
    reading = read_sentence(text)
    test = reading.test
    if test is None:
        return text
    if relation is not None and isinstance(test, (FieldTest, ChangeTest)) and "." in test.field:
        return _long_or_short(one_writing(named_inside(test, relation)))
    return _long_or_short(written(reading))


def _long_or_short(writing: str | tuple[str, list[str]] | None) -> Any:
    return {writing[0]: list(writing[1])} if isinstance(writing, tuple) else writing


def _group(value: Any, name: str, inner: Any, relation: str | None, depth: int) -> Any:
    key = read_key(name)
    if depth > MAX_DEPTH:
        return value
    if key.kind == "group":
        if isinstance(inner, list):
            return {key.operator: [_item(item, relation, depth + 1) for item in inner]}
    elif key.kind == "related":
        return {f"{key.operator} {key.relation}": _criteria(inner, key.relation, depth + 1)}
    elif key.kind == "values" and isinstance(inner, list) and len(inner) <= MAX_VALUES:
        if any(isinstance(one, (Mapping, list, tuple)) or one is None or one == "" for one in inner):
            return value
        test = FieldTest(key.field, key.operator, tuple([plain_text(one) for one in inner]))
        return _long_or_short(one_writing(named_inside(test, relation)))
    return value


# ---------------------------------------------------------------------------------------------------------------------
# What is named


def references(value: Any) -> Iterator[tuple[Address, Path]]:
    """What the criteria `value` names: fields, lists, e-mails and forms, each with the path of the sentence below
    `value`, in reading order. A sentence that cannot be read names nothing. Never raises."""
    found: list[tuple[Address, Path]] = []
    _references(value, (), None, 0, found)
    return iter(found)


def _references(value: Any, path: Path, relation: str | None, depth: int, found: list[tuple[Address, Path]]) -> None:
    if isinstance(value, str):
        reading = read_sentence(value)
        addresses = reading.addresses
        if addresses is None:
            addresses = reading.addresses = _addresses(reading.test, None)
        if relation is not None and addresses and addresses[0].startswith("field/"):
            addresses = _addresses(reading.test, relation)
        for address in addresses:
            found.append((address, path))
    elif depth > _MAX_STEPS:
        return
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _references(item, (*path, index), relation, depth + 1, found)
    elif isinstance(value, Mapping) and len(value) == 1:
        ((name, inner),) = value.items()
        if isinstance(name, str):
            key = read_key(name)
            if key.kind == "values":
                found.append((Address.of("field", full_name(key.field, relation)), path))
            elif key.kind:
                _references(inner, (*path, name), key.relation or relation, depth + 1, found)


def _addresses(test: Test | None, relation: str | None) -> tuple[Address, ...]:
    if isinstance(test, (FieldTest, ChangeTest)):
        return (Address(f"field/{full_name(test.field, relation)}"),)
    if isinstance(test, ListTest):
        return (Address(f"list/{test.name}"),)
    if isinstance(test, ActivityTest) and test.name is not None and test.object in ("email", "form"):
        return (Address(f"{test.object}/{test.name}"),)
    return ()


# ---------------------------------------------------------------------------------------------------------------------
# Other names


def rewrite(value: Any, rename: Callable[[Address], Address]) -> Any:
    """`value` with every name in it replaced by what `rename` makes of its address; only those words change. A field
    that leaves its relation is written in full. What cannot be read stays as it is."""
    return _rewritten(value, None, rename, 0)


def _rewritten(value: Any, relation: str | None, rename: Callable[[Address], Address], depth: int) -> Any:
    if isinstance(value, str):
        return _renamed(value, read_sentence(value), relation, rename)
    if depth > _MAX_STEPS:
        return value
    if isinstance(value, list):
        return [_rewritten(item, relation, rename, depth + 1) for item in value]
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, inner),) = value.items()
        if isinstance(name, str):
            key = read_key(name)
            if key.kind == "values":
                old = Address.of("field", full_name(key.field, relation))
                new = rename(old)
                return value if new == old else {f"{field_word(short_name(new.key, relation))} {key.operator}": inner}
            if key.kind:
                return {name: _rewritten(inner, key.relation or relation, rename, depth + 1)}
    return value


def _renamed(text: str, reading: Reading, relation: str | None, rename: Callable[[Address], Address]) -> str:
    for old in _addresses(reading.test, relation):
        new = rename(old)
        if new != old:
            word, start = words_with_offsets(text)[reading.named]
            name = short_name(new.key, relation) if old.kind == "field" else new.key
            return text[:start] + name_of_asset(name, old.kind) + text[start + len(word) :]
    return text

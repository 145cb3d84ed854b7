"""The criteria in an asset, found by its kind's schema, and what they say.

What rules learn from criteria they learn here: where criteria stand, what they mean once read, and whether a path leads
into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mapconfig.check.view import View
from mapconfig.criteria import parse
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import ChangeTest, Criteria, FieldTest, Group, ListTest, Sentence, full_name, sentences
from mapconfig.finding import Path
from mapconfig.model import Asset, Shape
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """Criteria where they stand. `read` is None when they are no criteria at all; problems are those of reading."""

    path: Path
    value: Any
    read: Criteria | None
    problems: tuple[Problem, ...]


def placed(asset: Asset, view: View) -> tuple[Placed, ...]:
    """All criteria in `asset`, in the order of its attributes."""
    return view.about(asset, "criteria", _all_placed)


def main(asset: Asset, view: View) -> Criteria | None:
    """What `asset` asks for under `criteria` or, where it is a rule, under `when`; None where it says nothing "
    "readable."""
    return _main(asset, placed(asset, view))


def _main(asset: Asset, found: Iterable[Placed]) -> Criteria | None:
    word = "when" if asset.kind == "rule" else "criteria"
    return next((one.read for one in found if one.path == (word,)), None)


def _all_placed(asset: Asset, view: View) -> tuple[Placed, ...]:
    found = tuple(_placed(asset, view))
    if asset.kind == "list":
        view.once(("said", asset.address), lambda _: _said(_main(asset, found)))
    return found


class Said(NamedTuple):
    """What is asked about a list wherever it is named, made of its criteria. This is kept; the criteria are not, which
    are ten times as large."""

    lists: tuple[str, ...]
    """The keys of the lists that are asked for, members wanted or not."""
    required: tuple[str, ...]
    """Those that everybody who meets the criteria is surely on."""
    sufficient: tuple[str, ...]
    """Those whose members all meet the criteria."""
    fields: tuple[str, ...]
    """The keys of the fields that are looked at."""


def said(asset: Asset, view: View) -> Said:
    """What the criteria of a list say."""
    return view.once(("said", asset.address), lambda seen: _said(main(asset, seen)))


def _said(read: Criteria | None) -> Said:
    return Said(
        tuple(list_names(read)),
        tuple(required_lists(read)),
        tuple(sufficient_lists(read)),
        tuple(dict.fromkeys(field_names(read))),
    )


def _placed(asset: Asset, view: View) -> Iterator[Placed]:
    kind = view.kinds.get(asset.kind)
    if kind is None or not kind.shape.refers:
        return
    holding = _holding(kind.name, kind.shape, view)
    for path, value in _found(kind.shape, asset.attributes, (), holding):
        read, problems = parse(value)
        yield Placed(path, value, read, tuple(problems))


def can_hold_criteria(name: str, view: View) -> bool:
    """Whether the schema of a kind has room for criteria."""
    kind = view.kinds.get(name)
    return kind is not None and id(kind.shape) in _holding(kind.name, kind.shape, view)


def _holding(name: str, root: Shape, view: View) -> frozenset[int]:
    return view.once(("holding criteria", name), lambda _: _shapes_with_criteria(root))


def _found(shape: Shape, value: Any, path: Path, holding: frozenset[int]) -> Iterator[tuple[Path, Any]]:
    if shape.criteria:
        yield path, value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            child = shape.properties.get(name, shape.extra)
            if child is not None and id(child) in holding:
                yield from _found(child, below, (*path, name), holding)
    elif isinstance(value, list) and shape.items is not None and id(shape.items) in holding:
        for index, below in enumerate(value):
            yield from _found(shape.items, below, (*path, index), holding)


def _shapes_with_criteria(root: Shape) -> frozenset[int]:
    """The ids of `root` and the shapes below it under which criteria can stand."""
    above: dict[int, list[Shape]] = {}
    shapes = _shapes(root)
    for shape in shapes:
        for below in _below(shape):
            above.setdefault(id(below), []).append(shape)
    holding: set[int] = set()
    waiting = [shape for shape in shapes if shape.criteria]
    while waiting:
        shape = waiting.pop()
        if id(shape) not in holding:
            holding.add(id(shape))
            waiting += above.get(id(shape), ())
    return frozenset(holding)


def _shapes(root: Shape) -> list[Shape]:
    """`root` and every shape below it, once each: shapes of recursive schemas are graphs."""
    found = [root]
    seen = {id(root)}
    for shape in found:
        for below in _below(shape):
            if id(below) not in seen:
                seen.add(id(below))
                found.append(below)
    return found


def _below(shape: Shape) -> Iterator[Shape]:
    yield from shape.properties.values()
    yield from (one for one in (shape.extra, shape.items) if one is not None)


def in_criteria(asset: Asset, path: Path, view: View) -> bool:
    """Whether `path` leads into criteria of `asset`."""
    kind = view.kinds.get(asset.kind)
    shape = kind.shape if kind is not None else None
    for step in path:
        if shape is None or shape.criteria:
            break
        shape = shape.below(step)
    return shape is not None and shape.criteria


def allowed_at(asset: Asset, path: Path, view: View) -> tuple[str, ...]:
    """The kinds that may be named at `path`; empty where the schema does not ask for a reference."""
    kind = view.kinds.get(asset.kind)
    shape = kind.shape.at(path) if kind is not None else None
    return shape.reference.to if shape is not None and shape.reference is not None else ()


def allowed_everywhere(name: str, view: View) -> Mapping[str, frozenset[str]]:
    """For each relation of a kind the kinds that may be named wherever it stands in its schema: what is among them
    needs no closer look."""
    kind = view.kinds.get(name)
    found: dict[str, frozenset[str]] = {}
    if kind is not None:
        for shape in _shapes(kind.shape):
            if shape.reference is not None:
                to = frozenset(shape.reference.to)
                found[shape.reference.relation] = found.get(shape.reference.relation, to) & to
    return found


def required_lists(read: Criteria | None) -> Iterator[str]:
    """The keys of the lists that everybody who meets the criteria is surely on."""
    if isinstance(read, Sentence):
        if isinstance(read.test, ListTest) and read.test.member:
            yield read.test.name
    elif isinstance(read, Group) and (read.kind == "all" or (read.kind == "any" and len(read.items) == 1)):
        for item in read.items:
            yield from required_lists(item)


def required_tests(read: Criteria | None) -> Iterator[FieldTest]:
    """The tests of the person's own fields that everybody who meets the criteria surely passes."""
    if isinstance(read, Sentence):
        if isinstance(read.test, FieldTest):
            yield read.test
    elif isinstance(read, Group) and (read.kind == "all" or (read.kind == "any" and len(read.items) == 1)):
        for item in read.items:
            yield from required_tests(item)


def sufficient_lists(read: Criteria | None) -> Iterator[str]:
    """The keys of the lists whose members all meet the criteria, whatever else is true of them."""
    if isinstance(read, Sentence):
        if isinstance(read.test, ListTest) and read.test.member:
            yield read.test.name
    elif isinstance(read, Group) and (read.kind == "any" or (read.kind == "all" and len(read.items) == 1)):
        for item in read.items:
            yield from sufficient_lists(item)


def field_names(read: Criteria | None) -> Iterator[str]:
    """The keys of the fields that are looked at."""
    if read is not None:
        for sentence, relation in sentences(read):
            if isinstance(sentence.test, (FieldTest, ChangeTest)):
                yield full_name(sentence.test.field, relation)


def list_names(read: Criteria | None) -> Iterator[str]:
    """The keys of the lists that are asked for, members wanted or not."""
    if read is not None:
        for sentence, _ in sentences(read):
            if isinstance(sentence.test, ListTest):
                yield sentence.test.name

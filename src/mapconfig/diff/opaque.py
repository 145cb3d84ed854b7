"""What changed inside a value that no schema describes: the one door to deepdiff.

It is asked only about pairs that are known to differ, since it takes a hundred times as long as our own walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig.diff.change import Part
from mapconfig.diff.words import shown_value
from mapconfig.language import say

#: What deepdiff calls each category of difference, and which sides of it there are.
_CATEGORIES = {
    "dictionary_item_added": "added",
    "dictionary_item_removed": "removed",
    "iterable_item_added": "added",
    "iterable_item_removed": "removed",
    "values_changed": "changed",
    "type_changes": "changed",
}


def differences(before: Any, after: Any) -> tuple[Part, ...]:
    """The details by which two JSON values differ, by path; empty exactly when they are the same."""
    # Half a second of import, wanted by few runs.
    from deepdiff import DeepDiff

    sides = _marked(before), _marked(after)
    found = DeepDiff(*sides, view="tree", ignore_type_in_groups=[], threshold_to_diff_deeper=0)
    return tuple(sorted(_parts(found, before, after), key=lambda part: [str(step) for step in part.path]))


#: What true and false are for deepdiff, which inside lists takes them for 1 and 0. No text holds this character.
_MARKS = {True: "\0true", False: "\0false"}
_MARKED = {mark: value for value, mark in _MARKS.items()}


def _marked(value: Any) -> Any:
    if isinstance(value, bool):
        return _MARKS[value]
    if isinstance(value, dict):
        return {key: _marked(each) for key, each in value.items()}
    return [_marked(each) for each in value] if isinstance(value, list) else value


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return _MARKED.get(value, value)
    if isinstance(value, dict):
        return {key: _unmarked(each) for key, each in value.items()}
    return [_unmarked(each) for each in value] if isinstance(value, list) else value


def _parts(found: Any, was: Any, now: Any) -> Iterator[Part]:
    for category, levels in found.items():
        how = _CATEGORIES[category]
        for level in levels:
            path = tuple(level.path(output_format="list"))
            before = "" if how == "added" else shown_value(_unmarked(level.t1))
            after = "" if how == "removed" else shown_value(_unmarked(level.t2))
            name = ".".join(_named(path, was if how == "removed" else now)) or say("value")
            words = {
                "added": say("{name}: set to {after}", name=name, after=after),
                "removed": say("{name}: removed (was {before})", name=name, before=before),
                "changed": say("{name}: {before} -> {after}", name=name, before=before, after=after),
            }[how]
            yield Part(how, path, before, after, words)


def _named(path: tuple[Any, ...], value: Any) -> Iterator[str]:
    """The steps of a path in `value`; an item that has an id is named by it, as everywhere else."""
    for step in path:
        below = value[step] if isinstance(value, dict | list) else None
        own = below.get("id") if isinstance(value, list) and isinstance(below, dict) else None
        yield own if isinstance(own, str) and own else str(step)
        value = below

"""YAML files in the one way of writing: see `mapconfig.read.layout`; and criteria in theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig import criteria
from mapconfig.diff import same
from mapconfig.language import say
from mapconfig.model import Kinds, Shape
from mapconfig.read.edit import UneditableError, layout_of, shape_of, with_criteria
from mapconfig.read.layout import WIDTH, Block, Comment, Entries, entries_of, flow, value_of, written
from mapconfig.read.yaml import load


def fmt(data: bytes, kinds: Kinds | None = None) -> bytes:
    """The file in the one way of writing: see `mapconfig.read.layout`; with `kinds`, criteria in theirs.

    Comments stay beside what they stood beside, the order of keys and items stays, and so does every value but for the
    writing of criteria. Raises UneditableError for a file that cannot be read.
    """
    documents, findings = load(data, "")
    if not documents and findings:
        raise UneditableError(findings[0].detail)
    found = layout_of(data)
    wanted = []
    for document, value in zip(found.documents, documents, strict=True):
        shape = shape_of(value, kinds)
        if shape is not None:
            _settle_below(document.value, shape)
        wanted.append(with_criteria(value, shape))
    text = written(found).encode()
    again, _ = load(text, "")
    if not same(again, wanted):
        raise UneditableError(say("The file cannot be written in another way without a change of its meaning."))
    return text


def _settle_below(found: Block | Entries, shape: Shape) -> None:
    """Put criteria below `found` in their one writing."""
    if isinstance(found, Block):
        new = with_criteria(found.value, shape)
        if not same(new, found.value):
            found.value, found.text = new, ""
        return
    for entry in found.entries:
        below = shape.below(entry.key) if entry.key is not None else shape.items
        if below is None:
            continue
        if below.criteria:
            left: list[Comment] = []
            entry.value = _settle(entry.value, criteria.canonical(value_of(entry.value)), left)
            entry.leading += left
        else:
            _settle_below(entry.value, below)


def _settle(found: Block | Entries, wanted: Any, left: list[Comment]) -> Block | Entries:
    """`found` with the value `wanted`, which differs in its writing only; `left` gets comments without a place."""
    if isinstance(found, Block):
        if isinstance(wanted, (dict, list)) and (found.style not in ("[", "{") or len(flow(wanted)) > WIDTH):
            return entries_of(wanted)
        return Block(wanted, "", "" if isinstance(wanted, str) or not same(wanted, found.value) else found.text)
    if isinstance(wanted, dict) and found.mapping and len(found.entries) == len(wanted):
        for entry, (name, value) in zip(found.entries, wanted.items(), strict=True):
            entry.key = str(name)
            entry.value = _settle(entry.value, value, entry.leading)
        return found
    if isinstance(wanted, list) and not found.mapping and len(found.entries) == len(wanted):
        names = [value_of(entry.value) for entry in found.entries]
        if names != wanted and all(name in wanted for name in names):  # values are sorted, each with its comments
            found.entries.sort(key=lambda entry: wanted.index(value_of(entry.value)))
        for entry, value in zip(found.entries, wanted, strict=True):
            entry.value = _settle(entry.value, value, entry.leading)
        return found
    if isinstance(wanted, list) and found.mapping and len(found.entries) == 1:
        (group,) = found.entries  # `all:`, which a sequence alone says as well
        inner = _settle(group.value, wanted, left)
        left += [*group.leading, *([Comment(group.eol)] if group.eol else []), *found.trailing]
        return inner
    left += _comments_of(found)
    return entries_of(wanted)


def _comments_of(found: Block | Entries) -> Iterator[Comment]:
    if isinstance(found, Entries):
        for entry in found.entries:
            yield from entry.leading
            if entry.eol:
                yield Comment(entry.eol)
            yield from _comments_of(entry.value)
        yield from found.trailing

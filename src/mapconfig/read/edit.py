"""Changes to YAML files that leave the rest of them as a person wrote it.

An edit touches the lines it has to: one value is put in place of another between its first and last sign, an item is a
line more or a line less, and only what cannot be done by lines is written anew, with its comments. Every result is read
again before it is given back; an edit that does not mean what was asked for never leaves this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any, Final

from mapconfig import criteria
from mapconfig.diff import ABSENT, same
from mapconfig.errors import InputError
from mapconfig.language import say, told
from mapconfig.model import Kinds, Shape
from mapconfig.read.layout import (
    WIDTH,
    Block,
    Entries,
    Entry,
    Layout,
    document_lines,
    entries_of,
    entry_lines,
    flow,
    keeps_plain,
    layout,
    quoted,
    value_of,
    word,
)
from mapconfig.read.yaml import load

_FIRST: Final = ("kind", "key")


class UneditableError(InputError):
    """The file cannot be edited by a program: it is no YAML that is read here, or the edit would change its meaning."""


class _NotByLinesError(Exception):
    """This place has no lines of its own; what is around it must be written anew."""


def shape_of(value: Any, kinds: Kinds | None) -> Shape | None:
    """The shape of a document by its kind; None for one that is no asset."""
    name = value.get("kind") if isinstance(value, dict) else None
    kind = kinds.get(name) if kinds is not None and isinstance(name, str) else None
    return kind.shape if kind is not None else None


def with_criteria(value: Any, shape: Shape | None) -> Any:
    """`value` with its criteria in their one writing."""
    if shape is None:
        return value
    if shape.criteria:
        return criteria.canonical(value)
    if isinstance(value, dict):
        return {name: with_criteria(item, shape.below(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [with_criteria(item, shape.items) for item in value]
    return value


# Edits --------------------------------------------------------------------------------------------------------------


def update_document(data: bytes, document: int, changes: Mapping[str, Any], kinds: Kinds | None = None) -> bytes:
    """The file with other values for some properties of one of its documents; `ABSENT` takes a property out.

    One changed value changes one line. Items of a sequence are told apart by their id where the kind's schema says so,
    others by what they say; a new property stands where the schema has it. Comments stay, but for those right above
    what is taken out. Raises UneditableError when the document is not a mapping that can be read.
    """
    text, ending = lines_of(data)
    found = layout_of(data)
    documents, _ = load(data, "")
    if document >= len(documents) or not isinstance(documents[document], dict):
        raise UneditableError(say("The file has no mapping as document {document}.", document=document + 1))
    shape = shape_of(documents[document], kinds) or Shape()
    wanted = {name: value for name, value in documents[document].items() if changes.get(name) is not ABSENT}
    for name in _in_order(changes, shape):
        if changes[name] is not ABSENT:
            wanted = _inserted(wanted, name, changes[name], shape)
    expected = with_criteria(wanted, shape)
    for way in (_by_lines, _anew):
        try:
            result = way(text, deepcopy(found), document, wanted, shape)
        except _NotByLinesError:
            continue
        again, _ = load(result.encode(), "")
        mine = with_criteria(again.pop(document), shape) if len(again) == len(documents) else None
        if same(mine, expected) and same(again, [*documents[:document], *documents[document + 1 :]]):
            return result.replace("\n", ending).encode()
    raise UneditableError(say("The file cannot be edited without a change of its meaning."))


def remove_document(data: bytes, document: int) -> bytes | None:
    """The file without one of its documents; None when nothing but comments would be left."""
    text, ending = lines_of(data)
    found = layout_of(data)
    if document >= len(found.documents):
        raise UneditableError(say("The file has no document {document}.", document=document + 1))
    if len(found.documents) == 1:
        return None
    gone = found.documents[document]
    begin, end = gone.begin, gone.end
    if document == 0:
        begin, end = 0, end + 4 if text.startswith("---\n", end) else end
    rest = text[:begin] + text[end:]
    kept = [value for index, value in enumerate(load(data, "")[0]) if index != document]
    if not same(load(rest.encode(), "")[0], kept):
        raise UneditableError(say("The document cannot be taken out without a change of the others."))
    return rest.replace("\n", ending).encode()


def ordered(value: Any, shape: Shape | None) -> Any:
    """`value` with keys in the order of the schema, other keys after them."""
    if isinstance(value, Mapping):
        names = [*(name for name in shape.properties if name in value)] if shape is not None else []
        names += [name for name in value if name not in names]
        return {name: ordered(value[name], shape.below(name) if shape is not None else None) for name in names}
    if isinstance(value, list) and shape is not None and not shape.criteria:
        return [ordered(item, shape.items) for item in value]
    return value


# By lines -----------------------------------------------------------------------------------------------------------


def layout_of(data: bytes) -> Layout:
    """How the file is laid out; raises UneditableError for one that cannot be read."""
    try:
        return layout(data)
    except ValueError as error:
        raise UneditableError(told(error)) from None


def lines_of(data: bytes) -> tuple[str, str]:
    """The text with line feeds only and without a byte order mark, and the line end that the file has."""
    text = data.decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n"), "\r\n" if "\r\n" in text else "\n"


def spliced(text: str, splices: Sequence[tuple[int, int, str]]) -> str:
    """`text` with other words from each start to each end, which do not overlap."""
    in_order = sorted(enumerate(splices), key=lambda each: (each[1][0], each[1][1], each[0]), reverse=True)
    for _, (start, end, new) in in_order:
        text = text[:start] + new + text[end:]
    return text


def _in_order(changes: Mapping[str, Any], shape: Shape) -> list[str]:
    names = [*_FIRST, *shape.properties]
    return sorted(changes, key=lambda name: names.index(name) if name in names else len(names))


def _inserted(value: dict[str, Any], name: str, new: Any, shape: Shape) -> dict[str, Any]:
    """`value` with `new` at `name`: where it was, or after the last of those that the schema has before it."""
    if name in value:
        return {**value, name: new}
    order = {other: place for place, other in enumerate([*_FIRST, *shape.properties])}
    mine = order.get(name)
    before = [other for other in value if mine is not None and order.get(other, len(order)) < mine]
    items = list(value.items())
    at = 1 + list(value).index(before[-1]) if before else (len(items) if mine is None else 0)
    return dict([*items[:at], (name, new), *items[at:]])


def _by_lines(text: str, found: Layout, document: int, wanted: dict[str, Any], shape: Shape) -> str:
    root = found.documents[document].value
    if isinstance(root, Block):
        raise _NotByLinesError
    return spliced(text if text.endswith("\n") else text + "\n", list(_Revision(text).of(root, wanted, shape)))


def _anew(text: str, found: Layout, document: int, wanted: dict[str, Any], shape: Shape) -> str:
    """The whole document written anew, with its comments."""
    made = found.documents[document]
    made.value = _merged(made.value, wanted, shape)
    lines = document_lines(made)
    if document or text.startswith("---"):
        lines = ["---", *lines]
    return text[: made.begin] + "".join(f"{line}\n" for line in lines) + text[made.end :]


class _Revision:
    """Splices that make one collection of a text into another value."""

    def __init__(self, text: str) -> None:
        self._text = text if text.endswith("\n") else text + "\n"

    def of(self, found: Entries, new: Any, shape: Shape | None) -> list[tuple[int, int, str]]:
        if found.mapping and isinstance(new, dict) and new:
            return self._mapping(found, new, shape)
        if not found.mapping and isinstance(new, list) and new:
            return self._sequence(found, new, shape)
        raise _NotByLinesError

    def _mapping(self, found: Entries, new: Mapping[str, Any], shape: Shape | None) -> list[tuple[int, int, str]]:
        splices: list[tuple[int, int, str]] = []
        old = {entry.key: entry for entry in found.entries}
        kept = [entry for entry in found.entries if entry.key in new]
        if not kept or [entry.key for entry in kept] != [name for name in new if name in old]:
            raise _NotByLinesError
        last: Entry | None = None
        for entry in found.entries:
            if entry.key not in new:
                splices.append(self._gone(entry))
        for name, value in new.items():
            below = _inside(shape, name)
            if name in old:
                last = old[name]
                splices += self._entry(last, value, below)
            else:
                made = Entry(name, entries_of(ordered(value, below)))
                splices.append(self._put(found, made, last))
        return splices

    def _sequence(self, found: Entries, new: list[Any], shape: Shape | None) -> list[tuple[int, int, str]]:
        below = _inside(shape, None)
        splices: list[tuple[int, int, str]] = []
        old_names = [_identity(value_of(entry.value), shape) for entry in found.entries]
        new_names = [_identity(value, shape) for value in new]
        last: Entry | None = None
        for tag, i, i_end, j, j_end in SequenceMatcher(None, old_names, new_names, autojunk=False).get_opcodes():
            both = min(i_end - i, j_end - j) if tag in ("equal", "replace") else 0
            for step in range(both):
                last = found.entries[i + step]
                splices += self._entry(last, new[j + step], below)
            for entry in found.entries[i + both : i_end]:
                splices.append(self._gone(entry))
            for value in new[j + both : j_end]:
                splices.append(self._put(found, Entry(None, entries_of(ordered(value, below))), last))
        return splices

    def _entry(self, entry: Entry, new: Any, shape: Shape | None) -> list[tuple[int, int, str]]:
        old = value_of(entry.value)
        if same(old, new) or (shape is not None and shape.criteria and _mean_the_same(old, new)):
            return []
        if isinstance(entry.value, Block):
            text = _in_style(new, entry.value)
            if text is not None and entry.value.end > entry.value.start:
                return [(entry.value.start, entry.value.end, text)]
        else:
            try:
                return self.of(entry.value, new, shape)
            except _NotByLinesError:
                pass
        start, end = self._span(entry)
        made = Entry(entry.key, _merged(entry.value, new, shape), eol=entry.eol)
        return [(start, end, self._made(made, entry.column))]

    def _put(self, found: Entries, made: Entry, after: Entry | None) -> tuple[int, int, str]:
        first = found.entries[0]
        if after is not None:
            at = self._span(after)[1]
        else:
            at = self._span(first)[0]
        return at, at, self._made(made, first.column)

    def _gone(self, entry: Entry) -> tuple[int, int, str]:
        start, end = self._span(entry)
        for comment in reversed(entry.leading):
            line = self._text.rfind("\n", 0, start - 1) + 1 if start else 0
            if self._text[line:start].strip() != comment.text:
                break
            start = line
            if comment.blank:
                break
        return start, end, ""

    def _span(self, entry: Entry) -> tuple[int, int]:
        """The lines of an entry from their beginning to behind their end; raises where it shares one with others."""
        text = self._text
        line = text.rfind("\n", 0, entry.start) + 1
        margin, before = " " * entry.column, text[line : entry.start]
        alone = before == margin if entry.key is not None else before.rstrip(" ") == margin + "-"
        if not alone:
            raise _NotByLinesError
        end = entry.end
        if text[end - 1] == "\n":
            while end > 1 and text[end - 2] == "\n":
                end -= 1
            return line, end
        return line, text.find("\n", end) + 1

    def _made(self, entry: Entry, column: int) -> str:
        return "".join(f"{line}\n" for line in entry_lines(entry, column, first=True))


def _inside(shape: Shape | None, key: str | None) -> Shape | None:
    """The shape of what is under a key, or of an item where that is None; criteria are criteria all the way down."""
    if shape is None or shape.criteria:
        return shape
    return shape.below(key) if key is not None else shape.items


def _mean_the_same(one: Any, other: Any) -> bool:
    """Whether two criteria, or two items of some, differ in their writing only."""
    return same(criteria.canonical([one]), criteria.canonical([other]))


def _identity(value: Any, shape: Shape | None) -> str:
    """What makes an item of a sequence the same item: its id, or all that it says."""
    if shape is not None and shape.key and isinstance(value, dict) and isinstance(value.get(shape.key), str):
        return str(value[shape.key])
    if shape is not None and shape.criteria:
        value = criteria.canonical([value])
    return json.dumps(value, sort_keys=True)


def _in_style(new: Any, old: Block) -> str | None:
    """A value as it is put in the place of another; None where one of the two takes lines of its own."""
    if old.style in ("|", ">"):
        return None
    if isinstance(new, (dict, list)):
        text = flow(new)
        return text if old.style in ("[", "{") and len(text) <= WIDTH else None
    if isinstance(new, str):
        if "\n" in new:
            return None
        return quoted(new) if old.style in ("'", '"') or not keeps_plain(new, old.inside) else new
    return word(new)


def _merged(old: Block | Entries, new: Any, shape: Shape | None) -> Block | Entries:
    """`new` as entries, with the comments of those entries that are there already."""
    if same(value_of(old), new):
        return old
    if isinstance(old, Block):
        if isinstance(new, (dict, list)) and new and old.style in ("[", "{") and len(flow(new)) <= WIDTH:
            return Block(new, "[")
        if isinstance(new, str) and old.style not in ("[", "{"):
            return Block(new, old.style if old.style in ("'", '"') or "\n" in new else "")
        return entries_of(ordered(new, shape))
    made = entries_of(ordered(new, shape))
    if isinstance(made, Block) or made.mapping != old.mapping:
        return made
    made.trailing = old.trailing
    known: dict[str, Entry] = {}
    for entry in old.entries:
        known.setdefault(entry.key if entry.key is not None else _identity(value_of(entry.value), shape), entry)
    if old.mapping:
        made.entries.sort(key=lambda entry: list(new).index(entry.key))
    for entry in made.entries:
        value = value_of(entry.value)
        earlier = known.pop(entry.key if entry.key is not None else _identity(value, shape), None)
        if earlier is not None:
            entry.value = _merged(earlier.value, value, _inside(shape, entry.key))
            entry.leading, entry.eol, entry.blank = earlier.leading, earlier.eol, earlier.blank
    return made

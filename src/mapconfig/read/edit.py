"""Changes to YAML files that leave the rest of them as a person wrote it, and files that a person would have written.

An edit touches the lines it has to: one value is put in place of another between its first and last sign, an item is a
line more or a line less, and only what cannot be done by lines is written anew, with its comments. Every result is read
again before it is given back; an edit that does not mean what was asked for never leaves this module.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from textwrap import wrap
from typing import Any, Final

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.diff import ABSENT, same
from mapconfig.errors import InputError
from mapconfig.model import Asset, Kind, Kinds, Shape, normalise
from mapconfig.model.references import EMBED
from mapconfig.read.layout import (
    WIDTH,
    Block,
    Comment,
    Document,
    Entries,
    Entry,
    Layout,
    document_lines,
    entries_of,
    entry_lines,
    flow,
    keeps_plain,
    key_text,
    layout,
    quoted,
    value_of,
    value_of_node,
    word,
    written,
)
from mapconfig.read.nodes import Node, nodes
from mapconfig.read.yaml import load

#: Texts of more lines or characters than these go to a side file when an asset is written.
LONG_LINES: Final = 6
LONG_TEXT: Final = 400
#: Texts of more characters than this are folded when an asset is written.
LONG_LINE: Final = 120

_FIRST: Final = ("kind", "key")


class UneditableError(InputError):
    """The file cannot be edited by a program: it is no YAML that is read here, or the edit would change its meaning."""


class _NotByLinesError(Exception):
    """This place has no lines of its own; what is around it must be written anew."""


# The one way --------------------------------------------------------------------------------------------------------


def fmt(data: bytes, kinds: Kinds | None = None) -> bytes:
    """The file in the one way of writing: see `mapconfig.read.layout`; with `kinds`, criteria in theirs.

    Comments stay beside what they stood beside, the order of keys and items stays, and so does every value but for the
    writing of criteria. Raises UneditableError for a file that cannot be read.
    """
    documents, findings = load(data, "")
    if not documents and findings:
        raise UneditableError(findings[0].detail)
    found = _layout(data)
    wanted = []
    for document, value in zip(found.documents, documents, strict=True):
        shape = _shape(value, kinds)
        if shape is not None:
            _settle_below(document.value, shape)
        wanted.append(_with_criteria(value, shape))
    text = written(found).encode()
    again, _ = load(text, "")
    if not same(again, wanted):
        raise UneditableError("The file cannot be written in another way without a change of its meaning.")
    return text


def _shape(value: Any, kinds: Kinds | None) -> Shape | None:
    name = value.get("kind") if isinstance(value, dict) else None
    kind = kinds.get(name) if kinds is not None and isinstance(name, str) else None
    return kind.shape if kind is not None else None


def _with_criteria(value: Any, shape: Shape | None) -> Any:
    """`value` with its criteria in their one writing."""
    if shape is None:
        return value
    if shape.criteria:
        return criteria.canonical(value)
    if isinstance(value, dict):
        return {name: _with_criteria(item, shape.below(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_criteria(item, shape.items) for item in value]
    return value


def _settle_below(found: Block | Entries, shape: Shape) -> None:
    """Put criteria below `found` in their one writing."""
    if isinstance(found, Block):
        new = _with_criteria(found.value, shape)
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


# Edits --------------------------------------------------------------------------------------------------------------


def update_document(data: bytes, document: int, changes: Mapping[str, Any], kinds: Kinds | None = None) -> bytes:
    """The file with other values for some properties of one of its documents; `ABSENT` takes a property out.

    One changed value changes one line. Items of a sequence are told apart by their id where the kind's schema says so,
    others by what they say; a new property stands where the schema has it. Comments stay, but for those right above
    what is taken out. Raises UneditableError when the document is not a mapping that can be read.
    """
    text, ending = _lines(data)
    found = _layout(data)
    documents, _ = load(data, "")
    if document >= len(documents) or not isinstance(documents[document], dict):
        raise UneditableError(f"The file has no mapping as document {document + 1}.")
    shape = _shape(documents[document], kinds) or Shape()
    wanted = {name: value for name, value in documents[document].items() if changes.get(name) is not ABSENT}
    for name in _in_order(changes, shape):
        if changes[name] is not ABSENT:
            wanted = _inserted(wanted, name, changes[name], shape)
    expected = _with_criteria(wanted, shape)
    for way in (_by_lines, _anew):
        try:
            result = way(text, deepcopy(found), document, wanted, shape)
        except _NotByLinesError:
            continue
        again, _ = load(result.encode(), "")
        mine = _with_criteria(again.pop(document), shape) if len(again) == len(documents) else None
        if same(mine, expected) and same(again, [*documents[:document], *documents[document + 1 :]]):
            return result.replace("\n", ending).encode()
    raise UneditableError("The file cannot be edited without a change of its meaning.")


def remove_document(data: bytes, document: int) -> bytes | None:
    """The file without one of its documents; None when nothing but comments would be left."""
    text, ending = _lines(data)
    found = _layout(data)
    if document >= len(found.documents):
        raise UneditableError(f"The file has no document {document + 1}.")
    if len(found.documents) == 1:
        return None
    gone = found.documents[document]
    begin, end = gone.begin, gone.end
    if document == 0:
        begin, end = 0, end + 4 if text.startswith("---\n", end) else end
    rest = text[:begin] + text[end:]
    kept = [value for index, value in enumerate(load(data, "")[0]) if index != document]
    if not same(load(rest.encode(), "")[0], kept):
        raise UneditableError("The document cannot be taken out without a change of the others.")
    return rest.replace("\n", ending).encode()


def rewrite_references(data: bytes, kinds: Kinds, rename: Callable[[Address], Address]) -> bytes:
    """The file with every address in its assets replaced by what `rename` makes of it; nothing else changes."""
    text, ending = _lines(data)
    try:
        _, found = nodes(text.encode())
    except ValueError as error:
        raise UneditableError(str(error)) from None
    splices: list[tuple[int, int, str]] = []
    documents, _ = load(text.encode(), "")
    for (_, root), value in zip(found, documents, strict=True):
        shape = _shape(value, kinds)
        if shape is not None:
            _rename_below(root, shape, rename, text, splices)
    return _spliced(text, splices).replace("\n", ending).encode()


def rewrite_addresses(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A file that is no asset, such as `mapconfig.yaml`, with every value and key that is an address, and nothing but
    an address, replaced by what `rename` makes of it."""
    text, ending = _lines(data)
    try:
        _, found = nodes(text.encode())
    except ValueError as error:
        raise UneditableError(str(error)) from None
    splices: list[tuple[int, int, str]] = []

    def walk(node: Node) -> None:
        if node.is_scalar:
            _rename_scalar(node, rename, splices)
        for key, item in node.items:
            if key is not None:
                _rename_scalar(key, rename, splices)
            walk(item)

    for _, root in found:
        walk(root)
    return _spliced(text, splices).replace("\n", ending).encode()


def rewrite_personas(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A file of personas with the fields, lists, e-mails and other assets that they name renamed."""
    from mapconfig.model.persona import renamed

    text, ending = _lines(data)
    try:
        _, found = nodes(text.encode())
    except ValueError as error:
        raise UneditableError(str(error)) from None
    splices: list[tuple[int, int, str]] = []
    documents, _ = load(text.encode(), "")
    for (_, root), value in zip(found, documents, strict=True):
        _respell(root, renamed(value, rename), splices)
    return _spliced(text, splices).replace("\n", ending).encode()


def rewrite_embeds(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A side file with the snippets and fields embedded in it renamed."""
    text = data.decode("utf-8")
    return _embedded(text, rename).encode()


# Assets as files ----------------------------------------------------------------------------------------------------


def path_of(asset: Asset, kinds: Kinds) -> str:
    """Where the file of a new asset lies, relative to the org."""
    return f"{kinds[asset.kind].folder}/{asset.key}.yaml"


def write_asset(asset: Asset, kinds: Kinds) -> dict[str, str]:
    """A new asset as files, by name: its YAML with kind and key first and the rest in the order of the schema, criteria
    a sentence a line, and long texts in side files beside it."""
    kind = kinds[asset.kind]
    file = path_of(asset, kinds)
    attributes = dict(asset.attributes)
    files: dict[str, str] = {}
    for name, below in kind.shape.properties.items():
        text = attributes.get(below.file) if below.file else None
        if isinstance(text, str) and _is_long(text):
            side = f"{asset.key}{_suffix(below.file, text)}"
            if f"{kind.folder}/{side}" in files:  # two texts of one asset that look alike
                side = f"{asset.key}.{below.file}.txt"
            files[f"{kind.folder}/{side}"] = text
            attributes = {
                (name if key == below.file else key): (side if key == below.file else value)
                for key, value in attributes.items()
            }
    value = {"kind": asset.kind, "key": asset.key, **_ordered(attributes, kind.shape)}
    made = entries_of(value)
    _fold_long(made, kind.shape)
    lines = document_lines(Document(made))
    return {file: "".join(f"{line}\n" for line in lines), **files}


def merge_asset(
    asset: Asset, kinds: Kinds, data: bytes, document: int, side: Callable[[str], str | None]
) -> tuple[bytes, dict[str, str]]:
    """The file that holds an asset with what is different in `asset`, and the texts of side files that change, by the
    name that the YAML gives them. `side` gives the present text of such a name, None where there is none.

    What a person wrote stays where it means the same: defaults, the order of what has none, the writing of criteria.
    """
    documents, _ = load(data, "")
    if document >= len(documents) or not isinstance(documents[document], dict):
        raise UneditableError(f"The file has no mapping as document {document + 1}.")
    kind = kinds[asset.kind]
    raw = documents[document]
    changes: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, below in kind.shape.properties.items():
        if below.file and isinstance(raw.get(name), str):
            text = asset.attributes.get(below.file)
            if text is None:
                changes[name] = ABSENT
            elif side(raw[name]) != text:
                texts[raw[name]] = text
    in_files = {kind.shape.properties[name].file for name in raw if _is_file(kind, name)}
    plain = normalise(kind, {name: value for name, value in raw.items() if not _is_file(kind, name)})
    for name, value in asset.attributes.items():
        if name not in in_files and not same(plain.get(name, ABSENT), value):
            changes[name] = _as_written(raw.get(name), value, kind.shape.below(name))
    for name in plain:
        if name not in asset.attributes:
            changes[name] = ABSENT
    return (update_document(data, document, changes, kinds) if changes else data), texts


def _is_file(kind: Kind, name: str) -> bool:
    below = kind.shape.properties.get(name)
    return below is not None and bool(below.file)


def _as_written(old: Any, new: Any, shape: Shape | None) -> Any:
    """`new` with the order that a person gave to what has no order, and the defaults that they wrote out."""
    if shape is None or shape.criteria:
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        kept = {
            name: value
            for name, value in old.items()
            if name not in new and (below := shape.below(name)) is not None and same(below.default, value)
        }
        merged = {name: _as_written(old.get(name), value, shape.below(name)) for name, value in new.items()}
        return {**{name: {**kept, **merged}[name] for name in old if name in {**kept, **merged}}, **merged}
    if isinstance(old, list) and isinstance(new, list):
        if shape.unordered:
            stays = [item for item in old if any(same(item, other) for other in new)]
            return [*stays, *(item for item in new if not any(same(item, other) for other in stays))]
        if shape.key:
            known = {item.get(shape.key): item for item in old if isinstance(item, dict)}
            return [
                _as_written(known.get(item.get(shape.key)), item, shape.items) if isinstance(item, dict) else item
                for item in new
            ]
    return new


def _fold_long(found: Block | Entries, shape: Shape | None) -> None:
    """Have texts that would be one long line stand on several; sentences of criteria stay whole."""
    if shape is not None and shape.criteria:
        return
    if isinstance(found, Entries):
        for entry in found.entries:
            below = (shape.below(entry.key) if entry.key is not None else shape.items) if shape is not None else None
            _fold_long(entry.value, below)
    elif isinstance(found.value, str) and len(found.value) > LONG_LINE:
        whole = EMBED.sub(lambda match: match[0].replace(" ", "\0"), found.value)
        lines = wrap(whole, LONG_LINE - 10, break_long_words=False, break_on_hyphens=False)
        lines = [line.replace("\0", " ") for line in lines]
        if len(lines) > 1 and " ".join(lines) == found.value:
            found.style, found.text = ">", "\n".join([">-", *lines])


def _is_long(text: str) -> bool:
    """Whether a text is better kept in a file of its own, and comes back from one as it was."""
    if text.startswith("\ufeff") or "\r" in text or "\0" in text:
        return False
    return text.count("\n") >= LONG_LINES or len(text) > LONG_TEXT


def _suffix(attribute: str, text: str) -> str:
    if attribute == "text":
        return ".txt"
    return ".html" if "<" in text and ">" in text else ".txt"


def _ordered(value: Any, shape: Shape | None) -> Any:
    """`value` with keys in the order of the schema, other keys after them."""
    if isinstance(value, Mapping):
        names = [*(name for name in shape.properties if name in value)] if shape is not None else []
        names += [name for name in value if name not in names]
        return {name: _ordered(value[name], shape.below(name) if shape is not None else None) for name in names}
    if isinstance(value, list) and shape is not None and not shape.criteria:
        return [_ordered(item, shape.items) for item in value]
    return value


# By lines -----------------------------------------------------------------------------------------------------------


def _layout(data: bytes) -> Layout:
    try:
        return layout(data)
    except ValueError as error:
        raise UneditableError(str(error)) from None


def _lines(data: bytes) -> tuple[str, str]:
    """The text with line feeds only and without a byte order mark, and the line end that the file has."""
    text = data.decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n"), "\r\n" if "\r\n" in text else "\n"


def _spliced(text: str, splices: Sequence[tuple[int, int, str]]) -> str:
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
    return _spliced(text if text.endswith("\n") else text + "\n", list(_Revision(text).of(root, wanted, shape)))


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
                made = Entry(name, entries_of(_ordered(value, below)))
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
                splices.append(self._put(found, Entry(None, entries_of(_ordered(value, below))), last))
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
        return entries_of(_ordered(new, shape))
    made = entries_of(_ordered(new, shape))
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


# Names --------------------------------------------------------------------------------------------------------------


def _rename_below(
    node: Node, shape: Shape, rename: Callable[[Address], Address], text: str, splices: list[tuple[int, int, str]]
) -> None:
    if shape.criteria:
        _respell(node, criteria.rewrite(value_of_node(node), rename), splices)
    elif node.is_scalar:
        if shape.reference is not None:
            _rename_scalar(node, rename, splices)
        elif shape.embeds and isinstance(node.value, str):
            raw = text[node.start : node.end]
            new = _embedded(raw, rename)
            if new != raw:
                splices.append((node.start, node.end, new))
    else:
        for key, item in node.items:
            below = shape.below(key.value) if key is not None else shape.items
            if below is not None and below.refers:
                _rename_below(item, below, rename, text, splices)


def _rename_scalar(node: Node, rename: Callable[[Address], Address], splices: list[tuple[int, int, str]]) -> None:
    try:
        old = Address.parse(node.value)
    except (ValueError, TypeError):
        return
    new = rename(old)
    if new != old:
        splices.append((node.start, node.end, _spelt(str(new), node)))


def _respell(node: Node, new: Any, splices: list[tuple[int, int, str]]) -> None:
    """Put other sentences in the place of those of `node`; the two have the same groups."""
    if node.is_scalar:
        if not same(node.value, new):
            splices.append((node.start, node.end, _spelt(str(new), node)))
    elif node.is_mapping:
        for (key, item), (name, value) in zip(node.items, new.items(), strict=True):
            assert key is not None, "a mapping has keys"
            if key.value != name:
                splices.append((key.start, key.end, key_text(str(name), node.is_flow)))
            _respell(item, value, splices)
    else:
        for (_, item), value in zip(node.items, new, strict=True):
            _respell(item, value, splices)


def _spelt(new: str, node: Node) -> str:
    """A text in the place of another one, quoted where that one was or where it has to be."""
    return quoted(new) if node.style or not (keeps_plain(new, False) and keeps_plain(new, True)) else new


def _embedded(text: str, rename: Callable[[Address], Address]) -> str:
    def renamed(match: Any) -> str:
        old = Address(match[1])
        new = rename(old)
        return str(match[0]).replace(old, new) if new != old else str(match[0])

    return EMBED.sub(renamed, text)

"""A YAML text as entries with their comments, and the same entries written in the one way that mapconfig writes YAML.

An entry is one line's worth of a file: a key with its value, or an item of a sequence. Every comment belongs to an
entry or to the end of a collection, so entries can be written anew, moved and left out without losing what people wrote
beside them.

The one way: two spaces a level, items of a sequence indented, no quotes where none are needed and double ones else,
brackets only where a person wrote them and they fit on a line, at most one blank line in a row, two spaces before a
comment at the end of a line.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from mapconfig.read.nodes import Node, nodes
from mapconfig.read.yaml import load

#: Collections in brackets stay so up to this many columns.
WIDTH: Final = 100

#: The longest key that may stand before its colon without a question mark (YAML 1.2, section 7.4.2).
_LONG_KEY: Final = 1000


@dataclass(slots=True)
class Comment:
    """A comment with its sign; `blank` says that an empty line stands before it."""

    text: str
    blank: bool = False


@dataclass(slots=True)
class Block:
    """A value that is no collection of entries: a scalar, or a collection in brackets on one line.

    `text` is what the file has for it, or empty for a value that was made; `style` is as in `nodes.Node`.
    `start` and `end` are its offsets, both 0 for a value that was made; `inside` says that it stands in brackets there.
    """

    value: Any
    style: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    inside: bool = False


@dataclass(slots=True)
class Entries:
    """A collection with an entry a line: a mapping, or a sequence, whose entries have no key. `trailing` are comments
    after the last entry."""

    entries: list[Entry]
    mapping: bool
    trailing: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """One key with its value, or one item. `start` and `end` are offsets in the text it was read from, from its first
    sign to the end of its value; both are 0 for an entry that was made. `column` is where it stood."""

    key: str | None
    value: Block | Entries
    leading: list[Comment] = field(default_factory=list)
    eol: str = ""
    blank: bool = False
    start: int = 0
    end: int = 0
    column: int = 0


@dataclass(slots=True)
class Document:
    """One document; `begin` is where it begins in the text. Comments that belong to no entry are `leading`."""

    value: Block | Entries
    leading: list[Comment] = field(default_factory=list)
    trailing: list[Comment] = field(default_factory=list)
    begin: int = 0
    end: int = 0


@dataclass(slots=True)
class Layout:
    """A whole file. `text` has line feeds only; `comments` are those of a file without any document."""

    text: str
    documents: list[Document]
    comments: list[Comment] = field(default_factory=list)


# Reading ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """A comment where it was found: `own` is False for one at the end of a line that holds something else."""

    start: int
    column: int
    own: bool
    comment: Comment


def layout(data: bytes) -> Layout:
    """The layout of a file that `mapconfig.read.yaml.load` accepts; raises ValueError for any other."""
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text, found = nodes(plain)
    comments = list(_comments(text, [node for _, root in found for node in _scalars(root)]))
    if not found:
        return Layout(text, [], [one.comment for one in comments])
    documents = []
    for index, (begin, root) in enumerate(found):
        begin = 0 if index == 0 else begin
        limit = found[index + 1][0] if index + 1 < len(found) else len(text)
        inside = [one for one in comments if begin <= one.start < limit]
        documents.append(_Reader(text, root, inside).document(begin, limit))
    return Layout(text, documents)


def _scalars(node: Node) -> Iterator[Node]:
    if node.is_scalar:
        yield node
    for key, value in node.items:
        if key is not None:
            yield key
        yield from _scalars(value)


def _comments(text: str, scalars: list[Node]) -> Iterator[_Found]:
    """Every comment: between scalars a number sign can be nothing else."""
    at = 0
    for node in [*sorted(scalars, key=lambda node: (node.start, node.end)), None]:
        end = node.start if node is not None else len(text)
        yield from _comments_in(text, at, end)
        if node is not None:
            if node.style in ("|", ">"):
                header = text.find("\n", node.start)
                yield from _comments_in(text, node.start, header if header >= 0 else node.end)
            at = max(at, node.end)


_SIGN = re.compile(r"#[^\n]*")


def _comments_in(text: str, start: int, end: int) -> Iterator[_Found]:
    for match in _SIGN.finditer(text, start, end):
        at = match.start()
        line = text.rfind("\n", 0, at) + 1
        before = text[line:at]
        # A dash or a question mark alone on the line opens what comes below: the comment belongs there.
        own = not before.strip(" \t-?") or before.startswith(("---", "..."))
        above = text[text.rfind("\n", 0, line - 1) + 1 : line - 1] if line else "x"
        yield _Found(at, at - line, own, Comment(match[0].rstrip(), own and not above.strip()))


class _Reader:
    """Makes entries of nodes and hands out the comments of one document."""

    def __init__(self, text: str, root: Node, comments: list[_Found]) -> None:
        self._text = text
        self._root = root
        self._comments = comments
        self._starts = [one.start for one in comments]
        self._line: list[Entry] = []
        """Entries in the order of the text."""
        self._open: dict[int, list[tuple[Entries, int]]] = {}
        """For each entry (by identity) the collections it is in, outermost first, with their columns."""
        self._brackets: dict[int, int] = {}
        """For collections in brackets that become lines (by identity) where the closing one stands."""
        self._first: dict[int, Entry] = {}
        """For the first entry of an item: the item, at whose dash it stands."""

    def document(self, begin: int, end: int) -> Document:
        made = Document(self._value(self._root, []), begin=begin, end=end)
        for one in self._comments:
            self._give(one, made)
        return made

    def _value(self, node: Node, inside: list[tuple[Entries, int]], flow: bool = False) -> Block | Entries:
        if node.is_scalar:
            return Block(node.value, node.style, self._text[node.start : node.end], node.start, node.end, flow)
        if not node.items or (node.is_flow and self._fits(node)):
            return Block(value_of_node(node), node.style, self._flow(node), node.start, node.end, flow)
        made = Entries([], node.is_mapping)
        if node.is_flow:
            self._brackets[id(made)] = node.end
        column = node.column
        inside = [*inside, (made, column)]
        for key, item in node.items:
            first = key if key is not None else item
            entry = Entry(None if key is None else key.value, Block(None), start=first.start, column=column)
            entry.blank = self._after_blank(first.start)
            self._line.append(entry)
            self._open[id(entry)] = inside
            made.entries.append(entry)
            entry.value = self._value(item, inside, node.is_flow)
            entry.end = max(item.end, first.end)
            if key is None and isinstance(entry.value, Entries):
                self._first[id(entry.value.entries[0])] = entry
        return made

    def _fits(self, node: Node) -> bool:
        """A collection in brackets stays one when it has no comments and has room on a line."""
        at = bisect_right(self._starts, node.start)
        if at < len(self._starts) and self._starts[at] < node.end:
            return False
        return len(self._flow(node)) <= WIDTH

    def _flow(self, node: Node) -> str:
        """A collection in brackets on one line, with the quotes that a person wrote."""
        if node.is_mapping:
            pairs = (f"{key_text(key.value, True)}: {self._flow(item)}" for key, item in node.items if key is not None)
            return f"{{{', '.join(pairs)}}}"
        if not node.is_scalar:
            return f"[{', '.join(self._flow(item) for _, item in node.items)}]"
        if isinstance(node.value, str):
            return quoted(node.value) if node.style or not keeps_plain(node.value, True) else node.value
        return word(node.value, self._text[node.start : node.end])

    def _after_blank(self, start: int) -> bool:
        line = self._text.rfind("\n", 0, start)
        above = self._text.rfind("\n", 0, line) if line >= 0 else -1
        return line >= 0 and not self._text[above + 1 : line].strip()

    def _give(self, one: _Found, document: Document) -> None:
        if not self._line:
            past = self._root.end <= one.start
            (document.trailing if past else document.leading).append(one.comment)
            return
        at = bisect_left(self._line, one.start, key=lambda entry: entry.start)
        last = self._line[at - 1] if at else None
        after = self._line[at] if at < len(self._line) else None
        if last is not None and not one.own:
            if last.eol:
                self._lead(last).append(one.comment)
            else:
                last.eol = one.comment.text
        elif last is not None and one.start < last.end and isinstance(last.value, Block):
            self._lead(last).append(one.comment)  # between a key and its value
        else:
            inner = self._closing(one.start, last, after) or self._ended(last, after, one.column)
            if inner is not None:
                inner.trailing.append(one.comment)
            elif after is not None:
                self._lead(after).append(one.comment)
            else:
                document.trailing.append(one.comment)

    def _closing(self, at: int, last: Entry | None, after: Entry | None) -> Entries | None:
        """The collection in brackets whose closing one comes next after a comment."""
        for made, _ in reversed(self._open[id(last)] if last is not None else []):
            end = self._brackets.get(id(made), -1)
            if at < end:
                return made if after is None or after.start > end else None
        return None

    def _ended(self, last: Entry | None, after: Entry | None, column: int) -> Entries | None:
        """The collection that ended before a comment in `column`, so that the comment is the last thing in it."""
        floor = after.column if after is not None else -1
        inside = self._open[id(last)] if last is not None else []
        return next((made for made, start in reversed(inside) if floor < start <= column), None)

    def _lead(self, entry: Entry) -> list[Comment]:
        """Where comments before an entry go: above the dash, when it stands on the line of one."""
        while id(entry) in self._first:
            entry = self._first[id(entry)]
        return entry.leading


def value_of_node(node: Node) -> Any:
    """The value that a node holds."""
    if node.is_scalar:
        return node.value
    if node.is_mapping:
        return {key.value: value_of_node(item) for key, item in node.items if key is not None}
    return [value_of_node(item) for _, item in node.items]


def value_of(found: Block | Entries) -> Any:
    """The value that entries hold."""
    if isinstance(found, Block):
        return found.value
    if found.mapping:
        return {entry.key: value_of(entry.value) for entry in found.entries}
    return [value_of(entry.value) for entry in found.entries]


def entries_of(value: Any) -> Block | Entries:
    """A value as entries without comments, a line each."""
    if isinstance(value, dict) and value:
        return Entries([Entry(str(key), entries_of(item)) for key, item in value.items()], True)
    if isinstance(value, list) and value:
        return Entries([Entry(None, entries_of(item)) for item in value], False)
    return Block(value)


# Writing ------------------------------------------------------------------------------------------------------------


def written(found: Layout) -> str:
    """The whole file in the one way."""
    if not found.documents:
        return _joined(_comment_lines(found.comments, 0, first=True))
    parts = []
    for index, document in enumerate(found.documents):
        lines = document_lines(document)
        if index or _needs_marker(document):
            lines = ["---", *lines]
        parts += lines
    return _joined(parts)


def _needs_marker(document: Document) -> bool:
    """A document without content is only there when its line of dashes is."""
    return isinstance(document.value, Block) and document.value.value is None


def document_lines(document: Document) -> list[str]:
    """The lines of a document without its line of dashes."""
    lines = _comment_lines(document.leading, 0, first=True)
    value = document.value
    if isinstance(value, Entries):
        lines += entries_lines(value, 0, first=not lines)
    elif value.value is not None:
        head, *more = _block_lines(value, 2)
        lines += [head, *more]
    return lines + _comment_lines(document.trailing, 0, first=not lines)


def entries_lines(found: Entries, indent: int, first: bool = False) -> list[str]:
    """The lines of a collection, each with its indentation; the very first entry has no blank line before it when it is
    the `first` of the document or stands below a key."""
    lines: list[str] = []
    for entry in found.entries:
        lines += entry_lines(entry, indent, first and not lines)
    return lines + _comment_lines(found.trailing, indent, first=False)


def entry_lines(entry: Entry, indent: int, first: bool = False) -> list[str]:
    """The lines of an entry with the comments before it."""
    space = " " * indent
    lines = _comment_lines(entry.leading, indent, first)
    if entry.blank and not (first and not lines):
        lines.append("")
    eol = f"  {entry.eol}" if entry.eol else ""
    value = entry.value
    if entry.key is None:
        if isinstance(value, Entries):
            inner = entries_lines(value, indent + 2, first=True)
            if eol:
                inner[0] += eol
            return [*lines, f"{space}- {inner[0][indent + 2 :]}", *inner[1:]]
        head, *more = _block_lines(value, indent + 2)
        return [*lines, f"{space}- {head}{eol}", *more]
    name = key_text(entry.key)
    opening = f"{space}{name}:" if len(name) <= _LONG_KEY else f"{space}? {name}\n{space}:"
    if isinstance(value, Entries):
        return [*lines, opening + eol, *entries_lines(value, indent + 2, first=True)]
    head, *more = _block_lines(value, indent + 2)
    return [*lines, f"{opening} {head}{eol}", *more]


def _block_lines(block: Block, indent: int) -> list[str]:
    """A value that begins on a line somebody else opened; further lines of a text have `indent`."""
    value = block.value
    if isinstance(value, str):
        if block.style == ">":
            folded = _folded(block, indent)
            if folded:
                return folded
        if block.style not in ("'", '"') and (block.style or "\n" in value):
            literal = _literal(value, indent)
            if literal:
                return literal
        return [quoted(value) if block.style or not keeps_plain(value, False) else value]
    if isinstance(value, (dict, list)):
        return [block.text or flow(value)]
    return [word(value, block.text)]


def word(value: Any, text: str = "") -> str:
    """A number, a truth value or null; numbers as the file has them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    # An exponent needs a point before it, or it is read as text.
    return text or re.sub(r"^(-?\d+)e", r"\1.0e", json.dumps(value))


def _literal(value: str, indent: int) -> list[str]:
    """A text below a bar; nothing where it cannot stand there, or only with signs that nobody remembers."""
    body = value.removesuffix("\n")
    if not body.strip() or body.endswith("\n") or _UNWRITABLE.search(value):
        return []
    rows = body.split("\n")
    if any(row.isspace() for row in rows):
        return []
    first = next(row for row in rows if row)
    if first[0] in " \t":
        return []
    chomp = "" if value.endswith("\n") else "-"
    return [f"|{chomp}", *(f"{' ' * indent}{row}" if row else "" for row in rows)]


def _folded(block: Block, indent: int) -> list[str]:
    """A text below an angle with its lines as they are, at another indentation; nothing where that is not the same."""
    rows = block.text.split("\n")[1:]
    while rows and not rows[-1].strip(" "):
        rows.pop()
    own = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip(" ")), default=0)
    chomp = "" if block.value.endswith("\n") else "-"
    lines = [f">{chomp}", *(f"{' ' * indent}{row[own:]}" if row.strip(" ") else "" for row in rows)]
    again, findings = load(
        "\n".join([f"k: {lines[0]}", *(row[indent - 1 :] for row in lines[1:])]).encode() + b"\n", ""
    )
    return lines if not findings and again == [{"k": block.value}] else []


def _comment_lines(comments: list[Comment], indent: int, first: bool) -> list[str]:
    lines: list[str] = []
    for comment in comments:
        if comment.blank and not (first and not lines):
            lines.append("")
        lines.append(" " * indent + comment.text)
    return lines


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def flow(value: Any) -> str:
    """A value in brackets, on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key_text(str(key), True)}: {flow(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    if isinstance(value, str):
        return value if keeps_plain(value, True) else quoted(value)
    return word(value)


def key_text(key: str, inside: bool = False) -> str:
    """A key as it is written before its colon."""
    return key if keeps_plain(key, inside) and _is_plain_key(key, inside) else quoted(key)


def quoted(value: str) -> str:
    """A text in quotes: double ones, unless single ones save escapes."""
    if ('"' in value or "\\" in value) and "'" not in value and value.isprintable():
        return f"'{value}'"
    text = json.dumps(value, ensure_ascii=False)
    # What YAML does not allow to stand raw, and what nobody would see.
    return _HIDDEN.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if ord(match[0]) < 0x10000 else f"\\U{ord(match[0]):08x}", text
    )


_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SAFE = re.compile(r"[A-Za-z_][A-Za-z0-9_./@%+-]*(?: [A-Za-z0-9_./@%+(-][A-Za-z0-9_./@%+()-]*)*\Z")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
#: What may not stand raw in a YAML text.
_UNWRITABLE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=16384)
def keeps_plain(value: str, inside: bool) -> bool:
    """Whether `value` is read as itself, by this reader and by older ones, when it stands without quotes."""
    if _SAFE.match(value) and value.lower() not in _RESERVED:
        return True
    if not value or value != value.strip() or not value.isprintable():
        return False
    if value in ("=", "<<") or value.startswith("---") or (value[0] == "." and not value[1:2].isalpha()):
        return False  # older readers take some of these for something else
    if "_" in value and not value.strip("+-0123456789_."):
        return False  # a number with its thousands apart, to them
    text = f"k: [{value}]" if inside else f"k: {value}"
    documents, findings = load(text.encode("utf-8", "surrogatepass"), "")
    return not findings and documents == [{"k": [value] if inside else value}] and " #" not in value


@lru_cache(maxsize=16384)
def _is_plain_key(value: str, inside: bool) -> bool:
    text = f"{{{value}: 0}}" if inside else f"{value}: 0"
    documents, findings = load(text.encode("utf-8", "surrogatepass"), "")
    return not findings and documents == [{value: 0}]

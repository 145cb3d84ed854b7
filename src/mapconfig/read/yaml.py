"""YAML text to plain values and back to positions; the only module that knows PyYAML.

The language is YAML 1.2 with its core scalars, less what makes a line mean something that is written elsewhere:
anchors, aliases, merge keys and tags. libyaml parses, this module builds the values from its events, so that depth
and size are bounded before anything is built, duplicate keys are seen, and every fault has a line and a column.
PyYAML's own loaders are not used: the fast one ends the process on deep nesting, and all of them let the last of two
equal keys win and read `no` as false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from math import isinf
from sys import intern
from typing import Any, Final, cast

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mapconfig.finding import Finding, Path, Place
from mapconfig.language import NOTHING, Text, say
from mapconfig.read import codes
from mapconfig.read.codes import Code
from mapconfig.values import dataclass, field

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # PyYAML was built without libyaml: the same events, ten times slower
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser):  # type: ignore[no-redef]
        def __init__(self, stream: Any) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)


MAX_BYTES: Final = 5_000_000
"""The largest YAML file that is read."""
MAX_DEPTH: Final = 64
"""How deep mappings and sequences may be nested."""
MAX_NODES: Final = 200_000
"""How many values, keys included, one file may hold."""
MAX_SCALAR: Final = 1_000_000
"""The longest single value, in characters."""
MAX_KEY: Final = 4096
"""The longest key, in characters."""
SHORT: Final = 64
"""Up to this length equal words are one object. An org says `state: active` and the like thousands of times; one object
for each saves 7 of 100 MB at 10,000 assets, and no time is lost. Longer texts are mostly said once."""
MAX_FINDINGS: Final = 50
"""After so many faults in one file reading of it stops; the rest would only repeat them."""
MAX_INTEGER: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)."""


@dataclass(frozen=True, slots=True)
class Note:
    """A plain scalar as it is written, and where; `path` is within its document."""

    document: int
    path: Path
    text: str
    place: Place

    @property
    def finding(self) -> Finding:
        """The warning about one that YAML 1.1 and 1.2 read differently."""
        return codes.AMBIGUOUS.finding(
            say(
                "{text} is read as text here, but other YAML readers take it for {meaning}.",
                text=self.text,
                meaning=_meaning(self.text),
            ),
            place=self.place,
            path=self.path,
            fix=_quoted(self.text),
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds: its documents in order (None for an empty one), or none of them when it was refused.

    `notes` are of texts that YAML 1.1 takes for something else, `reworded` of numbers that would be written otherwise
    from their value, such as 1.10.
    """

    documents: list[Any]
    findings: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    reworded: list[Note] = field(default_factory=list)


def load(data: bytes, file: str) -> tuple[list[Any], list[Finding]]:
    """The documents of a YAML file as dict, list, str, int, float, bool and None, and what to say about the file.

    `file` is the name that findings carry. A file with an error gives no documents. Never raises on content.
    """
    loaded = read(data, file)
    return loaded.documents, [*loaded.findings, *(note.finding for note in loaded.notes)]


def read(data: bytes, file: str) -> Loaded:
    """As `load`, with ambiguous values apart: where one stands decides whether it matters, which the caller knows."""
    text, refused = checked_text(data, file)
    if refused is not None:
        return Loaded([], [refused])
    builder = _Builder(text, file)
    try:
        documents = builder.documents()
    except _Enough:
        documents = []
    except YAMLError as error:
        builder.findings.append(_explained(error, text, file))
        documents = []
    return Loaded([] if builder.findings else documents, builder.findings, builder.notes, builder.reworded)


# Characters -------------------------------------------------------------------------------------------------------

#: Bytes that need no further look: printable ASCII, tab and line ends.
_ORDINARY: Final = bytes([9, 10, 13, *range(0x20, 0x7F)])
#: All that YAML calls not printable, and the separators that YAML 1.1 readers, libyaml among them, take for line ends.
_FORBIDDEN: Final = "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
#: ASCII stored as UTF-16 or UTF-32 without a byte order mark.
_WIDE: Final = re.compile(rb"(?:[^\0]\0[^\0]\0|\0[^\0]\0[^\0]|[^\0]\0\0\0|\0\0\0[^\0])")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def checked_text(data: bytes, file: str) -> tuple[bytes, Finding | None]:
    """`data` without a byte order mark, and the reason why it is no text that may be read, if there is one."""
    if len(data) > MAX_BYTES:
        return b"", codes.TOO_MUCH.finding(
            say(
                "The file has {data:,} bytes; files up to {max_bytes:,} bytes are read.",
                data=len(data),
                max_bytes=MAX_BYTES,
            ),
            place=Place(file),
        )
    if data.startswith(_BYTE_ORDER_MARK):
        data = data[3:]
    if not data.translate(None, _ORDINARY):
        return data, None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _WIDE.match(data):
        return b"", codes.NOT_TEXT.finding(
            say("The file is stored as UTF-16 or UTF-32, which is not read."),
            place=Place(file),
            fix=say("Save the file as UTF-8."),
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return b"", codes.NOT_TEXT.finding(
            say(
                "The byte {byte} is not UTF-8 text. The file may be stored as Latin-1 or Windows-1252.",
                byte=f"0x{data[error.start]:02x}",
            ),
            place=_place_at(data[: error.start].decode(), file),
            fix=say("Save the file as UTF-8."),
        )
    # Compiled when it is needed, since that takes longer than all other patterns together.
    odd = re.search(_FORBIDDEN, text)
    if odd is not None:
        return b"", codes.CHARACTER.finding(
            say("The character {odd} is not allowed in a file.", odd=_named(odd[0])),
            place=_place_at(text[: odd.start()], file),
            fix=say("Delete it; it may be invisible in your editor."),
        )
    return data, None


_NAMES: Final = {
    "\0": say("NUL"),
    "\x1b": say("escape"),
    "\x7f": say("delete"),
    "\x85": say("next line"),
    "\u2028": say("line separator"),
    "\u2029": say("paragraph separator"),
    "\ufeff": say("byte order mark in the middle of the file"),
}


def _named(character: str) -> str:
    name = _NAMES.get(character, say("control character"))
    return say("{code} ({name})", code=f"U+{ord(character):04X}", name=name)


def _place_at(before: str, file: str) -> Place:
    """The position just after the text `before`."""
    lines = re.split("\r\n|\r|\n", before)
    return Place(file, len(lines), len(lines[-1]) + 1)


# Values -----------------------------------------------------------------------------------------------------------

#: Plain scalars that are not text (YAML 1.2.2, section 10.3.2).
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NOT_A_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+")
_DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+][0-9]+)?")
#: Words that YAML 1.1 reads as yes or no (https://yaml.org/type/bool.html).
_OLD_WORDS: Final = frozenset(
    ("y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF")
)
#: Numbers of YAML 1.1 that 1.2 reads as text or as another number, and the other way round: octal, binary, underscores,
#: base 60, exponents without point or sign.
_OLD_NUMBER: Final = re.compile(
    r"[-+]?0[0-9_]+|0o[0-7]+|[-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*_[0-9_]*|[-+]?[0-9][0-9_]*\.[0-9_]*"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+"
)
#: A plain scalar that starts otherwise is text and nothing else.
SPECIAL: Final = frozenset("0123456789+-.~tTfFnNyYoO") | {""}

_YES_OR_NO: Final = {
    **dict.fromkeys(("y", "yes", "on"), True),
    **dict.fromkeys(("n", "no", "off"), False),
}


def is_ambiguous(text: str) -> bool:
    """True for a text that, written without quotes, YAML 1.1 and 1.2 read differently or that is refused."""
    return text in _OLD_WORDS or (text[:1] in "0123456789+-." and _is_old_number(text))


def _is_old_number(text: str) -> bool:
    # No number that anybody writes is longer, and some of the patterns take time with the square of the length.
    return len(text) <= 100 and _OLD_NUMBER.fullmatch(text) is not None


def _meaning(text: str) -> str:
    """What a YAML 1.1 reader takes an ambiguous scalar for, in words."""
    if text.lower() in _YES_OR_NO:
        return "true" if _YES_OR_NO[text.lower()] else "false"
    if ":" in text:
        return say("a number in base 60")
    if text.lstrip("+-").startswith("0b"):
        return say("a binary number")
    if text.startswith("0o") or re.fullmatch("[-+]?0[0-7_]+", text):
        return say("an octal number")
    return say("a number")


def _quoted(text: str) -> Text:
    means = _YES_OR_NO.get(text.lower())
    if means is None:
        return say('Write "{text}" in quotes.', text=text)
    if means:
        return say('Write "{text}" in quotes, or true if you mean yes.', text=text)
    return say('Write "{text}" in quotes, or false if you mean no.', text=text)


class _Enough(Exception):
    """The file has been refused; nothing more needs to be looked at."""


class _Builder:
    """Values from the events of one file. The path to where it is has a step per container, so that it costs little."""

    def __init__(self, text: bytes, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.notes: list[Note] = []
        self.reworded: list[Note] = []
        self._document = -1
        self._path: list[str | int] = []
        self._escapes = b"\\" in text
        self._next: Callable[[], Any] = _Parser(text).get_event
        # Each value takes at least a byte, and anchors, aliases and tags need one of three signs: only a file that may
        # break these limits pays for having every event looked at.
        if len(text) > MAX_NODES or any(sign in text for sign in (b"&", b"*", b"!")):
            self._count = 0
            self._next = self._watched(self._next)

    def documents(self) -> list[Any]:
        next_event = self._next
        next_event()  # the start of the stream
        found = []
        while type(event := next_event()) is not StreamEndEvent:
            self._document += 1
            event = next_event()
            found.append(self._value(event, 0))
            next_event()  # the end of the document
        return found

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, None)
        if depth >= MAX_DEPTH and kind is not AliasEvent:
            self._refuse(
                codes.TOO_MUCH,
                event,
                say("Values are nested more than {max_depth} levels deep here.", max_depth=MAX_DEPTH),
            )
            raise _Enough
        if kind is MappingStartEvent:
            return self._mapping(depth + 1)
        if kind is SequenceStartEvent:
            return self._sequence(depth + 1)
        return None  # an alias, which `_watched` has refused

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        next_event = self._next
        path = self._path
        escapes = self._escapes
        lines: dict[str, int] = {}
        while type(event := next_event()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self._refuse(
                    codes.BAD_KEY,
                    event,
                    say("The key here is a list, a mapping or an alias; keys are names."),
                    fix=say(
                        'Put text that begins with a bracket, brace or asterisk in quotes, for example "{{{{ '
                        'name }}}}".'
                    ),
                )
                raise _Enough
            key = intern(event.value)  # all assets have much the same keys
            if key in found or key == "<<" or not key or len(key) > MAX_KEY:
                self._check_key(event, lines.get(key))
            lines[key] = event.start_mark.line + 1  # type: ignore[union-attr]  # the parser always gives marks
            event = next_event()
            if type(event) is ScalarEvent:
                value = event.value
                if (not event.style and value[:1] in SPECIAL) or escapes:
                    value = self._scalar(event, key)
                found[key] = intern(value) if type(value) is str and " " not in value and len(value) <= SHORT else value
            else:
                path.append(key)
                found[key] = self._value(event, depth)
                path.pop()
        return found

    def _sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        next_event = self._next
        path = self._path
        escapes = self._escapes
        while type(event := next_event()) is not SequenceEndEvent:
            if type(event) is ScalarEvent:
                value = event.value
                if (not event.style and value[:1] in SPECIAL) or escapes:
                    value = self._scalar(event, len(found))
                found.append(
                    intern(value) if type(value) is str and " " not in value and len(value) <= SHORT else value
                )
            else:
                path.append(len(found))
                found.append(self._value(event, depth))
                path.pop()
        return found

    def _scalar(self, event: Any, step: str | int | None) -> Any:
        text: str = event.value
        if event.style:
            if self._escapes and ("\0" in text or _SURROGATE.search(text)):
                what = say("NUL") if "\0" in text else say("half of a surrogate pair")
                self._refuse(
                    codes.CHARACTER,
                    event,
                    say("The text holds {what} as an escape, which no platform can store.", what=what),
                )
            return text
        if text[:1] not in SPECIAL:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text in _OLD_WORDS:
            self._note(self.notes, event, step)
            return text
        return text if text[0] in "tTfFyYnNoO~" else self._number(event, text, step)

    def _number(self, event: Any, text: str, step: str | int | None) -> Any:
        number: int | float
        if _INTEGER.fullmatch(text):
            if len(text) > 20 or abs(number := int(text, 0)) > MAX_INTEGER:
                self._refuse(
                    codes.NUMBER,
                    event,
                    say("The number {text} has more digits than every program keeps.", text=_shortened(text)),
                    fix=say("Put it in quotes if it is a code, an id or a telephone number."),
                )
                return None
            if str(number) != text:
                self._note(self.reworded, event, step)
            return number
        if _DECIMAL.fullmatch(text):
            if len(text) > 400 or isinf(number := float(text)):
                self._refuse(
                    codes.NUMBER, event, say("The number {text} is too large to be kept.", text=_shortened(text))
                )
                return None
            if str(number) != text:
                self._note(self.reworded, event, step)
            return number
        if _NOT_A_NUMBER.fullmatch(text):
            self._refuse(
                codes.NUMBER,
                event,
                say(
                    "{text} is infinity or not a number in YAML, which neither JSON nor a platform can hold.", text=text
                ),
                fix=say('Write "{text}" in quotes if it is text.', text=text),
            )
            return None
        if _is_old_number(text):
            self._note(self.notes, event, step)
        return text

    def _check_key(self, event: Any, line: int | None) -> None:
        """Refuse a key that may not be; `line` is where it already stands in the same mapping."""
        key: str = event.value
        if line is not None:
            self._refuse(
                codes.DUPLICATE_KEY,
                event,
                say(
                    "The key `{key}` stands here and on line {line}; only one of the two would count.",
                    key=_shortened(key),
                    line=line,
                ),
                fix=say("Delete one of the two lines, or join them."),
            )
        elif key == "<<" and not event.style:
            self._refuse(
                codes.NOT_ALLOWED,
                event,
                say("Merge keys (<<) are not allowed: a reader of this file could not see what the asset holds."),
                fix=say("Write the properties out here."),
            )
        elif not key and not event.style:
            self._refuse(
                codes.BAD_KEY,
                event,
                say("The key before the colon is empty."),
                fix=say("Write a name before the colon."),
            )
        elif len(key) > MAX_KEY:
            self._refuse(
                codes.TOO_MUCH,
                event,
                say("The key here has {key:,} characters; up to {max_key:,} are read.", key=len(key), max_key=MAX_KEY),
            )
            raise _Enough

    def _watched(self, next_event: Callable[[], Any]) -> Callable[[], Any]:
        """`next_event`, refusing anchors, aliases and tags, and counting."""

        def watched() -> Any:
            event = next_event()
            kind = type(event)
            if kind not in _NODES:
                return event
            self._count += 1
            if self._count > MAX_NODES:
                self._refuse(
                    codes.TOO_MUCH,
                    event,
                    say("The file holds more than {max_nodes:,} values; the rest is not read.", max_nodes=MAX_NODES),
                )
                raise _Enough
            if kind is ScalarEvent and len(event.value) > MAX_SCALAR:
                self._refuse(
                    codes.TOO_MUCH,
                    event,
                    say(
                        "The text here has {value:,} characters; up to {max_scalar:,} are read.",
                        value=len(event.value),
                        max_scalar=MAX_SCALAR,
                    ),
                    fix=say("Keep long texts in a side file."),
                )
                raise _Enough
            if kind is AliasEvent:
                self._refuse(
                    codes.NOT_ALLOWED,
                    event,
                    say(
                        "Aliases (*{anchor}) are not allowed: the value would be written elsewhere.",
                        anchor=_shortened(event.anchor),
                    ),
                    fix=say("Write the value out, or put the text in quotes if it begins with an asterisk."),
                )
                return event
            if event.anchor is not None:
                self._refuse(
                    codes.NOT_ALLOWED,
                    event,
                    say(
                        "Anchors (&{anchor}) are not allowed: another line could mean this value.",
                        anchor=_shortened(event.anchor),
                    ),
                    fix=say("Delete the anchor, or put the text in quotes if it begins with an ampersand."),
                )
            if event.tag is not None:
                tag = event.tag.replace("tag:yaml.org,2002:", "!!")
                self._refuse(
                    codes.NOT_ALLOWED,
                    event,
                    say(
                        "Tags ({tag}) are not allowed: what a value is shows in how it is written.", tag=_shortened(tag)
                    ),
                    fix=say("Delete the tag, or put the text in quotes if it begins with an exclamation mark."),
                )
            return event

        return watched

    def _refuse(self, code: Code, event: Any, detail: Text, fix: Text = NOTHING) -> None:
        """Report an error at `event`; give up on the file when there are too many."""
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        self.findings.append(code.finding(detail, place=place, path=tuple(self._path), fix=fix))
        if len(self.findings) >= MAX_FINDINGS:
            raise _Enough

    def _note(self, notes: list[Note], event: Any, step: str | int | None) -> None:
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        path = (*self._path, step) if step is not None else ()
        notes.append(Note(self._document, path, event.value, place))


_NODES: Final = frozenset((ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent))
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text):,} characters)"


# Syntax errors ----------------------------------------------------------------------------------------------------

#: What the parser says, and what a person needs to hear: (part of the parser's words, sentence, fix).
_SENTENCES: Final[tuple[tuple[str, Text, Text], ...]] = (
    (
        "mapping values are not allowed",
        say(
            "The colon here starts a value where none can stand. Either the line is indented more than the one it "
            "belongs with, or the text holds a colon."
        ),
        say('Line up the keys of one mapping, or put the text in quotes, for example title: "Sale: 20 % off".'),
    ),
    (
        "could not find expected ':'",
        say("The line has no colon after its key."),
        say("Write key: value, or indent the line if it goes on with the text above."),
    ),
    (
        "did not find expected key",
        say(
            "A key of the mapping should begin here. The line is indented less or more than the keys above it, or text "
            "follows a closing quote."
        ),
        say("Line up the keys of one mapping, and put the whole value in one pair of quotes."),
    ),
    (
        "did not find expected '-'",
        say("An item of the list should begin here with a hyphen."),
        say("Line up the hyphens of one list, or indent the line if it belongs to the item above."),
    ),
    (
        "block sequence entries are not allowed",
        say("A list cannot begin here on the line of its key."),
        say("Put the hyphen on a line of its own below the key."),
    ),
    (
        "did not find expected ',' or ']'",
        say("A list in square brackets is not closed before here."),
        say("Add the missing ] or comma."),
    ),
    (
        "did not find expected ',' or '}'",
        say("A mapping in braces is not closed before here."),
        say("Add the missing }} or comma."),
    ),
    (
        "expected ',' or ']'",
        say("A list in square brackets is not closed before here."),
        say("Add the missing ] or comma."),
    ),
    ("expected ',' or '}'", say("A mapping in braces is not closed before here."), say("Add the missing }} or comma.")),
    ("unexpected end of stream", say("A quote is opened and never closed."), say("Add the closing quote.")),
    (
        "unexpected document separator",
        say("A quote is opened and not closed before the next document."),
        say("Add the closing quote."),
    ),
    (
        "unknown escape character",
        say("A backslash in double quotes starts an escape, and this one does not exist."),
        say("Use single quotes, or write the backslash twice."),
    ),
    (
        "Unicode character escape",
        say("The escape does not stand for a character; half of a surrogate pair is none."),
        say("Write the character itself."),
    ),
    (
        "expected alphabetic or numeric character",
        say("A value cannot begin with * or & here."),
        say("Put the text in quotes."),
    ),
    ("undefined tag handle", say("Tags (!name) are not allowed."), say("Put the text in quotes.")),
    (
        "did not find expected node content",
        say("A value should begin here. A bracket or brace before it may not be closed."),
        say("Close the bracket or brace, or put the value in quotes if it is text."),
    ),
    (
        "did not find expected <document start>",
        say("A new document must begin with three hyphens."),
        say("Write --- before it."),
    ),
    (
        "found incompatible YAML document",
        say("The file asks for a YAML version other than 1.2."),
        say("Delete the %YAML line."),
    ),
    (
        "expected comment or line break",
        say("Text cannot follow | or > on the same line."),
        say("Begin the text on the next line."),
    ),
    (
        "found invalid mapping",
        say("The key here is too long or spans several lines."),
        say("Shorten the key or put it in quotes."),
    ),
)


def _explained(error: YAMLError, text: bytes, file: str) -> Finding:
    """What the parser found, as a sentence with a position and without its jargon."""
    problem = (error.problem or "") if isinstance(error, MarkedYAMLError) else ""
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    place = Place(file, mark.line + 1, mark.column + 1) if mark is not None else Place(file)
    if "cannot start any token" in problem:
        return _explained_start(text, place)
    for words, sentence, fix in _SENTENCES:
        if words in problem:
            return codes.SYNTAX.finding(sentence, place=place, fix=fix)
    return codes.SYNTAX.finding(
        say("This is not valid YAML: {problem}.", problem=problem)
        if problem
        else say("This is not valid YAML: it cannot be read."),
        place=place,
    )


def _explained_start(text: bytes, place: Place) -> Finding:
    lines = re.split("\r\n|\r|\n", text.decode())
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    character = line[place.column - 1 : place.column]
    if character == "\t":
        return codes.SYNTAX.finding(
            say("A tab stands where spaces must indent the line."), place=place, fix=say("Indent with spaces.")
        )
    return codes.SYNTAX.finding(
        say("A value cannot begin with {character}.", character=character),
        place=place,
        fix=say("Put the text in quotes."),
    )


# Positions --------------------------------------------------------------------------------------------------------


Spot = tuple[int, Path, bool]
"""A place that is asked for: the document, the path in it, and whether the key is meant and not the value."""


def locate(data: bytes, document: int, path: Path, key: bool = False) -> tuple[int, int]:
    """Line and column, from 1, of the value at `path` in a document of the file, or of its key.

    Where the path leads nowhere, the nearest value above it that exists; (1, 1) when there is no such document.
    """
    return locate_all(data, [(document, path, key)])[0]


def locate_all(data: bytes, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """`locate` for many places of a file in one pass, so that a file with many faults costs little more than any."""
    found = [(1, 1)] * len(spots)
    text, refused = checked_text(data, "")
    if refused is not None:
        return found
    documents: dict[int, _Asked] = {}
    for index, (document, path, key) in enumerate(spots):
        asked = documents.setdefault(document, _Asked())
        asked.at_or_below.append(index)
        for step in path:
            asked = asked.below.setdefault(step, _Asked())
            asked.at_or_below.append(index)
        if key:
            asked.of_key.append(index)
    with suppress(YAMLError):  # what stands before a fault is found all the same
        _find(_Parser(text).get_event, documents, found)
    return found


@dataclass(slots=True)
class _Asked:
    """What is asked about a value of a document and about those below it, by index."""

    at_or_below: list[int] = field(default_factory=list)
    of_key: list[int] = field(default_factory=list)
    below: dict[str | int, _Asked] = field(default_factory=dict)


def _find(next_event: Callable[[], Any], documents: Mapping[int, _Asked], found: list[tuple[int, int]]) -> None:
    next_event()  # the start of the stream
    left = len(documents)
    number = 0
    while left and type(next_event()) is not StreamEndEvent:
        asked = documents.get(number)
        if asked is None:
            _skip(next_event(), next_event)
        else:
            _answer(next_event(), next_event, asked, found)
            left -= 1
        next_event()  # the end of the document
        number += 1


def _answer(event: Any, next_event: Callable[[], Any], asked: _Asked, found: list[tuple[int, int]]) -> None:
    """Note the positions in the value that `event` begins, and read to its end."""
    position = _position(event)
    for index in asked.at_or_below:
        found[index] = position
    is_mapping = type(event) is MappingStartEvent
    if not asked.below or not (is_mapping or type(event) is SequenceStartEvent):
        _skip(event, next_event)
        return
    number = 0
    while type(event := next_event()) not in (MappingEndEvent, SequenceEndEvent):
        step: Any = number
        name = event
        if is_mapping:
            step = name.value if type(name) is ScalarEvent else None
            _skip(name, next_event)
            event = next_event()
        child = asked.below.get(step)
        if child is None:
            _skip(event, next_event)
        else:
            _answer(event, next_event, child, found)
            for index in child.of_key:
                found[index] = _position(name)
        number += 1


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _skip(event: Any, next_event: Callable[[], Any]) -> None:
    """Read to the end of the value that `event` begins."""
    depth = 0
    while True:
        kind = type(event)
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            depth += 1
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            depth -= 1
        if depth == 0:
            return
        event = next_event()


# Spans ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Node:
    """A value with where it stands in its text, for whoever edits the text.

    `start` and `end` are offsets in characters, `end` exclusive; `column` counts from 0. `style` is the quote or block
    sign of a scalar (empty for a plain one), ``[`` or ``{`` for a collection in brackets, ``-`` or ``:`` for one on
    lines of its own, whose `end` is that of its last item. `items` has keys for a mapping and None in their place for a
    sequence. `value` is what `load` gives for a scalar.
    """

    start: int
    end: int
    column: int
    style: str
    value: Any = None
    items: list[tuple[Node | None, Node]] = field(default_factory=list)

    @property
    def is_scalar(self) -> bool:
        return self.style not in ("[", "{", "-", ":")

    @property
    def is_mapping(self) -> bool:
        return self.style in ("{", ":")

    @property
    def is_flow(self) -> bool:
        """True for a collection in brackets."""
        return self.style in ("[", "{")


def nodes(data: bytes) -> tuple[str, list[tuple[int, Node]]]:
    """The text of a file that `load` accepts, without a byte order mark, and its documents: where each begins, and its
    value. Raises ValueError for a file that `load` refuses."""
    text, refused = checked_text(data, "")
    if refused is not None:
        raise ValueError(refused.detail)
    composer = _Composer(text, "")
    try:
        found = composer.spans()
    except (_Enough, YAMLError) as error:
        raise ValueError("the file is not valid YAML") from error
    if composer.findings:
        raise ValueError(composer.findings[0].detail)
    return text.decode(), found


class _Composer(_Builder):
    """Nodes instead of values, by the same rules."""

    def spans(self) -> list[tuple[int, Node]]:
        next_event: Callable[[], Any] = self._next
        next_event()  # the start of the stream
        found = []
        while type(event := next_event()) is not StreamEndEvent:
            self._document += 1
            begin: int = cast(Any, event).start_mark.index
            found.append((begin, self._node(next_event(), 0)))
            next_event()  # the end of the document
        return found

    def _node(self, event: Any, depth: int) -> Node:
        start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
        if type(event) is ScalarEvent:
            return Node(start, end, column, event.style or "", self._scalar(event, None))
        if depth >= MAX_DEPTH or type(event) is AliasEvent:
            raise _Enough
        is_mapping = type(event) is MappingStartEvent
        flow = bool(event.flow_style)
        node = Node(start, start, column, ("{" if is_mapping else "[") if flow else (":" if is_mapping else "-"))
        keys: set[str] = set()
        take: Callable[[], Any] = self._next
        while type(event := take()) not in (MappingEndEvent, SequenceEndEvent):
            key = None
            if is_mapping:
                if type(event) is not ScalarEvent or event.value in keys or (event.value == "<<" and not event.style):
                    raise _Enough
                keys.add(event.value)
                name: Any = event
                begin, mark = name.start_mark, name.end_mark
                key = Node(begin.index, mark.index, begin.column, name.style or "", name.value)
                event = take()
            value = self._node(event, depth + 1)
            node.items.append((key, value))
            node.end = value.end
        if flow:
            node.end = event.end_mark.index
        return node

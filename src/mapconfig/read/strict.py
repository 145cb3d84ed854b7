"""The strict loader of YAML: values from the events of one file, and what is wrong with them.

Apart from `mapconfig.read.yaml`, since PyYAML takes 9 ms to load and a file may be read without it
(`mapconfig.read.fast`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isinf
from sys import intern
from typing import Any, Final

from mapconfig.finding import Finding, Place
from mapconfig.language import NOTHING, Text, say
from mapconfig.read import codes
from mapconfig.read.codes import Code
from mapconfig.read.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    events,
)
from mapconfig.read.scalars import (
    DECIMAL,
    INTEGER,
    MAX_INTEGER,
    NOT_A_NUMBER,
    OLD_WORDS,
    SPECIAL,
    WORDS,
    is_old_number,
)
from mapconfig.read.yaml import MAX_DEPTH, MAX_FINDINGS, MAX_KEY, MAX_NODES, MAX_SCALAR, SHORT, Note


class Enough(Exception):
    """The file has been refused; nothing more needs to be looked at."""


class Builder:
    """Values from the events of one file. The path to where it is has a step per container, so that it costs little."""

    def __init__(self, text: bytes, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.notes: list[Note] = []
        self.reworded: list[Note] = []
        self._document = -1
        self._path: list[str | int] = []
        self._escapes = b"\\" in text
        self._next: Callable[[], Any] = events(text)
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
            raise Enough
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
                raise Enough
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
        if text in WORDS:
            return WORDS[text]
        if text in OLD_WORDS:
            self._note(self.notes, event, step)
            return text
        return text if text[0] in "tTfFyYnNoO~" else self._number(event, text, step)

    def _number(self, event: Any, text: str, step: str | int | None) -> Any:
        number: int | float
        if INTEGER.fullmatch(text):
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
        if DECIMAL.fullmatch(text):
            if len(text) > 400 or isinf(number := float(text)):
                self._refuse(
                    codes.NUMBER, event, say("The number {text} is too large to be kept.", text=_shortened(text))
                )
                return None
            if str(number) != text:
                self._note(self.reworded, event, step)
            return number
        if NOT_A_NUMBER.fullmatch(text):
            self._refuse(
                codes.NUMBER,
                event,
                say(
                    "{text} is infinity or not a number in YAML, which neither JSON nor a platform can hold.", text=text
                ),
                fix=say('Write "{text}" in quotes if it is text.', text=text),
            )
            return None
        if is_old_number(text):
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
            raise Enough

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
                raise Enough
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
                raise Enough
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
            raise Enough

    def _note(self, notes: list[Note], event: Any, step: str | int | None) -> None:
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        path = (*self._path, step) if step is not None else ()
        notes.append(Note(self._document, path, event.value, place))


_NODES: Final = frozenset((ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent))
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text):,} characters)"

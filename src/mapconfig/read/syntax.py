"""What libyaml finds wrong with a file, in words for people. Loaded for files with such a fault only."""

from __future__ import annotations

import re
from typing import Final

from mapconfig.finding import Finding, Place
from mapconfig.language import Text, say
from mapconfig.read import codes
from mapconfig.read.events import MarkedYAMLError, YAMLError

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


def explained(error: YAMLError, text: bytes, file: str) -> Finding:
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

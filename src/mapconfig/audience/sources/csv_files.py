"""CSV files as RFC 4180 has them: the line of names, SQL that reads the rest, and where a file breaks off.

Nothing is left to be found out but the separator, and that from the line of names alone. A reader that guesses takes a
broken line for the line of names, and then a message about columns holds a person.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from mapconfig import disk
from mapconfig.audience.snapshot.database import quoted
from mapconfig.audience.sources.tables import SourceFault
from mapconfig.language import NOTHING, Text, say

#: What may stand between values where the settings do not say.
SEPARATORS = (",", ";", "\t", "|")
#: Characters of a line of names that are read; one that is longer is none.
_LONGEST = 1_000_000

_LINE = re.compile(r"CSV Error on Line: (\d{1,18})$", re.MULTILINE)
_FILE = re.compile(r"^  file = (.+)$", re.MULTILINE)
_COLUMNS = re.compile(r"^Expected Number of Columns: (\d{1,9}) Found: (\d{1,9})$", re.MULTILINE)
#: What the library says of a fault, at the beginning of a line of its own, and what that means.
_FAULTS = {
    "Value with unterminated quote found.": say("a quotation mark is out of place, or lines end in different ways"),
    "Invalid unicode (byte sequence mismatch) detected.": say("it is no UTF-8 there"),
    "Maximum line size of": say("the line is too long; a quotation mark before it may not be closed"),
}


def where(message: str, files: Iterable[Path]) -> Text:
    """The file, line and fault that `message` names, as the end of a sentence; empty where it names none.

    Only numbers, the name of one of `files` and sentences of our own are taken: the message quotes the line, and a
    line may hold whatever somebody typed into a form.
    """
    line = _LINE.search(message)
    said = _FILE.findall(message)
    name = next((path.name for path in files if said and str(path) == said[-1]), "")
    if line is None:
        if "state machine reached an invalid state" not in message:
            return NOTHING
        return say(
            "{file} has a quotation mark out of place, or lines end in different ways", file=name or say("a file")
        )
    columns = _COLUMNS.findall(message)
    if columns:
        expected, found = columns[-1]
        # The library stops at the first value that is too many.
        fault = (
            say("it has more values than the line of names, {expected}", expected=expected)
            if int(found) > int(expected)
            else say("it has fewer values than the line of names, {expected}", expected=expected)
        )
    else:
        fault = next(
            (ours for theirs, ours in _FAULTS.items() if any(part.startswith(theirs) for part in message.split("\n"))),
            say("it is no CSV as RFC 4180 has it"),
        )
    if name:
        return say("line {line} of {file}: {fault}", line=line[1], file=name, fault=fault)
    return say("line {line}: {fault}", line=line[1], fault=fault)


def scan(files: Sequence[Path], separator: str) -> tuple[str, dict[str, str]]:
    """SQL of the rows of `files`, whose columns may differ, and the names of all columns, which hold text.

    Raises SourceFault where a file has no line of names that can be read.
    """
    alike: dict[tuple[str, tuple[str, ...]], list[Path]] = {}
    for path in files:
        if path.stat().st_size:
            alike.setdefault(_names(path, separator), []).append(path)
    parts = [_read(group, between, names) for (between, names), group in alike.items()]
    columns = dict.fromkeys((name for _, names in alike for name in names), "VARCHAR")
    together = " UNION ALL BY NAME ".join(f"SELECT * FROM {part}" for part in parts)
    return (parts[0] if len(parts) == 1 else f"({together})"), columns


def _read(files: Iterable[Path], separator: str, names: Iterable[str]) -> str:
    listed = "[" + ", ".join(quoted(str(path)) for path in files) + "]"
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({listed}, auto_detect = false, header = true, delim = {quoted(separator)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, strict_mode = true, null_padding = false, parallel = false)"
    )


def _names(path: Path, separator: str) -> tuple[str, tuple[str, ...]]:
    """The separator of a file, and the names of its columns."""
    try:
        with path.open("rb") as raw:
            # What is no UTF-8 may be in a row; here only the line of names counts.
            start = raw.read(_LONGEST).decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise SourceFault(say("{name} cannot be read: {reason}.", name=path.name, reason=disk.reason(error))) from None
    found = {each: _first(start, each) for each in ([separator] if separator else SEPARATORS)}
    between = max(found, key=lambda each: len(found[each]))
    names = found[between]
    if not names:
        raise SourceFault(
            say("The first line of {name} holds no names of columns. Export it again with them.", name=path.name)
        )
    if any("\udc80" <= letter <= "\udcff" for name in names for letter in name):
        raise SourceFault(say("{name} is not UTF-8. Export it again as UTF-8.", name=path.name))
    if len({name.casefold() for name in names}) < len(names):
        raise SourceFault(
            say(
                "The first line of {name} names a column twice, or is no line of names. Export the "
                "file again with the name of each column in its first line.",
                name=path.name,
            )
        )
    return between, names


def _first(text: str, separator: str) -> tuple[str, ...]:
    """The values of the first line; empty where it is none. Columns that have no name get one."""
    try:
        line = next(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True), [])
    except csv.Error:
        return ()
    return tuple(name or f"(column {place})" for place, name in enumerate(line, 1)) if any(line) else ()

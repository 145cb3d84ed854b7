"""Bytes of a file to text that may be read: UTF-8, and no character that is seen by some programs only."""

from __future__ import annotations

import re
from typing import Final

from mapconfig.finding import Finding, Place
from mapconfig.language import say
from mapconfig.read import codes

MAX_BYTES: Final = 5_000_000
"""The largest YAML file that is read."""
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

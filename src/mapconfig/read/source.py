"""Where the files of an org come from: a directory, or a revision in git."""

from __future__ import annotations

import re
from typing import Final, Protocol

from mapconfig.errors import InputError
from mapconfig.language import NOTHING, Text, say, together

MAX_FILES: Final = 300_000
"""How many files an org may have. An org of 100,000 assets needs a third of it."""
MAX_DEPTH: Final = 64
"""How deep folders may lie in each other."""
MAX_BYTES: Final = 16_000_000
"""The largest file of any sort that is read."""


class UnreadableError(InputError):
    """One file of an org cannot be read; `reason` is a whole sentence. The rest of the org can be."""

    def __init__(self, file: str, reason: Text, fix: Text = NOTHING) -> None:
        self.file = file
        self.reason = reason
        self.fix = fix
        named = say("{file}: {reason}", file=file, reason=reason)
        super().__init__(together(" ", [named, fix]) if fix else named)


class Source(Protocol):
    """The files of an org at one moment.

    Names are relative to the org with forward slashes. Hidden files and folders, whose names begin with a dot, do
    not exist here. Nothing outside the org is ever read, and no link is followed.
    """

    @property
    def label(self) -> str:
        """What people call it: a path or a revision."""

    def files(self) -> list[str]:
        """Every file in a fixed order. A name that ends in a slash is a folder not entered; reading it says why."""

    def read(self, file: str) -> bytes:
        """The content of a file; raises UnreadableError with a sentence where that cannot or must not be had."""


#: What a name must not hold: control characters, halves of surrogate pairs (bytes that are no UTF-8), backslashes.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\\\]")


def is_odd(name: str) -> bool:
    """True for a file name that cannot be shown or used everywhere."""
    return _UNPRINTABLE.search(name) is not None


def shown(name: str) -> str:
    """An odd name in letters that can be printed."""
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", name)


ODD_NAME: Final = say("The name has characters that cannot be shown or that mean something else on other computers.")


def is_yaml(file: str) -> bool:
    """True when the name is that of a YAML file."""
    return file.lower().endswith((".yaml", ".yml"))


def inside(file: str) -> bool:
    """True when `file` is a plain relative name: no absolute path, no way up, no empty or hidden step."""
    return bool(file) and all(step and not step.startswith(".") for step in file.split("/")) and not is_odd(file)

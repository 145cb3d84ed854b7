"""What a plain scalar means: YAML 1.2 and its core scalars, and what YAML 1.1 takes for something else."""

from __future__ import annotations

import re
from typing import Final

from mapconfig.language import Text, say

MAX_INTEGER: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)."""
#: Plain scalars that are not text (YAML 1.2.2, section 10.3.2).
WORDS: Final[dict[str, bool | None]] = {
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
NOT_A_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+")
DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+][0-9]+)?")
#: Words that YAML 1.1 reads as yes or no (https://yaml.org/type/bool.html).
OLD_WORDS: Final = frozenset(
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
    return text in OLD_WORDS or (text[:1] in "0123456789+-." and is_old_number(text))


def is_old_number(text: str) -> bool:
    """True for what is a number in YAML 1.1, and text or another number in 1.2."""
    # No number that anybody writes is longer, and some of the patterns take time with the square of the length.
    return len(text) <= 100 and _OLD_NUMBER.fullmatch(text) is not None


def meaning(text: str) -> str:
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


def in_quotes(text: str) -> Text:
    """How to write an ambiguous scalar so that every reader takes it for text."""
    means = _YES_OR_NO.get(text.lower())
    if means is None:
        return say('Write "{text}" in quotes.', text=text)
    if means:
        return say('Write "{text}" in quotes, or true if you mean yes.', text=text)
    return say('Write "{text}" in quotes, or false if you mean no.', text=text)

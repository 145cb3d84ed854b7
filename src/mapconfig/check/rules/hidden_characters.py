"""
## What it does
Reports characters that nobody sees: those that turn the direction of writing round, zero-width ones, control
characters, and letters that show as nothing. Joiners inside emoji and inside words of scripts that need them
are fine.

## Why it matters
What a reviewer reads is not what the platform gets: a name can hide half of itself, two names can look alike
and be different, and text in an e-mail can say something else than it shows. They often come along when text is
pasted.

## Example
    title: Customers<U+202E>)tset(

## Instead
    title: Customers
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.texts import any_odd_text, each
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import plural, say
from mapconfig.model import Asset

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
#: Marks that say which way the punctuation beside them belongs, where text runs from right to left.
_MARKS = "\u200e\u200f\u061c"
#: Scripts in which a joiner changes how the letters beside it are written.
_JOINING = ("ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "SYRIAC")


def _may_hide(text: str) -> bool:
    return _HIDDEN.search(text) is not None


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not any_odd_text(asset, view, _may_hide):
        return
    for path, found in each(asset.attributes):
        hidden = [match.start() for match in _HIDDEN.finditer(found) if not _belongs(found, match.start())]
        if hidden:
            kinds = dict.fromkeys(f"U+{ord(found[at]):04X} {_name(found[at])}" for at in hidden)
            shown = ", ".join(list(kinds)[:3])
            if len(kinds) > 3:
                shown = say("{kinds} and {more} other kinds", kinds=shown, more=len(kinds) - 3)
            yield Report(
                path,
                plural(
                    "A text in {asset} holds {n} character that nobody sees: {kinds}; the first one after "
                    "{before} characters. What a reviewer reads is not what the platform gets.",
                    "A text in {asset} holds {n} characters that nobody sees: {kinds}; the first one after "
                    "{before} characters. What a reviewer reads is not what the platform gets.",
                    len(hidden),
                    asset=asset.address,
                    kinds=shown,
                    before=hidden[0],
                ),
                say("Delete them, or type the text anew instead of pasting it."),
            )


def _name(char: str) -> str:
    return unicodedata.name(char, "CONTROL CHARACTER")


def _belongs(text: str, at: int) -> bool:
    """Whether a joiner or a mark of direction does honest work here: inside an emoji or a word of a script that "
    "joins."""
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if char == "\u200d" and before and after:
        emoji = before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk")
        if emoji and unicodedata.category(after) == "So":
            return True
    if char in _MARKS:
        return any(other.isalpha() and unicodedata.bidirectional(other) in ("R", "AL") for other in text)
    if char in _JOINERS and before and after:
        return unicodedata.name(before, "").startswith(_JOINING) and unicodedata.name(after, "").startswith(_JOINING)
    return False


RULE = Rule(
    code="MC181",
    name="hidden-characters",
    severity=Severity.ERROR,
    summary=say("Characters that nobody sees"),
    page=__doc__ or "",
    look=look,
)

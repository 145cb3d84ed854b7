"""
## What it does
Reports a word in which Latin letters are mixed with Cyrillic, Greek, Armenian or Cherokee ones that look like
them.

## Why it matters
`Сustomers` with a Cyrillic С looks like `Customers` and is another name: a reviewer waves it through, and a
criterion with such a value matches nobody.

## Example
    title: Сustomers      # the first letter is U+0421

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
from mapconfig.language import say
from mapconfig.model import Asset

_ALIKE = "\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1f00-\u1fff\ua640-\ua69f\uab70-\uabbf"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_OTHER = re.compile(f"[{_ALIKE}]")
_MIXED = re.compile(f"[{_LATIN}][{_ALIKE}]|[{_ALIKE}][{_LATIN}]")
_WORD = re.compile(r"\w{2,100}")
#: Greek letters that people put beside Latin ones on purpose: units and formulas.
_SIGNS = frozenset("\u03bc\u03a9\u03b1\u03b2\u03b3\u0394\u03c0")


def _is_mixed(text: str) -> bool:
    return not text.isascii() and _MIXED.search(text) is not None


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not any_odd_text(asset, view, _is_mixed):
        return
    for path, found in each(asset.attributes):
        for word in _WORD.findall(found):
            strange = [char for char in word if _OTHER.match(char) and char not in _SIGNS]
            if strange and _MIXED.search(word):
                names = ", ".join(dict.fromkeys(f"U+{ord(char):04X} {unicodedata.name(char, '?')}" for char in strange))
                yield Report(
                    path,
                    say(
                        "The word {word} in {asset} mixes Latin letters with {names}. It looks like another "
                        "word, and is "
                        "not the same for the platform.",
                        word=repr(word),
                        asset=asset.address,
                        names=names,
                    ),
                    say("Type the word anew."),
                )
                break


RULE = Rule(
    code="MC182",
    name="mixed-scripts",
    severity=Severity.WARNING,
    summary=say("Word of letters from two scripts"),
    page=__doc__ or "",
    look=look,
)

"""When two texts are the same to criteria: capitals do not matter, everything else does."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """`text` for comparison.

    One character may be written as one code point or as letter and accent, so texts are brought into composed form
    (NFC) first. Lower case then follows Unicode, with the two letters on which databases differ made equal: dotted
    capital I is i, and the Greek sigma at the end of a word is a sigma. Nothing else is ignored: no accents, no spaces.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).lower().replace("i\u0307", "i").replace("\u03c2", "\u03c3")

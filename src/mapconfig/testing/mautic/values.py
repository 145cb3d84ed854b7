"""How Mautic takes what is sent: a value for one attribute, or ValueError with what the form says."""

from __future__ import annotations

import html
import re
import secrets
import string
import unicodedata
from collections.abc import Callable, Collection
from typing import Any

Take = Callable[[Any], Any]

INVALID = "This value is not valid."
EXTRA = "This form should not contain extra fields."
REQUIRED = "A value is required."

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})?")
_OFF = ("0", "false", "no", "off", "")


def clean(said: Any) -> Any:
    """A text without tags and outer spaces, entities decoded; None for "" (recording references-and-limits)."""
    if said is None:
        return None
    if isinstance(said, list | dict | bool):
        raise ValueError(INVALID)
    return html.unescape(re.sub(r"<[^>]*>", "", str(said))).strip() or None


def raw(said: Any) -> Any:
    """A text as it is; None for ""."""
    if isinstance(said, list | dict):
        raise ValueError(INVALID)
    return None if said is None or said == "" else str(said)


def whatever(said: Any) -> Any:
    """Anything at all: Mautic does not look."""
    return said


def boolean(said: Any) -> bool:
    """true, 1, "1", "yes", "on" and their opposites; null is false."""
    return said is not None and str(said).lower() not in _OFF


def whole(said: Any) -> int:
    """A whole number, or the digits of one."""
    try:
        return int(said or 0)
    except (TypeError, ValueError):
        raise ValueError(INVALID) from None


def moment(said: Any) -> str | None:
    """`2030-01-01 10:00[:00]`, and nothing else: the form in which Mautic itself gives a time is refused (recording
    emails-segment)."""
    if said is None or said == "":
        return None
    found = _MOMENT.fullmatch(str(said))
    if found is None:
        raise ValueError(INVALID)
    return f"{found[1]}T{found[2]}{found[3] or ':00'}+00:00"


def alias(text: str, taken: Collection[str], gap: str = "-", keep: str = "-", length: int | None = None) -> str:
    """The alias that Mautic makes of a name: lower case, spaces to `gap`, all but letters, digits and `keep` dropped,
    a number behind it where it is taken, and five letters by chance where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace(" ", gap)
    base = re.sub(f"[^a-z0-9{re.escape(keep)}]", "", plain)[:length].rstrip(gap if length else "")
    base = base or "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))
    found, number = base, 0
    while found in taken:
        number += 1
        found = f"{base}{number}"
    return found

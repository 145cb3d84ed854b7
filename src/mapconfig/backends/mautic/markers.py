"""Keys of what Mautic has: from an alias, from a mark at the end of a description, or from the name.

Where Mautic has no alias, or the alias would be another text than the key, the key stands in a mark that people can
read: "(mapconfig: stage/mql)". What was made by hand has no mark, and is called by its name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping

from mapconfig.address import Address

_MARK = re.compile(r"\s*\(mapconfig: ([a-z][a-z0-9-]*/[A-Za-z0-9][A-Za-z0-9._-]*)\)")
_COMMENT = re.compile(r"<!-- mapconfig: ([a-z][a-z0-9-]*/[A-Za-z0-9][A-Za-z0-9._-]*) -->")

#: What PHP takes from both ends of a text.
SPACES = " \t\n\r\0\x0b"


def marked(text: str, address: Address) -> str:
    """A description with the mark of `address` at its end."""
    plain = unmarked(text)
    return f"{plain}\n\n(mapconfig: {address})" if plain else f"(mapconfig: {address})"


def unmarked(text: str) -> str:
    """A description without marks."""
    return _MARK.sub("", text).strip(SPACES)


def mark_of(text: str | None) -> Address | None:
    """The address in the mark of a description."""
    found = _MARK.findall(text or "")
    return Address(found[-1]) if found else None


def commented(text: str, address: Address) -> str:
    """HTML with the mark of `address` in a comment at its end."""
    return f"{uncommented(text)}<!-- mapconfig: {address} -->"


def uncommented(text: str) -> str:
    """HTML without marks."""
    return _COMMENT.sub("", text)


def comment_of(text: str | None) -> Address | None:
    """The address in the mark of HTML."""
    found = _COMMENT.findall(text or "")
    return Address(found[-1]) if found else None


def cleaned(text: str) -> str:
    """The alias that Mautic makes of `text` for a segment or a category (recordings segments-create,
    references-and-limits)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace(" ", "-")
    return re.sub(r"[^a-z0-9-]", "", plain)


def slug(name: str) -> str:
    """A key that a person would give to something with this name; empty where nothing readable is left."""
    plain = unicodedata.normalize("NFKD", html.unescape(name).replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def as_key(text: str) -> str:
    """`text`, which is nearly a key, as one: a key begins with a letter or digit."""
    return re.sub(r"^[^A-Za-z0-9]+", "", re.sub(r"[^A-Za-z0-9._-]+", "-", text))


def told_apart(keys: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Keys by id, of pairs of id and key in the order of the ids, no key twice: the first keeps it, others get a
    number."""
    pairs = list(keys)
    taken = {key for _, key in pairs}
    seen: set[str] = set()
    found: dict[str, str] = {}
    for number, key in pairs:
        if key in seen:
            count, plain = 2, key
            while (key := f"{plain}-{count}") in taken:
                count += 1
            taken.add(key)
        seen.add(key)
        found[number] = key
    return found

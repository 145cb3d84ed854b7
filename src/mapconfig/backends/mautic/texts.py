"""Texts with values of a person in them: ``{{ field/first_name }}`` here, ``{contactfield=firstname}`` in Mautic."""

from __future__ import annotations

import re

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld

_OURS = re.compile(r"\{\{\s*field/([A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}")
#: One with a value for blanks, `{contactfield=firstname|there}`, has no writing here, and stays as it is.
_THEIRS = re.compile(r"\{contactfield=([a-z0-9_]+)\}")
_SNIPPET = re.compile(
    r"\{\{\s*(snippet/[A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}|<!-- (snippet/[A-Za-z0-9][A-Za-z0-9._-]*) -->"
)
#: A snippet that is only named, and not copied.
NAMED = re.compile(r"\{\{\s*(snippet/[A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}")


def to_mautic(text: str, book: Book) -> str:
    """`text` with Mautic's tokens. Raises Unheld for a value that Mautic does not have of a person."""

    def token(found: re.Match[str]) -> str:
        key = found[1]
        if "." in key and not key.startswith("account."):
            raise Unheld(f"Mautic knows people and their company, and so no value of field/{key} to show.")
        return "{contactfield=" + book.place(key)[1] + "}"

    return _OURS.sub(token, text)


def from_mautic(text: str, book: Book) -> str:
    """`text` with the addresses of fields."""

    def name(found: re.Match[str]) -> str:
        return "{{ field/" + book.field_key(book.object_of(found[1]), found[1]) + " }}"

    return _THEIRS.sub(name, text)


def any_snippet(text: str) -> str | None:
    """A snippet that is named or copied in `text`."""
    found = _SNIPPET.search(text)
    return (found[1] or found[2]) if found else None

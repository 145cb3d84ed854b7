"""Segments that stand for a part of another asset: who a rule acts on, who a journey lets in, who gets an e-mail.

They carry the mark of their asset, so that they are not taken for lists, and say in a sentence what they are there for,
so that nobody deletes one who finds it in Mautic. A helper that an interrupted run left behind is used again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds import rows
from mapconfig.backends.mautic.kinds.plain import LONGEST_NAME, text
from mapconfig.backends.mautic.markers import mark_of, marked, unmarked
from mapconfig.backends.mautic.types import SEGMENT

WHO, GOAL, EXIT, RECIPIENTS = "who", "goal", "exit", "recipients"

_KEEPS = "mapconfig keeps this segment for another asset: "
_CHANGE = ". Change that asset, not this."
_WORDS = {WHO: "who comes in", GOAL: "who has reached the goal", EXIT: "who leaves early", RECIPIENTS: "who gets it"}
_ROLES = {words: role for role, words in _WORDS.items()}


def purpose(role: str) -> str:
    """The sentence that says what a helper is there for."""
    return f"{_KEEPS}{_WORDS.get(role, role)}{_CHANGE}"


def name_of(title: str, role: str) -> str:
    """What a helper is called: Mautic makes the alias of the name, and that is to be nobody else's."""
    return f"{title[: LONGEST_NAME - len(role) - 13]} (mapconfig {role})"


def role_of(raw: Mapping[str, Any], kind: str) -> str | None:
    """What a segment is there for; None for one that is no helper of an asset of `kind`."""
    said = str(raw.get("description") or "")
    mark = mark_of(said)
    plain = unmarked(said)
    if mark is None or mark.kind != kind or not plain.startswith(_KEEPS) or not plain.endswith(_CHANGE):
        return None
    words = plain.removeprefix(_KEEPS).removesuffix(_CHANGE)
    return _ROLES.get(words, words)


def ensure(
    api: Api, book: Book, address: Address, role: str, title: str, filters: list[dict[str, Any]], known: Raw | None
) -> int:
    """The id of the helper, made or changed where it is not as it is to be. `known` is the one there is, None where
    none is known; one that a run before left behind is found by its mark."""
    body = {
        "name": name_of(title, role),
        "description": marked(purpose(role), address),
        "isPublished": True,
        "isGlobal": False,
        "filters": filters,
    }
    if known is None:
        book.changed(SEGMENT, "list")
        known = next((raw for raw in book.things(SEGMENT) if _is(raw, address, role)), None)
    if known is None:
        made = api.create(SEGMENT, body)
        book.changed(SEGMENT, "list")
        return int(made["id"])
    now = {**known, "filters": rows.written(known.get("filters")), "description": text(known.get("description"))}
    changes = {name: value for name, value in body.items() if now.get(name) != value}
    if changes:
        api.patch(SEGMENT, str(known["id"]), changes)
        book.changed(SEGMENT, "list")
    return int(known["id"])


def _is(raw: Raw, address: Address, role: str) -> bool:
    return mark_of(raw.get("description")) == address and role_of(raw, address.kind) == role


def remove(api: Api, book: Book, numbers: list[int]) -> None:
    """Delete helpers that nothing needs any more."""
    for number in numbers:
        api.delete(SEGMENT, str(number))
        book.changed(SEGMENT, "list")

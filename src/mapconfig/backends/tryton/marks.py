"""Keys of what Tryton has, kept at the end of names: "Customers in France [customers-fr]".

Tryton has no external ids for what users make, its lists and scenarios have no description, and a note beside a record
would need a second call that a crash can prevent. A name is written by the same call that makes the record, it can be
searched for, and people can read it. What was made by hand has no mark, and is called by its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_MARKED = re.compile(r"(?:(?P<title>.*\S)\s+)?\[(?P<key>[A-Za-z0-9][A-Za-z0-9._-]*)\]", re.DOTALL)


class Named(NamedTuple):
    """A name taken apart. `key` is empty where it has no mark."""

    title: str
    key: str


def marked(title: str, key: str) -> str:
    """The name of the asset `key` with this title."""
    return f"{title} [{key}]".strip()


def named(name: str) -> Named:
    """The title and the key in a name."""
    found = _MARKED.fullmatch(name.strip())
    return Named(name.strip(), "") if found is None else Named(found["title"] or "", found["key"])


def slug(title: str) -> str:
    """A key that a person would give to something with this title; empty where nothing readable is left."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def keys(records: Iterable[Mapping[str, Any]], kind: str) -> dict[int, str]:
    """The key of every record by id: the one in its mark, or one made of its name. Two marks with one key are two
    assets with one key, which a person has to tell apart; keys made of names are told apart by numbers, in the order of
    the ids."""
    found: dict[int, str] = {}
    bare: list[tuple[int, str]] = []
    for record in sorted(records, key=lambda each: int(each["id"])):
        title, key = named(record["name"] or "")
        if key:
            found[record["id"]] = key
        else:
            bare.append((record["id"], slug(title) or f"{kind}-{record['id']}"))
    taken = set(found.values())
    for number, wanted in bare:
        key, count = wanted, 1
        while key in taken:
            count += 1
            key = f"{wanted}-{count}"
        taken.add(key)
        found[number] = key
    return found


def search(key: str) -> list[Any]:
    """The domain of records that may have this key: those with its mark, and those without any. ``_`` and ``%`` stand
    for other characters in a pattern."""
    return [
        "OR",
        ["name", "like", "%[" + key.replace("_", "\\_") + "]"],
        ["name", "not like", "%]"],
        ["name", "=", None],
    ]

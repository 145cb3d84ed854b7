"""To whom a list e-mail goes where it is kept from some of them: to one segment of those who are on its lists, and on
none that it suppresses.

The answers of Mautic do not show excluded segments (`holding`), and they do show which segments an e-mail goes to and
what these ask. So the suppression stands where it can be read back, and where somebody who looks at the e-mail in
Mautic meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.filters import Row, filters_of, groups_of
from mapconfig.backends.mautic.kinds import backing, rows
from mapconfig.backends.mautic.kinds.backing import RECIPIENTS
from mapconfig.backends.mautic.kinds.sources import Segments
from mapconfig.backends.mautic.markers import mark_of

#: The column, only here, of the ids of the lists that an e-mail is kept from; and that of its segment, as it is.
WITHOUT, SEGMENT_OF = "without", "segment"

Numbers = tuple[int, ...]


def resolved(raw: Raw, segment: Segments) -> Raw:
    """An e-mail with the lists that stand behind its segment in place of that, where it has one of its own that asks
    for nothing else and is published: one that is not is no longer kept up to date."""
    lists = raw.get("lists")
    lists = list(lists.values()) if isinstance(lists, Mapping) else lists or []
    if len(lists) != 1 or not isinstance(lists[0], Mapping) or backing.role_of(lists[0], "email") != RECIPIENTS:
        return raw
    found = segment(int(lists[0]["id"]))
    said = _divided(found) if found is not None and found.get("isPublished") else None
    if said is None:
        return raw
    return {**raw, "lists": list(said[0]), WITHOUT: list(said[1]), SEGMENT_OF: found}


def _divided(segment: Raw) -> tuple[Numbers, Numbers] | None:
    """The lists that a segment takes in and those that it keeps out; None where it says anything else."""
    groups = groups_of(rows.written(segment.get("filters")))
    if groups is None or len(groups) != 1:
        return None
    to: Numbers | None = None
    without: list[int] = []
    for row in groups[0]:
        numbers = tuple(int(each) for each in row.value) if isinstance(row.value, tuple) else ()
        if row.field != "leadlist" or not numbers:
            return None
        if row.operator == "in" and to is None:
            to = numbers
        elif row.operator == "!in" and len(numbers) == 1:
            without += numbers
        else:
            return None
    return None if to is None or not without else (to, tuple(without))


def ensure(api: Api, book: Book, address: Address, columns: Mapping[str, Any], known: Raw | None) -> int:
    """The id of the segment that an e-mail of these columns goes to, made or changed where it is not as it is to be."""
    group = (_row("in", *columns["lists"]), *(_row("!in", each) for each in columns[WITHOUT]))
    filters = rows.written(filters_of([group]))
    return backing.ensure(api, book, address, RECIPIENTS, str(columns["name"]), filters, known)


def _row(operator: str, *numbers: int) -> Row:
    return Row("lead", "leadlist", "leadlist", operator, numbers)


def stands_for(segment: Raw, address: Address, columns: Mapping[str, Any]) -> bool:
    """Whether a segment is called after this e-mail, and belongs to it."""
    name = backing.name_of(str(columns["name"]), RECIPIENTS)
    return mark_of(segment.get("description")) == address and segment.get("name") == name

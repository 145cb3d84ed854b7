"""The objects of the platform: what each has, what a write changes of it, and how it lies in a row of the table."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from mapconfig.backend import Rejected
from mapconfig.backends.embedded.quirks import Content
from mapconfig.language import say

COLUMNS = (
    "type, id, alias, name, fields, extra, version, active, "
    "created_at, created_by, updated_at, updated_by, member_count"
)
ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
#: A reference by id, as it stands in fields and in the sentences of criteria: ``list/id-17``, ``in list id-17``.
REFERENCE = re.compile(r"\b([a-z][a-z-]*)[/ ]id-([1-9][0-9]*)\b")
#: Words for people, in which a text that looks like a reference is none.
_PROSE = frozenset({"description", "why", "custom_properties"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One object as the platform has it. `active` is None when objects of this type do not run. `extra` is what the
    platform's own pages and plug-ins keep with the object; requests through the API never touch it."""

    type: str
    id: int
    alias: str
    content: Content
    extra: Mapping[str, Any]
    version: int
    active: bool | None
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    member_count: int


class Keep(Enum):
    """Leaves a part of an object as it is."""

    IT = "keep"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a write changes of an object; None as `name` takes the name away."""

    put: Mapping[str, Any] = field(default_factory=dict)
    """Fields and their new values."""
    drop: Collection[str] = ()
    """Fields that go."""
    name: str | Keep | None = Keep.IT
    alias: str | Keep = Keep.IT


def row_of(stored: Stored) -> tuple[Any, ...]:
    """What the columns hold of an object; raises Rejected for what no column can hold."""
    return (
        stored.type,
        stored.id,
        stored.alias,
        stored.content.name,
        _json(stored.content.fields),
        _json(stored.extra),
        stored.version,
        stored.active,
        stored.created_at,
        stored.created_by,
        stored.updated_at,
        stored.updated_by,
        stored.member_count,
    )


def stored_of(row: tuple[Any, ...]) -> Stored:
    """The object in a row; raises ValueError, TypeError or RecursionError for a row that was never written here."""
    type, id, alias, name, fields, extra, version, active, made, maker, changed, changer, members = row
    if not (
        all(isinstance(text, str) for text in (type, alias, fields, extra, made, maker, changed, changer))
        and all(isinstance(number, int) for number in (id, version, members))
        and active in (None, 0, 1)
        and (name is None or isinstance(name, str))
        and ALIAS.match(alias)
    ):
        raise ValueError(say("a column holds what it cannot hold"))
    runs = None if active is None else bool(active)
    content = Content(name, mapping_of(fields))
    return Stored(type, id, alias, content, mapping_of(extra), version, runs, made, maker, changed, changer, members)


def targets_of(stored: Stored) -> list[tuple[str, int]]:
    """The types and ids of the objects that an object refers to."""
    told = {name: value for name, value in stored.content.fields.items() if name not in _PROSE}
    return sorted({(kind, int(number)) for kind, number in REFERENCE.findall(_json(told))})


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise Rejected(say("The platform takes only numbers that are finite.")) from error


def _no_constant(name: str) -> Any:
    raise ValueError(say("{name} is no number", name=name))


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def mapping_of(text: Any) -> dict[str, Any]:
    """A mapping of JSON; raises ValueError for anything else, and TypeError or RecursionError."""
    found = _DECODER.decode(text)
    if not isinstance(found, dict):
        raise ValueError(say("not a mapping"))
    return found

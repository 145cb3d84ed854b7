"""Records of Tryton as they come over the wire: which fields are read, and what they say of who changed them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mapconfig.backends.tryton.mail import Mail, source_of, uncopied
from mapconfig.backends.tryton.rpc import Record
from mapconfig.errors import PlatformError
from mapconfig.language import say

CATEGORY: Final = "party.category"
SCENARIO: Final = "marketing.automation.scenario"
ACTIVITY: Final = "marketing.automation.activity"
#: What scenarios are walked by, unless somebody made one for something else, such as sales.
PARTIES: Final = "party.party"

_STAMPS = ("_timestamp", "write_uid.rec_name", "write_date", "create_uid.rec_name", "create_date")
CATEGORY_FIELDS: Final = ("name", "active", "parent", "parent.name", "parent.parent", *_STAMPS)
SCENARIO_FIELDS: Final = ("name", "model", "domain", "state", *_STAMPS)
ACTIVITY_FIELDS: Final = (
    "name", "parent", "action", "event", "negative", "delay", "condition",
    "email_from", "email_title", "email_template", *_STAMPS,
)  # fmt: skip

#: How many levels of activities one request asks for.
LEVELS: Final = 8


@dataclass(frozen=True, slots=True)
class Act:
    """One activity and those below it."""

    record: Record
    children: tuple[Act, ...] = ()

    @property
    def id(self) -> int:
        return int(self.record["id"])

    @property
    def sends(self) -> bool:
        return bool(self.record["action"] == "send_email")

    @property
    def mail(self) -> Mail:
        """What it sends, without the mark of a copy."""
        record = self.record
        return Mail(record["email_title"] or "", uncopied(record["email_template"] or ""), record["email_from"] or "")

    @property
    def home(self) -> bool:
        """Whether it is an e-mail itself, and not a copy of one."""
        return self.sends and source_of(self.record["email_template"]) is None

    def all(self) -> Iterator[Act]:
        """It, and all below it."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True, slots=True)
class Thing:
    """What Tryton has of one asset. `roots` are the activities of a journey, `copies` those that copy an e-mail."""

    record: Record
    version: str
    attributes: Mapping[str, Any]
    active: bool | None = None
    roots: tuple[Act, ...] = ()
    copies: tuple[Act, ...] = ()
    latest: Record | None = None

    @property
    def id(self) -> int:
        return int(self.record["id"])

    @property
    def changed_by(self) -> str:
        record = self.latest or self.record
        who = record.get("write_uid.") or record.get("create_uid.") or {}
        return str(who.get("rec_name") or "")

    @property
    def changed_at(self) -> str:
        when = changed(self.latest or self.record)
        return "" if when is None else f"{when.isoformat(timespec='seconds')}Z"


def changed(record: Record) -> datetime | None:
    """When a record was last written, in Tryton's own time, which is UTC."""
    said = record.get("write_date") or record.get("create_date")
    if not isinstance(said, Mapping):
        return None
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    try:
        year, month, day, hour, minute, second, micro = (int(said[name]) for name in names)
        return datetime(year, month, day, hour, minute, second, micro)
    except (KeyError, TypeError, ValueError):
        raise PlatformError(say("Tryton gave something else where a time belongs.")) from None


def seconds_of(record: Record) -> int | None:
    """The delay of an activity; Tryton gives seconds as a number with a fraction."""
    said = record["delay"]
    return None if said is None else round(float(said["seconds"]))


def nested(prefix: str) -> list[str]:
    """The fields of activities below `prefix`, `LEVELS` deep."""
    found = []
    for level in range(LEVELS):
        below = "children." * level
        found += [f"{prefix}{below}{name}" for name in ACTIVITY_FIELDS]
    return [*found, f"{prefix}{'children.' * LEVELS}name"]


def grown(below: Mapping[str, Sequence[Record]], parent: str) -> tuple[Act, ...]:
    """The trees below `parent`, a ``model,id``, out of activities by the parent that each names."""
    found = sorted(below.get(parent, ()), key=lambda each: int(each["id"]))
    return tuple(Act(each, grown(below, f"{ACTIVITY},{each['id']}")) for each in found)


def flat(records: Sequence[Record], level: int = 0) -> tuple[list[Record], list[int]]:
    """The activities of an answer to `nested`, and the ids of those below which there are more."""
    found: list[Record] = []
    more: list[int] = []
    for record in records:
        children = record.get("children.") or []
        found.append(record)
        if level == LEVELS - 1:
            if children:
                more.append(int(record["id"]))
        else:
            inner, deeper = flat(children, level + 1)
            found += inner
            more += deeper
    return found, more


def timestamps(model: str, records: Iterable[Record]) -> dict[str, str]:
    """The timestamps of records of one model, as Tryton takes them with a write."""
    return {f"{model},{record['id']}": str(record["_timestamp"]) for record in records}


def version_of(stamps: Mapping[str, str]) -> str:
    """One text for the timestamps of several records: it changes when one of them is written, made or deleted."""
    said = "\n".join(f"{name} {stamp}" for name, stamp in sorted(stamps.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:32]

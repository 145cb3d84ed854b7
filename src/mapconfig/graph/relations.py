"""What a reference means: which way a change flows along it, and how people say it.

The relation of a reference comes from the schema (``x-reference``). A relation that this table does not know, such as
one of a kind somebody added, is taken at its word: whoever names an asset depends on it.
"""

from __future__ import annotations

from enum import StrEnum

from mapconfig.values import dataclass


class Flow(StrEnum):
    """Which end of a reference feels a change of the other end."""

    TO_SOURCE = "to source"
    """The one that names depends on the one that is named: a narrower list follows its master."""
    TO_TARGET = "to target"
    """The one that names acts on the one that is named: a journey decides who gets an e-mail."""
    NONE = "none"
    """Neither: who owns an asset does not change what it does."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: `active` is said of the asset that names, `passive` of the one that is named."""

    name: str
    flow: Flow
    active: str
    passive: str
    carries: bool = False
    """True when the one that names shows the content of the one that is named, without anybody joining or leaving."""
    mirrors: bool = False
    """True when the one that names is nothing without the one that is named, so that its users lose it as well."""


_ROWS = (
    Relation("extends", Flow.TO_SOURCE, "extends", "is extended by"),
    Relation("suppresses", Flow.TO_SOURCE, "suppresses", "is suppressed by"),
    Relation("uses", Flow.TO_SOURCE, "uses", "is used by"),
    Relation("embeds", Flow.TO_SOURCE, "embeds", "is embedded in", carries=True),
    Relation("enters-from", Flow.TO_SOURCE, "takes people in from", "lets people into"),
    Relation("sends-to", Flow.TO_SOURCE, "is sent to", "receives"),
    Relation("contacts", Flow.TO_SOURCE, "contacts", "is contacted by"),
    Relation("synced-with", Flow.TO_SOURCE, "is synced with", "is synced with", mirrors=True),
    Relation("collects", Flow.TO_SOURCE, "collects", "is collected by"),
    Relation("sends", Flow.TO_TARGET, "sends", "is sent by", carries=True),
    Relation("adds-to", Flow.TO_TARGET, "adds people to", "gets people from"),
    Relation("removes-from", Flow.TO_TARGET, "removes people from", "loses people to"),
    Relation("sets", Flow.TO_TARGET, "sets", "is set by"),
    Relation("stamps", Flow.TO_TARGET, "stamps", "is stamped by"),
    Relation("feeds", Flow.TO_TARGET, "feeds", "is fed by"),
    Relation("notifies", Flow.TO_TARGET, "notifies", "is notified by"),
    Relation("hands-over", Flow.TO_TARGET, "hands people over to", "gets people handed over by"),
    Relation("owned-by", Flow.NONE, "is owned by", "owns"),
    Relation("part-of", Flow.NONE, "is part of", "contains"),
)

RELATIONS = {row.name: row for row in _ROWS}


def relation(name: str) -> Relation:
    """The meaning of the relation called `name`."""
    found = RELATIONS.get(name)
    if found is None:
        words = name.replace("-", " ")
        found = Relation(name, Flow.TO_SOURCE, words, f"is named by ({words})")
    return found

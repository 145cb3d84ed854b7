"""What a reference means: which way a change flows along it, and how people say it.

The relation of a reference comes from the schema (``x-reference``). A relation that this table does not know, such as
one of a kind somebody added, is taken at its word: whoever names an asset depends on it.
"""

from __future__ import annotations

from enum import StrEnum

from mapconfig.language import say
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
    Relation("extends", Flow.TO_SOURCE, say("extends"), say("is extended by")),
    Relation("suppresses", Flow.TO_SOURCE, say("suppresses"), say("is suppressed by")),
    Relation("uses", Flow.TO_SOURCE, say("uses"), say("is used by")),
    Relation("embeds", Flow.TO_SOURCE, say("embeds"), say("is embedded in"), carries=True),
    Relation("enters-from", Flow.TO_SOURCE, say("takes people in from"), say("lets people into")),
    Relation("sends-to", Flow.TO_SOURCE, say("is sent to"), say("receives")),
    Relation("contacts", Flow.TO_SOURCE, say("contacts"), say("is contacted by")),
    Relation("synced-with", Flow.TO_SOURCE, say("is synced with"), say("is synced with"), mirrors=True),
    Relation("collects", Flow.TO_SOURCE, say("collects"), say("is collected by")),
    Relation("sends", Flow.TO_TARGET, say("sends"), say("is sent by"), carries=True),
    Relation("adds-to", Flow.TO_TARGET, say("adds people to"), say("gets people from")),
    Relation("removes-from", Flow.TO_TARGET, say("removes people from"), say("loses people to")),
    Relation("sets", Flow.TO_TARGET, say("sets"), say("is set by")),
    Relation("stamps", Flow.TO_TARGET, say("stamps"), say("is stamped by")),
    Relation("feeds", Flow.TO_TARGET, say("feeds"), say("is fed by")),
    Relation("notifies", Flow.TO_TARGET, say("notifies"), say("is notified by")),
    Relation("hands-over", Flow.TO_TARGET, say("hands people over to"), say("gets people handed over by")),
    Relation("owned-by", Flow.NONE, say("is owned by"), say("owns")),
    Relation("part-of", Flow.NONE, say("is part of"), say("contains")),
)

RELATIONS = {row.name: row for row in _ROWS}


def relation(name: str) -> Relation:
    """The meaning of the relation called `name`."""
    found = RELATIONS.get(name)
    if found is None:
        words = name.replace("-", " ")
        found = Relation(name, Flow.TO_SOURCE, words, say("is named by ({words})", words=words))
    return found

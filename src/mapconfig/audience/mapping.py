"""How the tables of a source say what criteria ask: `environments.<name>.people` of `mapconfig.yaml` as values.

A source has people and, where it can, what belongs to them: related records, what they did, static lists, what fields
held before, and who is on which journey. What a mapping leaves out the source has not, and what needs it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from mapconfig.criteria.syntax import VERBS
from mapconfig.model import Org
from mapconfig.model.references import mentions

#: The sources there are.
SOURCES = ("embedded", "parquet", "csv", "sqlite", "postgresql", "sql")
#: Hours for which a snapshot is used again where its source cannot tell whether it has changed, and then removed.
KEEP_HOURS = 24
#: Counts below this many people are not shown.
SMALL_COUNTS = 5
#: Fields that numbers about people are told with, though no criteria may ask for them: who may be mailed, and scores.
TOLD = frozenset({"email", "opted_out", "do_not_email", "hard_bounced", "confirmed_opt_in", "score", "grade"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``as`` says how it writes instants (``seconds`` or ``milliseconds`` since 1970) where not as
    dates; `yes` and `no` are what it holds for true and false where not those words or 1 and 0."""

    name: str
    unit: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    @classmethod
    def of(cls, said: Any) -> Column:
        if isinstance(said, str):
            return cls(said)
        return cls(
            said["column"],
            said.get("as", ""),
            tuple(map(str, said.get("yes", ()))),
            tuple(map(str, said.get("no", ()))),
        )


Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """One row a person; `key` tells them apart. `fields` are columns by the names of fields without a dot."""

    table: str
    key: str
    fields: Columns


@dataclass(frozen=True, slots=True)
class Link:
    """A table between people and records: one row for each person on a record, such as a role on an opportunity.
    `fields` are what it says of both, by bare names of the relation's fields."""

    table: str
    person: str
    record: str
    fields: Columns = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelatedTable:
    """Records of a relation. A person's are those whose `key` holds what the column `by` of people holds (the person's
    own key where it is empty), or those that `link` leads to."""

    table: str
    key: str
    fields: Columns
    by: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table that says what a number stands for: the row whose `key` is that number holds the word in `column`."""

    table: str
    key: str
    column: str


@dataclass(frozen=True, slots=True)
class ActivityTable:
    """What people did: all of one `verb`, or by `verb_column`, whose values mean what `verbs` says (the verbs
    themselves where it is empty). `name` is the column with what it was done to, by `names` or by `lookup` where it is
    a number."""

    table: str
    person: str
    at: Column
    verb: str = ""
    verb_column: str = ""
    verbs: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    lookup: Lookup | None = None

    @property
    def seen(self) -> tuple[str, ...]:
        """The verbs that this table can have."""
        if self.verb:
            return (self.verb,)
        found = set(self.verbs.values()) or set(VERBS)
        return tuple(verb for verb in VERBS if verb in found)


@dataclass(frozen=True, slots=True)
class ListTable:
    """Who is on which static list; `keys` has the key of a list by what `name` holds, where that is not the key."""

    table: str
    person: str
    name: str
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """What fields held before; `fields` has the name of a field by what `name` holds, where it is another."""

    table: str
    person: str
    name: str
    before: str
    after: str
    at: Column
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnrolmentTable:
    """Who is on which journey, at which step, since when; `keys` as for lists."""

    table: str
    person: str
    journey: str
    step: str
    since: Column
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleSource:
    """Where the people of an environment come from, and how to read them there."""

    source: str
    people: PeopleTable
    place: Any = ""
    """A path from the org's directory, an address, or ``{secret: NAME}`` for one in an environment variable."""
    related: Mapping[str, RelatedTable] = field(default_factory=dict)
    activities: tuple[ActivityTable, ...] = ()
    lists: ListTable | None = None
    changes: ChangeTable | None = None
    enrolments: EnrolmentTable | None = None
    identifiers: frozenset[str] = frozenset()
    """Identifying fields whose values may be taken, since the org's criteria ask for them and somebody agreed."""
    as_of: datetime | None = None
    keep_hours: int = KEEP_HOURS
    small_counts: int = SMALL_COUNTS
    separator: str = ""
    """Between the values of a CSV file; found out where empty."""

    @property
    def tables(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Each table that is read with the columns needed of it, and the words under `people` that name it."""
        by = tuple(one.by for one in self.related.values() if one.by)
        yield self.people.table, (self.people.key, *by, *_names(self.people.fields)), "people"
        for name, one in self.related.items():
            yield one.table, (one.key, *_names(one.fields)), f"related.{name}"
            if one.link is not None:
                columns = (one.link.person, one.link.record, *_names(one.link.fields))
                yield one.link.table, columns, f"related.{name}.link"
        for each in self.activities:
            columns = (each.person, each.at.name, *filter(None, (each.verb_column, each.name)))
            yield each.table, columns, "activities"
            if each.lookup is not None:
                yield each.lookup.table, (each.lookup.key, each.lookup.column), "activities.lookup"
        if self.lists is not None:
            yield self.lists.table, (self.lists.person, self.lists.name), "lists"
        if self.changes is not None:
            it = self.changes
            yield it.table, (it.person, it.name, it.before, it.after, it.at.name), "changes"
        if self.enrolments is not None:
            that = self.enrolments
            yield that.table, (that.person, that.journey, that.step, that.since.name), "enrolments"

    def only(self, needed: Needed) -> PeopleSource:
        """This source without the fields that nobody needs."""
        related = {}
        for name, one in self.related.items():
            fields = {bare: column for bare, column in one.fields.items() if f"{name}.{bare}" in needed.fields}
            link = one.link
            if link is not None:
                said = {bare: column for bare, column in link.fields.items() if f"{name}.{bare}" in needed.fields}
                link = replace(link, fields=said)
            related[name] = replace(one, fields=fields, link=link)
        fields = {name: column for name, column in self.people.fields.items() if name in needed.fields}
        return replace(self, people=replace(self.people, fields=fields), related=related)

    @property
    def fields(self) -> frozenset[str]:
        """The full names of all fields that it has."""
        found = set(self.people.fields)
        for name, one in self.related.items():
            found.update(f"{name}.{bare}" for bare in (*one.fields, *(one.link.fields if one.link else ())))
        return frozenset(found)


def _names(columns: Columns) -> tuple[str, ...]:
    return tuple(column.name for column in columns.values())


@dataclass(frozen=True, slots=True)
class Needed:
    """What orgs ask of people: the fields by full name, and the keys of the static lists and journeys they have."""

    fields: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    journeys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *orgs: Org) -> Needed:
        """What these orgs together need: every field that an asset names, and those that numbers are told with."""
        fields: set[str] = set(TOLD)
        lists: set[str] = set()
        journeys: set[str] = set()
        for org in orgs:
            for address, asset in org.assets.items():
                if address.kind == "list" and (asset.attributes.get("static") or _open(asset.attributes)):
                    lists.add(address.key)
                elif address.kind == "journey":
                    journeys.add(address.key)
                if address.kind in org.kinds and address.kind != "field":
                    fields.update(
                        each.target.key
                        for each in mentions(org.kinds[address.kind], asset.attributes)
                        if each.target.kind == "field"
                    )
        return cls(frozenset(fields), frozenset(lists), frozenset(journeys))

    def covers(self, other: Needed) -> bool:
        """Whether whoever has this has `other` too."""
        return other.fields <= self.fields and other.lists <= self.lists and other.journeys <= self.journeys


def _open(attributes: Mapping[str, Any]) -> bool:
    """Whether people are put on a list one by one, since it says nothing of who belongs."""
    return attributes.get("criteria") is None and attributes.get("extends") is None


def source_of(said: Mapping[str, Any]) -> PeopleSource:
    """The source that the sound settings `people` of an environment describe."""
    if said["source"] == "embedded":
        from mapconfig.audience.sources.embedded import MAPPING

        mapped = MAPPING
    else:
        mapped = PeopleSource(
            source=said["source"],
            people=PeopleTable(said["people"]["table"], said["people"]["key"], _columns(said["people"])),
            related={name: _related(one) for name, one in said.get("related", {}).items()},
            activities=tuple(_activities(one) for one in said.get("activities", {}).values()),
            lists=_lists(said["lists"]) if "lists" in said else None,
            changes=_changes(said["changes"]) if "changes" in said else None,
            enrolments=_enrolments(said["enrolments"]) if "enrolments" in said else None,
        )
    as_of = said.get("as_of")
    return replace(
        mapped,
        place=said.get("place", ""),
        identifiers=frozenset(said.get("identifiers", ())),
        as_of=moment(as_of) if as_of is not None else None,
        keep_hours=said.get("keep_hours", KEEP_HOURS),
        small_counts=said.get("small_counts", SMALL_COUNTS),
        separator=said.get("separator", ""),
    )


def moment(text: str) -> datetime:
    """An instant as settings write it; without an offset it is in UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _columns(said: Mapping[str, Any]) -> dict[str, Column]:
    return {name: Column.of(one) for name, one in said.get("fields", {}).items()}


def _related(said: Mapping[str, Any]) -> RelatedTable:
    link = said.get("link")
    return RelatedTable(
        said["table"],
        said["key"],
        _columns(said),
        said.get("by", ""),
        Link(link["table"], link["person"], link["record"], _columns(link)) if link is not None else None,
    )


def _activities(said: Mapping[str, Any]) -> ActivityTable:
    lookup = said.get("lookup")
    return ActivityTable(
        said["table"],
        said["person"],
        Column.of(said["at"]),
        said.get("verb", ""),
        said.get("verb_column", ""),
        dict(said.get("verbs", {})),
        said.get("name", ""),
        dict(said.get("names", {})),
        Lookup(lookup["table"], lookup["key"], lookup["column"]) if lookup is not None else None,
    )


def _lists(said: Mapping[str, Any]) -> ListTable:
    return ListTable(said["table"], said["person"], said["name"], dict(said.get("keys", {})))


def _changes(said: Mapping[str, Any]) -> ChangeTable:
    at = Column.of(said["at"])
    fields = dict(said.get("fields", {}))
    return ChangeTable(said["table"], said["person"], said["name"], said["before"], said["after"], at, fields)


def _enrolments(said: Mapping[str, Any]) -> EnrolmentTable:
    since, keys = Column.of(said["since"]), dict(said.get("keys", {}))
    return EnrolmentTable(said["table"], said["person"], said["journey"], said["step"], since, keys)

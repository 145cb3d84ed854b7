"""What a snapshot says of itself, and where its files are. Cheap: the standard library only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.audience.sheet import ActivityLeaf, ChangeLeaf, EnrolledLeaf, FieldLeaf, Formula, ListLeaf, Related
from mapconfig.criteria.syntax import VERBS
from mapconfig.errors import MapconfigError
from mapconfig.language import say, told

#: Raised whenever files change their meaning.
VERSION = 1
NAME = "manifest.json"
#: What a marked field holds where it is not blank.
SET = "set"
#: How many people a block has unless somebody says otherwise.
BLOCK = 131_072

_VERBS = tuple(VERBS)


class SnapshotBroken(MapconfigError):
    """A directory that should hold a snapshot does not."""


@dataclass(frozen=True, slots=True)
class Unread:
    """That `missed` of `values`, which is how many were not blank, could not be read as what the mapping says of their
    column: counts, and never a value."""

    table: str
    column: str
    wanted: str
    """What did not happen, such as ``be read as yes or no and count as blank``, after "could not"."""
    values: int
    missed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a snapshot; see the package for the tables."""

    as_of: datetime
    """The instant at which the data were true, in UTC."""
    source: str
    """Where they are from, for people: ``embedded``, ``parquet exports/`` ... No secret and nothing personal."""
    people: int
    block: int
    """How many people a block has; the last one may have fewer."""
    fields: Mapping[str, str]
    """The type of each field that is a column of people, by its full name."""
    relations: Mapping[str, Mapping[str, str]]
    """The fields of each relation of which a person may have many, by bare name."""
    tables: Mapping[str, int | None]
    """How many rows each table has; None where the source has no such table."""
    lists: tuple[str, ...] = ()
    """The keys of the static lists whose members are known."""
    journeys: tuple[str, ...] = ()
    verbs: tuple[str, ...] = _VERBS
    """The verbs that `activities` can hold, in the order of their codes."""
    seen: tuple[str, ...] = _VERBS
    """The verbs that the source knows: of another one it cannot be said that somebody never did it."""
    marked: frozenset[str] = frozenset()
    """The fields of which only whether they are blank is kept, since a value would tell who somebody is."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The column of a field, where its name is not the field's; see `column`."""
    digest: str = ""
    """What tells these data from others."""
    unread: tuple[Unread, ...] = ()
    """What of the mapped columns could not be read, or led to nobody."""

    @property
    def blocks(self) -> int:
        """How many blocks there are: at least one, though nobody may be in it."""
        return max(1, -(-self.people // self.block))

    def column(self, name: str) -> str:
        """The column that holds the field of this full name, in people or in the table of its relation."""
        found = self.columns.get(name)
        if found is not None:
            return found
        relation, dot, bare = name.partition(".")
        return bare if dot and relation in self.relations else name

    def to_json(self) -> bytes:
        said: dict[str, Any] = {
            "version": VERSION,
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "people": self.people,
            "block": self.block,
            "fields": dict(self.fields),
            "relations": {name: dict(fields) for name, fields in self.relations.items()},
            "tables": dict(self.tables),
            "lists": list(self.lists),
            "journeys": list(self.journeys),
            "verbs": list(self.verbs),
            "seen": list(self.seen),
            "marked": sorted(self.marked),
            "columns": dict(self.columns),
            "digest": self.digest,
            "unread": [[one.table, one.column, one.wanted, one.values, one.missed] for one in self.unread],
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError for what is none."""
        said = json.loads(data)
        if said["version"] != VERSION:
            raise ValueError(
                say(
                    "it has layout {found}, and this version knows {known}",
                    found=str(said["version"]),
                    known=str(VERSION),
                )
            )
        if tuple(said["verbs"]) != _VERBS:
            raise ValueError(say("it counts activities by other verbs"))
        return cls(
            as_of=datetime.fromisoformat(said["as_of"]),
            source=str(said["source"]),
            people=int(said["people"]),
            block=int(said["block"]),
            fields=dict(said["fields"]),
            relations={name: dict(fields) for name, fields in said["relations"].items()},
            tables=dict(said["tables"]),
            lists=tuple(said["lists"]),
            journeys=tuple(said["journeys"]),
            verbs=tuple(said["verbs"]),
            seen=tuple(said["seen"]),
            marked=frozenset(said["marked"]),
            columns=dict(said["columns"]),
            digest=str(said["digest"]),
            unread=tuple(Unread(*one) for one in said.get("unread", ())),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """People as they were at one instant, in a directory."""

    manifest: Manifest
    directory: Path

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The snapshot in `directory`; reads nothing but its manifest. Raises SnapshotBroken."""
        data = disk.read(directory / NAME)
        if data is None:
            raise SnapshotBroken(
                say(
                    "There is no snapshot of people in {directory}: it has no {name}.",
                    directory=str(directory),
                    name=NAME,
                )
            )
        try:
            return cls(Manifest.from_json(data), directory)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotBroken(
                say(
                    "The snapshot of people in {directory} cannot be used: {why}. Remove the directory; "
                    "it is made again from the source when it is needed.",
                    directory=str(directory),
                    why=told(error),
                )
            ) from None

    def file(self, table: str, block: int) -> Path | None:
        """The file of a block of `table`, or None where the block has no rows. Raises SnapshotBroken when the people
        of a block are missing."""
        path = self.directory / table / f"{block:05d}.parquet"
        if path.exists():
            return path
        if table == "people":
            raise SnapshotBroken(
                say(
                    "{path} is missing from a snapshot of people. Remove {directory}; it is made again "
                    "from the source when it is needed.",
                    path=str(path),
                    directory=str(self.directory),
                )
            )
        return None

    @property
    def names(self) -> Path:
        """The table of the names of activities."""
        return self.directory / "names.parquet"

    def people_in(self, block: int) -> int:
        """How many people `block` has."""
        return max(0, min(self.manifest.block, self.manifest.people - block * self.manifest.block))

    def files(self) -> Iterable[Path]:
        """All files of the snapshot, in order."""
        return sorted(path for path in self.directory.rglob("*") if path.is_file())


def lacks(manifest: Manifest, leaf: Formula) -> str:
    """Why a snapshot with this manifest cannot answer `leaf`, as a sentence; empty where it can."""
    if isinstance(leaf, FieldLeaf):
        return _lacks_field(manifest, leaf)
    if isinstance(leaf, ActivityLeaf):
        if manifest.tables.get("activities") is None:
            return say("{source} has no activities", source=manifest.source)
        return (
            ""
            if leaf.verb in manifest.seen
            else say("{source} does not know who {verb} something", source=manifest.source, verb=leaf.verb)
        )
    if isinstance(leaf, ChangeLeaf):
        known = manifest.tables.get("changes") is not None
        return "" if known else say("{source} does not keep what a field held before", source=manifest.source)
    if isinstance(leaf, ListLeaf):
        known = manifest.tables.get("lists") is not None and leaf.key in manifest.lists
        return (
            ""
            if known
            else say("{source} does not know who is on the static list/{key}", source=manifest.source, key=leaf.key)
        )
    if isinstance(leaf, Related):
        known = manifest.tables.get(f"related-{leaf.relation}") is not None
        return (
            "" if known else say("{source} has no {relation} records", source=manifest.source, relation=leaf.relation)
        )
    if isinstance(leaf, EnrolledLeaf):
        known = manifest.tables.get("enrolments") is not None
        return "" if known else say("{source} does not say who is in which journey", source=manifest.source)
    return ""


def _lacks_field(manifest: Manifest, leaf: FieldLeaf) -> str:
    name = leaf.test.field
    relation, dot, bare = name.partition(".")
    known = manifest.relations.get(relation, {}).get(bare) if dot else None
    if known is None:
        known = manifest.fields.get(name)
    if known is None:
        if manifest.source == "embedded":
            return say(
                "the made-up people of the embedded platform have no field/{name}: they have the same fields whatever "
                "fields the platform has (docs/people.md)",
                name=name,
            )
        return say("{source} has no field/{name}", source=manifest.source, name=name)
    if name in manifest.marked and leaf.test.operator != "is blank":
        return say(
            "the values of field/{name} tell who somebody is and were not taken; to count by them, name the field "
            "under `identifiers` of the environment's `people` in mapconfig.yaml",
            name=name,
        )
    if _stored(known) != _stored(leaf.kind.type) and leaf.test.operator != "is blank":
        return say(
            "field/{name} is asked as a {asked}, and its values are kept as {kept}",
            name=name,
            asked=leaf.kind.type,
            kept=known or "text",
        )
    return ""


def _stored(kind: str) -> str:
    return "text" if kind in ("", "choice") else kind

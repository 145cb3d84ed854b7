"""The people of an environment as a snapshot: kept from before while the source is the same, else taken now."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mapconfig.audience.mapping import Needed, PeopleSource, source_of
from mapconfig.audience.small import Showing, shown
from mapconfig.audience.snapshot.manifest import BLOCK, VERSION, Snapshot
from mapconfig.audience.sources import cache
from mapconfig.audience.sources.tables import Source, SourceFault
from mapconfig.criteria.catalogue import Catalogue
from mapconfig.criteria.moments import in_utc
from mapconfig.errors import InputError, UsageError
from mapconfig.language import say
from mapconfig.model import Environment
from mapconfig.report.safe import terminal

#: Raised whenever the same source would become another snapshot.
READING = 2
#: The sentence where the libraries are missing; census says the same before anything is opened.
INSTALL = say("Counting people needs duckdb and numpy: pip install 'mapconfig[audience]'.")
#: What the temporary database may hold in memory.
_MEMORY = "768MiB"


def take(
    environment: Environment,
    root: Path,
    catalogue: Catalogue,
    needed: Needed,
    now: datetime,
    *,
    block: int = BLOCK,
    memory: str = _MEMORY,
) -> Snapshot:
    """The people of `environment` of the org at `root`, with at least what is `needed` of them.

    Raises InputError when the environment names no people, when their source is not there or not as mapped, and when
    the libraries are missing; PlatformError when a platform or a database does not answer.
    """
    if environment.people is None:
        raise InputError(say("Environment {name} does not say where its people are.", name=environment.name))
    for library in ("duckdb", "numpy"):
        if find_spec(library) is None:
            raise InputError(INSTALL)
    said_of = source_of(environment.people).only(needed)
    if said_of.source == "sql":
        raise InputError(
            say(
                "The people of environment {name} are counted where they are and not copied, and this "
                "needs a copy. Name a source that is read (postgresql, parquet, csv or sqlite) in "
                "mapconfig.yaml.",
                name=environment.name,
            )
        )
    directory = cache.place(root, environment.name)
    with _opened(said_of, environment, root, now) as (source, mapping):
        digest = source.digest()
        said = _made_of(mapping, catalogue, needed, digest)
        for snapshot, before in cache.kept(directory):
            if _serves(before, said, needed, snapshot, mapping, now):
                cache.used(snapshot)
                _warn(snapshot)
                return snapshot
        moment = mapping.as_of or (datetime.fromisoformat(source.as_of()) if source.as_of() else now)
        with cache.making(directory) as made:
            snapshot = _made(made, source, mapping, catalogue, needed, in_utc(moment), digest, block, memory)
            name = hashlib.sha256(json.dumps([said, snapshot.manifest.digest], sort_keys=True).encode()).hexdigest()
            snapshot = cache.keep(made / "snapshot", directory, name[:24], said)
    cache.sweep(directory, max(mapping.keep_hours, 1), snapshot.directory)
    _warn(snapshot)
    return snapshot


_warned: set[str] = set()


def _warn(snapshot: Snapshot) -> None:
    """Say on standard error, once in a command, what of the people could not be read. Numbers are on the grid on which
    counts are hidden, since they tell how many are blank."""
    lines = [
        f"warning: column {one.column} of {one.table}: {_roughly(one.missed)} of {_roughly(one.values)} values could "
        f"not {one.wanted}"
        for one in snapshot.manifest.unread
    ]
    for line in lines:
        if f"{snapshot.directory}\0{line}" not in _warned and sys.stderr is not None:
            _warned.add(f"{snapshot.directory}\0{line}")
            with suppress(OSError):
                print(terminal(line), file=sys.stderr)


def _roughly(count: int) -> str:
    return shown(count, Showing.ROUNDED).words


def _made(
    made: Path,
    source: Source,
    mapping: PeopleSource,
    catalogue: Catalogue,
    needed: Needed,
    as_of: datetime,
    digest: str,
    block: int,
    memory: str,
) -> Snapshot:
    import duckdb

    from mapconfig.audience.snapshot.database import opened
    from mapconfig.audience.sources.cluster import Clustering

    for name in ("snapshot", "aside", "spill"):
        (made / name).mkdir(mode=0o700)
    about = digest or hashlib.sha256(f"{source.label}\0{as_of.isoformat()}".encode()).hexdigest()
    try:
        with opened(
            [made / "snapshot", made / "aside", *source.directories], memory=memory, spill=made / "spill"
        ) as con:
            work = Clustering(con, source, mapping, catalogue, needed, made / "snapshot", made / "aside", block)
            return work.carry_out(as_of, about)
    except (duckdb.Error, OSError) as error:
        # The library's own words are left out: they may quote what a row holds.
        raise SourceFault(
            say(
                "The people of {label} could not be put into a snapshot below {directory} ({fault}). Look "
                "whether that disk is full and whether every file of the source is complete, then run "
                "the same command again.",
                label=source.label,
                directory=str(made.parent),
                fault=type(error).__name__,
            )
        ) from None


def _made_of(mapping: PeopleSource, catalogue: Catalogue, needed: Needed, digest: str) -> dict[str, object]:
    """What a snapshot depends on, as JSON: its source, how that is read, and what was asked of it."""
    shape = asdict(replace(mapping, as_of=None, identifiers=frozenset()))
    shape["as_of"] = mapping.as_of.isoformat() if mapping.as_of else ""
    for unread in ("identifiers", "keep_hours", "small_counts"):
        shape.pop(unread)
    columns = {name: shape[name] for name in ("people", "related")}
    for name in columns:
        shape.pop(name)
    return {
        "reading": [VERSION, READING],
        "digest": digest,
        "tables": _plain(shape),
        "fields": {
            name: [kind.type, kind.identifier and name not in mapping.identifiers]
            for name in sorted(needed.fields)
            for kind in (catalogue.fields.get(name),)
            if kind is not None
        },
        "columns": _plain(columns),
        "needed": [sorted(needed.fields), sorted(needed.lists), sorted(needed.journeys)],
        "relations": dict(sorted(catalogue.relations.items())),
    }


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _serves(
    before: Mapping[str, object],
    said: Mapping[str, object],
    needed: Needed,
    snapshot: Snapshot,
    mapping: PeopleSource,
    now: datetime,
) -> bool:
    """Whether a snapshot that was made of `before` is what would be made now, or has all that would be in it."""
    if any(before.get(word) != said[word] for word in ("reading", "digest", "tables", "relations")):
        return False
    if not said["digest"] and not snapshot.manifest.as_of <= now < snapshot.manifest.as_of + timedelta(
        hours=mapping.keep_hours
    ):
        return False
    have, want = before.get("fields"), said["fields"]
    if not isinstance(have, dict) or not isinstance(want, dict):
        return False
    if any(have.get(name) != kind for name, kind in want.items()):
        return False
    if not _within(said["columns"], before.get("columns")):
        return False
    asked = before.get("needed")
    return isinstance(asked, list) and Needed(*map(frozenset, asked)).covers(needed)


def _within(part: Any, whole: Any) -> bool:
    """Whether all that `part` says is in `whole` too."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _within(value, whole[name]) for name, value in part.items())
    return bool(part == whole)


@contextmanager
def _opened(
    mapping: PeopleSource, environment: Environment, root: Path, now: datetime
) -> Iterator[tuple[Source, PeopleSource]]:
    """The source of `mapping`, and what of that it has. A relative place is seen from the org's root."""
    if mapping.source == "embedded":
        from mapconfig.audience.sources.embedded import EmbeddedPeople

        account = EmbeddedPeople.of(place_of(mapping, environment), environment, root, now)
        yield account, account.mapping(mapping)
        return
    place = place_of(mapping, environment)
    if mapping.source == "postgresql":
        from mapconfig.audience.sources.postgresql import PostgreSqlTables

        database = PostgreSqlTables.at(place)
        try:
            yield database, mapping
        finally:
            database.close()
        return
    path = (root / place).resolve()
    shown = place if isinstance(mapping.place, str) else "(a secret place)"
    if mapping.source == "sqlite":
        from mapconfig.audience.sources.sqlite import Sqlite

        yield Sqlite(path, shown), mapping
        return
    from mapconfig.audience.sources.files import Files

    yield Files(path, mapping.source, shown, mapping.separator), mapping


def place_of(mapping: PeopleSource, environment: Environment) -> str:
    """Where the people are, taken from the environment variable that the settings name. Raises UsageError."""
    if isinstance(mapping.place, str):
        return mapping.place
    name = mapping.place["secret"]
    value = os.environ.get(name)
    if not value:
        raise UsageError(
            say(
                "Environment {name} takes the place of its people from the environment variable "
                "{variable}, which is not set. Set it for this command only; it belongs in no file of "
                "the org.",
                name=environment.name,
                variable=name,
            )
        )
    if "\0" in value:
        raise SourceFault(say("The environment variable {name} holds no place.", name=name))
    return value

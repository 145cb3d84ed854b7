"""The people of the embedded platform: the tables of its file, by a mapping that is built in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mapconfig.audience.mapping import (
    ActivityTable,
    Column,
    EnrolmentTable,
    Link,
    ListTable,
    PeopleSource,
    PeopleTable,
    RelatedTable,
)
from mapconfig.audience.sources.sqlite import Sqlite
from mapconfig.backends.embedded.backend import file_of
from mapconfig.backends.embedded.people import People, people
from mapconfig.backends.embedded.population import COLUMNS, VERBS
from mapconfig.model import Environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mapconfig.audience.sources.tables import Table


def _columns(table: str, *left_out: str) -> dict[str, Column]:
    """The columns of a table as fields of the same names; the platform's moments are seconds."""
    return {
        name: Column(name, "seconds" if name.endswith("_at") else "") for name in COLUMNS[table] if name not in left_out
    }


MAPPING = PeopleSource(
    source="embedded",
    people=PeopleTable("person", "number", _columns("person", "account")),
    related={
        "account": RelatedTable("account", "number", _columns("account"), by="account"),
        "contract": RelatedTable("contract", "account", _columns("contract", "account"), by="account"),
        "opportunity": RelatedTable(
            "opportunity",
            "number",
            _columns("opportunity", "account"),
            link=Link("role", "person", "opportunity", _columns("role", "person", "opportunity")),
        ),
    },
    activities=(
        ActivityTable(
            "activity",
            "person",
            Column("at", "seconds"),
            verb_column="verb",
            verbs={str(code): verb for code, (verb, _) in enumerate(VERBS)},
            name="name",
        ),
    ),
    lists=ListTable("member", "person", "list"),
    enrolments=EnrolmentTable("enrolment", "person", "journey", "step", Column("since", "seconds")),
)


@dataclass(frozen=True)
class EmbeddedPeople:
    """The people of one account; they are made up when it has none yet."""

    found: People

    @classmethod
    def of(cls, place: str, environment: Environment, root: Path, now: datetime) -> EmbeddedPeople:
        """The account at `place`, else the one that `environment` is on. Raises PlatformError or InputError for a file
        that is none."""
        settings = {"file": place} if place else environment.settings
        return cls(people(file_of(settings, str(root)), as_of=now))

    @property
    def label(self) -> str:
        return "embedded"

    @property
    def directories(self) -> tuple[Path, ...]:
        return ()

    def digest(self) -> str:
        """People once made stay, so what they were made from tells them apart, with the number of rows."""
        parts = [self.found.as_of.isoformat()]
        with self.found.file.reading() as db:
            parts += [str(row) for row in db.execute("SELECT value FROM setting WHERE name IN ('people', 'instance')")]
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
                if name in COLUMNS:
                    parts.append(f"{name} {db.execute(f'SELECT count(*) FROM {name}').fetchone()}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def as_of(self) -> str:
        return self.found.as_of.isoformat()

    def mapping(self, said: PeopleSource) -> PeopleSource:
        """`said` without the tables that an account of an earlier version has not."""
        with self.found.file.reading() as db:
            there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        lists = said.lists if "member" in there else None
        return replace(said, lists=lists, enrolments=said.enrolments if "enrolment" in there else None)

    def table(self, con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], said: str, aside: Path) -> Table:
        return Sqlite(self.found.file.path, "the embedded platform").table(con, name, columns, said, aside)

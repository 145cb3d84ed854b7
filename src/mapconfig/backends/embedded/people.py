"""The people of an account: made up on first use, kept in the account's file, and read one by one.

Only counts of them ever leave mapconfig; nothing here prints, and no name of a real person is in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mapconfig.backends.embedded.file import AccountFile
from mapconfig.backends.embedded.population import COLUMNS, VERBS, populate
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.language import say, told

#: How many people an account has unless it is told.
COUNT = 50_000
SEED = 1871

_MOMENTS = frozenset(name for name in COLUMNS["person"] if name.endswith("_at"))
_YES_NO = frozenset(
    {
        "hardship_support",
        "assigned",
        "opted_out",
        "do_not_email",
        "hard_bounced",
        "confirmed_opt_in",
        "newsletter_opt_in",
    }
)
_SETTING = "people"


@dataclass(frozen=True, slots=True)
class People:
    """The people of one account, as they were at `as_of`. Iterating gives each as criteria see them, by number."""

    file: AccountFile
    as_of: datetime
    count: int

    def __iter__(self) -> Iterator[Person]:
        try:
            yield from self._read()
        except (ValueError, TypeError, KeyError, OverflowError, OSError) as error:
            raise self.file.unusable(say("its people cannot be read ({why})", why=told(error))) from error

    def _read(self) -> Iterator[Person]:
        with self.file.reading() as db:
            accounts = {
                number: _account(row)
                for number, *row in db.execute(f"SELECT number, {', '.join(COLUMNS['account'])} FROM account")
            }
            contracts: dict[int, list[dict[str, object]]] = {}
            for account, status, ends in db.execute("SELECT account, status, end_date FROM contract ORDER BY number"):
                record = {"status": status, "end_date": date.fromisoformat(ends)}
                contracts.setdefault(account, []).append(record)
            # Cursors are closed one by one: a connection with an open one keeps its lock, even when it is closed.
            with (
                closing(db.execute(_ROLES)) as roles_read,
                closing(db.execute(_ACTIVITIES)) as activities_read,
                closing(db.execute(_PEOPLE)) as people_read,
                closing(db.execute(_MEMBERS if _has(db, "member") else _NOBODY)) as members_read,
            ):
                groups = (_Groups(roles_read), _Groups(activities_read), _Groups(members_read))
                yield from _people(people_read, accounts, contracts, *groups)

    def enrolments(self) -> Iterator[tuple[int, str, str, datetime]] | None:
        """Who is on which journey: the person's place among the people, the journey's key, the step's id and since
        when. None where an earlier version made the people, and nobody knows."""
        with self.file.reading() as db:
            if not _has(db, "enrolment"):
                return None
            rows = db.execute(_ENROLMENTS).fetchall()
        return (
            (person - 1, journey, step, datetime.fromtimestamp(since, UTC)) for person, journey, step, since in rows
        )


_PEOPLE = f"SELECT number, {', '.join(COLUMNS['person'])} FROM person ORDER BY number"
_ROLES = (
    "SELECT r.person, o.stage, r.role, o.type, o.last_activity_at FROM role AS r"
    " JOIN opportunity AS o ON o.number = r.opportunity ORDER BY r.person, r.number"
)
_ACTIVITIES = "SELECT person, verb, name, at FROM activity ORDER BY person, at, number"
_MEMBERS = "SELECT person, list FROM member ORDER BY person, number"
_NOBODY = "SELECT number, number FROM person WHERE false"
_ENROLMENTS = "SELECT person, journey, step, since FROM enrolment ORDER BY person, number"


def _has(db: sqlite3.Connection, table: str) -> bool:
    """Whether the account has a table that earlier versions did not make."""
    found = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def _people(
    rows: Iterator[Any],
    accounts: dict[int, dict[str, object]],
    contracts: dict[int, list[dict[str, object]]],
    roles: _Groups,
    activities: _Groups,
    members: _Groups,
) -> Iterator[Person]:
    names = COLUMNS["person"][1:]
    moments = [index for index, name in enumerate(names) if name in _MOMENTS]
    answers = [index for index, name in enumerate(names) if name in _YES_NO]
    for number, account, *values in rows:
        for index in moments:
            if values[index] is not None:
                values[index] = datetime.fromtimestamp(values[index], UTC)
        for index in answers:
            if values[index] is not None:
                values[index] = bool(values[index])
        yield Person(
            fields=dict(zip(names, values, strict=True)),
            related={
                "account": (accounts[account],) if account is not None else (),
                "contract": tuple(contracts.get(account, ())),
                "opportunity": tuple(map(_opportunity, roles.of(number))),
            },
            activities=tuple(map(_activity, activities.of(number))),
            lists=frozenset(name for _, name in members.of(number)),
        )


class _Groups:
    """Rows that come sorted by their first column, handed out group by group as the numbers go up."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, number: int) -> list[tuple[Any, ...]]:
        found = []
        while self._next is not None and self._next[0] == number:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _account(row: list[Any]) -> dict[str, object]:
    account = dict(zip(COLUMNS["account"], row, strict=True))
    if account["active_contract"] is not None:
        account["active_contract"] = bool(account["active_contract"])
    return account


def _opportunity(row: tuple[Any, ...]) -> dict[str, object]:
    _, stage, role, kind, at = row
    return {"stage": stage, "role": role, "type": kind, "last_activity_at": datetime.fromtimestamp(at, UTC)}


def _activity(row: tuple[Any, ...]) -> Activity:
    _, verb, name, at = row
    return Activity(*VERBS[verb], name, datetime.fromtimestamp(at, UTC))


def people(file: str | Path, count: int = COUNT, seed: int = SEED, as_of: datetime | None = None) -> People:
    """The people of the account in `file`; they are made on first use, as of `as_of` (now, to the hour).

    Once made they stay as they are, whatever a later call asks for. Raises PlatformError when the file is no account.
    """
    account = AccountFile(Path(file))
    with account.reading() as db:
        found = _found(account, db)
    if found is None:
        moment = (as_of or datetime.now(UTC)).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        population = populate(count, seed, moment)
        with account.writing() as db:
            found = _found(account, db)
            if found is None:  # nobody else was quicker
                for table, columns in COLUMNS.items():
                    db.execute(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, {', '.join(columns)})")
                    marks = ", ".join("?" * len(columns))
                    db.executemany(
                        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", population.rows[table]
                    )
                said = {"count": count, "seed": seed, "as_of": moment.isoformat()}
                db.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (_SETTING, json.dumps(said)))
                found = People(account, moment, count)
    return found


def _found(account: AccountFile, db: sqlite3.Connection) -> People | None:
    """The people that are there already."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_SETTING,)).fetchone()
    if row is None:
        return None
    try:
        said = json.loads(row[0])
        return People(account, datetime.fromisoformat(said["as_of"]), int(said["count"]))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise account.unusable(say("what it says of its people cannot be read ({why})", why=told(error))) from error

"""The platform: what a vendor would run on a server, in one SQLite file.

It knows nothing of YAML, orgs or plans. Objects have a type, an integer id that is never used twice, an alias that is
their natural key, a version that counts writes, and times and names of who wrote, all its own. An object refers to
another by id, written ``list/id-17``, so renaming the other touches nobody. Some objects run, and must be paused to be
edited. Every change leaves a line in the request log.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapconfig.backend import Conflict, NotApplied, Rejected, Unclear
from mapconfig.backends.embedded.faults import Draw, Faults
from mapconfig.backends.embedded.file import AccountFile
from mapconfig.backends.embedded.objects import (
    ALIAS,
    COLUMNS,
    Edit,
    Keep,
    Stored,
    mapping_of,
    row_of,
    stored_of,
    targets_of,
)
from mapconfig.backends.embedded.quirks import QUIRKS, Content, rewritten
from mapconfig.language import say, told

#: The sequence that numbers requests while the account has bad days.
_REQUESTS = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One change that happened, from the log."""

    number: int
    at: str
    who: str
    verb: str
    type: str
    object: int
    alias: str
    version: int


def _now() -> datetime:
    return datetime.now(UTC)


class Platform:
    """One account. Every method is one request and raises what `mapconfig.backend` names for it."""

    def __init__(self, file: str | Path, who: str = "mapconfig", clock: Callable[[], datetime] = _now) -> None:
        """Open the account in `file`, and make it first where there is no such file.

        Raises PlatformError with a sentence when the file is not an account of this program.
        """
        self.file = AccountFile(Path(file))
        self.who = who
        self._clock = clock
        with self.file.reading() as db:
            settings = dict(db.execute("SELECT name, value FROM setting").fetchall())
        try:
            self.instance = str(uuid.UUID(settings["instance"]))
            self.quirks = frozenset(_listed(settings.get("quirks", "[]")))
            self.faults = Faults.of(mapping_of(settings.get("faults", "{}")))
        except (KeyError, ValueError, TypeError, RecursionError) as error:
            raise self.file.unusable(say("its settings cannot be read ({why})", why=told(error))) from error
        self.guards_deletes = settings.get("deletes", "refuse") == "refuse"
        self.unique = settings.get("aliases", "unique") == "unique"

    def configure(
        self,
        quirks: Collection[str] | None = None,
        faults: Faults | None = None,
        guards_deletes: bool | None = None,
        unique: bool | None = None,
    ) -> None:
        """Change how this account behaves, for every process that opens it from now on."""
        said: dict[str, str] = {}
        if quirks is not None:
            self.quirks = frozenset(quirks)
            said["quirks"] = json.dumps(sorted(self.quirks))
        if faults is not None:
            self.faults = faults
            said["faults"] = json.dumps(faults.said())
        if guards_deletes is not None:
            self.guards_deletes = guards_deletes
            said["deletes"] = "refuse" if guards_deletes else "unchecked"
        if unique is not None:
            self.unique = unique
            said["aliases"] = "unique" if unique else "any"
        with self.file.writing() as db:
            db.executemany("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", list(said.items()))

    @property
    def settle(self) -> float:
        """For how many seconds reads may be behind the times."""
        return self.faults.stale_for if self.faults.stale else 0.0

    # Reading

    def all(self, types: Collection[str]) -> tuple[Iterator[Stored], dict[tuple[str, int], str]]:
        """Every object of `types`, in their order and by id, and the aliases of all objects of the account; both as of
        one moment. Objects are decoded one at a time, so a large account costs little more than its text."""
        draw = self._request()
        with self.file.reading() as db:
            table = self._table(db, draw)
            query = f"SELECT {COLUMNS} FROM {table} WHERE type = ? ORDER BY id"
            rows = [row for type in types for row in db.execute(query, (type,)).fetchall()]
            aliases = {
                (kind, number): alias
                for kind, number, alias in db.execute(f"SELECT type, id, alias FROM {table}")
                if isinstance(alias, str) and ALIAS.match(alias)
            }
        return map(self._stored, rows), aliases

    def one(self, type: str, id: int) -> Stored | None:
        """The object with this id, or None."""
        found = self._where("type = ? AND id = ?", (type, id))
        return found[0] if found else None

    def called(self, type: str, alias: str) -> list[Stored]:
        """The objects with this alias; more than one where aliases need not be unique."""
        return self._where("type = ? AND alias = ?", (type, alias))

    def requests(self, after: int = 0) -> list[Request]:
        """The log of changes that happened, oldest first, from the one behind number `after`."""
        with self.file.reading() as db:
            rows = db.execute(
                "SELECT id, at, who, verb, type, object, alias, version FROM request WHERE id > ? ORDER BY id", (after,)
            ).fetchall()
        return [Request(*row) for row in rows]

    def _where(self, condition: str, values: tuple[Any, ...]) -> list[Stored]:
        draw = self._request()
        with self.file.reading() as db:
            table = self._table(db, draw)
            rows = db.execute(f"SELECT {COLUMNS} FROM {table} WHERE {condition} ORDER BY id", values).fetchall()
        return [self._stored(row) for row in rows]

    def _table(self, db: sqlite3.Connection, draw: Draw) -> str:
        """Where to read from: the objects, or what they were some seconds ago."""
        if not draw.stale:
            return "object"
        then = self._clock().timestamp() - self.faults.stale_for
        db.execute(f"CREATE TEMP TABLE before AS SELECT {COLUMNS} FROM object")
        # The oldest of what was replaced since then is what was there then; a line without an alias was nothing.
        db.execute(
            "DELETE FROM before WHERE EXISTS (SELECT 1 FROM former AS f WHERE f.type = before.type AND f.id = before.id"
            " AND f.until > ?)",
            (then,),
        )
        db.execute(
            f"INSERT INTO before SELECT {COLUMNS} FROM former AS f WHERE alias IS NOT NULL AND until > ? AND rowid ="
            " (SELECT min(rowid) FROM former AS g WHERE g.type = f.type AND g.id = f.id AND g.until > ?)",
            (then, then),
        )
        return "before"

    # Writing

    def create(
        self, type: str, alias: str, content: Content, runs: bool, extra: Mapping[str, Any] | None = None
    ) -> Stored:
        """Make an object. One that runs is made paused."""
        with self._change(self._request()) as db:
            active = False if runs else None
            return self._insert(db, "create", type, self._number(db, type), alias, content, active, extra or {})

    def reserve(self, type: str, count: int) -> int:
        """Set aside `count` ids of a type for `restore`; gives the first of them."""
        with self.file.writing() as db:
            last = self._number(db, type)
            db.execute("UPDATE sequence SET last = last + ? WHERE type = ?", (count - 1, type))
        return last

    def restore(self, objects: Iterable[tuple[str, int, str, Content, bool | None]]) -> int:
        """Put many objects into the account at once, as from a backup: (type, reserved id, alias, content, whether it
        runs). All of them are there afterwards or none is; gives their number."""
        count = 0
        with self._change(self._request()) as db:
            for type, id, alias, content, active in objects:
                self._insert(db, "restore", type, id, alias, content, active, {})
                count += 1
        return count

    def _insert(
        self,
        db: sqlite3.Connection,
        verb: str,
        type: str,
        id: int,
        alias: str,
        content: Content,
        active: bool | None,
        extra: Mapping[str, Any],
    ) -> Stored:
        self._admit(db, type, alias)
        now = self._stamp()
        made = Stored(
            type=type,
            id=id,
            alias=alias,
            content=rewritten(content, self.quirks),
            extra=extra,
            version=1,
            active=active,
            created_at=now,
            created_by=self.who,
            updated_at=now,
            updated_by=self.who,
            member_count=0,
        )
        self._remember(db, made, None)
        db.execute(f"INSERT INTO object ({COLUMNS}) VALUES ({', '.join('?' * 13)})", row_of(made))
        self._link(db, made)
        self._log(db, verb, made)
        return made

    def update(self, type: str, id: int, version: int | None, edit: Edit, running: bool = False) -> Stored:
        """Change an object. `version` is the one the change was made for, or None for whoever does not care.

        `running` lets a running object be edited, as the platform's own pages do.
        """

        def change(db: sqlite3.Connection, was: Stored) -> Stored:
            if was.active and not running:
                raise Rejected(
                    say(
                        "The {type} {alias} is running, and the platform edits only what is paused.",
                        type=type,
                        alias=repr(was.alias),
                    )
                )
            alias = was.alias if isinstance(edit.alias, Keep) else edit.alias
            if alias != was.alias:
                self._admit(db, type, alias)
            fields = {name: value for name, value in was.content.fields.items() if name not in edit.drop}
            name = was.content.name if isinstance(edit.name, Keep) else edit.name
            return self._next(was, alias, rewritten(Content(name, {**fields, **edit.put}), self.quirks), was.active)

        return self._changed("update", type, id, version, change)

    def switch(self, type: str, id: int, version: int | None, active: bool) -> Stored:
        """Set an object running, or pause it."""

        def change(_: sqlite3.Connection, was: Stored) -> Stored:
            if was.active is None:
                raise Rejected(
                    say("A {type} does not run on this platform, so there is nothing to start or to pause.", type=type)
                )
            return self._next(was, was.alias, was.content, active)

        return self._changed("activate" if active else "deactivate", type, id, version, change)

    def annotate(self, type: str, id: int, extra: Mapping[str, Any]) -> Stored:
        """Change what the platform's own pages keep with an object, such as colours and positions."""

        def change(_: sqlite3.Connection, was: Stored) -> Stored:
            then = self._next(was, was.alias, was.content, was.active)
            return replace(then, extra={**was.extra, **extra})

        return self._changed("annotate", type, id, None, change)

    def delete(self, type: str, id: int, version: int | None) -> None:
        """Remove an object; refused while others refer to it, unless the account is set not to check."""

        def change(db: sqlite3.Connection, was: Stored) -> None:
            if not self.guards_deletes:
                return
            users = db.execute(
                "SELECT o.type, o.alias FROM link JOIN object AS o ON o.type = link.type AND o.id = link.id"
                " WHERE target_type = ? AND target_id = ? AND NOT (o.type = ? AND o.id = ?) ORDER BY 1, 2",
                (type, id, type, id),
            ).fetchall()
            if users:
                named = ", ".join(f"{kind}/{alias}" for kind, alias in users[:3])
                if len(users) > 3:
                    named = say("{some} and {more} more", some=named, more=len(users) - 3)
                raise Rejected(
                    say(
                        "The platform does not delete the {type} {alias} while it is used by {users}.",
                        type=type,
                        alias=repr(was.alias),
                        users=named,
                    )
                )

        self._write("delete", type, id, version, change)

    def count_members(self, type: str, id: int, count: int) -> None:
        """Note how many people a list has, as the platform's own job does. It is no change and makes no version."""
        with self.file.writing() as db:
            db.execute("UPDATE object SET member_count = ? WHERE type = ? AND id = ?", (count, type, id))

    def _changed(
        self,
        verb: str,
        type: str,
        id: int,
        version: int | None,
        change: Callable[[sqlite3.Connection, Stored], Stored],
    ) -> Stored:
        then = self._write(verb, type, id, version, change)
        assert then is not None  # only a deletion leaves nothing
        return then

    def _write(
        self,
        verb: str,
        type: str,
        id: int,
        version: int | None,
        change: Callable[[sqlite3.Connection, Stored], Stored | None],
    ) -> Stored | None:
        """One write: `change` says what the object becomes, or None for nothing."""
        draw = self._request()
        if self.faults.leaky and version is not None:
            with self.file.reading() as db:
                self._expect(self._current(db, type, id), type, id, version)
            time.sleep(self.faults.leaky)
            version = None
        with self._change(draw) as db:
            was = self._expect(self._current(db, type, id), type, id, version)
            then = change(db, was)
            self._remember(db, was, was)
            db.execute("DELETE FROM link WHERE type = ? AND id = ?", (type, id))
            if then is None:
                db.execute("DELETE FROM object WHERE type = ? AND id = ?", (type, id))
                self._log(db, verb, was)
                return None
            # Columns are named, so those that somebody added to the table keep what they hold.
            db.execute(
                f"UPDATE object SET ({COLUMNS}) = ({', '.join('?' * 13)}) WHERE type = ? AND id = ?",
                (*row_of(then), type, id),
            )
            self._link(db, then)
            self._log(db, verb, then)
            return then

    def _current(self, db: sqlite3.Connection, type: str, id: int) -> Stored | None:
        row = db.execute(f"SELECT {COLUMNS} FROM object WHERE type = ? AND id = ?", (type, id)).fetchone()
        return None if row is None else self._stored(row)

    @staticmethod
    def _expect(found: Stored | None, type: str, id: int, version: int | None) -> Stored:
        if found is None:
            raise Conflict(
                say("The {type} with id {id} is not on the platform any more; somebody deleted it.", type=type, id=id)
            )
        if version is not None and found.version != version:
            raise Conflict(
                say(
                    "The {type} {alias} was changed by {updated_by} at {updated_at}, after it was read "
                    "(version {version}, not {wanted}). Nothing was written.",
                    type=type,
                    alias=repr(found.alias),
                    updated_by=found.updated_by,
                    updated_at=found.updated_at,
                    version=found.version,
                    wanted=version,
                )
            )
        return found

    def _next(self, was: Stored, alias: str, content: Content, active: bool | None) -> Stored:
        return replace(
            was,
            alias=alias,
            content=content,
            active=active,
            version=was.version + 1,
            updated_at=self._stamp(),
            updated_by=self.who,
        )

    def _admit(self, db: sqlite3.Connection, type: str, alias: str) -> None:
        """Refuse an alias that is none or is taken."""
        if ALIAS.match(alias) is None:
            raise Rejected(
                say(
                    "The platform refuses the alias {alias}: it takes letters, digits, dots and dashes.",
                    alias=repr(alias),
                )
            )
        if self.unique and db.execute("SELECT 1 FROM object WHERE type = ? AND alias = ?", (type, alias)).fetchone():
            raise Rejected(say("The platform has a {type} called {alias} already.", type=type, alias=repr(alias)))

    @staticmethod
    def _number(db: sqlite3.Connection, name: str) -> int:
        """The next number of a sequence."""
        db.execute("INSERT OR IGNORE INTO sequence (type, last) VALUES (?, 0)", (name,))
        db.execute("UPDATE sequence SET last = last + 1 WHERE type = ?", (name,))
        return int(db.execute("SELECT last FROM sequence WHERE type = ?", (name,)).fetchone()[0])

    def _remember(self, db: sqlite3.Connection, stored: Stored, was: Stored | None) -> None:
        """Keep what is replaced, for reads that are behind the times; only while the account has such days."""
        if not self.faults.stale:
            return
        until = self._clock().timestamp()
        db.execute("DELETE FROM former WHERE until < ?", (until - self.faults.stale_for,))
        if was is None:
            db.execute("INSERT INTO former (type, id, until) VALUES (?, ?, ?)", (stored.type, stored.id, until))
        else:
            db.execute(f"INSERT INTO former ({COLUMNS}, until) VALUES ({', '.join('?' * 14)})", (*row_of(was), until))

    @staticmethod
    def _link(db: sqlite3.Connection, stored: Stored) -> None:
        db.executemany(
            "INSERT INTO link (type, id, target_type, target_id) VALUES (?, ?, ?, ?)",
            [(stored.type, stored.id, kind, number) for kind, number in targets_of(stored)],
        )

    def _log(self, db: sqlite3.Connection, verb: str, stored: Stored) -> None:
        db.execute(
            "INSERT INTO request (at, who, verb, type, object, alias, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._stamp(), self.who, verb, stored.type, stored.id, stored.alias, stored.version),
        )

    def _stamp(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def _request(self) -> Draw:
        """Begin a request: draw what goes wrong with it, and let what goes wrong beforehand happen."""
        faults = self.faults
        if not faults.armed:
            return Draw()
        if faults.slow:
            time.sleep(faults.slow)
        with self.file.writing() as db:
            number = self._number(db, _REQUESTS)
        draw = faults.draw(number)
        if draw.before:
            raise NotApplied(
                say("The platform is too busy to take the request now; nothing was done."), retry_after=0.01
            )
        return draw

    @contextmanager
    def _change(self, draw: Draw) -> Iterator[sqlite3.Connection]:
        """The transaction of a write, after which the answer may be lost."""
        with self.file.writing() as db:
            yield db
        if draw.after:
            raise Unclear(say("The connection to the platform broke before the answer came."))

    def _stored(self, row: tuple[Any, ...]) -> Stored:
        try:
            return stored_of(row)
        except (ValueError, TypeError, RecursionError) as error:
            raise self.file.unusable(
                say("its {type} number {number} cannot be read ({why})", type=row[0], number=row[1], why=told(error))
            ) from error


def _listed(text: str) -> list[str]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(name in QUIRKS for name in found):
        raise ValueError("a habit that this version does not know")
    return found

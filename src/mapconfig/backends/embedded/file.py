"""The file of an account: opening, making and refusing it, and its transactions."""

from __future__ import annotations

import os
import sqlite3
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapconfig import disk
from mapconfig.backend import NotApplied, Rejected, Unclear
from mapconfig.errors import PlatformError
from mapconfig.language import say, told

#: "mapc": marks the file as one of ours (``PRAGMA application_id``).
APPLICATION = 0x6D617063
#: Counts the layouts of the file (``PRAGMA user_version``).
LAYOUT = 1
#: Seconds for which a request waits while another one writes.
PATIENCE = 30.0
#: The longest text or value that is read from a file, in bytes.
LONGEST = 64 * 1024 * 1024

_TABLES = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sequence (type TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE object (
    type TEXT NOT NULL, id INTEGER NOT NULL, alias TEXT NOT NULL, name TEXT, fields TEXT NOT NULL,
    extra TEXT NOT NULL DEFAULT '{}', version INTEGER NOT NULL, active INTEGER,
    created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
    member_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (type, id)
);
CREATE INDEX object_alias ON object (type, alias);
CREATE TABLE link (
    type TEXT NOT NULL, id INTEGER NOT NULL, target_type TEXT NOT NULL, target_id INTEGER NOT NULL,
    PRIMARY KEY (type, id, target_type, target_id)
);
CREATE INDEX link_target ON link (target_type, target_id);
CREATE TABLE former (
    type TEXT NOT NULL, id INTEGER NOT NULL, until REAL NOT NULL, alias TEXT, name TEXT, fields TEXT, extra TEXT,
    version INTEGER, active INTEGER, created_at TEXT, created_by TEXT, updated_at TEXT, updated_by TEXT,
    member_count INTEGER
);
CREATE INDEX former_until ON former (until);
CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL, type TEXT NOT NULL,
    object INTEGER NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL
);
"""
_STATEMENTS = tuple(statement.strip() for statement in _TABLES.split(";") if statement.strip())
#: By table or index, how the statement that makes it begins. Columns that somebody adds come after that.
_BEGINNINGS = {
    statement.split()[2]: statement.partition(",\n    PRIMARY KEY")[0].rstrip(")\n") for statement in _STATEMENTS
}


class AccountFile:
    """One SQLite file that holds an account.

    A connection lives for one request, so threads and processes need no arrangement among themselves. The rollback
    journal with ``synchronous=FULL`` keeps the file whole when a process is killed at any moment, and leaves a single
    file that can be copied.
    """

    def __init__(self, path: Path) -> None:
        """Open the account at `path`, and make it first where there is no file. Raises PlatformError with a sentence
        when the file is no account, or one that this version cannot work with."""
        self.path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC, 0o600))
            if not stat.S_ISREG(path.stat().st_mode):
                raise self.unusable(say("it is not a regular file"))
        except OSError as error:
            raise self.unusable(disk.reason(error)) from error
        with self.reading() as db:
            if _is_empty(db):
                empty = True
            else:
                empty = False
                self._recognise(db)
        if empty:
            self._make()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment, in which every fault of SQLite becomes a sentence."""
        with self._connected() as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which is there as a whole or not at all."""
        with self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            try:
                db.execute("COMMIT")
            except sqlite3.Error as error:
                if error.sqlite_errorname.startswith("SQLITE_BUSY"):  # readers did not let go: nothing was written
                    raise
                raise Unclear(
                    say(
                        "The disk did not confirm a write to {path} ({why}). Look at what is there before "
                        "repeating it.",
                        path=str(self.path),
                        why=told(error),
                    )
                ) from error

    def unusable(self, reason: str) -> PlatformError:
        return PlatformError(
            say(
                "{path} cannot be used as the embedded platform: {reason}. Name another file under "
                "settings.file in mapconfig.yaml, or restore this one from a copy.",
                path=str(self.path),
                reason=reason,
            )
        )

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        try:
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA synchronous = FULL")
            yield db
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._explained(error) from error
        except UnicodeEncodeError as error:
            raise Rejected(
                say("The platform takes only text that is valid Unicode, with no halves of characters.")
            ) from error
        finally:
            db.close()

    def _recognise(self, db: sqlite3.Connection) -> None:
        """Refuse what is not an account."""
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise self.unusable(say("it is another program's database"))
        layout = db.execute("PRAGMA user_version").fetchone()[0]
        if layout > LAYOUT:
            raise PlatformError(
                say(
                    "{path} was written by a newer mapconfig (layout {layout}; this one knows {known}). "
                    "Nothing was read or written. Use the newer version.",
                    path=str(self.path),
                    layout=layout,
                    known=LAYOUT,
                )
            )
        if layout < LAYOUT:
            raise self.unusable(say("its layout {layout} was never released", layout=layout))
        things = {name: (type, sql) for name, type, sql in db.execute("SELECT name, type, sql FROM sqlite_master")}
        strange = sorted(name for name, (type, _) in things.items() if type not in ("table", "index"))
        if strange:
            raise self.unusable(
                say("it holds {names}, which this program did not put there", names=", ".join(map(repr, strange)))
            )
        for name, beginning in _BEGINNINGS.items():
            sql = things.get(name, ("", ""))[1]
            if not isinstance(sql, str) or not sql.startswith(beginning):
                raise self.unusable(say("its {name} is not as this program makes it", name=repr(name)))

    def _make(self) -> None:
        with self.writing() as db:
            if not _is_empty(db):  # another process was quicker
                return
            for statement in _STATEMENTS:
                db.execute(statement)
            db.execute("INSERT INTO setting (name, value) VALUES ('instance', ?)", (str(uuid.uuid4()),))
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {LAYOUT}")

    def _explained(self, error: Exception) -> PlatformError:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return NotApplied(
                say(
                    "{path} has been busy with another process for {patience} s.",
                    path=str(self.path),
                    patience=format(PATIENCE, ".0f"),
                ),
                retry_after=1.0,
            )
        if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_FULL", "SQLITE_TOOBIG")):
            return Rejected(say("{path} cannot be written: {why}.", path=str(self.path), why=told(error)))
        return self.unusable(str(error))


def _is_empty(db: sqlite3.Connection) -> bool:
    """Whether nobody has put anything into the database yet, as after a kill between making the file and filling it."""
    marks = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return marks == [0, 0] and db.execute("SELECT 1 FROM sqlite_master").fetchone() is None

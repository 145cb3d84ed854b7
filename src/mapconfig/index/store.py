"""The index's database: what was concluded about each file and asset, so that a run asks only about what changed.

It lies in the user's own cache directory and not in the org: an org may come from a stranger's pull request, and
whoever writes the index decides what `validate` says. It may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from mapconfig import __version__
from mapconfig.index import facts
from mapconfig.language import Text, kept, taken

#: The findings view of `mapconfig.report.findings`, as JSON values.
Document = dict[str, Any]

#: The environment variable for the directory of all caches; empty turns them off.
PLACE = "MAPCONFIG_CACHE"
#: Raised whenever what is stored changes its meaning.
SHAPE = 6
#: What a row of the findings view says in words.
SAID = ("summary", "detail", "fix")
#: The longest name made of a path, so that what is appended still fits into the 255 bytes that file systems take.
_LONGEST = 200

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (folder TEXT PRIMARY KEY, files TEXT NOT NULL);
CREATE TABLE file (path TEXT PRIMARY KEY, sha TEXT NOT NULL, findings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE side (path TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (path, file)) WITHOUT ROWID;
CREATE INDEX side_file ON side (file);
CREATE TABLE asset (address TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, document INTEGER NOT NULL,
                    renamed_from TEXT, attributes TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX asset_kind ON asset (kind, address);
CREATE INDEX asset_file ON asset (file);
CREATE TABLE edge (source TEXT NOT NULL, number INTEGER NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL,
                   path TEXT NOT NULL, PRIMARY KEY (source, number)) WITHOUT ROWID;
CREATE INDEX edge_target ON edge (target, source, number, relation);
CREATE TABLE finding (address TEXT NOT NULL, number INTEGER NOT NULL, rule TEXT NOT NULL, value TEXT NOT NULL,
                      PRIMARY KEY (address, rule, number)) WITHOUT ROWID;
"""


def place(root: str) -> str | None:
    """Where the index of the org at `root` is, or None when caches are turned off or the user has no home."""
    said = os.environ.get(PLACE)
    if said == "":
        return None
    base = said or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(base):
        return None
    return os.path.join(base, "mapconfig", f"{_name(root)}-{__version__}-{SHAPE}")


def _name(root: str) -> str:
    """A name for the directory `root` that no other has and every file system takes. It is hashed only where it is
    long, since loading what hashes takes 2 ms of every command."""
    found = "".join(each if each.isalnum() and each.isascii() else f"%{ord(each):x}." for each in root)
    if len(found) <= _LONGEST:
        return found
    import hashlib

    return hashlib.sha256(os.fsencode(root)).hexdigest()


def program() -> str:
    """What tells this program from one that could conclude otherwise, though it has the same version: what the file
    system says of its files. Kept as it is and not hashed, for the same reason."""
    home = os.path.dirname(os.path.dirname(__file__))
    found = [*facts.facts(home, without=("__pycache__",)).items()]
    if not os.path.isdir(os.path.join(home, "schemas")):
        found += facts.facts(os.path.join(home, "..", "..", "schemas")).items()
    return text(sorted(found))


def text(value: Any) -> str:
    """`value` as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def remember(store: Store, document: Document, seen: Mapping[str, str | None], racy: list[str]) -> None:
    """Put down what a run concluded, and what it saw of the folders `seen`, None where one has no files any more;
    `racy` are the files to look into next time."""
    store.many("DELETE FROM seen WHERE folder = ?", ((folder,) for folder in seen))
    store.many("INSERT INTO seen VALUES (?, ?)", (row for row in seen.items() if row[1] is not None))
    store.put("racy", text(racy))
    store.put("document", text(document))
    # What only those need who read another language than English.
    store.put("texts", text(_texts(document)))


def _texts(document: Document) -> dict[str, Any]:
    """The texts of a document that can be put into another language, by their English."""
    said = [row[name] for row in document["findings"] for name in SAID]
    said += (code["summary"] for code in document["codes"].values())
    return {text: kept(text) for text in said if isinstance(text, Text)}


def with_texts(store: Store, document: Document) -> Document:
    """A document that was kept as plain JSON values, with the texts in it that can be put into another language."""
    texts = {english: taken(value) for english, value in json.loads(store.get("texts") or "{}").items()}
    for row in document["findings"]:
        for name in SAID:
            row[name] = texts.get(row[name], row[name])
    for code in document["codes"].values():
        code["summary"] = texts.get(code["summary"], code["summary"])
    return document


class Store:
    """One open database. Every fault of it is a `sqlite3.Error` or an `OSError`: whoever uses it does without."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The connection; opened at the first use, and made when there is none."""
        if self._db is None:
            directory = os.path.dirname(self.path)
            os.makedirs(directory, mode=0o700, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
            os.chmod(self.path, 0o600)
            self._db.execute("PRAGMA synchronous = OFF")  # losing it in a power cut costs one cold run
            if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                self._db.executescript(_TABLES)
        return self._db

    def exists(self) -> bool:
        return os.path.exists(self.path)

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def drop(self) -> None:
        """Forget everything."""
        self.close()
        for suffix in ("", "-journal"):
            if os.path.exists(self.path + suffix):
                os.remove(self.path + suffix)

    def get(self, name: str) -> str | None:
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def put(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def seen(self) -> dict[str, str]:
        """What the file system said of the files when they were last looked at."""
        return dict(self.db.execute("SELECT folder, files FROM seen"))

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(query, values).fetchall()

    def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self.db.executemany(query, rows)

    def within(self, query: str, values: Iterable[str]) -> list[tuple[Any, ...]]:
        """Rows of `query`, whose ``?*`` stands for a list, asked in portions that SQLite can take."""
        wanted = list(values)
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            found += self.rows(query.replace("?*", ",".join("?" * len(part))), *part)
        return found

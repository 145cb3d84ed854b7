"""What is wrong with an org, at the cost of what changed since it was last asked.

Three ways lead to the same document, and a test holds them to that. *Unchanged*: no file has moved, so the last
document stands. *Advanced*: a few files have, so those are read again, and rules look again at the assets whose scope
they are in. *Cold*: everything is read and checked, and kept.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from datetime import date

from mapconfig.index import facts
from mapconfig.index.facts import Facts
from mapconfig.index.store import Document, Store, place, program, with_texts

#: The database below the directory of an org's caches.
NAME = "index.sqlite3"
#: What shows that an index is damaged, or is not what this program writes.
UNUSABLE = (sqlite3.Error, ValueError, KeyError, TypeError, IndexError, OSError)

#: More changed files than this are quicker read together.
MANY = 400


def verdict(root: str, day: date, *, cold: bool = False, texts: bool = False) -> Document:
    """The findings of the org at `root` as the document of `mapconfig.report.findings`.

    With `cold` every file is read and checked anew, and the index is neither asked nor written. With `texts` what it
    says can be put into another language.
    """
    where = None if cold else place(root)
    if where is None:
        return _cold(root, day, None, {}, 0)
    store = Store(os.path.join(where, NAME))
    taken = time.time_ns()
    now = facts.facts(root)
    try:
        try:
            found = warm(store, root, now, taken, day, texts=texts)
            if found is not None:
                return found
        except UNUSABLE:
            pass_over = True  # an index that cannot be used is made anew
        else:
            pass_over = store.exists()
        if pass_over:
            with contextlib.suppress(OSError):
                store.drop()
        return _cold(root, day, store, now, taken)
    finally:
        store.close()


def warm(store: Store, root: str, now: Facts, taken: int, day: date, *, texts: bool = False) -> Document | None:
    """The document of an index that is up to date, or can be brought there. `now` are the facts of the files, looked at
    from the moment `taken` on."""
    if not store.exists() or store.get("day") != day.isoformat() or store.get("program") != program():
        return None
    before = store.seen()
    if store.get("racy") == "[]" and before == now:
        said: Document = json.loads(store.get("document") or "")
        return with_texts(store, said) if texts else said
    return _advanced(store, root, before, now, taken, day)


def _advanced(store: Store, root: str, before: Facts, now: Facts, taken: int, day: date) -> Document | None:
    paths = facts.of(now, json.loads(store.get("racy") or "[]"))
    paths.update(facts.moved(before, now))
    if len(paths) > MANY:
        return None
    from mapconfig.index.advance import advance

    return advance(store, root, now, paths, taken, day)


def _cold(root: str, day: date, store: Store | None, now: Facts, taken: int) -> Document:
    from mapconfig.index.build import build, keep

    built = build(root, day)
    if store is not None:
        try:
            keep(store, built, now, taken, day)
        except (sqlite3.Error, OSError, ValueError):  # a name that is no text is a ValueError
            with contextlib.suppress(OSError):
                store.drop()  # what cannot be written is done without
    return built.document

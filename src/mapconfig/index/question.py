"""Questions about the org as its files are, answered from the index where that can be brought up to date."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from mapconfig.graph import Links
from mapconfig.index import facts
from mapconfig.index.held import HeldAssets, HeldLinks, kept_settings
from mapconfig.index.store import Store, place
from mapconfig.index.verdict import NAME, UNUSABLE, warm
from mapconfig.model import Org
from mapconfig.read.schema import load_kinds

T = TypeVar("T")


def ask(root: str, day: date, tell: Callable[[Org, Links], T]) -> T | None:
    """What `tell` makes of the org at `root` and its references by way of the index, which is brought up to date; None
    where there is none that can be, and everything has to be read.

    What `tell` is given lies in the index and cannot be used when it has returned.
    """
    where = place(root)
    if where is None:
        return None
    store = Store(os.path.join(where, NAME))
    taken = time.time_ns()
    try:
        if not store.exists() or warm(store, root, facts.facts(root), taken, day) is None:
            return None
        return tell(Org(load_kinds(), HeldAssets(store), kept_settings(store)), HeldLinks(store))
    except UNUSABLE:
        with contextlib.suppress(OSError):
            store.drop()
        return None
    finally:
        store.close()

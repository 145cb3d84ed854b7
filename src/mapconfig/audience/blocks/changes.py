"""Whose fields took on another value: rows of before and after, of which the oracle looks at each pair once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import numpy as np

from mapconfig.audience.blocks.bitmaps import Bits, packed
from mapconfig.audience.blocks.classes import microseconds
from mapconfig.audience.blocks.reading import Reader
from mapconfig.audience.sheet import ChangeLeaf
from mapconfig.audience.snapshot.persons import text_value
from mapconfig.criteria.oracle import FieldChange, Person, changed_between

_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
#: How many pairs are remembered from block to block.
REMEMBERED = 100_000

Pair = tuple[str, str | None, str | None]
"""A field, and what it held before and after."""


class Changed:
    """Answers `leaves` block by block."""

    def __init__(self, leaves: Collection[ChangeLeaf]) -> None:
        self._leaves = tuple(leaves)
        self._fields = sorted({leaf.field for leaf in leaves})
        self._passing: dict[Pair, list[bool]] = {}

    def read(self, reader: Reader, block: int) -> dict[ChangeLeaf, Bits]:
        """Whom each leaf is true of."""
        columns = {"field": "field", "before": "before", "after": "after", "at": 'epoch_us("at")'}
        where = 'WHERE list_contains(?::VARCHAR[], field) AND "at" IS NOT NULL'
        owners, rows = reader.rows("changes", block, columns, where, [self._fields])
        if len(self._passing) > REMEMBERED:
            self._passing = {}
        pairs = zip(rows["field"].tolist(), rows["before"].tolist(), rows["after"].tolist(), strict=True)
        table = np.array([self._passes(pair) for pair in pairs], np.bool_).reshape(-1, len(self._leaves))
        people = reader.snapshot.people_in(block)
        found = {}
        for place, leaf in enumerate(self._leaves):
            start, end = leaf.interval
            meets = table[:, place]
            if start is not None:
                meets = meets & (rows["at"] >= microseconds(start))
            if end is not None:
                meets = meets & (rows["at"] < microseconds(end))
            truth = np.zeros(people, np.bool_)
            truth[owners[meets]] = True
            found[leaf] = packed(truth)
        return found

    def _passes(self, pair: Pair) -> list[bool]:
        """Which leaves this change passes, whenever it happened."""
        known = self._passing.get(pair)
        if known is None:
            known = self._passing[pair] = [leaf.field == pair[0] and _is_change(leaf, pair) for leaf in self._leaves]
        return known


def _is_change(leaf: ChangeLeaf, pair: Pair) -> bool:
    name, before, after = pair
    kind = leaf.kind.type
    change = FieldChange(name, _value(before, kind), _value(after, kind), _ANY_TIME)
    return changed_between(Person(changes=(change,)), name, leaf.before, leaf.after, (None, None), leaf.kind)


def _value(text: str | None, kind: str) -> object:
    """What `text` stands for; itself where it is nothing of this kind, which the oracle then takes for a blank."""
    try:
        return text_value(text, kind)
    except ValueError:
        return text

"""The tested columns of one block: a bitmap for each class of values, packed once; a test is an OR of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from mapconfig.audience.blocks.bitmaps import Bits, Truth, none, packed
from mapconfig.audience.blocks.classes import Codes
from mapconfig.audience.blocks.reading import Tests
from mapconfig.audience.sheet import FieldLeaf

#: With more classes than this to put together, looking up each row is quicker.
MANY = 48


class Columns:
    """The rows of one table in one block, of people or of records."""

    def __init__(self, count: int, tests: Iterable[Tests], codes: Mapping[str, Codes]) -> None:
        self.count = count
        self._tests = {test.field: test for test in tests}
        self._codes = codes
        self._packed: dict[tuple[str, int], Bits] = {}

    def bits(self, leaf: FieldLeaf) -> Bits:
        """The rows that pass `leaf`."""
        field = leaf.test.field
        passing = self._tests[field].classes.passing(leaf)
        if len(passing) > MANY:
            return packed(self.truth(leaf))
        found = none(self.count)
        for code in passing:
            np.bitwise_or(found, self._class(field, code), out=found)
        return found

    def truth(self, leaf: FieldLeaf) -> Truth:
        """The same, one value a row."""
        codes = self._codes[leaf.test.field]
        table = np.zeros(int(codes.max(initial=0)) + 1, np.bool_)
        passing = [code for code in self._tests[leaf.test.field].classes.passing(leaf) if code < table.size]
        table[passing] = True
        return table[codes]

    def _class(self, field: str, code: int) -> Bits:
        found = self._packed.get((field, code))
        if found is None:
            found = self._packed[field, code] = packed(self._codes[field] == code)
        return found

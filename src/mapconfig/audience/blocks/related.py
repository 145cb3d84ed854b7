"""At least one record: a formula answered for each related record, and then for the people who have them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mapconfig.audience.blocks.bitmaps import Bits, Truth, packed
from mapconfig.audience.blocks.columns import Columns
from mapconfig.audience.blocks.needs import inside
from mapconfig.audience.blocks.reading import Owners
from mapconfig.audience.sheet import All, AnyOf, FieldLeaf, Not, Ref, Related, Sheet


class Records:
    """The records of one relation that the people of a block have."""

    def __init__(self, owners: Owners, columns: Columns, people: int) -> None:
        self._owners = owners
        self._columns = columns
        self._people = people

    def some(self, sheet: Sheet, related: Related, of_people: Mapping[Ref, Truth]) -> Bits:
        """Who has a record for which `related.item` is true. `of_people` answers the formulas in it that are about the
        person."""
        truths: dict[Ref, Truth] = {ref: truth[self._owners] for ref, truth in of_people.items()}
        for ref in inside(sheet, related)[0]:
            truths[ref] = self._record_truth(sheet, ref, truths)
        truth = np.zeros(self._people, np.bool_)
        truth[self._owners[truths[related.item]]] = True
        return packed(truth)

    def _record_truth(self, sheet: Sheet, ref: Ref, truths: Mapping[Ref, Truth]) -> Truth:
        formula = sheet[ref]
        if isinstance(formula, FieldLeaf):
            return self._columns.truth(formula)
        if isinstance(formula, Not):
            return ~truths[formula.item]
        assert isinstance(formula, All | AnyOf), "nothing else asks a record"
        combine = np.logical_and if isinstance(formula, All) else np.logical_or
        found: Truth = combine.reduce([truths[item] for item in formula.items])
        return found

"""Tests of one field cut its values into classes: all values of a class pass the same tests.

So a block needs one small number a person for a field, however many tests ask it, and a test is an OR of classes. Which
class passes which test is decided here in Python, by the oracle's own functions, on the values there are (text) or on
one value of each stretch between two places where a test changes its mind (numbers and dates). No database compares
anything, so capitals, accents and rounding mean here what they mean to the oracle.

Class 0 is the blank, which passes nothing but ``is blank``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from mapconfig.audience.sheet import FieldLeaf
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import interval_of_test
from mapconfig.criteria.oracle import holds
from mapconfig.criteria.parts import is_date, plain_number
from mapconfig.criteria.syntax import OPERATORS, FieldTest

#: The class of each row.
Codes = npt.NDArray[np.unsignedinteger[Any]]

BLANK = 0
#: How many values of a text column are remembered from block to block.
REMEMBERED = 100_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_WHOLE = np.iinfo(np.int64)
_NUMBER = FieldType("number")


class Classes(Protocol):
    """The classes of one column."""

    def passing(self, leaf: FieldLeaf) -> Sequence[int]:
        """The classes all of whose values pass `leaf`; no value of the others does."""


def microseconds(moment: datetime) -> int:
    """A moment as timestamps are kept: microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Stretches:
    """Classes of a column of numbers or moments: the stretches between `cuts`, which rise. Class 1 begins at the lowest
    value there is, class i + 2 at cut i."""

    def __init__(self, cuts: npt.NDArray[Any], lowest: object, values: Iterable[object], ask: _Ask) -> None:
        self.cuts = cuts
        self._values = (lowest, *values)
        self._ask = ask
        self._passing: dict[FieldLeaf, list[int]] = {}

    @classmethod
    def of_whole(cls, leaves: Iterable[FieldLeaf], as_of: datetime) -> Stretches:
        """For whole numbers of 64 bits. Where a test changes its mind is asked of the oracle by halving: beyond 2**53 a
        whole number is compared exactly with another, and as a double with a fraction."""
        cuts = {_first_whole(order, number) for number in _numbers(leaves) for order in (">=", ">")}
        rising = sorted(cut for cut in cuts if _WHOLE.min < cut <= _WHOLE.max)
        return cls(np.array(rising, np.int64), _WHOLE.min, rising, _asking(as_of))

    @classmethod
    def of_fractions(cls, leaves: Iterable[FieldLeaf], as_of: datetime) -> Stretches:
        """For numbers with a fraction, as floats: 0.1 is the float that is nearest to it."""
        cuts = set()
        for number in _numbers(leaves):
            near = float(number)
            cuts |= {near, float(np.nextafter(near, inf))}
        rising = sorted(cuts)
        return cls(np.array(rising, np.float64), -inf, rising, _asking(as_of))

    @classmethod
    def of_moments(cls, leaves: Iterable[FieldLeaf], as_of: datetime) -> Stretches:
        """For moments, as microseconds since 1970."""
        cuts = set()
        for leaf in leaves:
            if _is_dated(leaf):
                cuts |= {edge for edge in interval_of_test(leaf.test, as_of) if edge is not None}
        rising = sorted(cuts)
        return cls(np.array([microseconds(cut) for cut in rising], np.int64), _EARLIEST, rising, _asking(as_of))

    def codes(self, values: npt.NDArray[Any], blank: npt.NDArray[np.bool_] | None) -> Codes:
        """The class of each of `values`, of which those in `blank` do not count."""
        found = self.cuts.searchsorted(values, side="right") + 1
        if blank is not None:
            found[blank] = BLANK
        return found.astype(np.uint8 if self.cuts.size < 250 else np.uint32)

    def passing(self, leaf: FieldLeaf) -> Sequence[int]:
        found = self._passing.get(leaf)
        if found is None:
            if leaf.test.operator == "is blank":
                found = [BLANK]
            else:
                found = [code for code, value in enumerate(self._values, 1) if self._ask(leaf, value)]
            self._passing[leaf] = found
        return found


def _numbers(leaves: Iterable[FieldLeaf]) -> Iterable[str]:
    return {value for leaf in leaves for value in leaf.test.values if plain_number(value) is not None}


def _first_whole(order: str, number: str) -> int:
    """The lowest whole number of 64 bits that is > or >= `number`; one more than the highest where none is."""
    test = FieldTest("", order, (number,))
    low, high = int(_WHOLE.min), int(_WHOLE.max) + 1
    while low < high:
        middle = (low + high) // 2
        if holds(test, middle, _EPOCH, _NUMBER):
            high = middle
        else:
            low = middle + 1
    return low


def _is_dated(leaf: FieldLeaf) -> bool:
    """False for tests that have no instants: of blanks, and those that no date can be put to, which nobody passes."""
    test = leaf.test
    if test.operator == "is blank" or "date" not in OPERATORS[test.operator]:
        return False
    return test.span is not None or (bool(test.values) and all(map(is_date, test.values)))


_Ask = Callable[[FieldLeaf, object], bool]


def _asking(as_of: datetime) -> _Ask:
    return lambda leaf, value: holds(leaf.test, value, as_of, leaf.kind)


class Answers:
    """Classes of a yes-no column: 1 is no, 2 is yes."""

    def passing(self, leaf: FieldLeaf) -> Sequence[int]:
        if leaf.test.operator == "is blank":
            return [BLANK]
        return [code for code, value in ((1, False), (2, True)) if holds(leaf.test, value, _EPOCH, leaf.kind)]


class Texts:
    """Classes of a text column, which come to be as its values are seen: values that pass the same of `leaves` share a
    class. `REMEMBERED` values are kept at most; then they are seen anew, so memory does not grow with the people."""

    def __init__(self, leaves: Collection[FieldLeaf], as_of: datetime) -> None:
        self._leaves = tuple(leaves)
        self._as_of = as_of
        self._signatures: dict[bytes, int] = {}
        self._passing: dict[FieldLeaf, list[int]] = {
            leaf: [BLANK] if leaf.test.operator == "is blank" else [] for leaf in self._leaves
        }
        self.classes: dict[str, int] = {"": BLANK}
        """The class of each value seen."""

    @property
    def width(self) -> type[np.unsignedinteger[Any]]:
        """The narrowest type that holds every class."""
        return np.uint8 if len(self._signatures) < 250 else np.uint32

    def passing(self, leaf: FieldLeaf) -> Sequence[int]:
        return self._passing[leaf]

    def learn(self, values: Iterable[str]) -> None:
        """Put `values` into classes; those seen before stay in theirs."""
        if len(self.classes) > REMEMBERED:
            self.classes = {"": BLANK}
        new = [value for value in dict.fromkeys(values) if value not in self.classes]
        if not new:
            return
        folded = [fold(value) for value in new]
        asked = [leaf for leaf in self._leaves if leaf.test.operator != "is blank"]
        table = np.zeros((len(asked), len(new)), np.bool_)
        for row, leaf in enumerate(asked):
            table[row] = self._true_of(leaf, new, folded)
        for value, signature in zip(new, np.packbits(table, axis=0).T, strict=True):
            self.classes[value] = self._class(signature.tobytes(), asked, signature)

    def _class(self, key: bytes, asked: Sequence[FieldLeaf], signature: npt.NDArray[np.uint8]) -> int:
        code = self._signatures.get(key)
        if code is None:
            code = self._signatures[key] = len(self._signatures) + 1
            for leaf, passes in zip(asked, np.unpackbits(signature, count=len(asked)), strict=True):
                if passes:
                    self._passing[leaf].append(code)
        return code

    def _true_of(self, leaf: FieldLeaf, values: Sequence[str], folded: Sequence[str]) -> list[bool]:
        """Which of `values` pass `leaf`. A column may have millions of values, so what the oracle does for one value
        is done here for all: fold, then compare."""
        test = leaf.test
        compare = _COMPARISONS.get(test.operator) if leaf.kind.type in ("", "text", "choice") else None
        if compare is None or not test.values:
            return [holds(test, value, self._as_of, leaf.kind) for value in values]
        return compare(folded, [fold(value) for value in test.values])

    def codes(self, values: Sequence[str | None]) -> Codes:
        """The class of each of `values`, all of which have been learnt; None is a blank."""
        classes = self.classes
        found = [BLANK if value is None else classes[value] for value in values]
        return np.array(found, self.width)


def _in(texts: Sequence[str], wanted: Sequence[str]) -> list[bool]:
    some = frozenset(wanted)
    return [text in some for text in texts]


_COMPARISONS: Mapping[str, Callable[[Sequence[str], Sequence[str]], list[bool]]] = {
    "is": lambda texts, wanted: _in(texts, wanted[:1]),
    "in": _in,
    "contains": lambda texts, wanted: [wanted[0] in text for text in texts],
    "starts with": lambda texts, wanted: [text.startswith(wanted[0]) for text in texts],
    "ends with": lambda texts, wanted: [text.endswith(wanted[0]) for text in texts],
}

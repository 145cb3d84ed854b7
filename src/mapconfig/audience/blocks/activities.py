"""What people did, counted for many sentences at once.

All sentences about activities share one reading. The moments at which any of their windows begins or ends cut time into
stretches, and each row gets one small number: what was done, and in which stretch. Rows are put in the order of that
number, so whatever a sentence asks for is a slice of the people who did it, and counting is `np.bincount` of a slice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks.bitmaps import Bits, packed
from mapconfig.audience.blocks.reading import Owners, Reader
from mapconfig.audience.sheet import ActivityLeaf
from mapconfig.criteria.moments import Interval

Counts = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Times:
    """How often each person did something in an interval."""

    verb: str
    name: str | None
    interval: Interval

    @classmethod
    def of(cls, leaf: ActivityLeaf) -> Times:
        return cls(leaf.verb, leaf.name, leaf.interval)


class Asked:
    """What is asked about activities: counts that are to be reached by `leaves`, and counts that are used themselves.

    `slots` numbers what is done: each verb that is asked of anything, then each pair of verb and name. `cuts` are the
    moments between stretches of time; stretch 0 is before the first.
    """

    def __init__(
        self,
        leaves: Collection[ActivityLeaf],
        counted: Collection[ActivityLeaf],
        verbs: tuple[str, ...],
        reader: Reader,
    ) -> None:
        self._lows: dict[Times, set[int]] = {Times.of(leaf): set() for leaf in counted}
        for leaf in leaves:
            self._lows.setdefault(Times.of(leaf), set()).add(leaf.low)
        edges = {edge for asked in self._lows for edge in asked.interval if edge is not None}
        self.cuts: list[datetime] = sorted(edges)
        self._codes = {verb: code for code, verb in enumerate(verbs)}
        self._any = sorted({self._codes[asked.verb] for asked in self._lows if asked.name is None})
        self._named = sorted({(self._codes[one.verb], one.name) for one in self._lows if one.name is not None})
        self._slots: dict[tuple[int, str | None], int] = {
            **{(verb, None): verb for verb in self._any},
            **{pair: slot for slot, pair in enumerate(self._named)},
        }
        names = reader.names(name for _, name in self._named)
        size = 1 + max((code for codes in names.values() for code in codes), default=0)
        #: Of a verb and the code of a name, the slot behind 0, which is for what nobody asks. A code beyond is 0 too.
        self._slot_of = np.zeros((len(verbs), size + 1), np.uint32)
        for slot, (verb, name) in enumerate(self._named, 1):
            for code in names.get(name, ()):
                self._slot_of[verb, code] = slot
        self._lacking = size

    def lows(self, asked: Times) -> Collection[int]:
        """The counts that leaves want reached."""
        return self._lows[asked]

    def __contains__(self, asked: Times) -> bool:
        return asked in self._lows

    @property
    def _stretches(self) -> int:
        return len(self.cuts) + 1

    def range(self, asked: Times) -> tuple[int, int]:
        """The stretches of time that `asked` is about, the second one not included."""
        start, end = asked.interval
        first = 0 if start is None else bisect_left(self.cuts, start) + 1
        return first, self._stretches if end is None else max(first, bisect_left(self.cuts, end) + 1)

    def slot(self, asked: Times) -> int:
        return self._slots[self._codes[asked.verb], asked.name]

    def read(self, reader: Reader, block: int) -> Done:
        """What the people of a block did of it."""
        width = "USMALLINT" if len(self._slot_of) * self._stretches < 2**16 else "UINTEGER"
        columns = {"did": f"(verb::{width} * {self._stretches} + {self._stretch(0, len(self.cuts))})::{width}"}
        if self._named:
            columns["name"] = f"least(coalesce(name, {self._lacking}), {self._lacking})::UINTEGER"
        owners, found = reader.rows("activities", block, columns, self._where())
        did = found["did"]
        verbs = len(self._slot_of)
        anything = _Sorted.of(owners, did, self._stretches, verbs)
        named = _Sorted.of(owners[:0], did[:0], self._stretches, 0)
        if self._named:
            verb_of, stretch_of = np.divmod(np.arange(verbs * self._stretches, dtype=np.uint32), self._stretches)
            slots = self._slot_of[verb_of[did], found["name"]]
            rows = np.flatnonzero(slots)
            keys = (slots[rows] - 1) * np.uint32(self._stretches) + stretch_of[did[rows]]
            named = _Sorted.of(owners[rows], keys, self._stretches, len(self._named))
        return Done(self, reader.snapshot.people_in(block), anything, named)

    def _stretch(self, first: int, last: int) -> str:
        """SQL for the stretch of a row that is in one of `first` to `last`, by halving."""
        if first == last:
            return str(first)
        middle = (first + last + 1) // 2
        later, earlier = self._stretch(middle, last), self._stretch(first, middle - 1)
        return f'CASE WHEN "at" >= {moment(self.cuts[middle - 1])} THEN {later} ELSE {earlier} END'

    def _where(self) -> str:
        """Leaves out what no sentence can see, by time alone: that is what a file is read by. Other conditions take
        longer than the rows they save, which nobody asks for later."""
        starts = [asked.interval[0] for asked in self._lows]
        ends = [asked.interval[1] for asked in self._lows]
        if None not in starts:
            return f'WHERE "at" >= {moment(min(filter(None, starts)))}'
        return f'WHERE "at" < {moment(max(filter(None, ends)))}' if None not in ends else 'WHERE "at" IS NOT NULL'


class _Sorted:
    """People in the order of what they did and when, so that each slot and stretch of time is a slice."""

    def __init__(self, owners: Owners, starts: npt.NDArray[np.intp], stretches: int) -> None:
        self.owners = owners
        self._starts = starts
        self._stretches = stretches

    @classmethod
    def of(cls, owners: Owners, keys: npt.NDArray[np.unsignedinteger[Any]], stretches: int, slots: int) -> _Sorted:
        """Rows with these `keys`: the slot times `stretches`, and the stretch."""
        total = slots * stretches
        # Sorting 16-bit numbers is a radix sort, several times faster than what wider ones get.
        narrow = keys.astype(np.uint16 if total < 2**16 else np.uint32, copy=False)
        starts = np.zeros(total + 1, np.intp)
        np.cumsum(np.bincount(narrow, minlength=total), out=starts[1:])
        return cls(owners[np.argsort(narrow, kind="stable")], starts, stretches)

    def slice(self, slot: int, first: int, end: int) -> Owners:
        at = slot * self._stretches
        return self.owners[self._starts[at + first] : self._starts[at + end]]


class Done:
    """What the people of one block did."""

    def __init__(self, asked: Asked, people: int, anything: _Sorted, named: _Sorted) -> None:
        self._asked = asked
        self._people = people
        self._anything = anything
        self._named = named
        self._reached: dict[tuple[Times, int], Bits] = {}

    def who(self, asked: Times) -> Owners:
        """Whose it is that it was done, once each time."""
        rows = self._anything if asked.name is None else self._named
        return rows.slice(self._asked.slot(asked), *self._asked.range(asked))

    def times(self, asked: Times) -> Counts:
        """How often each person did it."""
        return np.bincount(self.who(asked), minlength=self._people)

    def reached(self, leaf: ActivityLeaf) -> Bits:
        """Who did it at least so many times. Leaves that differ in the number alone are counted together."""
        asked = Times.of(leaf)
        found = self._reached.pop((asked, leaf.low), None)
        if found is None:
            lows = self._asked.lows(asked)
            if lows == {1}:
                truth = np.zeros(self._people, np.bool_)
                truth[self.who(asked)] = True
                return packed(truth)
            counts = self.times(asked)
            for low in lows:
                self._reached[asked, low] = packed(counts >= low)
            found = self._reached.pop((asked, leaf.low))
        return found


def moment(at: datetime) -> str:
    """A moment in UTC as SQL has it."""
    return f"TIMESTAMP '{at.replace(tzinfo=None).isoformat(sep=' ')}'"

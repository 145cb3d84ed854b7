"""The engine that comes with mapconfig: one pass over blocks of people, with memory for one block a thread.

DuckDB reads; numpy counts, combines and sums up. What a block needs is worked out before anything is read (`needs`),
values become classes (`classes`, `columns`), activities slices (`activities`), and formulas bitmaps (`block`,
`evaluators`), of which only the sums leave.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks.bitmaps import counted
from mapconfig.audience.blocks.block import Block, Evaluator, Readings
from mapconfig.audience.blocks.evaluators import EVALUATORS
from mapconfig.audience.blocks.needs import Needs, inside, is_of_record, reads
from mapconfig.audience.blocks.reading import Reader
from mapconfig.audience.blocks.sample import chosen, scaled
from mapconfig.audience.engine import Counted
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import FieldLeaf, Formula, Ref, Related, Sheet, parts
from mapconfig.audience.snapshot import Snapshot, lacks
from mapconfig.audience.snapshot.database import opened
from mapconfig.language import say

Sums = npt.NDArray[Any]

#: Threads at most. Each holds a block, so more of them are more memory.
THREADS = 4
#: What DuckDB may hold, all threads together.
MEMORY = "384MiB"


class BlockEngine:
    """Counts the people of a snapshot."""

    name = "embedded"

    def __init__(
        self, snapshot: Snapshot, threads: int | None = None, evaluators: Mapping[type, Evaluator] = EVALUATORS
    ) -> None:
        self.snapshot = snapshot
        self._threads = threads or min(THREADS, os.cpu_count() or 1)
        self._evaluators = evaluators

    @property
    def as_of(self) -> datetime:
        return self.snapshot.manifest.as_of

    def lacks(self, sheet: Sheet, ref: Ref) -> str:
        """Why `ref` cannot be answered from this snapshot, as a sentence; empty where it can."""
        return next(self._lacking(sheet, [ref]), "")

    def _lacking(self, sheet: Sheet, refs: Iterable[Ref]) -> Iterator[str]:
        manifest = self.snapshot.manifest
        seen: set[Ref] = set()
        queue = list(refs)
        while queue:
            ref = queue.pop()
            if ref in seen:
                continue
            seen.add(ref)
            formula = sheet[ref]
            leaves: list[Formula] = [formula, *reads(formula)]
            below = list(parts(formula))
            if isinstance(formula, Related):
                of_record, below = inside(sheet, formula)
                leaves += [leaf for one in of_record if isinstance(leaf := sheet[one], FieldLeaf)]
            elif isinstance(formula, FieldLeaf):
                yield from self._of_many(formula)
            if type(formula) not in self._evaluators:
                yield say("the {name} engine has no answer for {name2}", name=self.name, name2=type(formula).__name__)
            yield from filter(None, (lacks(manifest, leaf) for leaf in leaves))
            queue += below

    def _of_many(self, leaf: FieldLeaf) -> Iterator[str]:
        """Outside of a group about a relation, a person's one value of its field, which nobody can say."""
        for relation in self.snapshot.manifest.relations:
            if is_of_record(leaf, relation):
                yield (
                    say(
                        "a person may have many {relation} records, and field/{field} is asked as if there were "
                        "one; put "
                        "the sentence into a group `some {relation}:`",
                        relation=relation,
                        field=leaf.test.field,
                    )
                )

    def counts(self, sheet: Sheet, wanted: Sequence[Ref], share: float = 1.0) -> Counted:
        """How many people each of `wanted` is true of, in one pass. With a `share` below 1 so many of the blocks are
        read and the numbers scaled. Raises Uncountable for what the snapshot lacks."""
        places: dict[Ref, int] = {ref: place for place, ref in enumerate(dict.fromkeys(wanted))}

        def sums(block: Block) -> Sums:
            # The last place has how many people there are.
            found = np.zeros(len(places) + 1, np.int64)
            for ref, bits in block.answers(keep=frozenset()):
                place = places.get(ref)
                if place is not None:
                    found[place] = counted(bits)
            found[-1] = block.people
            return found

        total = self._over_blocks(sheet, places, (), sums, share)
        values, sampled = total[:-1].tolist(), int(total[-1])
        people = self.snapshot.manifest.people
        if sampled == people:
            return Counted(tuple(values[places[ref]] for ref in wanted), people)
        guesses = [scaled(value, sampled, people) for value in values]
        return Counted(
            tuple(guesses[places[ref]][0] for ref in wanted),
            people,
            sampled / people,
            tuple(guesses[places[ref]][1] for ref in wanted),
        )

    def each_block(
        self,
        sheet: Sheet,
        refs: Iterable[Ref],
        answer: Callable[[Block], Sums],
        *,
        values: Iterable[Formula] = (),
        share: float = 1.0,
    ) -> Sums:
        """The sum over blocks of what `answer` makes of each: an array of integers, of one shape for all.

        In a block, `refs` are answered, and `values` are the leaves whose counts (`Block.times`) or columns
        (`Block.column`) it uses. `answer` is called by several threads, each time with another block.
        """
        wanted = frozenset(refs)

        def kept(block: Block) -> Sums:
            for _ in block.answers(keep=wanted):
                pass
            return answer(block)

        return self._over_blocks(sheet, wanted, tuple(values), kept, share)

    def _over_blocks(
        self,
        sheet: Sheet,
        wanted: Iterable[Ref],
        values: Sequence[Formula],
        answer: Callable[[Block], Sums],
        share: float,
    ) -> Sums:
        for why in self._lacking(sheet, wanted):
            raise Uncountable(why)
        for leaf in values:
            if why := lacks(self.snapshot.manifest, leaf):
                raise Uncountable(why)
        needs = Needs.of(sheet, wanted, values)
        blocks = chosen(self.snapshot.manifest.blocks, share)
        threads = min(self._threads, len(blocks))
        with self._readers(threads) as readers, ThreadPoolExecutor(threads) as pool:
            idle: SimpleQueue[Readings] = SimpleQueue()
            for reader in readers:
                idle.put(Readings(sheet, needs, reader, self._evaluators))

            def work(number: int) -> Sums:
                readings = idle.get()
                try:
                    return answer(Block(number, readings))
                finally:
                    idle.put(readings)

            try:
                return _sum(pool.map(work, blocks))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # somebody who interrupts waits for a block, not for all
                raise

    @contextmanager
    def _readers(self, count: int) -> Iterator[list[Reader]]:
        # One thread for each query: blocks are what runs side by side.
        with opened([self.snapshot.directory], memory=MEMORY, threads=1) as con:
            cursors = [con.cursor() for _ in range(count)]
            try:
                yield [Reader(self.snapshot, cursor) for cursor in cursors]
            finally:
                for cursor in cursors:
                    cursor.close()


def _sum(arrays: Iterable[Sums]) -> Sums:
    """The sum of arrays of one shape. There is at least one."""
    rest = iter(arrays)
    total = next(rest)
    for array in rest:
        total = total + array
    return total

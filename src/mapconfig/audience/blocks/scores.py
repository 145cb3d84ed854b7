"""Scores and grades of the people of a block, by the models that `mapconfig.audience.scoring` defines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks.bitmaps import Bits, packed
from mapconfig.audience.blocks.block import Block
from mapconfig.audience.scoring import LONGEST, Agrees, Decay, Graded, Model, Row, Scored

Scores = npt.NDArray[np.int64]
assert LONGEST < 256, "periods of decay are counted in a byte"


def scored(block: Block, leaf: Scored) -> Bits:
    """Who has so high a score."""
    return packed(scores(block, leaf.model) >= leaf.low)


def agrees(block: Block, leaf: Agrees) -> Bits:
    """Whose score is the one that is stored."""
    stored = np.ma.asanyarray(block.column(leaf.stored.test.field))
    same = np.ma.getdata(stored) == scores(block, leaf.model)
    return packed(same & ~np.ma.getmaskarray(stored))


def graded(block: Block, leaf: Graded) -> Bits:
    """Who has so good a grade."""
    return packed(places(block, leaf) >= leaf.low)


def scores(block: Block, model: Model) -> Scores:
    """Everybody's score. Worked out once a block, however many ask for it."""
    found: Scores | None = block.worked_out.get(model)
    if found is None:
        found = np.zeros(block.people, np.int64)
        for row in model.rows:
            found += _worth(block, row)
        if model.decay is not None:
            found = _faded(block, model.decay, found)
        block.worked_out[model] = found
    return found


def _worth(block: Block, row: Row) -> Scores:
    if row.leaf is not None:
        times = block.times(row.leaf.verb, row.leaf.name, row.leaf.interval).astype(np.int64)
    else:
        assert row.met is not None
        times = block.truth(row.met).astype(np.int64)
    worth: Scores = times * row.points
    return worth if row.cap is None else np.clip(worth, -row.cap, row.cap)


def _faded(block: Block, decay: Decay, found: Scores) -> Scores:
    # One byte a person stays in the processor's cache while millions of rows write into it.
    periods = np.full(block.people, len(decay.idle), np.uint8)
    for period in range(len(decay.idle) - 1, -1, -1):
        for leaf in decay.idle[period]:
            periods[block.who(leaf.verb, leaf.name, leaf.interval)] = period
    faded: Scores = np.maximum(found + decay.points * periods.astype(np.int64), np.minimum(found, decay.floor))
    return faded


def places(block: Block, leaf: Graded) -> npt.NDArray[np.int64]:
    """The place of everybody's grade among all grades."""
    key = (leaf.steps, leaf.count)
    found: npt.NDArray[np.int64] | None = block.worked_out.get(key)
    if found is None:
        found = np.full(block.people, leaf.start, np.int64)
        for ref, adjust in leaf.steps:
            found += block.truth(ref).astype(np.int64) * adjust
        found = block.worked_out[key] = np.clip(found, 0, leaf.count - 1)
    return found

"""What answers each type of formula, from the people of a block. A new leaf is a line here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mapconfig.audience.blocks import scores
from mapconfig.audience.blocks.bitmaps import Bits, none
from mapconfig.audience.blocks.block import Block, Evaluator
from mapconfig.audience.scoring import Agrees, Graded, Scored
from mapconfig.audience.sheet import (
    ActivityLeaf,
    All,
    AnyOf,
    ChangeLeaf,
    EnrolledLeaf,
    FieldLeaf,
    ListLeaf,
    Not,
    Related,
)


def _all(block: Block, formula: All) -> Bits:
    items = formula.items
    if len(items) < 2:
        return block.bits(items[0]) if items else block.everyone
    found = np.bitwise_and(block.bits(items[0]), block.bits(items[1]))
    for item in items[2:]:
        np.bitwise_and(found, block.bits(item), out=found)
    return found


def _any(block: Block, formula: AnyOf) -> Bits:
    items = formula.items
    if len(items) < 2:
        return block.bits(items[0]) if items else none(block.people)
    found = np.bitwise_or(block.bits(items[0]), block.bits(items[1]))
    for item in items[2:]:
        np.bitwise_or(found, block.bits(item), out=found)
    return found


def _not(block: Block, formula: Not) -> Bits:
    # Everybody but those it is true of: inverting would make people of the bits behind the last person.
    return np.bitwise_xor(block.bits(formula.item), block.everyone)


EVALUATORS: Mapping[type, Evaluator] = {
    All: _all,
    AnyOf: _any,
    Not: _not,
    Related: Block.related,
    FieldLeaf: Block.field,
    ActivityLeaf: Block.activity,
    ChangeLeaf: Block.change,
    ListLeaf: Block.static_list,
    EnrolledLeaf: Block.enrolled,
    Scored: scores.scored,
    Agrees: scores.agrees,
    Graded: scores.graded,
}

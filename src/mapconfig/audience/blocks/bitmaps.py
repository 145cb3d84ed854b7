"""Who a formula is true of, one bit for each person of a block: packed, combined, counted.

A bitmap is an array of 64-bit words; bits behind the last person are always zero, so counting needs no mask.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint64]
Truth = npt.NDArray[np.bool_]


def packed(truth: Truth) -> Bits:
    """One bit for each value of `truth`, in order."""
    held = np.zeros(-(-truth.size // 64) * 8, np.uint8)
    held[: -(-truth.size // 8)] = np.packbits(truth, bitorder="little")
    return held.view(np.uint64)


def unpacked(bits: Bits, count: int) -> Truth:
    """The first `count` bits, one value each."""
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").view(np.bool_)


def everyone(count: int) -> Bits:
    """True of all `count` people."""
    return packed(np.ones(count, np.bool_))


def none(count: int) -> Bits:
    """True of nobody among `count` people."""
    return np.zeros(-(-count // 64), np.uint64)


def counted(bits: Bits) -> int:
    """How many people it is true of."""
    return int(np.bitwise_count(bits).sum())

"""One bit a person: nobody is lost at the end of a word, and nobody is made up there."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.audience.blocks.bitmaps import counted, everyone, none, packed, unpacked


@given(st.lists(st.booleans(), max_size=200))
def test_packing_keeps_everybody(truth: list[bool]) -> None:
    """
    What is packed comes back, and is counted, whatever the number of people.
    """
    bits = packed(np.array(truth, np.bool_))

    assert unpacked(bits, len(truth)).tolist() == truth
    assert counted(bits) == sum(truth)
    assert bits.size == -(-len(truth) // 64)


@given(st.integers(0, 300))
def test_everyone_and_none_are_complements(count: int) -> None:
    """
    Bits behind the last person are zero in both.
    """
    assert counted(everyone(count)) == count
    assert counted(none(count)) == 0
    assert np.array_equal(everyone(count) ^ everyone(count), none(count))

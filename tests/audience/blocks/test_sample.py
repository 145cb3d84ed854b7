"""A share of the people: which blocks are counted, and how far off a number may be."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.audience.blocks.sample import chosen, scaled


@given(st.integers(1, 500), st.floats(0.0001, 2))
def test_so_many_blocks_are_chosen_as_the_share_says(blocks: int, share: float) -> None:
    """
    At least one and each once; the same ones every time, so that two runs can be compared.
    """
    found = chosen(blocks, share)

    assert len(found) == len(set(found)) == (blocks if share >= 1 else max(1, round(blocks * share)))
    assert set(found) <= set(range(blocks))
    assert chosen(blocks, share) == found


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 100_000))
def test_a_count_of_everybody_is_exact(found: int, sampled: int, people: int) -> None:
    """
    Only what was not counted can be wrong.
    """
    guess, error = scaled(min(found, sampled), sampled, people)

    assert guess >= 0
    assert (error == 0) == (sampled >= people)


@pytest.mark.parametrize("share", [0.0002, 0.01, 0.3, 0.999])
def test_nineteen_of_twenty_samples_hold_the_true_number(share: float) -> None:
    """
    The error of a sampled number is half a 95 % interval, for rare and for common things.
    """
    dice, people, sampled = Random(4), 100_000, 20_000
    truth = round(people * share)
    held = 0
    for _ in range(400):
        # How many of the true ones a sample without replacement has, well enough by a normal distribution or by dice.
        found = _drawn(dice, people, truth, sampled)
        guess, error = scaled(found, sampled, people)
        held += abs(guess - truth) <= error

    assert held >= 0.93 * 400


def _drawn(dice: Random, people: int, truth: int, sampled: int) -> int:
    if truth <= 100:
        return sum(dice.random() < sampled / people for _ in range(truth))
    share = truth / people
    spread = (sampled * share * (1 - share) * (1 - sampled / people)) ** 0.5
    return min(sampled, max(0, round(dice.gauss(sampled * share, spread))))


def test_finding_nobody_is_no_proof_that_there_is_nobody() -> None:
    """
    Zero in a sample is given with an error too.
    """
    assert scaled(0, 1000, 100_000) == (0, 379)

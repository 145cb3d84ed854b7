"""A share of the people instead of all: some of the blocks, and how far what they say may be off.

People are put into blocks by a hash of their key, so a block is a random sample of all people.
"""

from __future__ import annotations

from math import sqrt

#: Standard deviations to either side that hold 95 % of a normal distribution.
_WIDE = 1.959964


def chosen(blocks: int, share: float) -> tuple[int, ...]:
    """The blocks to count for this share of the people: at least one, spread evenly, the same every time."""
    wanted = blocks if share >= 1 else max(1, round(blocks * share))
    return tuple(place * blocks // wanted for place in range(wanted))


def scaled(found: int, sampled: int, people: int) -> tuple[int, int]:
    """How many of all `people` it is, when it is `found` of `sampled`, and how far that may be off: in 95 of 100
    samples the true number is within the error of the estimate.

    The interval is Wilson's, which holds for small shares too, narrowed by what was counted rather than guessed.
    """
    if sampled >= people:
        return found, 0
    estimate = found * people / sampled
    wide = _WIDE * sqrt(1 - sampled / people)
    share = found / sampled
    middle = share + wide**2 / (2 * sampled)
    half = wide * sqrt(share * (1 - share) / sampled + wide**2 / (4 * sampled**2))
    scale = people / (1 + wide**2 / sampled)
    error = max((middle + half) * scale - estimate, estimate - (middle - half) * scale)
    return round(estimate), max(1, round(error))

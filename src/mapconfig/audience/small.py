"""Small counts, hidden so that no subtraction gives them back. This is done once, in `measure`, and nowhere later.

Below five people (`K`, in what follows k) a count could tell of one person. A count that is tied to a small one gives
it back by a subtraction: before and after, a whole and its part, customers and everybody else. What is tied depends on
what the lists mean, and somebody who reads a report has read their definitions too. So it is decided for a document as
a whole:

- Where no count is small, nor any that follows from two of them, counts are given as they are.
- Else every count is given as an interval of one fixed grid: 0, 1 to 2k - 1, 2k to 4k - 1, and so on in
  steps of 4k: 1 to 9, 10 to 19, 20 to 39, 40 to 59.
- Where just one of them is small and no other is below ten, that one is given as 1 to 4, in words ``<5``.

That there is nobody is told. Shares and percentages are reckoned from what is shown. A finer grid, or ``<5`` for
several counts at once, was tried and gives counts away: of two lists, both together and everybody else each, a limit of
the grid between the two rests tells which list is longer. `tests/audience/test_small.py` has the attack, on every world
of small numbers. What this does not stop: reports of two moments say what happened between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum

from mapconfig.impact.people import Count

#: A count of people from 1 to one less than this is small, unless an environment says otherwise (`small_counts`).
K = 5


class Showing(Enum):
    """How the counts of a document are given."""

    AS_THEY_ARE = "as they are"
    ONE_HIDDEN = "one hidden"
    ROUNDED = "rounded"


def showing(counts: Collection[int], differences: Iterable[int] = (), k: int = K) -> Showing:
    """How a document gives its `counts`, which has each once that is known to be of the same people; `differences`
    are what follows by subtracting a part from its whole."""
    small = [count for count in counts if 0 < count < k]
    if not small and not any(0 < difference < k for difference in differences):
        return Showing.AS_THEY_ARE
    below_ten = sum(0 < count < 2 * k for count in counts)
    return Showing.ONE_HIDDEN if len(small) == below_ten == 1 else Showing.ROUNDED


def shown(count: int, how: Showing, k: int = K) -> Count:
    """A count of everybody as a document gives it."""
    if how is Showing.AS_THEY_ARE or count <= 0:
        return Count.of(max(count, 0))
    if count < 2 * k:
        return Count(1, k - 1 if how is Showing.ONE_HIDDEN and count < k else 2 * k - 1, "exact")
    if count < 4 * k:
        return Count(2 * k, 4 * k - 1, "exact")
    low = count // (4 * k) * (4 * k)
    return Count(low, low + 4 * k - 1, "exact")


def estimated(count: int, error: int, k: int = K) -> Count:
    """A count that was estimated from a share of the people and may be off by `error`, or by `k` where that is more:
    too blurred to give a small one away."""
    blur = max(error, k)
    return Count(max(count - blur, 0), count + blur, "sampled")

"""What nobody finds out: a small count is hidden, and no subtraction of what is shown gives it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pytest

from mapconfig.audience.small import K, Showing, estimated, showing, shown

Numbers = tuple[int, ...]


def displayed(counts: Numbers, parts: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """What somebody sees of `counts`, where `parts` are places of wholes and of their parts."""
    how = showing(counts, [counts[whole] - counts[part] for whole, part in parts])
    given = [shown(count, how) for count in counts]
    return tuple((one.low, -1 if one.high is None else one.high) for one in given)


def worlds(cells: int, people: int) -> Iterator[Numbers]:
    """Every way to divide up to `people` people over so many `cells`."""
    if cells == 1:
        yield from ((number,) for number in range(people + 1))
        return
    for number in range(people + 1):
        for rest in worlds(cells - 1, people - number):
            yield number, *rest


def moves(cells: Numbers) -> Numbers:
    kept, added, removed = cells
    return kept + removed, kept + added, added, removed, kept


def reachable_moves(cells: Numbers) -> Numbers:
    kept, kept_not, added, added_not, removed, removed_not = cells
    before, after = kept + kept_not + removed + removed_not, kept + kept_not + added + added_not
    return (
        *(before, after, added + added_not, removed + removed_not, kept + kept_not),
        *(kept + removed, kept + added, added, removed),
    )


def two_lists_and_the_rest(cells: Numbers) -> Numbers:
    one, other, rest = cells
    return one, other, one + other, one + other + rest, other + rest, one + rest


def lists_that_overlap_below_a_master(cells: Numbers) -> Numbers:
    both, one, other, master, rest = cells
    either = both + one + other
    return both + one, both + other, either, either + master, either + master + rest, one, other, master, rest


def three_lists_in_every_sum(cells: Numbers) -> Numbers:
    a, b, c, rest = cells
    all_ = a + b + c + rest
    return a, b, c, a + b, a + c, b + c, a + b + c, all_, all_ - a, all_ - b, all_ - a - b - c


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "cells", "people", "parts"),
    [
        (moves, 3, 39, [(0, 3), (1, 2)]),
        (
            reachable_moves,
            6,
            19,
            [(0, 3), (1, 2), (0, 5), (1, 6), (2, 7), (3, 8), (5, 8), (6, 7)],
        ),
        (two_lists_and_the_rest, 3, 59, [(3, 0), (3, 1), (3, 2)]),
        (lists_that_overlap_below_a_master, 5, 19, [(0, 5), (1, 6), (3, 2), (4, 3), (4, 2), (4, 0), (4, 1)]),
        (three_lists_in_every_sum, 4, 39, [(7, place) for place in range(7)]),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_no_display_gives_a_small_count_away(
    given: Callable[[Numbers], Numbers], cells: int, people: int, parts: list[tuple[int, int]]
) -> None:
    """Whoever sees all of it, knows how the counts are tied and how they are hidden, is left with at least two
    possible values for each count below five, and for each that is left when a part is taken from its whole."""
    seen: dict[tuple[tuple[int, int], ...], list[Numbers]] = defaultdict(list)
    for world in worlds(cells, people):
        counts = given(world)
        rests = tuple(counts[whole] - counts[part] for whole, part in parts)
        seen[displayed(counts, parts)].append((*counts, *rests))
    hidden = 0
    for display, possible in seen.items():
        if any(high > people for _, high in display):
            continue  # worlds of more people look like this too
        for place in range(len(possible[0])):
            values = {world[place] for world in possible}
            if any(0 < value < K for value in values):
                hidden += 1
                assert len(values) > 1, (display, place, values)
    assert hidden > 100


def test_zero_is_told_and_so_is_everything_where_nothing_is_small() -> None:
    """A report is rounded only when that hides something."""
    how = showing([4112, 41870, 37758, 0], [4112])
    assert how is Showing.AS_THEY_ARE
    assert [shown(count, how).words for count in (4112, 41870, 0)] == ["4,112", "41,870", "0"]
    assert showing([100, 98], [2]) is Showing.ROUNDED
    assert shown(0, Showing.ROUNDED).words == "0"


def test_a_single_small_count_is_less_than_five_and_the_rest_is_rounded() -> None:
    """``<5``; with several below ten they are all ``<10``, since they would give each other away."""
    how = showing([4112, 4115, 3])
    assert how is Showing.ONE_HIDDEN
    assert [shown(count, how).words for count in (4112, 3, 14)] == ["about 4,100", "<5", "about 15"]
    assert showing([4112, 3, 2]) is showing([4112, 3, 7]) is Showing.ROUNDED
    assert [shown(count, Showing.ROUNDED).words for count in (3, 9, 19, 20)] == ["<10", "<10", "about 15", "about 30"]


@pytest.mark.parametrize("count", [0, 1, 4, 200])
def test_an_estimate_is_never_sharper_than_a_small_count(count: int) -> None:
    """A sample of few says nothing of one person."""
    one = estimated(count, 2)
    assert one.label == "sampled" and one.high is not None
    assert one.low <= count <= one.high and one.high - one.low >= K

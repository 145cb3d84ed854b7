"""Events of a campaign as steps: what mapconfig wrote, and what people made."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, event, given
from hypothesis import strategies as st
from tests.backends.mautic.kinds.campaigns import as_read, journeys, paper, suppressions

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.events import Draft, events_of
from mapconfig.backends.mautic.kinds.flow import Unclear, flow_of, steps_of
from mapconfig.backends.mautic.kinds.reading import read
from mapconfig.backends.mautic.kinds.steps import settled
from mapconfig.backends.mautic.kinds.writing import drafts_of


def drafted(steps: list[dict[str, Any]], suppress: list[str], book: Book) -> list[Draft] | None:
    """The events for steps; None where Mautic cannot hold them."""
    try:
        return drafts_of(flow_of(steps), suppress, book)
    except (Unheld, Unclear):
        return None


@given(journeys(), suppressions, st.integers(1, 50))
def test_steps_are_read_back_as_they_were_written(steps: list[dict[str, Any]], suppress: list[str], first: int) -> None:
    """What Mautic has after a write is what was meant: every step, way, wait and suppression, in one order."""
    book = paper()
    drafts = drafted(steps, suppress, book)
    assume(drafts is not None)
    assert drafts is not None
    event(f"{len(drafts)} events")

    found = read(events_of(as_read(drafts, first)), book)

    sends = any("send" in row for row in settled(steps, book))
    assert steps_of(found.flow) == settled(steps, book)
    assert sorted(found.suppress) == (suppress if sends else [])
    assert settled(settled(steps, book), book) == settled(steps, book)
    assert {mark: number - first for mark, number in found.marks.items()} == {
        draft.mark: place for place, draft in enumerate(drafts)
    }

"""How a guard names several assets, and people of whom only a count is known."""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.address import Address
from mapconfig.impact.people import Count
from mapconfig.language import NOTHING, Text, say


def some(addresses: set[Address], most: int = 3) -> str:
    """The first few by name, and how many more."""
    names = sorted(addresses)
    shown = ", ".join(names[:most])
    return say("{some} and {more} more", some=shown, more=len(names) - most) if len(names) > most else shown


def people_of(count: Count) -> Text:
    """`1 person`, `about 200 people`."""
    if count.low == count.high == 1:
        return say("{count} person", count=count.words)
    return say("{count} people", count=count.words)


def caused(because: Sequence[Address], subject: Address | None = None) -> Text:
    """Because of which changes, other than that of `subject` itself; to be put behind a sentence."""
    others = {each for each in because if each != subject}
    return say(", because of {assets}", assets=some(others)) if others else NOTHING

"""Lengths of time."""

from __future__ import annotations

import pytest

from mapconfig.backends.mautic.kinds.lengths import Length, length, of_event, said


@pytest.mark.parametrize(
    ("text", "found", "again"),
    [
        ("1 minutes", Length(1, "i"), "1 minute"),
        ("36 hours", Length(36, "h"), "36 hours"),
        ("2 weeks", Length(14, "d"), "14 days"),
        ("1 month", Length(1, "m"), "1 month"),
    ],
)
def test_a_length_comes_back_in_one_writing(text: str, found: Length, again: str) -> None:
    """Weeks come back as days, of which they are made."""
    assert length(text) == found
    assert said(found) == again


@pytest.mark.parametrize("text", ["soon", "0 days", "3 years", "99999999999 days"])
def test_what_mautic_cannot_wait_for_is_none(text: str) -> None:
    """It is not rounded."""
    assert length(text) is None


def test_events_say_years_and_capitals() -> None:
    """As Mautic's own editor and older versions write them."""
    assert of_event(2, "Y") == Length(24, "m")
    assert of_event(2, "D") == Length(2, "d")
    assert of_event(0, "d") is of_event("2", "d") is of_event(2, None) is of_event(2, "x") is None

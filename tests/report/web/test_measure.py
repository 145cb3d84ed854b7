"""How wide text is taken to be, and how it is cut to fit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.report.web.measure import fitted, width, wrapped


def test_wide_letters_are_wider() -> None:
    """
    Width follows the letters and their size; what joins a letter or is not seen takes no room.
    """
    assert width("ill", 10) < width("abc", 10) < width("WWW", 10)
    assert width("abc", 20) == 2 * width("abc", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert width("漢", 10) > width("é", 10) > width("i", 10)
    assert width("\U0001f600", 10) > 10


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(20, 300))
def test_cut_text_fits_and_says_that_it_is_cut(text: str, room: float) -> None:
    """
    Text that fits is as it was; other text ends in an ellipsis and fits.
    """
    shown = fitted(text, room, 13)

    assert shown == text or (shown.endswith("…") and width(shown, 13) <= room)
    assert (shown == text) == (width(text, 13) <= room)


@settings(deadline=None)
@given(st.text("abc -/._", max_size=80), st.floats(30, 200), st.integers(1, 4))
def test_lines_fit_and_are_few(text: str, room: float, most: int) -> None:
    """
    Text is broken into at most as many lines as asked for, each as wide as its room.
    """
    lines = wrapped(text, room, 12, most)

    assert 1 <= len(lines) <= most
    assert all(width(line, 12) <= room for line in lines)


def test_names_break_where_their_words_end() -> None:
    """
    Spaces and the hyphens and slashes of keys are where lines end; nothing is lost but blanks.
    """
    assert wrapped("in list customers-by-contract", 120, 12, 3) == ["in list customers-", "by-contract"]
    assert wrapped("short", 120, 12, 3) == ["short"]
    assert wrapped("", 120, 12, 3) == [""]
    assert wrapped("one two three four five six", 60, 12, 2)[-1].endswith("…")
    assert wrapped("one two three", 40, 12, 1) == [fitted("one two three", 40, 12)]


def test_what_is_invisible_has_the_width_of_its_name() -> None:
    """A page shows `<U+200F>` for it, and that has to fit the box too."""
    assert width("\u200f", 13) == width("<U+200F>", 13)
    assert fitted("\u200f\u200f\u200fTitle", 100, 13).startswith("<U+200F>")
    assert width(fitted("\u200f" * 40, 100, 13), 13) <= 100

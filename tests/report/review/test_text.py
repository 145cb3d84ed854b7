"""The review on a terminal and in a log."""

from __future__ import annotations

import unicodedata

import pytest
from tests.report.review.documents import HOSTILE, NAMES, example, filled

from mapconfig.report.review.text import review


@pytest.mark.parametrize("name", NAMES)
def test_it_says_the_same_in_the_same_order(name: str) -> None:
    """Title, lead, and the sections as in a comment."""
    text = review(example(name))
    order = ["Who is affected", "Who must look", "Before merging", "What changes", "Each change in detail"]
    found = [text.index(word) for word in order if word in text]

    assert found == sorted(found)
    assert text.index("=====") < found[0]
    assert all(len(line) <= 110 or " " not in line.strip() or line.startswith("      ") for line in text.split("\n"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_terminal_is_shown_nothing_that_it_would_obey(text: str) -> None:
    """Escape sequences and invisible characters appear as what they are."""
    for char in review(filled(example("everything"), text)).replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs"), f"U+{ord(char):04X}"


def test_long_lists_are_cut_and_counted() -> None:
    """Nobody reads five hundred rows on a screen."""
    document = example("everything")
    rows = [{**document["changes"][1], "address": f"list/number-{n}", "group": None} for n in range(500)]
    text = review({**document, "changes": rows, "groups": []})

    assert text.count("and 460 more; --format json has all") == 2

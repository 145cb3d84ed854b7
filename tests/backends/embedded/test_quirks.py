"""What each habit does to what it is given, and that doing it twice is doing it once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.backends.embedded.quirks import QUIRKS, Content, rewritten
from mapconfig.testing.strategies import TEXTS, VALUES

NAMES = st.sampled_from(["tags", "body", "content", "to", "lists", "entry", "at", "steps", "custom_properties", "x"])
MARKUP = st.text(st.sampled_from("<>/ brBRpP=\"'\n\r\tx&"), max_size=30)
CONTENTS = st.builds(
    Content,
    st.none() | TEXTS,
    st.dictionaries(
        NAMES, VALUES | MARKUP | st.lists(TEXTS) | st.just("2026-09-01T09:00:31+02:00") | st.dictionaries(NAMES, VALUES)
    ),
)


@pytest.mark.parametrize(
    ("quirk", "name", "given", "kept"),
    [
        ("lower-tags", "tags", ["Golf", "golf", "ÉTÉ"], ["golf", "été"]),
        ("lower-tags", "tags", ["Golf", 1], ["Golf", 1]),
        ("lower-tags", "tags", None, None),
        ("lower-tags", "body", "Golf", "Golf"),
        ("sort-lists", "to", ["list/a", "list/c", "list/b"], ["list/c", "list/b", "list/a"]),
        ("sort-lists", "to", ["b", 1], ["b", 1]),
        ("sort-lists", "steps", ["a", "b"], ["a", "b"]),
        ("sort-lists", "entry", {"lists": ["a", "b"]}, {"lists": ["b", "a"]}),
        ("numeric-booleans", "x", {"a": True, "b": [False, None, "true"]}, {"a": 1, "b": [0, None, "true"]}),
        ("rounded-times", "at", "2026-09-01T09:00:31Z", "2026-09-01T09:00:00Z"),
        ("rounded-times", "at", "2026-09-01T09:00:31.5+02:00", "2026-09-01T09:00:00+02:00"),
        ("rounded-times", "at", ["2026-09-01", "at 2026-09-01T09:00:31Z"], ["2026-09-01", "at 2026-09-01T09:00:31Z"]),
        ("rewritten-html", "body", "<P>a  \r\n<BR><img src='x'></P>\r", "<p>a\n<br /><img src='x' /></p>\n"),
        ("rewritten-html", "body", "<br/> <br /> </br> < b> 1 < 2", "<br /> <br /> </br> < b> 1 < 2"),
        ("rewritten-html", "x", "<BR>", "<BR>"),
    ],
)
def test_a_habit_rewrites_what_it_is_about_and_nothing_else(quirk: str, name: str, given: Any, kept: Any) -> None:
    """Each is one that real platforms have, and is known to the letter."""
    assert rewritten(Content("  A ", {name: given}), {quirk}) == Content("  A ", {name: kept})


@pytest.mark.parametrize(("name", "kept"), [("  A \t b ", "A b"), ("", ""), (" ", ""), (None, None)])
def test_titles_are_trimmed(name: str | None, kept: str | None) -> None:
    """Spaces around a name go and runs inside it become one; no name stays no name."""
    assert rewritten(Content(name, {}), {"trim-titles"}) == Content(kept, {})


@given(CONTENTS, st.sets(st.sampled_from(list(QUIRKS))))
def test_what_a_platform_gave_back_it_gives_back_unchanged(content: Content, quirks: set[str]) -> None:
    """Any habits, in any company, settle at once: writing an answer back never makes another answer."""
    once = rewritten(content, quirks)

    assert rewritten(once, quirks) == once
    assert rewritten(content, set()) == content
    assert once.fields.get("custom_properties") == content.fields.get("custom_properties")

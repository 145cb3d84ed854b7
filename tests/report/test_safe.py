"""Text that somebody else wrote stays text, and nothing in it is hidden."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.report.made import HOSTILE

from mapconfig.report import safe

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60) | st.sampled_from(HOSTILE)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def test_control_and_invisible_characters_are_named() -> None:
    """
    An escape sequence, a turned direction and a byte-order mark are seen and do nothing.
    """
    assert safe.terminal("\x1b[31mred\x07\r\n\t\x9b") == r"\x1b[31mred\x07\r\n\t\x9b"
    assert safe.terminal("a\u202eb\u200b\ufeff\u2028") == "a<U+202E>b<U+200B><U+FEFF><U+2028>"
    assert (
        safe.terminal("\ud800\U000e0041\u3164\u034f\ufe01\ufe0f") == "<U+D800><U+E0041><U+3164><U+034F><U+FE01>\ufe0f"
    )


def test_ordinary_text_of_any_language_is_left_alone() -> None:
    """
    Accents, emoji, Hebrew and non-breaking spaces are no attack.
    """
    for text in (
        "plain",
        "Où ça ?\u00a0Là\u202f!",
        "Tiê\u0301ng",
        "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
        "\u2764\ufe0f",
        "測試",
    ):
        assert safe.terminal(text) == text


def test_a_flood_of_marks_is_cut_and_counted() -> None:
    """
    Fifty accents on one letter would run over the lines above.
    """
    assert safe.terminal("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 4 + "<46 more combining marks>b"
    assert safe.terminal("a" + "\u0301" * 5) == "a" + "\u0301" * 4 + "<1 more combining marks>"


def test_long_text_is_cut_and_says_by_how_much() -> None:
    """
    A megabyte in a title does not fill the screen.
    """
    assert safe.terminal("x" * 30, limit=10) == "x" * 10 + "… (+20)"
    assert safe.terminal("x" * 10, limit=10) == "x" * 10


@given(text=ANY_TEXT)
def test_a_terminal_gets_one_line_of_visible_characters(text: str) -> None:
    """
    Whatever a title holds, it moves no cursor and breaks no line.
    """
    shown = safe.terminal(text)

    assert shown.isprintable() or all(unicodedata.category(char) == "Zs" for char in shown if not char.isprintable())
    shown.encode("utf-8")


@given(text=ANY_TEXT)
def test_xml_with_any_text_in_it_can_be_read(text: str) -> None:
    """
    Most control characters cannot stand in XML at all; they are shown, and the reader gets back what is shown.
    """
    document = f'<a b="{safe.xml(text)}">{safe.xml(text)}</a>'

    element = ElementTree.fromstring(document)

    assert (element.text or "") == safe.terminal(text)
    assert element.get("b") == safe.terminal(text)


def tokens(source: str) -> set[str]:
    """The kinds of token that a Markdown reader finds, those inside lines too."""
    found = set()
    for token in MARKDOWN.parse(source):
        found.add(token.type)
        found |= {child.type for child in token.children or ()}
    return found


@given(text=ANY_TEXT)
def test_a_code_span_holds_any_text(text: str) -> None:
    """
    Nothing gets out of the span, and a reader sees what a terminal would show.
    """
    source = f"before {safe.code(text)} after"

    (inline,) = [token for token in MARKDOWN.parse(source) if token.type == "inline"]

    assert [child.type for child in inline.children or ()] == ["text", "code_inline", "text"]
    content = (inline.children or [])[1].content
    assert content == (safe.terminal(text) or content) or content.strip() == safe.terminal(text).strip()


@given(text=ANY_TEXT)
def test_a_table_keeps_its_columns(text: str) -> None:
    """
    A pipe in a name does not open another column.
    """
    source = f"| a | b |\n| --- | --- |\n| {safe.cell(text)} | end |\n"

    parsed = MARKDOWN.parse(source)

    cells = [parsed[i + 1] for i, token in enumerate(parsed) if token.type == "td_open"]
    assert len(cells) == 2
    assert [child.type for child in cells[0].children or ()] == ["code_inline"]
    assert cells[1].content == "end"


@given(text=ANY_TEXT)
def test_prose_makes_no_link_no_picture_no_heading_and_no_markup(text: str) -> None:
    """
    A title in a pull request is words.
    """
    assert tokens(f"Title: {safe.markdown(text)}") <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
    }


@pytest.mark.parametrize(
    "text", ["@org/team", "fixes #12", "org/repo#3", "https://evil.example", "www.evil.example", "a@b.co"]
)
def test_prose_mentions_nobody_and_points_nowhere(text: str) -> None:
    """
    Forges look for mentions, issue numbers and addresses in what Markdown leaves as text; they find none.
    """
    rendered = re.sub(r"<[^>]+>", "", MARKDOWN.render(f"Title: {safe.markdown(text)}"))

    assert not re.search(r"@\w|#\d|\w://|www\.\w", rendered)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`Cust`omer` is not a value of `account.type`.", "``Cust`omer`` is not a value of `account.type`\\."),
        ("`a` and `b`", "`a` and `b`"),
        ("`a` b` is no `c`", "`a` b\\` is no `c`"),
        ("` a` is `b`", "\\` a\\` is `b`"),
        ("``x`` it``s `y`", "\\`\\`x\\`\\` it\\`\\`s `y`"),
    ],
)
def test_a_tick_in_a_value_turns_no_words_into_code(text: str, shown: str) -> None:
    """A tick that somebody typed must not make code of our own words, and words of what is code."""
    assert safe.prose(text) == shown

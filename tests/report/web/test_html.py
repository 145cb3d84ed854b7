"""Elements: what is text stays text, and what could do more than show is refused."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.language import say
from mapconfig.report.web.html import el, linkable, render, texts


def test_children_are_put_in_as_they_come() -> None:
    """
    Texts, numbers, elements and nested lists of them become content; None leaves nothing.
    """
    made = el("p", "a", 1, None, [el("b", "c"), ["d", None]], (each for each in "ef"))

    assert render(made) == "<p>a1<b>c</b>def</p>"
    assert list(texts([made, "g"])) == ["a", "1", "c", "d", "e", "f", "g"]
    assert render([el("br"), "x"]) == "<br>x"


def test_attributes_are_written_as_html_has_them() -> None:
    """
    Underscores stand for hyphens, one at the end is for Python's sake; True is a bare name, None and False are nothing.
    """
    made = el("input", class_="a b", aria_label='say "x"', data_kind=3, hidden=True, checked=False, id_=None)

    assert render(made) == '<input class="a b" aria-label="say &quot;x&quot;" data-kind="3" hidden>'
    assert render(el("svg", viewbox="0 0 1 1", preserveaspectratio="none")) == (
        '<svg viewBox="0 0 1 1" preserveAspectRatio="none"></svg>'
    )


@pytest.mark.parametrize("name", ["script", "style", "iframe", "object", "img", "form", "foreignObject", "x y", ""])
def test_a_page_has_only_elements_that_show_text(name: str) -> None:
    """
    Nothing that loads, runs or sends can be put on a page, not even by mistake.
    """
    with pytest.raises(ValueError, match="a page has no"):
        el(name)


@pytest.mark.parametrize("name", ["onclick", "ONCLICK", "on_click", "style", "src", "srcdoc", "action", "a b", "a=b"])
def test_attributes_that_run_or_load_are_refused(name: str) -> None:
    """
    No handler, inline style or address to load from.
    """
    with pytest.raises(ValueError, match="has no attribute"):
        el("p", **{name: "x"})


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("#part", True),
        ("page.html", True),
        ("../list/a.html#x", True),
        ("./a", True),
        ("/a", True),
        ("https://example.org/a?b=c", True),
        ("mailto:ops@example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("\\\\evil.example", False),
        ("https:\\evil", False),
        ("", False),
    ],
)
def test_links_lead_to_pages_and_nowhere_else(target: str, allowed: bool) -> None:
    """
    A link goes to a place on the page, a page beside it, or the web; never to a script, a file or a foreign host in
    disguise.
    """
    assert linkable(target) is allowed
    if not allowed:
        with pytest.raises(ValueError, match="does not link"):
            el("a", "x", href=target)


def test_sentences_of_ours_are_spoken_and_names_are_not() -> None:
    """
    The language is chosen when a tree is rendered; what a person wrote is in it as it is.
    """
    made = el("p", say("{n} lists", n=3), " ", "3 lists", title=say("Filter"))

    assert render(made, lambda text: text.upper() if hasattr(text, "template") else text) == (
        '<p title="FILTER">3 LISTS 3 lists</p>'
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[Any]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_read_back_as_one_text(text: str) -> None:
    """
    Whatever is in a text, a parser finds one element with one attribute, and text that differs only where something
    could not have been seen.
    """
    reader = _Reader()
    reader.feed(render(el("p", text, title=text)))
    reader.close()

    assert [tag for tag, _ in reader.tags] == ["p"]
    assert [name for name, _ in reader.tags[0][1]] == ["title"]
    if text.isprintable() and text.isascii():
        assert reader.text == text and reader.tags[0][1] == [("title", text)]


def test_what_cannot_be_seen_is_named_and_lines_stay() -> None:
    """
    Control characters and overrides are named; line ends and tabs are kept, since pages show whole texts.
    """
    assert render("a\n\tb\u202ec\x1b") == "a\n\tb&lt;U+202E&gt;c\\x1b"

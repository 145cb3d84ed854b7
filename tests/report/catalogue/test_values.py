"""How single things are shown on the catalogue's pages."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from tests.report.catalogue.documents import documents

from mapconfig.report.catalogue import history, places, sheets, tables, words
from mapconfig.report.catalogue.frame import Frame, asset, link, links, people
from mapconfig.report.catalogue.pages import render
from mapconfig.report.catalogue.values import value
from mapconfig.report.web.html import render as html

FRAME = Frame("Small", place="a/list/all.html", titles={"list/some": "Some people"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "<small>nothing</small>"),
        (7, "7"),
        (1.5, "1.5"),
        ("a < b", "a &lt; b"),
        ("list/gone", "list/gone"),
        ("list/some", '<a href="../../a/list/some.html">Some people</a> <code class="address">list/some</code>'),
        ([], "<small>none</small>"),
        (["a", "b"], "<span>a, b</span>"),
    ],
)
def test_a_value_is_shown_as_what_it_is(given: Any, shown: str) -> None:
    """Yes and no as words, addresses that there are as links with their titles."""
    assert html(value(given, FRAME)) == shown


def test_nested_values_are_terms_and_lists() -> None:
    """However deep; short rows are on one line."""
    said = html(value({"entry": {"lists": ["list/some", "list/gone"], "rows": [{"id": "a", "points": 3}]}}, FRAME))
    assert "Some people" in said
    assert 'class="pair"' in said
    shown = html(value([["x" * 50, "y"], {"when": {"(criteria)": ["in list some"]}}], FRAME))
    assert shown.count("<ul") == 2
    assert "<code>in list <a href=" in shown  # one sentence goes on the line of its name, with its link
    deep: Any = "bottom"
    for _ in range(30):
        deep = [{"a": deep}]
    assert "bottom" in html(value(deep, FRAME))


def test_a_sentence_leads_to_the_list_it_names() -> None:
    """Where there is one."""
    said = html(value({"(criteria)": ["not in list some", "in list gone"]}, FRAME))
    assert 'not in list <a href="../../a/list/some.html">some</a>' in said
    assert "in list gone" in said


def test_assets_are_named_by_title_and_address() -> None:
    """Without a link where no file has them."""
    there, missing = {"address": "list/all", "title": "All"}, {"address": "list/no", "title": None}
    assert html(asset(there, FRAME)) == '<a href="../../a/list/all.html">All</a> <code class="address">list/all</code>'
    assert html(asset(there, FRAME, titled=False)) == '<a href="../../a/list/all.html">list/all</a>'
    assert html(asset({"address": "list/all", "title": "all"}, FRAME)) == '<a href="../../a/list/all.html">all</a>'
    assert html(asset(missing, FRAME)) == "<code>list/no</code> <small>(no file defines it)</small>"
    assert asset(None, FRAME) is None
    assert link({"address": "", "title": None}, FRAME) is None
    assert html(link(missing, FRAME)) == "list/no"
    assert links([], FRAME) is None
    assert html(links([there, missing], FRAME, 2)).endswith("list/no <small>and 2 more</small></span>")


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("41,870", "41,870"),
        ("<5", "<5"),
        ("about 30", "about 30"),
        ("at least 120", "at least 120"),
        ("about 4,230 (±12)", "about 4,230 (±12)"),
        ("unknown", "unknown"),
    ],
)
def test_counts_stay_as_protected_as_they_are(said: str, english: str) -> None:
    """The words are those of the count, so that they can be translated."""
    assert words.count(said) == english


def test_people_who_may_be_mailed_are_told_where_they_are_others() -> None:
    """Once where all of them may."""
    assert people(None) is None
    same = {"members": "40", "reachable": "40"}
    assert html(people(same)) == "40"
    assert "may be e-mailed" in html(people({"members": "40", "reachable": "30"}))
    assert html(people({"members": "40", "reachable": "30"}, members_only=True)) == "40"


def test_unknown_words_are_shown_as_they_are() -> None:
    """A kind or attribute that somebody added has its own name."""
    assert (words.one("gadget"), words.many("gadget"), words.attribute("odd_name")) == ("gadget", "gadget", "Odd name")
    assert words.said(words.STATES, "frozen") == "frozen"
    assert words.counts({}) == ""
    assert words.counts({"list": 1, "email": 2}) == "List: 1, E-mails: 2"


def test_a_history_says_what_is_not_shown() -> None:
    """Older changes, or where the history ends."""
    blank: dict[str, Any] = {"events": [], "more": 0, "cut": "", "note": ""}
    assert html(history.told(blank, FRAME, "list/all")) == ""
    assert "mapconfig history list/all" in html(history.told({**blank, "more": 3}, FRAME, "list/all"))
    assert "ends at commit abc" in html(history.told({**blank, "cut": "abc"}, FRAME, "list/all"))
    assert "No git" in html(history.told({**blank, "note": "No git"}, FRAME, "list/all"))


def test_a_large_page_is_cut_and_says_where_the_rest_is() -> None:
    """A browser lays out so many rows at once; the file for spreadsheets has all of them."""
    document = documents()["fields.html"]
    many = {**document, "rows": document["rows"] * 30}
    said = render("fields.html", many, Frame("Small"))
    assert said.count("<tr>") == tables.ROWS + 1
    assert "fields.csv has them all" in said
    assert len(list(csv.reader(io.StringIO(sheets.fields(many))))) == len(many["rows"]) + 1


def test_empty_maps_say_so() -> None:
    """Each in its own words."""
    frame = Frame("Small")
    for place in ("matrix.html", "conversion.html", "fields.html"):
        document = {**documents()[place], "rows": [], "stages": []}
        assert "written down" in render(place, document, frame)


def test_no_name_leaves_the_folder() -> None:
    """Whatever the key."""
    for key in ("a", "..", ".x", "con", "A" * 300, "x."):
        place = places.of_asset(f"list/{key}")
        assert place.startswith("a/list/")
        assert place.endswith(".html")
        assert "/../" not in place

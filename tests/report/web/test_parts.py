"""The pieces pages are made of: tables, folds, bars, criteria, lines of files, pages of rules."""

from __future__ import annotations

import re

import pytest

from mapconfig.language import say
from mapconfig.report.web.bars import Bar, bars, share
from mapconfig.report.web.criteria import Row, criteria_tree, rows_of
from mapconfig.report.web.html import el, render, texts
from mapconfig.report.web.markdown import markdown
from mapconfig.report.web.parts import badge, card, code_lines, facts, fold, footer, section, side, sides, topbar
from mapconfig.report.web.tables import Cell, Column, table


def test_a_table_says_what_its_cells_are() -> None:
    """
    A caption, heads with a scope, a head for each row, and the head again at each cell for narrow screens.
    """
    made = render(
        table(
            say("People"),
            [Column("Name"), Column("Number", numeric=True), Column("Why", sortable=False)],
            [["b", Cell("about 20", 20), None], ["a", 3, el("em", "so")]],
            filter_label="Look for",
        )
    )

    assert '<div class="table" role="region" aria-label="People" tabindex="0">' in made
    assert '<table class="cards" data-sortable data-filter="Look for">' in made
    assert '<th scope="col" class="number">Number</th>' in made and '<th scope="col" data-plain>Why</th>' in made
    assert '<th scope="row" data-head="Name">b</th>' in made
    assert '<td class="number" data-head="Number" data-sort="20">about 20</td>' in made
    assert '<td data-head="Why"><span><em>so</em></span></td>' in made


def test_a_table_of_one_row_has_nothing_to_sort() -> None:
    """
    Buttons and filters are offered where they can do something.
    """
    made = render(table("T", [Column("A")], [["x"]], filter_label="F", first_is_head=False, hide_caption=True, id_="t"))

    assert "data-sortable" not in made and "data-filter" not in made and 'scope="row"' not in made
    assert '<caption class="unseen">T</caption>' in made and 'id="t"' in made


def test_an_empty_cell_is_empty() -> None:
    """A phone leaves out its head as well, which would stand there alone."""
    columns = [Column("Segment"), Column("Phone"), Column("Post")]

    made = render(table("Who", columns, [["All", None, [None]], ["Some", "Sales", ""]]))

    assert made.count('<td data-head="Phone"></td>') == 1 and made.count('<td data-head="Post"></td>') == 2
    assert "<span></span>" not in made


def test_small_pieces_have_their_marks() -> None:
    """
    What a piece is can be told by its element and class; a tone there is none of is refused.
    """
    assert render(badge("gone", "removed")) == '<span class="badge removed">gone</span>'
    assert render(card("x", tone="look")) == '<div class="card stack look">x</div>'
    assert render(facts([("a", "b")])) == '<dl class="facts"><dt>a</dt><dd>b</dd></dl>'
    assert render(fold("s", "b", opened=True, id_="i")).startswith(
        '<details class="fold" open id="i"><summary>s</summary>'
    )
    assert render(section("x", "Title", "b")).startswith('<section id="x" aria-labelledby="x-heading"')
    assert render(sides(side("before", "b"))) == (
        '<div class="sides"><div class="side"><div class="label">before</div>b</div></div>'
    )
    assert render(footer("f")) == '<footer class="foot">f</footer>'
    assert '<span class="brand">' in render(topbar("x")) and "<nav" not in render(topbar("x"))
    assert '<a href="i.html" class="brand">' in render(topbar(home="i.html", nav=el("a", "n", href="#n")))
    with pytest.raises(ValueError, match="no tone"):
        badge("x", "pink")


def test_lines_of_a_file_say_what_became_of_them() -> None:
    """
    The sign before a line is a style; its word is read out.
    """
    made = code_lines([("a: 1", "removed"), ("a: 2", "added"), ("", "")])

    assert "".join(texts(made)) == "removed: a: 1added: a: 2 "
    assert render(made).count('class="unseen"') == 2


def test_bars_have_one_scale() -> None:
    """
    Each bar is as long as its share of the whole; what is new in it is another part.
    """
    made = render(bars([Bar("before", "100 people", 100, 100), Bar("after", "400 people", 400, 100)], 1000))

    assert re.findall(r'width="([\d.]+)" height="20" class="(kept|new)"', made) == [
        ("100", "kept"),
        ("100", "kept"),
        ("300", "new"),
    ]
    assert made.count('aria-hidden="true"') == 2


def test_the_smallest_number_is_still_seen() -> None:
    """
    One person of a million has a bar; nobody has none, and numbers beyond the whole do not leave the frame.
    """
    made = render(bars([Bar("a", "1", 1, 1), Bar("b", "0", 0, 0), Bar("c", "2", 1, 0)], 1_000_000))
    assert re.findall(r'width="([\d.]+)" height="20" class="(kept|new)"', made) == [
        ("2", "kept"),
        ("0", "kept"),
        ("0", "kept"),
        ("2", "new"),
    ]
    assert 'width="1000" height="20" class="kept"' in render(bars([Bar("a", "9", 9, 9)], 3))
    assert render(bars([], 0)) == '<div class="bars"></div>'


def test_shares_are_said_as_precisely_as_they_matter() -> None:
    """
    Whole percents, tenths below one, and "<0.1" for what would look like nothing.
    """
    assert [share(part, 10_000) for part in (0, 1, 55, 5_000, 10_000)] == ["0", "<0.1", "0.6", "50", "100"]
    assert share(5, 0) == "0"


def test_criteria_are_a_tree() -> None:
    """
    Groups hold their sentences, whatever the depth, and what changed says so.
    """
    value = ["a is 1", {"any": ["b is 2", {"some opportunity": ["stage is Won"]}]}, {"none": ["c is 3"]}]
    rows = list(rows_of(value))

    assert [(row.depth, str(row.text)) for row in rows] == [
        (0, "a is 1"),
        (0, "any of these:"),
        (1, "b is 2"),
        (1, "some opportunity:"),
        (2, "stage is Won"),
        (0, "none of these:"),
        (1, "c is 3"),
    ]
    made = render(criteria_tree(rows))
    top = '<span class="sentence"><span class="group">all of these:</span></span>'
    assert made.startswith(f'<ul class="criteria"><li>{top}<ul><li><span class="sentence"><code>a is 1</code>')
    assert made.count("<ul") == 5 and made.count("<li") == 8
    assert "all of these:" not in render(criteria_tree(rows, whole=False)) + render(criteria_tree(rows[1:5]))
    changed = render(criteria_tree([Row(1, "x", "removed"), Row(1, "y", "added")]))
    assert '<li class="removed">' in changed and "− no longer required" in changed and "+ now required" in changed
    assert render(criteria_tree([])) == '<ul class="criteria"></ul>'
    assert list(rows_of(None)) == [] and next(rows_of("x")).text == "x"
    assert '<a href="#x">' in render(criteria_tree([Row(0, "x")], {"x": el("a", "x", href="#x")}))


def test_pages_of_rules_are_read() -> None:
    """
    Headings, paragraphs, lists and code; everything else is text.
    """
    text = (
        "## What it does\nFinds `a`,\nand **b**.\n\n- one\n  more\n- ``two ` ticks``\n\n"
        "```yaml\nkey: <b>\n```\n<i>x</i> [l](x)"
    )
    made = "".join(map(render, markdown(text)))

    assert made == (
        "<h4>What it does</h4><p>Finds <code>a</code>, and <strong>b</strong>.</p>"
        "<ul><li>one more</li><li><code>two ` ticks</code></li></ul>"
        "<pre>key: &lt;b&gt;</pre><p>&lt;i&gt;x&lt;/i&gt; [l](x)</p>"
    )
    code = "## Example\n    # a.yaml\n    - x: `1`\n\n      y: 2\n\nText\n    goes on."
    assert "".join(map(render, markdown(code, "h2"))) == (
        "<h2>Example</h2><pre># a.yaml\n- x: `1`\n\n  y: 2</pre><p>Text goes on.</p>"
    )
    assert render(markdown("1. a\n2. b\n```\nopen")) == "<ul><li>a</li><li>b</li></ul><pre>open</pre>"
    assert markdown("") == []

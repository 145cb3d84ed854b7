"""Drawings: they say in words what they show, and stay small."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.journey.test_journey import AFTER, BEFORE

from mapconfig.language import speech
from mapconfig.report.web.drawing import arrow, curve, label_on
from mapconfig.report.web.html import Element, render, texts
from mapconfig.report.web.journey import journey_figure
from mapconfig.report.web.neighbourhood import MOST, Arrow, Dot, neighbourhood


def _boxes(made: Element) -> int:
    return len(re.findall(r'class="box"', re.sub(r'<ul class="legend">.*?</ul>', "", render(made), flags=re.S)))


def test_a_compared_journey_is_one_picture_of_both_sides() -> None:
    """
    It has an image with a name and a list that says the same, a legend in words, and a choice of the side to look at.
    """
    made = render(journey_figure(BEFORE, AFTER, "Hello & <co>"))

    assert (
        'role="img" aria-label="Journey Hello &amp; &lt;co&gt;, before and after: 1 step added, 1 removed, 2 changed."'
        in made
    )
    for words in ("+ added", "− removed", "~ changed", "as before", "both in one", "3 days", " → ", "5 days"):
        assert words in made, words
    assert made.count('type="radio"') == 3 and len(set(re.findall(r'name="(side-[^"]+)"', made))) == 1
    assert '<g class="removed replaced">' in made
    assert "2 as before" in made and "+ tag warm" in made
    assert "pause, changed: Wait 5 days; before it was: Wait 3 days." in made


def test_a_plain_journey_has_nothing_to_choose() -> None:
    """
    The same on both sides is drawn as it is, and leads to the pages of its e-mails where there are some.
    """
    made = render(journey_figure(AFTER, AFTER, "Hello", link=lambda address: f"../{address}.html"))

    assert "<fieldset" not in made and "legend" not in made and 'class="added"' not in made
    assert '<a href="../email/hello.html">' in made
    assert 'role="group" aria-label="Journey Hello' in re.sub(' (width|height)="[^"]*"', "", made)
    assert 'role="img"' not in made
    assert "Journey Hello with 5 steps." in made


def test_a_journey_that_is_new_has_one_side() -> None:
    """
    Everything in it is new, and there is no other side to look at.
    """
    made = render(journey_figure(None, AFTER, "Hello"))

    assert "<fieldset" not in made and 'class="same"' not in made and "+ added" in made


def test_every_kind_of_change_of_a_step_is_drawn() -> None:
    """
    Another verb, long names on both sides, many conditions, and details that no box shows.
    """
    long = "email/" + "very-" * 12 + "long"
    one: dict[str, Any] = {
        "steps": [
            {"id": "a", "send": long},
            {"id": "a2", "send": "email/x", "note": 1},
            {"id": "b", "wait": "1 day"},
            {"id": "c", "if": [f"f{n} is x" for n in range(8)]},
            {"id": "d", "do": [], "next": "end"},
        ]
    }
    other: dict[str, Any] = {
        "steps": [
            {"id": "a", "send": long + "er"},
            {"id": "a2", "send": "email/x"},
            {"id": "b", "send": "1 day"},
            {"id": "c", "if": [f"f{n} is y" for n in range(8)]},
            {"id": "d", "do": [], "next": "c"},
        ]
    }
    made = journey_figure(one, other, "All")
    shown = " ".join(texts(made))

    assert "(in its details)" in shown and "…" in shown
    assert re.search("Wait +→ +Send", shown)
    assert re.search("→ email/very-very", shown)
    assert render(journey_figure(one, other, "All", speak=speech("fr")))


def test_lines_are_drawn_the_way_they_go() -> None:
    """
    A line bends between layers, runs straight within one, and its head points where it arrives, whichever way it is
    drawn.
    """
    points = ((10.0, 0.0), (10.0, 20.0), (40.0, 60.0))

    assert curve(points, True) == "M10 0L10 20C10 40 40 40 40 60"
    assert curve(points, False) == "M0 10L20 10C40 10 40 40 60 40"
    assert 'd="M40 60L36.5 53L43.5 53Z"' in render(arrow(points, True))
    assert 'd="M10 0L6.5 7L13.5 7Z"' in render(arrow(tuple(reversed(points)), True))
    for way in (points, tuple(reversed(points)), ((0.0, 5.0), (9.0, 5.0))):
        for down in (True, False):
            assert "yes" in render(label_on(way, down, "yes", 20))


def test_a_neighbourhood_says_what_leads_where() -> None:
    """
    Boxes with title and address, marked in words; lines with the words of their relation where there is room, all of
    them in the list.
    """
    made = render(
        neighbourhood(
            [
                Dot("list/a", "list", "A", "focus"),
                Dot("email/b", "email", "B", "update"),
                Dot("x:email", "email", count=3),
            ],
            [Arrow("list/a", "email/b", "receives"), Arrow("list/a", "x:email"), Arrow("list/a", "list/gone")],
            "Around list/a",
            link=lambda address: f"../{address}.html",
        )
    )

    assert "list/a receives email/b" in made and "list/a leads to + 3 more of kind email" in made
    assert '<a href="../list/a.html">' in made and "x:email.html" not in made and "gone" not in made
    assert '<g class="focus">' in made and '<g class="changed">' in made and '<g class="more">' in made
    assert made.count('class="way"') == 1 and "~ B" in made


def test_words_stand_at_the_end_that_is_free() -> None:
    """
    Where many lead to one, each says its relation at its own beginning.
    """
    dots = [Dot(f"list/{n}", "list") for n in range(3)] + [Dot("email/e", "email", "E")]
    made = render(neighbourhood(dots, [Arrow(f"list/{n}", "email/e", "receives") for n in range(3)], "T"))

    assert made.count('class="way"') == 3


def test_a_line_against_the_way_has_its_words_in_the_list() -> None:
    """
    A circle is drawn; of its two lines, the one that leads back is told below.
    """
    dots = [Dot("rule/a", "rule"), Dot("rule/b", "rule")]
    made = render(neighbourhood(dots, [Arrow("rule/a", "rule/b", "sets"), Arrow("rule/b", "rule/a", "sets")], "T"))

    assert made.count('class="way"') == 1 and "rule/b sets rule/a" in made


def test_too_many_are_counted_and_not_drawn() -> None:
    """
    At most about sixty boxes: the marked ones stay, the rest is one box for each kind and side.
    """
    dots = [Dot("list/a", "list", mark="focus")]
    dots += [Dot(f"email/e{n}", "email") for n in range(90)] + [Dot(f"field/f{n}", "field") for n in range(30)]
    arrows = [Arrow("list/a", f"email/e{n}", "receives") for n in range(90)]
    arrows += [Arrow(f"field/f{n}", "list/a", "is used by") for n in range(30)]
    dots.append(Dot("stage/last", "stage", mark="delete"))
    made = neighbourhood(dots, arrows, "T")
    shown = " ".join(texts(made))

    assert _boxes(made) <= MOST
    assert "list/a" in shown and "stage/last" in shown
    assert "+ 36 more of kind email" in shown and "+ 30 more of kind field" in shown


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), max_size=8, unique_by=lambda one: one[0]
    )
)
def test_whatever_assets_are_called_they_are_drawn(names: list[tuple[str, str]]) -> None:
    """
    Names and titles are text of any kind and length.
    """
    dots = [Dot(name, "list", title) for name, title in names]
    arrows = [Arrow(one.id, other.id, one.title) for one in dots for other in dots]
    made: Any = neighbourhood(dots, arrows, "T")

    assert _boxes(made) == len(dots)

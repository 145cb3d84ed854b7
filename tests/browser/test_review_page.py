"""The review page in a real browser: read, clicked, printed, enlarged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import Open
from tests.cli.program import example as example_org
from tests.cli.program import inside, replace
from tests.record.repository import Git

from mapconfig.language import speech
from mapconfig.report.review.html import review

DATA = Path(__file__).parents[1] / "report" / "review" / "data"
NAMES = ("blunder", "everything", "harmless", "suppression", "unreadable")


def document(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return made


def page(name: str, language: str = "en") -> str:
    return review(document(name), speak=speech(language), language=language)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_kept_out(open_page: Open, name: str) -> None:
    """
    By the rules of WCAG 2.2 AA that a machine can check, a review page has nothing that keeps anybody out: light, dark
    and on a phone, folded and unfolded.
    """
    shown = open_page(page(name))
    assert shown.violations() == [], "folded"
    shown.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert shown.barriers() == {}


@pytest.mark.parametrize("name", ["everything", "unreadable"])
def test_nobody_is_kept_out_in_french(open_page: Open, name: str) -> None:
    """
    The other language is held to the same, and fits the same windows.
    """
    shown = open_page(page(name, "fr"), width=390)
    shown.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert shown.violations() == [] and shown.sideways() <= 0
    assert shown.page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("width", [1200, 600, 390, 320])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_never_has_to_be_moved_sideways(open_page: Open, name: str, width: int) -> None:
    """
    On a phone, and at 200 % or more of the size of letters on a desk (1,200 pixels are 600 then), the page fits the
    window; only drawings and wide tables move in frames of their own.
    """
    shown = open_page(page(name), width=width)
    shown.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert shown.sideways() <= 0


def test_the_blunder_is_on_the_first_screen(open_page: Open) -> None:
    """
    Without scrolling, a stranger sees the verdict, how many get the mail before and after, why, and who must look.
    """
    shown = open_page(page("blunder")).page

    for text in ("Stop", "19,970", "about 5,370 people", "about 25,330 people", "account.type is not blank"):
        place = shown.get_by_text(text).first.bounding_box()
        assert place is not None and place["y"] + place["height"] <= 900, text
    place = shown.get_by_role("heading", name="Who must look").bounding_box()
    assert place is not None and place["y"] <= 900


def test_bars_are_as_long_as_their_numbers(open_page: Open) -> None:
    """
    The bars before and after are drawn to one scale, on which the whole width is everybody.
    """
    shown = open_page(page("blunder")).page
    widths = "all => all.map(one => one.getBoundingClientRect().width)"
    whole = shown.locator(".bar .track").first.evaluate("one => one.getBoundingClientRect().width")
    before = shown.locator(".bar").nth(0).locator(".kept, .new").evaluate_all(widths)
    after = shown.locator(".bar").nth(1).locator(".kept, .new").evaluate_all(widths)

    assert sum(before) / whole == pytest.approx(5370 / 50010, abs=0.003)
    assert sum(after) / whole == pytest.approx(25330 / 50010, abs=0.003)


def test_every_control_does_what_it_says(open_page: Open) -> None:
    """
    Folds open and close one by one and at once, tables sort both ways and say so, filters say how much is left, and the
    two sides of a journey can be looked at alone.
    """
    shown = open_page(page("everything")).page
    folds = shown.locator("#changes details")
    shown.get_by_role("button", name="Close all").first.click()
    assert folds.evaluate_all("all => all.filter(one => one.open).length") == 0
    shown.get_by_role("button", name="Open all").first.click()
    assert folds.evaluate_all("all => all.filter(one => !one.open).length") == 0
    summary = folds.first.locator("summary").first
    summary.click()
    assert not folds.first.evaluate("one => one.open")
    summary.focus()
    shown.keyboard.press("Enter")
    assert folds.first.evaluate("one => one.open")

    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for table in shown.locator("table[data-sortable]").all():
        for button in table.locator("thead button").all():
            head = button.locator("xpath=..")
            button.click()
            assert head.get_attribute("aria-sort") == "ascending"
            first = table.locator("tbody tr").first.inner_text()
            button.click()
            assert head.get_attribute("aria-sort") == "descending"
            assert table.locator("th[aria-sort]").count() == 1
            assert first
    for box in shown.get_by_role("searchbox").all():
        table = box.locator("xpath=ancestor::*[contains(@class, 'filter')]/following-sibling::*[1]//table")
        before = table.locator("tbody tr:visible").count()
        box.fill("nothing is called so")
        assert table.locator("tbody tr:visible").count() == 0
        assert "Nothing matches" in box.locator("xpath=following-sibling::*").inner_text()
        box.fill("")
        assert table.locator("tbody tr:visible").count() == before

    drawing = shown.locator("figure.drawing:has(fieldset)").first
    gone, new = drawing.locator("svg g.removed:has(rect.box)"), drawing.locator("svg g.added:has(rect.box)")
    assert gone.first.is_visible() and new.first.is_visible()
    drawing.get_by_role("radio", name="before").check()
    assert gone.first.is_visible() and not new.first.is_visible()
    drawing.get_by_role("radio", name="after").check()
    assert not gone.first.is_visible() and new.first.is_visible()


def test_numbers_sort_as_numbers(open_page: Open) -> None:
    """
    A column of people is sorted by how many they are, not by the letters of "about 970".
    """
    shown = open_page(page("blunder")).page
    table = shown.get_by_role("table", name="Whom teams would get")
    table.get_by_role("button", name="Before").click()
    cells = [
        int(one or 0)
        for one in table.locator("tbody tr td:nth-child(3)").evaluate_all("all => all.map(one => one.dataset.sort)")
    ]

    assert cells == sorted(cells) and cells[-1] > 1000


def test_links_lead_somewhere(open_page: Open) -> None:
    """
    Every link on the page leads to a place on it, and opens what that is folded into.
    """
    shown = open_page(page("everything")).page
    targets = shown.locator("a[href^='#']").evaluate_all("all => all.map(one => one.getAttribute('href').slice(1))")

    assert targets and all(shown.locator(f"id={name}").count() == 1 for name in targets)
    assert shown.locator("a:not([href^='#'])").count() == 0
    rule = shown.locator("a[href^='#rule-']").first
    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false; })")
    shown.locator("#checks").scroll_into_view_if_needed()
    rule.click()
    assert shown.locator(str(rule.get_attribute("href"))).evaluate("one => one.open")


def test_everything_is_there_without_scripts(open_page: Open) -> None:
    """
    Where scripts are off, the page says the same; folds and the sides of a journey still work.
    """
    plain = open_page(page("everything"), scripts=False).page
    drawing = plain.locator("figure.drawing:has(fieldset)").first

    assert plain.locator("button").count() == 0
    drawing.get_by_role("radio", name="before").check()
    assert not drawing.locator("svg g.added:has(rect.box)").first.is_visible()
    fold = plain.locator("#changes details").nth(4)
    fold.locator("summary").first.click()
    assert fold.locator(".inside").first.is_visible()


@pytest.mark.parametrize("name", ["blunder", "everything"])
def test_it_prints(open_page: Open, name: str) -> None:
    """
    Printed, everything that is folded away is on the paper.
    """
    shown = open_page(page(name)).page
    made = shown.pdf(format="A4")
    shown.emulate_media(media="print")
    hidden = shown.locator("details:not([open])").count()

    assert made.startswith(b"%PDF") and len(made) > 20_000
    assert hidden == 0 or shown.locator("details:not([open]) > .inside").first.is_visible()


def test_labels_stay_in_their_boxes(open_page: Open) -> None:
    """
    The words of a drawing fit the boxes that were made for them before any browser was there.
    """
    shown = open_page(page("everything")).page
    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    outside = shown.evaluate(
        """() => [...document.querySelectorAll('.drawing .canvas svg g')].flatMap(group => {
            const box = group.querySelector(':scope > rect.box, :scope > a > rect.box');
            if (!box) return [];
            const room = box.getBBox();
            return [...group.querySelectorAll('text')].filter(text => {
                const words = text.getBBox();
                return words.width && (words.x < room.x || words.x + words.width > room.x + room.width
                    || words.y < room.y - 1 || words.y + words.height > room.y + room.height + 1);
            }).map(text => text.textContent);
        })"""
    )

    assert outside == []


def test_the_keyboard_is_enough(open_page: Open) -> None:
    """
    The first key leads past the head of the page, every control is reached by Tab, and what has the focus is seen.
    """
    shown = open_page(page("harmless")).page
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.keyboard.press("Enter")
    assert shown.evaluate("location.hash") == "#content"
    reached, outlined = set(), True
    for _ in range(120):
        shown.keyboard.press("Tab")
        name = shown.evaluate("document.activeElement.localName")
        if name == "body":
            break
        reached.add(name)
        outlined = outlined and shown.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"

    assert {"summary", "a", "input", "button"} <= reached and outlined


def test_the_command_makes_the_page(open_page: Open, tmp_path_factory: pytest.TempPathFactory) -> None:
    """
    From a repository with a change to a page in the browser, by the command that everybody uses.
    """
    root = tmp_path_factory.mktemp("org")
    org = example_org(root / "org")
    Git(org).commit("Begin")
    replace(org / "journeys/onboarding.yaml", "wait: 20 days", "wait: 25 days")
    made = root / "review.html"
    done = inside("review", "HEAD", "-C", str(org), "--format", "html", "-o", str(made), "--no-people", "--lang", "fr")
    assert done.code == 0, done.all
    shown = open_page(made)

    assert shown.page.locator("html").get_attribute("lang") == "fr"
    assert shown.page.get_by_text("20 jours → 25 jours").first.is_visible()
    assert shown.violations() == []

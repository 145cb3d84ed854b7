"""The catalogue in a real browser, as a folder of files: every sort of page, search, the keyboard, the phone."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from tests.browser.catalogues import PAGES, assets, catalogue, lived
from tests.browser.conftest import Open


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the example's catalogue."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        base = tmp_path_factory.mktemp("catalogue")
        yield catalogue(lived(base / "org", monkeypatch), base / "site")


@pytest.fixture(scope="module")
def french(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same in French."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MAPCONFIG_TODAY", "2026-11-22")
        yield catalogue(site.parent / "org", tmp_path_factory.mktemp("french") / "site", "--lang", "fr")


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_out(open_page: Open, site: Path, name: str) -> None:
    """By the rules of WCAG 2.2 AA that a machine can check: light, dark and on a phone. And no page has to be moved
    sideways. What is folded is unfolded, but on the front page also looked at folded."""
    shown = open_page(site / name)
    shown.page.wait_for_selector("#find")
    if name == "index.html":
        assert shown.violations() == []
    shown.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert shown.sideways() <= 0
    assert shown.barriers() == {}
    assert shown.sideways() <= 0, "on a phone"


@pytest.mark.parametrize("name", ["index.html", "matrix.html", "a/list/customers.html"])
def test_nobody_is_kept_out_in_french(open_page: Open, french: Path, name: str) -> None:
    """The other language is held to the same."""
    shown = open_page(french / name)
    assert shown.violations() == []
    assert shown.page.locator("html").get_attribute("lang") == "fr"


class Anchors(HTMLParser):
    """Where a page leads, and the places on it that can be led to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href") is not None:
            self.targets.append(str(said["href"]))
        if said.get("id"):
            self.places.add(str(said["id"]))


def test_every_link_leads_to_a_page(site: Path) -> None:
    """On every page of the site, to a place that is there; every asset's page is reached from the front page."""
    there = set(assets(site))
    pages = {name: Anchors((site / name).read_text(encoding="utf-8")) for name in there}
    waiting, seen = ["index.html"], {"index.html"}
    while waiting:
        name = waiting.pop()
        for target in pages[name].targets:
            path, _, place = urljoin((site / name).as_uri(), target).partition("#")
            assert path.startswith(f"{site.as_uri()}/"), (name, target)
            other = unquote(path.removeprefix(f"{site.as_uri()}/"))
            if other.endswith(".csv"):
                assert (site / other).is_file()
                continue
            assert other in there, (name, target)
            assert not place or unquote(place) in pages[other].places, (name, target)
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    assert seen == there


def test_search_finds_by_the_keyboard_alone(open_page: Open, site: Path) -> None:
    """Slash, a few letters, arrow down, enter; escape closes."""
    page = open_page(site / "matrix.html").page
    page.wait_for_selector("#find")
    page.keyboard.press("/")
    page.keyboard.type("master prosp")
    page.wait_for_selector("#found:not([hidden]) li")
    assert page.locator("#found li").first.inner_text().startswith("Prospects (master list)")
    assert page.get_by_role("combobox").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    assert page.get_by_role("combobox").input_value() == "master prosp"
    page.get_by_role("combobox").fill("customer")
    page.wait_for_selector("#found:not([hidden]) li")
    page.keyboard.press("ArrowDown")
    assert page.locator("#found li[aria-selected='true']").count() == 1
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == "found-0"
    page.keyboard.press("ArrowUp")
    assert page.locator("#found li[aria-selected='true']").inner_text() == "Show all matches"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/**")


def test_search_looks_at_titles_keys_teams_descriptions_and_tags(open_page: Open, site: Path) -> None:
    """In any order, and the nearest name first."""
    page = open_page(site / "index.html").page
    box = page.get_by_role("combobox")
    for words, address in (
        ("customers master", "list/customers"),
        ("valve-recall-2026", "email/valve-recall-2026"),
        ("Avant le gel", ""),
        ("practical bounce", ""),
        ("recall customer-success", "email/valve-recall-2026"),
        ("greenkeepers asked", "list/fatigue-frequency"),
    ):
        box.fill(words)
        page.wait_for_timeout(60)
        found = page.locator("#found li code").all_inner_texts()
        if address:
            page.wait_for_selector("#found:not([hidden]) li")
            assert address in page.locator("#found li code").all_inner_texts(), words
        else:
            assert found == [], words


def test_all_matches_have_a_page(open_page: Open, site: Path) -> None:
    """Enter without a choice leads there; the address can be passed on."""
    page = open_page(site / "index.html").page
    page.get_by_role("combobox").fill("customer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html#q=customer")
    page.wait_for_selector("#results li")
    assert page.locator("#results li").count() > 8
    assert "Matches" in page.locator("#results").inner_text()
    page.locator("#results a").first.click()
    page.wait_for_url("**/a/**")
    shown = open_page(site / "search.html")
    shown.page.goto((site / "search.html").as_uri() + "#q=%E0%A4%A")  # no text at all
    assert shown.page.locator("#results li").count() == 0
    shown.page.goto((site / "search.html").as_uri() + "#q=nothing%20is%20called%20so")
    shown.page.wait_for_selector("#results p")
    assert "Nothing matches" in shown.page.locator("#results").inner_text()


def test_crossed_wires_are_in_words(open_page: Open, site: Path) -> None:
    """In the grid and in the row, and not by colour alone."""
    page = open_page(site / "matrix.html").page
    assert "2 rows cross others" in page.locator("main").inner_text()
    assert page.locator("#grid .badge", has_text="crosses").count() == 2
    assert "the same people" in page.locator("#rows").inner_text()


def test_an_asset_tells_its_whole_story(open_page: Open, site: Path) -> None:
    """Purpose, team, reason, people, criteria, neighbours, who uses it, checks, where it is applied, drift, history."""
    page = open_page(site / "a/list/customers.html").page
    said = page.locator("main").inner_text()
    for words in (
        "Everybody on an account of type Customer",
        "Marketing operations",
        "MOPS-101",
        "may be e-mailed",
        "Who belongs",
        "account.type is Customer",
        "is extended by",
        "as in the files",
        "Somebody changed it on local",
        "Say everybody (#12)",
        "MOPS-500",
    ):
        assert words in said, words
    assert page.locator(".drawing .canvas svg").count() == 1
    page.locator("#what a", has_text="colleagues").click()
    page.wait_for_url("**/a/list/colleagues.html")


def test_what_is_not_committed_is_said(open_page: Open, site: Path) -> None:
    """On the asset's page and among the changes."""
    assert "Not committed yet" in open_page(site / "a/journey/onboarding.html").page.locator("main").inner_text()
    assert "Our onboarding" in open_page(site / "changed.html").page.locator("#edited").inner_text()


def test_a_filter_works_and_a_table_sorts(open_page: Open, site: Path) -> None:
    """On the index of a kind: what is hidden is said, and numbers sort as numbers."""
    page = open_page(site / "kind/list.html").page
    page.get_by_label("Filter").fill("newsletter")
    shown = page.locator("tbody tr:visible").count()
    assert 0 < shown < page.locator("tbody tr").count()
    page.get_by_label("Filter").fill("")
    page.get_by_role("button", name="Used by").click()
    counts = [
        int(one)
        for one in page.locator("tbody td[data-head='Used by']").evaluate_all("all => all.map(one => one.dataset.sort)")
    ]
    assert counts == sorted(counts)


def test_everything_is_there_without_scripts(open_page: Open, site: Path) -> None:
    """Search becomes a link to a page that leads to the indexes; the rest is as it was."""
    page = open_page(site / "a/list/customers.html", scripts=False).page
    assert "account.type is Customer" in page.locator("main").inner_text()
    page.get_by_role("link", name="Search").click()
    page.get_by_role("link", name="all assets by kind").click()
    assert page.get_by_role("heading", name="All assets by kind").is_visible()


def test_pages_print(open_page: Open, site: Path) -> None:
    """Folded parts are on the paper, the bar of links is not."""
    page = open_page(site / "findings.html").page
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".find").is_hidden()

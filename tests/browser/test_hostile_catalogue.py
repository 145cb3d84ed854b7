"""Hostile text in every field of the catalogue, and in an org on a disk: on the pages and in search it is text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.opening import Opened, opened
from tests.browser.payloads import PAYLOADS
from tests.cli.program import inside, small
from tests.report.catalogue.documents import sorts, with_text

from mapconfig.catalogue.writing import shared
from mapconfig.report.catalogue.frame import Frame
from mapconfig.report.catalogue.pages import render

TEXTS = tuple(filter(None, PAYLOADS))

_LOOK = r"""() => {
    const strange = [];
    for (const one of document.querySelectorAll("*")) {
        for (const {name, value} of one.attributes) {
            if (name.startsWith("on") || ["style", "srcset", "srcdoc", "action", "formaction"].includes(name))
                strange.push(`${name}=${value}`);
            if (name.endsWith("href") && /^\s*(javascript|vbscript|https?|\/\/)/i.test(value))
                strange.push(`${name}=${value}`);
        }
        const refused = ["iframe", "object", "embed", "img", "image", "video", "audio", "form", "base"];
        if (refused.includes(one.localName)) strange.push(`<${one.localName}>`);
        if (one.localName === "script" && !/(assets|data)\/[a-z]+\.js$/.test(one.src)) strange.push("a script");
    }
    if (window.__xss !== undefined) strange.push("it ran");
    return strange;
}"""


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Any]:
    """One page that is led from one hostile page to the next."""
    context = browser.new_context()
    found: list[Opened] = []

    def look(file: Path) -> Opened:
        if not found:
            found.append(opened(context, file.as_uri()))
        else:
            found[0].page.goto(file.as_uri())
        return found[0]

    yield look
    context.close()
    for one in found:
        one.quiet()


def folder(base: Path) -> Path:
    """The styles and scripts of a site."""
    for place, text in {**shared(), "data/search.js": "mapconfigCatalogue([]);"}.items():
        (base / place).parent.mkdir(parents=True, exist_ok=True)
        (base / place).write_text(text, encoding="utf-8")
    return base


@pytest.mark.parametrize("place", sorted(sorts()))
def test_text_stays_text(shown: Any, tmp_path: Path, place: str) -> None:
    """Every field of every sort of page, each with another text, three times over."""
    file = folder(tmp_path) / place
    file.parent.mkdir(parents=True, exist_ok=True)
    frame = Frame("</title><script>window.__xss=1</script>")
    for turn in range(3):
        texts = islice(cycle(TEXTS), turn * 57, None)
        file.write_text(render(place, with_text(sorts()[place], texts), frame), "utf-8", "surrogatepass")
        page = shown(file)
        assert page.page.evaluate(_LOOK) == []
        assert page.dialogs == []
        assert page.complaints == []


def quoted(text: str) -> str:
    """`text` as YAML, with everything escaped."""
    return '"' + "".join(char if char.isascii() and char.isalnum() else f"\\U{ord(char):08x}" for char in text) + '"'


@pytest.mark.parametrize("start", range(0, len(TEXTS), 40))
def test_search_shows_text_and_nothing_else(shown: Any, tmp_path: Path, start: int) -> None:
    """Titles, descriptions and tags out of an org on a disk; found, shown in the box and on the page of matches."""
    files = {}
    for number, text in enumerate(TEXTS[start : start + 40]):
        if all(char < "\ud800" or char > "\udfff" for char in text):
            said = f"kind: list\nkey: l{number}\ntitle: {quoted('needle ' + text)}\ndescription: {quoted(text)}\n"
            files[f"lists/l{number}.yaml"] = f"{said}tags: [{quoted(text)}]\ncriteria:\n  - country is France\n"
    org = small(tmp_path / "org", **files)
    done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "site"), "--no-people")
    assert done.code in (0, 3), done.all
    page = shown(tmp_path / "site" / "search.html").page
    page.goto((tmp_path / "site" / "search.html").as_uri() + "#q=needle")
    page.wait_for_selector("#results li")
    found = page.locator("#results li").count()
    assert found == len(page.locator("#results li a").all()) > 0
    assert page.evaluate(_LOOK) == []
    page.get_by_role("combobox").fill("needle <")
    page.wait_for_timeout(100)
    assert page.evaluate(_LOOK) == []
    shown(tmp_path / "site" / "kind" / "list.html")
    assert page.evaluate(_LOOK) == []

"""The charts of a comment, drawn by the Mermaid that forges use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page
from tests.browser.opening import MERMAID
from tests.browser.payloads import PAYLOADS
from tests.report.review.documents import NAMES, example, filled

from mapconfig.language import speech
from mapconfig.report.review.markdown import review

_DRAW = """async text => {
    mermaid.initialize({startOnLoad: false, securityLevel: "strict", maxTextSize: 50000});
    await mermaid.parse(text);
    const {svg} = await mermaid.render("chart", text);
    const drawn = new DOMParser().parseFromString(svg, "text/html");
    return {
        nodes: drawn.querySelectorAll("g.node").length,
        words: [...drawn.querySelectorAll("g.node")].map(one => one.textContent.trim()),
        strange: [...drawn.querySelectorAll("script, a, iframe, img, object, [onclick], [href]:not(use)")]
            .map(one => one.outerHTML),
    };
}"""


@pytest.fixture(scope="module")
def drawing(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.add_script_tag(path=MERMAID)
    yield page
    context.close()


def charts(document: dict[str, Any], language: str = "en") -> list[str]:
    """The Mermaid charts in the Markdown of a review, as a Markdown parser finds them."""
    text = review(document, speak=speech(language), profile="github")
    return [one.content for one in MarkdownIt().parse(text) if one.type == "fence" and one.info.strip() == "mermaid"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_chart_is_drawn(drawing: Page, language: str) -> None:
    """
    Mermaid draws every chart of every example, with a box for each step.
    """
    found = [chart for name in NAMES for chart in charts(example(name), language)]

    assert len(found) >= 2
    for chart in found:
        drawn = drawing.evaluate(_DRAW, chart)
        assert drawn["nodes"] >= 4 and drawn["strange"] == []


def test_hostile_names_neither_break_a_chart_nor_get_out_of_it(drawing: Page) -> None:
    """
    Whatever a step is called, the chart is drawn and has no link, script or picture.
    """
    document = example("everything")
    for payload in PAYLOADS:
        for chart in charts(filled(document, payload)):
            drawn = drawing.evaluate(_DRAW, chart)
            assert drawn["nodes"] >= 1 and drawn["strange"] == [], payload

"""Hostile text in every field of a review: on the page it is text, and nothing else happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.opening import Opened, opened
from tests.browser.payloads import PAYLOADS
from tests.report.review.documents import disguised, example, filled, leaves, with_text

from mapconfig.language import speech
from mapconfig.report.review.html import review

#: What a page consists of; anything else came out of somebody's text.
_NAMES = """
    a body br button caption code dd del details div dl dt fieldset figcaption figure footer g h1 h2 h3 h4 head header
    html input ins label legend li link main meta nav ol option p path pre rect script section span strong style summary
    svg small table tbody td template text th thead title tr tspan ul
"""
_ELEMENTS = _NAMES.split()

_LOOK = """elements => {
    const strange = [];
    for (const one of document.querySelectorAll("*")) {
        if (!elements.includes(one.localName)) strange.push(`<${one.localName}>`);
        for (const {name, value} of one.attributes) {
            if (name.startsWith("on") || ["style", "src", "srcset", "srcdoc", "action", "formaction"].includes(name))
                strange.push(`${name}=${value}`);
            if (name.endsWith("href") && !value.startsWith("#") && one.localName !== "link")
                strange.push(`${name}=${value}`);
        }
    }
    if (document.querySelectorAll("script").length !== 1) strange.push("scripts");
    if (document.querySelectorAll("head link, head style, head meta, head title").length !== 8) strange.push("head");
    if (window.__xss !== undefined) strange.push("it ran");
    return strange;
}"""


def _page(document: dict[str, Any], language: str = "en") -> str:
    return review(document, speak=speech(language), language=language)


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One page that is led from one hostile document to the next."""
    context = browser.new_context()
    file = tmp_path_factory.mktemp("hostile") / "review.html"
    found: list[Opened] = []

    def look(text: str) -> Opened:
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        if not found:
            found.append(opened(context, file.as_uri()))
        else:
            found[0].page.goto(file.as_uri())
        return found[0]

    yield look
    context.close()


@pytest.mark.parametrize("part", range(8))
def test_text_in_every_field_stays_text(shared: Any, part: int) -> None:
    """
    Each of some 180 payloads, in every field of a review at once, leaves a page of our own elements: no script,
    handler, style or link of its own, no dialog, no request.
    """
    document = example("everything")
    for payload in PAYLOADS[part::8]:
        shown = shared(_page(filled(document, payload)))
        shown.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

        assert shown.page.evaluate(_LOOK, _ELEMENTS) == [], payload
        assert shown.dialogs == [] and [one for one in shown.requests if not one.startswith("file:")] == [], payload


def test_text_that_pretends_to_be_ours_stays_text(shared: Any) -> None:
    """
    A document from a stranger may claim that its text is a sentence of ours; it is still only text, in every language.
    """
    document = example("everything")
    for payload in PAYLOADS[::9]:
        for language in ("en", "fr"):
            shown = shared(_page(_pretending(document, payload), language))

            assert shown.page.evaluate(_LOOK, _ELEMENTS) == [], payload


def _pretending(document: dict[str, Any], text: str) -> dict[str, Any]:
    """`document` with `text` in place of every sentence of ours, written as if it were one."""

    def made(path: tuple[Any, ...]) -> Any:
        here: Any = document
        for step in path:
            here = here[step]
        return disguised(text) if isinstance(here, dict) else None

    return with_text(document, made)


def test_what_cannot_be_seen_is_named(shared: Any) -> None:
    """
    An override that turns text round, and characters without width, are shown by their code points.
    """
    shown = shared(_page(filled(example("blunder"), "safe\u202efdp\u200b.exe")))

    assert "<U+202E>fdp<U+200B>.exe" in shown.page.locator("h1").inner_text()


def test_every_field_that_is_shown_was_tried() -> None:
    """
    The corpus is put into every place of a document that can hold text.
    """
    document = example("everything")
    changed = json.dumps(filled(document, "\u2603"))

    assert changed.count("\\u2603") == len(list(leaves(document))) > 500

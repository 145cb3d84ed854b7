#!/usr/bin/env python3
"""Makes the pictures in docs/pictures from the example org: `make pictures`, or with names to make only those.

Everything is drawn by the real commands and the real browser that the tests use. The comment is shown as a forge would:
its Markdown read by markdown-it-py, its charts drawn by Mermaid, under a style sheet like that of GitHub.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402
import yaml  # noqa: E402
from markdown_it import MarkdownIt  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from tests.browser.catalogues import catalogue as made  # noqa: E402
from tests.browser.catalogues import lived  # noqa: E402
from tests.browser.conftest import ARGUMENTS, chromium  # noqa: E402
from tests.browser.opening import MERMAID  # noqa: E402
from tests.report.review.documents import example  # noqa: E402

from mapconfig.language import speech  # noqa: E402
from mapconfig.report.review import html, markdown  # noqa: E402
from mapconfig.report.web import page as web  # noqa: E402
from mapconfig.report.web.html import el  # noqa: E402
from mapconfig.report.web.journey import journey_figure  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
#: Larger pictures make clones slow.
_LARGEST = 250_000

_FORGE = """
body { margin: 0; padding: 32px; background: #fff; color: #1f2328;
  font: 14px/1.5 Inter, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
.comment { max-width: 900px; border: 1px solid #d1d9e0; border-radius: 6px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e; }
.head b { color: #1f2328; }
.body { padding: 16px; }
h1, h2 { font-size: 1.4em; border-bottom: 1px solid #d1d9e0b3; padding-bottom: .3em; margin: 0 0 16px; }
h3 { font-size: 1.15em; margin: 24px 0 12px; } h4 { margin: 16px 0 8px; }
p, ul, table, pre, details { margin: 0 0 12px; } ul { padding-left: 2em; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content; max-width: 100%; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; } tr:nth-child(2n) td { background: #f6f8fa; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; }
pre code { background: none; padding: 0; }
pre.chart { background: none; text-align: center; } summary { cursor: pointer; }
"""


@dataclass(frozen=True)
class Picture:
    """One picture. `show` leads the page to what is to be seen and gives the selector of the part of it, or nothing for
    the window; `width` and `height` are those of the window."""

    show: Callable[[Page, Path], str | None]
    width: int = 1200
    height: int = 900
    dark: bool = False


def _opened(page: Page, folder: Path, text: str) -> None:
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri())


def review_of(name: str, language: str = "en") -> Callable[[Page, Path], None]:
    """The first screen of the review page of an example."""

    def show(page: Page, folder: Path) -> None:
        _opened(page, folder, html.review(example(name), speak=speech(language), language=language))

    return show


def journey(page: Page, folder: Path) -> str:
    """A journey before and after in one picture: a shorter wait, a thank-you, a detour less, a team that is told."""
    before = yaml.safe_load((ROOT / "org-config/journeys/nurture-agriculture.yaml").read_text(encoding="utf-8"))
    after = copy.deepcopy(before)
    steps = {step["id"]: step for step in after["steps"]}
    steps["pause"]["wait"] = "5 days"
    steps["interested"] |= {"then": "thanks", "else": "numbers"}
    steps["remember"]["do"].append({"notify": "team/sdr"})
    thanks = {"id": "thanks", "send": "email/nurture-agriculture-thanks"}
    after["steps"] = [step for step in after["steps"] if step["id"] != "long-pause"]
    after["steps"].insert(after["steps"].index(steps["remember"]), thanks)
    figure = journey_figure(before, after, before["title"])
    _opened(page, folder, web.page("Journey", el("main", el("h1", before["title"]), figure, id_="content")))
    return "main"


def impact(page: Page, folder: Path) -> str:
    """What a change reaches."""
    review_of("blunder")(page, folder)
    return "#impact figure.drawing"


def comment_of(name: str) -> Callable[[Page, Path], None]:
    """The comment under a pull request."""

    def show(page: Page, folder: Path) -> None:
        text = markdown.review(example(name), speak=speech("en"), profile="github")
        made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
        head = '<div class="head"><b>mapconfig</b> commented</div>'
        _opened(
            page,
            folder,
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Comment</title><style>{_FORGE}</style>'
            f'<div class="comment">{head}<div class="body">{made}</div></div>',
        )
        page.add_script_tag(path=MERMAID)
        page.evaluate(
            """async () => {
                mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
                let number = 0;
                for (const one of document.querySelectorAll("code.language-mermaid")) {
                    const {svg} = await mermaid.render(`chart-${++number}`, one.textContent);
                    one.parentElement.className = "chart";
                    one.parentElement.innerHTML = svg;
                }
            }"""
        )

    return show


def catalogue(place: str, part: str | None = None, search: str = "") -> Callable[[Page, Path], str | None]:
    """A page of the example's catalogue, from its beginning or from `part` on, or with `search` in its box."""

    def show(page: Page, folder: Path) -> None:
        page.goto((_site(folder) / place).as_uri())
        page.wait_for_selector("#find")
        if search:
            page.get_by_role("combobox").fill(search)
            page.wait_for_selector("#found:not([hidden]) li")
        if part:
            page.evaluate("part => document.querySelector(part).scrollIntoView()", part)

    return show


def _site(folder: Path) -> Path:
    """The folder of the example's catalogue, made once."""
    site = folder / "site"
    if not site.exists():
        with pytest.MonkeyPatch.context() as monkeypatch:
            made(lived(folder / "org", monkeypatch), site)
    return site


#: What there is in docs/pictures, by name.
TABLE: dict[str, Picture] = {
    "review": Picture(review_of("blunder"), height=940),
    "review-dark": Picture(review_of("blunder"), height=940, dark=True),
    "review-phone": Picture(review_of("blunder"), width=390, height=900),
    "journey": Picture(journey, width=900),
    "impact": Picture(impact, width=1100),
    "comment": Picture(comment_of("blunder"), width=964, height=940),
    "catalogue": Picture(catalogue("index.html"), height=1000),
    "catalogue-asset": Picture(catalogue("a/list/customers.html"), height=1180),
    "catalogue-matrix": Picture(catalogue("matrix.html"), height=1000),
    "catalogue-conversion": Picture(catalogue("conversion.html"), height=900),
    "catalogue-search": Picture(catalogue("fields.html", search="opted"), height=620, dark=True),
    "catalogue-phone": Picture(catalogue("a/journey/onboarding.html"), width=390, height=900),
}


def main(names: list[str]) -> int:
    """Make the pictures called `names`, or all; 1 where one is too large or there is none of that name."""
    import tempfile

    wrong = [name for name in names if name not in TABLE]
    if wrong:
        print(f"There is no picture called {', '.join(wrong)}; there are {', '.join(TABLE)}.")
        return 1
    PICTURES.mkdir(exist_ok=True)
    large = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name in names or TABLE:
            one = TABLE[name]
            page = browser.new_page(
                viewport={"width": one.width, "height": one.height},
                color_scheme="dark" if one.dark else "light",
                reduced_motion="reduce",
            )
            part = one.show(page, Path(folder))
            file = PICTURES / f"{name}.png"
            if part is None:
                page.screenshot(path=file)
            else:
                page.locator(part).first.screenshot(path=file)
            page.close()
            size = file.stat().st_size
            print(f"docs/pictures/{name}.png {size // 1000} kB")
            large += [name] * (size > _LARGEST)
        browser.close()
    if large:
        print(f"Too large: {', '.join(large)}.")
    return int(bool(large))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

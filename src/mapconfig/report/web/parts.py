"""Small pieces that pages are put together from."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.language import say
from mapconfig.report.web.html import Child, Element, el

__all__ = ["badge", "card", "code_lines", "facts", "fold", "footer", "section", "side", "sides", "topbar"]

#: Tones of a badge or card, each with a colour of its own; what it means is in the words.
TONES = ("", "added", "removed", "changed", "fine", "look", "blocked")


def topbar(*items: Child, home: str | None = None, nav: Child = None) -> Element:
    """What stands above the content of every page: the name of the tool, then `items`, then links to other pages."""
    brand = el("a", "mapconfig", href=home, class_="brand") if home else el("span", "mapconfig", class_="brand")
    return el(
        "header", brand, items, el("nav", nav, aria_label=say("Pages")) if nav is not None else None, class_="top"
    )


def footer(*items: Child) -> Element:
    """What stands below everything: where the page is from and of when."""
    return el("footer", items, class_="foot")


def section(id_: str, heading: str, *body: Child, **attributes: str | None) -> Element:
    """A part of a page that has a heading and can be linked to."""
    return el(
        "section",
        el("h2", heading, id_=f"{id_}-heading"),
        body,
        id_=id_,
        aria_labelledby=f"{id_}-heading",
        class_="stack wide",
        **attributes,
    )


def card(*body: Child, tone: str = "", **attributes: str | None) -> Element:
    """A sheet of its own on the page."""
    return el("div", body, class_=f"card stack {_tone(tone)}".strip(), **attributes)


def badge(words: str, tone: str = "") -> Element:
    """A few words that stand out; the colour of `tone` only repeats what they say."""
    return el("span", words, class_=f"badge {_tone(tone)}".strip())


def fold(summary: Child, *body: Child, opened: bool = False, id_: str | None = None) -> Element:
    """A part that is folded away until somebody opens it; printed and found in the page as if it were open."""
    return el("details", el("summary", summary), el("div", body, class_="inside"), class_="fold", open=opened, id_=id_)


def facts(rows: Iterable[tuple[Child, Child]]) -> Element:
    """Terms, each with what it is."""
    return el("dl", [(el("dt", term), el("dd", value)) for term, value in rows], class_="facts")


def sides(*each: Child) -> Element:
    """Things to compare, beside each other where there is room."""
    return el("div", each, class_="sides")


def side(label: str, *body: Child) -> Element:
    """One of `sides`."""
    return el("div", el("div", label, class_="label"), body, class_="side")


def code_lines(lines: Iterable[tuple[str, str]]) -> Element:
    """Lines of a file as (line, how it is): ``added``, ``removed`` or nothing. The sign before a line is said too."""
    spoken = {"added": say("added: "), "removed": say("removed: ")}
    return el(
        "pre",
        [
            el(
                "span",
                el("span", spoken[how], class_="unseen") if how else None,
                line or " ",
                class_=how or None,
            )
            for line, how in lines
        ],
        class_="lines",
    )


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"there is no tone {tone!r}")
    return tone

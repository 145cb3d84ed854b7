"""Numbers of people as bars: every length is a share of the same whole, so that nothing looks larger than it is."""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.report.web.drawing import number
from mapconfig.report.web.html import Element, el
from mapconfig.values import dataclass

__all__ = ["Bar", "bars", "share"]

_WIDE = 1000.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: what it is, how it is said, and its size. The part of it beyond `kept` is new."""

    label: str
    said: str
    size: int
    kept: int


def bars(each: Sequence[Bar], whole: int) -> Element:
    """Bars over each other, each as long as its share of `whole`, with its words above it. The bar itself is not read
    out, since its words say the number."""
    top = max([whole, *(bar.size for bar in each)], default=0) or 1
    rows = [
        el(
            "div",
            el("div", el("span", bar.label, class_="label"), " ", el("span", bar.said, class_="value"), class_="row"),
            _drawn(bar, top),
            class_="bar",
        )
        for bar in each
    ]
    return el("div", rows, class_="bars")


def _drawn(bar: Bar, top: int) -> Element:
    kept = _WIDE * min(bar.kept, bar.size) / top
    size = _WIDE * bar.size / top
    return el(
        "svg",
        el("rect", x=0, y=0, width=number(_WIDE), height=20, class_="track"),
        # One person of fifty thousand is still seen.
        el("rect", x=0, y=0, width=number(max(kept, 2.0) if bar.kept else 0.0), height=20, class_="kept"),
        el("rect", x=number(kept), y=0, width=number(max(size - kept, 2.0)), height=20, class_="new")
        if bar.size > bar.kept
        else None,
        viewbox=f"0 0 {number(_WIDE)} 20",
        preserveaspectratio="none",
        width="100%",
        height=18,
        aria_hidden="true",
    )


def share(part: int, whole: int) -> str:
    """`part` of `whole` in percent, in as many digits as it takes to not be nothing."""
    if not whole or not part:
        return "0"
    percent = part * 100 / whole
    return f"{percent:.0f}" if percent >= 1 else f"{percent:.1f}" if percent >= 0.1 else "<0.1"

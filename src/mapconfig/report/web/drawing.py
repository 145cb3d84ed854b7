"""What every drawing consists of: boxes with words, lines with a head, a legend in words, and the same as a list.

A drawing is SVG made here, whole before the page is opened; scripts only hide and show. Lines get their form and boxes
their words from this module, so that all drawings look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from mapconfig.language import say
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.layout import Point

__all__ = [
    "LETTER",
    "SMALL",
    "Link",
    "arrow",
    "box",
    "curve",
    "figure",
    "key_to",
    "label_at",
    "label_on",
    "line_of",
    "nowhere",
    "number",
    "words_at",
]

#: Where the page of an address is; None where it has none.
Link = Callable[[str], str | None]

#: The sizes of letters, as style.css has them; boxes are measured by these.
LETTER, SMALL = 13.0, 12.0
_LINE = 17.0
_HEAD = 7.0


def nowhere(_: str) -> None:
    """A `Link` for drawings that lead nowhere."""


def number(value: float) -> str:
    """A coordinate in as few digits as look the same."""
    return f"{value:.1f}".removesuffix(".0")


def curve(points: Sequence[Point], down: bool) -> str:
    """The path through `points`, which are (across, along): straight within a layer, in a soft bend between two."""
    said = []
    for at, (here, there) in enumerate(pairwise(points)):
        if not at:
            said.append("M" + _spelled(here, down))
        if here[0] == there[0]:
            said.append("L" + _spelled(there, down))
            continue
        middle = (here[1] + there[1]) / 2
        bend = ((here[0], middle), (there[0], middle), there)
        said.append("C" + " ".join(_spelled(point, down) for point in bend))
    return "".join(said)


def _spelled(point: Point, down: bool) -> str:
    across, along = point
    return f"{number(across)} {number(along)}" if down else f"{number(along)} {number(across)}"


def arrow(points: Sequence[Point], down: bool) -> list[Element]:
    """A line along `points` with its head, which points the way it arrives."""
    (across, along), before = points[-1], points[-2]
    onward = along >= before[1]
    short = along - _HEAD + 1 if onward else along + _HEAD - 1
    wing = along - _HEAD if onward else along + _HEAD
    tip = [(across, along), (across - _HEAD / 2, wing), (across + _HEAD / 2, wing)]
    return [
        el("path", d=curve([*points[:-1], (across, short)], down), class_="line"),
        el("path", d="M" + "L".join(_spelled(point, down) for point in tip) + "Z", class_="head"),
    ]


def box(x: float, y: float, width: float, height: float, radius: float = 7) -> Element:
    """The outline of a box."""
    return el(
        "rect",
        x=number(x),
        y=number(y),
        width=number(width),
        height=number(height),
        rx=number(radius),
        class_="box",
    )


def words_at(x: float, y: float, height: float, lines: Sequence[Element], anchor: str = "middle") -> list[Element]:
    """`lines`, made by `line_of`, in the middle of a box whose middle is at `x` and which is `height` high from `y`."""
    first = y + (height - _LINE * len(lines)) / 2 + _LINE * 0.74
    return [
        Element(
            one.name,
            (*one.attributes, ("x", number(x)), ("y", number(first + _LINE * at)), ("text-anchor", anchor)),
            one.children,
        )
        for at, one in enumerate(lines)
    ]


def line_of(*words: Child, small: bool = False) -> Element:
    """One line of words in a box; smaller and quieter ones are details."""
    return el("text", words, class_="sub" if small else None)


def label_on(points: Sequence[Point], down: bool, words: Child, wide: float, step: float = 15.0) -> list[Element]:
    """Words `step` pixels behind the beginning of a line, on a ground of their own, so that no line hides them."""
    (across, along), there = points[0], points[1]
    step = step if there[1] >= along else -step
    share = min(abs(step / (there[1] - along)), 1.0) if there[1] != along else 0.0
    eased = share * share * (3 - 2 * share)
    middle = across + (there[0] - across) * eased
    return label_at(middle, along + step, words, wide) if down else label_at(along + step, middle, words, wide)


def label_at(x: float, y: float, words: Child, wide: float) -> list[Element]:
    """Words that are `wide` with their middle at a point."""
    return [
        el(
            "rect",
            x=number(x - wide / 2 - 3),
            y=number(y - 8),
            width=number(wide + 6),
            height=16,
            rx=3,
            class_="halo",
        ),
        el("text", words, x=number(x), y=number(y + 4), text_anchor="middle", class_="way"),
    ]


def key_to(kinds: Iterable[tuple[str, str]]) -> Element:
    """The legend: for each (class, words) a small sample of the box and what it means."""
    return el(
        "ul",
        [
            el(
                "li",
                el(
                    "svg",
                    el("g", box(1.5, 1.5, 21, 11, 4), class_=kind),
                    viewbox="0 0 24 14",
                    width=24,
                    height=14,
                    aria_hidden="true",
                ),
                words,
            )
            for kind, words in kinds
        ],
        class_="legend",
    )


def figure(
    name: str,
    about: str,
    width: float,
    height: float,
    content: Child,
    *,
    legend: Child = None,
    told: Iterable[str] = (),
    choice: Child = None,
) -> Element:
    """A drawing with its legend, and a list that says the same. `about` is read out in its place."""
    margin = 6
    canvas = el(
        "svg",
        el("title", about),
        content,
        viewbox=f"{-margin} {-margin} {number(width + 2 * margin)} {number(height + 2 * margin)}",
        width=number(width + 2 * margin),
        height=number(height + 2 * margin),
        # What leads elsewhere is found one by one; a picture alone is read as one.
        role="group" if _leads(content) else "img",
        aria_label=about,
    )
    lines = [el("li", line) for line in told]
    return el(
        "figure",
        choice,
        el("div", canvas, class_="canvas", tabindex=0, role="region", aria_label=name),
        legend,
        el(
            "details",
            el("summary", say("The same in words")),
            el("div", el("ul", lines), class_="inside"),
            class_="fold",
        )
        if lines
        else None,
        class_="drawing",
    )


def _leads(content: Child) -> bool:
    """Whether anything in a drawing is a link."""
    if isinstance(content, Element):
        return content.name == "a" or _leads(content.children)
    if content is None or isinstance(content, str | int):
        return False
    return any(_leads(one) for one in reversed(list(content)))  # boxes, which may, come after lines

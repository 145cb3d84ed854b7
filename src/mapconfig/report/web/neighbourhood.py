"""The drawing of what is around some assets: few enough boxes to read, in columns along the way that changes flow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from mapconfig.language import listed, plural, say
from mapconfig.report.web import measure
from mapconfig.report.web.drawing import (
    LETTER,
    SMALL,
    Link,
    arrow,
    box,
    figure,
    key_to,
    label_at,
    line_of,
    nowhere,
    words_at,
)
from mapconfig.report.web.html import Child, Element, Speak, el
from mapconfig.report.web.layout import Box, Gaps, Line, Placed, place
from mapconfig.values import dataclass

__all__ = ["MOST", "Arrow", "Dot", "neighbourhood"]

#: Boxes in one drawing; beyond that a table says more.
MOST = 60
_ROOM, _PAD = 180.0, 12.0
_HEIGHT = 46.0
#: What a line needs from layer to layer to bend in.
_BEND = 56.0
#: What a line shows of itself on either side of its words.
_ROUND = 26.0
_STATES = {
    "create": "added",
    "delete": "removed",
    "unmanage": "removed",
    "update": "changed",
    "rename": "changed",
    "focus": "focus",
}
_SIGNS = {"added": "+ ", "removed": "− ", "changed": "~ "}
_CHANGED = frozenset(_SIGNS)
_MEANING = (
    ("added", say("+ new")),
    ("removed", say("− removed, or out of the files")),
    ("changed", say("~ changed")),
    ("focus", say("this one")),
    ("same", say("not changed itself")),
    ("more", say("several, not drawn one by one")),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A box. `mark` is ``create``, ``update``, ``delete``, ``unmanage``, ``rename``, ``focus`` or empty; with a `count`
    it stands for so many assets of its kind, and its `id` is no address."""

    id: str
    kind: str
    title: str = ""
    mark: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from `source` to `target`, which is drawn further along; `label` is the relation in words."""

    source: str
    target: str
    label: str = ""


def neighbourhood(
    dots: Sequence[Dot],
    arrows: Sequence[Arrow],
    title: str,
    *,
    speak: Speak = str,
    link: Link = nowhere,
    most: int = MOST,
) -> Element:
    """The drawing of `dots` and `arrows`, with a list that says the same.

    Of more than `most` dots the marked ones stay and then those that come first; the others become one box for each
    kind, which says how many they are. `link` gives where the page of an address is.
    """
    dots, arrows = _grouped(dots, arrows, most)
    names = {dot.id: dot for dot in dots}
    arrows = [one for one in arrows if one.source in names and one.target in names]
    lines = {dot.id: _lines(dot, speak) for dot in dots}
    leaving, arriving = Counter(one.source for one in arrows), Counter(one.target for one in arrows)
    free = [arriving[one.target] == 1 or leaving[one.source] == 1 for one in arrows]
    widths = [measure.width(speak(one.label), SMALL) if alone else 0.0 for one, alone in zip(arrows, free, strict=True)]
    # All lines bend in the same strip, beside which their words stand, so that none goes through another's words.
    run = max(widths) + _ROUND if any(widths) else 0.0
    # All boxes are as long as the longest, so that columns have straight edges.
    wide = max((wide for _, wide in lines.values()), default=0.0)
    placed = place(
        [Box(dot.id, _HEIGHT, wide) for dot in dots],
        [(one.source, one.target) for one in arrows],
        Gaps(12, _BEND + run),
    )
    drawn = [
        _arrow(one, line, run if alone else 0.0, wide_words, arriving[one.target] == 1)
        for one, line, alone, wide_words in zip(arrows, placed.lines, free, widths, strict=True)
    ]
    # Words last, so that no line crosses them.
    shown: list[Child] = [*(line for line, _ in drawn), *(words for _, words in drawn)]
    shown += [_dot(dot, lines[dot.id][0], wide, placed, link) for dot in dots]
    kinds = {_kind(dot) for dot in dots}
    return figure(
        title,
        plural(
            "{title}: {n} box and what leads from one to the other.",
            "{title}: {n} boxes and what leads from one to the other.",
            len(dots),
            title=title,
        ),
        placed.along,
        placed.across,
        shown,
        legend=key_to([one for one in _MEANING if one[0] in kinds and (one[0] != "same" or kinds & _CHANGED)]),
        told=_told(dots, arrows),
    )


def _grouped(dots: Sequence[Dot], arrows: Iterable[Arrow], most: int) -> tuple[list[Dot], list[Arrow]]:
    """At most about `most` dots, the others as groups by kind and by the side they are on."""
    if len(dots) <= most:
        return list(dots), list(dict.fromkeys(arrows))
    arrows = list(arrows)
    ordered = sorted(dots, key=lambda dot: not dot.mark)
    kinds = len({dot.kind for dot in dots})
    kept = {dot.id for dot in ordered[: max(most - kinds, 1)]}
    leads = {one.source for one in arrows}
    home: dict[str, str] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for dot in dots:
        if dot.id not in kept:
            side = "from" if dot.id in leads else "to"
            home[dot.id] = f"\0{side}:{dot.kind}"
            counts[home[dot.id]] += dot.count or 1
    made = [dot for dot in dots if dot.id in kept]
    made += [Dot(name, name.partition(":")[2], count=count) for name, count in sorted(counts.items())]
    moved = [Arrow(home.get(one.source, one.source), home.get(one.target, one.target), one.label) for one in arrows]
    return made, list(dict.fromkeys(one for one in moved if one.source != one.target))


def _kind(dot: Dot) -> str:
    return "more" if dot.count else _STATES.get(dot.mark, "same")


def _name(dot: Dot) -> str:
    if dot.count:
        return say("+ {n} more of kind {kind}", n=dot.count, kind=dot.kind)
    return dot.id


def _lines(dot: Dot, speak: Speak) -> tuple[list[Element], float]:
    """The words in the box of `dot`, and how long it is for them."""
    first = _SIGNS.get(_kind(dot), "") + (dot.title or dot.id.partition("/")[2] or dot.id)
    if dot.count:
        said = measure.fitted(speak(_name(dot)), _ROOM, LETTER)
        return [line_of(said)], measure.width(said, LETTER) + 2 * _PAD
    upper, lower = measure.fitted(first, _ROOM, LETTER), measure.fitted(dot.id, _ROOM, SMALL)
    wide = max(measure.width(upper, LETTER), measure.width(lower, SMALL), 96.0)
    return [line_of(upper), line_of(lower, small=True)], wide + 2 * _PAD


def _dot(dot: Dot, words: list[Element], wide: float, placed: Placed, link: Link) -> Element:
    across, along = placed.at[dot.id]
    inner: Child = [
        el("title", dot.title, " ", _name(dot)),
        box(along, across, wide, _HEIGHT),
        words_at(along + _PAD, across, _HEIGHT, words, "start"),
    ]
    target = link(dot.id) if not dot.count else None
    return el("g", el("a", inner, href=target) if target is not None else inner, class_=_kind(dot))


def _arrow(one: Arrow, line: Line, run: float, words: float, at_target: bool) -> tuple[Element, Child]:
    """A line and its words, which are `words` wide. Where it is the only one to or from a box it runs straight there
    for `run`."""
    title: Child = el("title", one.label) if one.label else None
    points = line.points
    if not run or line.back:
        return el("g", title, arrow(points, False)), None
    beside = (words + _ROUND) / 2 + 3
    if at_target:
        across, along = points[-1]
        points = (*points[:-1], (across, along - run), (across, along))
        middle = along - beside
    else:
        across, along = points[0]
        points = ((across, along), (across, along + run), *points[1:])
        middle = along + beside
    return el("g", title, arrow(points, False)), label_at(middle, across, one.label, words) if one.label else None


def _told(dots: Iterable[Dot], arrows: Sequence[Arrow]) -> Iterable[str]:
    names = {dot.id: _name(dot) for dot in dots}
    onward: dict[tuple[str, str], list[str]] = {}
    for one in arrows:
        onward.setdefault((one.source, one.label), []).append(names[one.target])
    for (source, label), targets in onward.items():
        if label:
            yield say("{asset} {relation} {others}", asset=names[source], relation=label, others=listed(targets))
        else:
            yield say("{asset} leads to {others}", asset=names[source], others=listed(targets))

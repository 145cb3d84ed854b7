"""The drawing of what is around some assets: few enough boxes to read, in columns along the way that changes flow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from mapconfig.language import listed, plural, say
from mapconfig.report.web import measure
from mapconfig.report.web.drawing import LETTER, SMALL, arrow, box, figure, key_to, label_on, line_of, words_at
from mapconfig.report.web.html import Child, Element, Speak, el
from mapconfig.report.web.layout import Box, Gaps, Line, Placed, place
from mapconfig.values import dataclass

__all__ = ["MOST", "Arrow", "Dot", "neighbourhood"]

#: Boxes in one drawing; beyond that a table says more.
MOST = 60
_ROOM, _PAD = 188.0, 12.0
_HEIGHT = 46.0
_STATES = {"create": "added", "delete": "removed", "update": "changed", "rename": "changed", "focus": "focus"}
_SIGNS = {"added": "+ ", "removed": "− ", "changed": "~ "}
_MEANING = (
    ("added", say("+ new")),
    ("removed", say("− removed")),
    ("changed", say("~ changed")),
    ("focus", say("this one")),
    ("same", say("itself as before")),
    ("more", say("several, not drawn one by one")),
)

Link = Callable[[str], str | None]


def _nowhere(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Dot:
    """A box. `mark` is ``create``, ``update``, ``delete``, ``rename``, ``focus`` or empty; with a `count` it stands for
    so many assets of its kind, and its `id` is no address."""

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
    link: Link = _nowhere,
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
    placed = place(
        [Box(dot.id, _HEIGHT, lines[dot.id][1]) for dot in dots],
        [(one.source, one.target) for one in arrows],
        Gaps(12, 104),
    )
    degree = Counter(end for one in arrows for end in (one.source, one.target))
    shown: list[Child] = [_arrow(one, line, degree, speak) for one, line in zip(arrows, placed.lines, strict=True)]
    shown += [_dot(dot, lines[dot.id], placed, link) for dot in dots]
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
        legend=key_to([one for one in _MEANING if one[0] in kinds]),
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


def _dot(dot: Dot, words: tuple[list[Element], float], placed: Placed, link: Link) -> Element:
    across, along = placed.at[dot.id]
    inner: Child = [
        el("title", dot.title, " ", _name(dot)),
        box(along, across, words[1], _HEIGHT),
        words_at(along + _PAD, across, _HEIGHT, words[0], "start"),
    ]
    target = link(dot.id) if not dot.count else None
    return el("g", el("a", inner, href=target) if target is not None else inner, class_=_kind(dot))


def _arrow(one: Arrow, line: Line, degree: Counter[str], speak: Speak) -> Element:
    parts: list[Child] = [el("title", one.label)] if one.label else []
    parts += arrow(line.points, False)
    if one.label and not line.back and 1 in (degree[one.target], degree[one.source]):
        wide = measure.width(speak(one.label), SMALL)
        # Beside the end at which no other line is.
        near = tuple(reversed(line.points)) if degree[one.target] == 1 else line.points
        parts.append(label_on(near, False, one.label, wide, wide / 2 + 14))
    return el("g", parts)


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

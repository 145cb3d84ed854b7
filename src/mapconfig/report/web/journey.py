"""The drawing of a journey: from top to bottom, and with two sides both of them in one picture."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say, together
from mapconfig.report.journey import END, START, Merged, Said, Step, Way, collapsed, merged, told
from mapconfig.report.web import measure
from mapconfig.report.web.drawing import (
    LETTER,
    SMALL,
    Link,
    arrow,
    box,
    figure,
    key_to,
    label_on,
    line_of,
    nowhere,
    words_at,
)
from mapconfig.report.web.html import Child, Element, Speak, el
from mapconfig.report.web.layout import Box, Gaps, Line, place

__all__ = ["journey_drawing", "journey_figure"]

_ROOM, _PAD = 216.0, 14.0
_LINE = 17.0
#: Conditions or actions of one step that are told to be gone or new.
_ITEMS = 3
_SIGNS = {"added": "+ ", "removed": "− ", "changed": "~ "}
_MEANING = (
    ("added", say("+ added")),
    ("removed", say("− removed")),
    ("changed", say("~ changed")),
    ("same", say("as before")),
)


def journey_figure(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    title: str,
    *,
    speak: Speak = str,
    link: Link = nowhere,
) -> Element:
    """The journey with these attributes on both sides of a change; with the same on both it is drawn plain."""
    return journey_drawing(merged(before, after), title, speak=speak, link=link)


def journey_drawing(both: Merged, title: str, *, speak: Speak = str, link: Link = nowhere) -> Element:
    """A journey as a drawing, with a list that says the same.

    Where its sides differ it shows what is added, removed, changed and led elsewhere, and lets people look at either
    side alone. `speak` is that of the page, since boxes are as wide as their words; `link` gives where the page of an
    address is, None for an address without one.
    """
    drawn = _Drawn(collapsed(both), speak, link)
    sides = all(any(step.how != gone for step in both.steps) for gone in ("added", "removed"))
    return figure(
        title,
        _about(title, both),
        drawn.width,
        drawn.height,
        drawn.content,
        legend=key_to([one for one in _MEANING if one[0] in drawn.kinds]) if both.changed else None,
        told=told(both),
        choice=_choice(both) if both.changed and sides else None,
    )


def _about(title: str, both: Merged) -> str:
    steps = [step for step in both.steps if step.word not in ("start", "end")]
    if not both.changed:
        return plural("Journey {title} with {n} step.", "Journey {title} with {n} steps.", len(steps), title=title)
    counts = [
        plural("{n} step added", "{n} steps added", _many(steps, "added")),
        plural("{n} removed", "{n} removed", _many(steps, "removed")),
        plural("{n} changed", "{n} changed", _many(steps, "changed")),
    ]
    return say("Journey {title}, before and after: {counts}.", title=title, counts=together(", ", counts))


def _many(steps: list[Step], how: str) -> int:
    return sum(step.how == how for step in steps)


def _choice(both: Merged) -> Element:
    # Browsers know buttons of one choice by their name, which only has to be another for another drawing.
    name = "side-" + hashlib.sha256(repr(both).encode(errors="replace")).hexdigest()[:12]
    sides = (("both", say("both in one")), ("before", say("before")), ("after", say("after")))
    return el(
        "fieldset",
        el("legend", say("Show")),
        [
            el("label", el("input", type="radio", name=name, value=value, checked=value == "both"), words)
            for value, words in sides
        ],
        class_="choice",
    )


#: A line in a box, and how wide it is.
_Sized = tuple[Element, float]


class _Drawn:
    """A merged journey, placed and drawn."""

    def __init__(self, shown: Merged, speak: Speak, link: Link) -> None:
        self.speak, self.link = speak, link
        boxes = [_Words(step, speak) for step in shown.steps]
        words = {one.step.id: one for one in boxes}
        placed = place(
            [Box(one.step.id, one.width, one.height) for one in boxes],
            [(way.source, way.target) for way in shown.ways],
            Gaps(30, 46),
        )
        self.width, self.height = placed.across, placed.along
        ways = list(zip(shown.ways, placed.lines, strict=True))
        # What stays is drawn first, so that what changes lies on top.
        ways.sort(key=lambda each: each[0].how != "same")
        self.kinds = {step.how for step in shown.steps} | {way.how for way in shown.ways}
        self.content: list[Child] = [self._way(way, line) for way, line in ways]
        self.content += [self._step(words[step.id], *placed.at[step.id]) for step in shown.steps]

    def _way(self, way: Way, line: Line) -> Element:
        parts: list[Child] = [arrow(line.points, True)]
        if way.label:
            shown = self.speak(way.label)
            parts.append(label_on(line.points, True, way.label, measure.width(shown, SMALL)))
        kind = "removed replaced" if way.replaced else way.how
        return el("g", parts, class_=kind)

    def _step(self, words: _Words, x: float, y: float) -> Element:
        step = words.step
        kind = "more" if step.word == "run" else "end" if step.id in (START, END) and step.how == "same" else step.how
        inner: Child = [
            el("title", words.whole),
            box(x, y, words.width, words.height, 14 if step.id in (START, END) else 7),
            words_at(x + words.width / 2, y, words.height, words.lines),
        ]
        target = self.link(step.about) if step.about else None
        if target is not None:
            inner = el("a", inner, href=target)
        return el("g", inner, class_=kind)


class _Words:
    """What stands in the box of a step, and how large that makes it."""

    def __init__(self, step: Step, speak: Speak) -> None:
        self.step = step
        self.speak = speak
        before, after = step.before, step.after
        sign = _SIGNS.get(step.how, "")
        if step.how == "changed" and before is not None and after is not None:
            self.whole: str = say("before: {before}; after: {after}", before=before.words, after=after.words)
            sized = self._changed(sign, before, after)
        else:
            self.whole = step.said.words
            sized = self._plain(sign, step.said)
        self.lines = [line for line, _ in sized]
        self.width = max(max(wide for _, wide in sized) + 2 * _PAD, 76.0)
        self.height = len(sized) * _LINE + 2 * 9

    def _plain(self, sign: str, said: Said) -> list[_Sized]:
        lines = [self._line(sign + self.speak(said.verb), sized=LETTER)]
        return [*lines, *self._wrapped(said.exactly)] if said.items else lines

    def _changed(self, sign: str, before: Said, after: Said) -> list[_Sized]:
        """Both sides in one: ``Wait`` / ``3 days → 5 days``, or what is no longer and what is now among several."""
        lines = [self._sides(sign, self.speak(before.verb), self.speak(after.verb), LETTER)]
        gone = [item for item in before.items if item not in after.items]
        come = [item for item in after.items if item not in before.items]
        if not gone and not come:
            inner = self._wrapped(after.exactly) if after.items else []
            return [*lines, *inner, *([] if before.verb != after.verb else self._wrapped(say("(in its details)")))]
        if len(before.items) == len(after.items) == 1:
            was, now = self.speak(gone[0]), self.speak(come[0])
            if measure.width(f"{was} → {now}", SMALL) <= _ROOM:
                return [*lines, self._sides("", was, now, SMALL)]
            return [*lines, *self._wrapped(was, side="old-words"), *self._wrapped(now, "→ ", "new-words")]
        kept = len(after.items) - len(come)
        rest = self._wrapped(plural("{n} as before", "{n} as before", kept)) if kept else []
        return [
            *lines,
            *rest,
            *(line for item in gone[:_ITEMS] for line in self._wrapped(item, "− ", "old-words")),
            *(line for item in come[:_ITEMS] for line in self._wrapped(item, "+ ", "new-words")),
            *(self._wrapped("…") if len(gone) > _ITEMS or len(come) > _ITEMS else ()),
        ]

    def _wrapped(self, text: str, lead: str = "", side: str | None = None) -> list[_Sized]:
        room = _ROOM - measure.width(lead, SMALL)
        cut = measure.wrapped(self.speak(text), room, SMALL, 2)
        return [self._line((lead if not at else "") + part, SMALL, side) for at, part in enumerate(cut)]

    def _line(self, shown: str, sized: float, side: str | None = None) -> _Sized:
        line = line_of(el("tspan", shown, class_=side) if side else shown, small=sized == SMALL)
        return line, measure.width(shown, sized)

    def _sides(self, sign: str, was: str, now: str, sized: float) -> _Sized:
        if was == now:
            return self._line(sign + now, sized)
        line = line_of(
            sign,
            el("tspan", was, class_="old-words"),
            el("tspan", " → ", class_="old-words new-words"),
            el("tspan", now, class_="new-words"),
            small=sized == SMALL,
        )
        return line, measure.width(f"{sign}{was} → {now}", sized)

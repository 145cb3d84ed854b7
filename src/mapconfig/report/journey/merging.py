"""The two sides of a journey put into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.language import Text, say
from mapconfig.report.journey.definition import END, START, How, Merged, Said, Step, Way
from mapconfig.report.journey.saying import said, sequence, start
from mapconfig.values import dataclass, replace

_WORDS = ("send", "wait", "if", "did", "do")


def merged(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Merged:
    """The journey with the attributes `before` and `after` in one; None for a side on which there is no such journey.

    What is no step at all is left out, and so is a way to a step that does not exist. Never raises on content.
    """
    old, new = _Side.of(before), _Side.of(after)
    steps = [_step(START, "start", old.start if before is not None else None, new.start if after is not None else None)]
    for name in _order(list(old.steps), list(new.steps)):
        one, other = old.steps.get(name), new.steps.get(name)
        row = other or one
        assert row is not None
        steps.append(_step(name, row[0], one and one[1], other and other[1], about=row[2], same=_same(one, other)))
    ways = list(_ways(old, new))
    if any(way.target == END for way in ways):
        ended = say("End")
        steps.append(
            _step(
                END,
                "end",
                Said(ended) if before is not None else None,
                Said(ended) if after is not None else None,
            )
        )
    added = {step.id for step in steps if step.how == "added"}
    return Merged(tuple(steps), tuple(_replaced(ways, added)))


_Row = tuple[str, Said, str, Any]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: what is said of its beginning, its steps by id, and its ways by (step, word of the exit)."""

    start: Said
    steps: Mapping[str, _Row]
    ways: Mapping[tuple[str, str], tuple[str, str]]

    @staticmethod
    def of(attributes: Mapping[str, Any] | None) -> _Side:
        attributes = attributes or {}
        rows = [row for row in sequence(attributes.get("steps")) if _is_step(row)]
        names = list(dict.fromkeys(row["id"] for row in rows))
        steps: dict[str, _Row] = {}
        ways: dict[tuple[str, str], tuple[str, str]] = {}
        if names:
            ways[START, "next"] = names[0], ""
        for at, row in enumerate(rows):
            name = row["id"]
            if name in steps:
                continue
            word = next(word for word in _WORDS if word in row)
            following = rows[at + 1]["id"] if at + 1 < len(rows) else END
            steps[name] = word, said(word, row), str(row["send"]) if word == "send" else "", _content(row)
            for exit_, label in _exits(word):
                target = row.get(exit_, following)
                target = END if target == "end" else str(target)
                if target == END or target in names:
                    ways[name, exit_] = target, label
        return _Side(start(attributes), steps, ways)


def _is_step(row: Any) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("id"), str) and any(word in row for word in _WORDS)


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a step does, without where it leads."""
    return {name: value for name, value in row.items() if name not in ("next", "then", "else")}


def _same(one: _Row | None, other: _Row | None) -> bool:
    return one is not None and other is not None and one[3] == other[3]


def _exits(word: str) -> tuple[tuple[str, Text | str], ...]:
    if word in ("if", "did"):
        return ("then", say("yes")), ("else", say("no"))
    return (("next", ""),)


def _step(
    name: str, word: str, before: Said | None, after: Said | None, about: str = "", same: bool | None = None
) -> Step:
    if before is None:
        how: How = "added"
    elif after is None:
        how = "removed"
    else:
        how = "same" if (before == after if same is None else same) else "changed"
    return Step(name, word, how, before, after, about)


def _order(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The ids of both sides: those after the change in their order, and each that is gone where it was."""
    here = set(new)
    ordered = list(new)
    at = 0
    for name in old:
        if name in here:
            at = ordered.index(name) + 1
        else:
            ordered.insert(at, name)
            at += 1
    return ordered


def _ways(old: _Side, new: _Side) -> Iterator[Way]:
    for key in dict.fromkeys((*old.ways, *new.ways)):
        one, other = old.ways.get(key), new.ways.get(key)
        if one is not None and other is not None and one[0] == other[0]:
            yield Way(key[0], one[0], other[1], "same")
            continue
        if one is not None:
            yield Way(key[0], one[0], one[1], "removed")
        if other is not None:
            yield Way(key[0], other[0], other[1], "added")


def _replaced(ways: Sequence[Way], added: set[str]) -> Iterator[Way]:
    onward: dict[str, list[Way]] = {}
    for way in ways:
        if way.how == "added":
            onward.setdefault(way.source, []).append(way)
    for way in ways:
        if way.how == "removed":
            reached, queue = set(), [one for one in onward.get(way.source, ()) if one.label == way.label]
            for one in queue:  # grows as it goes
                if one.target not in reached:
                    reached.add(one.target)
                    if one.target in added:
                        queue += onward.get(one.target, ())
            direct = any(one.target == way.target for one in onward.get(way.source, ()))
            way = replace(way, replaced=way.target in reached and not direct)
        yield way

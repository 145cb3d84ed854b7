"""Any value of an asset as part of a page: addresses become links, criteria sentences, mappings terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.language import say
from mapconfig.report.catalogue import words
from mapconfig.report.catalogue.frame import Frame
from mapconfig.report.journey import lasting
from mapconfig.report.moments import moment
from mapconfig.report.web.criteria import criteria_tree, rows_of
from mapconfig.report.web.html import Child, el

#: A sentence about a list, with its key.
_LIST = re.compile(r"((?:not )?in list )([A-Za-z0-9][A-Za-z0-9._-]*)")
#: Attributes that hold a length of time.
_LENGTHS = frozenset({"after", "wait", "within"})
#: Deeper values are shown as text: no schema of ours goes that far.
_DEEPEST = 8


def value(found: Any, frame: Frame, depth: int = 0, *, kind: str = "", name: str = "") -> Child:
    """`found`, a plain JSON value, as content; `kind` and `name` are of what it is a value, where it may be a word of
    the schema."""
    if isinstance(found, bool):
        return say("yes") if found else say("no")
    if found is None:
        return el("small", say("nothing"))
    if isinstance(found, str):
        target = frame.asset_link(found)
        if target is None and name in _LENGTHS:
            return lasting(found)
        if target is None:
            return words.said(words.VALUES.get((kind, name), {}), moment(found))
        return [el("a", frame.titles[found], href=target), " ", el("code", found, class_="address")]
    if isinstance(found, int | float):
        return str(found)
    if depth == _DEEPEST:
        return str(found)
    if isinstance(found, Mapping):
        if set(found) == {"(criteria)"}:
            return criteria(found["(criteria)"], frame)
        return _mapping(found, frame, depth, kind)
    if all(isinstance(one, str | int | float) for one in found):
        return _plain(found, frame, depth)
    return el("ul", [el("li", value(one, frame, depth + 1, kind=kind)) for one in found], class_="plain rows")


def criteria(found: Any, frame: Frame) -> Child:
    """Criteria as a tree of sentences."""
    links: dict[str, Child] = {}
    rows = list(rows_of(found))
    for row in rows:
        target = _named(row.text, frame)
        if target is not None:
            links[row.text] = target
    return criteria_tree(rows, links)


def _named(sentence: str, frame: Frame) -> Child:
    """A sentence with the list that it names as a link; None where it names none."""
    match = _LIST.match(sentence)
    target = frame.asset_link(f"list/{match[2]}") if match is not None else None
    if match is None or target is None:
        return None
    return [match[1], el("a", match[2], href=target), sentence[match.end() :]]


def _mapping(found: Mapping[str, Any], frame: Frame, depth: int, kind: str) -> Child:
    rows = [(name, one) for name, one in found.items() if one is not None]
    if depth and all(_is_short(one) for _, one in rows) and len(rows) <= 6:
        # A short row, such as an action or a threshold, on one line.
        return el(
            "span",
            [
                el(
                    "span",
                    el("span", _label(name), class_="term"),
                    " ",
                    _inline(one, frame, depth, kind, name),
                    class_="pair",
                )
                for name, one in rows
            ],
            class_="pairs",
        )
    return el(
        "dl",
        [(el("dt", _label(name)), el("dd", value(one, frame, depth + 1, kind=kind, name=name))) for name, one in rows],
        class_="facts",
    )


def _inline(found: Any, frame: Frame, depth: int, kind: str, name: str) -> Child:
    """A short value on a line with others."""
    sentence = _sentence(found)
    if sentence is None:
        return value(found, frame, depth + 1, kind=kind, name=name)
    return el("code", _named(sentence, frame) or sentence)


def _is_short(found: Any) -> bool:
    """Whether a value goes on a line with others: a word or a number, or one sentence of criteria."""
    return isinstance(_sentence(found) or found, str | int | float)


def _sentence(found: Any) -> str | None:
    """The one sentence that criteria are, where they are no more than that."""
    said = found.get("(criteria)") if isinstance(found, Mapping) and set(found) == {"(criteria)"} else None
    if isinstance(said, list) and len(said) == 1:
        (said,) = said
    return said if isinstance(said, str) else None


def _plain(found: Any, frame: Frame, depth: int) -> Child:
    if len(found) <= 1 or all(isinstance(one, str) and len(one) < 40 and "/" not in one for one in found):
        shown: list[Child] = []
        for one in found:
            shown += [", " if shown else None, value(one, frame, depth + 1)]
        return el("span", shown) if shown else el("small", say("none"))
    return el("ul", [el("li", value(one, frame, depth + 1)) for one in found], class_="plain")


def _label(name: str) -> str:
    return words.attribute(name)

"""Every text in an asset. Most texts of an org stand in it many times over, so each is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.model import Asset


def any_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """Whether `is_so` says yes to a text in `asset` or to the name of an entry. `is_so` has to depend on the text
    alone: it is not asked again for the same one."""
    return _any(view.once(("texts", asset.address), lambda _: _texts(asset)), view, is_so)


def any_odd_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """`any_text` among those texts that are more than one line of plain ASCII letters, digits and signs."""
    return _any(view.once(("odd texts", asset.address), lambda seen: _odd_texts(asset, seen)), view, is_so)


def _any(texts: list[str], view: View, is_so: Callable[[str], bool]) -> bool:
    if not texts:
        return False
    answers: dict[str, bool] = view.once(("answers", is_so), lambda _: {})
    for text in texts:
        answer = answers.get(text)
        if answer is None:
            answer = answers[text] = is_so(text)
        if answer:
            return True
    return False


def _odd_texts(asset: Asset, view: View) -> list[str]:
    texts = view.once(("texts", asset.address), lambda _: _texts(asset))
    return [text for text in texts if not (text.isascii() and text.isprintable())]


def _texts(asset: Asset) -> list[str]:
    found: list[str] = []
    _collect(asset.attributes, found)
    return found


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        found += value
        for below in value.values():
            _collect(below, found)
    elif isinstance(value, list):
        for below in value:
            _collect(below, found)


def each(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in `value` with its path. The name of an entry counts as a text at the path of the entry."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            yield (*path, name), name
            yield from each(below, (*path, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from each(below, (*path, index))

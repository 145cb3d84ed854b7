"""Every text in an asset. Most texts of an org stand in it many times over, so each is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.model import Asset


def any_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """Whether `is_so` says yes to a text in `asset` or to the name of an entry. `is_so` has to depend on the text
    alone."""
    return _any(texts(asset, view), view, is_so)


def any_odd_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """`any_text` where `is_so` says no to whatever is plain ASCII letters, digits, signs and line ends."""
    return not is_plain(asset, view) and _any(texts(asset, view), view, is_so)


def is_plain(asset: Asset, view: View) -> bool:
    """Whether all texts of `asset` are plain ASCII letters, digits, signs and line ends."""
    return view.once(("plain", asset.address), lambda seen: not together(asset, seen).translate(None, _PLAIN))


#: What a keyboard types, tabs and line ends among it.
_PLAIN = bytes([9, 10, 13, *range(0x20, 0x7F)])


def together(asset: Asset, view: View) -> bytes:
    """All texts of `asset` as UTF-8, one after the other, a line end between two: one look at this tells whether the
    texts are worth a look each."""
    return view.once(
        ("together", asset.address), lambda seen: "\n".join(texts(asset, seen)).encode("utf-8", "surrogatepass")
    )


def texts(asset: Asset, view: View) -> list[str]:
    """The texts in `asset` and the names of its entries."""
    return view.once(("texts", asset.address), lambda _: _texts(asset))


def _any(found: list[str], view: View, is_so: Callable[[str], bool]) -> bool:
    if not found:
        return False
    answers = view.once(("answers", is_so), _no_answers)
    for text in found:
        answer = answers.get(text)
        if answer is None:
            answer = answers[text] = is_so(text)
        if answer:
            return True
    return False


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

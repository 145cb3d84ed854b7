"""Every text in an asset. Most texts of an org stand in it many times over, so each is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.model import Asset


def any_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """Whether `is_so` says yes to a text in `asset` or to the name of an entry. `is_so` has to depend on the text
    alone: it is not asked again for the same one."""
    found = view.about(asset, "texts", _texts)
    return _any(found.values, view, is_so) or _any(found.names, view, is_so)


def any_name(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """`any_text` for the names of entries alone."""
    return _any(view.about(asset, "texts", _texts).names, view, is_so)


def _any(texts: list[str], view: View, is_so: Callable[[str], bool]) -> bool:
    answers: dict[str, bool] = view.once(("answers", is_so), _no_answers)
    for text in texts:
        answer = answers.get(text)
        if answer is None:
            answer = answers[text] = is_so(text)
        if answer:
            return True
    return False


def any_odd_text(asset: Asset, view: View, is_so: Callable[[str], bool]) -> bool:
    """`any_text` for an `is_so` that says no to texts of plain ASCII letters, digits, signs and line ends."""
    return view.about(asset, "odd", _is_odd) and any_text(asset, view, is_so)


def together(asset: Asset, view: View) -> bytes:
    """All texts of `asset` in UTF-8 with line ends between them: one quick look at this tells whether the texts are
    worth a look each."""
    return view.about(asset, "together", _together)


def _together(asset: Asset, view: View) -> bytes:
    found = view.about(asset, "texts", _texts)
    return "\n".join((*found.names, *found.values)).encode("utf-8", "surrogatepass")


#: What a keyboard types: printable ASCII, tabs and line ends.
_PLAIN = bytes([9, 10, 13, *range(0x20, 0x7F)])


def _is_odd(asset: Asset, view: View) -> bool:
    return bool(together(asset, view).translate(None, _PLAIN))


def _no_answers(_: View) -> dict[str, bool]:
    return {}


class _Texts(NamedTuple):
    names: list[str]
    """Those of entries."""
    values: list[str]


def _texts(asset: Asset, _: View) -> _Texts:
    found = _Texts([], [])
    _collect(asset.attributes, found)
    return found


def _collect(value: Any, found: _Texts) -> None:
    if isinstance(value, dict):
        found.names.extend(value)
        value = value.values()
    elif not isinstance(value, list):
        return
    for below in value:
        if type(below) is str:  # most are, and a call for each would cost as much again as all else here
            found.values.append(below)
        elif below.__class__ is dict or below.__class__ is list:
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

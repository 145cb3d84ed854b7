"""HTML as values: a tree of elements in which every text is text.

There is no way to write markup from a string, no inline handler, no inline style and no link to a script, so whatever
an asset is called cannot become anything but its name. A tree is rendered in one language: sentences of our own
(`Text`) are spoken then, what a person wrote into an asset stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Union

from mapconfig.report import safe

__all__ = ["Child", "Element", "Speak", "el", "render", "texts"]

#: What turns a text of ours into the reader's language and gives back every other text as it is.
Speak = Callable[[str], str]

Child = Union["Element", str, int, None, Iterable["Child"]]
Value = str | int | bool | None

#: Elements that never have content.
_EMPTY = frozenset({"br", "col", "hr", "input", "link", "meta", "wbr"})
_HTML = (
    "a abbr article aside b blockquote br button caption code col colgroup dd del details dfn div dl dt em fieldset "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i input ins kbd label legend li main mark nav ol optgroup "
    "option output p pre q s samp search section select small span strong sub summary sup table tbody td template "
    "tfoot th thead time tr u ul var wbr"
)
_SVG = "svg g title desc defs marker path rect circle ellipse line polyline polygon text tspan pattern clipPath"
_ELEMENTS = frozenset(f"{_HTML} {_SVG}".split())
#: Where a link may lead: a place on the page, another page of the same folder site, or the web. Nothing else that has
#: a scheme, and nothing that a browser could take for one after it has dropped blanks and controls.
_LINK = re.compile(r"(?:https?://|mailto:|#|\.{0,2}/(?!/)|[^\s:/?#\\\x00-\x1f]+(?:[/?#]|\Z))[^\s\\\x00-\x1f]*\Z", re.I)
#: Attributes of SVG that are written with a capital.
_CAPITALS = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
_REFUSED = frozenset({"style", "src", "srcset", "srcdoc", "action", "formaction", "ping", "background", "poster"})


class Element(NamedTuple):
    """One element. `attributes` are names with their values, None for one that has only a name; `children` is flat.

    A tuple and no dataclass, since the catalogue of a large org has millions of them.
    """

    name: str
    attributes: tuple[tuple[str, str | None], ...]
    children: tuple[Element | str, ...]


#: What stands for itself among children, all else but numbers holds more of them. An element is a tuple too, so this is
#: asked first.
_ONE = (str, Element)


def el(name: str, /, *children: Child, **attributes: Value) -> Element:
    """The element `name`.

    Children may be nested in lists and generators; None is left out, a number is written in digits. In the names of
    attributes ``_`` stands for ``-``, and one at the end is dropped (``class_``, ``aria_label``, ``data_kind``). True
    is an attribute without a value; None and False leave it out. Raises ValueError for what could make a page do more
    than show text: it is always a mistake in our own code, or a link that should have gone through `linkable`.
    """
    if name not in _ELEMENTS:
        raise ValueError(f"a page has no <{name}>")
    said: list[tuple[str, str | None]] = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = _attribute(key)
        if value is True:
            said.append((spelled, None))
            continue
        text = value if isinstance(value, str) else str(value)
        if spelled == "href" and not linkable(text):
            raise ValueError(f"a page does not link to {text!r}")
        said.append((spelled, text))
    for child in children:
        if not isinstance(child, _ONE):
            return Element(name, tuple(said), tuple(_flat(children)))
    return Element(name, tuple(said), children)  # type: ignore[arg-type]  # none of them holds others


def linkable(target: str) -> bool:
    """Whether a page may link to `target`: a fragment, a relative path, or an address of the web or of a mailbox."""
    return _LINK.match(target) is not None


@lru_cache(maxsize=256)
def _attribute(key: str) -> str:
    spelled = key.rstrip("_").replace("_", "-")
    spelled = _CAPITALS.get(spelled, spelled)
    if not _NAME.match(spelled) or spelled.lower().startswith("on") or spelled.lower() in _REFUSED:
        raise ValueError(f"an element of a page has no attribute {spelled}")
    return spelled


def _flat(children: Iterable[Child]) -> list[Element | str]:
    """The children in one row. A list and no generator: pages have millions of them."""
    found: list[Element | str] = []
    for child in children:
        if isinstance(child, _ONE):
            found.append(child)
        elif child is None:
            continue
        elif isinstance(child, int):
            found.append(str(child))
        else:
            found += _flat(child)
    return found


def render(tree: Child, speak: Speak = str) -> str:
    """`tree` as HTML, its sentences in the language of `speak`."""
    out: list[str] = []
    _write(_flat((tree,)), out, speak)
    return "".join(out)


def _write(children: Iterable[Element | str], out: list[str], speak: Speak) -> None:
    # Only sentences of our own, which are of another type, are said otherwise in another language.
    for child in children:
        if isinstance(child, str):
            out.append(safe.html(child if type(child) is str else speak(child)))
            continue
        name = child.name
        if child.attributes:
            out.append(f"<{name}")
            for key, value in child.attributes:
                if value is None:
                    out.append(f" {key}")
                else:
                    out.append(f' {key}="{safe.html(value if type(value) is str else speak(value))}"')
            out.append(">")
        else:
            out.append(f"<{name}>")
        if name not in _EMPTY:
            _write(child.children, out, speak)
            out.append(f"</{name}>")


def texts(tree: Child) -> Iterator[str]:
    """Every text that `tree` shows, in reading order; what search and tests look through."""
    for child in _flat((tree,)):
        if isinstance(child, str):
            yield child
        else:
            yield from texts(child.children)

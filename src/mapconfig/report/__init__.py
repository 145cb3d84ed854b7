"""Views as text: one module per format; each takes a view's JSON document and returns text, and prints nothing.

A new format of a view is a module here and a line in the view's table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar

from mapconfig.command import here
from mapconfig.language import Speech, spoken

#: What a format is given: plain JSON values in the shape of the view's schema.
Document = Mapping[str, Any]
F = TypeVar("F", bound=Callable[..., str])
#: Makes text of a document.
Render = Callable[[Document], str]


class Formats(Mapping[str, Render]):
    """The formats of one view by name. Each is imported when it is asked for, since a run needs one of them."""

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Render:
        module, function = self._places[name]
        render: Render = getattr(import_module(f"mapconfig.report.{module}"), function)
        return render

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


#: Formats that people read; all others are for programs and stay English.
HUMAN = frozenset({"text", "markdown"})


def render(formats: Mapping[str, Any], style: str, document: Document, speak: Speech) -> str:
    """`document` in the format `style`, in the language that `speak` speaks where people read it; there the
    commands in it name the org and the environment that they are for (`mapconfig.command`)."""
    if style not in HUMAN:
        return str(formats[style](document))
    make = formats[style]
    said = spoken(document, speak)
    return aimed(style, str(make(said, speak=speak) if make in _SPEAKING else make(said)))


def aimed(style: str, text: str) -> str:
    """`text` in the format `style`; where people read it, with the commands in it naming what they are for."""
    return here().aimed(text) if style in HUMAN else text


#: Formats whose own sentences can be put into another language too, beside those of the document.
_SPEAKING: set[Any] = set()


def speaking(make: F) -> F:
    """Of a format that takes `speak` as well: how it says its own sentences."""
    _SPEAKING.add(make)
    return make


#: What `mapconfig validate --format` can say; the document comes from `mapconfig.report.findings.document`.
FINDINGS = Formats({name: (name, "findings") for name in ("text", "json", "github", "sarif", "junit")})

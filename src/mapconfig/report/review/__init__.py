"""The review document in each of its formats; every one is made from the document alone.

Each format is a function of the document, with `speak` for the language of what people read and `profile` for the forge
that Markdown is for; machine formats are in English.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

#: What `mapconfig review --format` can say: the module of each format, and its function.
_PLACES = {
    "text": ("text", "review"),
    "json": ("json", "review"),
    "markdown": ("markdown", "review"),
    "html": ("html", "review"),
    "github": ("machine", "github"),
    "gitlab": ("gitlab", "review"),
    "junit": ("machine", "junit"),
    "sarif": ("machine", "sarif"),
}
#: Their names, the default first.
NAMES = tuple(_PLACES)


def format_of(name: str) -> Callable[..., str]:
    """The function of the format called `name`, which is imported now: a run needs one of them."""
    module, function = _PLACES[name]
    made: Callable[..., str] = getattr(import_module(f"mapconfig.report.review.{module}"), function)
    return made

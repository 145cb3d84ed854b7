"""How the platform rewrites what it is given, each habit to be switched on per file.

Every habit is one that real platforms have. A habit is pure, and doing it twice is doing it once: the adapter relies
on that to know beforehand what the platform will answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

#: What other programs leave with the platform for themselves. The platform never looks into it.
OPAQUE = "custom_properties"


@dataclass(frozen=True, slots=True)
class Content:
    """What the platform holds of one object: the name people see and the fields its type has."""

    name: str | None
    fields: Mapping[str, Any]


def trim_titles(content: Content) -> Content:
    """Spaces around a name go, and runs of them inside become one."""
    return content if content.name is None else Content(" ".join(content.name.split()), content.fields)


def lower_tags(content: Content) -> Content:
    """Tags are kept in lower case, each once."""
    tags = content.fields.get("tags")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return content
    return Content(content.name, {**content.fields, "tags": list(dict.fromkeys(tag.lower() for tag in tags))})


def sort_lists(content: Content) -> Content:
    """Lists of addresses and words come back in the platform's order, not in the one they were sent in."""
    return Content(content.name, {name: _sorted(name, value) for name, value in content.fields.items()})


def _sorted(name: str, value: Any) -> Any:
    if name == OPAQUE:
        return value
    if isinstance(value, dict):
        return {below: _sorted(below, item) for below, item in value.items()}
    if name in _SETS and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return sorted(value, reverse=True)
    return value


#: The fields that the platform keeps as sets.
_SETS = frozenset({"tags", "suppress", "to", "lists", "forms", "add_to", "crm"})


def numeric_booleans(content: Content) -> Content:
    """True and false are kept as 1 and 0."""
    return _mapped(content, lambda _, value: int(value) if isinstance(value, bool) else value)


def rounded_times(content: Content) -> Content:
    """Moments are kept to the minute."""
    return _mapped(content, lambda _, value: _SECONDS.sub(r"\1:00", value) if isinstance(value, str) else value)


_SECONDS = re.compile(r"\A(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):\d{2}(?:\.\d+)?(?=Z?\Z|[+-]\d{2}:\d{2}\Z)")


def rewritten_html(content: Content) -> Content:
    """Markup is tidied: tag names in lower case, void elements closed, one kind of line end, no spaces before it."""
    return _mapped(content, lambda name, value: _tidy(value) if name in _MARKUP and isinstance(value, str) else value)


_MARKUP = frozenset({"body", "content"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})


def _tidy(markup: str) -> str:
    lines = markup.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _TAG.sub(_tidy_tag, "\n".join(line.rstrip(" \t") for line in lines))


def _tidy_tag(found: re.Match[str]) -> str:
    slash, name, rest = found[1], found[2].lower(), found[3]
    if name in _VOID and not slash:
        return f"<{name}{rest.rstrip(' /')} />"
    return f"<{slash}{name}{rest}>"


QUIRKS: Mapping[str, Callable[[Content], Content]] = {
    "trim-titles": trim_titles,
    "lower-tags": lower_tags,
    "sort-lists": sort_lists,
    "numeric-booleans": numeric_booleans,
    "rounded-times": rounded_times,
    "rewritten-html": rewritten_html,
}


def rewritten(content: Content, quirks: Collection[str]) -> Content:
    """`content` as a platform with these habits keeps it."""
    for name, quirk in QUIRKS.items():
        if name in quirks:
            content = quirk(content)
    return content


def _mapped(content: Content, change: Callable[[str, Any], Any]) -> Content:
    """`content` with each value replaced by what `change` makes of it and of the nearest name above it."""
    return Content(
        content.name,
        {name: value if name == OPAQUE else _changed(name, value, change) for name, value in content.fields.items()},
    )


def _changed(name: str, value: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, dict):
        return {below: _changed(below, item, change) for below, item in value.items()}
    if isinstance(value, list):
        return [_changed(name, item, change) for item in value]
    return change(name, value)

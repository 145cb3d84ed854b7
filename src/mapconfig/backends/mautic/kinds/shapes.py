"""In which form the settings for Mautic are that have more in them than a value.

A file may say anything below ``vendor: mautic:``, and no schema looks at it; what is in another form is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.backends.mautic.kinds.plain import own
from mapconfig.language import Text, say


def _mappings(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(each, Mapping) for each in said)


def _texts(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(each, str) for each in said)


def _lists(said: Any) -> bool:
    return isinstance(said, Mapping) and all(_texts(each) for each in said.values())


def _mapping(said: Any) -> bool:
    return isinstance(said, Mapping)


_SENTENCES: Mapping[Callable[[Any], bool], Text] = {
    _mappings: say("It is a list of mappings, as import writes them. Write it so, or take it out."),
    _texts: say("It is a list of names, as import writes them. Write it so, or take it out."),
    _lists: say("It is a mapping of names to lists of names, as import writes it. Write it so, or take it out."),
    _mapping: say("It is a mapping, as import writes it. Write it so, or take it out."),
}

#: By kind, the settings that are more than a value, and what each is.
_FORMS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "field": {"properties": _mapping, "labels": _mapping},
    "form": {"fields": _mappings, "actions": _mappings},
    "journey": {
        **dict.fromkeys(("events", "goal", "exit"), _mappings),
        "transactional": _texts,
        "held_back": _lists,
    },
    "list": {"filters": _mappings},
    "rule": {"events": _mappings, "filters": _mappings, "transactional": _texts},
    "scoring": {"points": _mappings, "thresholds": _mappings, "stopped": _texts},
}


def odd(kind: str, attributes: Mapping[str, Any]) -> dict[str, str]:
    """The settings of an asset that are in a form in which nobody could read them: dotted path to a sentence."""
    said = own(attributes)
    return {
        f"vendor.mautic.{name}": _SENTENCES[form]
        for name, form in _FORMS.get(kind, {}).items()
        if name in said and not form(said[name])
    }

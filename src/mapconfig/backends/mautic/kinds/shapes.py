"""In which form the settings for Mautic are.

A file may say anything below ``vendor: mautic:``, and no schema looks at it; what is in another form is a gap. Mautic
itself takes any value for true or false, keeps something else than was meant, or answers 400 (recordings
segments-edit, emails-segment).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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


def _truth(said: Any) -> bool:
    return isinstance(said, bool)


def _words(said: Any) -> bool:
    return said is None or (isinstance(said, str | int | float) and not isinstance(said, bool))


def _moment(said: Any) -> bool:
    """In the only form that Mautic takes, and gives back as it was (recording emails-segment)."""
    if said is None:
        return True
    if not isinstance(said, str) or len(said) != _MOMENT_LENGTH:
        return False
    try:
        datetime.strptime(said, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return True


#: How long a moment is: 2030-01-01 10:00:00.
_MOMENT_LENGTH = 19


_SENTENCES: Mapping[Callable[[Any], bool], Text] = {
    _mappings: say("It is a list of mappings, as import writes them. Write it so, or take it out."),
    _texts: say("It is a list of names, as import writes them. Write it so, or take it out."),
    _lists: say("It is a mapping of names to lists of names, as import writes it. Write it so, or take it out."),
    _mapping: say("It is a mapping, as import writes it. Write it so, or take it out."),
    _truth: say("It is yes or no. Write true or false, or take it out."),
    _words: say("It is a text. Write it so, or take it out."),
    _moment: say("It is a moment in UTC, such as 2030-01-01 10:00:00. Write it so, or take it out."),
}

_TIME: Mapping[str, Callable[[Any], bool]] = dict.fromkeys(("publishUp", "publishDown"), _moment)

#: By kind, what each setting is, as far as it is known.
_FORMS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "campaign": dict.fromkeys(("bundle", "color"), _words),
    "email": {
        **dict.fromkeys(("language", "template", "replyToAddress", "bccAddress", "emailType"), _words),
        **_TIME,
        "utmTags": _mapping,
        "dynamicContent": _mappings,
    },
    "field": {
        "properties": _mapping,
        "labels": _mapping,
        **dict.fromkeys(("type", "group"), _words),
        **dict.fromkeys(
            ("isRequired", "isListable", "isVisible", "isUniqueIdentifier", "isPubliclyUpdatable"),
            _truth,
        ),
    },
    "form": {
        "fields": _mappings,
        "actions": _mappings,
        **dict.fromkeys(
            ("postAction", "postActionProperty", "formType", "template", "formAttributes", "language"), _words
        ),
        **dict.fromkeys(("inKioskMode", "renderStyle"), _truth),
    },
    "journey": {
        **dict.fromkeys(("events", "goal", "exit"), _mappings),
        "transactional": _texts,
        "held_back": _lists,
    },
    "list": {
        "filters": _mappings,
        **dict.fromkeys(("isGlobal", "isPreferenceCenter"), _truth),
        **dict.fromkeys(("publicName", "category"), _words),
    },
    "rule": {"events": _mappings, "filters": _mappings, "transactional": _texts},
    "scoring": {"points": _mappings, "thresholds": _mappings, "stopped": _texts},
    "snippet": {
        **dict.fromkeys(("category", "slotName"), _words),
        "isCampaignBased": _truth,
        "filters": _mappings,
        "utmTags": _mapping,
        **_TIME,
    },
    "stage": {"category": _words, **_TIME},
}


def odd(kind: str, attributes: Mapping[str, Any]) -> dict[str, str]:
    """The settings of an asset that are in a form in which nobody could read them: dotted path to a sentence."""
    said = own(attributes)
    return {
        f"vendor.mautic.{name}": _SENTENCES[form]
        for name, form in _FORMS.get(kind, {}).items()
        if name in said and not form(said[name])
    }

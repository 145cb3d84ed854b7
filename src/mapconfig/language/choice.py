"""Which language to speak."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mapconfig.errors import UsageError
from mapconfig.language import LANGUAGES, listed, say

#: The environment variable that says the language.
VARIABLE = "MAPCONFIG_LANG"
#: What says the locale of messages, in the order in which it counts.
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def choice(option: str | None, setting: str, environ: Mapping[str, str]) -> str:
    """See `mapconfig.language.chosen`."""
    for asked, where in ((option, "--lang"), (environ.get(VARIABLE), VARIABLE)):
        if asked:
            found = known(asked)
            if found is None:
                there = listed(LANGUAGES)
                raise UsageError(
                    say(
                        "{where} asks for the language {asked}, which mapconfig does not speak. It speaks {there}.",
                        where=where,
                        asked=repr(asked),
                        there=there,
                    )
                )
            return found
    locale = next((environ[name] for name in _LOCALE if environ.get(name)), "")
    return known(setting) or known(locale) or LANGUAGES[0]


def known(tag: str) -> str | None:
    """The language of a tag or locale such as ``fr-FR`` or ``fr_CA.UTF-8``, where mapconfig speaks it."""
    language = re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0]
    return language if language in LANGUAGES else None

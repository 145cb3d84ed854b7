"""Regular expressions that people write into settings: they must be valid, and must not take for ever."""

from __future__ import annotations

import re
from functools import lru_cache

from mapconfig.values import dataclass

_LONGEST = 300
#: A repeated group that repeats something itself, such as ``(a+)+``: the time grows with every letter by a factor.
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,\d*\})")
#: What makes such a group harmless: it begins with a character that cannot be in what is repeated, as in
#: ``(-[a-z]+)*``.
_SEPARATED = re.compile(r"\((?:\?:)?(?:\\[^\w\s]|[^\w\s\\()\[\].*+?|]|\[[^\w\s\\\]^]+\])")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`compiled`, or what is wrong with it."""

    compiled: re.Pattern[str] | None
    problem: str = ""


@lru_cache(maxsize=512)
def pattern(text: str) -> Pattern:
    """The regular expression `text`, unless it is invalid, too long or of a form that can take for ever."""
    if len(text) > _LONGEST:
        return Pattern(None, f"it is longer than {_LONGEST} characters")
    for nested in _NESTED.finditer(text):
        if _SEPARATED.match(nested[0]) is None:
            return Pattern(None, f"the part {nested[0]} repeats what is repeated inside it, which can take for ever")
    try:
        return Pattern(re.compile(text))
    except (re.error, OverflowError) as error:
        return Pattern(None, f"it is not a regular expression ({error})")

"""What is wrong with criteria, as a value; `mapconfig.check` turns it into a finding with a code and a place."""

from __future__ import annotations

from typing import Literal

from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text
from mapconfig.values import dataclass

#: What a problem is about, for those who give each its own code:
#: ``syntax`` cannot be read; ``unknown`` names what nobody defines; ``type`` does not suit the field; ``value`` is no
#: value of the field; ``relation`` asks a related record in the wrong way; ``privacy`` asks who somebody is; ``never``
#: and ``always`` are decided before anybody is looked at; ``redundant`` changes nothing.
About = Literal["syntax", "unknown", "type", "value", "relation", "privacy", "never", "always", "redundant"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful in criteria.

    `path` leads from the criteria value to the sentence or group, `column_offset` counts characters from the start of
    that sentence. `message` is whole sentences; `fix` is what to write instead, or empty where nobody can know.
    """

    path: Path
    column_offset: int
    message: Text
    fix: Text = NOTHING
    about: About = "syntax"
    severity: Literal["error", "warning"] = "error"


def did_you_mean(word: str, known: object) -> str:
    """The closest of the `known` words to `word`, or an empty text when none is close."""
    from difflib import get_close_matches  # only a mistake pays for it

    words = [str(one) for one in known] if isinstance(known, (list, tuple, set, frozenset, dict)) else []
    for one in words:
        if one.lower() == word.lower():
            return one
    return next(iter(get_close_matches(word, words, n=1)), "")

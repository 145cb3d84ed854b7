"""Every code a finding of this room can have, with its manual page; joined with the codes of other rooms on demand.

Reading has codes of its own (MC001 to MC069) in `mapconfig.read`, which this room does not know; whoever shows pages
hands them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from mapconfig.check.described import Described
from mapconfig.check.org_rules import ORG_RULES
from mapconfig.check.rules import RULES
from mapconfig.finding import Severity
from mapconfig.language import Speech, english, paged, say

#: The codes of this room, in order.
CODES: Mapping[str, Described] = {
    **{rule.code: rule for rule in RULES},
    **{rule.code: rule for rule in ORG_RULES},
}


def everything(*others: Mapping[str, Described]) -> dict[str, Described]:
    """The codes of this room and of others, in order. Raises ValueError when two rooms claim one code."""
    joined: dict[str, Described] = {}
    for codes in (CODES, *others):
        for code, described in codes.items():
            if joined.setdefault(code, described) is not described:
                raise ValueError(f"two pages claim {code}: {joined[code].name} and {described.name}")
    return dict(sorted(joined.items()))


_SEVERITIES = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.INFO: say("info")}


def explain(word: str, codes: Mapping[str, Described] = CODES, speak: Speech = english) -> str | None:
    """The manual page of a code or of a name such as ``unknown-reference``, headed by both; None for an unknown one."""
    from mapconfig.language.manuals import wrapped

    wanted = word.strip()
    found = codes.get(wanted.upper()) or next((one for one in codes.values() if one.name == wanted.lower()), None)
    if found is None:
        return None
    severity = _SEVERITIES.get(found.severity, found.severity)
    head = speak(say("{summary} ({severity}).", summary=found.summary, severity=severity))
    page = wrapped(speak(paged(found.page.strip())))
    return f"# {found.code} {found.name}\n\n{head}\n\n{page}\n"


def nearest(word: str, codes: Mapping[str, Described] = CODES) -> str:
    """The code or name that somebody may have meant by an unknown `word`; empty where none is near."""
    known = [*codes, *(one.name for one in codes.values())]
    return next(iter(get_close_matches(word, known, n=1)), "")

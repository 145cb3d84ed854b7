"""Why something has an effect, for a reader who sees what was edited right beside it."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.impact.situation import shortened
from mapconfig.language import Speech, say

#: What stands between the cause and what follows from it, in every language.
_JOINTS = ("\u00a0: ", ": ", ", so ", ", donc ", ", but ", ", mais ")


def asked(command: str, speak: Speech) -> str:
    """A command that wants a reason, with the word for that in the reader's language. Programs read the English."""
    return command.replace('"the reason"', f'"{speak(say("the reason"))}"')


def parted(reason: str, words: Iterable[str]) -> tuple[str, str]:
    """A reason as its cause and what follows from it. The cause is one of `words`, which are those of the fields that
    changed, in the reason's language; it is empty where the reason begins with none of them, or says nothing else."""
    known = sorted((shortened(each) for each in words), key=len, reverse=True)
    cause = next((each for each in known if each and reason.startswith(each)), "")
    rest = reason[len(cause) :]
    joint = next((each for each in _JOINTS if rest.startswith(each)), "")
    rest = rest[len(joint) :]
    return (cause, rest) if cause and rest.strip(". ") else ("", reason)

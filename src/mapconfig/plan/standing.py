"""What is said of a platform for which a plan has nothing left to do: as the files say, but for what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.language import Text, plural, say, together
from mapconfig.plan.definition import Note, Plan

#: Of so many assets that are left out the reason is told outside the plan.
_TOLD = 5


def nothing_to_do(plan: Plan) -> Text:
    """What to say instead of an apply without steps."""
    left = plan.left_out
    if not left:
        return say("nothing to do: the platform is as the files say")
    return plural(
        "nothing to do: the platform is as the files say, but for {n} asset that is left out:{which}",
        "nothing to do: the platform is as the files say, but for {n} assets that are left out:{which}",
        len(left),
        which=_why(left),
    )


def verified(plan: Plan) -> Text:
    """What a plan without steps, made right after an apply, says of the platform."""
    left = plan.left_out
    if not left:
        return say("verified: the platform is as the files say")
    return plural(
        "verified: the platform is as the files say, but for {n} asset that is left out:{which}",
        "verified: the platform is as the files say, but for {n} assets that are left out:{which}",
        len(left),
        which=_why(left),
    )


def listed(names: Sequence[str], most: int = _TOLD) -> str:
    """Names in a row; of many only the first, and how many more."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return say("{some} and {more} more", some=shown, more=more) if more > 0 else shown


def _why(left: Sequence[Note]) -> Text:
    lines = [together("", ["\n  ", note.sentence]) for note in left[:_TOLD]]
    if len(left) > _TOLD:
        lines.append(say("\n  and {more} more; see:\n    mapconfig plan", more=len(left) - _TOLD))
    return together("", lines)

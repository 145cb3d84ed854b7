"""What a change does to people, in words: a verdict, then one line each, the gravest first.

Every number here was made fit to be shown when it was measured; nothing is reckoned from two of them but percentages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.impact.people import (
    FORMAT,
    NOBODY_MOVES,
    Count,
    Ejected,
    Mailing,
    Moves,
    PeopleImpact,
    PeopleNow,
    Queue,
    Scores,
    as_json,
    uncounted,
)

__all__ = ["document", "impact_of", "lines", "now_of", "short", "standing", "verdict"]

#: Lines that are written out where a person reads; the JSON document has all.
LINES = 8
#: Changed assets that are told before all else.
_FIRST = 4
#: Running assets that are named behind a list.
_FEEDS = 3

OTHER = "these numbers are of another version of mapconfig; make the plan again to see them"


def document(found: PeopleImpact | PeopleNow) -> dict[str, Any]:
    """The numbers as JSON values."""
    made: dict[str, Any] = as_json(found)
    return made


def impact_of(said: Any) -> PeopleImpact:
    """The numbers that a document has; those of an older version are told to be unknown."""
    reason = said.get("reason") if isinstance(said, Mapping) else OTHER
    if reason or said.get("format") != FORMAT:
        return uncounted(str(reason or OTHER))
    if said == as_json(NOBODY_MOVES):
        return NOBODY_MOVES
    from mapconfig.plan.codec import decode  # most runs count nobody and do without what it loads

    try:
        found: PeopleImpact = decode(PeopleImpact, said)
    except ValueError:
        return uncounted(OTHER)
    return found


def now_of(said: Mapping[str, Any]) -> PeopleNow:
    """The numbers that an impact document has."""
    if said["reason"]:
        return PeopleNow(reason=str(said["reason"]))
    from mapconfig.plan.codec import decode  # as above

    found: PeopleNow = decode(PeopleNow, said)
    return found


def verdict(found: PeopleImpact) -> str:
    """What it does to people, in one or two sentences."""
    if not found.counted:
        return f"unknown ({found.reason})"
    if not found.people.known:
        return "nobody moves by what changes"
    parts = []
    if found.newly_mailed.high != 0:
        newly = found.newly_mailed
        if newly.known or newly.low:
            parts.append(f"{newly.words} of {found.people.words} people would be e-mailed because of it")
            parts[-1] += _first_and_again(found.first, found.again)
        if not newly.known:
            parts.append(f"how many are e-mailed because of it in all is unknown ({newly.reason})")
        if found.barred.high != 0 and (found.barred.known or found.barred.low):
            parts.append(f"{found.barred.words} of them may not be e-mailed{_not_on(found)}")
        if found.risky.known and found.risky.high:
            parts.append(f"{found.risky.words} of them are risky to write to")
    lost = [one for one in found.moves if one.protects and one.removed.high != 0]
    if lost:
        parts.append(f"{lost[0].subject} no longer holds back {_people(lost[0].removed)}{_others(lost, 'list')}")
    out = [one for one in found.ejected if one.people.known]
    if out:
        parts.append(f"{_people(out[0].people)} would leave {out[0].journey}{_others(out, 'journey')}")
    if not parts:
        moving = len({one.subject for one in found.moves if one.added.high != 0 or one.removed.high != 0})
        parts.append(
            f"nobody more would be e-mailed; people come and go on {moving} {'asset' if moving == 1 else 'assets'}"
            if moving
            else "nobody moves"
        )
    return "; ".join(parts)


def _others(found: Sequence[object], what: str) -> str:
    more = len(found) - 1
    return f" (and {more} more {what}{'s' if more > 1 else ''})" if more else ""


def lines(found: PeopleImpact, most: int = LINES) -> list[str]:
    """Who moves at what is changed, who is mailed, who moves elsewhere, who leaves, and which team gets how many, each
    the gravest first; then where the numbers are from."""
    if not found.counted or not found.people.known:
        return []
    mailing = {one.subject for one in found.mailings}
    moves = [one for one in found.moves if one.subject not in mailing]  # told by whom it mails
    changed = [one for one in moves if one.subject in one.because][:_FIRST]
    pressed = [one for one in found.pressure if one.before != one.after or not one.after.known]
    said = [
        *map(_move, changed),
        *(_mailing(one, found) for one in found.mailings),
        *(f"people with {one.cap}, as simulated: {_change(one.before, one.after)}" for one in pressed),
        *(_move(one) for one in moves if one not in changed),
        *map(_ejected, found.ejected),
        *map(_queue, found.queues),
        *(line for one in found.scores for line in _scores(one)),
    ]
    if not said:
        return []
    if len(said) > most:
        said = [*said[:most], f"... and {len(said) - most} more; --format json has all"]
    said += [f"Unknown: {reason}." for reason in _reasons(found)]
    rounded = "; rounded, because some counts are small" if found.rounded else ""
    source = f" from {found.source}" if found.source else ""
    return [*said, f"Counted{source} as of {found.as_of}{rounded}."]


def short(found: PeopleImpact, address: str) -> str:
    """What moves at one changed asset itself, in a few words; empty where nothing does."""
    moved = [one for one in found.moves if one.subject == address and not one.what.startswith("threshold")]
    return f"people: {_change(moved[0].before, moved[0].after)}{_growth(moved[0])}" if moved else ""


def standing(found: PeopleNow, most: int = LINES) -> list[str]:
    """How many people assets have now, a line each."""
    if found.reason:
        return []
    said = [
        f"{one.subject} ({one.what}): {one.members.words}"
        + (f", {one.reachable.words} of them may be e-mailed" if one.reachable.known else "")
        for one in found.standings
    ]
    if len(said) > most:
        said = [*said[:most], f"... and {len(said) - most} more; --format json has all"]
    rounded = "; rounded, because some counts are small" if found.rounded else ""
    return [*said, f"Counted as of {found.as_of}{rounded}."]


def _reasons(found: PeopleImpact) -> list[str]:
    """Why some numbers are unknown, each reason once."""
    counts = [
        *(count for one in found.mailings for count in (one.newly, one.audience, one.in_flight)),
        *(count for one in found.moves for count in (one.before, one.after, one.reachable_after)),
        *(one.people for one in found.ejected),
        *(one.after for one in found.pressure),
    ]
    return list(dict.fromkeys(one.reason for one in counts if one.reason))


def _people(count: Count) -> str:
    if not count.known and not count.low:
        return "an unknown number of people"
    return f"{count.words} {'person' if count.low == count.high == 1 else 'people'}"


def _change(before: Count, after: Count) -> str:
    return f"{before.words} -> {after.words}"


def _growth(one: Moves) -> str:
    return f" ({one.growth:+,} %)" if one.growth is not None else ""


def _first_and_again(first: Count, again: Count) -> str:
    if not first.known or not again.known:
        return ""
    if again.high == 0:
        return ", all for the first time"
    return f", {first.words} for the first time and {again.words} again"


def _not_on(found: PeopleImpact) -> str:
    """By what people may not be e-mailed."""
    return f" (not on {found.reachable})" if found.reachable else ""


def _mailing(one: Mailing, found: PeopleImpact) -> str:
    said = f"{one.subject} would e-mail {_people(one.newly)}{_first_and_again(one.first, one.again)}"
    if one.barred.known and one.barred.high:
        said += f"; {one.barred.words} of them may not be e-mailed{_not_on(found)}"
    if one.fatigued.known and one.fatigued.high:
        said += f"; {one.fatigued.words} of them have had enough e-mail"
    if one.risky.known and one.risky.high:
        said += f"; {one.risky.words} are risky to write to"
    return f"{said}; it would reach {one.audience.words} in all"


def _move(one: Moves) -> str:
    said = f"{one.subject}{'' if one.what == one.subject.kind else f' ({one.what})'}: "
    said += f"{_change(one.before, one.after)}{_growth(one)}, +{one.added.words} / -{one.removed.words}"
    if one.protects:
        if one.reachable_removed.known and one.reachable_removed.high:
            said += f"; {one.reachable_removed.words} of those it no longer holds back may be e-mailed"
        return said
    if one.reachable_before.known and one.reachable_after.known:
        said += f"; may be e-mailed {_change(one.reachable_before, one.reachable_after)}"
    if one.opted_out.known and one.opted_out.high:
        said += f"; {one.opted_out.words} of those who come in have opted out"
    if one.fatigued.known and one.fatigued.high and one.added.middle:
        said += f"; {round(one.fatigued.middle * 100 / one.added.middle)} % of them have had enough e-mail"
    others = [each for each in one.feeds if each != one.subject]
    if others:
        more = f" and {len(others) - _FEEDS} more" if len(others) > _FEEDS else ""
        said += f"; feeds {', '.join(others[:_FEEDS])}{more}"
    return said


def _ejected(one: Ejected) -> str:
    return f"{one.journey}: {_people(one.people)} in it would be out, because {one.why}"


def _queue(one: Queue) -> str:
    moved = f"+{one.added.words} / -{one.removed.words}"
    return f"{one.team} gets by {one.via}: {_change(one.before, one.after)} people, {moved}"


def _scores(one: Scores) -> list[str]:
    if one.reason:
        return [f"{one.model}: scores unknown ({one.reason})"]
    bins = ", ".join(f"{_range(each.low, each.high)}: {_change(each.before, each.after)}" for each in one.bins)
    believed = "" if one.agreement is None else f" ({one.agreement} % of people have the score that is worked out here)"
    return [f"{one.model}, people by score: {bins}{believed}"]


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high}"
    return f"{low} and more" if high is None else f"{low} to {high}"

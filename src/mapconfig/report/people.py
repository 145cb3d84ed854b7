"""What a change does to people, in words: a verdict, then one line each, the gravest first.

Every number here was made fit to be shown when it was measured; nothing is reckoned from two of them but percentages.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Standing,
    as_json,
    uncounted,
)
from mapconfig.language import NOTHING, Text, plural, say, together
from mapconfig.report.moments import moment

__all__ = ["change", "document", "impact_of", "lines", "now_of", "short", "shrunk", "standing", "verdict", "what_of"]

#: Lines that are written out where a person reads; the JSON document has all.
LINES = 8
#: Changed assets that are told before all else.
_FIRST = 4
#: Running assets that are named behind a list.
_FEEDS = 3

OTHER = say("these numbers are of another version of mapconfig; make the plan again to see them")


def document(found: PeopleImpact | PeopleNow) -> dict[str, Any]:
    """The numbers as JSON values."""
    made: dict[str, Any] = as_json(found)
    return made


def impact_of(said: Any) -> PeopleImpact:
    """The numbers that a document has; those of an older version are told to be unknown."""
    reason = said.get("reason") if isinstance(said, Mapping) else OTHER
    if reason or said.get("format") != FORMAT:
        return uncounted(reason if isinstance(reason, str) and reason else OTHER)
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
        return PeopleNow(reason=said["reason"])
    from mapconfig.plan.codec import decode  # as above

    found: PeopleNow = decode(PeopleNow, said)
    return found


def verdict(found: PeopleImpact) -> Text:
    """What it does to people, in one or two sentences."""
    if not found.counted:
        return say("unknown ({reason})", reason=found.reason)
    if not found.people.known:
        return say("nobody moves by what changes")
    parts: list[Text] = []
    if found.newly_mailed.high != 0:
        newly = found.newly_mailed
        if newly.known or newly.low:
            told = say(
                "{newly} of {all} people would be e-mailed because of it", newly=newly.words, all=found.people.words
            )
            parts.append(_first_and_again(told, found.first, found.again))
        if not newly.known:
            parts.append(say("how many are e-mailed because of it in all is unknown ({reason})", reason=newly.reason))
        if found.barred.high != 0 and (found.barred.known or found.barred.low):
            parts.append(_barred(found.barred, found))
        if found.risky.known and found.risky.high:
            parts.append(say("{count} of them are risky to write to", count=found.risky.words))
    lost = [one for one in found.moves if one.protects and one.removed.high != 0]
    if lost:
        told = say("{list} no longer holds back {people}", list=lost[0].subject, people=_people(lost[0].removed))
        more = len(lost) - 1
        parts.append(
            plural("{told} (and {n} more list)", "{told} (and {n} more lists)", more, told=told) if more else told
        )
    out = [one for one in found.ejected if one.people.known]
    if out:
        told = say("{people} would leave {journey}", people=_people(out[0].people), journey=out[0].journey)
        more = len(out) - 1
        parts.append(
            plural("{told} (and {n} more journey)", "{told} (and {n} more journeys)", more, told=told) if more else told
        )
    few = found.shrinking()
    if few:
        told, more = shrunk(few[0]), len(few) - 1
        parts.append(
            plural("{told} (and {n} more mailing)", "{told} (and {n} more mailings)", more, told=told) if more else told
        )
    if not parts:
        moving = len({one.subject for one in found.moves if one.added.high != 0 or one.removed.high != 0})
        parts.append(
            plural(
                "nobody more would be e-mailed; people come and go on {n} asset",
                "nobody more would be e-mailed; people come and go on {n} assets",
                moving,
            )
            if moving
            else say("nobody moves")
        )
    return together("; ", parts)


def shrunk(one: Moves) -> Text:
    """That what e-mails people is for fewer of them than before."""
    if one.after.high == 0 and one.subject.kind == "journey":
        return say(
            "nobody would enter {journey} any more, instead of {before}",
            journey=one.subject,
            before=_people(one.before),
        )
    if one.after.high == 0:
        return say("{mailing} would go to nobody instead of {before}", mailing=one.subject, before=_people(one.before))
    return say(
        "{mailing} would go to {after} instead of {before}",
        mailing=one.subject,
        after=_people(one.after),
        before=one.before.words,
    )


def lines(found: PeopleImpact, most: int = LINES) -> list[Text]:
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
        *(
            say("people with {cap}, as simulated: {change}", cap=one.cap, change=_change(one.before, one.after))
            for one in pressed
        ),
        *(_move(one) for one in moves if one not in changed),
        *map(_ejected, found.ejected),
        *map(_queue, found.queues),
        *(line for one in found.scores for line in _scores(one)),
    ]
    if not said:
        return []
    if len(said) > most:
        said = [*said[:most], _more(len(said) - most)]
    said += [say("Unknown: {reason}.", reason=reason) for reason in _reasons(found)]
    day = say("as of {moment}", moment=moment(found.as_of))
    if found.rounded:
        day = say("{day}; rounded, because some counts are small", day=day)
    if found.source:
        return [*said, say("Counted from {source} {day}.", source=found.source, day=day)]
    return [*said, say("Counted {day}.", day=day)]


def _more(count: int) -> Text:
    return say("... and {more} more; --format json has all", more=count)


def short(found: PeopleImpact, address: str) -> Text:
    """What moves at one changed asset itself, in a few words; empty where nothing does."""
    moved = change(found, address)
    return say("people: {change}", change=moved) if moved else NOTHING


def change(found: PeopleImpact, address: str) -> Text:
    """How many people one changed asset has before and after; empty where nobody moves."""
    moved = [one for one in found.moves if one.subject == address and not one.what.startswith(_THRESHOLD)]
    return _growing(_change(moved[0].before, moved[0].after), moved[0]) if moved else NOTHING


def standing(found: PeopleNow, most: int = LINES) -> list[Text]:
    """How many people assets have now, a line each."""
    if found.reason:
        return []
    said = [_stands(one) for one in found.standings]
    if len(said) > most:
        said = [*said[:most], _more(len(said) - most)]
    day = say("as of {moment}", moment=moment(found.as_of))
    if found.rounded:
        day = say("{day}; rounded, because some counts are small", day=day)
    return [*said, say("Counted {day}.", day=day)]


def what_of(one: Moves | Standing) -> Text:
    """What an audience is: a list, a master list, a journey; of a threshold, which."""
    known = _WHATS.get(one.what)
    if known is None and one.what.startswith(_THRESHOLD):
        return say("threshold {name}", name=one.what.removeprefix(_THRESHOLD))
    return known or together("", [one.what])


def _stands(one: Standing) -> Text:
    what, members = what_of(one), one.members.words
    if not one.reachable.known:
        return say("{asset} ({what}): {members}", asset=one.subject, what=what, members=members)
    return say(
        "{asset} ({what}): {members}, {reachable} of them may be e-mailed",
        asset=one.subject,
        what=what,
        members=members,
        reachable=one.reachable.words,
    )


#: What a threshold of a scoring model is called in the numbers, before its id.
_THRESHOLD = "threshold "
#: What an audience is, by the word that the numbers have for it.
_WHATS = {
    "list": say("list"),
    "master list": say("master list"),
    "suppression": say("suppression"),
    "rule": say("rule"),
    "stage": say("stage"),
    "journey": say("journey"),
    "e-mail": say("e-mail"),
}


def _reasons(found: PeopleImpact) -> list[str]:
    """Why some numbers are unknown, each reason once."""
    counts = [
        *(count for one in found.mailings for count in (one.newly, one.audience, one.in_flight)),
        *(count for one in found.moves for count in (one.before, one.after, one.reachable_after)),
        *(one.people for one in found.ejected),
        *(one.after for one in found.pressure),
    ]
    return list(dict.fromkeys(one.reason for one in counts if one.reason))


def _people(count: Count) -> Text:
    if not count.known and not count.low:
        return say("an unknown number of people")
    if count.low == count.high == 1:
        return say("{count} person", count=count.words)
    return say("{count} people", count=count.words)


def _change(before: Count, after: Count) -> Text:
    return together(" -> ", [before.words, after.words])


def _growing(said: Text, one: Moves) -> Text:
    return say("{said} ({growth} %)", said=said, growth=f"{one.growth:+,}") if one.growth is not None else said


def _first_and_again(said: Text, first: Count, again: Count) -> Text:
    if not first.known or not again.known:
        return said
    if again.high == 0:
        return say("{said}, all for the first time", said=said)
    return say("{said}, {first} for the first time and {again} again", said=said, first=first.words, again=again.words)


def _barred(count: Count, found: PeopleImpact) -> Text:
    """How many may not be e-mailed, and by what."""
    if not found.reachable:
        return say("{count} of them may not be e-mailed", count=count.words)
    return say("{count} of them may not be e-mailed (not on {list})", count=count.words, list=found.reachable)


def _mailing(one: Mailing, found: PeopleImpact) -> Text:
    said = say("{asset} would e-mail {people}", asset=one.subject, people=_people(one.newly))
    told = [_first_and_again(said, one.first, one.again)]
    if one.barred.known and one.barred.high:
        told.append(_barred(one.barred, found))
    if one.fatigued.known and one.fatigued.high:
        told.append(say("{count} of them have had enough e-mail", count=one.fatigued.words))
    if one.risky.known and one.risky.high:
        told.append(say("{count} of them are risky to write to", count=one.risky.words))
    return together("; ", [*told, _reach(one, found)])


def _reach(one: Mailing, found: PeopleImpact) -> Text:
    """All whom it would reach, with what these are of and more than, so that the numbers of one change add up."""
    if not one.audience.known and not one.audience.low:
        return say("nobody knows how many it would reach in all")
    told = say("in all it would reach {people}", people=_people(one.audience))
    if one.audience_before.known and one.audience_before.high:
        told = say("{told} instead of {before}", told=told, before=one.audience_before.words)
    meant = next((moved.after for moved in found.moves if moved.subject == one.subject), one.audience)
    if one.audience.high is None or meant.low <= one.audience.high:
        return told
    return say(
        "{told}, of {all} for whom it is (the others are held back, or skipped by the platform)",
        told=told,
        all=meant.words,
    )


def _move(one: Moves) -> Text:
    name: str = one.subject
    if one.what != one.subject.kind:
        name = together("", [one.subject, " (", what_of(one), ")"])
    change = _growing(_change(one.before, one.after), one)
    said = say("{name}: {change}", name=name, change=change)
    if not _follows(one):
        said = say(
            "{asset}: {change}, +{added} / -{removed}",
            asset=name,
            change=change,
            added=one.added.words,
            removed=one.removed.words,
        )
    told = [said]
    if one.protects:
        if one.reachable_removed.known and one.reachable_removed.high:
            count = one.reachable_removed.words
            told.append(say("{count} of those it no longer holds back may be e-mailed", count=count))
        return together("; ", told)
    if one.reachable_before.known and one.reachable_after.known and one.after.high != 0:
        told.append(_reachable(one))
    if one.opted_out.known and one.opted_out.high:
        told.append(say("{count} of those who come in have opted out", count=one.opted_out.words))
    if one.fatigued.known and one.fatigued.high and one.added.middle:
        share = round(one.fatigued.middle * 100 / one.added.middle)
        told.append(say("{percent} % of those who come in have had enough e-mail", percent=share))
    others = [each for each in one.feeds if each != one.subject]
    if others:
        named: str = ", ".join(others[:_FEEDS])
        if len(others) > _FEEDS:
            named = say("{some} and {more} more", some=named, more=len(others) - _FEEDS)
        told.append(say("feeds {assets}", assets=named))
    return together("; ", told)


def _reachable(one: Moves) -> Text:
    """How many of those on it may be e-mailed, before and after."""
    if _exact(one.before, one.after) and (one.before, one.after) == (one.reachable_before, one.reachable_after):
        return say("all of these may be e-mailed")
    if one.reachable_before.high == 0:
        return say("{change} of these may be e-mailed", change=one.reachable_after.words)
    return say("{change} of these may be e-mailed", change=_change(one.reachable_before, one.reachable_after))


def _follows(one: Moves | Queue) -> bool:
    """Whether who comes and who goes is plain from how many there are before and after: one of the two is nobody."""
    return one.before.high == 0 or (
        _exact(one.before, one.after, one.added, one.removed)
        and 0 in (one.added.low, one.removed.low)
        and one.after.low - one.before.low == one.added.low - one.removed.low
    )


def _exact(*counts: Count) -> bool:
    """Whether these numbers are given as they are."""
    return all(count.low == count.high for count in counts)


def _ejected(one: Ejected) -> Text:
    people = _people(one.people)
    return say("{journey}: {people} in it would be out, because {why}", journey=one.journey, people=people, why=one.why)


def _queue(one: Queue) -> Text:
    if _follows(one):
        change = _change(one.before, one.after)
        return say("{team} gets by {via}: {change} people", team=one.team, via=one.via, change=change)
    return say(
        "{team} gets by {via}: {change} people, +{added} / -{removed}",
        team=one.team,
        via=one.via,
        change=_change(one.before, one.after),
        added=one.added.words,
        removed=one.removed.words,
    )


def _scores(one: Scores) -> list[Text]:
    if one.reason:
        return [say("{model}: scores unknown ({reason})", model=one.model, reason=one.reason)]
    bins = together(
        ", ",
        [
            say("{scores}: {change}", scores=_range(each.low, each.high), change=_change(each.before, each.after))
            for each in one.bins
        ],
    )
    if one.agreement is None:
        return [say("{model}, people by score: {bins}", model=one.model, bins=bins)]
    return [
        say(
            "{model}, people by score: {bins} ({percent} % of people have the score that is worked out here)",
            model=one.model,
            bins=bins,
            percent=one.agreement,
        )
    ]


def _range(low: int | None, high: int | None) -> Text:
    if low is None:
        return say("up to {high}", high=str(high))
    return say("{low} and more", low=low) if high is None else say("{low} to {high}", low=low, high=high)

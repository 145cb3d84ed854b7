"""Who belongs because of the plan: those who are e-mailed become many more or few, and those who are held
back fewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.impact.people import SHRINK_FROM, SHRINK_PERCENT, Moves
from mapconfig.impact.spread import state_of
from mapconfig.impact.switching import called
from mapconfig.language import NOTHING, plural, say, together
from mapconfig.plan.definition import GuardVerdict
from mapconfig.plan.guards.view import View
from mapconfig.plan.guards.words import caused, people_of, some

#: Limits for people, by their names under `limits` in mapconfig.yaml, each with its default.
AUDIENCE_GROWTH = ("audience_growth_percent", 50)
AUDIENCE_GROWTH_FROM = ("audience_growth_from", 100)
AUDIENCE_SHRINK = ("audience_shrink_percent", SHRINK_PERCENT)
AUDIENCE_SHRINK_FROM = ("audience_shrink_from", SHRINK_FROM)


def audience_growth(view: View) -> Iterator[GuardVerdict]:
    """A change that makes those who are e-mailed many more than they were, told of what was changed."""
    percent, least = view.limit(AUDIENCE_GROWTH), view.limit(AUDIENCE_GROWTH_FROM)
    gravest: dict[Address, Moves] = {}
    growing: dict[Address, set[Address]] = defaultdict(set)
    for one in view.people.moves:
        if not one.feeds or _most_growth(one) <= percent or (one.added.high or 0) < least:
            continue
        for cause in one.because:
            growing[cause].add(one.subject)
            known = gravest.get(cause)
            # The changed asset itself says most; else what grows by the greatest number.
            if known is None or (known.subject != cause and (one.subject == cause or _adds_more(one, known))):
                gravest[cause] = one
    for cause, one in sorted(gravest.items()):
        # What is told to mail them is not told once more as an audience of its own.
        more = len(growing[cause] - {one.subject, *one.feeds})
        also = (
            plural(", and {n} more audience grows with it", ", and {n} more audiences grow with it", more)
            if more
            else NOTHING
        )
        yield view.refusal(
            "audience-growth",
            cause,
            say(
                "{subject} grows from {before} to {after} people ({growth} %), and they are e-mailed by "
                "{feeds}{also}; more than {percent} % at once needs somebody's word "
                "(limits.audience_growth_percent).",
                subject=one.subject,
                before=one.before.words,
                after=one.after.words,
                growth=f"{one.growth:+,}",
                feeds=some(set(one.feeds)),
                also=also,
                percent=percent,
            ),
        )


def _most_growth(one: Moves) -> float:
    """By how many percent an audience grows at most; 0 where there was nobody, or nobody knows."""
    if one.after.high is None or not one.before.known or one.before.low <= 0 or not one.added.high:
        return 0
    return (one.after.high - one.before.low) * 100 / one.before.low


def _adds_more(one: Moves, other: Moves) -> bool:
    return (one.added.high or 0) > (other.added.high or 0)


def audience_shrinks(view: View) -> Iterator[GuardVerdict]:
    """A change by which what was meant for many reaches few or nobody: a condition too many, one that is misspelt, or a
    state by which it stops. Told of what was changed, with the number of the mailing that loses most."""
    percent = view.limit(AUDIENCE_SHRINK)
    shrinking: dict[Address, list[Moves]] = defaultdict(list)
    for one in view.people.shrinking(percent, view.limit(AUDIENCE_SHRINK_FROM)):
        for cause in one.because:
            shrinking[cause].append(one)
    for cause, (one, *others) in sorted(shrinking.items()):
        also = (
            plural(", and {n} more mailing shrinks with it", ", and {n} more mailings shrink with it", len(others))
            if others
            else NOTHING
        )
        yield view.refusal(
            "audience-shrinks",
            cause,
            say(
                "{subject} would go to {after} instead of {before} ({growth} %){also}{because}; a loss of more than "
                "{percent} % at once needs somebody's word (limits.audience_shrink_percent).",
                subject=one.subject,
                after=people_of(one.after),
                before=one.before.words,
                growth=f"{one.growth:+,}",
                also=also,
                because=caused((cause,), one.subject),
                percent=percent,
            ),
        )
    for one in view.people.stopped(view.limit(AUDIENCE_SHRINK_FROM)):
        asset = view.desired.assets.get(one.subject)
        # What is deleted has a tombstone, which says that it is meant.
        if asset is not None and percent < 100:
            yield view.refusal(
                "audience-shrinks",
                one.subject,
                say(
                    "{subject} is {state} now, so it would go to nobody instead of {before} people; a loss of more "
                    "than {percent} % at once needs somebody's word (limits.audience_shrink_percent).",
                    subject=one.subject,
                    state=called(state_of(asset)),
                    before=one.before.words,
                    percent=percent,
                ),
            )


def suppression_shrinks(view: View) -> Iterator[GuardVerdict]:
    """People whom a suppression list no longer holds back."""
    for one in view.people.moves:
        if one.protects and one.removed.high != 0:
            may = (
                say(", of whom {count} may be e-mailed", count=one.reachable_removed.words)
                if one.reachable_removed.high
                else NOTHING
            )
            why = together("", [" (", one.removed.reason, ")"]) if one.removed.reason else NOTHING
            yield view.refusal(
                "suppression-shrinks",
                one.subject,
                say(
                    "{subject} would hold back {after} people instead of {before}. Without its protection: "
                    "{removed}{why}{may}{because}.",
                    subject=one.subject,
                    after=one.after.words,
                    before=one.before.words,
                    removed=people_of(one.removed),
                    why=why,
                    may=may,
                    because=caused(one.because, one.subject),
                ),
            )

"""Who belongs where: the assets to which other people belong than before, and how many came, went and stayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, every
from mapconfig.audience.difference.mailings import over
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.difference.scores import models
from mapconfig.audience.questions import Answers
from mapconfig.audience.scoring import Scoring
from mapconfig.audience.sheet import EVERYBODY, NOBODY, Ref
from mapconfig.audience.side import Side
from mapconfig.impact.people import ZERO, Moves, Queue

#: What a threshold of a scoring model is called, before its id.
THRESHOLD = "threshold "


@dataclass(frozen=True, slots=True)
class Moving:
    """People who move at one asset, as formulas."""

    subject: Address
    what: str
    before: Asked
    after: Asked
    side: Side
    reach_before: Asked
    reach_after: Asked


def moving(pair: Pair) -> Iterator[Moving]:
    """Every asset to which other people belong than before."""
    gone = {change.renamed_from for change in pair.changes.values() if change.renamed_from is not None}
    named = {*pair.then.org.assets, *pair.now.org.assets} - gone
    for address in sorted(named):
        if address.kind not in ("list", "rule", "stage", "journey", "email"):
            continue
        before = pair.then.belongs(pair.was(address))
        after = pair.now.belongs(address)
        if before != after:
            side = pair.now if address in pair.now.org else pair.then
            yield _moving_at(pair, address, side.what(address), before, after, side)
    yield from _thresholds(pair)


def _moving_at(pair: Pair, address: Address, what: str, before: Asked, after: Asked, side: Side) -> Moving:
    reach_before, reach_after = pair.then.reach(pair.was(address)), pair.now.reach(address)
    return Moving(address, what, before, after, side, reach_before, reach_after)


def _thresholds(pair: Pair) -> Iterator[Moving]:
    """Who reaches each threshold of a scoring model that changes, by the scores that it gives."""
    for address in models(pair):
        then, now = pair.then.scoring(pair.was(address)), pair.now.scoring(address)
        before, after = _reached(then), _reached(now)
        for name in sorted({*before, *after}):
            asked = [
                each if isinstance(each, str) and each else reached.get(name, NOBODY)
                for each, reached in ((then, before), (now, after))
            ]
            if asked[0] != asked[1]:
                yield _moving_at(pair, address, f"{THRESHOLD}{name}", asked[0], asked[1], pair.now)


def moves(pair: Pair, one: Moving) -> Callable[[Answers], Moves]:
    sheet = pair.sheet
    added, removed = but(sheet, one.after, one.before), but(sheet, one.before, one.after)
    kept = every(sheet, (one.before, one.after))
    reach_before = every(sheet, (one.before, one.reach_before))
    reach_after = every(sheet, (one.after, one.reach_after))
    reach_added = every(sheet, (added, one.reach_after))
    reach_removed = every(sheet, (removed, one.reach_after if one.what == "suppression" else one.reach_before))
    opted_out = every(sheet, (added, one.side.opted_out()))
    fatigued = every(sheet, (added, one.side.fatigued()))
    asked = pair.questions
    asked.of(one.before, one.after, added, removed, kept, reach_before, reach_after, reach_added, reach_removed)
    asked.of(opted_out, fatigued)
    asked.part(EVERYBODY, one.before, one.after)
    asked.part(one.before, removed, kept, reach_before)
    asked.part(one.after, added, kept, reach_after)
    asked.part(added, reach_added, opted_out, fatigued)
    asked.part(removed, reach_removed)
    feeds = tuple(each for each in pair.now.feeds(one.subject) if not over(pair, each))
    because = pair.because.get(one.subject, (one.subject,))

    def made(answers: Answers) -> Moves:
        return Moves(
            subject=one.subject,
            what=one.what,
            because=because,
            before=answers(one.before),
            after=answers(one.after),
            added=answers(added),
            removed=answers(removed),
            kept=answers(kept),
            reachable_before=answers(reach_before),
            reachable_after=answers(reach_after),
            reachable_added=answers(reach_added),
            reachable_removed=answers(reach_removed),
            opted_out=answers(opted_out),
            fatigued=answers(fatigued),
            feeds=feeds,
        )

    return made


def tells(pair: Pair, one: Moves) -> bool:
    """Whether anybody moves; that nobody does is told of what is changed itself."""
    return one.subject in pair.changes or differs(one)


def differs(one: Moves | Queue) -> bool:
    return one.added != ZERO or one.removed != ZERO


def _reached(found: Scoring | str) -> dict[str, Ref]:
    """Who reaches each threshold of a model, by its id."""
    return {one.id: one.reached for one in found.thresholds} if isinstance(found, Scoring) else {}


def gravest(one: Moves) -> tuple[Any, ...]:
    """Those that mail most first; by what is shown, so that the order tells no more."""
    most = one.reachable_added.middle if one.feeds else 0
    return (-most, -one.reachable_removed.middle if one.protects else 0, -one.added.middle, one.subject, one.what)

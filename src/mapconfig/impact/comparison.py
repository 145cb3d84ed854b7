"""Two orgs side by side: what differs, and what that means for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mapconfig.address import Address
from mapconfig.diff import Change, diff
from mapconfig.impact import Impact, impact
from mapconfig.impact.people import (
    NOBODY_MOVES,
    NOT_ASKED,
    Census,
    PeopleImpact,
    beyond_counting,
    may_move,
    uncounted,
)
from mapconfig.impact.unmanaged import with_unmanaged
from mapconfig.model import Org
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two orgs, and what that means for people."""

    before: Org
    after: Org
    changes: tuple[Change, ...]
    impacts: Mapping[Address, Impact]
    people: PeopleImpact = NOT_ASKED


def compare(before: Org, after: Org, census: Census | None = None, today: date | None = None) -> Comparison:
    """Every change from `before` to `after` with its effects, what it reaches, who owns that, and, where there is a
    `census`, what all of them together do to people. `today` is the day by which times are over or to come."""
    changes = diff(before, after)
    people = counted(before, after, changes, census)
    return Comparison(before, after, changes, impact(changes, before, after, today=today), people)


def counted(before: Org, after: Org, changes: Sequence[Change], census: Census | None) -> PeopleImpact:
    """What `changes` do to people; nobody is counted where none of them can move anybody."""
    if census is None:
        return NOT_ASKED
    moving = [change for change in changes if not change.unmanaged]
    reason = beyond_counting(moving)
    if reason and not may_move(change for change in moving if change.address.kind != "crm-field"):
        return uncounted(reason, asked=False)
    return census.moved(before, with_unmanaged(after, changes), moving) if may_move(moving) else NOBODY_MOVES

"""Two orgs side by side: what differs, and what that means for people."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.address import Address
from mapconfig.diff import Change, diff
from mapconfig.impact import Impact, impact
from mapconfig.model import Org
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two orgs, and what that means for people."""

    before: Org
    after: Org
    changes: tuple[Change, ...]
    impacts: Mapping[Address, Impact]


def compare(before: Org, after: Org) -> Comparison:
    """Every change from `before` to `after` with its effects, what it reaches, and who owns that."""
    changes = diff(before, after)
    return Comparison(before, after, changes, impact(changes, before, after))

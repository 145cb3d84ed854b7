"""Both orgs of a comparison on one sheet, with what the questions about it share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, either
from mapconfig.audience.difference.causes import causes
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.questions import Questions
from mapconfig.audience.scoring import score_substitution
from mapconfig.audience.sheet import NOBODY, Ref, Sheet
from mapconfig.audience.side import Side
from mapconfig.diff import Change
from mapconfig.graph import Graph
from mapconfig.model import Org

#: What of a scoring model decides about scores themselves, and not only what follows from them.
_POINTS = ("points", "decay", "grade", "state")


class Pair:
    """An org before and after its changes, and the questions that are collected before any is asked."""

    def __init__(self, before: Org, after: Org, changes: Sequence[Change], engine: Engine, small: int) -> None:
        self.engine = engine
        self.sheet = Sheet(engine.as_of.astimezone(UTC))
        self.changes = {change.address: change for change in changes}
        self.old = {change.address: change.renamed_from for change in changes if change.renamed_from is not None}
        came = {change.address for change in changes if change.action == "create"}
        self.then, self.now = self._sides(before, after, came)
        self.questions = Questions(engine, self.sheet, small)
        self.because = causes(self.changes, self.then, self.now, self.was)
        """For each asset the changed ones from which it follows who belongs to it."""

    def _sides(self, before: Org, after: Org, came: set[Address]) -> tuple[Side, Side]:
        """Both orgs on the sheet. Where a model gives other scores, both are asked by their own models: what the data
        have is what the platform worked out by the old one, and no list would move by it."""
        graphs = Graph.of(before), Graph.of(after)
        rescored = any(_rescores(change) for change in self.changes.values()) and all(
            _has_one_model(org, self.sheet) for org in (before, after)
        )
        then = Side(before, graphs[0], self.sheet, rescored=rescored)
        now = Side(after, graphs[1], self.sheet, self.old, came, rescored)
        fed = self._fed(then, now)
        return then, Side(after, graphs[1], self.sheet, self.old, came, rescored, fed) if fed else now

    def _fed(self, then: Side, now: Side) -> dict[Address, Asked]:
        """Static lists onto which rules will put other people, or from which they will take other people, than they
        did before, with who is on them then. One step: what these lists do to other rules is not followed."""
        added: dict[Address, list[Asked]] = defaultdict(list)
        taken: dict[Address, list[Asked]] = defaultdict(list)
        for rule in now.org.of_kind("rule"):
            newly = but(self.sheet, now.audience(rule.address), then.audience(self.was(rule.address)))
            if newly != NOBODY:
                for relation, lists in (("adds-to", added), ("removes-from", taken)):
                    for address in now.lines(rule.address, relation):
                        lists[address].append(newly)
        found: dict[Address, Asked] = {}
        for address in {*added, *taken}:
            there = either(self.sheet, [now.member(address), *added[address]])
            found[address] = but(self.sheet, there, either(self.sheet, taken[address]))
        return found

    def was(self, address: Address) -> Address:
        """The address that an asset had before."""
        return self.old.get(address, address)

    def is_now(self, address: Address) -> Address:
        """The address that an asset of the org before has now."""
        return next((new for new, old in self.old.items() if old == address), address)

    def knows(self, ref: Ref) -> bool:
        """Whether the people have what `ref` asks for."""
        return not self.questions.lacks(ref)

    def lacks(self, asked: Asked) -> bool:
        """Whether nobody can say who that is, or the people have not what it asks for."""
        return isinstance(asked, str) or bool(self.questions.lacks(Ref(asked)))


def _has_one_model(org: Org, sheet: Sheet) -> bool:
    """Whether somebody can say what scores `org` gives."""
    try:
        score_substitution(org, sheet)
    except Uncountable:
        return False
    return True


def _rescores(change: Change) -> bool:
    """Whether a change makes a scoring model give other scores or grades."""
    if change.address.kind != "scoring":
        return False
    if change.before is None or change.after is None:
        return True
    sides = change.before.attributes, change.after.attributes
    return any(sides[0].get(name) != sides[1].get(name) for name in _POINTS)

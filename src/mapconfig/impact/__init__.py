"""What a change touches: how grave it is and why, which assets it reaches and how, and whose they are.

How many people that are is counted apart, for all changes together: see `mapconfig.impact.people`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date

from mapconfig.address import Address
from mapconfig.diff import Change
from mapconfig.graph import Edge, Graph, Links, Reached, reach, relation
from mapconfig.graph.relations import Flow
from mapconfig.impact.effect import Effect, worst
from mapconfig.impact.effects import classify
from mapconfig.impact.sense import criteria_at
from mapconfig.impact.unmanaged import with_unmanaged
from mapconfig.model import Asset, Org
from mapconfig.values import dataclass

__all__ = ["Affected", "Effect", "Impact", "classify", "if_it_changed", "impact", "worst"]

#: An asset that a change reaches, the way there and what it feels.
Affected = Reached


@dataclass(frozen=True, slots=True)
class Impact:
    """What one change does.

    `effects` are never empty for a change, the gravest first; `affected` is nearest first and has neither the asset
    itself nor assets that come or go in the same difference; `owners` are the teams of all of these, sorted.
    """

    address: Address
    effects: tuple[Effect, ...]
    affected: tuple[Affected, ...]
    owners: tuple[Address, ...]

    @property
    def effect(self) -> str:
        """The class of the gravest effect."""
        return worst(self.effects)

    @property
    def counts(self) -> dict[str, int]:
        """How many assets of each kind are affected, by kind."""
        counts = Counter(one.address.kind for one in self.affected)
        return dict(sorted(counts.items()))


def impact(
    changes: Iterable[Change],
    before: Org,
    after: Org,
    before_links: Links | None = None,
    after_links: Links | None = None,
    today: date | None = None,
) -> dict[Address, Impact]:
    """The impact of each of `changes`, which lead from `before` to `after`.

    Graphs that exist already can be given, and the day by which times are over or to come. Deletions are asked of the
    graph before, all else of the one after.
    """
    changes = tuple(changes)
    if not changes:
        return {}
    then = before_links or Graph.of(before)
    platform = with_unmanaged(after, changes)
    now = after_links if after_links is not None and platform is after else Graph.of(platform)
    after = platform
    gone = {change.address for change in changes if change.action == "delete"}
    new = {change.address for change in changes if change.action == "create"}
    found = {}
    for change in changes:
        effects = classify(change, then, now, before, after, gone, today)
        if change.after is None:
            affected = _affected_by_loss(change, effects, then, before, gone)
        else:
            affected = _affected(change, effects, then, now, after, new)
        owners = _owners([change.before, change.after], affected, before, after)
        found[change.address] = Impact(change.address, effects, affected, owners)
    return found


def if_it_changed(address: Address, org: Org, links: Links) -> Impact:
    """What stands to change with `address` if it were changed or removed: every asset that breaks or moves.

    `address` need not be an asset of `org`: a CRM field that somebody deleted is still asked about.
    """
    affected = reach(links, address, breaking=True, carries=_carries(org))
    return Impact(address, (), affected, _owners([org.assets.get(address)], affected, org, org))


def _affected_by_loss(
    change: Change, effects: tuple[Effect, ...], then: Links, before: Org, gone: Collection[Address]
) -> tuple[Affected, ...]:
    if worst(effects) == "cosmetic":
        return ()
    # What goes together with it is no victim: its own change says what that does.
    return reach(then, change.address, breaking=True, carries=_carries(before), skip=gone.__contains__)


def _affected(
    change: Change, effects: tuple[Effect, ...], then: Links, now: Links, after: Org, new: Collection[Address]
) -> tuple[Affected, ...]:
    if worst(effects) == "cosmetic":
        return ()
    lost: tuple[Edge, ...] = ()
    if change.before is not None:
        kept = {(edge.target, edge.relation) for edge in now.uses(change.address)}
        lost = tuple(
            edge._replace(source=change.address)
            for edge in then.uses(change.before.address)
            if relation(edge.relation).flow is Flow.TO_TARGET and (edge.target, edge.relation) not in kept
        )
    return reach(
        now,
        change.address,
        breaking=_means_something_else(change),
        lost=lost,
        idle=_idle(change, now, after),
        carries=_carries(after),
        # What is new is no victim either.
        skip=new.__contains__,
    )


def _idle(change: Change, now: Links, after: Org) -> Collection[Edge]:
    """What the asset sets by the word of its schema (``x-sets``), where the change is about other references of it: a
    threshold that moves makes nobody's score another one."""
    touched = [field.path for field in change.fields]
    shape = after.kinds[change.address.kind].shape
    if not touched or not all((below := shape.below(path[0])) is not None and below.refers for path in touched):
        return ()
    return {
        edge
        for edge in now.uses(change.address)
        if (there := shape.at(edge.path)) is not None
        and edge.target in there.sets
        and not any(path[: len(edge.path)] == edge.path for path in touched)
    }


def _means_something_else(change: Change) -> bool:
    """Whether a field or CRM field has another type, so that whatever names it may break."""
    return change.address.kind in ("field", "crm-field") and any(field.path == ("type",) for field in change.fields)


def _carries(org: Org) -> Callable[[Edge], bool]:
    """Whether an edge of `org` shows content: by its relation, or as a use outside criteria, such as a template."""

    def carries(edge: Edge) -> bool:
        if relation(edge.relation).carries:
            return True
        return edge.relation == "uses" and edge.source in org and criteria_at(org, edge) is None

    return carries


def _owners(
    sides: Iterable[Asset | None], affected: Iterable[Affected], before: Org, after: Org
) -> tuple[Address, ...]:
    found = {asset.owner for asset in sides if asset is not None}
    for one in affected:
        for org in (before, after):
            asset = org.assets.get(one.address)
            if asset is not None:
                found.add(asset.owner)
                break
    return tuple(sorted(owner for owner in found if owner is not None))

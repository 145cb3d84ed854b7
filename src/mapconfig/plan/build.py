"""From what is wanted, what is live and what was applied to the steps between them, in the order that is safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Live
from mapconfig.graph import Graph
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import NOT_ASKED, PeopleImpact
from mapconfig.model import Asset, Org
from mapconfig.plan import decide, guards, ordering
from mapconfig.plan.definition import READ_TOGETHER, Accept, Config, Freezing, Plan, fingerprint
from mapconfig.plan.known import Known
from mapconfig.plan.place import Where, nowhere

#: About how many assets a platform gives with one answer.
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan depends on besides the files, the platform and the record.

    `platform` is `Backend.identity()`. `effects` has the effects of each change, worst first; `impact` the summary that
    the plan carries, `people` the part of it that guards look at. `overwrites` are addresses, or addresses with a
    dotted field behind them, whose drift may go.
    `errors` are those that `validate` finds, by asset.
    `frozen` are the freezes whose time has not passed, with the addresses that each covers. `where` gives the place in
    the files of a dotted path of an asset.
    """

    environment: str
    platform: str
    config: Config
    id: str
    now: datetime
    effects: Mapping[Address, Sequence[Effect]] = field(default_factory=dict)
    impact: Mapping[str, Any] = field(default_factory=dict)
    people: PeopleImpact = NOT_ASKED
    errors: Mapping[Address, Sequence[str]] = field(default_factory=dict)
    accepts: tuple[Accept, ...] = ()
    overwrites: tuple[str, ...] = ()
    frozen: Sequence[tuple[Freezing, frozenset[Address]]] = ()
    where: Where = nowhere


def decided(
    desired: Org,
    live: Iterable[Live],
    known: Known,
    backend: Backend,
    overwrites: Sequence[str],
    wanted: Graph,
    where: Where = nowhere,
) -> decide.Decided:
    """What has to happen to each asset, by itself: what a plan writes, and what it leaves as it is there. `wanted` is
    the graph of `desired`."""
    return decide.decide(desired, _sorted(live), known, backend, overwrites, wanted, where)


def build(
    desired: Org,
    live: Iterable[Live],
    known: Known,
    backend: Backend,
    around: Circumstances,
    wanted: Graph | None = None,
    decided: decide.Decided | None = None,
) -> Plan:
    """The plan that makes the platform what `desired` says, where this environment's overrides are applied already.

    `live` is everything of the kinds that the platform can show, fetched through `mapconfig.plan.names.as_planned`.
    `wanted` is the graph of `desired`, and `decided` what the function of that name gave for the same, where somebody
    has them already. Reads nothing and changes nothing.
    """
    there = _sorted(live)
    wanted = Graph.of(desired) if wanted is None else wanted
    if decided is None:
        decided = decide.decide(desired, there, known, backend, around.overwrites, wanted, around.where)
    # Managed assets first: of two with one address those count.
    on_platform = sorted(there, key=lambda each: decided.there.get(each.address) is not each)
    present = Graph.of(Org.of(desired.kinds, (Asset(each.address, each.attributes) for each in on_platform)))
    steps = ordering.steps(desired, decided, wanted, present, backend, around.effects, around.platform)
    touched = {step.address for step in steps}
    relied = _relied_on(touched, decided, wanted, present)
    prints = {address: fingerprint(decided.there.get(address)) for address in sorted(touched | relied)}
    draft = Plan(
        id=around.id,
        created_at=_text(around.now),
        environment=around.environment,
        backend=backend.name,
        platform=around.platform,
        lineage=known.lineage,
        config=around.config,
        live=prints,
        steps=steps,
        agreed=tuple(decided.agreed),
        accepts=around.accepts,
        notes=tuple(decided.notes),
        impact=around.impact,
        freezes=tuple(freezing for freezing, addresses in around.frozen if touched & addresses),
        calls=sum(step.calls for step in steps) + _readings(prints, there, backend) if steps else 0,
    )
    view = guards.View(
        plan=draft,
        desired=desired,
        decided=decided,
        wanted=wanted,
        present=present,
        known=known,
        settings=desired.settings,
        now=around.now,
        effects=around.effects,
        errors=around.errors,
        people=around.people,
        quota=backend.pace.quota,
        where=around.where,
    )
    return replace(draft, guards=guards.verdicts(view))


def _relied_on(touched: set[Address], decided: decide.Decided, wanted: Graph, present: Graph) -> set[Address]:
    """Assets that no step touches and that the plan is right only with: what the touched ones name, and what names
    those that go."""
    found = {edge.target for address in touched for edge in wanted.uses(address)}
    found |= {edge.source for address in decided.deletes for edge in present.used_by(address)}
    found |= {agreed.address for agreed in decided.agreed}
    return {address for address in found if address in decided.there} - touched


def _readings(touched: Iterable[Address], there: Sequence[Live], backend: Backend) -> int:
    """How many requests the look before the first step takes, and those at everything: when the plan is made again
    before that, and after the last step."""
    can = {kind: each for kind, each in backend.capabilities.items() if each.readable}
    counts = Counter(each.address.kind for each in there)
    listings = {kind: each.listing * (1 + counts[kind] // _PAGE) for kind, each in can.items()}
    before = [address.kind for address in touched if address.kind in can]
    together = sum(listings[kind] for kind in set(before))
    one_by_one = sum(can[kind].reading for kind in before)
    return (one_by_one if len(before) < READ_TOGETHER else together) + 2 * sum(listings.values())


def _sorted(live: Iterable[Live]) -> list[Live]:
    return sorted(live, key=lambda each: (each.address, each.remote_id))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

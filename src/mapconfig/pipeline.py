"""The way of the data on one page: read -> model -> check -> graph -> diff -> impact -> plan -> apply -> record.

Start reading here. `compare` and `propose` compute and change nothing; `carry_out` acts, and is given a plan and no
org, so it cannot decide anything. What reads files, asks platforms and knows the time is above this page: see
`mapconfig.workspace` and `mapconfig.account`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.apply.carry import carry_out as walk
from mapconfig.apply.events import Event
from mapconfig.backend import Backend, Live
from mapconfig.graph import Graph
from mapconfig.graph.selectors import select
from mapconfig.impact import worst
from mapconfig.impact.comparison import Comparison, compare
from mapconfig.impact.people import Census, as_json
from mapconfig.model import Asset, Environment, Org, digest, normalise
from mapconfig.plan.build import Circumstances, build, decided
from mapconfig.plan.decide import Decided
from mapconfig.plan.definition import Accept, Config, Freezing, Plan
from mapconfig.plan.drift import renamed_snapshot
from mapconfig.plan.held import left_out
from mapconfig.plan.known import Known
from mapconfig.plan.names import as_planned, renames
from mapconfig.plan.place import Where, nowhere
from mapconfig.record.store import Writer

__all__ = [
    "Comparison",
    "carry_out",
    "compare",
    "config_digest",
    "frozen",
    "intended",
    "observed",
    "overridden",
    "propose",
    "summary",
    "written",
]


def propose(
    desired: Org,
    live: Sequence[Live],
    known: Known,
    backend: Backend,
    *,
    environment: str,
    platform: str,
    config: Config,
    id: str,
    now: datetime,
    errors: Mapping[Address, Sequence[str]] | None = None,
    accepts: tuple[Accept, ...] = (),
    overwrites: tuple[str, ...] = (),
    census: Census | None = None,
    where: Where = nowhere,
) -> Plan:
    """The plan that makes the platform what `desired` says. Reads nothing, changes nothing.

    `desired` has this environment's overrides in it (`overridden`); `live` was fetched through
    `mapconfig.plan.names.as_planned`. What the plan would change is compared and weighed here exactly as a diff of two
    revisions is, with the platform as the side before and what the plan leaves there as the side after; `census` counts
    the people that it moves. `where` gives the place in the files of a dotted path of an asset.
    """
    before = observed(desired, live, known, backend)
    wanted = Graph.of(desired)
    decisions = decided(desired, live, known, backend, overwrites, wanted, where)
    after = written(_without_deletes_nobody_asked_for(before, intended(desired, backend, live)), before, decisions)
    found = compare(before, after, census, now.date())
    return build(
        desired,
        live,
        known,
        backend,
        Circumstances(
            environment=environment,
            platform=platform,
            config=config,
            id=id,
            now=now,
            effects={address: found.impacts[address].effects for address in found.impacts},
            impact=summary(found),
            people=found.people,
            errors=errors or {},
            accepts=accepts,
            overwrites=overwrites,
            frozen=frozen(desired, now),
            where=where,
        ),
        wanted,
        decisions,
    )


def summary(found: Comparison) -> dict[str, Any]:
    """What changes do together, as a plan carries it: the worst effect, how many assets of each kind are affected,
    whose they are, and what it does to people as far as that is known."""
    impacts = found.impacts
    affected = {one.address for each in impacts.values() for one in each.affected} - set(impacts)
    return {
        "effect": worst(effect for each in impacts.values() for effect in each.effects),
        "effects": dict(sorted(Counter(each.effect for each in impacts.values()).items())),
        "affected": dict(sorted(Counter(address.kind for address in affected).items())),
        "owners": sorted({owner for each in impacts.values() for owner in each.owners}),
        "people": as_json(found.people),
    }


def carry_out(plan: Plan, backend: Backend, writer: Writer, **how: Any) -> Iterator[Event]:
    """Do what is left of `plan`: every event is in the journal before the platform is asked for the next thing."""
    events = walk(plan, backend, writer.state, progress=writer.state.progress(plan.id), **how)
    yield from writer.keep(events, plan)


def overridden(org: Org, environment: Environment) -> Org:
    """`org` with what `environment` says differs there. Overrides of assets that the org has not are left out: reading
    reports them."""
    if not environment.overrides:
        return org
    assets = dict(org.assets)
    for name, fields in environment.overrides.items():
        asset = assets.get(Address(name))
        if asset is None:
            continue
        attributes: Any = _copy(asset.attributes)
        for path, value in fields.items():
            _put(attributes, path.split("."), value)
        assets[asset.address] = replace(asset, attributes=normalise(org.kinds[asset.kind], attributes))
    return replace(org, assets=assets)


def intended(desired: Org, backend: Backend, live: Iterable[Live] | None = None) -> Org:
    """What `desired` would be on the platform: the kinds it can hold, in the form in which it gives them back. `live`
    is what is there, None where nobody has looked."""
    held = backend.capabilities
    without = left_out(desired, backend, None, None if live is None else {each.address for each in live})
    assets = {
        address: replace(asset, attributes=_running(backend.kept(asset.kind, asset.attributes), asset))
        if asset.kind in held and address not in without
        else asset
        for address, asset in desired.assets.items()
    }
    return replace(desired, assets=assets)


def observed(desired: Org, live: Iterable[Live], known: Known, backend: Backend) -> Org:
    """The platform as an Org: what is managed on it, as it is there, and beside it everything that plans never touch
    (the CRM's fields, kinds that this platform does not hold, assets that it cannot) as the files have it. What the
    platform holds and does not show is there as it was last signed for."""
    names = as_planned(desired, known)
    held = backend.capabilities
    live = tuple(live)
    without = left_out(desired, backend, None, {each.address for each in live})
    assets = {
        address: asset for address, asset in desired.assets.items() if asset.kind not in held or address in without
    }
    for each in live:
        if names.remote_id(each.address) == each.remote_id and each.address not in without:
            wanted = desired.assets.get(each.address)
            assets[each.address] = Asset(each.address, _state_of(each, wanted))
    for each in _unseen(desired, known, backend):
        if each.address not in without:
            assets[each.address] = Asset(each.address, _state_of(each, desired.assets.get(each.address)))
    there = {address: assets[address] for address in sorted(assets)}
    return replace(desired, assets=there, renamed_from={}, removed=(), changes=())


def _unseen(desired: Org, known: Known, backend: Backend) -> Iterator[Live]:
    """What is managed and cannot be read, as the record has it."""
    moves = {old: new for new, (old, _) in renames(desired, known).items()}
    for address in known.managed:
        capability = backend.capabilities.get(address.kind)
        if capability is None or capability.readable or address.kind not in desired.kinds:
            continue
        last = renamed_snapshot(desired.kinds, known, address, moves)
        if last is not None:
            yield Live(moves.get(address, address), "", "", last.attributes, last.active)


def frozen(org: Org, now: datetime) -> tuple[tuple[Freezing, frozenset[Address]], ...]:
    """The freezes that have not passed, with the addresses that each covers."""
    found = []
    graph: Graph | None = None
    for freeze in org.settings.freezes:
        if _moment(freeze.end) < now:
            continue
        addresses: Collection[Address] = org.assets
        if freeze.selector:
            graph = graph or Graph.of(org)
            addresses = select(freeze.selector, org, graph)
        freezing = Freezing(
            start=_moment(freeze.start).isoformat(), end=_moment(freeze.end).isoformat(), why=freeze.why
        )
        found.append((freezing, frozenset(addresses)))
    return tuple(found)


def config_digest(org: Org) -> str:
    """What tells one content of the files from another, wherever and however it is written."""
    return digest(
        {
            "assets": {address: asset.attributes for address, asset in org.assets.items()},
            "renamed_from": dict(org.renamed_from),
            "removed": sorted(tombstone.address for tombstone in org.removed),
        }
    )


def written(after: Org, before: Org, decisions: Decided) -> Org:
    """`after`, which is what the files want, as a plan leaves it there: a field that somebody changed on the platform
    and that the plan leaves alone stays as it is in `before`, so that nobody is warned of what does not happen."""
    assets = dict(after.assets)
    for address in decisions.there:
        asset, was = after.assets.get(address), before.assets.get(address)
        if asset is None or was is None or was.attributes == asset.attributes:
            continue
        content = decisions.contents.get(address)
        attributes = dict(was.attributes if content is None else content.attributes)
        if after.kinds[asset.kind].activation:
            side = asset if address in decisions.activations else was
            attributes.pop("state", None)
            attributes |= {"state": side.attributes["state"]} if "state" in side.attributes else {}
        assets[address] = replace(asset, attributes=attributes)
    return replace(after, assets=assets)


def _without_deletes_nobody_asked_for(before: Org, after: Org) -> Org:
    """`after`, with what no file describes any more as it is: a missing file deletes nothing."""
    asked = {tombstone.address for tombstone in after.removed}
    stays = {
        address: asset for address, asset in before.assets.items() if address not in after and address not in asked
    }
    if not stays:
        return after
    assets = {**after.assets, **stays}
    return replace(after, assets={address: assets[address] for address in sorted(assets)})


def _state_of(live: Live, wanted: Asset | None) -> dict[str, Any]:
    """The attributes of a live asset, with `state` said the way files say it."""
    attributes = dict(live.attributes)
    if live.active is False:
        said = wanted.attributes.get("state", "active") if wanted is not None else "active"
        attributes["state"] = said if said != "active" else "paused"
    return attributes


def _running(kept: dict[str, Any], asset: Asset) -> dict[str, Any]:
    """`kept` with the state that the files want, which `Backend.kept` leaves out for kinds that run."""
    if "state" in asset.attributes:
        kept = {**kept, "state": asset.attributes["state"]}
    return kept


def _moment(moment: datetime) -> datetime:
    """A moment of the settings; without a zone it is meant as UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copy(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_copy(below) for below in value]
    return value


def _put(attributes: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a dotted path; items of a sequence are named by their id."""
    here: Any = attributes
    for step in path[:-1]:
        if isinstance(here, list):
            here = next(
                (item for item in here if isinstance(item, dict) and step in (item.get("id"), item.get("field"))), None
            )
        elif isinstance(here, dict):
            here = here.setdefault(step, {})
        if here is None:
            return
    if isinstance(here, dict):
        here[path[-1]] = value

"""Plans and what they are made of, in one line each; and a platform that only says what it could do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Names, Outcome, Pace, Receipt, Verb
from mapconfig.model import Kinds, Org, normalise
from mapconfig.plan.build import Circumstances, build
from mapconfig.plan.definition import Config, Facet, Plan, Step
from mapconfig.plan.known import Snapshot
from mapconfig.testing import kinds

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
PLAN_ID = "7a1c0000-0000-4000-8000-000000000001"

ALL = dict.fromkeys(Verb, Outcome.APPLY)
RUNNING = frozenset(name for name, kind in kinds().items() if kind.activation)


def capabilities(**changes: Capability) -> dict[str, Capability]:
    """A platform that can do everything, but for these kinds."""
    full = {name: Capability(ALL, pause_to_edit=name in RUNNING) for name in kinds() if name != "crm-field"}
    return full | changes


class Paper:
    """A platform that answers no request: planning makes none."""

    name = "paper"
    settle = 0.0

    def __init__(self, **changes: Capability) -> None:
        self.capabilities: Mapping[str, Capability] = capabilities(**changes)
        self.cannot: dict[str, Callable[[Mapping[str, Any]], Mapping[str, str]]] = {}
        """By kind, what tells which attributes it cannot hold."""
        self.refused: dict[tuple[str, bool, bool], Mapping[str, str]] = {}
        """By address, whether it is there, and whether anything is meant: what of that step it would refuse."""

    copies_embeds = False
    pace = Pace()

    def learn(self, org: Org) -> None:
        raise AssertionError("a plan is made by who has learnt already")

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        return self.cannot[kind](attributes) if kind in self.cannot else {}

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        return self.refused.get((address, live is not None, attributes is not None), {})

    def identity(self) -> str:
        return "paper:1"

    def probe(self) -> None:
        raise AssertionError("a plan reads nothing by itself")

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        gaps = {gap for gap in self.capabilities[kind].gaps if "." not in gap}
        return {
            name: value
            for name, value in attributes.items()
            if name not in gaps and not (kind in RUNNING and name == "state")
        }

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        raise AssertionError("a plan reads nothing by itself")

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        raise AssertionError("a plan reads nothing by itself")

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        raise AssertionError("a plan reads nothing by itself")

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        raise AssertionError("a plan writes nothing")

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        raise AssertionError("a plan writes nothing")

    def delete(self, live: Live) -> None:
        raise AssertionError("a plan writes nothing")

    def activate(self, live: Live) -> Receipt:
        raise AssertionError("a plan writes nothing")

    def deactivate(self, live: Live) -> Receipt:
        raise AssertionError("a plan writes nothing")


class Past:
    """A record in memory: what has id and snapshot was applied."""

    lineage = "lineage-1"

    def __init__(self, ids: Mapping[str, str] | None = None, snapshots: Mapping[str, Snapshot] | None = None) -> None:
        self.ids = dict(ids or {})
        self.snapshots = dict(snapshots or {})
        self.unresolved: Sequence[str] = ()

    @property
    def managed(self) -> Sequence[Address]:
        return [Address(each) for each in sorted({*self.ids, *self.snapshots})]

    def remote_id(self, address: Address) -> str | None:
        return self.ids.get(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        return next(
            (Address(each) for each, known in self.ids.items() if known == remote_id and each.startswith(f"{kind}/")),
            None,
        )

    def applied(self, address: Address, kinds: Kinds) -> Snapshot | None:
        return self.snapshots.get(address)


def live(address: str, remote_id: str = "", active: bool | None = None, **attributes: Any) -> Live:
    """An asset as the platform has it; it runs, where its kind does."""
    where = Address(address)
    if active is None and where.kind in RUNNING:
        active = True
    return Live(
        where,
        remote_id or f"id-{where.key}",
        "1",
        normalise(kinds()[where.kind], attributes),
        active,
        "kim",
        "2026-02-28T09:00:00Z",
    )


def past(*assets: Live) -> Past:
    """A record that applied just these assets as they are."""
    return Past(
        {each.address: each.remote_id for each in assets},
        {each.address: Snapshot(each.attributes, each.active) for each in assets},
    )


def around(**changes: Any) -> Circumstances:
    """The circumstances of a plan, with what matters set."""
    words: dict[str, Any] = {
        "environment": "local",
        "platform": "paper:1",
        "config": Config("c0ffee", "abc"),
        "id": PLAN_ID,
        "now": NOW,
    }
    return Circumstances(**(words | changes))


def plan(desired: Org, *there: Live, known: Past | None = None, backend: Paper | None = None, **changes: Any) -> Plan:
    """The plan for `desired` where these assets are live, applied as they are unless `known` says otherwise."""
    return build(desired, there, past(*there) if known is None else known, backend or Paper(), around(**changes))


def told(made: Plan) -> list[str]:
    """A plan's steps in short: the verb and the address, and how where the platform does not do it."""
    return [
        f"{step.verb} {step.address}" + ("" if step.outcome is Outcome.APPLY else f" ({step.outcome})")
        for step in made.steps
    ]


def step(address: str = "list/vip", verb: Verb = Verb.UPDATE, **changes: Any) -> Step:
    """A step with what matters set."""
    words: dict[str, Any] = {
        "id": "001",
        "outcome": Outcome.APPLY,
        "facet": Facet.CONTENT,
        "reason": "because",
        "remote_id": "id-vip",
        "before": "f" * 64,
        "attributes": {"title": "VIP"},
        "calls": 3,
    }
    return Step(address=Address(address), verb=verb, **(words | changes))


def bare(*steps: Step, **changes: Any) -> Plan:
    """A plan of just these steps."""
    words: dict[str, Any] = {
        "id": PLAN_ID,
        "created_at": "2026-03-01T10:00:00Z",
        "environment": "local",
        "backend": "paper",
        "platform": "paper:1",
        "lineage": "lineage-1",
        "config": Config("c0ffee", "abc"),
        "live": {each.address: each.before for each in steps},
        "calls": 3,
    }
    return Plan(steps=steps, **(words | changes))

"""How many requests the steps of a plan are said to take, beside those that they take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.plan.test_build import without

from mapconfig.apply.events import Done, Failed, Skipped
from mapconfig.backend import Backend
from mapconfig.model import Org
from mapconfig.pipeline import carry_out, propose
from mapconfig.plan.definition import Accept, Config, Plan
from mapconfig.plan.names import as_planned
from mapconfig.record.store import Record
from mapconfig.testing import Example, asset, org
from mapconfig.workspace import now

#: By kind and verb, for each step what was said and what was made.
Costs = dict[tuple[str, str], list[tuple[int, int]]]


def asked(backend: Backend, plan: Plan, record: Record, requests: Callable[[], int], found: Costs) -> None:
    """Apply, and add for each step the number of requests that were said and that were made."""
    with record.writing(actor="ana", now=now, platform=plan.platform, plan=plan.id) as writer:
        last = requests()
        for event in carry_out(plan, backend, writer):
            if isinstance(event, Done | Failed | Skipped):
                assert isinstance(event, Done), event
                found[event.step.address.kind, event.step.verb.value].append((event.step.calls, requests() - last))
                last = requests()


def told(
    examples: Iterable[Example],
    connected: Callable[[Org], tuple[Backend, Callable[[], int]]],
    root: Path,
    stay: Sequence[str] = (),
    last: Sequence[str] = ("field", "stage"),
) -> Costs:
    """Apply examples as they are before, then after a change, stopped, and gone but for the kinds that `stay`; what is
    of the kinds `last` goes after the rest.
    `connected` gives a backend that has heard of an org, and what counts its requests."""
    found: Costs = defaultdict(list)
    record = Record(root / "record", "live")
    examples = [*examples]
    before = org(*(asset(each.address, each.before) for each in examples))
    after = org(*(asset(each.address, each.after) for each in examples))
    stopped = replace(
        after,
        assets={
            address: asset(address, {**each.attributes, "state": "paused"})
            if after.kinds[each.kind].activation
            else each
            for address, each in after.assets.items()
        },
    )
    users = [each for each in after if each.kind not in last]
    gone = without(after, *users), without(org(), *(each for each in after if each.kind not in stay))
    for number, desired in enumerate((before, after, stopped, *gone)):
        backend, requests = connected(desired)
        asked(backend, planned(desired, backend, record, number), record, requests, found)
    return found


def planned(desired: Org, backend: Backend, record: Record, number: int) -> Plan:
    state = record.state()
    live: Sequence[Any] = tuple(backend.fetch(list(backend.capabilities), as_planned(desired, state)))
    return propose(
        desired,
        live,
        state,
        backend,
        environment="live",
        platform=backend.identity(),
        config=Config("c0ffee"),
        id=f"plan-{number}",
        now=now(),
        accepts=(Accept("*", "*", "a test"),),
    )


def check(found: Costs, single: float, verbs: Iterable[str] = ()) -> None:
    """All together within a tenth of what was made, and each kind and verb within the share `single`."""
    sums = {what: [sum(each) for each in zip(*pairs, strict=True)] for what, pairs in found.items()}
    assert {verb for _, verb in sums} >= {"create", "update", "delete", *verbs}
    wrong = {
        what: pair for what, pair in sums.items() if not pair[1] * (1 - single) <= pair[0] <= pair[1] * (1 + single)
    }
    assert not wrong, {what: found[what] for what in wrong}
    said, made = (sum(pair[side] for pair in sums.values()) for side in (0, 1))
    assert made * 0.9 <= said <= made * 1.1, f"said {said}, made {made}"

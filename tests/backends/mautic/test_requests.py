"""How many requests a plan says it takes, beside those that it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.backends.mautic.examples import EXAMPLES
from tests.backends.mautic.platform import connected, log_in
from tests.backends.mautic.test_commands import ENVIRONMENT, run
from tests.cli.program import example
from tests.cli.program import replace as edit
from tests.plan.test_build import without

from mapconfig.account import Account
from mapconfig.apply.events import Done, Failed, Skipped
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.model import Org
from mapconfig.pipeline import carry_out, propose
from mapconfig.plan.definition import Accept, Config, Plan
from mapconfig.plan.names import as_planned
from mapconfig.record.store import Record
from mapconfig.testing import asset, org
from mapconfig.testing.mautic import Mautic as Server
from mapconfig.testing.mautic import start
from mapconfig.workspace import Workspace, now

Costs = dict[tuple[str, str], list[tuple[int, int]]]


def asked(backend: Mautic, plan: Plan, record: Record, found: Costs) -> None:
    """Apply, and add for each step the number of requests that were said and that were made."""
    wire = backend.api.wire
    with record.writing(actor="ana", now=now, platform=plan.platform, plan=plan.id) as writer:
        last = wire.requests
        for event in carry_out(plan, backend, writer):
            if isinstance(event, Done | Failed | Skipped):
                assert isinstance(event, Done), event
                found[event.step.address.kind, event.step.verb.value].append((event.step.calls, wire.requests - last))
                last = wire.requests


def test_the_example_org_takes_as_many_requests_as_its_plan_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a tenth, from the look before the first step to the one at everything after the last."""
    with start() as server:
        log_in(monkeypatch, server)
        root = example(tmp_path / "org")
        place = ENVIRONMENT.format(name="live", url=server.url)
        edit(root / "mapconfig.yaml", "environments:\n", f"environments:\n{place}")
        run(root, "adopt", "--all", "--env", "live")
        workspace = Workspace.find(str(root))
        account = Account.open(workspace, workspace.sound(), "live")
        backend = account.backend
        assert isinstance(backend, Mautic)
        plan = account.plan([Accept("*", "*", "a test")], people=False)
        before = backend.api.wire.requests

        account.moment(plan, account.record.state(), resume=False)
        asked(backend, plan, account.record, defaultdict(list))
        assert account.plan(people=False).empty

        made = backend.api.wire.requests - before
        assert len(plan.steps) > 80
        assert made * 0.9 <= plan.calls <= made * 1.1, f"said {plan.calls}, made {made}"


def test_what_a_step_takes_is_a_fact_of_its_kind_and_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of everything that Mautic holds: made, changed and deleted."""
    with start() as server:
        log_in(monkeypatch, server)
        found = told(server, tmp_path)

    sums = {what: [sum(each) for each in zip(*pairs, strict=True)] for what, pairs in found.items()}
    assert {verb for _, verb in sums} == {"create", "update", "delete", "activate", "deactivate"}
    wrong = {what: pair for what, pair in sums.items() if not pair[1] * 0.75 <= pair[0] <= pair[1] * 1.25}
    assert not wrong
    said, made = (sum(pair[side] for pair in sums.values()) for side in (0, 1))
    assert made * 0.9 <= said <= made * 1.1, f"said {said}, made {made}"


def told(server: Server, root: Path) -> Costs:
    """Apply the examples as they are before, then after a change, stopped, and gone."""
    found: Costs = defaultdict(list)
    record = Record(root / "record", "live")
    before = org(*(asset(each.address, each.before) for each in EXAMPLES))
    after = org(*(asset(each.address, each.after) for each in EXAMPLES))
    stopped = replace(
        after,
        assets={
            address: asset(address, {**each.attributes, "state": "paused"})
            if after.kinds[each.kind].activation
            else each
            for address, each in after.assets.items()
        },
    )
    users = [each for each in after if each.kind not in ("field", "stage")]
    gone = without(after, *users), without(org(), *(each for each in after if each.kind != "field"))
    for number, desired in enumerate((before, after, stopped, *gone)):
        backend = connected(server, desired)
        plan = planned(desired, backend, record, number)
        asked(backend, plan, record, found)
    return found


def planned(desired: Org, backend: Mautic, record: Record, number: int) -> Plan:
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

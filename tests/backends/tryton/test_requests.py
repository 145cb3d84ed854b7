"""How many requests a step takes on a Tryton that runs, beside those that a plan says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.backends.costs import asked, check, told
from tests.backends.tryton.conftest import Connects
from tests.backends.tryton.orgs import drip
from tests.backends.tryton.test_contract import EXAMPLES

from mapconfig.account import Account
from mapconfig.backend import Backend
from mapconfig.backends.tryton.backend import Tryton
from mapconfig.model import Org
from mapconfig.plan.definition import Accept
from mapconfig.testing.tryton import Server
from mapconfig.workspace import Workspace


def test_an_org_takes_as_many_requests_as_its_plan_says(tryton: Server, tmp_path: Path) -> None:
    """Within a tenth, from the look before the first step to the one at everything after the last."""
    workspace = Workspace.find(str(drip(tmp_path / "org", tryton)))
    account = Account.open(workspace, workspace.sound(), "tryton")
    backend = account.backend
    assert isinstance(backend, Tryton)
    plan = account.plan([Accept("*", "*", "a test")], people=False)
    before = backend.rpc.wire.requests

    account.moment(plan, account.record.state(), resume=False)
    asked(backend, plan, account.record, lambda: backend.rpc.wire.requests, defaultdict(list))
    assert account.plan(people=False).empty

    made = backend.rpc.wire.requests - before
    assert len(plan.steps) > 5
    assert made * 0.9 <= plan.calls <= made * 1.1, f"said {plan.calls}, made {made}"


def test_what_a_step_takes_is_a_fact_of_its_kind_and_verb(connects: Connects, tmp_path: Path) -> None:
    """Of everything that Tryton holds: made, changed, stopped and deleted."""

    def connected(desired: Org) -> tuple[Backend, Callable[[], int]]:
        backend = connects()
        return backend, lambda: backend.rpc.wire.requests

    check(told(EXAMPLES, connected, tmp_path), 0.25, ("activate", "deactivate"))

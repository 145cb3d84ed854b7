"""How many requests a plan says it takes, beside those that it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.backends.costs import asked, check, told
from tests.backends.mautic.examples import EXAMPLES
from tests.backends.mautic.platform import connected, log_in
from tests.backends.mautic.test_commands import ENVIRONMENT, run
from tests.cli.program import example
from tests.cli.program import replace as edit

from mapconfig.account import Account
from mapconfig.backend import Backend
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.model import Org
from mapconfig.plan.definition import Accept
from mapconfig.testing.mautic import start
from mapconfig.workspace import Workspace


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
        asked(backend, plan, account.record, lambda: backend.api.wire.requests, defaultdict(list))
        assert account.plan(people=False).empty

        made = backend.api.wire.requests - before
        assert len(plan.steps) > 80
        assert made * 0.9 <= plan.calls <= made * 1.1, f"said {plan.calls}, made {made}"


def test_what_a_step_takes_is_a_fact_of_its_kind_and_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of everything that Mautic holds: made, changed, stopped and deleted."""
    with start() as server:
        log_in(monkeypatch, server)

        def connects(desired: Org) -> tuple[Backend, Callable[[], int]]:
            backend = connected(server, desired)
            return backend, lambda: backend.api.wire.requests

        check(told(EXAMPLES, connects, tmp_path, stay=["field"]), 0.25, ("activate", "deactivate"))

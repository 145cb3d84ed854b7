"""A create that Mautic did in part, and answered with an error 500: resuming finishes it, unless somebody was there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.backends.costs import planned
from tests.backends.mautic.examples import EXAMPLES
from tests.backends.mautic.platform import connected, log_in

from mapconfig.apply.carry import Patience
from mapconfig.apply.events import Event, Failed, Finished
from mapconfig.backend import NotApplied
from mapconfig.backends.mautic import connect
from mapconfig.backends.mautic.backend import Mautic as Backend
from mapconfig.model import Org
from mapconfig.pipeline import carry_out
from mapconfig.plan.definition import Plan
from mapconfig.record.store import Record
from mapconfig.testing import asset, kinds, org, proxy
from mapconfig.testing.mautic import Mautic, start
from mapconfig.testing.mautic.store import Store, broken
from mapconfig.testing.proxy import Fault
from mapconfig.workspace import now

#: What an error leaves out of each type: Mautic saves the thing first, and its parts then.
PARTS = {"campaigns": ("events", "lists", "forms"), "forms": ("fields", "actions")}
PATHS = {"rule/hot": "campaigns", "journey/welcome": "campaigns", "form/demo": "forms"}
ALL = org(*(asset(each.address, each.before) for each in EXAMPLES))


class Still:
    """A clock on which waiting takes no time."""

    def sleep(self, seconds: float) -> None:
        """At once."""


def done(backend: Backend, plan: Plan, record: Record) -> list[Event]:
    with record.writing(actor="ana", now=now, platform=plan.platform, plan=plan.id) as writer:
        return list(carry_out(plan, backend, writer, clock=Still(), patience=Patience(tries=3, first=0.0)))


def everything_but(address: str) -> Org:
    return replace(ALL, assets={each: one for each, one in ALL.assets.items() if each != address})


def cut_short(server: Mautic, path: str) -> None:
    """Have the next thing of a type saved without its parts, and the answer be an error 500."""
    type_ = server.types[path]
    whole = type_.make

    def half(store: Store, body: Mapping[str, Any], batch: bool = False) -> Any:
        type_.make = whole  # type: ignore[method-assign]
        whole(store, body, batch)
        made = store.of(path)[max(store.of(path))]
        made |= {name: type(made[name])() for name in PARTS[path]}
        raise broken()

    type_.make = half  # type: ignore[method-assign]


@pytest.mark.parametrize("address", PATHS)
@pytest.mark.parametrize("somebody", [False, True])
def test_what_was_made_in_part_is_finished(
    address: str, somebody: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same apply already, without `adopt`; what somebody has changed meanwhile is theirs, and is told."""
    with start() as server:
        log_in(monkeypatch, server)
        record = Record(tmp_path / "record", "live")
        before = everything_but(address)
        done(connected(server, before), planned(before, connected(server, before), record, 0), record)
        backend = connected(server, ALL)
        plan = planned(ALL, backend, record, 1)
        path = PATHS[address]
        cut_short(server, path)
        if somebody:

            def edit(method: str, target: str) -> None:
                there = server.store.of(path)
                if method == "GET" and f"/{path}" in target and there and max(there) > count:
                    server.knobs.before = lambda *_: None
                    server.types[path].edit(server.store, max(there), {"description": THEIRS.format(address)}, "patch")
                    if path == "forms":
                        there[max(there)]["fields"] = [{"id": 99, "alias": "theirs", "type": "text", "order": 1}]

            count = max(server.store.of(path), default=0)
            server.knobs.before = edit

        events = done(backend, plan, record)

        if somebody:
            failed = next(event for event in events if isinstance(event, Failed))
            assert f"mapconfig adopt {address} --remote-id" in failed.why
            assert server.store.of(path)[max(server.store.of(path))]["description"] == THEIRS.format(address)
            return
        assert isinstance(events[-1], Finished) and events[-1].complete, events
        assert planned(ALL, connected(server, ALL), record, 2).empty


THEIRS = "Touched by hand (mapconfig: {})"


#: The platform has done it, and whoever asked does not hear of it.
AFTER = frozenset({Fault.FAILED_AFTER, Fault.PAGE_AFTER, Fault.LOST_AFTER, Fault.CUT, Fault.SHORT})


@pytest.mark.parametrize("seed", range(3))
def test_every_write_may_lose_its_answer(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of all requests are done and never heard of: nothing is there twice, and nobody has to adopt anything."""
    chances = proxy.Chances(seed=seed, rate=0.5, faults=AFTER, in_a_row=1, hang=0.01)
    with start() as server, proxy.start(server.url, chances) as bad:
        log_in(monkeypatch, server)
        login = f'["{bad.url}"]\nuser = "admin"\npassword = {{env = "MAUTIC_PASSWORD"}}\n'
        monkeypatch.setenv("MAPCONFIG_LOGINS", login)
        record = Record(tmp_path / "record", "live")

        def backend() -> Backend:
            found = connect({"url": bad.url, "settle": 0, "pace": {"pause": 0.001}}, ".", kinds())
            found.learn(ALL)
            return found

        def plan(number: int) -> Plan:
            for _ in range(20):
                with suppress(NotApplied):
                    return planned(ALL, backend(), record, number)
            raise AssertionError("there was no plan in twenty tries")

        events = done(backend(), plan(0), record)
        for _ in range(5):
            unfinished = record.state().resumable
            if unfinished:
                events += done(backend(), record.plan(unfinished), record)

        assert not [event for event in events if isinstance(event, Failed) and "adopt" in event.why]
        assert plan(1).empty
        assert len(bad.log) > 50
        assert [len(server.store.of(path)) for path in ("campaigns", "forms", "stages")] == [3, 1, 1]

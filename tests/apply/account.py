"""An account on the embedded platform with its record: what plan, check and apply do together."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapconfig.address import Address
from mapconfig.apply.carry import Patience, carry_out
from mapconfig.apply.events import Event
from mapconfig.apply.reread import reread
from mapconfig.backend import Backend, Live
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.model import Org
from mapconfig.plan.build import Circumstances, build
from mapconfig.plan.check import Moment, check
from mapconfig.plan.definition import Config, Plan
from mapconfig.plan.names import as_planned
from mapconfig.record.store import Record
from mapconfig.testing import kinds

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


class Still:
    """A clock on which waiting takes no time; it knows how long was waited."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Account:
    """One account. `through` puts something between it and what applies: a bad connection, fewer abilities."""

    def __init__(
        self, root: Path, through: Callable[[Backend], Backend] = lambda backend: backend, **settings: Any
    ) -> None:
        self.root = root
        self.own: Embedded = connect({"file": str(root / "platform.sqlite3"), **settings}, str(root), kinds())
        self.backend = through(self.own)
        self.record = Record(root / "record", "local")
        self.clock = Still()

    def plan(self, desired: Org, **changes: Any) -> Plan:
        """A plan for what is live now."""
        state = self.record.state()
        readable = [kind for kind, each in self.backend.capabilities.items() if each.readable]
        live = list(self.backend.fetch(readable, as_planned(desired, state)))
        words: dict[str, Any] = {
            "environment": "local",
            "platform": self.backend.identity(),
            "config": Config("c0ffee"),
            "id": str(uuid.uuid4()),
            "now": NOW,
        }
        return build(desired, live, state, self.backend, Circumstances(**(words | changes)))

    def apply(
        self,
        plan: Plan,
        *,
        resume: bool = False,
        stop: Callable[[], bool] = lambda: False,
        patience: Patience | None = None,
        checked: bool = True,
    ) -> list[Event]:
        """What happens when the plan is applied, or resumed; raises what `check` raises."""
        with self.record.writing(
            actor="ana", now=lambda: NOW, platform=self.backend.identity(), plan=plan.id
        ) as writer:
            state = writer.state
            progress = state.progress(plan.id)
            if checked:
                moment = Moment(
                    environment="local",
                    platform=self.backend.identity(),
                    # The record that this very run has begun is no other record than none.
                    lineage=state.lineage if progress.started or state.plans or state.ids else plan.lineage,
                    live=reread(plan, self.backend, state, resume=resume),
                    now=NOW,
                    started=progress.started,
                    over=progress.over,
                    resume=resume,
                    expected={address: result.fingerprint for address, result in progress.addresses.items()},
                    done=frozenset(progress.done),
                    open=progress.pending | frozenset(progress.made),
                    unresolved=state.unresolved,
                )
                check(plan, moment)
            events = carry_out(
                plan,
                self.backend,
                state,
                progress=progress,
                clock=self.clock,
                stop=stop,
                patience=patience or Patience(tries=4, first=0.1, longest=1.0),
            )
            return list(writer.keep(events, plan))

    def resume(self, **changes: Any) -> list[Event]:
        """Go on with the plan that was started last."""
        plan = self.record.plan(self.record.state().resumable)
        return self.apply(plan, resume=True, **changes)

    def settle(self, desired: Org) -> None:
        """Make the platform what `desired` says."""
        plan = self.plan(desired)
        if not plan.empty:
            self.apply(plan)

    def live(self, address: str) -> Live:
        """A managed asset as it is now."""
        where = Address(address)
        state = self.record.state()
        remote_id = state.remote_id(where)
        assert remote_id is not None, f"{address} is not managed"
        found = self.own.read(where.kind, remote_id, state)
        assert found is not None, f"{address} is not there"
        return found

    def all(self) -> list[Live]:
        """Everything there is on the platform."""
        return list(self.own.fetch(list(self.own.capabilities), self.record.state()))

    def edit(self, address: str, **attributes: Any) -> None:
        """Change an asset past mapconfig."""
        live = self.live(address)
        self.own.update(live, live.address, {**live.attributes, **attributes}, self.record.state())

    def remove(self, address: str) -> None:
        """Delete an asset past mapconfig."""
        self.own.delete(self.live(address))

    def switch(self, address: str, active: bool) -> None:
        """Start or pause an asset past mapconfig."""
        live = self.live(address)
        if active:
            self.own.activate(live)
        else:
            self.own.deactivate(live)


def names(events: list[Event], *without: str) -> list[str]:
    """Events in short: what happened, and to what."""
    found = []
    for event in events:
        step = getattr(event, "step", None)
        name = type(event).__name__.lower()
        if name not in without:
            found.append(f"{name} {step.verb} {step.address}" if step is not None else name)
    return found


def without_first(plan: Plan) -> Plan:
    """The plan without its first step, as nobody should make it."""
    return replace(plan, steps=plan.steps[1:])

"""What holds whatever people, platforms and crashes do in whatever order: a model, and the real thing beside it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.apply.account import Account
from tests.dying import dying_at

from mapconfig.address import Address
from mapconfig.apply.events import Finished
from mapconfig.errors import MapconfigError
from mapconfig.model import Org, Tombstone
from mapconfig.plan.definition import Accept, Plan
from mapconfig.record.audit import verify
from mapconfig.testing import Fault, Flaky, asset, org

KEYS = ("a", "b", "c", "d", "e", "f")
TITLES = st.sampled_from(["One", "Two", "Three"])
STRANGER = Address("list/stranger")
#: A disk in memory where there is one: these tests kill processes, not power.
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None
YES = (
    *(Accept(guard, "*", "a test") for guard in ("mass-change", "in-use", "membership")),
    Accept("emptiness", "", "a test"),
)


class Marketing(RuleBasedStateMachine):
    """Six lists that may extend each other, an e-mail to one of them, and a journey; changed from both sides."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=FAST))
        self.account = Account(self.root, aliases="any", deletes="unchecked")
        self.lists: dict[str, dict[str, Any]] = {}
        self.removed: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.running = True
        self.old: Plan | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize()
    def begin(self) -> None:
        self.account.own.create(STRANGER, {"title": "Theirs"}, self.account.record.state())

    # --- the files ---

    def desired(self) -> Org:
        """The org as the files have it."""
        assets = [asset(f"list/{key}", value) for key, value in self.lists.items()]
        assets.append(asset("email/mail", subject="S", to=[f"list/{key}" for key in sorted(self.lists)[:1]]))
        steps = [{"id": "s", "send": "email/mail"}]
        assets.append(asset("journey/way", steps=steps, state="active" if self.running else "paused"))
        made = org(*assets)
        return replace(
            made,
            removed=tuple(
                Tombstone(Address(f"list/{key}"), "no use") for key in sorted(self.removed - set(self.lists))
            ),
            renamed_from={Address(f"list/{new}"): Address(f"list/{old}") for new, old in self.renamed.items()},
        )

    @rule(key=st.sampled_from(KEYS), title=TITLES, base=st.none() | st.sampled_from(KEYS))
    def write(self, key: str, title: str, base: str | None) -> None:
        """Somebody makes or edits a file; a list may extend another, also in a ring."""
        self.lists[key] = {
            "title": title,
            **({"extends": f"list/{base}"} if base in self.lists and base != key else {}),
        }
        self.removed.discard(key)

    @precondition(lambda self: self.lists)
    @rule(data=st.data(), tombstone=st.booleans())
    def remove(self, data: st.DataObject, tombstone: bool) -> None:
        """Somebody deletes a file, with a tombstone or without."""
        key = data.draw(st.sampled_from(sorted(self.lists)))
        del self.lists[key]
        self.renamed.pop(key, None)
        for value in self.lists.values():
            if value.get("extends") == f"list/{key}":
                del value["extends"]
        if tombstone:
            self.removed.add(key)

    @precondition(lambda self: self.lists)
    @rule(data=st.data(), new=st.sampled_from(KEYS))
    def rename(self, data: st.DataObject, new: str) -> None:
        """Somebody renames a file, and what names it."""
        old = data.draw(st.sampled_from(sorted(self.lists)))
        state = self.account.record.state()
        if new in self.lists or state.remote_id(Address(f"list/{new}")) is not None:
            return
        self.lists[new] = self.lists.pop(old)
        self.removed.discard(new)
        origin = self.renamed.pop(old, old)
        if origin != new:
            self.renamed[new] = origin
        for value in self.lists.values():
            if value.get("extends") == f"list/{old}":
                value["extends"] = f"list/{new}"

    @rule()
    def pause(self) -> None:
        """Somebody pauses the journey in its file, or starts it again."""
        self.running = not self.running

    # --- the platform ---

    @precondition(lambda self: self.account.record.state().ids)
    @rule(data=st.data(), title=TITLES, what=st.sampled_from(["title", "description", "delete", "switch"]))
    def meddle(self, data: st.DataObject, title: str, what: str) -> None:
        """Somebody edits, deletes, starts or pauses on the platform."""
        state = self.account.record.state()
        address = Address(data.draw(st.sampled_from(sorted(state.ids))))
        live = self.account.own.read(address.kind, state.ids[address], state)
        if live is None:
            return
        if what == "delete":
            self.account.own.delete(live)
        elif what == "switch" and live.active is not None:
            (self.account.own.deactivate if live.active else self.account.own.activate)(live)
        elif address.kind == "list" and what != "switch":
            self.account.own.update(live, live.address, {**live.attributes, what: title}, state)

    # --- plan and apply ---

    def plan(self) -> Plan:
        """A plan that may do everything, theirs given up."""
        addresses = tuple({*self.desired(), *self.account.record.state().managed})
        return self.account.plan(self.desired(), accepts=YES, overwrites=addresses)

    @rule()
    def remember(self) -> None:
        """Somebody saves a plan for later."""
        self.old = self.plan()

    @precondition(lambda self: self.old is not None)
    @rule()
    def apply_old(self) -> None:
        """Somebody applies a plan from some time ago: it is done as it was made or refused, and never done twice."""
        assert self.old is not None
        before = self.platform()
        try:
            events = self.account.apply(self.old)
        except MapconfigError:
            assert self.platform() == before
        else:
            assert isinstance(events[-1], Finished)

    @rule()
    def apply(self) -> None:
        """Plan and apply, resuming first what was cut short: afterwards there is nothing left to do."""
        self.go_on()
        plan = self.plan()
        if plan.refused:
            assert {verdict.guard for verdict in plan.refused} <= {"unadopted"}
            return
        if not plan.empty:
            events = self.account.apply(plan)
            assert isinstance(events[-1], Finished) and events[-1].complete, events
        again = self.plan()
        assert again.empty, [(step.verb, step.address, step.reason) for step in again.steps]
        for address, wanted in self.desired().items():
            live = self.account.live(address)
            assert dict(live.attributes) == self.account.own.kept(address.kind, wanted.attributes)

    @rule(call=st.integers(1, 150), half=st.booleans())
    def crash(self, call: int, half: bool) -> None:
        """The process dies in the middle of an apply."""
        plan = self.plan()
        if not plan.refused and not plan.empty:
            with dying_at(call, half):
                self.account.apply(plan)

    @rule(seed=st.integers(0, 1000))
    def bad_connection(self, seed: int) -> None:
        """An apply over a connection that loses a third of all answers."""
        chances = {Fault.LOST_AFTER: 0.12, Fault.LOST_BEFORE: 0.1, Fault.NOT_APPLIED: 0.1}
        plan = self.plan()
        if plan.refused or plan.empty:
            return
        self.account.backend = Flaky(self.account.own, seed=seed, chances=chances, settle=0.0)
        try:
            self.account.apply(plan)
        except MapconfigError:
            pass  # the check before the apply reads as well; nothing was begun then
        finally:
            self.account.backend = self.account.own

    def go_on(self) -> None:
        """Resume until there is nothing to resume, or until it is stale."""
        if self.account.record.state().unresolved:
            self.account.resume(checked=False)
        assert self.account.record.state().unresolved == []

    # --- what always holds ---

    def platform(self) -> list[tuple[str, str, str]]:
        """Everything there is, with versions."""
        return sorted((live.address, live.remote_id, live.version) for live in self.account.all())

    @invariant()
    def nothing_is_there_twice_or_touched_that_is_not_ours(self) -> None:
        live = self.account.own.fetch(["list", "email", "journey"], Names())
        names = [(each.address, dict(each.attributes)) for each in live]
        assert len({name for name, _ in names}) == len(names), names
        if names:
            assert (STRANGER, {"title": "Theirs"}) in names

    @invariant()
    def the_record_is_sound(self) -> None:
        assert verify(self.account.record.directory).sound
        ids = [(Address(address).kind, remote_id) for address, remote_id in self.account.record.state().ids.items()]
        assert len(set(ids)) == len(ids)


class Names:
    """No names at all, so that assets are called what the platform calls them."""

    def remote_id(self, address: Address) -> str | None:
        return None

    def address(self, kind: str, remote_id: str) -> Address | None:
        return None


CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_happens() -> None:
    """30 random stories of up to 20 events each."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Marketing,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=CHECKS,
        ),
    )


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_whatever_happens_for_long() -> None:
    """2,000 random stories of up to 40 events each."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Marketing,
        settings=settings(
            max_examples=2000,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=CHECKS,
            phases=[Phase.generate, Phase.shrink],
        ),
    )

"""The bad connection does to a backend what bad connections do, and can be told when."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapconfig.backend import Conflict, NotApplied, Rejected, Unclear
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.errors import PlatformError
from mapconfig.testing import BackendContract, Fault, Flaky, Ids, asset, kinds

VIP = asset("list/vip", title="VIP")


class TestFlakyOnAGoodDay(BackendContract):
    """The contract, through the bad connection while nothing is wrong with it."""

    @pytest.fixture(autouse=True)
    def account(self, tmp_path: Path) -> None:
        self.root = tmp_path

    def connect(self) -> Flaky:
        return Flaky(connect({"deletes": "unchecked"}, str(self.root), kinds()))

    def another_account(self) -> Flaky:
        return Flaky(connect({"file": "other.sqlite3"}, str(self.root), kinds()))


@pytest.fixture
def inner(tmp_path: Path) -> Embedded:
    return connect({"aliases": "any"}, str(tmp_path), kinds())


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("fault", "error", "happened"),
    [
        (Fault.NOT_APPLIED, NotApplied, 0),
        (Fault.REJECTED, Rejected, 0),
        (Fault.LOST_BEFORE, Unclear, 0),
        (Fault.LOST_AFTER, Unclear, 1),
        (Fault.LATE, Unclear, 0),
    ],
)
def test_a_fault_of_a_write(inner: Embedded, fault: Fault, error: type[PlatformError], happened: int) -> None:
    """Each fault says what a caller would hear, and does to the platform what it says."""
    flaky = Flaky(inner, script=[fault])

    with pytest.raises(error):
        flaky.create(VIP.address, VIP.attributes, Ids())

    assert len(inner.platform.requests()) == happened
    assert flaky.faults == [fault]
    assert flaky.calls == [("create", "list/vip")]


def test_every_verb_goes_through_and_can_fail(inner: Embedded) -> None:
    """Nothing is forgotten: each call of the contract passes by the faults, and works when there is none."""
    journey, names = asset("journey/j", title="J"), Ids()
    flaky = Flaky(inner)
    names.learn(journey.address, flaky.create(journey.address, journey.attributes, names).remote_id)
    (live,) = flaky.fetch(["journey"], names)
    flaky.activate(live)
    (live,) = flaky.find(journey.address, journey.attributes, names)
    flaky.deactivate(live)
    read = flaky.read("journey", live.remote_id, names)
    assert read is not None
    flaky.update(read, journey.address, {"title": "K"}, names)
    (live,) = flaky.fetch(["journey"], names)
    flaky.delete(live)

    assert [verb for verb, _ in flaky.calls] == (
        ["create", "fetch", "activate", "find", "deactivate", "read", "update", "fetch", "delete"]
    )
    assert (flaky.name, flaky.identity(), flaky.capabilities) == (inner.name, inner.identity(), inner.capabilities)
    assert flaky.kept("list", VIP.attributes) == VIP.attributes
    for call in (
        lambda: flaky.update(live, journey.address, {}, names),
        lambda: flaky.delete(live),
        lambda: flaky.activate(live),
        lambda: flaky.deactivate(live),
        lambda: flaky.read("journey", "1", names),
        lambda: flaky.find(journey.address, {}, names),
        lambda: flaky.fetch(["journey"], names),
    ):
        flaky._script = iter([Fault.NOT_APPLIED])
        with pytest.raises(NotApplied):
            call()


def test_a_fault_that_a_call_cannot_have_is_left_out(inner: Embedded) -> None:
    """Reads lose nothing and are not late; a create has no older version to conflict with."""
    flaky = Flaky(inner, script=[Fault.LATE, Fault.LOST_AFTER, Fault.CONFLICT, Fault.CONFLICT])

    assert list(flaky.fetch(["list"], Ids())) == []
    assert flaky.find(VIP.address, {}, Ids()) == []
    flaky.create(VIP.address, VIP.attributes, Ids())
    (live,) = inner.fetch(["list"], Ids())
    with pytest.raises(Conflict):
        flaky.update(live, VIP.address, {"title": "X"}, Ids())

    assert flaky.faults == [Fault.CONFLICT]


def test_a_late_write_arrives_before_the_platform_has_settled(inner: Embedded) -> None:
    """Whoever waits `settle` seconds and looks sees it; whoever looks at once and repeats makes it twice."""
    clock = Clock()
    flaky = Flaky(inner, script=[Fault.LATE], settle=10, clock=clock)
    with pytest.raises(Unclear):
        flaky.create(VIP.address, VIP.attributes, Ids())

    assert flaky.find(VIP.address, VIP.attributes, Ids()) == []
    clock.now += flaky.settle
    assert len(flaky.find(VIP.address, VIP.attributes, Ids())) == 1


def test_a_late_write_that_comes_too_late_is_heard_by_nobody(inner: Embedded) -> None:
    """It conflicts with what was done meanwhile, quietly, as on a real platform."""
    receipt = inner.create(VIP.address, VIP.attributes, Ids())
    live = inner.read("list", receipt.remote_id, Ids())
    assert live is not None
    flaky = Flaky(inner, script=[Fault.LATE])
    with pytest.raises(Unclear):
        flaky.update(live, VIP.address, {"title": "late"}, Ids())
    inner.update(live, VIP.address, {"title": "in time"}, Ids())

    flaky.arrive()

    now = inner.read("list", receipt.remote_id, Ids())
    assert now is not None
    assert now.attributes == {"title": "in time"}


def test_chances_are_drawn_from_the_seed(inner: Embedded) -> None:
    """A run with faults can be repeated, and has about as many as it was told."""

    def faults(seed: int) -> list[Fault]:
        flaky = Flaky(inner, seed=seed, chances={Fault.NOT_APPLIED: 0.2, Fault.LOST_BEFORE: 0.1})
        for _ in range(200):
            try:
                flaky.find(VIP.address, {}, Ids())
            except PlatformError:
                continue
        return flaky.faults

    assert faults(1) == faults(1) != faults(2)
    assert 30 < len(faults(1)) < 90
    assert set(faults(1)) == {Fault.NOT_APPLIED, Fault.LOST_BEFORE}


def test_somebody_else_can_act_at_a_chosen_moment(inner: Embedded) -> None:
    """An edit between reading and writing, or before the third call, is one line in a test."""
    receipt = inner.create(VIP.address, VIP.attributes, Ids())
    seen: list[tuple[str, int]] = []

    def meanwhile(verb: str, number: int) -> None:
        seen.append((verb, number))
        if verb == "update":
            live = inner.read("list", receipt.remote_id, Ids())
            assert live is not None
            inner.update(live, VIP.address, {"title": "theirs"}, Ids())

    flaky = Flaky(inner, meanwhile=meanwhile)
    live = flaky.read("list", receipt.remote_id, Ids())
    assert live is not None

    with pytest.raises(Conflict):
        flaky.update(live, VIP.address, {"title": "ours"}, Ids())

    assert seen == [("read", 1), ("update", 2)]

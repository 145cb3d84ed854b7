"""What a person may rely on when a plan is applied: each step once, read back, told, and nothing overwritten unseen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.apply.account import NOW, Account, Still, names
from tests.plan.made import bare
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.apply.carry import Patience, carry_out
from mapconfig.apply.clock import RealClock
from mapconfig.apply.events import Difference, Done, Failed, Finished, Progress, Skipped, Unreached, Waited
from mapconfig.backend import (
    Backend,
    Capability,
    Live,
    Names,
    NotApplied,
    Outcome,
    Pace,
    Receipt,
    Rejected,
    Unclear,
    Unreachable,
    Verb,
)
from mapconfig.backends.embedded.quirks import QUIRKS
from mapconfig.diff import ABSENT
from mapconfig.errors import PartlyApplied, PlatformError, StalePlan
from mapconfig.model import Org
from mapconfig.testing import Crippled, Fault, Flaky, Ids, asset, org

LISTS = org(asset("list/all", title="All"), asset("list/vip", title="VIP", extends="list/all"))
MAIL = asset("email/hello", subject="Hello", body="Hi", to=["list/vip"])
JOURNEY = asset("journey/hello", entry={"lists": ["list/vip"]}, steps=[{"id": "s", "send": "email/hello"}])
FULL = org(*LISTS.values(), MAIL, JOURNEY)


def flaky(*script: Fault | None, **words: Any) -> Callable[[Backend], Backend]:
    """A bad connection with these faults, one for each write, once the account exists."""

    def through(backend: Backend) -> Backend:
        return Writes(backend, script, **words)

    return through


class Writes(Flaky):
    """A connection whose scripted faults hit writes only, so that a test need not count the reads."""

    def __init__(self, inner: Backend, script: Iterable[Fault | None], **words: Any) -> None:
        super().__init__(inner, **words)
        self.faulty = list(script)

    def _begin(self, verb: str, what: str, possible: frozenset[Fault]) -> Fault | None:
        reading = verb in ("fetch", "read", "find")
        self._script = iter([None] if reading or not self.faulty else [self.faulty.pop(0)])
        return super()._begin(verb, what, possible)


def desired(account: Account, base: Org) -> None:
    """The platform is what the files want: 0 lost, 0 duplicated, and a new plan is empty."""
    assert sorted(live.address for live in account.all()) == sorted(base)
    assert account.plan(base).empty


# --- when all goes well ---


def test_a_plan_is_carried_out_step_by_step(tmp_path: Path) -> None:
    """Each step is announced before it is done; the last event counts; a new plan is empty."""
    account = Account(tmp_path)

    events = account.apply(account.plan(FULL))

    assert names(events) == [
        "started",
        "intended create list/all",
        "done create list/all",
        "intended create list/vip",
        "done create list/vip",
        "intended create email/hello",
        "done create email/hello",
        "intended create journey/hello",
        "done create journey/hello",
        "intended activate journey/hello",
        "done activate journey/hello",
        "finished",
    ]
    assert events[-1] == Finished(done=5, failed=0, skipped=0, waiting=0)
    assert events[-1].complete
    assert account.live("journey/hello").active is True
    desired(account, FULL)


def test_the_platform_is_asked_only_after_the_announcement_is_taken(tmp_path: Path) -> None:
    """A caller that keeps each event before it takes the next knows at least as much as the platform."""
    account = Account(tmp_path)
    events = carry_out(account.plan(LISTS), account.backend, Ids())

    assert [type(next(events)).__name__ for _ in range(2)] == ["Started", "Intended"]
    assert account.all() == []
    assert isinstance(next(events), Done)
    assert [live.address for live in account.all()] == ["list/all"]


def test_everything_changes_and_everything_fits(tmp_path: Path) -> None:
    """Edits, pauses, deletes and renames in one plan."""
    account = Account(tmp_path)
    account.settle(FULL)
    ids = {str(live.address): live.remote_id for live in account.all()}
    after = without(
        org(
            asset("list/all", title="Everybody"),
            asset("list/gold", title="Gold", extends="list/all"),
            asset("email/hello", subject="Hello", body="Hi", to=["list/gold"]),
        ),
        "journey/hello",
    )
    after = replace(after, renamed_from={Address("list/gold"): Address("list/vip")})

    events = account.apply(account.plan(after))

    assert names(events, "intended", "started", "finished") == [
        "done deactivate journey/hello",
        "done update list/all",
        "done update list/gold",
        "done delete journey/hello",
    ]
    assert account.live("list/gold").remote_id == ids["list/vip"]
    assert account.live("email/hello").attributes["to"] == ["list/gold"]
    desired(account, after)
    assert account.record.state().managed == ["email/hello", "list/all", "list/gold"]


def test_a_chain_of_renames_keeps_every_id(tmp_path: Path) -> None:
    """Who has a name gives it up first."""
    account = Account(tmp_path)
    account.settle(org(asset("list/b", title="1"), asset("list/c", title="2"), asset("list/u", extends="list/b")))
    ids = {str(live.address): live.remote_id for live in account.all()}
    after = replace(
        org(asset("list/a", title="1"), asset("list/b", title="2"), asset("list/u", extends="list/a")),
        renamed_from={Address("list/a"): Address("list/b"), Address("list/b"): Address("list/c")},
    )

    account.apply(account.plan(after))

    assert account.live("list/a").remote_id == ids["list/b"]
    assert account.live("list/b").remote_id == ids["list/c"]
    desired(account, after)


def test_a_renamed_asset_that_somebody_deleted_is_made_anew(tmp_path: Path) -> None:
    """The plan for it can be applied at once, what referred to it refers to the new one, and its history goes on."""
    account = Account(tmp_path, deletes="unchecked")
    account.settle(org(asset("list/a", title="A"), asset("list/u", extends="list/a"), asset("email/e", to=["list/a"])))
    gone = account.live("list/a").remote_id
    account.remove("list/a")
    after = replace(
        org(asset("list/b", title="A"), asset("list/u", extends="list/b"), asset("email/e", to=["list/b"])),
        renamed_from={Address("list/b"): Address("list/a")},
    )

    account.apply(account.plan(after, overwrites=("list/b",)))

    assert account.live("list/b").remote_id != gone
    assert account.live("email/e").attributes["to"] == ["list/b"]
    state = account.record.state()
    assert state.managed == ["email/e", "list/b", "list/u"]
    assert [(old, new) for _, old, new in state.renames] == [("list/a", "list/b")]
    desired(account, after)


def test_what_ceases_to_name_an_asset_that_is_made_anew_is_changed_in_the_same_plan(tmp_path: Path) -> None:
    """Until its step it names on the platform what is gone, and is read so: nobody has changed it for that."""
    account = Account(tmp_path, deletes="unchecked")
    account.settle(org(asset("list/b", title="B"), asset("email/e", subject="S", to=["list/b"])))
    account.remove("list/b")
    after = org(
        asset("list/b", title="B"),
        asset("list/a", title="A", extends="list/b"),
        asset("email/e", subject="S", to=["list/a"]),
    )

    account.apply(account.plan(after, overwrites=("list/b",)))

    desired(account, after)


def test_a_ring_is_closed(tmp_path: Path) -> None:
    """Two assets that name each other are both there in the end."""
    account = Account(tmp_path)
    ring = org(
        asset("list/l", criteria=["submitted form f"]),
        asset("form/f", fields=[], add_to=["list/l"]),
    )

    account.settle(ring)

    assert account.live("form/f").attributes["add_to"] == ["list/l"]
    desired(account, ring)


def test_what_both_agree_on_is_noted(tmp_path: Path) -> None:
    """No request; and a later change of ours is no conflict."""
    account = Account(tmp_path)
    account.settle(LISTS)
    account.edit("list/vip", title="Gold")
    agreed = org(asset("list/all", title="All"), asset("list/vip", title="Gold", extends="list/all"))

    events = account.apply(account.plan(agreed))

    assert names(events) == ["started", "noted", "finished"]
    later = org(asset("list/all", title="All"), asset("list/vip", title="Platinum", extends="list/all"))
    assert account.plan(later).refused == ()


def test_quirks_of_the_platform_are_no_difference(tmp_path: Path) -> None:
    """What the platform rewrites is compared as it rewrites it."""
    account = Account(tmp_path, quirks=list(QUIRKS))
    odd = org(asset("list/vip", title="  VIP ", tags=["B", "a"]), asset("snippet/s", format="html", content="<p>x<br>"))

    account.settle(odd)

    desired(account, odd)


# --- when somebody else is at work ---


def test_an_edit_after_the_plan_makes_it_stale(tmp_path: Path) -> None:
    """Nothing is written."""
    account = Account(tmp_path)
    account.settle(LISTS)
    plan = account.plan(org(asset("list/all", title="All"), asset("list/vip", title="New", extends="list/all")))
    account.edit("list/vip", description="theirs")

    with pytest.raises(StalePlan, match="list/vip was changed"):
        account.apply(plan)

    assert account.live("list/vip").attributes["title"] == "VIP"


def test_an_edit_of_what_the_plan_relies_on_makes_it_stale(tmp_path: Path) -> None:
    """The numbers in the plan are no longer true."""
    account = Account(tmp_path)
    account.settle(LISTS)
    plan = account.plan(org(asset("list/all", title="All"), asset("list/vip", title="New", extends="list/all")))
    account.edit("list/all", criteria=["score is more than 5"])

    with pytest.raises(StalePlan, match="list/all was changed"):
        account.apply(plan)


@pytest.mark.parametrize("number", [3, 4])
def test_an_edit_during_the_apply_stops_its_step(tmp_path: Path, number: int) -> None:
    """Just before the read, or between the read and the write: the step fails with both sides, theirs survives."""
    account = Account(tmp_path)
    account.settle(LISTS)
    plan = account.plan(org(asset("list/all", title="All"), asset("list/vip", title="New", extends="list/all")))

    def meanwhile(verb: str, call: int) -> None:
        if call == number:
            account.edit("list/vip", description="theirs")

    account.backend = Flaky(account.own, meanwhile=meanwhile)
    events = account.apply(plan)

    failed = next(event for event in events if isinstance(event, Failed))
    assert "changed on the platform" in failed.why
    assert Difference(("description",), ABSENT, "theirs") in failed.differences
    assert account.live("list/vip").attributes == {"title": "VIP", "extends": "list/all", "description": "theirs"}
    assert account.record.state().unresolved == []


def test_a_delete_during_the_apply_stops_its_step(tmp_path: Path) -> None:
    """Before its read, or between the read and the write."""
    for number in (3, 4):
        account = Account(tmp_path / str(number))
        account.settle(LISTS)
        plan = account.plan(org(asset("list/all", title="All"), asset("list/vip", title="New", extends="list/all")))

        def meanwhile(verb: str, call: int, account: Account = account, number: int = number) -> None:
            if call == number:
                account.remove("list/vip")

        account.backend = Flaky(account.own, meanwhile=meanwhile)
        failed = next(event for event in account.apply(plan) if isinstance(event, Failed))

        assert "it was deleted since the plan was made" in failed.why


def test_a_conflict_about_nothing_that_we_know_is_tried_once_more(tmp_path: Path) -> None:
    """Somebody edited what mapconfig does not know, or what we read was out of date: the asset is as the plan supposes,
    and the step is done to what is there now."""
    account = Account(tmp_path)
    account.settle(org(asset("list/vip", title="VIP")))
    plan = account.plan(org(asset("list/vip", title="New")))

    def meanwhile(verb: str, call: int) -> None:
        if verb == "update" and call == 3:
            account.own.platform.annotate("list", int(account.live("list/vip").remote_id), {"colour": "green"})

    account.backend = Flaky(account.own, meanwhile=meanwhile)

    assert isinstance(account.apply(plan)[-1], Finished)
    assert account.live("list/vip").attributes == {"title": "New"}


@pytest.mark.parametrize("fault", [None, Fault.CONFLICT])
def test_what_a_slow_platform_shows_may_be_out_of_date(tmp_path: Path, fault: Fault | None) -> None:
    """An asset of which an earlier step of the plan was done is looked at again when reads have settled, before its
    next step is given up: it may show what was there before."""
    account = Account(tmp_path)
    account.settle(FULL)
    changed = asset("journey/hello", JOURNEY.attributes, title="New")
    plan = account.plan(org(*LISTS.values(), MAIL, changed))
    old = account.live("journey/hello")

    class Behind(Writes):
        """Shows the journey as it was when it still ran, once, after it was stopped; or calls our write another's."""

        def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
            live = super().read(kind, remote_id, names)
            stopped = [verb for verb, _ in self.calls].count("deactivate")
            if fault is None and kind == "journey" and stopped and self.calls[-2][0] == "read" and not self.shown:
                self.shown = True
                return old
            return live

        shown = False

    account.backend = Behind(account.own, [None, fault], settle=0.5)
    events = account.apply(plan)

    assert isinstance(events[-1], Finished) and events[-1].complete, events
    assert [event.seconds for event in events if isinstance(event, Waited)] == [0.5]


@pytest.mark.parametrize("tries", [1, 4])
def test_a_conflict_that_comes_again_is_the_end_of_its_step(tmp_path: Path, tries: int) -> None:
    """Nothing is written, and the step says so."""
    account = Account(tmp_path)
    account.settle(org(asset("list/vip", title="VIP")))
    plan = account.plan(org(asset("list/vip", title="New")))
    account.backend = Flaky(account.own, script=[None, None, Fault.CONFLICT, None, Fault.CONFLICT])

    failed = next(event for event in account.apply(plan, patience=Patience(tries, 0.1)) if isinstance(event, Failed))

    assert failed.why == "Somebody else changed it in the meantime. Nothing was written. Make a fresh plan."
    assert account.live("list/vip").attributes == {"title": "VIP"}


def test_a_name_that_is_taken_meanwhile_is_not_taken_over(tmp_path: Path) -> None:
    """Somebody else made one of that name after the plan."""
    account = Account(tmp_path)
    plan = account.plan(org(asset("list/vip", title="VIP")))
    account.own.create(Address("list/vip"), {"title": "Theirs"}, Ids())

    with pytest.raises(StalePlan, match="list/vip is there now"):
        account.apply(plan)
    events = account.apply(plan, checked=False)

    failed = next(event for event in events if isinstance(event, Failed))
    assert re.search(r"mapconfig adopt list/vip --remote-id \d+$", failed.why)
    assert [live.attributes["title"] for live in account.all()] == ["Theirs"]


def test_what_somebody_deleted_already_is_deleted(tmp_path: Path) -> None:
    """A delete whose work is done is done."""
    account = Account(tmp_path)
    account.settle(LISTS)
    account.remove("list/vip")

    events = account.apply(account.plan(without(org(asset("list/all", title="All")), "list/vip")))

    assert names(events, "intended") == ["started", "done delete list/vip", "finished"]
    assert account.record.state().managed == ["list/all"]


# --- when a step does not come about ---


def test_independent_steps_go_on_and_dependants_are_skipped(tmp_path: Path) -> None:
    """Three results; the next run does only the rest."""
    account = Account(tmp_path, flaky(Fault.REJECTED))
    base = org(*FULL.values(), asset("snippet/apart", format="text", content="x"))

    events = account.apply(account.plan(base))

    assert names(events, "intended", "started") == [
        "failed create list/all",
        "skipped create list/vip",
        "skipped create email/hello",
        "skipped create journey/hello",
        "done create snippet/apart",
        "skipped activate journey/hello",
        "finished",
    ]
    skipped = [event for event in events if isinstance(event, Skipped)]
    assert skipped[0].why == "it needs step 001 (create list/all), which failed"
    assert skipped[1].why == "it needs step 002 (create list/vip), which was skipped"
    assert events[-1] == Finished(done=1, failed=1, skipped=4, waiting=0, hopeless=True)

    again = account.resume()

    assert names(again, "intended") == [
        "started",
        "done create list/all",
        "done create list/vip",
        "done create email/hello",
        "done create journey/hello",
        "done activate journey/hello",
        "finished",
    ]
    assert again[-1] == Finished(done=6, failed=0, skipped=0, waiting=0)
    desired(account, base)


def test_a_plan_is_good_for_one_time(tmp_path: Path) -> None:
    """Applied again it is refused: spent, or to be resumed; also the first plan of an empty record."""
    account = Account(tmp_path, flaky(None, Fault.REJECTED))
    plan = account.plan(LISTS)
    account.apply(plan)

    with pytest.raises(PartlyApplied, match="apply --resume"):
        account.apply(plan)
    account.resume()
    with pytest.raises(StalePlan, match="applied already"):
        account.apply(plan)
    desired(account, LISTS)


class Sloppy(Flaky):
    """A platform that says yes and does something else, `times` times."""

    def __init__(self, inner: Backend, times: int = 1, **words: Any) -> None:
        super().__init__(inner, **words)
        self.times = times

    def create(self, address: Address, attributes: Any, names: Any) -> Receipt:
        self.times -= 1
        return super().create(address, {**attributes, "title": "Else"} if self.times >= 0 else attributes, names)

    def delete(self, live: Live) -> None:
        self.times -= 1
        if self.times < 0:
            super().delete(live)


def test_what_was_made_otherwise_than_meant_fails_with_the_fields(tmp_path: Path) -> None:
    """It is known, and no second one is made. Nobody can tell whether it was the platform or a person, so it is not
    written over either: the next plan shows what differs, and a person says whose it is."""
    account = Account(tmp_path, Sloppy)
    base = org(asset("list/vip", title="VIP"))

    events = account.apply(account.plan(base))

    failed = next(event for event in events if isinstance(event, Failed))
    assert failed.differences == (Difference(("title",), "VIP", "Else"),)
    assert failed.why == "The platform accepted the change of list/vip and has something else now."
    assert account.record.state().remote_id(Address("list/vip")) == failed.remote_id

    again = next(event for event in account.resume() if isinstance(event, Failed))
    assert again.why.startswith("list/vip was made by an earlier run and is not as it was meant")
    fresh = account.plan(base)
    assert fresh.empty
    assert [note.how for note in fresh.notes] == [
        "mapconfig plan --overwrite list/vip puts back what the files say; mapconfig import list/vip takes theirs into "
        "the files"
    ]
    account.apply(account.plan(base, overwrites=("list/vip",)))

    desired(account, base)


def test_what_was_made_otherwise_and_then_put_right_by_a_person_is_done(tmp_path: Path) -> None:
    """A resume finds it as it was meant; and makes it again where somebody took it away."""
    for there in (True, False):
        account = Account(tmp_path / str(there), Sloppy)
        base = org(asset("list/vip", title="VIP"))
        account.apply(account.plan(base))
        if there:
            account.edit("list/vip", title="VIP")
        else:
            account.remove("list/vip")

        account.resume()

        desired(account, base)


def test_a_delete_that_did_not_happen_fails(tmp_path: Path) -> None:
    """Reading back is believed, not the answer."""
    account = Account(tmp_path, Sloppy)
    account.backend = account.own
    account.settle(LISTS)
    account.backend = Sloppy(account.own)

    events = account.apply(account.plan(without(org(asset("list/all", title="All")), "list/vip")))

    assert "still has it" in next(event.why for event in events if isinstance(event, Failed))


class Forgetful(Flaky):
    """A platform that does not show the next `blind` changes when they are read back."""

    blind = 0

    def read(self, kind: str, remote_id: str, names: Any) -> Live | None:
        if self.blind:
            self.blind -= 1
            return None
        return super().read(kind, remote_id, names)


def test_a_platform_that_shows_changes_late_is_waited_for_once(tmp_path: Path) -> None:
    """For as long as it says itself; then it is believed."""
    base = org(asset("list/vip", title="VIP"))
    late, never = Account(tmp_path / "late", Forgetful), Account(tmp_path / "never", Forgetful)
    plans = late.plan(base), never.plan(base)
    late.backend.blind, never.backend.blind = 1, 9  # type: ignore[attr-defined]  # it is Forgetful

    shown, lost = late.apply(plans[0]), never.apply(plans[1])

    assert names(shown, "intended", "started") == ["waited create list/vip", "done create list/vip", "finished"]
    assert "and does not have it" in next(event.why for event in lost if isinstance(event, Failed))


# --- when answers are lost ---


@pytest.mark.parametrize("fault", [Fault.NOT_APPLIED, Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE])
def test_each_fault_alone_at_each_write_converges(tmp_path: Path, fault: Fault) -> None:
    """Whatever is lost, at whichever write: nothing is lost, nothing is there twice, and no second command is
    needed."""
    after = without(
        org(asset("list/all", title="New"), asset("email/hello", subject="Hello", body="Hi")),
        "list/vip",
        "journey/hello",
    )
    for number in range(11):
        account = Account(tmp_path / str(number), flaky())
        backend = account.backend
        assert isinstance(backend, Writes)
        script: list[Fault | None] = [None] * number + [fault]
        if number < 5:
            backend.faulty = script
            arrive(account, backend, FULL)
            desired(account, FULL)
        else:
            account.settle(FULL)
            backend.faulty = [None] * (number - 5) + [fault]
            arrive(account, backend, after)
            desired(account, after)
        assert backend.faults == ([fault] if number < 10 else [])


def arrive(account: Account, backend: Writes, base: Org) -> None:
    """Apply, with late writes arriving while it waits."""

    class Clock:
        def sleep(self, seconds: float) -> None:
            backend.arrive()

    account.clock = Clock()  # type: ignore[assignment]  # it waits in its own way
    events = account.apply(account.plan(base))
    assert isinstance(events[-1], Finished) and events[-1].complete, names(events)


def test_waits_grow_and_are_told(tmp_path: Path) -> None:
    """No storm of requests: each wait is twice as long as the one before."""
    account = Account(tmp_path, flaky(*[Fault.NOT_APPLIED] * 3))

    events = account.apply(account.plan(org(asset("list/vip"))))

    assert [event.seconds for event in events if isinstance(event, Waited)] == [0.1, 0.2, 0.4]
    assert account.clock.slept == [0.1, 0.2, 0.4]
    desired(account, org(asset("list/vip")))


def test_a_platform_that_never_has_time_fails_the_step_and_is_asked_once_for_the_others(tmp_path: Path) -> None:
    """Certainly not applied is a failure, not a question."""
    account = Account(tmp_path, flaky(*[Fault.NOT_APPLIED] * 5))

    events = account.apply(account.plan(org(asset("list/a"), asset("list/b"), asset("list/c"))))

    assert names(events, "intended", "waited", "started") == [
        "failed create list/a",
        "failed create list/b",
        "done create list/c",
        "finished",
    ]
    whys = [event.why for event in events if isinstance(event, Failed)]
    assert whys[0].endswith("It was asked 4 times, and certainly has not done the step.")
    assert whys[1].endswith("It was asked once, and certainly has not done the step.")
    assert account.record.state().unresolved == []


def test_an_outcome_that_stays_unknown_stays_open(tmp_path: Path) -> None:
    """Nothing new begins until it is known; resuming finds out."""
    account = Account(tmp_path, flaky(*[Fault.LOST_BEFORE] * 4))
    base = org(asset("list/a"), asset("list/b", extends="list/a"))

    events = account.apply(account.plan(base))

    failed = next(event for event in events if isinstance(event, Failed))
    assert failed.unclear and failed.why.endswith("It was asked 4 times, and whether it did the step is not known.")
    skipped = next(event for event in events if isinstance(event, Skipped))
    assert skipped.why == "it needs step 001 (create list/a), of which nobody knows whether it came about"
    assert [each.guard for each in account.plan(base).refused] == ["unresolved"]
    other = account.plan(org(asset("list/c")))
    with pytest.raises(PartlyApplied, match="was cut short"):
        account.apply(replace(other, lineage=account.record.state().lineage))

    account.resume()

    desired(account, base)
    assert account.record.state().unresolved == []


class Busy(Flaky):
    """A platform that asks for more patience than anybody has."""

    asks = 10.0**9
    at = frozenset({"create"})

    def create(self, address: Address, attributes: Any, names: Any) -> Receipt:
        if "create" in self.at:
            raise NotApplied("Come back in thirty years.", retry_after=self.asks)
        return super().create(address, attributes, names)

    def find(self, address: Address, attributes: Any, names: Any) -> list[Live]:
        if "find" in self.at:
            raise NotApplied("Come back in thirty years.", retry_after=self.asks)
        return super().find(address, attributes, names)


def test_an_absurd_wait_is_not_waited(tmp_path: Path) -> None:
    """The step fails at once; a wait that is short or makes no sense is as long as ours."""
    account = Account(tmp_path, Busy)
    plan = account.plan(org(asset("list/vip")))

    failed = next(event for event in account.apply(plan) if isinstance(event, Failed))

    assert failed.why == (
        "Come back in thirty years. It asks to be left alone for 1,000,000,000 seconds. It was asked once, and "
        "certainly has not done the step."
    )
    assert account.clock.slept == []


def test_a_platform_that_shows_nothing_leaves_the_step_untried(tmp_path: Path) -> None:
    """Nothing was asked for, so nothing is open."""
    account = Account(tmp_path, Busy)
    plan = account.plan(org(asset("list/vip")))
    account.backend.at = frozenset({"find"})  # type: ignore[attr-defined]  # it is Busy

    failed = next(event for event in account.apply(plan, checked=False) if isinstance(event, Failed))

    assert failed.why == "The platform did not show list/vip: Come back in thirty years."
    assert not failed.unclear
    assert account.record.state().unresolved == []


def test_reads_are_repeated(tmp_path: Path) -> None:
    """A read that fails changes nothing, so it is simply asked again, a few times."""
    account = Account(tmp_path)
    plan = account.plan(org(asset("list/vip")))
    account.backend = Flaky(account.own, script=[Fault.LOST_BEFORE, Fault.NOT_APPLIED, Fault.LOST_BEFORE])

    events = account.apply(plan, checked=False)

    assert names(events, "waited", "intended") == ["started", "done create list/vip", "finished"]


def test_reads_that_never_succeed_are_given_up(tmp_path: Path) -> None:
    """Before the write nothing is open; after it, it is."""
    base = org(asset("list/vip"))
    before, after, refused = (Account(tmp_path / name) for name in ("before", "after", "refused"))
    before_plan, after_plan, refused_plan = before.plan(base), after.plan(base), refused.plan(base)
    before.backend = Flaky(before.own, script=[Fault.LOST_BEFORE] * 4)
    after.backend = Flaky(after.own, script=[None, None, *[Fault.LOST_BEFORE] * 4])
    refused.backend = Flaky(refused.own, script=[None, None, Fault.REJECTED])

    results = [
        next(event for event in account.apply(plan, checked=False) if isinstance(event, Failed))
        for account, plan in ((before, before_plan), (after, after_plan), (refused, refused_plan))
    ]

    assert [result.unclear for result in results] == [False, True, True]
    assert "refused to show list/vip" in results[2].why
    for account in (after, refused):
        account.backend = account.own
        account.resume()
        desired(account, base)


def test_an_error_of_no_known_sort_is_an_unknown_outcome(tmp_path: Path) -> None:
    """Whatever else a backend raises, the step is looked at before it is asked again."""

    class Odd(Flaky):
        odd = True

        def create(self, address: Address, attributes: Any, names: Any) -> Receipt:
            receipt = super().create(address, attributes, names)
            if self.odd:
                self.odd = False
                raise PlatformError("The answer makes no sense.")
            return receipt

    account = Account(tmp_path, Odd)

    account.settle(org(asset("list/vip")))

    desired(account, org(asset("list/vip")))


# --- when nobody answers any more ---


class Dying(Flaky):
    """A platform that is gone after so many calls, and back after so many probes. With `breaks` the call at which it
    goes is a write that it still does, or not, and never answers."""

    def __init__(self, inner: Backend, lives: int, back: int = 10**9, breaks: str = "") -> None:
        super().__init__(inner)
        self.lives, self.back, self.breaks = lives, back, breaks
        self.probes = 0

    @property
    def gone(self) -> bool:
        return self.lives < 0 and self.probes < self.back

    def probe(self) -> None:
        self.probes += self.lives < 0
        if self.gone:
            raise Unreachable("The platform cannot be reached: the connection was refused.")

    def _begin(self, verb: str, what: str, possible: frozenset[Fault]) -> Fault | None:
        self.lives -= 1
        if self.lives == -1 and self.breaks and Fault.LATE in possible:
            self.calls.append((verb, what))
            return Fault(self.breaks)
        if self.gone:
            self.calls.append((verb, what))
            raise Unreachable("The platform cannot be reached: the connection was refused.")
        return super()._begin(verb, what, possible)


FIVE = org(*(asset(f"list/{key}") for key in "abcde"))


@pytest.mark.parametrize(
    ("lives", "breaks", "unclear", "left"),
    [
        (3, "", "", "bcde"),  # gone before the second step looked
        (4, "", "", "cde"),  # before its write, which has certainly not been done
        (4, "lost before", "b", "cde"),
        (4, "lost after", "b", "cde"),
        (5, "", "b", "cde"),  # after its write, before it could be read back
    ],
)
def test_a_platform_that_dies_stops_the_apply_with_an_exact_account(
    tmp_path: Path, lives: int, breaks: str, unclear: str, left: str
) -> None:
    """The patience for one request is spent once, and not on each step that is left; resuming does the rest once."""
    account = Account(tmp_path)
    plan = account.plan(FIVE)
    account.backend = dying = Dying(account.own, lives, breaks=breaks)

    events = account.apply(plan, checked=False)

    end = events[-1]
    assert isinstance(end, Unreached)
    assert end.why == "The platform cannot be reached: the connection was refused."
    assert end.done == 1
    assert "".join(step.address.key for step in end.unclear) == unclear
    assert "".join(step.address.key for step in (*end.failed, *end.left)) == ("" if unclear else "b") + "cde"
    assert "".join(step.address.key for step in end.left)[-3:] == "cde"
    assert {step.address.key for step in end.left} >= set(left) - set("b")
    assert not [each for each in dying.calls if each[1].endswith(("/c", "/d", "/e"))]
    assert sum(account.clock.slept) < 1.0, "the patience of one request, and no settling"
    assert account.record.state().unresolved == ([plan.id] if unclear else [])

    account.backend = account.own
    account.resume()

    desired(account, FIVE)


def test_a_step_that_a_dead_platform_was_asked_for_in_vain_has_failed(tmp_path: Path) -> None:
    """Its intent is on record, and that nothing came of it as well: nothing is open."""
    account = Account(tmp_path)
    plan = account.plan(FIVE)
    account.backend = Dying(account.own, 1)

    events = account.apply(plan, checked=False)

    failed = next(event for event in events if isinstance(event, Failed))
    assert not failed.unclear
    assert failed.why.endswith("It was waited for, and it has certainly not done the step.")
    assert isinstance(events[-1], Unreached)
    assert [step.address for step in events[-1].failed] == ["list/a"]


@pytest.mark.parametrize("lives", range(6))
@pytest.mark.parametrize("breaks", ["", "lost before", "lost after"])
def test_a_platform_that_comes_back_in_time_is_gone_on_with(tmp_path: Path, lives: int, breaks: str) -> None:
    """A restart costs a wait and nothing else."""
    account = Account(tmp_path)
    plan = account.plan(FIVE)
    account.backend = Dying(account.own, lives, back=2, breaks=breaks)

    events = account.apply(plan, checked=False)

    assert isinstance(events[-1], Finished) and events[-1].complete
    desired(account, FIVE)


@pytest.mark.parametrize(("lives", "breaks", "waits"), [(3, "", 1), (4, "lost before", 0), (5, "", 1)])
def test_a_platform_that_hangs_is_waited_for_once(tmp_path: Path, lives: int, breaks: str, waits: int) -> None:
    """One that takes a question and leaves it without an answer has had its minute: it is probed once more, and the
    account comes then. A write that got no answer is followed by that probe at once."""

    class Hung(Dying):
        def probe(self) -> None:
            try:
                super().probe()
            except Unreachable as silence:
                raise Unreachable(str(silence), hung=True) from None

    account = Account(tmp_path)
    plan = account.plan(FIVE)
    account.backend = hung = Hung(account.own, lives, breaks=breaks)

    events = account.apply(plan, checked=False)

    assert isinstance(events[-1], Unreached)
    assert hung.probes == 1
    assert len([event for event in events if isinstance(event, Waited)]) == waits


def test_a_platform_that_answers_probes_and_no_questions_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever for the one answer that never comes."""
    account = Account(tmp_path)
    plan = account.plan(org(asset("list/a"), asset("list/b", extends="list/a")))
    account.backend = Dying(account.own, 0, back=0)
    monkeypatch.setattr(account.backend, "_begin", _never)

    events = account.apply(plan, checked=False)

    failed = next(event for event in events if isinstance(event, Failed))
    assert failed.why == "The platform did not show list/a: nobody there"
    assert names(events, "waited", "started") == ["failed create list/a", "skipped create list/b", "finished"]


def _never(*_: Any) -> Fault | None:
    raise Unreachable("nobody there")


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (NotApplied("It is being updated (503)."), "unreached"),
        (Unclear("It makes no sense."), "unreached"),
        (Rejected("Nobody of that name."), "finished"),
    ],
)
def test_a_platform_that_was_given_up_is_probed_before_the_next_step(
    tmp_path: Path, said: PlatformError, ends: str
) -> None:
    """One that refuses for now refuses the other steps too; one that refuses for good says so quickly for each."""

    class Sick(Flaky):
        def probe(self) -> None:
            raise said

    account = Account(tmp_path, lambda inner: Sick(inner, script=[None, *[Fault.NOT_APPLIED] * 99]))
    plan = account.plan(FIVE)

    events = account.apply(plan, checked=False)

    assert names(events, "waited", "started", "intended")[0] == "failed create list/a"
    assert names(events)[-1] == ends
    if isinstance(events[-1], Unreached):
        assert [step.address.key for step in events[-1].left] == [*"bcde"]
        assert events[-1].why == str(said)


def test_what_an_earlier_run_left_unclear_stays_so_when_nobody_answers(tmp_path: Path) -> None:
    """Resuming probes before it waits, and its account has every step that is open."""
    account = Account(tmp_path, flaky(*[None, *[Fault.LOST_BEFORE] * 99], settle=30.0))
    plan = account.plan(FIVE)
    account.apply(plan, patience=Patience(tries=1))
    account.clock.slept.clear()
    account.backend = Dying(account.own, -1)

    events = account.apply(plan, resume=True, checked=False)

    end = events[-1]
    assert isinstance(end, Unreached)
    assert [step.address.key for step in end.unclear] == [*"bcde"]
    assert end.done == 1 and end.left == ()
    assert sum(account.clock.slept) < 1.0

    account.backend = account.own
    account.resume()

    desired(account, FIVE)


# --- when somebody stops it ---


def test_stopping_between_steps_leaves_a_plan_that_can_be_resumed(tmp_path: Path) -> None:
    """The running request is finished; nothing is open; resuming does the rest."""
    account = Account(tmp_path)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    events = account.apply(account.plan(FULL), stop=stop)

    assert names(events, "intended") == [
        "started",
        "done create list/all",
        "done create list/vip",
        "interrupted",
    ]
    assert account.record.state().unresolved == []
    account.resume()
    desired(account, FULL)


def test_stopping_while_waiting_leaves_the_step_open(tmp_path: Path) -> None:
    """The wait is cut short; the intent stays, since nobody looked."""
    account = Account(tmp_path, flaky(Fault.LOST_AFTER))
    stopped: list[bool] = []

    class Interrupting:
        def sleep(self, seconds: float) -> None:
            stopped.append(True)

    account.clock = Interrupting()  # type: ignore[assignment]  # it waits in its own way
    events = account.apply(account.plan(org(asset("list/vip"))), stop=lambda: bool(stopped))

    assert names(events, "intended") == ["started", "waited create list/vip", "interrupted"]
    account.clock = Account(tmp_path / "other").clock
    account.resume()
    desired(account, org(asset("list/vip")))


def test_what_somebody_did_to_a_step_that_was_cut_short_is_for_a_person(tmp_path: Path) -> None:
    """The step fails with both sides and is open no more; a new plan can be made."""
    account = Account(tmp_path, flaky(Fault.LOST_AFTER))
    stopped: list[bool] = []

    class Interrupting:
        def sleep(self, seconds: float) -> None:
            stopped.append(True)

    account.clock = Interrupting()  # type: ignore[assignment]  # it waits in its own way
    account.apply(account.plan(org(asset("list/vip", title="VIP"))), stop=lambda: bool(stopped))
    made = account.all()[0]
    account.own.update(made, made.address, {"title": "Theirs"}, Ids())
    account.clock = Account(tmp_path / "other").clock

    failed = next(event for event in account.resume() if isinstance(event, Failed))

    assert failed.differences == (Difference(("title",), "VIP", "Theirs"),)
    assert account.record.state().unresolved == []


# --- what a platform cannot do ---


def test_steps_for_a_person_wait_until_they_are_done(tmp_path: Path) -> None:
    """What can be read is read; what depends on it waits as well, and is done when the plan is resumed."""
    hand = Capability(dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE))
    account = Account(tmp_path, lambda backend: Crippled(backend, {"list": hand}))
    base = org(asset("list/vip", title="VIP"), asset("email/hello", subject="Hello", to=["list/vip"]))

    events = account.apply(account.plan(base))

    assert names(events) == ["started", "waiting create list/vip", "skipped create email/hello", "finished"]
    assert next(event for event in events if isinstance(event, Skipped)).why.endswith("which waits for a person")
    account.own.create(Address("list/vip"), {"title": "VIP"}, Ids())

    again = account.resume()

    assert names(again, "intended") == ["started", "done create list/vip", "done create email/hello", "finished"]
    assert next(event for event in again if isinstance(event, Done)).found
    desired(account, base)


def test_edits_and_deletes_by_hand_are_ticked_off(tmp_path: Path) -> None:
    """As soon as the platform shows them."""
    hand = Capability(dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE))
    account = Account(tmp_path)
    account.settle(org(asset("list/all", title="All"), asset("list/old")))
    account.backend = Crippled(account.own, {"list": hand})
    after = without(org(asset("list/all", title="New")), "list/old")
    assert account.apply(account.plan(after))[-1] == Finished(done=0, failed=0, skipped=0, waiting=2)
    account.edit("list/all", title="New")
    account.remove("list/old")

    assert account.apply(account.record.plan(account.record.state().resumable), resume=True, checked=False)[
        -1
    ] == Finished(done=2, failed=0, skipped=0, waiting=0)
    assert account.record.state().managed == ["list/all"]
    desired(account, after)


def test_what_nothing_shows_is_signed_for(tmp_path: Path) -> None:
    """A signature in the record is the result; the next plan does not ask again."""
    account = Account(tmp_path, lambda backend: Crippled(backend))
    base = org(asset("stage/mql", title="MQL", order=1))
    plan = account.plan(base)
    assert names(account.apply(plan)) == ["started", "waiting create stage/mql", "finished"]
    with account.record.writing(actor="ana", now=lambda: NOW, plan=plan.id) as writer:
        writer.append("attested", {"step": "001", "address": "stage/mql", "note": "made"}, plan.id)

    assert names(account.resume()) == ["started", "done create stage/mql", "finished"]
    assert account.plan(base).empty


def test_what_is_created_and_never_shown_is_believed(tmp_path: Path) -> None:
    """The receipt is all there is."""
    blind = Capability({Verb.CREATE: Outcome.APPLY}, readable=False)
    account = Account(tmp_path, lambda backend: Crippled(backend, {"stage": blind}))
    base = org(asset("stage/mql", order=1))

    events = account.apply(account.plan(base))

    assert names(events) == ["started", "intended create stage/mql", "done create stage/mql", "finished"]
    assert account.plan(base).empty


SWAPPED = Capability({Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY})


@pytest.mark.parametrize("fault", [None, Fault.NOT_APPLIED, Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_an_asset_that_is_made_anew_is_there_once(tmp_path: Path, fault: Fault | None) -> None:
    """With another id; what names it follows; whatever is lost between the delete and the create."""
    for number in range(2):
        account = Account(tmp_path / str(number), deletes="unchecked")
        before = org(asset("email/x", subject="Old"), asset("form/f", fields=[], thank_you="email/x"))
        account.settle(before)
        old = account.live("email/x").remote_id
        after = org(asset("email/x", subject="New"), asset("form/f", fields=[], thank_you="email/x"))
        account.backend = Crippled(Writes(account.own, [None, *[None] * number, fault]), {"email": SWAPPED})

        events = account.apply(account.plan(after), checked=False)

        assert isinstance(events[-1], Finished) and events[-1].complete, names(events)
        assert account.live("email/x").remote_id != old
        assert account.live("form/f").attributes["thank_you"] == "email/x"
        desired(account, after)


def test_waiting_is_waiting() -> None:
    """The real clock takes as long as it says."""
    began = time.monotonic()
    RealClock().sleep(0.02)

    assert time.monotonic() - began >= 0.02


def test_nothing_to_do_is_done() -> None:
    """A plan without steps finishes; one that was started before is told as that."""

    class Nothing:
        settle = 0.0
        pace = Pace()
        capabilities: dict[str, Capability] = {}

    events = list(carry_out(bare(), Nothing(), Ids(), progress=Progress(started=True)))  # type: ignore[arg-type]  # it is asked nothing

    assert [type(event).__name__ for event in events] == ["Started", "Finished"]
    assert Patience().tries == 5


@pytest.mark.parametrize(
    ("faults", "found", "why"),
    [
        ([Fault.LOST_AFTER], "Done", ""),
        ([Fault.LOST_BEFORE], "Failed", "It has not come about, and is left to a fresh plan."),
    ],
)
def test_what_became_of_a_step_can_be_found_out_without_doing_anything(
    tmp_path: Path, faults: list[Fault], found: str, why: str
) -> None:
    """For a plan that may not be gone on with: a fresh one is refused as long as that is not known."""
    account = Account(tmp_path, flaky(*faults))
    plan = account.plan(org(asset("list/all", title="All"), asset("list/vip", title="VIP", extends="list/all")))

    class Dead(Exception):
        """The process dies before it can look."""

    def die(seconds: float) -> None:
        raise Dead

    account.clock.sleep = die  # type: ignore[method-assign]  # that is how it dies
    with pytest.raises(Dead):
        account.apply(plan)
    account.clock = Still()
    assert account.record.state().unresolved == [plan.id]
    there = len(account.all())

    with account.record.writing(actor="ana", now=lambda: NOW) as writer:
        progress = writer.state.progress(plan.id)
        events = carry_out(
            plan, account.backend, writer.state, progress=progress, clock=account.clock, settled=True, look_only=True
        )
        told = list(writer.keep(events, plan))

    assert [type(event).__name__ for event in told] == ["Started", found, "Interrupted"]
    assert getattr(told[1], "why", "") == why
    assert account.clock.slept == [], "who is told that all has settled does not wait for it"
    assert account.record.state().unresolved == []
    assert len(account.all()) == there
    assert account.plan(org(asset("list/all", title="All"))).refused == ()


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(100))
def test_a_third_of_all_answers_go_wrong(tmp_path: Path, seed: int) -> None:
    """100 seeds of 40 assets over the worst connection there is: 0 lost, 0 duplicated, whatever has to be resumed."""
    account = Account(tmp_path, aliases="any")
    chances = {Fault.NOT_APPLIED: 0.1, Fault.LOST_BEFORE: 0.08, Fault.LOST_AFTER: 0.08, Fault.LATE: 0.04}
    tree = ({"extends": f"list/l{number // 3}"} if number else {} for number in range(40))
    base = org(*(asset(f"list/l{number}", words) for number, words in enumerate(tree)))
    plan = account.plan(base)
    bad = Flaky(account.own, seed=seed, chances=chances)

    class Clock:
        def sleep(self, seconds: float) -> None:
            bad.arrive()

    account.clock, account.backend = Clock(), bad  # type: ignore[assignment]  # it waits in its own way
    account.apply(plan, checked=False)
    while account.record.state().resumable:
        account.resume(checked=False)

    account.backend = account.own
    desired(account, base)

"""What a check relies on: the same assets, read the same way, a few by one and many at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.apply.account import Account
from tests.plan.made import bare

from mapconfig.address import Address
from mapconfig.apply.reread import reread
from mapconfig.backend import Capability, Outcome
from mapconfig.plan.definition import Plan, fingerprint
from mapconfig.testing import Crippled, Flaky, Ids, asset, org


@pytest.mark.parametrize(("count", "how"), [(3, "read"), (30, "fetch")])
def test_what_is_live_is_read(tmp_path: Path, count: int, how: str) -> None:
    """One by one, or all of a kind at once where that takes fewer requests; what is not there is empty."""
    account = Account(tmp_path)
    account.settle(org(*(asset(f"list/l{number}", title="x") for number in range(count))))
    wanted = {live.address: fingerprint(live) for live in account.all()}
    account.remove("list/l0")
    watched = Flaky(account.own)
    plan = bare(live={**wanted, Address("list/new"): ""})

    found = reread(plan, watched, account.record.state())

    assert found == {**wanted, Address("list/l0"): "", Address("list/new"): ""}
    assert {verb for verb, _ in watched.calls} == {how}
    assert len(watched.calls) == (count if how == "read" else 1)


@pytest.mark.parametrize("count", [1, 30])
def test_what_is_to_be_created_is_looked_for_by_name(tmp_path: Path, count: int) -> None:
    """Unless a person creates it, or an earlier run may have."""
    account = Account(tmp_path)
    base = org(*(asset(f"list/l{number}", title="x") for number in range(count)))
    plan = account.plan(base)
    by_hand = replace(plan, steps=tuple(replace(each, outcome=Outcome.MANUAL_VERIFIABLE) for each in plan.steps))
    account.own.create(Address("list/l0"), {"title": "Theirs"}, Ids())

    def there(made: Plan, **words: bool) -> list[str]:
        return [address for address, found in reread(made, account.own, Ids(), **words).items() if found]

    assert there(plan) == ["list/l0"]
    assert there(plan, resume=True) == there(by_hand) == []


def test_what_nothing_shows_is_as_planned(tmp_path: Path) -> None:
    """There is nothing to compare it with; nor with kinds that the platform has not."""
    backend = Crippled(Account(tmp_path).own, {"stage": Capability(readable=False)})
    plan = bare(live={Address("stage/mql"): "x", Address("planet/y"): "y"})

    assert reread(plan, backend, Account(tmp_path).record.state()) == {"stage/mql": "x", "planet/y": "y"}


def test_a_planned_rename_is_seen_through(tmp_path: Path) -> None:
    """The asset is found under its new address before and after the rename."""
    account = Account(tmp_path)
    account.settle(org(asset("list/silver", title="x"), asset("list/user", extends="list/silver")))
    after = replace(
        org(asset("list/gold", title="x"), asset("list/user", title="New", extends="list/gold")),
        renamed_from={Address("list/gold"): Address("list/silver")},
    )
    plan = account.plan(after)
    before = reread(plan, account.own, account.record.state())

    assert before == plan.live
    account.apply(plan)
    assert reread(plan, account.own, account.record.state()).keys() == plan.live.keys()

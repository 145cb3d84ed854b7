"""What a person may rely on after a lost answer: what is there is looked at, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.apply.account import Account
from tests.plan.made import live, step

from mapconfig.address import Address
from mapconfig.apply.events import Difference
from mapconfig.apply.look import Again, Found, Looked, Wrong, differences, look
from mapconfig.backend import Live, Names, Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.plan.definition import Facet, Step, fingerprint
from mapconfig.testing import Ids, asset, org
from mapconfig.testing.wrapped import Wrapped

VIP = Address("list/vip")
CREATE = step(verb=Verb.CREATE, remote_id="", before="")


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """An account that lets two assets have one name, with one list in it."""
    made = Account(tmp_path, aliases="any")
    made.settle(org(asset("list/vip", title="Old"), asset("journey/j", steps=[])))
    return made


def seen(account: Account, made: Step, expected: str = "") -> Looked:
    return look(made, account.own, account.record.state(), expected)


def test_a_create_that_left_nothing_may_be_tried_again(account: Account) -> None:
    """There is none of that name."""
    assert seen(account, step("list/new", verb=Verb.CREATE)) == Again(None)


def test_a_create_that_left_what_was_meant_is_adopted(account: Account) -> None:
    """One of that name, and it is as it was meant."""
    found = seen(account, step(verb=Verb.CREATE, attributes={"title": "Old"}))

    assert isinstance(found, Found) and found.remote_id == account.live("list/vip").remote_id


def test_a_create_that_left_something_else_is_for_a_person(account: Account) -> None:
    """It may be somebody else's, so it is neither changed nor made again."""
    found = seen(account, CREATE)

    assert isinstance(found, Wrong)
    assert re.search(r"mapconfig adopt list/vip --remote-id \d+$", found.why)
    assert found.differences == (Difference(("title",), "VIP", "Old"),)


def test_two_of_one_name_are_for_a_person(account: Account) -> None:
    """Nobody guesses which is ours."""
    account.own.create(VIP, {"title": "Old"}, Ids())

    found = seen(account, CREATE)

    assert isinstance(found, Wrong) and "has 2 assets that could be list/vip" in found.why


def test_an_update_is_done_open_or_somebody_elses(account: Account) -> None:
    """As meant, as before, or neither."""
    there = account.live("list/vip")

    done = seen(account, step(remote_id=there.remote_id, attributes={"title": "Old"}))
    still = seen(account, step(remote_id=there.remote_id), fingerprint(there))
    other = seen(account, step(remote_id=there.remote_id), "something else")
    gone = seen(account, step(remote_id="999"))

    assert isinstance(done, Found) and isinstance(still, Again)
    assert isinstance(other, Wrong) and "neither what it was nor what was meant" in other.why
    assert isinstance(gone, Wrong) and "somebody deleted it meanwhile" in gone.why


def test_a_rename_is_always_asked_again(account: Account) -> None:
    """Attributes do not show what an asset is called."""
    there = account.live("list/vip")
    renamed = step("list/gold", remote_id=there.remote_id, attributes={"title": "Old"}, renamed_from=VIP)

    assert isinstance(seen(account, renamed, fingerprint(there)), Again)


def test_a_reference_that_an_earlier_step_moved_is_no_conflict(account: Account) -> None:
    """What names an asset that was made anew cannot be as it was."""
    there = account.live("list/vip")

    assert isinstance(seen(account, step(remote_id=there.remote_id, relinks=True), "something else"), Again)


def test_a_delete_is_done_when_it_is_gone(account: Account) -> None:
    """And open when it is still there."""
    there = account.live("list/vip")
    delete = step(verb=Verb.DELETE, remote_id=there.remote_id, attributes=None)

    assert isinstance(seen(account, delete, fingerprint(there)), Again)
    account.remove("list/vip")
    assert seen(account, delete) == Found(there.remote_id, None)


def test_a_replacement_is_looked_for_by_id_and_then_by_name(account: Account) -> None:
    """The old one is still there; or nothing is; or the new one is."""
    there = account.live("list/vip")
    replacing = step(outcome=Outcome.REPLACE, remote_id=there.remote_id)

    assert isinstance(seen(account, replacing, fingerprint(there)), Again)
    account.remove("list/vip")
    assert seen(account, replacing) == Again(None)
    receipt = account.own.create(VIP, {"title": "VIP"}, Ids())
    found = seen(account, replacing)
    assert isinstance(found, Found) and found.remote_id == receipt.remote_id


def test_a_start_is_done_when_it_runs(account: Account) -> None:
    """And a pause when it does not."""
    there = account.live("journey/j")
    words = {"remote_id": there.remote_id, "facet": Facet.ACTIVATION, "attributes": None}
    start = step("journey/j", Verb.ACTIVATE, **words)
    pause = step("journey/j", Verb.DEACTIVATE, **words)

    assert isinstance(seen(account, start), Found)
    assert isinstance(seen(account, pause, fingerprint(there)), Again)
    assert differences(pause, there) == (Difference(("state",), False, True),)
    assert differences(start, live("list/vip")) == (Difference(("state",), True, ABSENT),)


def test_a_create_that_was_done_in_part_may_be_gone_on_with(account: Account) -> None:
    """Where the platform can tell that it is ours and that nobody was there since; what is as it was meant is done."""

    class Telling(Wrapped):
        """A platform that tells what is unfinished."""

        def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
            return [replace(each, unfinished=True) for each in account.own.find(address, attributes, names)]

    telling: Any = Telling(account.own)
    half = look(CREATE, telling, account.record.state(), "")
    whole = look(step(verb=Verb.CREATE, attributes={"title": "Old"}), telling, account.record.state(), "")

    assert isinstance(half, Again) and half.live is not None and half.live.attributes["title"] == "Old"
    assert isinstance(whole, Found)

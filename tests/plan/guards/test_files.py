"""What a person may rely on: files that are wrong, half there or another org's are stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.plan.guards.made import refusals, settings
from tests.plan.made import Past, live, plan
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.model import Org
from mapconfig.plan.definition import Accept, Plan
from mapconfig.testing import asset, org


def many(count: int, changed: int, **words: Any) -> tuple[Org, list[Any]]:
    """An org of `count` lists of which `changed` differ from what is live."""
    assets = [asset(f"list/l{number:03d}", title="new" if number < changed else "old") for number in range(count)]
    return org(*assets, **words), [live(f"list/l{number:03d}", title="old") for number in range(count)]


def test_an_error_of_an_asset_is_one_to_agree_to_when_it_is_touched() -> None:
    """The first error in words, and how many more there are."""
    touched, other = Address("list/a"), Address("list/b")
    errors = {touched: ("MC101 It names nothing.", "MC111 It is no test."), other: ("MC101 Neither does this.",)}
    desired = org(asset(touched, title="New"), asset(other, title="B"))

    made = plan(desired, live(touched, title="Old"), live(other, title="B"), errors=errors)

    assert refusals(made) == [("invalid", touched)]
    assert made.refused[0].sentence == "list/a has an error: MC101 It names nothing. (and 1 more)"


@pytest.mark.parametrize(
    ("count", "changed", "stopped"), [(9, 9, False), (10, 3, False), (10, 4, True), (20, 6, False), (20, 7, True)]
)
def test_changing_much_of_a_kind_at_once_is_stopped(count: int, changed: int, stopped: bool) -> None:
    """More than 30 % from ten assets on: the numbers are in the sentence."""
    desired, there = many(count, changed)

    made = plan(desired, *there)

    assert refusals(made) == ([("mass-change", "list")] if stopped else [])
    if stopped:
        assert f"{changed} of {count} list assets" in made.refused[0].sentence


@pytest.mark.parametrize(("gone", "stopped"), [(3, False), (4, True)])
def test_deleting_much_of_a_kind_at_once_is_stopped(gone: int, stopped: bool) -> None:
    """Tombstones too; what is gone already does not count."""
    desired, there = many(10, 0)
    fewer = without(desired, *[f"list/l{number:03d}" for number in range(gone)], "list/past")
    known = Past({each.address: each.remote_id for each in there} | {"list/past": "99"})

    made = plan(fewer, *there, known=known)

    assert refusals(made) == ([("mass-change", "list")] if stopped else [])


def test_the_org_says_how_much_is_much() -> None:
    """`guards.mass_change_percent` and `guards.mass_change_from`; what is no number is passed over."""
    desired, there = many(10, 4)

    def with_settings(**guards: Any) -> Plan:
        return plan(replace(desired, settings=settings(**guards)), *there)

    assert refusals(with_settings(mass_change_percent=50)) == []
    assert refusals(with_settings(mass_change_from=11)) == []
    assert refusals(with_settings(mass_change_percent="all", mass_change_from=True)) == [("mass-change", "list")]


def test_creating_much_is_not_stopped() -> None:
    """The first apply of an org creates everything."""
    desired, _ = many(40, 0)

    assert refusals(plan(desired)) == []


def test_files_that_describe_nothing_that_is_managed_are_the_wrong_files() -> None:
    """An empty directory, or another org's: nothing would be deleted, and still it is stopped."""
    there = [live("list/a"), live("list/b")]

    assert refusals(plan(org(), *there)) == [("emptiness", "")]
    assert refusals(plan(org(asset("list/c")), *there)) == [("emptiness", "")]
    assert refusals(plan(org(asset("list/a")), *there)) == []
    assert refusals(plan(org(), known=Past())) == []
    assert refusals(plan(org(), *there, accepts=(Accept("emptiness", "", "we leave"),))) == []

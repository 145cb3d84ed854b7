"""What a person may rely on: drift says field by field who changed what, theirs and ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.made import Paper, Past, live, past

from mapconfig.address import Address
from mapconfig.backend import Capability
from mapconfig.diff import ABSENT
from mapconfig.diff.fields import same
from mapconfig.model import Shape
from mapconfig.plan.drift import Drift, FieldDrift, Owner, drifts, owner_of, snapshot_of, three_way, unmanaged
from mapconfig.plan.fields import attributes_of, fields_of, without_secrets
from mapconfig.plan.known import Snapshot
from mapconfig.testing import asset, kinds, org

LIST = kinds()["list"]


@pytest.mark.parametrize(
    ("intent", "applied", "now", "owner"),
    [
        ("a", "a", "a", None),
        ("b", "a", "a", Owner.MINE),
        ("a", "a", "b", Owner.THEIRS),
        ("b", "a", "b", Owner.BOTH),
        ("b", "a", "c", Owner.CONFLICT),
        (ABSENT, "a", "a", Owner.MINE),
        (ABSENT, ABSENT, "b", Owner.THEIRS),
        (ABSENT, "a", "b", Owner.CONFLICT),
        (ABSENT, "a", ABSENT, Owner.BOTH),
        (True, 1, 1, Owner.MINE),
        (None, ABSENT, ABSENT, Owner.MINE),
    ],
)
def test_who_changed_a_field(intent: Any, applied: Any, now: Any, owner: Owner | None) -> None:
    """Nothing, null, true and 1 are four different things."""
    assert owner_of(intent, applied, now) is owner


def test_without_a_record_every_difference_is_the_files() -> None:
    """Nobody is accused of what nobody can know."""
    assert three_way(LIST, {"title": "New"}, None, {"title": "Old"}) == (
        FieldDrift(("title",), Owner.MINE, "New", "Old", "Old"),
    )


def test_without_a_file_what_was_applied_counts() -> None:
    """An asset that lost its file drifts only by what somebody did to it."""
    assert three_way(LIST, None, {"title": "Old"}, {"title": "Theirs"}) == (
        FieldDrift(("title",), Owner.THEIRS, "Old", "Old", "Theirs"),
    )


def test_criteria_are_one_field() -> None:
    """One sentence of them means nothing alone."""
    one, two = {"criteria": {"any": ["score is 1"]}}, {"criteria": {"all": ["score is 1"]}}

    assert [each.path for each in three_way(LIST, one, one, two)] == [("criteria",)]


PLAIN = (
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2) | st.lists(st.integers(0, 2), max_size=2)
)
NAMES = st.sampled_from(["a", "b", "c"])
TREE: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    NAMES, PLAIN | st.dictionaries(NAMES, PLAIN | st.dictionaries(NAMES, PLAIN, max_size=2), max_size=3), max_size=3
)


@given(TREE)
@settings(deadline=None)
def test_attributes_are_their_fields(attributes: dict[str, Any]) -> None:
    """Taking attributes apart and putting them together changes nothing."""
    assert same(attributes_of(fields_of(attributes)), attributes)


def test_a_text_that_became_a_mapping_is_the_mapping() -> None:
    """The longer path counts; what is absent is left out."""
    assert attributes_of({("a",): "text", ("a", "b"): 1, ("c",): ABSENT, ("d", "e"): ABSENT}) == {"a": {"b": 1}}


def test_drift_tells_every_managed_asset_with_a_difference() -> None:
    """Changed by them, changed by us, gone, paused; and not those that are as they should be, or are not managed."""
    desired = org(
        asset("list/same"),
        asset("list/theirs", title="Ours"),
        asset("list/mine", title="New"),
        asset("list/gone"),
        asset("journey/j", steps=[]),
        asset("list/new"),
    )
    there = [
        live("list/same"),
        live("list/theirs", title="Theirs"),
        live("list/mine", title="Old"),
        live("journey/j", steps=[], active=False),
        live("list/stranger"),
        live("list/nofile", title="Theirs"),
        live("journey/nofile", steps=[], active=False),
    ]
    known = Past(
        {each.address: each.remote_id for each in there if each.address != "list/stranger"} | {"list/gone": "9"},
        {
            "list/theirs": Snapshot({"title": "Ours"}, None),
            "list/mine": Snapshot({"title": "Old"}, None),
            "journey/j": Snapshot({"steps": []}, True),
            "list/nofile": Snapshot({}, None),
        },
    )
    who = {"changed_by": "kim", "changed_at": "2026-02-28T09:00:00Z"}

    found = drifts(desired, there, known, Paper())

    assert found == (
        Drift(
            Address("journey/j"),
            (FieldDrift(("state",), Owner.THEIRS, "active", "active", "paused"),),
            **who,  # type: ignore[arg-type]  # two texts
        ),
        Drift(Address("list/gone"), gone=True),
        Drift(Address("list/mine"), (FieldDrift(("title",), Owner.MINE, "New", "Old", "Old"),), **who),  # type: ignore[arg-type]  # two texts
        Drift(Address("list/nofile"), (FieldDrift(("title",), Owner.THEIRS, ABSENT, ABSENT, "Theirs"),), **who),  # type: ignore[arg-type]  # two texts
        Drift(Address("list/theirs"), (FieldDrift(("title",), Owner.THEIRS, "Ours", "Ours", "Theirs"),), **who),  # type: ignore[arg-type]  # two texts
    )
    assert [each.out_of_band for each in found] == [True, True, False, True, True]


def test_what_nobody_manages_and_no_file_describes_was_made_by_hand() -> None:
    """Not what is managed, not what was renamed, and not what a file describes: about that the plan has a word."""
    desired = replace(
        org(asset("list/managed"), asset("list/described"), asset("list/new")),
        renamed_from={Address("list/new"): Address("list/old")},
    )
    there = [
        live("list/stranger", "4"),
        live("email/stranger", "5"),
        live("list/managed", "1"),
        live("list/described", "2"),
        live("list/new", "3"),
        live("list/nofile", "6"),
    ]

    found = unmanaged(desired, there, Past({"list/managed": "1", "list/old": "3", "list/nofile": "6"}))

    assert [each.address for each in found] == ["email/stranger", "list/stranger"]


def test_kinds_that_nothing_shows_have_no_drift() -> None:
    """Nobody can say what became of them; and the platform may have lost a kind."""
    backend = Paper(list=Capability(readable=False))
    backend.capabilities = {name: each for name, each in backend.capabilities.items() if name != "email"}
    known = Past({"list/a": "1", "email/b": "2", "old/c": "3"})

    assert drifts(org(asset("list/a")), [], known, backend) == ()


def test_a_rename_is_no_drift() -> None:
    """The last word is compared under the new names, its own and those it mentions."""
    desired = replace(
        org(asset("list/gold"), asset("list/user", extends="list/gold")),
        renamed_from={Address("list/gold"): Address("list/silver")},
    )
    known = Past(
        {"list/silver": "7", "list/user": "8"},
        {"list/silver": Snapshot({}, None), "list/user": Snapshot({"extends": "list/silver"}, None)},
    )
    there = [live("list/gold", "7"), live("list/user", "8", extends="list/gold")]

    assert drifts(desired, there, known, Paper()) == ()
    assert snapshot_of(desired, known, Address("list/user")) == Snapshot({"extends": "list/gold"}, None)
    assert snapshot_of(desired, known, Address("list/new")) is None
    assert past(*there).managed == ["list/gold", "list/user"]


def test_names_of_secrets_are_not_shown() -> None:
    """A changed one is still noticed."""
    shape = Shape(properties={"token": Shape(secret=True), "all": Shape(items=Shape(secret=True)), "name": Shape()})

    assert without_secrets({"token": "ENV", "all": ["A", "B"], "name": "n", "other": 1}, shape) == {
        "token": "(not shown)",
        "all": ["(not shown)", "(not shown)"],
        "name": "n",
        "other": 1,
    }
    assert without_secrets(ABSENT, shape) is ABSENT

"""Differences of whole orgs: which assets changed, which came and went, and which only have another key."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.diff.things import KINDS, THING, org_of_things, thing
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.diff import (
    ABSENT,
    Hidden,
    How,
    diff,
    diff_assets,
    patch,
    patch_attributes,
    shape_at,
    shown,
    suggest_renames,
)
from mapconfig.diff.fields import deepest_effect, masked
from mapconfig.model import Asset, Org, Origin, shape_of


def test_assets_come_go_and_change_by_address() -> None:
    """
    A difference lists each asset once, in the order of addresses, with what happened to it.
    """
    before = org_of_things({"gone": {}, "same": {"title": "A"}, "other": {"title": "A"}})
    after = org_of_things({"new": {}, "same": {"title": "A"}, "other": {"title": "B"}})

    changes = diff(before, after)

    assert [(str(change.address), change.action) for change in changes] == [
        ("thing/gone", "unmanage"),
        ("thing/new", "create"),
        ("thing/other", "update"),
    ]
    assert [change.asset.key for change in changes] == ["gone", "new", "other"]
    assert changes[0].fields == changes[1].fields == ()


def test_a_moved_file_is_no_change() -> None:
    """
    Where an asset is written takes no part in what it is.
    """
    here = thing("a", {"title": "A"})
    there = dataclasses.replace(here, origin=Origin("elsewhere.yaml", 3))
    before, after = org_of_things({}), org_of_things({})

    assert (
        diff(
            dataclasses.replace(before, assets={here.address: here}),
            dataclasses.replace(after, assets={here.address: there}),
        )
        == ()
    )


def test_true_is_not_one_and_one_is_not_one_point_zero() -> None:
    """
    Platforms tell them apart, and so does the difference.
    """
    values = [True, 1, 1.0, "1"]

    for one in values:
        for other in values:
            found = diff_assets(THING, thing("a", {"size": one}), thing("a", {"size": other}))
            assert bool(found) == (one is not other)


def test_null_empty_and_absent_are_three_things() -> None:
    """
    A field set to nothing is not a field left alone.
    """
    sides: list[dict[str, Any]] = [{}, {"loose": None}, {"loose": []}, {"loose": {}}]

    for one in sides:
        for other in sides:
            found = diff_assets(THING, thing("a", one), thing("a", other))
            assert bool(found) == (one is not other)


def test_a_list_written_down_empty_says_what_left_it() -> None:
    """
    `suppress: []` is told as the lists that are no longer suppressed.
    """
    found = diff_assets(THING, thing("a", {"blocks": ["thing/b"]}), thing("a", {"blocks": []}))

    assert [(change.path, change.how, change.words) for change in found] == [
        (("blocks",), How.ADDED, "blocks is written down, and empty"),
        (("blocks", "thing/b"), How.REMOVED, "no longer suppresses thing/b"),
    ]
    back = diff_assets(THING, thing("a", {"blocks": []}), thing("a", {"blocks": ["thing/b"]}))
    assert [change.words for change in back] == [
        "blocks is no longer written down empty",
        "now also suppresses thing/b",
    ]


def test_one_new_step_is_one_change() -> None:
    """
    Steps are told apart by id, so what follows a new one did not change.
    """
    steps = [{"id": "a", "wait": 1}, {"id": "b", "wait": 2}, {"id": "c", "wait": 3}]

    found = diff_assets(
        THING,
        thing("x", {"steps": steps}),
        thing("x", {"steps": [steps[0], {"id": "n", "send": "thing/z"}, *steps[1:]]}),
    )

    assert [(change.path, change.how, change.position, change.words) for change in found] == [
        (("steps", "n"), How.ADDED, 1, "step n added after a: sends thing/z")
    ]


def test_the_fewest_steps_are_told_as_moved() -> None:
    """
    A step pulled to the front is one move, and not three.
    """
    steps = [{"id": name} for name in "abcd"]

    found = diff_assets(THING, thing("x", {"steps": steps}), thing("x", {"steps": [steps[3], *steps[:3]]}))

    assert [(change.path, change.how, change.words) for change in found] == [
        (("steps", "d"), How.MOVED, "step d moved: was after c, is now first")
    ]


def test_steps_that_cannot_be_told_apart_are_compared_as_a_whole() -> None:
    """
    Two steps with one id are a fault that validate reports; a difference does not guess which is which.
    """
    twice = [{"id": "a", "wait": 1}, {"id": "a", "wait": 2}]

    (found,) = diff_assets(THING, thing("x", {"steps": [{"id": "a"}]}), thing("x", {"steps": twice}))

    assert (found.path, found.how, found.after) == (("steps",), How.CHANGED, twice)


def test_very_long_sequences_are_compared_by_position() -> None:
    """
    A list of thousands of values is compared in a moment, if less cleverly.
    """
    before = {"values": [f"v{n}" for n in range(3000)]}
    after = {"values": [f"w{n}" for n in range(3000)]}

    found = diff_assets(THING, thing("x", before), thing("x", after))

    assert len(found) == 6000


def test_a_secret_is_compared_and_never_shown() -> None:
    """
    Not in words, not in values, not when the mapping around it is new.
    """
    before = thing("x", {"token": "ENV_OLD"})
    after = thing("x", {"token": "ENV_NEW", "login": {"user": "me", "password": "ENV_PASS"}, "bag": [{"a": 1}]})

    found = diff_assets(THING, before, after)

    assert [change.words for change in found] == [
        'bag {"a":1} added: a 1',
        "token changed (it names a secret, which is not shown)",
        "login set to user me, password (not shown)",
    ]
    assert isinstance(found[1].after, Hidden)
    assert "ENV" not in repr(found) + repr(shown([change.after for change in found]))
    assert shown(found[2].after) == {"user": "me", "password": "(not shown)"}
    one, other = (org_of_things({"x": side.attributes}) for side in (before, after))
    assert patch(one, diff(one, other)) == other


def test_a_rename_is_told_and_references_follow_it() -> None:
    """
    `renamed_from` makes one change of what would be a deletion, a creation and an edit of everybody who refers to it.
    """
    before = org_of_things(
        {"old": {"title": "A"}, "child": {"parent": "thing/old", "blocks": ["thing/old", "thing/b"]}}
    )
    after = org_of_things(
        {"zoo": {"title": "B"}, "child": {"parent": "thing/zoo", "blocks": ["thing/b", "thing/zoo"]}}, {"zoo": "old"}
    )

    (change,) = diff(before, after)

    assert (change.address, change.renamed_from, change.action) == ("thing/zoo", "thing/old", "rename")
    assert change.before is not None
    assert change.before.address == "thing/old"
    assert [field.words for field in change.fields] == ["title: A -> B"]
    assert patch(before, [change]) == after


def test_a_reference_that_did_not_follow_is_a_change() -> None:
    """
    Whoever still writes the old key no longer means the same asset.
    """
    before = org_of_things({"old": {}, "child": {"parent": "thing/old"}})
    after = org_of_things({"new": {}, "child": {"parent": "thing/old"}}, {"new": "old"})

    changes = diff(before, after)

    assert [(str(change.address), change.action) for change in changes] == [
        ("thing/child", "update"),
        ("thing/new", "rename"),
    ]
    assert changes[0].fields[0].words == "extends thing/old instead of thing/new"
    assert patch(before, changes) == after


def test_renamed_from_counts_only_while_the_old_key_is_gone() -> None:
    """
    A line that was left in the file after the rename, or an old key that is used again, renames nothing.
    """
    both = org_of_things({"old": {}, "new": {}}, {"new": "old"})
    done = org_of_things({"new": {}}, {"new": "old"})

    assert [(c.address, c.action) for c in diff(org_of_things({"old": {}}), both)] == [("thing/new", "create")]
    assert diff(org_of_things({"new": {}}), done) == ()


def test_assets_of_a_kind_that_names_nothing_follow_no_rename() -> None:
    """
    A rename does not touch kinds without references.
    """
    before = org_of({"crm-field/Lead.X": {"type": "Text"}, "list/a": {}, "campaign/c": {"type": "email"}})
    after = org_of(
        {"crm-field/Lead.X": {"type": "Text"}, "list/b": {"renamed_from": "a"}, "campaign/c": {"type": "paid"}}
    )

    changes = diff(before, after)

    assert [str(change.address) for change in changes] == ["campaign/c", "list/b"]
    assert patch(before, changes) == after


def test_a_near_equal_pair_is_suggested_as_a_rename() -> None:
    """
    The hint says how alike, and what to write; an asset takes part in one pair only.
    """
    said = {"title": "A", "note": "one\ntwo\nthree", "tags": ["a", "b"], "values": ["x", "y"], "size": 1}
    before = org_of_things({"old": said, "else": {"title": "B"}, "void": {}})
    after = org_of_things({"new": {**said, "size": 0.5}, "copy": {**said, "title": "B", "size": 0}, "empty": {}})

    found = suggest_renames(diff(before, after))

    assert [(str(one.old), str(one.new)) for one in found] == [("thing/old", "thing/new")]
    assert 0.7 <= found[0].likeness < 1
    assert "`renamed_from: old` in thing/new" in found[0].words


def test_many_deletions_are_matched_only_when_they_say_the_same() -> None:
    """
    A migration of hundreds of assets is answered at once: exactly equal pairs are suggested, near ones are not.
    """
    before = org_of_things({f"o{n}": {"title": f"T{n}", "size": n} for n in range(150)})
    after = org_of_things({f"n{n}": {"title": f"T{n}", "size": n if n else 7} for n in range(150)})

    found = suggest_renames(diff(before, after))

    assert len(found) == 149
    assert {one.likeness for one in found} == {1.0}
    assert "says the same as" in found[0].words


def test_a_path_of_a_change_leads_to_its_shape() -> None:
    """
    What the schema says of a changed value can be looked up, ids and members included.
    """
    shape = THING.shape

    send = shape_at(shape, ("steps", "hello", "send"))
    member = shape_at(shape, ("blocks", "thing/b"))

    assert send is not None
    assert send.reference is not None
    assert send.reference.relation == "sends"
    assert member is not None
    assert member.reference is not None
    assert shape_at(shape, ("loose", "below", "it")) is None


def test_absent_is_false_and_says_its_name() -> None:
    """
    The mark for "no value here" cannot be taken for a value.
    """
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"


def test_changes_of_another_org_are_refused() -> None:
    """
    Making changes where they do not belong is an error, not a half-made org.
    """
    changes = diff(org_of_things({"a": {"title": "A"}}), org_of_things({"a": {"title": "B"}}))

    try:
        patch(org_of_things({}), changes)
    except ValueError as error:
        assert "thing/a is not there" in str(error)
    else:
        raise AssertionError("a change of an asset that is not there was made")


def test_changes_of_other_fields_are_refused() -> None:
    """
    A change of a step in an asset that has no steps is an error, not a guess.
    """
    (found,) = diff_assets(THING, thing("a", {"steps": [{"id": "s"}]}), thing("a", {"steps": [{"id": "s", "wait": 1}]}))

    with pytest.raises(ValueError, match="nothing to change"):
        patch_attributes(THING.shape, {"steps": "none"}, [found])


def test_a_secret_inside_a_sequence_is_not_shown_either() -> None:
    """
    However deep the name of a secret lies, only the asset itself has it.
    """
    shape = shape_of({"properties": {"keys": {"items": {"properties": {"secret": {"x-secret": True}}}}}})

    shown_value = masked(shape, {"keys": [{"secret": "ENV"}], "other": 1})

    assert "ENV" not in repr(shown_value)
    assert shown(shown_value) == {"keys": [{"secret": "(not shown)"}], "other": 1}
    assert deepest_effect(None, {}, "tuning") == "tuning"


def test_an_asset_object_that_is_shared_costs_nothing() -> None:
    """
    An index that hands the same object to both sides has it skipped without a look inside.
    """
    shared = Asset(Address("thing/a"), {"loose": object()})
    org = dataclasses.replace(org_of_things({}), kinds=KINDS, assets={shared.address: shared})

    assert diff(org, org) == ()


@pytest.mark.parametrize(("extends", "direction"), [({"extends": "list/all"}, "loosened"), ({}, "unclear")])
def test_no_criteria_are_everybody_where_something_is_extended(extends: dict[str, str], direction: str) -> None:
    """
    All of what the list extends belong then; a list with neither has nobody.
    """
    criteria = {"criteria": ["opted_out is false"]}
    [change] = diff(org_of({"list/few": {**extends, **criteria}}), org_of({"list/few": extends}))
    [back] = diff(org_of({"list/few": extends}), org_of({"list/few": {**extends, **criteria}}))

    assert [part.direction for part in change.fields[0].parts] == [direction]
    assert [part.direction for part in back.fields[0].parts] == [
        {"loosened": "tightened", "unclear": "unclear"}[direction]
    ]


def test_the_order_of_a_choice_is_looked_up_in_the_whole_org() -> None:
    """
    Two parts of an org, such as the files that differ, are compared as the whole would be.
    """
    field = {"type": "choice", "values": ["C", "B", "A"], "ordered": True}
    before = org_of({"field/grade": field, "list/good": {"criteria": ["grade is at least B"]}})
    after = org_of({"field/grade": field, "list/good": {"criteria": ["grade is at least C"]}})
    one, other = (Org.of(org.kinds, [org["list/good"]]) for org in (before, after))

    (alone,) = diff(one, other)
    (looked_up,) = diff(one, other, whole=(before, after))

    assert [part.direction for part in alone.fields[0].parts] == ["unclear"]
    assert [part.direction for part in looked_up.fields[0].parts] == ["loosened"]
    assert diff(before, after) == (looked_up,)

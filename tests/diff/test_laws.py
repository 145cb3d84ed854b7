"""The laws of differences: they say everything, nothing but what is different, and the same in both directions."""

from __future__ import annotations

import random
from typing import Any

from deepdiff import DeepDiff
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diff.things import ADDRESSES, ATTRIBUTES, JSON, KEYS, KINDS, THING, edits, orgs, thing

from mapconfig.address import Address
from mapconfig.diff import ABSENT, How, diff, diff_attributes, patch, patch_attributes, same
from mapconfig.diff.opaque import differences
from mapconfig.diff.patch import revealed
from mapconfig.model import Asset, Org, canonical, normalise, rewrite

RUNS = settings(deadline=None, max_examples=100)


@given(orgs(), orgs())
@RUNS
def test_making_the_changes_gives_the_other_side(before: Org, after: Org) -> None:
    """
    apply(diff(a, b), a) = b: a difference leaves nothing out.
    """
    made = patch(before, diff(before, after))

    assert same(as_json(made), as_json(after))


@given(ATTRIBUTES, ATTRIBUTES)
@RUNS
def test_making_the_changes_of_fields_gives_the_other_attributes(one: dict[str, Any], other: dict[str, Any]) -> None:
    """
    The same for one asset, which is where steps move, sets lose members and texts change.
    """
    before, after = normalise(THING, one), normalise(THING, other)

    made = patch_attributes(THING.shape, before, diff_attributes(THING, before, after))

    assert same(made, after)


@given(edits())
@RUNS
def test_steps_and_values_that_move_and_change_at_once_are_told_whole(sides: tuple[dict[str, Any], ...]) -> None:
    """
    Moved, new, lost and edited items in one go, inside each other: making the changes still gives the other side.
    """
    before, after = (normalise(THING, side) for side in sides)

    for one, other in ((before, after), (after, before)):
        assert same(patch_attributes(THING.shape, one, diff_attributes(THING, one, other)), other)


@given(orgs())
@RUNS
def test_nothing_differs_from_itself(org: Org) -> None:
    """
    An org has no difference to its own copy.
    """
    copied = Org.of(org.kinds, [thing(asset.key, asset.attributes) for asset in org.values()])

    assert diff(org, copied) == ()


@given(ATTRIBUTES, ATTRIBUTES)
@RUNS
def test_there_are_changes_exactly_when_deepdiff_sees_any(one: dict[str, Any], other: dict[str, Any]) -> None:
    """
    An independent library finds a difference where ours does, and none where it does not.
    """
    before, after = normalise(THING, one), normalise(THING, other)
    oracle = DeepDiff(before, after)

    found = diff_attributes(THING, before, after)

    assert bool(found) == bool(oracle)
    assert same(before, after) == (not oracle)


@given(orgs(), orgs())
@RUNS
def test_what_is_new_one_way_is_gone_the_other_way(one: Org, other: Org) -> None:
    """
    Symmetry: creations and what goes out of the files, additions and removals trade places; what changed or moved does
    so both ways.
    """
    there, back = diff(one, other), diff(other, one)

    swapped = {"create": "unmanage", "unmanage": "create", "update": "update"}
    assert [(c.address, swapped[c.action]) for c in there] == [(c.address, c.action) for c in back]
    for forward, backward in zip(there, back, strict=True):
        assert (forward.before, forward.after) == (backward.after, backward.before)
        assert tally(forward.fields) == tally(backward.fields, mirrored=True)


def tally(fields: Any, mirrored: bool = False) -> list[tuple[Any, ...]]:
    """Changes without indexes, which belong to one side, and without moves, of which either partner may be told."""
    mirror = {How.ADDED: How.REMOVED, How.REMOVED: How.ADDED, How.CHANGED: How.CHANGED}
    rows = []
    for field in fields:
        if field.how is How.MOVED or any(isinstance(step, int) for step in field.path):
            continue
        how = mirror[field.how] if mirrored else field.how
        sides = (field.after, field.before) if mirrored else (field.before, field.after)
        rows.append((field.path, how, *(canonical(revealed(side)) if side is not ABSENT else b"-" for side in sides)))
    return sorted(rows)


@given(ATTRIBUTES, st.randoms(use_true_random=False))
@RUNS
def test_order_that_means_nothing_is_no_difference(attributes: dict[str, Any], chance: random.Random) -> None:
    """
    Keys, tags, suppression lists: however they are written down, it is the same asset.
    """
    before = Org.of(KINDS, [thing("a", attributes)])
    after = Org.of(KINDS, [thing("a", shuffled(attributes, chance))])

    assert diff(before, after) == ()


def shuffled(attributes: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    names = list(attributes)
    chance.shuffle(names)
    out = {name: attributes[name] for name in names}
    for name in ("tags", "blocks", "bag", "options"):
        if name in out:
            out[name] = chance.sample(out[name], len(out[name]))
    return out


@given(st.dictionaries(KEYS, ATTRIBUTES, min_size=1, max_size=3), ADDRESSES, st.sampled_from(["x", "y"]))
@RUNS
def test_a_rename_takes_its_references_along(things: dict[str, Any], old: str, new: str) -> None:
    """
    An asset under a new key, with everybody who named it following, is one rename and no other change.
    """
    before = Org.of(KINDS, [thing(key, attributes) for key, attributes in things.items()])
    if Address(old) not in before:
        return
    renamed = Address.of("thing", new)
    followed = []
    for asset in before.values():
        attributes = rewrite(THING, asset.attributes, lambda address: renamed if address == old else address)
        key = new if asset.address == old else asset.key
        followed.append(Asset(Address.of("thing", key), normalise(THING, attributes)))
    plain = Org.of(KINDS, followed)
    after = Org(kinds=KINDS, assets=plain.assets, renamed_from={renamed: Address(old)})

    changes = diff(before, after)

    assert [(change.address, change.action, change.renamed_from) for change in changes] == [(renamed, "rename", old)]
    assert changes[0].fields == ()
    assert same(as_json(patch(before, changes)), as_json(after))


@given(JSON, JSON)
@RUNS
def test_the_details_of_an_opaque_value_are_empty_exactly_when_it_is_the_same(one: Any, other: Any) -> None:
    """
    What no schema describes is explained by deepdiff, and never explained away.
    """
    assert bool(differences(one, other)) == (not same(one, other))


def test_true_and_one_are_two_values_in_lists_as_well() -> None:
    """
    Programs that compare lists by what is equal in Python take them for one.
    """
    (part,) = differences([False, [True, 1]], [0, [True, 1]])

    assert part.words == "0: no -> 0"
    assert not differences({"a": [True, 0]}, {"a": [True, 0]})


def as_json(org: Org) -> dict[str, Any]:
    return {str(address): dict(asset.attributes) for address, asset in org.items()}

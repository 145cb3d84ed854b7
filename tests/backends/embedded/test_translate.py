"""What the platform holds and what mapconfig means are the same thing in two writings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.backends.embedded.quirks import QUIRKS, Content, rewritten
from mapconfig.backends.embedded.translate import attributes_of, content_of, types_at
from mapconfig.model import Asset, canonical, normalise
from mapconfig.testing import EXAMPLES, Ids, asset, kinds
from mapconfig.testing.strategies import assets


def some_ids(asset: Asset, share: int) -> Ids:
    """Ids for about one in `share` of all addresses, the same ones each time."""
    known = Ids()
    for number, key in enumerate(
        ["a", "vip", "17", "id-17", "id-017", "id-0", "deleted-3", "A.b_c-d", "x" * 60], start=1
    ):
        for kind in kinds():
            if (number + len(kind)) % share == 0:
                known.learn(Address.of(kind, key), str(number))
    return known


@given(assets(), st.integers(1, 4))
def test_there_and_back_gives_the_same_attributes(asset: Asset, share: int) -> None:
    """Whatever an asset says, and whichever of the assets it names have an id, it is read back to the letter."""
    kind, ids = kinds()[asset.kind], some_ids(asset, share)
    meant = {name: value for name, value in asset.attributes.items() if not (kind.activation and name == "state")}

    content = content_of(kind, asset.attributes, ids.remote_id)

    assert canonical(attributes_of(kind, content, ids.address)) == canonical(meant)


@given(assets(), st.integers(1, 4))
def test_back_and_there_gives_the_same_content(asset: Asset, share: int) -> None:
    """Writing what was read changes nothing on the platform."""
    kind, ids = kinds()[asset.kind], some_ids(asset, share)
    content = content_of(kind, asset.attributes, ids.remote_id)

    again = content_of(kind, attributes_of(kind, content, ids.address), ids.remote_id)

    assert canonical([again.name, again.fields]) == canonical([content.name, content.fields])


@given(assets(), st.sets(st.sampled_from(list(QUIRKS))))
def test_every_habit_is_known_beforehand(asset: Asset, quirks: set[str]) -> None:
    """What a platform with any set of habits answers is what `kept` says, and writing that back is no change to it."""
    kind = kinds()[asset.kind]
    stored = rewritten(content_of(kind, asset.attributes), quirks)

    kept = attributes_of(kind, stored, quirks=quirks)

    assert rewritten(stored, quirks) == stored
    assert canonical(attributes_of(kind, rewritten(content_of(kind, kept), quirks), quirks=quirks)) == canonical(kept)
    assert canonical(normalise(kind, kept)) == canonical(kept)


def test_references_become_ids_wherever_they_stand() -> None:
    """In fields, in sentences and in text, an asset is referred to by its id, a field by its name."""
    ids = Ids({"list/vip": "3", "email/hello": "4", "snippet/footer": "5", "field/industry": "6"})
    kind = kinds()["email"]
    email = asset("email/x", suppress=["list/vip", "list/new"], body="{{snippet/footer}} {{ field/industry }}")
    journey = asset("journey/j", goal=["in list vip", "opened email hello at least 2 times", "industry is Golf"])

    assert content_of(kind, email.attributes, ids.remote_id).fields == {
        "suppress": ["list/new", "list/id-3"],
        "body": "{{snippet/id-5}} {{ field/industry }}",
    }
    assert content_of(kinds()["journey"], journey.attributes, ids.remote_id).fields == {
        "goal": ["in list id-3", "opened email id-4 at least 2 times", "industry is Golf"]
    }


def test_a_title_is_a_name_and_vendor_settings_are_custom_properties() -> None:
    """The platform has its own words, and its own switch for what runs."""
    rule = asset("rule/r", title="R", state="paused", vendor={"embedded": {"x": 1}})

    content = content_of(kinds()["rule"], rule.attributes)

    assert content == Content("R", {"custom_properties": {"embedded": {"x": 1}}})
    assert attributes_of(kinds()["rule"], content) == {"title": "R", "vendor": {"embedded": {"x": 1}}}


def test_an_id_that_leads_nowhere_is_shown_as_deleted() -> None:
    """A reference to what is gone is not silently dropped, and is stable when it is written back."""
    kind = kinds()["list"]
    content = Content("L", {"extends": "list/id-9", "criteria": ["in list id-9"]})

    attributes = attributes_of(kind, content)

    assert attributes == {"title": "L", "extends": "list/deleted-9", "criteria": ["in list deleted-9"]}
    assert attributes_of(kind, content_of(kind, attributes)) == attributes


@pytest.mark.parametrize("key", ["id-1", "id-01", "id-001", "id-0", "id-", "id-x"])
def test_a_key_that_looks_like_an_id_is_told_apart(key: str) -> None:
    """Nobody's list is taken for another because somebody named it like an id."""
    kind, ids = kinds()["list"], Ids({"list/other": "1"})
    attributes = {"extends": f"list/{key}"}

    content = content_of(kind, attributes, ids.remote_id)

    assert content.fields["extends"] != "list/id-1"
    assert attributes_of(kind, content, ids.address) == attributes


SCHEMA: dict[str, Any] = {
    "$defs": {"flag": {"type": "boolean"}, "a~b/c": {"type": ["string", "null"]}, "loop": {"$ref": "#/$defs/loop"}},
    "properties": {
        "flag": {"$ref": "#/$defs/flag"},
        "odd": {"$ref": "#/$defs/a~0b~1c"},
        "loop": {"$ref": "#/$defs/loop"},
        "items": {"type": "array", "items": {"oneOf": [{"type": "boolean"}, {"type": "integer"}]}},
        "open": {"additionalProperties": {"type": "boolean"}},
        "shut": {"additionalProperties": False},
    },
    "if": {"properties": {"late": {"type": "number"}}},
    "then": {"properties": {"late": {"type": "boolean"}}},
}


@pytest.mark.parametrize(
    ("path", "types"),
    [
        (("flag",), {"boolean"}),
        (("odd",), {"string", "null"}),
        (("loop",), set()),
        (("items",), {"array"}),
        (("items", 0), {"boolean", "integer"}),
        (("open", "x"), {"boolean"}),
        (("shut", "x"), set()),
        (("late",), {"boolean", "number"}),
        (("nothing", "below"), set()),
    ],
)
def test_types_are_found_through_every_construct_of_a_schema(path: tuple[str | int, ...], types: set[str]) -> None:
    """One and zero are turned back into yes and no exactly where the schema knows nothing else."""
    assert types_at(SCHEMA, path) == types


def test_every_example_fits_its_schema() -> None:
    """What the contract suite puts on platforms is what people may write."""
    import jsonschema  # the one place where a test asks the reference validator

    for example in EXAMPLES:
        for raw in (example.before, example.after):
            document = {"kind": example.address.kind, "key": example.address.key, **raw}
            schema = kinds()[example.address.kind].schema
            problems = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]
            assert problems == [], example.address

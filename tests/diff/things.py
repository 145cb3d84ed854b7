"""A made-up kind with every annotation that a difference has to respect, and strategies that fill it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.model import Asset, Kind, Kinds, Org, normalise

SCHEMA: dict[str, Any] = {
    "title": "Thing",
    "x-effect": "tuning",
    "type": "object",
    "properties": {
        "title": {"type": "string", "x-effect": "cosmetic"},
        "on": {"type": "boolean", "default": False},
        "size": {"type": "number"},
        "note": {"type": "string", "x-embeds": True},
        "parent": {"x-reference": {"to": ["thing"], "relation": "extends"}},
        "tags": {"x-unordered": True, "items": {"type": "string"}},
        "blocks": {
            "x-unordered": True,
            "x-effect": "consent",
            "items": {"x-reference": {"to": ["thing"], "relation": "suppresses"}},
        },
        "bag": {"x-unordered": True, "items": {"properties": {"a": {}, "b": {}}}},
        "values": {"items": {"type": "string"}},
        "who": {"x-criteria": True},
        "token": {"x-secret": True},
        "login": {"properties": {"user": {}, "password": {"x-secret": True}}},
        "entry": {
            "properties": {
                "from": {"x-unordered": True, "items": {"x-reference": {"to": ["thing"], "relation": "enters-from"}}},
                "again": {"type": "string"},
            }
        },
        "steps": {
            "x-key": "id",
            "items": {
                "properties": {
                    "id": {},
                    "send": {"x-effect": "sends", "x-reference": {"to": ["thing"], "relation": "sends"}},
                    "wait": {},
                    "do": {
                        "items": {
                            "properties": {
                                "add": {"x-reference": {"to": ["thing"], "relation": "adds-to"}},
                                "tag": {},
                                "inner": {"items": {}},
                            }
                        }
                    },
                    "steps": {"$ref": "#/properties/steps"},
                }
            },
        },
        "options": {"x-key": "id", "x-unordered": True, "items": {"properties": {"id": {}, "n": {}}}},
        "vendor": {"additionalProperties": {"title": "opaque"}},
        "loose": {},
    },
}

KINDS = Kinds.load([("thing", "things")], {"thing": SCHEMA})
THING: Kind = KINDS["thing"]

KEYS = st.sampled_from(["a", "b", "c", "d"])
ADDRESSES = KEYS.map(lambda key: f"thing/{key}")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([0.0, 1.0, 0.5]),
    st.sampled_from(["", "a", "b c", "1"]),
)
JSON = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3), max_leaves=6
)
ACTIONS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"add": ADDRESSES}),
        st.fixed_dictionaries({"tag": KEYS}),
        st.fixed_dictionaries({"tag": KEYS, "inner": st.lists(SCALARS, max_size=2)}),
    ),
    max_size=4,
)


def items(extra: Mapping[str, st.SearchStrategy[Any]], most: int = 4) -> st.SearchStrategy[list[Any]]:
    """Sequences of items with an id, most of them sound, some with an id twice or none at all."""
    sound = st.fixed_dictionaries({"id": KEYS}, optional=dict(extra))
    return st.one_of(
        st.lists(sound, max_size=most, unique_by=lambda item: item["id"]),
        st.lists(sound, max_size=most, unique_by=lambda item: item["id"]),
        st.lists(st.one_of(sound, SCALARS), max_size=2),
    )


STEP: dict[str, st.SearchStrategy[Any]] = {
    "send": ADDRESSES,
    "wait": SCALARS,
    "do": ACTIONS,
    "steps": items({"wait": SCALARS}, 2),
}
ATTRIBUTES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A", "B"]),
        "on": st.booleans() | st.integers(0, 1),
        "size": st.integers(0, 1) | st.sampled_from([0.0, 1.0]) | st.booleans(),
        "note": st.sampled_from(["one", "one\ntwo\nthree", "one\n2\nthree\nfour", "x" * 200]),
        "parent": ADDRESSES,
        "tags": st.lists(KEYS, max_size=4),
        "blocks": st.lists(ADDRESSES, max_size=3),
        "bag": st.lists(JSON, max_size=3),
        "values": st.lists(SCALARS, max_size=6),
        "who": st.lists(st.sampled_from(["score > 1", "score > 2", "country is FR", "in list a"]), max_size=3),
        "token": st.sampled_from(["ENV_A", "ENV_B"]),
        "login": st.fixed_dictionaries({}, optional={"user": KEYS, "password": KEYS}),
        "entry": st.fixed_dictionaries({}, optional={"from": st.lists(ADDRESSES, max_size=2), "again": KEYS}) | SCALARS,
        "steps": items(STEP) | SCALARS,
        "options": items({"n": SCALARS}),
        "vendor": st.dictionaries(KEYS, JSON, max_size=2),
        "loose": JSON,
        "unknown": JSON,
    },
)


def shuffles(items_: list[Any]) -> st.SearchStrategy[list[Any]]:
    """The items in another order, some left out."""
    return st.permutations(items_).flatmap(lambda order: st.integers(0, len(order)).map(lambda n: order[:n]))


SOUND_STEPS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.fixed_dictionaries({"id": KEYS | st.sampled_from("efgh")}, optional=STEP),
    min_size=1,
    max_size=6,
    unique_by=lambda step: str(step["id"]),
)
ORDERED = st.lists(st.one_of(SCALARS, st.dictionaries(KEYS, SCALARS, max_size=2)), max_size=7)


@st.composite
def edits(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two versions of what is hard to compare: steps and values that move, come, go and change at the same time."""
    steps, values, actions = draw(SOUND_STEPS), draw(ORDERED), draw(ACTIONS)
    others = draw(SOUND_STEPS)
    kept = [step for step in draw(shuffles(steps)) if step["id"] not in {other["id"] for other in others}]
    mixed = draw(st.permutations([*kept, *others]))
    acting = {"id": "acting", "do": actions}
    after = {"id": "acting", "do": [*draw(shuffles(actions)), *draw(ACTIONS)]}
    return (
        {"steps": [*steps, acting], "values": values},
        {"steps": [after, *mixed], "values": [*draw(shuffles(values)), *draw(ORDERED)]},
    )


def thing(key: str, attributes: Mapping[str, Any]) -> Asset:
    """A thing in normal form; `attributes` stay the caller's."""
    return Asset(Address.of("thing", key), normalise(THING, copy.deepcopy(dict(attributes))))


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    """Small orgs of things."""
    made = draw(st.dictionaries(KEYS, ATTRIBUTES, max_size=3))
    return Org.of(KINDS, [thing(key, attributes) for key, attributes in made.items()])


def org_of_things(things: Mapping[str, Mapping[str, Any]], renamed: Mapping[str, str] | None = None) -> Org:
    """An org of things by key; `renamed` maps a new key to the one it had."""
    org = Org.of(KINDS, [thing(key, attributes) for key, attributes in things.items()])
    moves = {Address.of("thing", new): Address.of("thing", old) for new, old in (renamed or {}).items()}
    return Org(kinds=KINDS, assets=org.assets, renamed_from=moves)

"""Rules meet whatever a file or a platform holds, and never stop."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.check.made import TODAY, made_settings

from mapconfig.address import Address
from mapconfig.check import check
from mapconfig.graph import Graph
from mapconfig.model import Asset, Org
from mapconfig.read.schema import load_kinds

KINDS = load_kinds()
NAMES = sorted({name for kind in KINDS.values() for name in kind.shape.properties} - {"kind", "key"})
BELOW = sorted(
    {name for kind in KINDS.values() for shape in kind.shape.properties.values() for name in shape.properties}
    | {
        "id",
        "next",
        "then",
        "else",
        "send",
        "wait",
        "if",
        "did",
        "do",
        "set",
        "add_to",
        "percent",
        "after",
        "all",
        "any",
    }
)
WORDS = """list/a|list/b|email/a|field/a|stage/a|team/a|active|archived|choice|list|end|a|b|score > 5|in list a
not in list b|opened any email|a is x|{{ snippet/a|suppression|1 day""".replace("\n", "|").split("|")
TEXTS = st.sampled_from(WORDS) | st.text(max_size=12)
LEAVES = st.none() | st.booleans() | st.integers(-5, 200) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.sampled_from(BELOW) | TEXTS, below, max_size=4),
    max_leaves=12,
)
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)
ASSETS = st.dictionaries(
    st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from("abc")), ATTRIBUTES, min_size=1, max_size=8
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(assets=ASSETS)
def test_no_rule_stops_at_values_of_a_shape_that_no_schema_allows(
    assets: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """
    An asset that its schema refuses is reported for that, and the rules still look at it and at all others.
    """
    org = Org.of(
        KINDS,
        [Asset(Address.of(kind, key), attributes) for (kind, key), attributes in assets.items()],
        made_settings({"fatigue": ["list/a"], "relations": {"account": "one"}, "limits": {"lists": 0}}),
    )

    findings = check(org, Graph.of(org), TODAY)

    assert all(finding.detail and finding.code for finding in findings)

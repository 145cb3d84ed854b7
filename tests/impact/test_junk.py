"""Whatever a platform or an unchecked file holds: a change of it has effects and words, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diff.things import JSON
from tests.graph.orgs import org_of
from tests.impact.test_effects import patched
from tests.impact.test_impact import BASE

from mapconfig.address import Address
from mapconfig.diff import diff, patch, same
from mapconfig.graph import Graph
from mapconfig.impact import if_it_changed, impact
from mapconfig.report import changes

KINDS = org_of({}).kinds
PLACES = [(name, attribute) for name in BASE for attribute in KINDS[Address(name).kind].shape.properties]
JUNK = st.one_of(
    JSON,
    st.lists(
        st.sampled_from(["list/customers", "email/welcome", "x", "in list banned", "opted_out is false"]), max_size=3
    ),
    st.dictionaries(
        st.sampled_from(["lists", "field", "batches", "required", "at", "id", "send", "any", "none"]), JSON
    ),
    st.lists(
        st.dictionaries(st.sampled_from(["id", "send", "wait", "do", "if", "percent", "add_to"]), JSON), max_size=3
    ),
)


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
@settings(deadline=None, max_examples=300)
def test_no_value_makes_a_difference_fail(edits: list[tuple[tuple[str, str], Any]]) -> None:
    """
    A platform answers with what it has; the diff, its effects and its views are made all the same, and say it all.
    """
    edited: dict[str, dict[str, Any]] = {}
    for (name, attribute), value in edits:
        if attribute not in ("kind", "key", "renamed_from"):
            edited.setdefault(name, {})[attribute] = value
    one, other = org_of(BASE), org_of(patched(BASE, edited))

    for before, after in ((one, other), (other, one)):
        found = diff(before, after)
        impacts = impact(found, before, after)
        assert all(each.effects for each in impacts.values())
        said = changes.document(found, impacts, after)
        assert changes.text(said) and changes.markdown(said) and changes.json(said)
        made = patch(before, found)
        assert all(same(made[name].attributes, after[name].attributes) for name in after)
    for name in edited:
        if_it_changed(Address(name), other, Graph.of(other))

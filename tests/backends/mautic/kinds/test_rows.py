"""Filters of segments as they are written and compared."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.backends.mautic.kinds.rows import written

PLAIN = {"glue": "and", "field": "city", "object": "lead", "type": "text", "operator": "="}


@pytest.mark.parametrize(
    "filters",
    [
        [{**PLAIN, "properties": {"filter": "Paris"}, "filter": "old", "display": "old"}],
        {"0": {**PLAIN, "properties": {"filter": "Paris"}}},
        [{**PLAIN, "filter": "Paris", "display": None}],
        [{**PLAIN, "properties": {"filter": "Paris"}, "glue": "or"}, "no filter"],
        [{**PLAIN, "object": None, "glue": None, "properties": {"filter": "Paris"}}],
    ],
)
def test_what_is_stale_or_not_looked_at_is_left_out(filters: Any) -> None:
    """After an edit Mautic repeats the old value at the root (recording segments-dependencies), and the first glue
    means nothing."""
    assert written(filters) == [{**PLAIN, "properties": {"filter": "Paris"}}]


@pytest.mark.parametrize("filters", [None, [], "x", {}])
def test_what_is_no_filters_is_none(filters: Any) -> None:
    assert written(filters) == []


@pytest.mark.parametrize(
    ("field", "sent", "read"),
    [
        ("points", 50, "50"),
        ("points", 10.5, "10.5"),
        ("is_customer", True, True),
        ("city", "", None),
        ("leadlist", ["3", 4], [3, 4]),
        ("stage", 3, "3"),
        ("tags", [1, "2"], ["1", "2"]),
        ("leadlist", ["list/a"], ["list/a"]),
    ],
)
def test_values_are_compared_in_the_form_that_mautic_gives(field: str, sent: Any, read: Any) -> None:
    """Numbers come back as texts, ids as numbers, and an empty text as nothing (recording segments-filters)."""
    [row] = written([{**PLAIN, "field": field, "properties": {"filter": sent}}])

    assert row["properties"] == {"filter": read}
    assert written([row]) == [row]

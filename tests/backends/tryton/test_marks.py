"""Keys at the end of names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.backends.tryton.marks import Named, keys, marked, named, search, slug


@given(st.text().map(str.strip), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True))
def test_a_name_is_taken_apart_as_it_was_put_together(title: str, key: str) -> None:
    """Whatever a title ends with, also with something like a mark."""
    assert named(marked(title, key)) == Named(title, key)


@pytest.mark.parametrize("name", ["Customers", "Customers [a b]", "Customers[x]", "[]", "", "Customers [x] old"])
def test_a_name_without_a_mark_has_no_key(name: str) -> None:
    """What people write in brackets is no key unless it could be one."""
    assert named(name) == Named(name, "")


def test_names_without_a_mark_are_told_apart() -> None:
    """What was made by hand is called by its name; equal names get numbers in the order of their ids, and none takes
    the key of a mark. Two marks with one key stay two."""
    records: list[dict[str, Any]] = [
        {"id": 9, "name": "Trade fair"},
        {"id": 2, "name": "Trade fair"},
        {"id": 3, "name": "Fair [trade-fair]"},
        {"id": 4, "name": "Fair (copy) [trade-fair]"},
        {"id": 5, "name": "???"},
        {"id": 6, "name": None},
    ]

    assert keys(records, "list") == {
        3: "trade-fair",
        4: "trade-fair",
        2: "trade-fair-2",
        9: "trade-fair-3",
        5: "list-5",
        6: "list-6",
    }


def test_a_slug_is_what_a_person_would_type() -> None:
    """Accents and signs go, words stay."""
    assert slug("Clients à Besançon — 100 % große") == "clients-a-besancon-100-grosse"


def test_wildcards_in_a_key_are_no_wildcards() -> None:
    """``_`` stands for any letter in a pattern of SQL."""
    assert ["name", "like", "%[opted\\_out]"] in search("opted_out")

"""Marks and names: how what Mautic has is called."""

from __future__ import annotations

import pytest

from mapconfig.address import Address
from mapconfig.backends.mautic.markers import (
    as_key,
    cleaned,
    comment_of,
    commented,
    mark_of,
    marked,
    slug,
    told_apart,
    uncommented,
    unmarked,
)

MQL = Address("stage/mql")


@pytest.mark.parametrize("text", ["", "Ready for sales", "Two\n\nparagraphs", "<p>HTML</p>"])
def test_a_mark_is_put_on_and_taken_off(text: str) -> None:
    """A person's text comes back as it was, and a second mark replaces the first."""
    assert unmarked(marked(text, MQL)) == text
    assert mark_of(marked(text, MQL)) == MQL
    assert marked(marked(text, Address("stage/old")), MQL) == marked(text, MQL)
    assert uncommented(commented(text, MQL)) == text
    assert comment_of(commented(text, MQL)) == MQL


def test_what_has_no_mark_has_none() -> None:
    for text in (None, "", "(mapconfig)", "(mapconfig: nothing)"):
        assert mark_of(text) is None
        assert comment_of(text) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Customers in France", "customers-in-france"),
        ("  Über uns & Co. ", "uber-uns-co"),
        ("Straße", "strasse"),
        ("a &amp; b", "a-b"),
        ("日本", ""),
    ],
)
def test_a_name_becomes_a_key_that_a_person_would_give(name: str, key: str) -> None:
    assert slug(name) == key


def test_an_alias_is_what_mautic_makes_of_it() -> None:
    """Lower case, hyphens for spaces, and nothing else but letters and digits (recording segments-create)."""
    assert cleaned("My Alias With Spaces") == "my-alias-with-spaces"
    assert cleaned("a_b.Ü") == "abu"
    assert as_key("--odd one") == "odd-one"


def test_no_key_is_given_twice() -> None:
    """The first keeps it, the others get numbers that nothing else has, the same ones each time."""
    assert told_apart([("1", "a"), ("2", "a"), ("3", "a-2"), ("4", "a"), ("5", "b")]) == {
        "1": "a",
        "2": "a-3",
        "3": "a-2",
        "4": "a-4",
        "5": "b",
    }

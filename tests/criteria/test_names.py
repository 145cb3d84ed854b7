"""What criteria name, and the same with other names."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.criteria import canonical, references, rewrite
from mapconfig.finding import Path


def test_every_name_is_found_with_the_place_of_its_sentence() -> None:
    """
    Where-used shows the line in which a list, field, e-mail or form is named.
    """
    value: list[Any] = [
        "account.type is Customer",
        "not in list competitors",
        {"any": ["opened email welcome", "submitted form contact since 2026-01-01", "opened any email"]},
        {"some opportunity": ["stage is Open", "opportunity.amount > 5", {"any": ["account.type is X"]}]},
        {"some opportunity": {"all": ["role changed to x"]}},
        {"country in": ["DE"]},
        {"no contract": {"status not in": ["Draft"]}},
        "owner changed from a to b",
        "viewed page /pricing",
        "did welcome",
        "this cannot be read",
    ]

    assert list(references(value)) == [
        ("field/account.type", (0,)),
        ("list/competitors", (1,)),
        ("email/welcome", (2, "any", 0)),
        ("form/contact", (2, "any", 1)),
        ("field/opportunity.stage", (3, "some opportunity", 0)),
        ("field/opportunity.amount", (3, "some opportunity", 1)),
        ("field/account.type", (3, "some opportunity", 2, "any", 0)),
        ("field/opportunity.role", (4, "some opportunity", "all", 0)),
        ("field/country", (5,)),
        ("field/contract.status", (6, "no contract")),
        ("field/owner", (7,)),
    ]


@pytest.mark.parametrize(
    ("value", "path"), [("score > 1", ()), ({"all": ["score > 1"]}, ("all", 0)), ({"score in": ["1"]}, ())]
)
def test_a_sentence_or_group_alone_names_things_too(value: Any, path: Path) -> None:
    """
    The one activity of a scoring row is criteria like any other.
    """
    assert list(references(value)) == [("field/score", path)]


RENAMES = {
    "list/customers": "list/clients",
    "email/welcome": "email/in",
    "form/contact": "form/contact-us",
    "field/industry": "field/opened",
    "field/opportunity.stage": "field/opportunity.phase",
    "field/opportunity.amount": "field/deal.amount",
}


@pytest.mark.parametrize(
    ("value", "after"),
    [
        (["In  list customers"], ["In  list clients"]),
        (['not in list "customers"'], ["not in list clients"]),
        (["in list customers-fr"], ["in list customers-fr"]),
        (["opened email welcome in last 3 days"], ['opened email "in" in last 3 days']),
        (["submitted form contact"], ["submitted form contact-us"]),
        (["did welcome"], ["did welcome"]),
        (["industry is industry"], ['"opened" is industry']),
        ([{"industry in": ["a"]}], [{'"opened" in': ["a"]}]),
        ([{"country in": ["industry"]}], [{"country in": ["industry"]}]),
        ({"some opportunity": ["stage  is Open"]}, {"some opportunity": ["phase  is Open"]}),
        ({"some opportunity": ["opportunity.stage is Open"]}, {"some opportunity": ["phase is Open"]}),
        ({"no opportunity": {"stage in": ["a"]}}, {"no opportunity": {"phase in": ["a"]}}),
        ({"some opportunity": {"all": ["amount > 5"]}}, {"some opportunity": {"all": ["deal.amount > 5"]}}),
        ("industry changed", '"opened" changed'),
        (["in list customers and more"], ["in list customers and more"]),
        ({5: "in list customers"}, {5: "in list customers"}),
        (None, None),
    ],
)
def test_a_rename_changes_the_name_and_no_other_character(value: Any, after: Any) -> None:
    """
    `mapconfig mv` keeps a person's spaces and words; a key that is also a word of the language is put in quotes.
    """
    assert rewrite(value, lambda address: Address(RENAMES.get(address, address))) == after


def test_what_has_not_the_shape_of_criteria_names_nothing() -> None:
    """
    A key that is a number, two keys in a group and plain numbers are problems for `parse` and no names.
    """
    assert list(references([{5: ["in list a"]}, {"all": [], "any": ["in list a"]}, 5, None])) == []


def test_absurdly_deep_structures_are_left_alone() -> None:
    """
    Whatever YAML allows, names are looked for to a depth that no criteria reach.
    """
    value: Any = ["in list customers"]
    for _ in range(500):
        value = [{"some opportunity": value}]

    assert list(references(value)) == []
    assert rewrite(value, lambda address: Address("list/clients")) == value
    assert canonical(value) == value

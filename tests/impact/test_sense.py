"""What criteria mean for lists and consent: signs, what is required, and what protects people."""

from __future__ import annotations

from typing import Any

import pytest
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.graph import Edge, Graph
from mapconfig.impact import sense
from mapconfig.impact.spread import GROWS, SHRINKS, spread, state_of
from mapconfig.model import Asset


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (["a is 1", "b is 2"], [("a", 1, True), ("b", 1, True)]),
        ("a is 1", [("a", 1, True)]),
        ([{"any": ["a is 1", "b is 2"]}], [("a", 1, False), ("b", 1, False)]),
        ([{"any": ["a is 1"]}], [("a", 1, True)]),
        ([{"none": ["a is 1", "b is 2"]}], [("a", -1, True), ("b", -1, True)]),
        ([{"none": [{"any": ["a is 1", "b is 2"]}]}], [("a", -1, True), ("b", -1, True)]),
        ([{"none": [{"all": ["a is 1", "b is 2"]}]}], [("a", -1, False), ("b", -1, False)]),
        ([{"none": [{"none": ["a is 1", "b is 2"]}]}], [("a", 1, False), ("b", 1, False)]),
        ([{"any": [{"all": ["a is 1", "b is 2"]}, "c is 3"]}], [("a", 1, False), ("b", 1, False), ("c", 1, False)]),
        ([{"some opportunity": ["stage is Won"]}], [("opportunity.stage", 1, True)]),
        ([{"no opportunity": ["stage is Won"]}], [("opportunity.stage", -1, True)]),
        ([{"country in": ["FR", "DE"]}], [("country", 1, True)]),
        (["wibble wobble", "a is 1"], [("a", 1, True)]),
        ([], []),
        (7, []),
    ],
)
def test_each_sentence_has_its_sign_and_whether_it_is_required(criteria: Any, expected: list[Any]) -> None:
    """
    A group inside a group turns "must" into "may" and "in" into "out", as logic has it.
    """
    found = sense.asked(criteria)

    assert [
        (getattr(one.test, "field", ""), one.sign, one.required) for one in found if hasattr(one.test, "field")
    ] == (expected)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (["in list x"], 1),
        (["not in list x"], -1),
        ([{"none": ["in list x"]}], -1),
        ([{"none": ["not in list x"]}], 1),
        ([{"any": ["score > 1", "in list x"]}], 1),
    ],
)
def test_more_people_on_a_list_mean_more_or_fewer_who_meet_the_criteria(criteria: Any, expected: int) -> None:
    """
    Whether a list is asked for or kept out decides who is mailed when it grows.
    """
    org = org_of({"list/x": {}, "list/y": {"criteria": criteria}})
    (edge,) = Graph.of(org).used_by(Address("list/x"))

    assert sense.sign_of(org, edge) == expected
    assert [(one.address, one.sign) for one in spread(org, Graph.of(org), Address("list/x"), GROWS)] == [
        ("list/y", expected)
    ]
    assert [one.sign for one in spread(org, Graph.of(org), Address("list/x"), SHRINKS)] == [-expected]


def test_an_edge_outside_criteria_has_no_sign() -> None:
    """
    A template, an embedded field or an asset that is gone says nothing about who belongs.
    """
    org = org_of({"email/a": {"template": "email/b", "body": "{{ field/x }}"}, "email/b": {}})
    edges = Graph.of(org).uses(Address("email/a"))

    assert [sense.criteria_at(org, edge) for edge in edges] == [None, None]
    assert sense.sign_of(org, edges[0]) == 0
    assert sense.criteria_at(org, Edge(Address("list/gone"), Address("list/x"), "uses", ("criteria", 0))) is None
    assert sense.criteria_at(org, Edge(Address("email/a"), Address("list/x"), "uses", ("unheard-of", 0))) is None
    activity = org_of({"list/a": {"criteria": ["opened email a"]}})
    assert [sense.sign_of(activity, edge) for edge in Graph.of(activity).uses(Address("list/a"))] == [0]


def test_a_list_protects_through_masters_and_other_lists() -> None:
    """
    Consent asked for three lists up is asked for; a circle of lists is not followed for ever.
    """
    org = org_of(
        {
            "list/base": {"criteria": ["opted_out is false"]},
            "list/next": {"extends": "list/base"},
            "list/asks": {"criteria": ["in list next"]},
            "list/may": {"criteria": [{"any": ["in list next", "score > 1"]}]},
            "list/out": {"criteria": ["not in list stop"]},
            "list/wrong": {"criteria": ["in list stop"]},
            "list/stop": {"purpose": "suppression", "static": True},
            "list/ring": {"criteria": ["in list ring2"]},
            "list/ring2": {"criteria": ["in list ring"]},
            "list/activity": {"criteria": ["opened any email"]},
        }
    )
    graph = Graph.of(org)

    protecting = {name for name in org if sense.list_protects(org, graph, name)}

    assert protecting == {"list/base", "list/next", "list/asks", "list/out"}
    assert not sense.list_protects(org, graph, Address("list/unknown"))


def test_a_field_is_one_of_consent_by_name_by_tag_or_by_a_form() -> None:
    """
    A company's own consent field counts as soon as a form asks for it or somebody tags it.
    """
    org = org_of(
        {
            "field/opted_out": {},
            "field/own": {"tags": ["consent"]},
            "field/asked": {},
            "field/collected": {},
            "form/f": {"fields": [{"field": "field/collected"}], "consent": {"field": "field/asked", "text": "Yes"}},
        }
    )

    found = {name for name in org if sense.is_consent_field(org, Graph.of(org), name)}

    assert found == {"field/opted_out", "field/own", "field/asked"}


def test_a_circle_of_masters_narrows_nothing_for_ever() -> None:
    """
    Lists that extend each other are a fault that validate names; asking about them ends.
    """
    org = org_of({"list/a": {"extends": "list/b"}, "list/b": {"extends": "list/a"}, "list/c": {}})

    assert sense.narrows(Graph.of(org), Address("list/a"), Address("list/b"))
    assert not sense.narrows(Graph.of(org), Address("list/a"), Address("list/c"))


def test_a_circle_of_rules_is_walked_once() -> None:
    """
    A journey that adds to the list it feeds on does not make the answer endless.
    """
    org = org_of(
        {
            "journey/a": {"entry": {"lists": ["list/x"]}, "steps": [{"id": "one", "do": [{"add_to": "list/x"}]}]},
            "list/x": {"static": True},
        }
    )

    found = list(spread(org, Graph.of(org), Address("list/x"), GROWS))

    assert [(one.address, one.role) for one in found] == [("journey/a", "enter"), ("list/x", "match")]


def test_what_is_not_there_counts_as_put_away() -> None:
    """
    A missing asset does nothing, like an archived one.
    """
    assert state_of(None) == "archived"


def test_what_a_list_asks_of_everybody_comes_with_the_lists_it_builds_on() -> None:
    """
    A condition of consent counts whichever list says it, also where lists go round in a circle; one of several does
    not, and neither does a list that is not there.
    """
    org = org_of(
        {
            "list/mailable": {"criteria": ["opted_out is false", "country is FR"]},
            "list/banned": {"purpose": "suppression"},
            "list/readers": {"extends": "list/round", "criteria": ["in list mailable", "not in list banned"]},
            "list/round": {"extends": "list/readers", "criteria": [{"any": ["opted_in is true", "in list nowhere"]}]},
        }
    )
    graph = Graph.of(org)

    found = sense.list_protections(org, graph, Address("list/round"))

    assert sorted(one.words for one in found) == ["not in list banned", "opted_out is false"]
    assert {sense.keeps_out(one) for one in found} == {None, Address("list/banned")}
    assert sense.list_protections(org, graph, Address("list/nowhere")) == set()


def journey(steps: list[str], suppress: list[str], **vendor: Any) -> Asset:
    rows = [{"id": step, "send": "email/x"} for step in steps]
    return Asset(Address("journey/x"), {"steps": rows, "suppress": suppress, "vendor": vendor})


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        (journey(["a", "b"], [], m={"held": {"a": ["list/y", "list/x"]}}), ["list/x"]),
        (journey(["a", "b"], ["list/x"], m={"held": {"a": ["list/y", "list/x"]}}), []),
        (journey(["a"], [], m={"held": {"a": ["list/x", "list/y"]}}), []),
        (journey(["a", "b"], []), ["list/x", "list/y"]),
        (None, []),
    ],
    ids=["one step", "suppressed instead", "a step less", "nothing left", "gone"],
)
def test_lists_that_settings_let_go_are_found(after: Asset | None, lost: list[str]) -> None:
    """Whoever is on such a list may be e-mailed again, unless the journey says otherwise itself."""
    before = journey(["a", "b"], [], m={"held": {"a": ["list/x", "list/y"], "b": ["list/x"]}})

    assert sense.let_go(before, after) == lost
    assert sense.let_go(None, before) == []


def test_settings_name_lists_wherever_they_stand() -> None:
    """Rows with ids are places of their own, whatever order they are in; what names no list is nothing."""
    rows = [{"id": "p", "lists": ["list/x"]}, {"id": "q", "lists": ["list/x", "email/y", 5]}]
    before, turned = journey([], [], m={"rows": rows}), journey([], [], m={"rows": rows[::-1]})

    assert sense.let_go(before, turned) == []
    assert sense.let_go(before, journey([], [], m={"rows": rows[:1]})) == ["list/x"]

"""Who is on which list, in three languages: criteria, a condition, and a domain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.backends.tryton.pyson import (
    NOBODY,
    Asked,
    Member,
    Not,
    Several,
    Strange,
    Unheld,
    asked_by,
    awaited,
    awaiting,
    condition,
    criteria_of,
    domain,
    dumps,
    lists_of,
    loads,
    numbers_in,
    opposite,
    question,
)

LISTS = [Address(f"list/{key}") for key in ("a", "b_1", "c.2", "d-3")]
IDS = {each: number for number, each in enumerate(LISTS, 11)}


def list_of(number: int) -> Address:
    return next(each for each, known in IDS.items() if known == number)


def questions() -> st.SearchStrategy[Asked]:
    members: st.SearchStrategy[Asked] = st.sampled_from(LISTS).map(Member)
    return st.recursive(
        members,
        lambda inner: (
            inner.map(Not)
            | st.builds(Several, st.sampled_from(["And", "Or"]), st.lists(inner, min_size=2, max_size=3).map(tuple))
        ),
        max_leaves=8,
    )


def holds(asked: Asked, on: set[Address]) -> bool:
    """The plain meaning of a question, for somebody who is on these lists."""
    if isinstance(asked, Member):
        return asked.list in on
    if isinstance(asked, Not):
        return not holds(asked.of, on)
    return (all if asked.kind == "And" else any)(holds(each, on) for each in asked.of)


@given(questions(), st.sets(st.sampled_from(LISTS)))
def test_a_question_means_the_same_as_criteria(asked: Asked, on: set[Address]) -> None:
    """What is read back from criteria asks for the same people, and is written the same way again."""
    written = criteria_of(asked)

    again = asked_by(written)

    assert holds(again, on) is holds(asked, on)
    assert criteria_of(again) == criteria_of(asked_by(criteria_of(again)))
    assert holds(opposite(asked), on) is not holds(asked, on)


@given(questions())
def test_a_condition_is_read_back_as_it_was_written(asked: Asked) -> None:
    """A statement with ids puts the question that it was made from."""
    assert question(loads(dumps(condition(asked, IDS.get))), list_of) == asked
    assert question(condition(asked, lambda _: None), list_of) == asked


@pytest.mark.parametrize(
    "criteria", [["country is FR"], {"some opportunity": ["stage is Won"]}, ["what is this"], 5, ["clicked any email"]]
)
def test_what_is_no_question_about_lists_is_not_held(criteria: Any) -> None:
    """Fields and activities that a party of Tryton does not have are named, and not guessed."""
    with pytest.raises(Unheld):
        asked_by(criteria)


@pytest.mark.parametrize(
    "statement",
    [
        {"__class__": "Equal", "s1": 1, "s2": 1},
        {"__class__": "In", "k": 5, "v": {"__class__": "Eval", "v": "other", "d": []}},
        {"__class__": "In", "k": "party/x", "v": 1},
        {"__class__": "And", "s": [1]},
        "text",
        None,
    ],
)
def test_other_statements_are_strange(statement: Any) -> None:
    """A condition that somebody wrote about something else is not taken for one of ours."""
    with pytest.raises(Strange):
        question(statement, list_of)


@given(st.sets(st.sampled_from(LISTS)), st.sets(st.sampled_from(LISTS)))
def test_a_domain_is_read_back_as_it_was_written(wanted: set[Address], known: set[Address]) -> None:
    """Lists that Tryton has are named by their ids, others by the mark that their names will have."""
    made = domain(sorted(wanted), {each: IDS[each] for each in known}.get)

    assert sorted(lists_of(loads(dumps(made)), list_of)) == sorted(wanted)
    assert numbers_in(made) == {IDS[each] for each in wanted & known}
    assert (made == NOBODY) is (not wanted)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [["categories", "in", []]],
        [["categories", "in", [True]]],
        [["categories.name", "like", "%x%"]],
        [["name", "=", "Ada"]],
        [["categories", "in", [11]], ["active", "=", True]],
        [["OR", ["name", "=", "Ada"]]],
        "not json",
        None,
    ],
)
def test_other_domains_are_strange(said: Any) -> None:
    """A domain that somebody wrote about something else is not taken for one of ours."""
    with pytest.raises(Strange):
        lists_of(said, list_of)


def test_a_mail_that_is_not_there_yet_is_never_sent() -> None:
    """What waits for its e-mail has a condition that is never true, and the real one can be read out of it."""
    real = condition(Member(LISTS[0]), IDS.get)

    assert awaiting(awaited(None)) is None
    assert awaiting(awaited(real)) == real
    assert awaiting(real) == real
    assert awaited(None)["s1"] != awaited(None)["s2"]


def test_ids_are_found_wherever_they_stand() -> None:
    """Whether a list is used is looked up at any depth, in domains and in conditions."""
    deep = condition(Not(Several("Or", (Member(LISTS[0]), Not(Member(LISTS[1]))))), IDS.get)

    assert numbers_in(deep) == {11, 12}
    assert numbers_in([["active", "=", True], ["OR", [["categories", "in", [13]]]]]) == {13}
    assert numbers_in("text") == set()


def test_a_text_that_is_no_json_stays_a_text() -> None:
    """Whatever somebody put there is shown as it is."""
    assert loads("[") == "["
    assert dumps("[") == "["
    assert loads(None) is None
    assert loads("") is None

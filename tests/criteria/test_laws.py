"""What is true of all criteria and all people, tried on those that hypothesis makes up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.criteria import canonical, differences, parse, references, rewrite
from mapconfig.criteria.check import check
from mapconfig.criteria.extent import certain, covers, excludes, implies, impossible
from mapconfig.criteria.logic import logic
from mapconfig.criteria.oracle import Person, evaluate, holds
from mapconfig.criteria.syntax import NEGATIVES, ActivityTest, FieldTest, Group, Node, Related, Sentence, Test
from mapconfig.criteria.words import words_of
from tests.criteria.strategies import (
    AS_OF,
    CATALOGUE,
    PERSON_FIELDS,
    activity_tests,
    any_text,
    any_yaml,
    criteria,
    criteria_yaml,
    field_tests,
    field_values,
    people,
    person_tests,
)


def tries(number: int) -> settings:
    """So many examples, however busy the machine is."""
    checks = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=number, deadline=None, suppress_health_check=checks)


many = tries(100)


def meets(node: Node, person: Person) -> bool:
    return evaluate(node, person, AS_OF, CATALOGUE, person.lists.__contains__)


#: A test, the type of its field, and what the field of somebody holds.
tests_and_values = st.sampled_from(sorted(PERSON_FIELDS)).flatmap(
    lambda name: st.tuples(
        field_tests(name, PERSON_FIELDS[name]), st.just(PERSON_FIELDS[name]), field_values(PERSON_FIELDS[name])
    )
)


def read(value: Any) -> Node:
    node, problems = parse(value)
    assert node is not None, problems
    assert problems == []
    return node


# ---------------------------------------------------------------------------------------------------------------------
# Reading and writing


@many
@given(criteria)
def test_what_is_written_reads_back_as_the_same(node: Node) -> None:
    """
    No value, name or field is such that writing it down changes what it says.
    """
    assert read(criteria_yaml(node)) == node


@many
@given(criteria)
def test_the_one_writing_is_final_and_means_the_same(node: Node) -> None:
    """
    Formatting twice is formatting once, and never changes what criteria say.
    """
    once = canonical(criteria_yaml(node))

    assert canonical(once) == once
    assert read(once) == read(criteria_yaml(node))


@many
@given(criteria, people)
def test_formatting_never_moves_a_person(node: Node, person: Person) -> None:
    """
    Whoever met the criteria before `fmt` meets them after it.
    """
    assert meets(read(canonical(criteria_yaml(node))), person) is meets(node, person)


@many
@given(person_tests, st.data())
def test_spaces_and_capitals_of_keywords_do_not_matter(test: Test, data: st.DataObject) -> None:
    """
    However somebody spaces a sentence, it has the same one writing.
    """
    text = criteria_yaml(Sentence(test))
    untidy = "  ".join(words_of(text)) + " \t"
    keywords = {"is", "in", "not", "list", "any", "last", "at", "least", "since", "between", "and", "days", "email"}
    assume('"' not in text)
    shouted = [w.upper() if w in keywords and data.draw(st.booleans()) else w for w in words_of(text)]

    assert canonical(untidy) == canonical(text)
    names_are_plain = not (isinstance(test, ActivityTest) or keywords & {w.lower() for w in _free(test)})
    assert not names_are_plain or canonical(" ".join(shouted)) == canonical(text)


def _free(test: Test) -> list[str]:
    """The words of a test that are the author's and not the language's."""
    if isinstance(test, FieldTest):
        return [test.field, *(word for value in test.values for word in value.split())]
    return ["in"]


@many
@given(any_yaml)
@example({"all": {"all": []}})
@example([["a is 1"], {"some opportunity": {"some opportunity": "x"}}])
def test_nothing_that_yaml_can_hold_is_an_exception(value: Any) -> None:
    """
    Whatever stands where criteria should, the answer is criteria and problems, never a traceback.
    """
    node, problems = parse(value)
    assert canonical(canonical(value)) == canonical(value) or value != value or "nan" in repr(value)
    assert rewrite(value, lambda address: address) is not NotImplemented
    for address, path in references(value):
        assert Address.parse(address) == address
        assert _at(value, path) is not None
    for problem in problems:
        assert problem.message.endswith((".", "?"))
        assert problem.column_offset >= 0
    assert (node is None) <= bool(problems)
    if node is not None:
        assert isinstance(check(node, CATALOGUE, lists=[], emails=[], forms=[]), list)
        assert isinstance(logic(node, CATALOGUE), list)
    assert differences(value, value) == []
    assert isinstance(differences(value, ["country is DE"]), list)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@many
@given(any_text)
def test_any_text_is_a_sentence_or_a_problem_with_a_place_in_it(text: str) -> None:
    """
    Each problem points into the sentence it is about.
    """
    node, problems = parse(text)

    assert node is not None
    assert len(problems) <= 1
    assert all(0 <= problem.column_offset <= len(text) for problem in problems)


# ---------------------------------------------------------------------------------------------------------------------
# Names


@many
@given(criteria)
def test_renaming_nothing_changes_nothing(node: Node) -> None:
    """
    A rename that does not concern criteria leaves every character of them alone.
    """
    value = criteria_yaml(node)

    assert rewrite(value, lambda address: address) == value


@many
@given(criteria)
def test_what_was_renamed_is_what_is_named_afterwards(node: Node) -> None:
    """
    After a rename the criteria name the new keys in the same places, and still read.
    """
    value = criteria_yaml(node)

    def renamed(address: Address) -> Address:
        relation, dot, key = address.key.rpartition(".")
        return Address.of(address.kind, f"{relation}{dot}in-{key}")

    after = rewrite(value, renamed)

    assert [a for a, _ in references(after)] == [renamed(a) for a, _ in references(value)]
    assert parse(after)[1] == []


# ---------------------------------------------------------------------------------------------------------------------
# Meaning


@many
@given(st.lists(person_tests, max_size=4), people)
def test_none_is_not_any_and_all_is_none_of_the_opposites(tests: list[Test], person: Person) -> None:
    """
    De Morgan's laws hold whatever is blank, so an author needs no truth table.
    """
    items = tuple(Sentence(test) for test in tests)
    opposites = tuple(Group("none", (item,)) for item in items)

    assert meets(Group("none", items), person) is not meets(Group("any", items), person)
    assert meets(Group("all", items), person) is meets(Group("none", opposites), person)


@many
@given(criteria, people)
def test_no_is_not_some(node: Node, person: Person) -> None:
    """
    `no opportunity:` is everybody whom `some opportunity:` leaves out, people without any opportunity among them.
    """
    some, no = (Related(quantifier, "opportunity", node) for quantifier in ("some", "no"))

    assert meets(no, person) is not meets(some, person)


@many
@given(st.data())
def test_a_negative_test_is_the_exact_complement(data: st.DataObject) -> None:
    """
    `is not X` is true for exactly those for whom `is X` is false, the blanks included.
    """
    test, kind, value = data.draw(tests_and_values)
    for operator, positive in NEGATIVES.items():
        if positive == test.operator:
            yes = FieldTest(test.field, positive, test.values, False, test.span)
            no = FieldTest(test.field, operator, test.values, False, test.span)
            assert holds(no, value, AS_OF, kind) is not holds(yes, value, AS_OF, kind)


@many
@given(st.data())
def test_or_blank_adds_the_blanks_and_nobody_else(data: st.DataObject) -> None:
    """
    `T or blank` is T or `is blank`.
    """
    test, kind, value = data.draw(tests_and_values)
    without, with_blank = (FieldTest(test.field, test.operator, test.values, b, test.span) for b in (False, True))
    blank = FieldTest(test.field, "is blank")

    expected = holds(without, value, AS_OF, kind) or holds(blank, value, AS_OF, kind)
    assert holds(with_blank, value, AS_OF, kind) is expected


# ---------------------------------------------------------------------------------------------------------------------
# What is said without looking at people


@many
@given(criteria)
def test_tests_that_a_field_knows_are_not_complained_about(node: Node) -> None:
    """
    Criteria made of the org's own fields, values and tests have no errors.
    """
    assert check(node, CATALOGUE) == []


@pytest.mark.slow
@tries(400)
@given(st.data())
def test_what_is_certain_of_two_tests_of_a_field_holds_for_every_value(data: st.DataObject) -> None:
    """
    "Never true together" and "adds nothing" are only said where no value disproves it.
    """
    name = data.draw(st.sampled_from(sorted(PERSON_FIELDS)))
    kind = PERSON_FIELDS[name]
    known = data.draw(st.booleans()) or kind.ordered
    one, other = data.draw(field_tests(name, kind)), data.draw(field_tests(name, kind))
    value = data.draw(field_values(kind))
    told = kind if known else None
    # A choice is taken to hold one of its values; data with retired values is looked after elsewhere.
    assume(kind.type != "choice" or value in (None, "") or str(value) in kind.values or not known)
    first, second = (holds(test, value, AS_OF, told) for test in (one, other))

    assert not (impossible(one, told) and first)
    assert not (certain(one, told) and not first)
    assert not (implies(one, other, told) and first and not second)
    assert not (excludes(one, other, told) and first and second)
    assert not (covers(one, other, told) and not first and not second)


@pytest.mark.slow
@tries(400)
@given(st.data(), people)
def test_what_is_certain_of_two_activities_holds_for_every_person(data: st.DataObject, person: Person) -> None:
    """
    The same for what people did, however often and in whatever window.
    """
    one = data.draw(activity_tests)
    other = data.draw(activity_tests.filter(lambda test: test.verb == one.verb))
    first, second = meets(Sentence(one), person), meets(Sentence(other), person)

    assert not (impossible(one, None) and first)
    assert not (certain(one, None) and not first)
    assert not (implies(one, other, None) and first and not second)
    assert not (excludes(one, other, None) and first and second)
    assert not (covers(one, other, None) and not first and not second)


@pytest.mark.slow
@tries(200)
@given(st.data(), people)
def test_groups_that_are_called_never_true_or_always_true_are(data: st.DataObject, person: Person) -> None:
    """
    Nobody meets criteria that are reported as never true, and nobody fails those reported as true for everybody.
    """
    name = data.draw(st.sampled_from(["score", "opted_out", "industry", "created_at"]))
    tests = data.draw(st.lists(field_tests(name, PERSON_FIELDS[name]), min_size=2, max_size=4))
    items: tuple[Node, ...] = tuple(Sentence(test, (place,)) for place, test in enumerate(tests))
    if data.draw(st.booleans()):
        items = (*items[:1], Group("none", items[1:], (9,)))
    together, either = Group("all", items), Group("any", items)
    # A sentence or group that is decided by itself, perhaps under `none`, says nothing about the whole.
    assume(not any(problem.about != "redundant" for item in items for problem in logic(item, CATALOGUE)))

    if any(problem.about == "never" for problem in logic(together, CATALOGUE)):
        assert not meets(together, person)
    if any(problem.about == "always" for problem in logic(either, CATALOGUE)):
        assert meets(either, person)


# ---------------------------------------------------------------------------------------------------------------------
# What changed


def _bare(value: Any) -> Any:
    """The one writing without the sequence around a single group or sentence."""
    value = canonical(value)
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
        if isinstance(value, dict) and list(value) == ["all"]:
            value = value["all"]
    return value


@tries(200)
@given(criteria, criteria)
def test_there_is_a_difference_exactly_where_the_one_writing_differs(one: Node, other: Node) -> None:
    """
    Nothing that changed goes unmentioned, and what did not change is not mentioned.
    """
    before, after = criteria_yaml(one), criteria_yaml(other)

    assert (differences(before, after) == []) is (_bare(before) == _bare(after))
    assert differences(before, before) == []


@pytest.mark.slow
@tries(400)
@given(criteria, st.data(), people)
def test_loosened_lets_nobody_go_and_tightened_lets_nobody_in(node: Node, data: st.DataObject, person: Person) -> None:
    """
    The direction of a change is true for every person, through groups, `none` and related records.
    """
    after = data.draw(edited(node))
    found = differences(criteria_yaml(node), criteria_yaml(after), CATALOGUE)
    directions = {difference.direction for difference in found}
    was, is_now = meets(node, person), meets(after, person)

    if directions <= {"loosened", "same"}:
        assert is_now or not was
    if directions <= {"tightened", "same"}:
        assert was or not is_now


def edited(node: Node) -> st.SearchStrategy[Node]:
    """`node` after the small edits that people make."""
    if isinstance(node, Group) and node.items:
        places = st.integers(0, len(node.items) - 1)
        group = node

        def within(place: int) -> st.SearchStrategy[Node]:
            def put(item: Node) -> Node:
                return Group(group.kind, (*group.items[:place], item, *group.items[place + 1 :]))

            return edited(group.items[place]).map(put)

        return st.one_of(
            places.map(lambda place: Group(group.kind, group.items[:place] + group.items[place + 1 :])),
            places.flatmap(within),
            person_tests.map(lambda test: Group(group.kind, (*group.items, Sentence(test)))),
            st.sampled_from(["all", "any", "none"]).map(lambda kind: Group(kind, group.items)),  # type: ignore[arg-type]
            st.permutations(group.items).map(lambda items: Group(group.kind, tuple(items))),
        )
    if isinstance(node, Sentence) and isinstance(node.test, FieldTest) and node.test.field in PERSON_FIELDS:
        return field_tests(node.test.field, PERSON_FIELDS[node.test.field]).map(Sentence)
    if isinstance(node, Related):
        related = node
        return edited(node.criteria).map(lambda inner: Related(related.quantifier, related.relation, inner))
    return person_tests.map(Sentence)

"""Criteria and Mautic's filters: the same people, or a sentence that says why not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.backends.mautic.evaluation import members

from mapconfig.backends.mautic.criteria import MOST_GROUPS, Unheld, Where, criteria_for, groups_for
from mapconfig.backends.mautic.filters import filters_of, groups_of
from mapconfig.criteria import Catalogue, canonical, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Activity, Person, evaluate

TODAY = date(2026, 11, 22)
#: Late in the day, so that hours back from now and calendar days differ on the days of the edges only.
NOW = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)

TYPES = {
    "job_title": FieldType("text"),
    "industry": FieldType("choice", ("Golf", "Agriculture", "Viticulture")),
    "grade": FieldType("choice", ("D", "C", "B", "A"), ordered=True),
    "score": FieldType("number"),
    "opted_out": FieldType("yes-no"),
    "created_at": FieldType("date"),
    "renewal": FieldType("date"),
    "account.type": FieldType("text"),
}
PLACES = {
    "job_title": Where("lead", "position", "text"),
    "industry": Where("lead", "industry", "select"),
    "grade": Where("lead", "grade", "select"),
    "score": Where("lead", "points", "number"),
    "opted_out": Where("lead", "dnc_unsubscribed", "boolean"),
    "created_at": Where("lead", "date_added", "date", past=True),
    "renewal": Where("lead", "renewal", "datetime"),
    "account.type": Where("company", "companytype", "text"),
}
IDS = {"list/customers": 3, "list/fatigued": 4, "email/welcome": 8}


class Book:
    def where(self, field: str) -> Where | None:
        return PLACES.get(field)

    def field(self, object_: str, alias: str) -> str | None:
        return next((key for key, at in PLACES.items() if (at.object, at.alias) == (object_, alias)), None)

    def type(self, field: str) -> FieldType:
        return TYPES[field]

    def id(self, address: str) -> int | None:
        return IDS.get(address)

    def key(self, kind: str, id_: int) -> str | None:
        return next((name.partition("/")[2] for name, n in IDS.items() if n == id_ and name.startswith(kind)), None)


BOOK = Book()
_PATTERNS = ["own", "%own%", "own%", "%ner", "a%b", "%", "Head"]
CATALOGUE = Catalogue(TYPES, {"account": "one", "opportunity": "many"})

words = st.sampled_from(["owner", "Owner", "head greenkeeper", "a|b", "it's"])
numbers = st.integers(-1, 4).map(str)
days = st.sampled_from(["2026-11-02", "2026-11-12", "2026-12-02"])
sentences = st.one_of(
    st.builds("job_title {} {}".format, st.sampled_from(["is", "is not"]), words.map(json.dumps)),
    st.builds(
        "job_title {} {}".format,
        st.sampled_from(
            ["contains", "does not contain", "starts with", "does not start with", "ends with", "does not end with"]
        ),
        st.sampled_from(["own", "head", "er", "OWNER"]),
    ),
    st.builds("job_title {} [owner, director]".format, st.sampled_from(["in", "not in"])),
    st.builds("industry {} [Golf, Viticulture]".format, st.sampled_from(["in", "not in"])),
    st.builds("grade is {} {}".format, st.sampled_from(["at least", "at most"]), st.sampled_from("ABCD")),
    st.builds("score {} {}".format, st.sampled_from(["=", "!=", ">", ">=", "<", "<="]), numbers),
    st.just("score between 1 and 3"),
    st.builds("opted_out is {}".format, st.sampled_from(["true", "false"])),
    st.builds(
        "renewal {} {}".format,
        st.sampled_from(["on", "before", "after", "on or before", "on or after"]),
        days,
    ),
    st.just("renewal between 2026-11-02 and 2026-11-12"),
    st.builds(
        "{} {}".format,
        st.sampled_from(["renewal", "created_at"]),
        st.sampled_from(["in last 10 days", "not in last 10 days", "more than 2 weeks ago"]),
    ),
    st.just("renewal in next 20 days"),
    st.builds("account.type {} Customer".format, st.sampled_from(["is", "is not"])),
).flatmap(lambda text: st.sampled_from([text, f"{text} or blank"]))
others = st.one_of(
    st.builds(
        "{} is {}".format, st.sampled_from(["job_title", "score", "renewal"]), st.sampled_from(["blank", "not blank"])
    ),
    st.builds("{}in list {}".format, st.sampled_from(["", "not "]), st.sampled_from(["customers", "fatigued"])),
    st.sampled_from(["opened email welcome", "never opened email welcome", "was sent email welcome"]),
)
criteria = st.recursive(
    sentences | others,
    lambda below: st.builds(
        lambda word, items: {word: items},
        st.sampled_from(["all", "any", "none"]),
        st.lists(below, min_size=1, max_size=3),
    ),
    max_leaves=6,
).map(lambda one: [one])

dates = st.none() | st.sampled_from([-40, -21, -20, -5, -1, 10, 30]).map(lambda days: TODAY + timedelta(days))
contacts = st.fixed_dictionaries(
    {
        "position": st.sampled_from([None, "", "owner", "OWNER", "director", "head greenkeeper", "a|b", "it's"]),
        "industry": st.sampled_from([None, "Golf", "Agriculture", "Viticulture"]),
        "grade": st.sampled_from([None, "A", "B", "C", "D"]),
        "points": st.none() | st.integers(-2, 5),
        "dnc_unsubscribed": st.sampled_from([None, 0, 1]),
        "date_added": st.none() | st.sampled_from([-40, -20, -5, -1]).map(lambda days: TODAY + timedelta(days)),
        "renewal": dates,
        "companytype": st.sampled_from([None, "Customer", "Partner"]),
        "leadlist": st.sets(st.sampled_from([3, 4])),
        "lead_email_received": st.sets(st.just(8)),
        "lead_email_sent": st.sets(st.just(8)),
    }
)


def person(contact: dict[str, Any]) -> Person:
    """The same person, as criteria see them."""
    fields = {key: contact[at.alias] for key, at in PLACES.items() if at.object == "lead"}
    if fields["opted_out"] is not None:
        fields["opted_out"] = bool(fields["opted_out"])
    did = [
        Activity(verb, "email", "welcome", NOW - timedelta(days=3))
        for verb, alias in (("opened", "lead_email_received"), ("was sent", "lead_email_sent"))
        if contact[alias]
    ]
    account = {"type": contact["companytype"]}
    lists = frozenset(key for key in ("customers", "fatigued") if IDS[f"list/{key}"] in contact["leadlist"])
    return Person(fields, {"account": (account,)}, tuple(did), lists=lists)


def meant(value: Any, people: list[dict[str, Any]]) -> set[int]:
    node, problems = parse(value)
    assert node is not None and not problems, (value, problems)
    found = set()
    for place, contact in enumerate(people):
        who = person(contact)
        if evaluate(node, who, NOW, CATALOGUE, who.lists.__contains__):
            found.add(place)
    return found


@settings(deadline=None)  # a busy computer is no fault
@given(criteria, st.lists(contacts, min_size=1, max_size=12))
def test_filters_let_the_same_people_through_as_the_criteria(value: Any, people: list[dict[str, Any]]) -> None:
    """Negations, blanks and groups mean in Mautic what they mean here, or nothing is written."""
    try:
        groups = groups_for(value, BOOK)
    except Unheld as error:
        assert "Mautic" in str(error)
        return
    assert members(filters_of(groups), people, TODAY) == meant(value, people)


@settings(deadline=None)  # a busy computer is no fault
@given(criteria, st.lists(contacts, min_size=1, max_size=12))
@example([{"any": ["job_title not in [a, b]", "job_title is a", "job_title is a or blank"]}], [])
@example([{"any": ["job_title is a or blank", "job_title is not b"]}], [])
def test_filters_read_back_are_criteria_for_the_same_people(value: Any, people: list[dict[str, Any]]) -> None:
    """What is read from Mautic is what was written, in words, and writing that again changes nothing."""
    try:
        groups = groups_for(value, BOOK)
    except Unheld:
        return
    read = criteria_for(groups_of(filters_of(groups)) or (), BOOK)
    assert read is not None, value
    assert meant(read, people) == meant(value, people)
    assert canonical(read) == canonical(criteria_for(groups_for(read, BOOK), BOOK))


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ({"some opportunity": ["stage is Won"]}, "no opportunity records"),
        ("was sent any email at least 3 times in last 30 days", "does not count how often"),
        ("never opened any email in last 30 days", "and not who did not"),
        ("renewal in last 12 hours", "whole days"),
        ("opened any email in last 3 hours", "whole days"),
        ("submitted form demo", "cannot ask who submitted forms"),
        ("industry changed", "what a field was before"),
        ("in list nowhere", "list/nowhere is not in Mautic"),
        ("opened email nowhere", "email/nowhere is not in Mautic"),
        ("job_title contains 100%", "stand for any text"),
        ('job_title in ["a|b", c]', "none may have one"),
        ("opted_out is blank", "a yes/no field, is blank"),
        ("unheard_of is x", "no field for unheard_of"),
        ("industry contains Go", "of type select contains"),
        ("score is not blank or blank", "everybody through"),
        ({"none": [{"any": ["score is blank", "score is not blank"]}]}, "let nobody through"),
    ],
)
def test_what_mautic_cannot_say_is_named(sentence: Any, why: str) -> None:
    """A gap is said with its reason, and nothing close to it is written instead."""
    try:
        groups = groups_for([sentence], BOOK)
    except Unheld as error:
        assert why in str(error)
    else:
        assert why == "let nobody through" and groups, groups


def test_criteria_that_would_be_too_many_groups_are_refused_with_a_way_out() -> None:
    value = [{"any": [f"score = {n}", f"score = {n + 50}"]} for n in range(8)]
    with pytest.raises(Unheld, match=rf"more than {MOST_GROUPS} groups .* use `in list` here"):
        groups_for(value, BOOK)


def test_a_list_that_extends_another_asks_for_its_members() -> None:
    groups = groups_for(["score > 5"], BOOK, extends="list/customers")
    assert criteria_for(groups, BOOK) == ["in list customers", "score > 5"]


#: Rows as people make them on Mautic's own pages.
by_hand = st.one_of(
    st.tuples(st.just(("lead", "position", "text")), st.sampled_from(["like", "!like"]), st.sampled_from(_PATTERNS)),
    st.tuples(st.just(("lead", "position", "text")), st.sampled_from(["=", "!="]), st.sampled_from(["owner", "it's"])),
    st.tuples(st.just(("lead", "position", "text")), st.sampled_from(["in", "!in"]), st.sampled_from(["owner", "a"])),
    st.tuples(st.just(("lead", "position", "text")), st.sampled_from(["empty", "!empty"]), st.none()),
    st.tuples(
        st.just(("lead", "industry", "select")),
        st.sampled_from(["in", "!in"]),
        st.lists(st.sampled_from(["Golf", "Viticulture"]), min_size=1, unique=True),
    ),
    st.tuples(
        st.just(("lead", "leadlist", "leadlist")),
        st.sampled_from(["in", "!in"]),
        st.lists(st.sampled_from([3, 4]), min_size=1, unique=True),
    ),
    st.tuples(st.just(("lead", "points", "number")), st.sampled_from(["=", "gt", "lte", "!="]), numbers),
    st.tuples(st.just(("lead", "points", "number")), st.just("empty"), st.none()),
)


@settings(deadline=None)  # a busy computer is no fault
@given(
    st.lists(st.tuples(by_hand, st.sampled_from(["and", "or"])), min_size=1, max_size=6),
    st.lists(contacts, min_size=1, max_size=12),
)
def test_filters_made_by_hand_become_criteria_for_the_same_people(
    rows: list[Any], people: list[dict[str, Any]]
) -> None:
    """What has a sentence is said by it, and what can be said once for all groups is."""
    filters = [
        {"object": at[0], "field": at[1], "type": at[2], "operator": operator, "properties": {"filter": value}}
        | {"glue": glue if number else "and"}
        for number, ((at, operator, value), glue) in enumerate(rows)
    ]
    read = criteria_for(groups_of(filters) or (), BOOK)

    if read is not None:
        assert meant(read, people) == members(filters, people, TODAY)
    else:
        assert any(row[0][2] in ("a%b", "%") for row in rows)


@pytest.mark.parametrize(
    ("filters", "criteria"),
    [
        ([("plan", "select", "in", ["ent"])], ["industry is ent"]),
        ([("leadlist", "leadlist", "in", [3, 4])], [{"any": ["in list customers", "in list fatigued"]}]),
        ([("leadlist", "leadlist", "!in", [3, 4])], ["not in list customers", "not in list fatigued"]),
        ([("position", "text", "like", "%owner")], ["job_title ends with owner"]),
        ([("position", "text", "like", "own")], ["job_title contains own"]),
        ([("renewal", "date", "=", "2026-11-02")], ["renewal on 2026-11-02"]),
        (
            [
                ("position", "text", "=", "a"),
                ("points", "number", "gt", "1"),
                ("position", "text", "=", "a"),
                ("points", "number", "empty", None),
            ],
            ["job_title is a", "score > 1 or blank"],
        ),
        (
            [("position", "text", "=", "a"), ("points", "number", "gt", "1"), ("position", "text", "=", "a")],
            ["job_title is a"],
        ),
        ([("dnc_unsubscribed", "boolean", "!=", 1)], ["opted_out is false or blank"]),
        ([("position", "text", "!like", "own")], ["job_title does not contain own"]),
    ],
)
def test_filters_read_as_a_person_would_say_them(filters: list[Any], criteria: list[Any]) -> None:
    """One of one is that one, and what all groups ask for is said once."""
    rows = [
        {"object": "lead", "field": {"plan": "industry"}.get(field, field), "type": type_, "operator": operator}
        | {"properties": {"filter": value}, "glue": "or" if number and number % 2 == 0 else "and"}
        for number, (field, type_, operator, value) in enumerate(filters)
    ]

    assert criteria_for(groups_of(rows) or (), BOOK) == criteria


@pytest.mark.parametrize("type_", ["email", "tel", "lookup", "multiselect"])
def test_a_type_is_asked_only_what_it_can_be_asked(type_: str) -> None:
    """Addresses and numbers take one value at a time; of several values at once Mautic asks for all."""

    class Typed(Book):
        def where(self, field: str) -> Where | None:
            return Where("lead", "position", type_)

    if type_ == "multiselect":
        with pytest.raises(Unheld, match="several values at once"):
            groups_for(["job_title in [a, b]"], Typed())
        return
    assert [row.operator for group in groups_for(["job_title in [a, b]"], Typed()) for row in group] == ["=", "="]
    assert [len(group) for group in groups_for(["job_title not in [a, b]"], Typed())] == [2]


def test_a_country_is_a_name_and_no_code() -> None:
    """Mautic refuses a code, which the plan says before anything is sent."""

    class Countries(Book):
        def where(self, field: str) -> Where | None:
            return Where("lead", "position", "country")

    assert groups_for(["job_title is France"], Countries())
    with pytest.raises(Unheld, match="names, such as France"):
        groups_for(["job_title in [FR, BE]"], Countries())


def test_only_the_value_that_counts_is_read() -> None:
    """After an edit Mautic shows the old value beside the new one (recording segments-dependencies)."""
    read = groups_of(
        [
            {
                "object": "lead", "glue": "and", "field": "city", "type": "text", "operator": "=",
                "properties": {"filter": "Paris"}, "filter": "Berlin", "display": None,
            }
        ]
    )  # fmt: skip
    assert read is not None and read[0][0].value == "Paris"


@pytest.mark.parametrize(
    "filters",
    [
        "nonsense", [1], [{"field": "city"}], [{"field": "a", "operator": None, "properties": {"filter": "x"}}],
        [{"field": "owner_id", "operator": "=", "properties": {"filter": "1", "display": "Ada"}}],
        [{"field": "a", "operator": "=", "properties": {"filter": {"b": 1}}}],
        [{"field": "leadlist", "type": "leadlist", "operator": "in", "properties": {"filter": ["x"]}}],
    ],
)  # fmt: skip
def test_filters_in_a_form_nobody_knows_are_not_guessed(filters: Any) -> None:
    assert groups_of(filters) is None


@pytest.mark.parametrize(
    "row",
    [
        ("lead", "position", "text", "regexp", "^a"), ("lead", "position", "text", "like", "a%b"),
        ("lead", "unheard", "text", "=", "a"), ("lead", "renewal", "datetime", "gte", "+3 days"),
        ("lead", "renewal", "datetime", "=", "anniversary"), ("lead", "position", "text", "=", None),
        ("behaviors", "hit_url", "text", "=", "/x"), ("lead", "leadlist", "leadlist", "in", [99]),
        ("lead", "leadlist", "leadlist", "in", [3, 99]), ("lead", "points", "number", "like", "5"),
        ("lead", "dnc_unsubscribed", "boolean", "in", [1]), ("lead", "renewal", "datetime", "=", "2026-11-02"),
        ("lead", "industry", "multiselect", "in", ["Golf"]), ("lead", "points", "number", "=", ["5"]),
        ("lead", "renewal", "datetime", "gte", ["2026-11-02"]),
        ("behaviors", "hit_url_date", "datetime", "gte", "-1 day"),
        ("lead", "leadlist", "leadlist", "empty", None), ("behaviors", "lead_email_received", "x", "=", "welcome"),
        ("lead", "position", "text", "!like", "a%b"),
    ],
)  # fmt: skip
def test_a_filter_without_a_sentence_is_not_translated(row: tuple[Any, ...]) -> None:
    """It is kept as it is by whoever reads it, and no sentence that nearly fits is put in its place."""
    object_, field, type_, operator, value = row
    said = {"object": object_, "field": field, "type": type_, "operator": operator, "properties": {"filter": value}}
    groups = groups_of([{**said, "glue": "and"}])
    assert groups is None or criteria_for(groups, BOOK) is None

"""Criteria, people and texts that nobody would think of, for the laws of the language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.format import write
from mapconfig.criteria.oracle import Activity, FieldChange, Person
from mapconfig.criteria.syntax import (
    VERBS,
    ActivityTest,
    ChangeTest,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Sentence,
    Span,
    Test,
    Times,
    Window,
)

AS_OF = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)

COUNTRIES = ("DE", "AT", "CH", "Côte d'Ivoire", "Virgin Islands, British")
GRADES = ("F", "D", "C", "B", "B+", "A")
STAGES = ("Open", "Closed Won", "Closed Lost")

#: Every type, and a field called like each thing that may begin a sentence in another way.
PERSON_FIELDS = {
    "industry": FieldType("text"),
    "opened": FieldType("text"),
    "not": FieldType("text"),
    "country": FieldType("choice", COUNTRIES),
    "grade": FieldType("choice", GRADES, ordered=True),
    "score": FieldType("number"),
    "opted_out": FieldType("yes-no"),
    "created_at": FieldType("date"),
}
CATALOGUE = Catalogue(
    {
        **PERSON_FIELDS,
        "account.type": FieldType("choice", ("Customer", "Prospect")),
        "account.employees": FieldType("number"),
        "opportunity.stage": FieldType("choice", STAGES),
        "opportunity.amount": FieldType("number"),
        "opportunity.closed_at": FieldType("date"),
    },
    {"account": "one", "opportunity": "many"},
)
ONE_FIELDS = ("account.type", "account.employees")
RECORD_FIELDS = {"stage": "opportunity.stage", "amount": "opportunity.amount", "closed_at": "opportunity.closed_at"}

LISTS = ("customers", "since", "in", "blank", "x.y-z_1")
NAMES = ("welcome", "any", "since", "between", "a.b")
OTHER_NAMES = (*NAMES, "/pricing", "two words", 'say "hi"', "[x]", "or", "'quoted'", "less")

#: What the ways of databases with text differ on, and what the language itself uses.
TEXTS = (
    "Banking", "banking", "BANKING ", "İş", "iş", "IŞ", "ış", "ΑΣ", "ας", "ασ", "é", "e\u0301", "ﬁ", "Ａ",
    "100%", "a_b", "back\\slash", "blank", "or blank", "Oil or blank", "not", "not Banking", "at least",
    "at home", "to", "from", "is", "in last", "DE and industry is Banking", "'Closed Won'", "“Closed”",
    "'s-Hertogenbosch", 'say "hi"', '"', '""', ",", "a, b", "[a]", "two  spaces", " leading", "line\nbreak",
    "nb\u00a0sp", "true", "5", "K", "0",
)  # fmt: skip

texts = st.sampled_from(TEXTS) | st.text(min_size=1, max_size=6)
numbers = st.integers(-3, 12).map(str) | st.sampled_from(["0.5", "-1.25", "99999999999999999999"])
days = st.sampled_from(
    ["2026-03-30", "2026-03-31", "2026-02-28", "2025-12-31", "2024-02-29", "9999-12-31", "0001-01-01"]
)
spans = st.builds(
    Span, st.sampled_from([0, 1, 2, 12, 30, 999_999]), st.sampled_from(["hours", "days", "weeks", "months", "years"])
)
windows = st.none() | st.one_of(
    st.builds(Window, st.just("in last"), span=spans),
    st.builds(Window, st.just("since"), days),
    st.builds(Window, st.just("before"), days),
    st.builds(Window, st.just("between"), days, days),
)
times = st.none() | st.one_of(
    st.builds(Times, st.sampled_from(["at least", "at most", "exactly", "more than", "fewer than"]), st.integers(0, 4)),
    st.builds(Times, st.just("between"), st.integers(0, 4), st.integers(0, 4)),
)


def _values(kind: FieldType) -> st.SearchStrategy[str]:
    return {
        "text": texts,
        "choice": st.sampled_from(kind.values or ("x",)),
        "number": numbers,
        "date": days,
        "yes-no": st.sampled_from(["true", "false"]),
    }[kind.type]


def field_tests(name: str, kind: FieldType) -> st.SearchStrategy[FieldTest]:
    """Tests of one field, each of which its type knows."""
    values = _values(kind)
    field, blank = st.just(name), st.booleans()
    one = st.tuples(values)
    kinds = [st.builds(FieldTest, field, st.sampled_from(["is blank", "is not blank"]), or_blank=blank)]
    if kind.type in ("text", "choice"):
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["is", "is not"]), one, blank))
        some = st.lists(values, max_size=3).map(tuple)
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["in", "not in"]), some, blank))
    if kind.type == "text":
        pieces = [
            "contains",
            "does not contain",
            "starts with",
            "does not start with",
            "ends with",
            "does not end with",
        ]
        kinds.append(st.builds(FieldTest, field, st.sampled_from(pieces), one, blank))
    if kind.ordered:
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["is at least", "is at most"]), one, blank))
    if kind.type == "yes-no":
        kinds.append(st.builds(FieldTest, field, st.just("is"), one, blank))
    if kind.type == "number":
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["=", "!=", ">", ">=", "<", "<="]), one, blank))
    if kind.type in ("number", "date"):
        kinds.append(st.builds(FieldTest, field, st.just("between"), st.tuples(values, values), blank))
    if kind.type == "date":
        operators = ["on", "before", "after", "on or before", "on or after"]
        kinds.append(st.builds(FieldTest, field, st.sampled_from(operators), one, blank))
        moving = ["in last", "not in last", "in next", "more than ago"]
        kinds.append(st.builds(FieldTest, field, st.sampled_from(moving), st.just(()), blank, spans))
    return st.one_of(kinds)


def change_tests(name: str, kind: FieldType) -> st.SearchStrategy[ChangeTest]:
    ends = st.none() | st.just("") | _values(kind)
    return st.builds(ChangeTest, st.just(name), ends, ends, windows, st.booleans())


def _activity_tests() -> st.SearchStrategy[ActivityTest]:
    def of(verb: str) -> st.SearchStrategy[ActivityTest]:
        names = st.none() | st.sampled_from(NAMES if VERBS[verb] in ("email", "form") else OTHER_NAMES)
        return st.builds(ActivityTest, st.just(verb), names, times, windows) | st.builds(
            ActivityTest, st.just(verb), names, st.none(), windows, st.just(True)
        )

    return st.sampled_from(sorted(VERBS)).flatmap(of)


activity_tests = _activity_tests()
list_tests = st.builds(ListTest, st.sampled_from(LISTS), st.booleans())

person_tests: st.SearchStrategy[Test] = st.one_of(
    *[field_tests(name, kind) for name, kind in PERSON_FIELDS.items()],
    *[field_tests(name, CATALOGUE.fields[name]) for name in ONE_FIELDS],
    *[change_tests(name, kind) for name, kind in PERSON_FIELDS.items()],
    activity_tests,
    list_tests,
)
record_tests = st.one_of(*[field_tests(name, CATALOGUE.fields[full]) for name, full in RECORD_FIELDS.items()])


def _trees(tests: st.SearchStrategy[Any], related: bool) -> st.SearchStrategy[Node]:
    """Items of groups; `related` allows groups about related records."""

    def above(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        items = st.lists(inner, max_size=3).map(tuple)
        return st.builds(Group, st.sampled_from(["all", "any", "none"]), items)

    leaves: st.SearchStrategy[Node] = st.builds(Sentence, tests)
    if related:
        records = _criteria(_trees(record_tests, False))
        leaves = leaves | st.builds(Related, st.sampled_from(["some", "no"]), st.just("opportunity"), records)
    return st.recursive(leaves, above, max_leaves=5)


def _criteria(items: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """What may stand where criteria stand: mostly a sequence."""
    sequence = st.builds(Group, st.just("all"), st.lists(items, max_size=3).map(tuple))
    return sequence | sequence | items


criteria = _criteria(_trees(person_tests, True))


def item_yaml(node: Node) -> Any:
    """`node` as YAML gives it, where an item of a group stands."""
    if isinstance(node, Sentence):
        return write(node.test)
    if isinstance(node, Group):
        return {node.kind: [item_yaml(item) for item in node.items]}
    assert isinstance(node, Related)
    return {f"{node.quantifier} {node.relation}": criteria_yaml(node.criteria)}


def criteria_yaml(node: Node) -> Any:
    """`node` as YAML gives it, where criteria stand."""
    if isinstance(node, Group) and node.kind == "all":
        return [item_yaml(item) for item in node.items]
    return item_yaml(node)


#: Any structure that YAML can give, with a liking for what looks like criteria.
scraps = st.sampled_from(
    ["all", "any", "none", "some opportunity", "no", "country in", "country not in", "country is DE", "in list", "is",
     "never", "was sent", "opened any email", "between 1 and", "or blank", "[", "]", ",", '"', "in last 3", "5 days"]
)  # fmt: skip
any_text = st.text(max_size=12) | st.lists(scraps, max_size=5).map(" ".join)
any_yaml = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=2),
    max_leaves=12,
)

# ---------------------------------------------------------------------------------------------------------------------
# People

instants = st.sampled_from(
    [
        AS_OF + delta
        for base in (timedelta(0), timedelta(days=-1), timedelta(days=-30), timedelta(days=-31), timedelta(days=30))
        for delta in (base - timedelta(microseconds=1), base, base + timedelta(microseconds=1))
    ]
    + [
        datetime(2026, 2, 28, 12, 30, tzinfo=UTC),
        datetime(2026, 3, 31, tzinfo=UTC),
        datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(1990, 1, 1, tzinfo=UTC),
    ]
)


def field_values(kind: FieldType) -> st.SearchStrategy[object]:
    """What a field of this type may hold, blanks of every sort among it."""
    held: dict[str, st.SearchStrategy[object]] = {
        "text": texts,
        "choice": st.sampled_from((*kind.values, "de", "RETIRED VALUE")),
        "number": st.integers(-4, 13) | st.sampled_from([0.5, -1.25, float("nan"), 10**20]),
        "date": instants | st.sampled_from([AS_OF.date()]),
        "yes-no": st.booleans(),
    }
    return st.none() | st.just("") | held[kind.type]


def _records(names: dict[str, str]) -> st.SearchStrategy[Any]:
    values = {name: field_values(CATALOGUE.fields[full]) for name, full in names.items()}
    return st.none() | st.fixed_dictionaries({}, optional=values)


def _changes(name: str) -> st.SearchStrategy[FieldChange]:
    values = field_values(PERSON_FIELDS[name])
    return st.builds(FieldChange, st.just(name), values, values, instants)


def _activity(verb: str) -> st.SearchStrategy[Activity]:
    return st.builds(Activity, st.just(verb), st.just(VERBS[verb]), st.sampled_from(OTHER_NAMES), instants)


people = st.builds(
    Person,
    fields=st.fixed_dictionaries({}, optional={name: field_values(kind) for name, kind in PERSON_FIELDS.items()}),
    related=st.fixed_dictionaries(
        {},
        optional={
            "account": st.lists(_records({"type": "account.type", "employees": "account.employees"}), max_size=1).map(
                tuple
            ),
            "opportunity": st.lists(_records(RECORD_FIELDS), max_size=3).map(tuple),
        },
    ),
    activities=st.lists(st.sampled_from(sorted(VERBS)).flatmap(_activity), max_size=6).map(tuple),
    changes=st.lists(st.sampled_from(sorted(PERSON_FIELDS)).flatmap(_changes), max_size=3).map(tuple),
    lists=st.frozensets(st.sampled_from(LISTS)),
)

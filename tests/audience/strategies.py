"""Worlds that break engines apart: people, lists and criteria on which ways of counting disagree when they are wrong.

A world is some people, an org whose lists ask about them, and the instant at which they are asked. `oracle_members`
says who is on each list by the definition of the language alone; it shares no code with sheets or engines. The criteria
and the lists come from Hypothesis and shrink; the people come from dice with a seed, because hundreds of them a world
find more than a few that shrink well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.criteria import Catalogue, Criteria, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
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
from mapconfig.model import Asset, Kinds, Org, Settings
from tests.criteria.strategies import criteria_yaml

AS_OF = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)

COUNTRIES = ("DE", "AT", "CH", "Côte d'Ivoire", "Türkiye", "NO")
GRADES = ("F", "D", "C-", "C", "B-", "B", "B+", "A")
STAGES = ("Open", "Closed Won", "Closed Lost")

#: Every type; an identifier, of which only a blank may be asked; and names that are words of SQL or need quotes in it.
PERSON_FIELDS: Mapping[str, FieldType] = {
    "industry": FieldType("text"),
    "job_title": FieldType("text"),
    "select": FieldType("text"),
    "country": FieldType("choice", COUNTRIES),
    "lead-status": FieldType("choice", ("New", "Working", "Closed")),
    "grade": FieldType("choice", GRADES, ordered=True),
    "score": FieldType("number"),
    "ratio": FieldType("number"),
    "opted_out": FieldType("yes-no"),
    "hard_bounced": FieldType("yes-no"),
    "created_at": FieldType("date"),
    "last_activity_at": FieldType("date"),
    "email": FieldType("text", identifier=True),
}
#: Of the one account, and of each of many opportunities and contracts, by the names their records use.
RECORD_FIELDS: Mapping[str, Mapping[str, FieldType]] = {
    "account": {"type": FieldType("choice", ("Customer", "Prospect", "Partner")), "employees": FieldType("number")},
    "opportunity": {
        "stage": FieldType("choice", STAGES, ordered=True),
        "role": FieldType("text"),
        "amount": FieldType("number"),
        "closed_at": FieldType("date"),
        "won": FieldType("yes-no"),
    },
    "contract": {"status": FieldType("text"), "end_date": FieldType("date")},
}
RELATIONS = {"account": "one", "opportunity": "many", "contract": "many"}
MANY = ("contract", "opportunity")
CATALOGUE = Catalogue(
    {
        **PERSON_FIELDS,
        **{f"{relation}.{name}": kind for relation, fields in RECORD_FIELDS.items() for name, kind in fields.items()},
    },
    RELATIONS,
)
ACCOUNT_FIELDS = {f"account.{name}": kind for name, kind in RECORD_FIELDS["account"].items()}

#: Lists that people are put on one by one. Keys may look like words of the language.
STATIC = ("imported", "x.y-z_1", "in")

NAMES = ("welcome", "Welcome", "any", "a.b")
OTHER_NAMES = (*NAMES, "/pricing", "two words", 'say "hi"', "it's", "é", "e\u0301", "100%")

#: What the ways of databases with text differ on.
TEXTS = (
    *("Banking", "banking", "BANKING", "Bank", "Insurance", "Geschäftsführer", "GESCHÄFTSFÜHRER"),
    *("Straße", "STRASSE", "strasse", "ẞ", "İş", "iş", "IŞ", "ış", "i", "I", "İ", "ı", "ΑΣ", "ας", "ασ", "Σ", "ς"),
    *("é", "e\u0301", "É", "E\u0301", "Å", "\u212b", "ﬁ", "fi", "Ａ", "ａ", "a", "A", "日本", "\U0001f600", "ǅ", "ǆ"),
    *("K", "\u212a", "Ω", "\u2126", "\u00b5", "\u03bc", "ſ", "s"),
    *("100%", "100", "a_b", "axb", "a\\b", "a\\", "\\", "%", "_", "*", "?", "[ab]", "^a", ".*", "(", "a|b"),
    *("it's", "''", "'", 'x"y', '"', "`", "; DROP TABLE people; --", "' OR ''='", "$1", ":x", "{x}", "@p"),
    *("a ", " a", "  ", "a\tb", "a\nb", "nb\u00a0sp", "a\u200bb", "\ufeffa", "null", "NULL", "None", "NaN"),
    *("true", "True", "0", "5", "-1", "1e3", "0x10", "2026-03-31", "or blank", "blank", "not", "to"),
)
#: Instants at which windows begin and end, and one microsecond to either side.
EDGES = tuple(
    edge + timedelta(microseconds=off)
    for edge in (
        AS_OF,
        *(AS_OF - timedelta(days=days) for days in (1, 7, 30, 31, 90)),
        *(AS_OF + timedelta(days=days) for days in (1, 14, 30)),
        AS_OF - timedelta(hours=2),
        datetime(2026, 2, 28, 12, 30, tzinfo=UTC),
        datetime(2025, 3, 31, 12, 30, tzinfo=UTC),
        datetime(2026, 3, 31, tzinfo=UTC),
        datetime(2026, 3, 30, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2024, 2, 29, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    for off in (-1, 0, 1)
)
#: Whole numbers, among them the first that a float cannot tell from its neighbour.
WHOLE = (*range(-3, 13), 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 49, 50, 51)
#: Numbers with a fraction, among them the ones that decimal writing only comes near to.
FRACTIONS = (0.1, 0.2, 0.1 + 0.2, 0.3, -0.0, 0.5, -1.25, 1e-9, 1e15 + 0.5, 2.0**53, 3.0, 5.0, 1e22)


@dataclass(frozen=True, slots=True)
class World:
    """People by number, the org whose lists ask about them, and when."""

    people: tuple[Person, ...]
    org: Org
    as_of: datetime = AS_OF

    @property
    def catalogue(self) -> Catalogue:
        return CATALOGUE

    @property
    def lists(self) -> Mapping[str, Mapping[str, Any]]:
        """The attributes of each list, by key."""
        return {asset.key: asset.attributes for asset in self.org.of_kind("list")}


def oracle_members(world: World) -> dict[str, set[int]]:
    """Who is on each list, by the number of the person: the definition that every engine is held to."""
    definitions = {
        key: (attributes, _read(attributes["criteria"])) if "criteria" in attributes else (attributes, None)
        for key, attributes in world.lists.items()
    }
    members: dict[str, set[int]] = {key: set() for key in definitions}
    for number, person in enumerate(world.people):
        known: dict[str, bool] = {}
        for key in definitions:
            if _is_member(key, person, world.as_of, definitions, known):
                members[key].add(number)
    return members


def _is_member(
    key: str,
    person: Person,
    as_of: datetime,
    definitions: Mapping[str, tuple[Mapping[str, Any], Criteria | None]],
    known: dict[str, bool],
) -> bool:
    def is_member(other: str) -> bool:
        return _is_member(other, person, as_of, definitions, known)

    if key not in known:
        attributes, criteria = definitions[key]
        if attributes.get("static"):
            known[key] = key in person.lists
        else:
            within = "extends" not in attributes or is_member(Address(attributes["extends"]).key)
            known[key] = within and (criteria is None or evaluate(criteria, person, as_of, CATALOGUE, is_member))
    return known[key]


def _read(value: Any) -> Criteria:
    node, problems = parse(value)
    assert node is not None and not problems, (value, problems)
    return node


def org_of(lists: Mapping[str, Mapping[str, Any]]) -> Org:
    """An org of the fields of `CATALOGUE`, the static lists and these lists."""
    static = {key: {"static": True} for key in STATIC}
    return Org.of(
        Kinds(()),
        [
            *[Asset(Address(f"field/{key}"), _attributes(kind)) for key, kind in CATALOGUE.fields.items()],
            *[Asset(Address(f"list/{key}"), attributes) for key, attributes in {**static, **lists}.items()],
        ],
        Settings(relations=RELATIONS),
    )


def _attributes(kind: FieldType) -> dict[str, Any]:
    attributes: dict[str, Any] = {"type": kind.type}
    if kind.values:
        attributes["values"] = list(kind.values)
    if kind.ordered:
        attributes["ordered"] = True
    if kind.identifier:
        attributes["personal_data"] = "identifier"
    return attributes


# ---------------------------------------------------------------------------------------------------------------------
# People


def people(count: int, seed: int) -> tuple[Person, ...]:
    """So many people, each the same for the same seed and place."""
    return tuple(_person(Random(seed * 1_000_003 + place)) for place in range(count))


def _person(dice: Random) -> Person:
    if dice.random() < 0.05:
        return Person()
    return Person(
        fields=_record(dice, PERSON_FIELDS),
        related=_related(dice),
        activities=tuple(_activity(dice) for _ in range(dice.choice((0, 0, 1, 2, 3, 8, 30)))),
        changes=tuple(_change(dice) for _ in range(dice.choice((0, 0, 1, 3)))),
        lists=frozenset(key for key in STATIC if dice.random() < 0.4),
    )


def _record(dice: Random, fields: Mapping[str, FieldType]) -> dict[str, object]:
    return {name: _value(dice, name, kind) for name, kind in fields.items() if dice.random() < 0.85}


def _value(dice: Random, name: str, kind: FieldType) -> object:
    """What a source may hold in this field, blanks of every sort among it."""
    if dice.random() < 0.12:
        return dice.choice((None, None, "", float("nan") if name == "ratio" else None))
    match kind.type:
        case "number":
            return dice.choice(FRACTIONS if name in ("ratio", "employees") else WHOLE)
        case "date":
            return _moment(dice) if dice.random() < 0.8 else date(2026, dice.randint(1, 4), dice.choice((1, 28)))
        case "yes-no":
            return dice.random() < 0.5
        case "choice" if dice.random() < 0.9:
            return dice.choice(kind.values)
    return _text(dice)


def _text(dice: Random) -> str:
    text = dice.choice(TEXTS)
    if dice.random() < 0.15:
        text += dice.choice(TEXTS)
    if dice.random() < 0.1:
        text = unicodedata.normalize(dice.choice(("NFC", "NFD")), text)
    return dice.choice((text, text, text.upper(), text.lower()))


def _moment(dice: Random) -> datetime:
    if dice.random() < 0.75:
        return dice.choice(EDGES)
    return AS_OF - timedelta(microseconds=dice.randrange(-(10**12), 120 * 86_400 * 10**6))


def _related(dice: Random) -> dict[str, tuple[Mapping[str, object] | None, ...]]:
    """Records, some of them keys that lead nowhere; a relation may be left out altogether."""
    counts = {"account": (0, 1, 1, 1), "opportunity": (0, 0, 1, 2, 4), "contract": (0, 1, 2)}
    return {
        relation: tuple(
            None if dice.random() < 0.1 else _record(dice, RECORD_FIELDS[relation])
            for _ in range(dice.choice(counts[relation]))
        )
        for relation in RECORD_FIELDS
        if dice.random() < 0.9
    }


def _activity(dice: Random) -> Activity:
    verb = dice.choice(("was sent", "was sent", "opened", *VERBS))
    names = NAMES if VERBS[verb] in ("email", "form") else OTHER_NAMES
    return Activity(verb, VERBS[verb], dice.choice(names), _moment(dice))


CHANGED = ("industry", "grade", "score", "opted_out", "created_at")


def _change(dice: Random) -> FieldChange:
    name = dice.choice(CHANGED)
    kind = PERSON_FIELDS[name]
    return FieldChange(name, _value(dice, name, kind), _value(dice, name, kind), _moment(dice))


# ---------------------------------------------------------------------------------------------------------------------
# Criteria

texts = st.sampled_from([text for text in TEXTS if text])
days = st.sampled_from(
    ["2026-03-30", "2026-03-31", "2026-04-01", "2026-02-28", "2026-01-01", "2024-02-29", "9999-12-31", "0001-01-01"]
)
numbers = st.sampled_from(
    (
        *(
            "0",
            "0.1",
            "0.2",
            "0.3",
            "0.30000000000000001",
            "0.30000000000000004",
            "-1.25",
            "0.5",
            "3",
            "3.5",
            "5",
            "-2",
        ),
        *("50", "9007199254740992", "9007199254740993", "9007199254740992.5", "9223372036854775807"),
        *("-9223372036854775808", "99999999999999999999", "-99999999999999999999", "0.000000001", "1" + "0" * 22),
    )
)
spans = st.builds(
    Span, st.sampled_from([0, 1, 2, 7, 30, 90, 999_999]), st.sampled_from(["hours", "days", "weeks", "months", "years"])
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


def values_of(kind: FieldType) -> st.SearchStrategy[str]:
    """What a sentence may compare a field of this type with."""
    return {
        "text": texts,
        "choice": st.sampled_from(kind.values or ("x",)) | st.sampled_from(("de", "closed WON", "türkiye", "no")),
        "number": numbers,
        "date": days,
        "yes-no": st.sampled_from(["true", "false"]),
    }[kind.type]


def field_tests(name: str, kind: FieldType) -> st.SearchStrategy[FieldTest]:
    """Every test that a field of this type knows."""
    field, blank, values = st.just(name), st.booleans(), values_of(kind)
    one, asked = st.tuples(values), st.builds(FieldTest, field, st.sampled_from(["is blank", "is not blank"]))
    if kind.identifier:
        return asked
    kinds = [asked]
    if kind.type in ("text", "choice"):
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["is", "is not"]), one, blank))
        some = st.lists(values, min_size=1, max_size=8).map(tuple)
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["in", "not in"]), some, blank))
    if kind.type == "text":
        for positive, negative in (
            ("contains", "does not contain"),
            ("starts with", "does not start with"),
            ("ends with", "does not end with"),
        ):
            kinds.append(st.builds(FieldTest, field, st.sampled_from([positive, negative]), one, blank))
    if kind.ordered:
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["is at least", "is at most"]), one, blank))
    if kind.type == "yes-no":
        kinds.append(st.builds(FieldTest, field, st.just("is"), one, blank))
    if kind.type == "number":
        kinds.append(st.builds(FieldTest, field, st.sampled_from(["=", "!=", ">", ">=", "<", "<="]), one, blank))
    if kind.type in ("number", "date"):
        kinds.append(st.builds(FieldTest, field, st.just("between"), st.tuples(values, values), blank))
    if kind.type == "date":
        fixed = st.sampled_from(["on", "before", "after", "on or before", "on or after"])
        moving = st.sampled_from(["in last", "not in last", "in next", "more than ago"])
        kinds.append(st.builds(FieldTest, field, fixed, one, blank))
        kinds.append(st.builds(FieldTest, field, moving, st.just(()), blank, spans))
    return st.one_of(kinds)


def _changes(name: str) -> st.SearchStrategy[ChangeTest]:
    ends = st.none() | st.just("") | values_of(PERSON_FIELDS[name])
    return st.builds(ChangeTest, st.just(name), ends, ends, windows, st.booleans())


def _activities(verb: str) -> st.SearchStrategy[ActivityTest]:
    names = st.none() | st.sampled_from(NAMES if VERBS[verb] in ("email", "form") else OTHER_NAMES)
    never = st.builds(ActivityTest, st.just(verb), names, st.none(), windows, st.just(True))
    return st.builds(ActivityTest, st.just(verb), names, times, windows) | never


activity_tests = st.sampled_from(["was sent", "was sent", "opened", *sorted(VERBS)]).flatmap(_activities)


def person_tests(lists: Sequence[str]) -> st.SearchStrategy[Test]:
    """Sentences about a person, who may be on one of these lists."""
    return st.one_of(
        *[field_tests(name, kind) for name, kind in {**PERSON_FIELDS, **ACCOUNT_FIELDS}.items()],
        *[_changes(name) for name in CHANGED],
        *[activity_tests] * 5,
        *[st.builds(ListTest, st.sampled_from(list(lists)), st.booleans())] * 3,
    )


def _record_tests(relation: str) -> st.SearchStrategy[Test]:
    return st.one_of([field_tests(f"{relation}.{name}", kind) for name, kind in RECORD_FIELDS[relation].items()])


def _groups(items: st.SearchStrategy[Node]) -> Callable[[st.SearchStrategy[Node]], st.SearchStrategy[Node]]:
    def above(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(inner | items, max_size=3).map(tuple))

    return above


def _sentences(tests: st.SearchStrategy[Test]) -> st.SearchStrategy[Node]:
    return st.builds(Sentence, tests)


@cache
def criteria_of(lists: tuple[str, ...], mixed: bool = True) -> st.SearchStrategy[Any]:
    """Criteria as YAML gives them. With `mixed`, a group about related records may also ask about the person, about
    another relation and about lists: `validate` warns of that, and it has a meaning all the same."""
    about_person = _sentences(person_tests(lists))

    def related(inside: Callable[[str], st.SearchStrategy[Node]]) -> st.SearchStrategy[Node]:
        return st.sampled_from(MANY).flatmap(
            lambda relation: st.builds(
                Related, st.sampled_from(["some", "no"]), st.just(relation), inside(relation).map(_sequence)
            )
        )

    def records(relation: str) -> st.SearchStrategy[Node]:
        own = _sentences(_record_tests(relation))
        return st.recursive(own, _groups(own), max_leaves=3)

    def records_and_person(relation: str) -> st.SearchStrategy[Node]:
        # A bare name means a field of the record here, so of the person's own fields none can be asked for.
        asked = st.one_of(
            activity_tests,
            st.builds(ListTest, st.sampled_from(list(lists)), st.booleans()),
            *[field_tests(name, kind) for name, kind in ACCOUNT_FIELDS.items()],
        )
        own = _sentences(_record_tests(relation))
        leaves = st.one_of(own, own, _sentences(asked), related(records))
        return st.recursive(leaves, _groups(leaves), max_leaves=4)

    leaves = st.one_of(about_person, about_person, about_person, related(records_and_person if mixed else records))
    return st.recursive(leaves, _groups(about_person), max_leaves=6).map(_sequence).map(criteria_yaml)


def _sequence(node: Node) -> Node:
    return node if isinstance(node, Group) and node.kind == "all" else Group("all", (node,))


# ---------------------------------------------------------------------------------------------------------------------
# Worlds


@st.composite
def lists_of(draw: st.DrawFn, most: int = 8, mixed: bool = True) -> dict[str, dict[str, Any]]:
    """Lists by key. Each may build on those before it, so that they make a graph without rings."""
    found: dict[str, dict[str, Any]] = {}
    for place in range(draw(st.integers(1, most))):
        before = [*STATIC, *found]
        attributes: dict[str, Any] = {}
        if draw(st.integers(0, 2)) == 0:
            attributes["extends"] = f"list/{draw(st.sampled_from(before))}"
        if "extends" not in attributes or draw(st.booleans()):
            attributes["criteria"] = draw(criteria_of(tuple(before), mixed))
        found[f"list-{place}"] = attributes
    return found


def worlds(
    most_people: int = 300, most_lists: int = 8, mixed: bool = True, least_people: int = 0
) -> st.SearchStrategy[World]:
    """People and the lists of an org that ask about them."""
    return st.builds(
        World,
        st.builds(people, st.integers(least_people, most_people), st.integers(0, 2**20)),
        lists_of(most_lists, mixed).map(org_of),
    )

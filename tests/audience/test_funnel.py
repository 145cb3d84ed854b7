"""The table of a definition: what each line lets through, decides, and lets in because a field is blank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.funnel import MAX_LINES, LineCounts, ask, counted, lines_of, members, nameless, parts_of
from mapconfig.audience.questions import Questions
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.side import Side
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.criteria.syntax import Node
from mapconfig.graph import Graph
from mapconfig.model import Asset, Org, Settings
from mapconfig.testing import OracleEngine, asset, org
from tests.criteria.strategies import AS_OF, CATALOGUE, criteria, criteria_yaml, people

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def field(key: str, type_: str, **more: Any) -> Asset:
    return asset(f"field/{key}", type=type_, **more)


FIELDS = (
    field("country", "text"),
    field("score", "number"),
    field("opted_out", "yes-no"),
    field("email", "text"),
    field("deal.stage", "text"),
    field("deal.size", "number"),
)
SETTINGS = Settings(relations={"deal": "many"})


def person(country: str | None = None, score: int | None = None, *deals: tuple[str, int], mails: int = 0) -> Person:
    return Person(
        {"country": country, "score": score, "email": "a@b.example"},
        {"deal": tuple({"stage": stage, "size": size} for stage, size in deals)},
        tuple(Activity("was sent", "email", "x", NOW - timedelta(days=1)) for _ in range(mails)),
    )


#: Ten of each, so that no count is small: the rule about those is tried elsewhere.
PEOPLE = [
    each
    for each in (
        person("FR", 40),
        person("FR", 60, ("Won", 5)),
        person("DE", 60, ("Won", 50), ("Open", 1)),
        person("DE", 10, ("Lost", 50), ("Won", 5)),
        person(None, 60),
        person(None, None, mails=3),
    )
    for _ in range(10)
]


def org_of(*assets: Asset) -> Org:
    return org(*FIELDS, *assets, settings=SETTINGS)


def table(some: Org, address: str, who: list[Person] = PEOPLE) -> tuple[int, list[LineCounts], int | None]:
    """How many belong, the lines, and how many belong only because a field is blank."""
    sheet = Sheet(NOW)
    engine = OracleEngine(who, NOW)
    questions = Questions(engine, sheet, 1)
    parts = parts_of(Side(some, Graph.of(some), sheet), Address(address))
    assert parts is not None
    whole, lines, blank = members(sheet, parts), lines_of(sheet, parts), nameless(sheet, parts)
    questions.of(whole, *([blank] if blank is not None else []))
    ask(questions, whole, lines)
    answers = questions.answers()
    return answers(whole).low, list(counted(lines, answers)), None if blank is None else answers(blank).low


def rows(some: Org, address: str) -> list[tuple[int, str, int, int | None, int, int]]:
    return [
        (
            line.depth,
            line.words,
            line.alone.low,
            line.left.low if line.left is not None else None,
            line.more.low,
            line.fewer.low,
        )
        for line in table(some, address)[1]
    ]


def test_each_line_is_told_alone_downwards_and_by_what_it_decides() -> None:
    """A list on top of another: what it extends is its first line."""
    some = org_of(
        asset("list/scored", criteria=["score >= 30"]),
        asset("list/french", extends="list/scored", criteria=["country is FR", "score >= 50"]),
    )
    assert rows(some, "list/french") == [
        (0, "extends list/scored", 40, 40, 0, 0),
        (0, "country is FR", 20, 20, 20, 0),
        (0, "score >= 50", 30, 10, 10, 0),
    ]
    assert [line.path for line in table(some, "list/french")[1]] == [("extends",), ("criteria", 0), ("criteria", 1)]
    assert [line.verdict for line in table(some, "list/french")[1]] == ["idle", "", ""]


def test_groups_are_indented_and_count_in_their_own_way() -> None:
    """In `any` lines let people in, in `none` they take people out; below what is left out nobody is left over."""
    some = org_of(
        asset(
            "list/mixed",
            criteria=[
                {"any": ["country is FR", {"all": ["country is DE", "score >= 50"]}]},
                {"none": ["score < 50", {"any": ["score = 7"]}]},
            ],
        )
    )
    assert rows(some, "list/mixed") == [
        (0, "any of these:", 30, 30, 20, 0),
        (1, "country is FR", 20, 20, 0, 10),
        (1, "all of these:", 10, 30, 0, 10),
        (2, "country is DE", 20, 20, 10, 0),
        (2, "score >= 50", 30, 10, 0, 0),
        (0, "none of these:", 40, 20, 10, 0),
        (1, "score < 50", 20, 20, 10, 0),
        (1, "any of these:", 0, 20, 0, 0),
        (2, "score = 7", 0, None, 0, 0),
    ]


def test_lines_about_related_records_ask_one_and_the_same_record() -> None:
    """Two opportunities that each meet one line make no member."""
    some = org_of(
        asset("list/big", criteria=[{"some deal": ["stage is Won", "size >= 20"]}]),
        asset("list/free", criteria=[{"no deal": ["stage is Won"]}, "country is not FR"]),
    )
    assert rows(some, "list/big") == [
        (0, "one deal with all of this:", 10, 10, 50, 0),
        (1, "stage is Won", 30, 30, 10, 0),
        (1, "size >= 20", 20, 10, 20, 0),
    ]
    assert rows(some, "list/free") == [
        (0, "no deal with all of this:", 30, 30, 20, 0),
        (1, "stage is Won", 30, None, 20, 0),
        (0, "country is not FR", 40, 20, 10, 0),
    ]


def test_who_belongs_only_because_nothing_is_known_is_told() -> None:
    """A negative test lets blanks in; so does a positive one in what is left out; `is blank` asks for them."""
    some = org_of(
        asset("list/not-french", criteria=["country is not FR", "score >= 50 or blank"]),
        asset("list/none-french", criteria=[{"none": ["country is FR"]}]),
        asset("list/plain", criteria=["country is FR"]),
        asset("list/blank", criteria=["country is blank"]),
        asset("list/either", criteria=[{"any": ["country is not FR", "score >= 50"]}]),
    )
    belong, lines, blank = table(some, "list/not-french")
    assert (belong, blank) == (30, 20)
    assert [line.nameless.low if line.nameless is not None else None for line in lines] == [20, 10]
    assert table(some, "list/none-french")[2] == 20
    assert table(some, "list/plain")[2] is None and table(some, "list/blank")[2] is None
    assert table(some, "list/either")[2] == 10, "those with a score are in by it"


def test_a_line_true_of_nobody_or_everybody_is_pointed_out() -> None:
    """The usual traces of a slip."""
    some = org_of(
        asset("list/slip", criteria=["country is not Fr ance", "score >= 5000"]),
        asset("list/fine", criteria=["country is FR"]),
    )
    assert [line.verdict for line in table(some, "list/slip")[1]] == ["everybody", "nobody"]
    assert [line.verdict for line in table(some, "list/fine")[1]] == [""]
    assert [line.verdict for line in table(some, "list/fine", [])[1]] == [""], "of nobody at all nothing is odd"


def test_rules_stages_journeys_and_emails_have_lines() -> None:
    """Journeys and e-mails have the lists that lead in, less those that are suppressed."""
    some = org_of(
        asset("list/french", criteria=["country is FR"]),
        asset("list/german", criteria=["country is DE"]),
        asset("list/tired", criteria=["was sent any email at least 3 times"], purpose="suppression"),
        asset("rule/r", when=["score >= 50"]),
        asset("stage/s", criteria=["score >= 50"]),
        asset("journey/j", entry={"lists": ["list/french", "list/german"]}, suppress=["list/tired"]),
        asset("email/e", to=["list/french"]),
        asset("email/one", subject="to one person"),
        asset("list/static", static=True),
    )
    assert [line.path for line in table(some, "rule/r")[1]] == [("when", 0)]
    assert [line.path for line in table(some, "stage/s")[1]] == [("criteria", 0)]
    assert rows(some, "journey/j") == [
        (0, "on any of these lists:", 40, 40, 10, 0),
        (1, "list/french", 20, 20, 0, 20),
        (1, "list/german", 20, 40, 0, 20),
        (0, "on none of these, which are suppressed:", 50, 40, 0, 0),
        (1, "list/tired", 10, 40, 0, 0),
    ]
    assert rows(some, "email/e") == [(0, "on this list:", 20, 20, 40, 0), (1, "list/french", 20, 20, 40, 0)]
    side = Side(some, Graph.of(some), Sheet(NOW))
    for address in ("email/one", "list/static", "list/gone", "rule/gone", "snippet/x"):
        assert parts_of(side, Address(address)) is None


def test_an_email_that_others_send_has_their_people_less_whom_it_is_kept_from() -> None:
    """Journeys and rules that send it, at work or not; who is on a list of its own `suppress` does not get it,
    whatever sends it. Of a form nobody knows who will send it."""
    some = org_of(
        asset("list/french", criteria=["country is FR"]),
        asset("list/sure", criteria=["country is FR", "score >= 50"]),
        asset("email/one", subject="1", suppress=["list/sure"]),
        asset("email/two", subject="2"),
        asset("email/both", subject="3"),
        asset("journey/j", state="draft", entry={"lists": ["list/french"]}, steps=[{"id": "a", "send": "email/one"}]),
        asset("rule/r", when=["score >= 50"], do=[{"send": "email/both"}]),
        asset("journey/k", entry={"lists": ["list/sure"]}, steps=[{"id": "a", "send": "email/both"}]),
        asset("form/f", fields=[], thank_you="email/two"),
        asset("journey/by-form", entry={"forms": ["form/f"]}, steps=[{"id": "a", "do": [{"send": "email/four"}]}]),
        asset("email/four", subject="4"),
    )
    assert rows(some, "email/one") == [
        (0, "with this, which sends it to whoever comes to that step:", 20, 20, 40, 0),
        (1, "journey/j", 20, 20, 40, 0),
        (0, "on none of these, which are suppressed:", 50, 10, 10, 0),
        (1, "list/sure", 10, 10, 10, 0),
    ]
    assert [row[1] for row in rows(some, "email/both")] == [
        "with any of these, which send it to whoever comes to that step:",
        "journey/k",
        "rule/r",
    ]
    side = Side(some, Graph.of(some), Sheet(NOW))
    unknown = {"email/two": "nobody can know beforehand who will send form/f"}
    unknown["email/four"] = "journey/by-form takes in nobody by its lists"
    for name, why in unknown.items():
        parts = parts_of(side, Address(name))
        assert parts is not None and members(side.sheet, parts) == why


def test_what_cannot_be_read_or_counted_keeps_the_rest_from_nothing() -> None:
    """An unknown line is unknown, and the lines beside it have their numbers."""
    some = org_of(
        asset("list/ring", criteria=["in list ring"]),
        asset("list/half", criteria=["country is FR", "in list ring", "in list gone"]),
        asset("list/bad", criteria=["country ist FR"]),
    )
    _, lines, _ = table(some, "list/half")
    assert [line.alone.known for line in lines] == [True, False, False]
    assert "depends on itself" in lines[1].alone.reason and "there is no list/gone" in lines[2].alone.reason
    (line,) = table(some, "list/bad")[1]
    assert "cannot be read" in line.alone.reason


def test_a_definition_of_too_many_lines_is_counted_as_a_whole() -> None:
    """Nobody reads a table of a thousand lines, and each would be asked four things."""
    some = org_of(asset("list/long", criteria=[{"any": [f"score = {number}" for number in range(MAX_LINES + 1)]}]))
    belong, lines, _ = table(some, "list/long")
    assert belong == 50 and lines == []


@settings(max_examples=60, deadline=None)
@given(criteria, st.lists(people, max_size=6))
def test_the_table_agrees_with_itself_whatever_the_definition(node: Node, who: list[Person]) -> None:
    """The last line of the outermost group leaves exactly the members; a line that is taken out of a definition gives
    what the definition without it gives; who belongs for a blank belongs."""
    value = criteria_yaml(node)
    value = value if isinstance(value, list) else [value]
    fields = [
        asset(f"field/{key}", {"type": kind.type, "values": list(kind.values), "ordered": kind.ordered})
        if kind.values
        else asset(f"field/{key}", type=kind.type)
        for key, kind in CATALOGUE.fields.items()
        if kind.type
    ]
    names = {f"list/{name}" for name in ("a", "b", "customers", "clients", "mailable", "other", "x")}
    some = org(
        *fields,
        *(asset(name, static=True) for name in sorted(names)),
        asset("list/it", criteria=value),
        *([asset("list/rest", criteria=value[1:])] if len(value) > 1 else []),
        settings=Settings(relations=dict(CATALOGUE.relations)),
    )
    sheet = Sheet(AS_OF)
    side = Side(some, Graph.of(some), sheet)
    parts = parts_of(side, Address("list/it"))
    assert parts is not None
    whole, lines, blank = members(sheet, parts), lines_of(sheet, parts), nameless(sheet, parts)
    member = side.member("list/it")
    if isinstance(whole, str) or isinstance(member, str) or not lines:
        return
    assert whole == member
    last = [line for line in lines if line.depth == 0][-1].left
    assert last == whole or isinstance(last, str)
    asked = [whole, *(ref for line in lines for ref in (line.alone, line.others, line.more, line.fewer, line.nameless))]
    asked += [blank, side.member("list/rest")]
    refs = sorted({Ref(ref) for ref in asked if isinstance(ref, int)})
    values = dict(zip(refs, OracleEngine(who, AS_OF).counts(sheet, refs).values, strict=True))

    def count(ref: object) -> int:
        assert isinstance(ref, int)
        return values[Ref(ref)]

    members_now = count(whole)
    for line in lines:
        more, fewer = count(line.more), count(line.fewer)
        assert 0 <= fewer <= members_now and more <= len(who) - members_now
        assert count(line.alone) + count(line.others) == len(who)
        if line.nameless is not None:
            assert count(line.nameless) <= members_now
    if len(value) > 1:
        first = lines[0]
        without = side.member("list/rest")
        assert not isinstance(without, str)
        assert members_now + count(first.more) - count(first.fewer) == count(without)
    if blank is not None:
        assert count(blank) <= members_now


@pytest.mark.parametrize("criteria_", [["any"], [{"some deal": ["stage is"]}]])
def test_criteria_that_cannot_be_read_are_one_line(criteria_: list[Any]) -> None:
    """Validate says what is wrong with them; here they are not known."""
    some = org_of(asset("list/bad", criteria=criteria_))
    (line,) = table(some, "list/bad")[1]
    assert line.words == "criteria" and not line.alone.known


def test_a_list_that_is_missing_is_unknown_and_not_nobody() -> None:
    """Whatever names it: a list that extends it, an e-mail to it or without it, a journey that takes in from it."""
    made = org(
        *FIELDS,
        asset("list/narrow", extends="list/gone", criteria=["country is FR"]),
        asset("list/all"),
        asset("email/to", type="list", to=["list/gone"]),
        asset("email/without", type="list", to=["list/narrow"], suppress=["list/gone"]),
        asset("journey/in", entry={"lists": ["list/gone"]}, steps=[]),
    )
    side = Side(made, Graph.of(made), Sheet(NOW))
    for name in ("list/narrow", "email/to", "email/without", "journey/in"):
        parts = parts_of(side, Address(name))
        assert parts is not None
        assert members(side.sheet, parts) == "there is no list/gone", name
    assert side.audience(Address("email/to")) == "there is no list/gone"

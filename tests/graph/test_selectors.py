"""Selectors: what they pick, and how they say that they do not understand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.graph.selectors import MAX_DEPTH, MAX_LENGTH, SelectorError, nearest, select

ORG = org_of(
    {
        "team/sdr": {},
        "field/country": {"type": "text"},
        "list/customers": {"owner": "team/ops", "tags": ["core", "two words"], "folder": "Lists/Master"},
        "list/customers-fr": {"extends": "list/customers", "criteria": ["country is FR"], "folder": "Lists"},
        "list/spare": {"state": "draft"},
        "journey/onboarding": {
            "owner": "team/sdr",
            "entry": {"lists": ["list/customers-fr"]},
            "steps": [{"id": "one", "send": "email/welcome"}],
        },
        "email/welcome": {"owner": "team/sdr", "tags": ["core"]},
    }
)
GRAPH = Graph.of(ORG)


def picked(expression: str) -> list[str]:
    return [str(address) for address in select(expression, ORG, GRAPH)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("list/customers", "list/customers"),
        ("list/customers+", "email/welcome journey/onboarding list/customers list/customers-fr"),
        ("list/customers+1", "list/customers list/customers-fr"),
        ("list/customers+2", "journey/onboarding list/customers list/customers-fr"),
        ("+email/welcome", "email/welcome field/country journey/onboarding list/customers list/customers-fr"),
        ("1+email/welcome", "email/welcome journey/onboarding"),
        ("1+list/customers-fr+1", "field/country journey/onboarding list/customers list/customers-fr"),
        ("kind:journey", "journey/onboarding"),
        ("kind:j*", "journey/onboarding"),
        ("kind:snippet", ""),
        ("owner:team/sdr", "email/welcome journey/onboarding"),
        ("owner:sdr", "email/welcome journey/onboarding"),
        ("owner:team/*", "email/welcome journey/onboarding list/customers"),
        ("tag:core", "email/welcome list/customers"),
        ('tag:"two words"', "list/customers"),
        ("state:draft", "list/spare"),
        ("state:active and kind:list", "list/customers list/customers-fr"),
        ("folder:Lists", "list/customers list/customers-fr"),
        ("folder:Lists/Master/", "list/customers"),
        ("list/cust*", "list/customers list/customers-fr"),
        ("*/?elcome", "email/welcome"),
        ("tag:core and not kind:email", "list/customers"),
        ("kind:team or kind:email and owner:sdr", "email/welcome team/sdr"),
        ("(kind:team or kind:email) and not owner:sdr", "team/sdr"),
        ("not (kind:list or kind:field)", "email/welcome journey/onboarding team/sdr"),
        ("not not kind:team", "team/sdr"),
        ("kind:journey+1", "email/welcome journey/onboarding"),
    ],
)
def test_a_selector_picks(expression: str, expected: str) -> None:
    """
    The examples of the manual, each with its whole answer.
    """
    assert picked(expression) == expected.split()


def test_a_star_is_everything() -> None:
    """
    `*` picks every asset of the org and nothing else.
    """
    assert picked("*") == sorted(ORG)


def test_changed_asks_the_one_who_knows_the_history() -> None:
    """
    The text after the colon goes to whoever reads git; what is no longer in the org is not picked.
    """
    asked = []

    def changed(text: str) -> set[Address]:
        asked.append(text)
        return {Address("list/spare"), Address("list/gone")}

    found = select("changed:main..HEAD+1", ORG, GRAPH, changed)

    assert found == [Address("list/spare")]
    assert asked == ["main..HEAD"]


@pytest.mark.parametrize(
    ("expression", "position", "words"),
    [
        ("", 1, "It is empty"),
        ("kind:journey and", 17, "Something is missing at the end"),
        ("kind:jurney", 6, "Did you mean journey?"),
        ("knd:journey", 1, "Did you mean kind:journey?"),
        ("kind:", 1, "Nothing follows kind:"),
        ("list/custmers", 1, "Did you mean list/customers?"),
        ("+list/custmers", 2, "There is no asset list/custmers"),
        ("customers", 1, "Did you mean list/customers?"),
        ("nonsense", 1, "write kind/key"),
        ("kind:list list/customers", 11, "Write `and` or `or` before"),
        ("(kind:list", 11, "opened at character 1 is not closed"),
        ("(kind:list kind:team", 12, "is not closed"),
        ("kind:list)", 10, "never opened"),
        ("and kind:list", 1, "must stand before and"),
        ("kind:list or or kind:team", 14, "must stand before or"),
        ("()", 2, "must stand before )"),
        ("+", 1, "no asset beside it"),
        ("++", 1, "no asset beside it"),
        ('tag:"a', 5, "has no partner"),
        ('list/customers or "', 19, "has no partner"),
        ("changed:main", 9, "needs the history"),
    ],
)
def test_what_cannot_be_understood_is_pointed_at(expression: str, position: int, words: str) -> None:
    """
    An error says where, what and what to write instead; an empty answer always means that nothing matches.
    """
    with pytest.raises(SelectorError) as caught:
        picked(expression)

    assert caught.value.position == position
    assert words in str(caught.value)
    assert str(caught.value).splitlines()[-1] == "    " + " " * (position - 1) + "^"
    assert caught.value.exit_code == 64


def test_a_selector_has_bounds() -> None:
    """
    A machine-made monster is refused with a sentence, not with a traceback.
    """
    with pytest.raises(SelectorError, match="nested more than"):
        picked("(" * (MAX_DEPTH + 1) + "*" + ")" * (MAX_DEPTH + 1))
    with pytest.raises(SelectorError, match="characters"):
        picked("x" * (MAX_LENGTH + 1))
    assert picked("list/customers+" + "9" * 40) == picked("list/customers+")


@given(st.text(alphabet='ab:+/()*?" \x1b\u202e1not', max_size=40))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    """
    Whatever is typed, the answer is a list of addresses or a SelectorError that a terminal can show.
    """
    try:
        found = select(text, ORG, GRAPH)
    except SelectorError as error:
        assert all(char.isprintable() or char == "\n" for char in str(error))
    else:
        assert set(found) <= set(ORG)


def test_an_address_is_near_where_its_key_is() -> None:
    """That two addresses begin with the same kind makes neither near the other; a slip in the kind is one, too."""
    known = [Address("list/mailable"), Address("list/newcomers"), Address("journey/welcome")]

    assert nearest("list/rien", known) == ""
    assert nearest("list/newcomer", known) == "list/newcomers"
    assert nearest("email/welcome", known) == "journey/welcome"
    assert nearest("journy/welcom", known) == "journey/welcome"

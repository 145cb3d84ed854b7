"""What a person may rely on: an audience that grows fast, or a suppression that shrinks, is told with its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.plan.guards.made import BANNED, CUSTOMERS, GREET, moved, moving, people, refusals
from tests.plan.made import live, plan

from mapconfig.address import Address
from mapconfig.impact.people import ZERO, Count
from mapconfig.model import Settings
from mapconfig.testing import asset, org


@pytest.mark.parametrize(
    ("before", "after", "limits", "refused"),
    [
        (4_112, 41_870, {}, True),
        (1_000, 1_500, {}, False),
        (1_000, 1_501, {}, True),
        (1_000, 1_200, {"audience_growth_percent": 10}, True),
        (50, 149, {}, False),
        (0, 9_000, {}, False),
        (2_000, 1_000, {}, False),
    ],
)
def test_an_audience_that_grows_fast_needs_a_yes(
    before: int, after: int, limits: dict[str, int], refused: bool
) -> None:
    """The blunder: an e-mail meant for one in twenty goes to everybody. From nobody on there is no share to tell."""
    found = moving(people(moves=(moved(CUSTOMERS, before, after),)), Settings(limits=limits))

    assert refusals(found) == ([("audience-growth", CUSTOMERS)] if refused else [])


def test_growth_is_told_once_of_what_was_changed() -> None:
    """With the number of all that grow with it; what nobody mails to may grow."""
    below = moved(Address("list/customers-fr"), 100, 900)
    larger = moved(Address("list/customers-de"), 100, 2_000)
    idle = moved(Address("list/idle"), 10, 5_000, feeds=())
    one = moving(people(moves=(below, moved(CUSTOMERS, 4_112, 41_870), larger, idle))).refused
    without = moving(people(moves=(below, larger))).refused
    alone = moving(people(moves=(moved(CUSTOMERS, 4_112, 41_870), below))).refused

    assert [each.subject for each in one] == [CUSTOMERS]
    assert one[0].sentence == (
        "list/customers grows from 4,112 to 41,870 people (+918 %), and they are e-mailed by journey/greet, and 2 more "
        "audiences grow with it; more than 50 % at once needs somebody's word (limits.audience_growth_percent)."
    )
    assert without[0].sentence.startswith("list/customers-de grows from 100 to 2,000")
    assert ", and 1 more audience grows with it" in alone[0].sentence
    unknown = replace(moved(CUSTOMERS, 5, 5), after=Count(reason="nobody knows"))
    assert refusals(moving(people(moves=(unknown,)))) == []


def test_what_is_said_to_mail_people_is_not_counted_among_what_grows_too() -> None:
    """The e-mail that is named grows as its list does; that is no news."""
    itself = moved(GREET, 100, 900, "journey")
    found = moving(people(moves=(moved(CUSTOMERS, 4_112, 41_870), itself))).refused

    assert "they are e-mailed by journey/greet; more than 50 %" in found[0].sentence


def test_any_shrink_of_a_suppression_needs_a_yes() -> None:
    """One person less is enough; an unknown number too. A list that is none may shrink."""
    one = replace(moved(BANNED, 10, 9, "suppression"), reachable_removed=ZERO)
    said = moving(people(moves=(moved(BANNED, 900, 700, "suppression"),))).refused[0]
    unknown = replace(one, removed=Count(reason="it cannot be asked"), after=Count(reason="it cannot be asked"))

    assert said.subject == BANNED
    assert said.sentence == (
        "list/banned would hold back 700 people instead of 900. Without its protection: 200 people, of whom 200 may be "
        "e-mailed, because of list/customers."
    )
    assert "Without its protection: 1 person, because" in moving(people(moves=(one,))).refused[0].sentence
    assert "(it cannot be asked)" in moving(people(moves=(unknown,))).refused[0].sentence
    assert refusals(moving(people(moves=(moved(BANNED, 900, 700),)))) == []
    assert refusals(moving(people(moves=(moved(BANNED, 700, 900, "suppression"),)))) == []
    whose = replace(moved(BANNED, 900, 700, "suppression"), because=(BANNED,))
    assert "because of" not in moving(people(moves=(whose,))).refused[0].sentence


@pytest.mark.parametrize(
    ("before", "after", "limits", "refused"),
    [
        (20_000, 800, {}, True),
        (20_000, 0, {}, True),
        (1_000, 500, {}, False),
        (1_000, 499, {}, True),
        (1_000, 800, {"audience_shrink_percent": 10}, True),
        (99, 0, {}, False),
        (20, 5, {"audience_shrink_from": 10}, True),
        (500, 600, {}, False),
    ],
)
def test_a_mailing_that_loses_most_of_its_people_needs_a_yes(
    before: int, after: int, limits: dict[str, int], refused: bool
) -> None:
    """The other blunder: one condition too many, and what is meant for 20,000 reaches 800 or nobody."""
    found = moving(people(moves=(moved(GREET, before, after, "journey"),)), Settings(limits=limits))

    assert refusals(found) == ([("audience-shrinks", CUSTOMERS)] if refused else [])


def test_a_loss_is_told_once_of_what_was_changed_by_what_loses_most() -> None:
    """A list that shrinks is told by what it mails; what mails nobody any more says so itself."""
    recall = Address("email/recall")
    some = moved(GREET, 900, 100, "journey")
    most = moved(recall, 20_000, 800, "e-mail", feeds=(recall,))
    stopped = moved(Address("email/stopped"), 30_000, 0, "e-mail", feeds=())
    unknown = replace(moved(GREET, 900, 100), after=Count(reason="nobody knows"))
    [said] = moving(people(moves=(moved(CUSTOMERS, 20_000, 800), some, most, stopped))).refused

    assert said.sentence == (
        "email/recall would go to 800 people instead of 20,000 (-96 %), and 1 more mailing shrinks with it, because of "
        "list/customers; a loss of more than 50 % at once needs somebody's word (limits.audience_shrink_percent)."
    )
    assert said.how == 'mapconfig plan --accept audience-shrinks:list/customers --because "the reason"'
    assert refusals(moving(people(moves=(stopped, unknown)))) == []


@pytest.mark.parametrize(
    ("state", "before", "limits", "refused"),
    [
        ("archived", 2_918, {}, True),
        ("paused", 2_918, {}, True),
        ("draft", 2_918, {}, True),
        ("archived", 99, {}, False),
        ("archived", 2_918, {"audience_shrink_percent": 100}, False),
    ],
)
def test_a_mailing_that_is_stopped_by_its_own_state_needs_a_yes(
    state: str, before: int, limits: dict[str, int], refused: bool
) -> None:
    """To archive what goes to thousands loses more of them than a condition too many. A deletion has a tombstone, which
    says that it is meant, and what stops because of another asset is told there."""
    stopped = replace(moved(GREET, before, 0, "journey", feeds=()), because=(GREET,))
    mine = org(asset(GREET, state=state, steps=[]), settings=Settings(limits=limits))
    made = plan(mine, live(GREET, steps=[]), people=people(moves=(stopped,)))

    assert [each for each in refusals(made) if each[0] == "audience-shrinks"] == (
        [("audience-shrinks", GREET)] if refused else []
    )
    if refused:
        said = next(each.sentence for each in made.refused if each.guard == "audience-shrinks")
        assert "would go to nobody instead of 2,918 people" in said and state in said
    assert refusals(moving(people(moves=(stopped,)))) == [], "it is deleted"
    assert refusals(moving(people(moves=(replace(stopped, because=(CUSTOMERS,)),)))) == []

"""What a person may rely on: who is e-mailed because of a plan is counted, and many need a yes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plan.guards.made import CUSTOMERS, GREET, mailed, moving, people, refusals, settings
from tests.plan.made import live, plan

from mapconfig.address import Address
from mapconfig.impact.people import NOT_ASKED, Count, uncounted
from mapconfig.model import Settings
from mapconfig.plan.definition import Accept
from mapconfig.testing import asset, org
from mapconfig.values import replace


@pytest.mark.parametrize(
    ("newly", "limits", "refused"),
    [
        (10_000, {}, False),
        (10_001, {}, True),
        (600, {"newly_mailed": 500}, True),
        (10_000, {"newly_mailed_percent": 19}, True),
        (99, {"newly_mailed_percent": 0}, False),
        (0, {"newly_mailed": 0}, False),
    ],
)
def test_many_who_would_be_newly_mailed_need_a_yes(newly: int, limits: dict[str, int], refused: bool) -> None:
    """By their number, and by their share of all people; a handful is never a share to speak of."""
    found = moving(people(newly=newly), Settings(limits=limits))

    assert refusals(found) == ([("newly-mailed", "")] if refused else [])
    assert refusals(moving(people(newly=newly), None, "", Accept("newly-mailed", "", "agreed"))) == []


def test_the_sentence_about_the_newly_mailed_has_the_numbers_and_the_cause() -> None:
    """What mails them, because of what, and by which limit."""
    by_number = moving(people(newly=29_113, mailings=(mailed(29_113), mailed(5)))).refused[0]
    by_share = moving(people(newly=10_000), Settings(limits={"newly_mailed_percent": 19})).refused[0]

    assert by_number.sentence == (
        "29,113 people of 50,000 would be e-mailed who would not have been, by journey/greet and 1 more, because of "
        "list/customers; more than 10,000 (limits.newly_mailed) needs somebody's word."
    )
    assert by_number.how == 'mapconfig plan --accept newly-mailed --because "the reason"'
    assert "more than 19 % of all (limits.newly_mailed_percent)" in by_share.sentence


def test_a_mailing_that_is_new_itself_is_no_cause_of_itself() -> None:
    """On a first plan everything is because of itself, which tells nobody anything."""
    new = replace(mailed(29_113), because=(GREET,))
    refusal = moving(people(newly=29_113, mailings=(new,))).refused[0]

    assert "by journey/greet; more than" in refusal.sentence


def test_a_guard_goes_by_the_most_that_a_count_may_be() -> None:
    """A rounded count is never taken for less than it is."""
    newly = Count(9_990, 10_009, "exact")

    found = moving(people(newly_mailed=newly, mailings=(mailed(9_990),)))

    assert found.refused[0].sentence.startswith("About 10,000 people of 50,000")


def test_many_risky_people_need_a_yes() -> None:
    """S8: who never confirmed, and who is on the org's own lists."""
    assert refusals(moving(people(risky=Count.of(1_000)))) == []
    found = moving(people(risky=Count.of(1_001))).refused[0]
    assert found.guard == "risky-mailed" and found.sentence.startswith("1,001 people of those")
    assert refusals(moving(people(risky=Count.of(6)), Settings(limits={"risky_mailed": 5}))) == [("risky-mailed", "")]


def test_a_large_send_in_one_go_needs_a_yes() -> None:
    """S9: by who really gets it; batches, journeys and smaller sends pass."""
    news = Address("email/news")

    def refused(**words: Any) -> list[tuple[str, str]]:
        given: dict[str, Any] = {"subject": news, "audience": 10_001, "one_send": True, **words}
        one = mailed(5, **given)
        return refusals(moving(people(newly=5, mailings=(one,))))

    assert refused() == [("unsplit", news)]
    assert refused(batches=True) == refused(one_send=False) == refused(audience=10_000) == []
    fewer = Settings(limits={"send_without_split": 100})
    small = mailed(5, news, 101, one_send=True)
    assert refusals(moving(people(newly=5, mailings=(small,)), fewer)) == [("unsplit", news)]


def test_sending_to_nobody_knows_how_many_needs_a_yes() -> None:
    """Only where somebody would be sent something; and where nobody counts at all, the yes to sending is that yes."""
    unknown = Count(120, None, "unknown", "the source has no enrolments")
    failed = uncounted("the source is not there")
    yes = Accept("sends", CUSTOMERS, "agreed")

    said = moving(people(newly_mailed=unknown), None, "sends", yes).refused
    assert [each.guard for each in said] == ["people-unknown"]
    assert said[0].sentence == (
        "At least 120 people would be e-mailed by list/customers, and how many is unknown: the source has no "
        "enrolments."
    )
    assert "People would be e-mailed" in moving(failed, None, "sends", yes).refused[0].sentence
    assert refusals(moving(failed, None, "tuning")) == []
    assert refusals(moving(NOT_ASKED, None, "sends", yes)) == []
    loose = settings(effects=["consent"])
    assert refusals(moving(NOT_ASKED, loose, "sends")) == [("people-unknown", "")]
    assert refusals(moving(NOT_ASKED, loose, "tuning")) == []


@pytest.mark.parametrize(
    ("wanted", "there", "refused"),
    [
        ({"schedule": {"at": "2025-12-03T09:00+01:00"}}, {"schedule": {"at": "2026-12-03T09:00+01:00"}}, True),
        ({"schedule": {"at": "2025-12-03"}}, {"schedule": {"at": "2026-12-03"}}, True),
        ({"schedule": {"at": "2025-12-03"}}, None, True),
        ({"schedule": {"at": "2025-12-03"}}, {"schedule": {"at": "2025-12-03"}, "state": "draft"}, True),
        ({"schedule": {"at": "2025-12-03"}}, {"schedule": {"at": "2025-12-03"}}, False),
        ({"schedule": {"at": "2025-12-03"}, "state": "archived"}, {"schedule": {"at": "2025-12-03"}}, False),
        ({"schedule": {"at": "2027-12-03"}}, {"schedule": {"at": "2026-12-03"}}, False),
        ({"schedule": {"at": "some day"}}, None, False),
        ({"schedule": {"at": "2025-12-03"}, "type": "journey"}, None, False),
        ({}, {"schedule": {"at": "2026-12-03"}}, False),
    ],
)
def test_an_email_with_a_time_that_is_over_needs_a_yes(
    wanted: dict[str, Any], there: dict[str, Any] | None, refused: bool
) -> None:
    """A year that is typed wrong may send an e-mail at once or never; what had its time stays as it is, and a change of
    its subject asks nobody."""
    news = {"type": "list", "to": [CUSTOMERS]}
    desired = org(asset("email/news", subject="New", **{**news, **wanted}), asset(CUSTOMERS))
    on_platform = [live(CUSTOMERS)]
    if there is not None:
        on_platform.append(live("email/news", subject="Old", **{**news, **there}))

    found = [each for each in plan(desired, *on_platform).guards if each.guard == "send-date-over"]

    assert [each.refused for each in found] == ([True] if refused else [])
    if refused:
        assert found[0].subject == "email/news" and wanted["schedule"]["at"] in found[0].sentence

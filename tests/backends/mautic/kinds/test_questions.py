"""Conditions and decisions of campaigns: a sentence where they mean what it says, none where they do not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backends.mautic.kinds.campaigns import criteria, paper

from mapconfig.backends.mautic.kinds.questions import (
    activity_of,
    condition,
    criteria_of,
    decision,
    email_of,
    one_page,
    page_of,
    pages,
)
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.criteria import canonical


@given(criteria)
def test_what_is_asked_is_read_again(asked: Any) -> None:
    """A condition says what was meant, or its opposite, in which case the branches are the other way round."""
    book = paper()

    question = condition(asked, book)
    said = criteria_of(question.type, question.properties, book)

    assert condition(said, book) == type(question)(question.type, question.properties)
    assert question.flipped or said == canonical(asked)


def field(alias: str, operator: str, value: Any = None) -> tuple[str, dict[str, Any]]:
    return "lead.field_value", {"field": alias, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (field("industry", "=", "Golf"), ["industry is Golf"]),
        (field("industry", "empty", ""), ["industry is blank"]),
        (field("budget", "gte", 5), ["budget >= 5"]),
        (field("subscribed", "=", "1"), ["subscribed is true"]),
        (field("account_type", "=", "Customer"), ["account.type is Customer"]),
        (field("position", "startsWith", "own"), ["job_title starts with own"]),
        (("lead.points", {"operator": "gt", "score": "10", "group": None}), ["score > 10"]),
        (("lead.segments", {"segments": {"0": "1"}}), ["in list gone-1"]),
        (field("industry", "in", ["Golf"]), None),
        (field("position", "!like", "own%"), None),
        (field("position", "regexp", "own"), None),
        (field("position", "contains", "50%"), None),
        (field("renewal", "gt", "2026-01-01"), None),
        (field("subscribed", "=", "maybe"), None),
        (field("industry", "=", 1.5), None),
        (field("utm_campaign", "=", "x"), None),
        (("lead.field_value", {"field": 5, "operator": "="}), None),
        (("lead.points", {"operator": "gt", "score": 10, "group": 2}), None),
        (("lead.points", {"operator": "gt", "score": "many"}), None),
        (("lead.points", {"operator": "like", "score": 10}), None),
        (("lead.segments", {"segments": []}), None),
        (("lead.segments", {"segments": "1"}), None),
        (("lead.tags", {"tags": ["x"]}), None),
        (("lead.segments", []), None),
    ],
)
def test_a_condition_reads_as_what_it_means(found: tuple[str, Any], said: Any) -> None:
    """A condition that means something else than its words in a segment has no sentence."""
    assert criteria_of(*found, paper()) == said


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["industry in [Golf, Agriculture]"], "anywhere in a field"),
        (["renewal before 2026-01-01"], "as text"),
        (["created_at is blank"], "cannot ask"),
        (["score is blank"], "Everybody has points"),
        (["opened email one"], "cannot ask"),
        (["score > 5", "budget > 5"], "one thing"),
        (["in list vip", "not in list customers"], "one thing"),
        ([{"some opportunity": ["stage is Won"]}], "opportunity"),
    ],
)
def test_what_no_condition_asks_is_refused(asked: Any, says: str) -> None:
    """Nothing is asked in a way that would let other people through."""
    with pytest.raises(Unheld, match=says):
        condition(asked, paper())


ACTIVITIES = st.sampled_from(
    [
        *("opened email one", "clicked email one", "submitted form demo", "submitted any form"),
        *("viewed page /pricing", "viewed any page"),
    ]
)


@given(ACTIVITIES)
def test_what_is_listened_for_is_read_again(said: str) -> None:
    """A decision says what was meant."""
    book = paper()
    question = decision(said, book)

    assert activity_of(question.type, question.properties, email_of(said), book) == said


@pytest.mark.parametrize(
    ("type_", "properties", "email"),
    [
        ("email.open", {}, None),
        ("email.click", {"urls": {"list": ["https://x"]}}, "email/one"),
        ("form.submit", {"forms": [1, 2]}, None),
        ("form.submit", {"forms": ["x"]}, None),
        ("page.pagehit", {"pages": [3], "url": ""}, None),
        ("page.pagehit", {"url": "https://x/*"}, None),
        ("page.pagehit", {"url": "", "referer": "x"}, None),
        ("page.devicehit", {}, None),
    ],
)
def test_a_decision_without_a_sentence_has_none(type_: str, properties: Any, email: str | None) -> None:
    """What listens for more or for something else is not said as less."""
    assert activity_of(type_, properties, email, paper()) is None


@pytest.mark.parametrize("said", ["opened any email", "attended webinar x", "opened email one at least 2 times", "?"])
def test_what_no_decision_listens_for_is_refused(said: str) -> None:
    """Nothing is listened for that is something else."""
    assert email_of(said) is None
    with pytest.raises(Unheld):
        decision(said, paper())


def test_a_page_is_every_address_that_ends_with_it() -> None:
    """With a question behind it or without; and no sign of it means anything else."""
    assert page_of(pages("/pricing")) == page_of(one_page("/pricing")) == "/pricing"
    assert page_of("*") is page_of("/pricing") is page_of("*/a,*/b[?]*") is page_of("*/a*") is None

"""What each sentence means for one person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
from tests.criteria.strategies import AS_OF, CATALOGUE

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def meets(value: Any, person: Person, catalogue: Catalogue = CATALOGUE) -> bool:
    criteria, problems = parse(value)
    assert criteria is not None
    assert problems == []
    return evaluate(criteria, person, AS_OF, catalogue, person.lists.__contains__)


def somebody(**fields: Any) -> Person:
    return Person(fields=fields)


@pytest.mark.parametrize(
    ("sentence", "value", "true"),
    [
        ("industry is Banking", "banking", True),
        ("industry is Banking", "Banking ", False),
        ("industry is not Banking", "Insurance", True),
        ("industry in [Banking, Golf]", "GOLF", True),
        ("industry in []", "Golf", False),
        ("industry not in []", "Golf", True),
        ("industry contains ANK", "Banking", True),
        ("industry contains %", "Banking", False),
        ("industry contains a_k", "Bank", False),
        ("industry starts with ba", "Banking", True),
        ("industry starts with king", "Banking", False),
        ("industry ends with KING", "Banking", True),
        ("industry does not end with king", "Banking", False),
        ("industry is 5", 5, True),
        ("industry is true", True, True),
        ("grade is at least C", "B+", True),
        ("grade is at least C", "c", True),
        ("grade is at least C", "D", False),
        ("grade is at most C", "D", True),
        ("grade is at most C", "A", False),
        ("grade is at least C", "RETIRED", False),
        ("score = 5", 5, True),
        ("score = 5", 5.0, True),
        ("score = 0.1", 0.1, True),
        ("score = 0.1", Decimal("0.1"), True),
        ("score = 5", "5", True),
        ("score != 5", 6, True),
        ("score > 5", 5, False),
        ("score >= 5", 5, True),
        ("score < 5", 4.99, True),
        ("score <= 5", 5, True),
        ("score <= 5", 6, False),
        ("score between 5 and 6", 6, True),
        ("score between 5 and 6", 6.5, False),
        ("score between 6 and 5", 5.5, False),
        ("opted_out is true", True, True),
        ("opted_out is false", False, True),
        ("opted_out is false", "FALSE", True),
        ("opted_out is true", False, False),
        ("created_at on 2026-03-30", "2026-03-30", True),
        ("created_at on 2026-03-30", datetime(2026, 3, 30, 23, 59, 59, 999_999, tzinfo=UTC), True),
        ("created_at on 2026-03-30", datetime(2026, 3, 31, tzinfo=UTC), False),
        ("created_at on 2026-03-30", datetime(2026, 3, 30), True),
        ("created_at on 2026-03-30", datetime(2026, 3, 31, 1, tzinfo=timezone(timedelta(hours=2))), True),
        ("created_at on 9999-12-31", date(9999, 12, 31), True),
        ("created_at before 2026-03-30", date(2026, 3, 30), False),
        ("created_at before 2026-03-30", date(2026, 3, 29), True),
        ("created_at after 2026-03-30", datetime(2026, 3, 30, 12, tzinfo=UTC), False),
        ("created_at after 2026-03-30", date(2026, 3, 31), True),
        ("created_at on or before 2026-03-30", datetime(2026, 3, 30, 12, tzinfo=UTC), True),
        ("created_at on or after 2026-03-30", date(2026, 3, 30), True),
        ("created_at between 2026-03-01 and 2026-03-30", datetime(2026, 3, 30, 12, tzinfo=UTC), True),
        ("created_at between 2026-03-01 and 2026-03-30", date(2026, 3, 31), False),
        ("created_at in last 30 days", AS_OF - 30 * DAY, True),
        ("created_at in last 30 days", AS_OF - 30 * DAY - TICK, False),
        ("created_at in last 30 days", AS_OF - TICK, True),
        ("created_at in last 30 days", AS_OF, False),
        ("created_at not in last 30 days", AS_OF, True),
        ("created_at in last 2 hours", AS_OF - timedelta(hours=2), True),
        ("created_at in last 1 weeks", AS_OF - 7 * DAY - TICK, False),
        ("created_at in last 1 months", datetime(2026, 2, 28, 12, 30, tzinfo=UTC), True),
        ("created_at in last 1 months", datetime(2026, 2, 28, 12, 29, tzinfo=UTC), False),
        ("created_at in last 1 years", datetime(2025, 3, 31, 12, 30, tzinfo=UTC), True),
        ("created_at in last 999999 years", date(1, 1, 1), True),
        ("created_at in last 999999 weeks", date(1, 1, 1), True),
        ("created_at in next 30 days", AS_OF, True),
        ("created_at in next 30 days", AS_OF + 30 * DAY, False),
        ("created_at more than 30 days ago", AS_OF - 30 * DAY, False),
        ("created_at more than 30 days ago", AS_OF - 30 * DAY - TICK, True),
        ("created_at after 2027-01-01", date(2030, 1, 1), True),
    ],
)
def test_a_test_of_a_field(sentence: str, value: object, true: bool) -> None:
    """
    Capitals do not matter in texts; bounds, days and windows are exactly what the manual says.
    """
    assert meets(sentence, somebody(**{sentence.split()[0]: value})) is true


BLANKS = [None, "", float("nan"), Decimal("nan"), "no such number or date", object()]


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("is blank", True),
        ("is not blank", False),
        ("is X", False),
        ("is not X", True),
        ("in [X]", False),
        ("not in [X]", True),
        ("contains X", False),
        ("does not contain X", True),
        ("does not start with X", True),
        ("does not end with X", True),
        ("is X or blank", True),
        ("is not blank or blank", True),
    ],
)
@pytest.mark.parametrize("blank", [None, "", "missing"])
def test_a_blank_fails_every_positive_test_and_passes_every_negative_one(
    sentence: str, true: bool, blank: str | None
) -> None:
    """
    Nobody drops out of `is not Customer` because nobody knows the type of the account.
    """
    person = somebody() if blank == "missing" else somebody(industry=blank)

    assert meets(f"industry {sentence}", person) is true


@pytest.mark.parametrize("sentence", ["< 5", "<= 5", "> 5", ">= 5", "= 5", "between 1 and 9"])
@pytest.mark.parametrize("blank", [*BLANKS, True, date(2026, 1, 1)])
def test_no_number_is_neither_small_nor_large(sentence: str, blank: object) -> None:
    """
    A blank is below no limit and above none; what is no number in a field of numbers is a blank.
    """
    assert meets(f"score {sentence}", somebody(score=blank)) is False
    assert meets(f"score {sentence} or blank", somebody(score=blank)) is True
    assert meets("score != 5", somebody(score=blank)) is True


@pytest.mark.parametrize(
    ("sentence", "value", "true"),
    [
        ("score = 9007199254740993", 9007199254740993, True),
        ("score = 9007199254740993", 9007199254740992, False),
        ("score = 3", Decimal("3.0"), True),
        ("score = 0.1", Decimal("0.1"), True),
        ("score = 3.0000000000000000001", 3, True),
        ("score = 99999999999999999999", 10**20, True),
        ("score > 5", 10**400, True),
        ("score changed to 0.5", Decimal("0.5"), True),
    ],
)
def test_whole_numbers_are_exact_and_all_others_are_doubles(sentence: str, value: object, true: bool) -> None:
    """
    What 64 bits hold is the same number in Python, in a file and in every database; nothing hangs on more digits.
    """
    changes = (FieldChange("score", None, value, AS_OF - TICK),)

    assert meets(sentence, Person(fields={"score": value}, changes=changes)) is true


@pytest.mark.parametrize(
    "sentence", ["before 2026-01-01", "after 2026-01-01", "in last 3 days", "more than 3 days ago"]
)
@pytest.mark.parametrize("blank", [*BLANKS, True, 5])
def test_no_date_is_neither_early_nor_late(sentence: str, blank: object) -> None:
    """
    People without a date are in no window; `not in last` is the complement and takes them in.
    """
    assert meets(f"created_at {sentence}", somebody(created_at=blank)) is False
    assert meets("created_at not in last 3 days", somebody(created_at=blank)) is True


@pytest.mark.parametrize("blank", [*BLANKS[:3], "perhaps", 2])
def test_neither_yes_nor_no(blank: object) -> None:
    """
    Who never said anything has neither opted in nor out.
    """
    assert meets("opted_out is false", somebody(opted_out=blank)) is False
    assert meets("opted_out is true", somebody(opted_out=blank)) is False
    assert meets("opted_out is false or blank", somebody(opted_out=blank)) is True


@pytest.mark.parametrize(
    ("written", "held", "same"),
    [
        ("istanbul", "İstanbul", True),
        ("İSTANBUL", "istanbul", True),
        ("ISTANBUL", "ıstanbul", False),
        ("ΟΔΟΣ", "οδος", True),
        ("ΟΔΟΣ", "οδοσ", True),
        ("é", "e\u0301", True),
        ("e", "é", False),
        ("straße", "STRASSE", False),
        ("fi", "ﬁ", False),
        ("A", "Ａ", False),
    ],
)
def test_capitals_are_ignored_and_nothing_else(written: str, held: str, same: bool) -> None:
    """
    The same people on every engine: dotted capital I and the final sigma are pinned, accents and widths count.
    """
    assert meets(f'industry is "{written}"', somebody(industry=held)) is same
    assert meets(f'industry contains "{written}"', somebody(industry=f"- {held} -")) is same


@pytest.mark.parametrize(
    ("sentence", "value", "true"),
    [
        ("x is 5", 5, True),
        ("x is TRUE", True, True),
        ("x in [true]", True, True),
        ("x > 4", 5, True),
        ("x between 4 and 6", "5", True),
        ("x between 2026-01-01 and 2026-12-31", "2026-05-05T10:00:00+02:00", True),
        ("x in last 3 days", AS_OF - DAY, True),
        ("x is at least B", "A", False),
        ("x is blank", False, False),
        ("x is blank", float("nan"), True),
    ],
)
def test_a_field_that_nobody_defined_is_read_as_the_test_asks(sentence: str, value: object, true: bool) -> None:
    """
    Without a catalogue a value is what the test is about; an order that nobody gave is no order.
    """
    assert meets(sentence, somebody(x=value), Catalogue()) is true


@pytest.mark.parametrize(
    "sentence",
    [
        "score contains 5",
        "opted_out > 1",
        "created_at is x",
        "created_at between 1 and 2",
        "industry > 5",
        "industry in last 3 days",
    ],
)
def test_a_test_that_does_not_suit_the_type_is_never_passed(sentence: str) -> None:
    """
    `check` reports it; until somebody looks, it lets nobody in.
    """
    name = sentence.split()[0]
    value = {"score": 5, "opted_out": True, "created_at": AS_OF, "industry": "6"}[name]

    assert meets(sentence, somebody(**{name: value})) is False


def test_groups_combine() -> None:
    """
    all, any and none, inside each other.
    """
    value = ["score > 1", {"any": ["score > 9", {"none": ["opted_out is true", "score = 5"]}]}]

    assert meets(value, somebody(score=10, opted_out=True))
    assert meets(value, somebody(score=6))
    assert not meets(value, somebody(score=5))
    assert not meets(value, somebody(score=6, opted_out=True))
    assert not meets(value, somebody(score=1))


def test_empty_groups_are_true_for_all_and_none_and_false_for_any() -> None:
    """
    No requirement is met by everybody, no alternative by nobody.
    """
    assert meets([], somebody())
    assert meets({"none": []}, somebody())
    assert not meets({"any": []}, somebody())


def test_the_one_related_record_is_asked_by_its_name() -> None:
    """
    `account.type` is the type of the person's account.
    """
    assert meets("account.type is customer", Person(related={"account": ({"type": "Customer"},)}))
    assert not meets("account.type is Customer", Person(related={"account": ({"type": "Prospect"},)}))


@pytest.mark.parametrize("related", [{}, {"account": ()}, {"account": (None,)}, {"account": ({},)}])
def test_an_account_that_is_not_there_reads_as_blank(related: Any) -> None:
    """
    No account, a key that leads to none, and an account without a type are the same: blank, and never a crash.
    """
    person = Person(related=related)

    assert meets("account.type is blank", person)
    assert meets("account.type is not Customer", person)
    assert not meets("account.type is Customer", person)


def test_one_and_the_same_record_has_to_meet_everything() -> None:
    """
    `some opportunity:` is not satisfied by a won one and a large one together.
    """
    criteria = {"some opportunity": ["stage is Closed Won", "amount > 100"]}
    won, large = {"stage": "Closed Won", "amount": 50}, {"stage": "Open", "amount": 500}

    assert not meets(criteria, Person(related={"opportunity": (won, large)}))
    assert meets(criteria, Person(related={"opportunity": (large, {**won, "amount": 101})}))
    assert not meets(criteria, Person())
    assert meets({"no opportunity": criteria["some opportunity"]}, Person(related={"opportunity": (won, large)}))
    assert meets({"no opportunity": ["stage is Open"]}, Person(related={"opportunity": (None,)}))


def test_a_field_of_the_record_may_be_named_in_full() -> None:
    """
    `opportunity.stage` inside `some opportunity:` is the stage of that record.
    """
    person = Person(related={"opportunity": ({"stage": "Open"}, {"stage": "Closed Won"})})

    assert meets({"some opportunity": ["opportunity.stage is Closed Won"]}, person)


def test_lists_are_asked_of_whoever_knows_them() -> None:
    """
    Membership of a list is a yes or no; there is no blank.
    """
    assert meets("in list customers", Person(lists=frozenset({"customers"})))
    assert meets("not in list customers", Person())
    assert not meets("not in list customers", Person(lists=frozenset({"customers"})))


def opened(*at: datetime, name: str = "welcome") -> Person:
    return Person(activities=tuple(Activity("opened", "email", name, moment) for moment in at))


@pytest.mark.parametrize(
    ("sentence", "times", "true"),
    [
        ("opened any email", 0, False),
        ("opened any email", 1, True),
        ("never opened any email", 0, True),
        ("never opened any email", 1, False),
        ("opened any email at least 2 times", 2, True),
        ("opened any email at least 2 times", 1, False),
        ("opened any email at most 2 times", 0, True),
        ("opened any email at most 2 times", 3, False),
        ("opened any email exactly 2 times", 2, True),
        ("opened any email exactly 2 times", 3, False),
        ("opened any email more than 2 times", 2, False),
        ("opened any email fewer than 2 times", 1, True),
        ("opened any email fewer than 2 times", 2, False),
        ("opened any email between 1 and 2 times", 2, True),
        ("opened any email between 1 and 2 times", 3, False),
    ],
)
def test_how_often(sentence: str, times: int, true: bool) -> None:
    """
    Counts are exact, and not at all is zero times.
    """
    assert meets(sentence, opened(*[AS_OF - DAY] * times)) is true


@pytest.mark.parametrize(
    ("window", "at", "seen"),
    [
        ("", AS_OF - TICK, True),
        ("", AS_OF, False),
        ("", AS_OF + DAY, False),
        ("in last 7 days", AS_OF - 7 * DAY, True),
        ("in last 7 days", AS_OF - 7 * DAY - TICK, False),
        ("in last 7 days", AS_OF, False),
        ("since 2026-03-30", datetime(2026, 3, 30, tzinfo=UTC), True),
        ("since 2026-03-30", datetime(2026, 3, 29, 23, 59, tzinfo=UTC), False),
        ("since 2026-03-30", AS_OF, False),
        ("before 2026-03-30", datetime(2026, 3, 29, 23, 59), True),
        ("before 2026-03-30", datetime(2026, 3, 30, tzinfo=UTC), False),
        ("before 2030-01-01", AS_OF + DAY, False),
        ("between 2026-03-01 and 2026-03-30", datetime(2026, 3, 30, 23, tzinfo=UTC), True),
        ("between 2026-03-01 and 2026-03-30", datetime(2026, 3, 31, tzinfo=UTC), False),
        ("between 2026-03-01 and 2030-01-01", AS_OF, False),
    ],
)
def test_when(window: str, at: datetime, seen: bool) -> None:
    """
    Windows begin with their first instant and end before their last; nothing from the moment of asking on is seen,
    "ever" included.
    """
    assert meets(f"opened any email {window}", opened(at)) is seen
    assert meets(f"never opened any email {window}", opened(at)) is not seen


def test_what_was_done_to_what() -> None:
    """
    A verb, a kind of thing and a name have to be the ones that were asked for.
    """
    person = Person(
        activities=(
            Activity("clicked", "email", "welcome", AS_OF - DAY),
            Activity("viewed", "page", "/pricing", AS_OF - DAY),
            Activity("did", "activity", "demo-request", AS_OF - DAY),
        )
    )

    assert meets(["clicked email welcome", "viewed page /pricing", "did demo-request", "did any"], person)
    assert not meets({"any": ["opened email welcome", "clicked email other", "viewed page /Pricing"]}, person)


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("grade changed", True),
        ("grade changed from C", True),
        ("grade changed from c to B", True),
        ("grade changed to C", False),
        ("grade changed from blank to C", False),
        ("grade changed in last 7 days", True),
        ("grade changed in last 1 days", False),
        ("score changed", True),
        ("score changed from blank to 5", True),
        ("score changed from 4", False),
        ("opted_out changed", False),
        ("opted_out changed or blank", True),
        ("grade changed to A or blank", False),
        ("industry changed to blank", True),
    ],
)
def test_a_value_that_changed(sentence: str, true: bool) -> None:
    """
    From what, to what and when; a change to come has not happened.
    """
    person = Person(
        fields={"grade": "B"},
        changes=(
            FieldChange("grade", "C", "B", AS_OF - 3 * DAY),
            FieldChange("score", None, 5.0, AS_OF - DAY),
            FieldChange("industry", "Golf", "", AS_OF - DAY),
            FieldChange("opted_out", False, True, AS_OF),
        ),
    )

    assert meets(sentence, person) is true


def test_nobody_keeps_the_history_of_a_related_record() -> None:
    """
    `changed` inside `some opportunity:` is reported by `check`, and is true of nothing.
    """
    person = Person(related={"opportunity": ({"stage": "Open"},)})

    assert not meets({"some opportunity": ["stage changed"]}, person)


def test_what_cannot_be_read_is_never_evaluated() -> None:
    """
    Half-understood criteria decide about nobody.
    """
    criteria, problems = parse(["score > 1", "score is"])
    assert criteria is not None
    assert problems

    with pytest.raises(ValueError, match="cannot be read"):
        evaluate(criteria, somebody(score=5), AS_OF, CATALOGUE, bool)


def test_the_type_of_a_field_is_read_from_its_asset() -> None:
    """
    What is not well-formed there is another finding's business and is left out.
    """
    catalogue = Catalogue.of(
        [
            ("grade", {"type": "choice", "values": ["C", "B", 5], "ordered": True}),
            ("email", {"type": "text", "personal_data": "identifier"}),
            ("odd", {"type": "blob", "values": "x", "ordered": "yes"}),
        ],
        {"account": "one"},
    )

    assert catalogue.fields == {
        "grade": FieldType("choice", ("C", "B"), True),
        "email": FieldType("text", identifier=True),
        "odd": FieldType(""),
    }
    assert catalogue.relations == {"account": "one"}
    assert catalogue.fields["grade"].ranks == {"c": 0, "b": 1}

"""What a scoring model means for one person, and that its formulas mean the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.scoring import (
    ANSWERS,
    GRADES,
    Scoring,
    bins,
    edges,
    grade_of,
    grades_of,
    score_of,
    score_substitution,
    scoring,
    scorings,
)
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.model import Asset, Org
from mapconfig.testing import OracleEngine, asset, org
from tests.audience import strategies as worlds

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
WHOSE = Address("scoring/m")

FIELDS = (
    asset("field/country", type="text"),
    asset("field/score", type="number"),
    asset("field/grade", type="choice", values=list(GRADES), ordered=True),
)


def did(verb: str, object: str, name: str, *days_ago: float) -> tuple[Activity, ...]:
    return tuple(Activity(verb, object, name, NOW - timedelta(days=each)) for each in days_ago)


def opened(*days_ago: float) -> tuple[Activity, ...]:
    return did("opened", "email", "a", *days_ago)


def score(person: Person, **model: Any) -> int:
    return score_of(person, model, NOW, WHOSE)


OPENS = [{"id": "o", "activity": "opened any email", "points": 3}]


def test_points_are_given_each_time_up_to_the_cap() -> None:
    """Rows are capped one by one; a cap holds for points that are taken away, too."""
    person = Person(activities=(*opened(1, 2, 3, 4), *did("viewed", "page", "/careers", 1, 2)))
    assert score(person, points=OPENS) == 12
    assert score(person, points=[{**OPENS[0], "cap": 10}]) == 10
    careers = {"id": "c", "activity": "viewed page /careers", "points": -15}
    assert score(person, points=[{**OPENS[0], "cap": 10}, careers]) == -20
    assert score(person, points=[{**careers, "cap": 20}]) == -20
    assert score(Person(), points=[*OPENS, careers]) == 0


def test_a_window_looks_back_and_nothing_later_than_now_counts() -> None:
    person = Person(activities=opened(-1, 5, 40))
    assert score(person, points=OPENS) == 6
    assert score(person, points=[{**OPENS[0], "activity": "opened any email in last 30 days"}]) == 3


def test_a_row_that_says_how_often_gives_its_points_once() -> None:
    often = [{"id": "o", "activity": "opened any email at least 2 times", "points": 7}]
    never = [{"id": "n", "activity": "never opened any email", "points": -2}]
    assert score(Person(activities=opened(1, 2, 3)), points=often) == 7
    assert score(Person(activities=opened(1)), points=often) == 0
    assert score(Person(), points=never) == -2


@pytest.mark.parametrize(
    ("idle", "left"), [(0.5, 30), (59, 30), (89.9, 30), (90.1, 25), (119.9, 25), (120.1, 20), (2000, 0)]
)
def test_decay_takes_points_for_every_period_of_idleness(idle: float, left: int) -> None:
    """Thirty days after sixty idle days for the first time; never below the floor."""
    model = {"points": [{**OPENS[0], "points": 30}], "decay": {"points": -5, "every_days": 30, "after_days": 60}}
    assert score(Person(activities=opened(idle)), **model) == left


def test_decay_comes_after_the_cap_and_raises_nobody() -> None:
    decay = {"points": -4, "every_days": 10, "floor": 5}
    person = Person(activities=opened(25, 26, 27, 28))
    assert score(person, points=[{**OPENS[0], "cap": 10}], decay=decay) == 5
    assert score(person, points=[{**OPENS[0], "cap": 20}], decay=decay) == 5
    assert score(person, points=[{**OPENS[0], "points": 10}], decay=decay) == 32
    assert score(person, points=[{**OPENS[0], "points": 1}], decay=decay) == 4


def test_what_is_done_to_somebody_does_not_keep_them_from_being_idle() -> None:
    """Nor what the model has no rows for."""
    decay = {"points": -1, "every_days": 10}
    person = Person(activities=(*opened(35), *did("was sent", "email", "a", 1), *did("attended", "webinar", "w", 1)))
    points = [*OPENS, {"id": "s", "activity": "was sent any email", "points": 1}]
    assert score(person, points=points, decay=decay) == 1


def test_everybody_begins_in_the_middle_and_is_moved_by_what_fits() -> None:
    steps = [
        {"id": "up", "when": ["country is FR"], "adjust": 2},
        {"id": "down", "when": ["country is not blank"], "adjust": -1},
        {"id": "far", "when": ["country is DE"], "adjust": -3},
        {"id": "farther", "when": ["country is DE"], "adjust": -3},
    ]
    program = org(*FIELDS)

    def grade(country: str | None) -> str:
        return grade_of(Person({"country": country}), {"grade": steps}, NOW, program, lambda _: False)

    assert [grade(None), grade("FR"), grade("GB"), grade("DE")] == ["C+", "B-", "C", "F"]
    assert grades_of(org()) == GRADES
    assert grades_of(org(asset("field/grade", type="choice", values=["C", "A"]))) == GRADES
    assert grades_of(org(asset("field/grade", type="choice", values=["C", "A"], ordered=True))) == ("C", "A")


def model(**attributes: Any) -> Asset:
    return asset("scoring/m", attributes)


def on_sheet(program: Org) -> Scoring:
    return next(scorings(Lists(program, Sheet(NOW))))


def engine(*people: Person) -> OracleEngine:
    return OracleEngine(people, NOW, leaves=ANSWERS)


PEOPLE = tuple(Person({"country": "FR", "score": 3 * n}, activities=opened(*range(1, n + 1))) for n in range(6))


def test_a_threshold_takes_score_and_grade() -> None:
    program = org(
        *FIELDS,
        asset("stage/mql", criteria=["score >= 6"]),
        model(
            points=OPENS,
            grade=[{"id": "fr", "when": ["country is FR"], "adjust": 1}],
            thresholds=[
                {"id": "both", "score": 6, "grade": "B-", "stage": "stage/mql"},
                {"id": "better", "score": 6, "grade": "B", "stage": "stage/mql"},
                {"id": "score", "score": 9, "stage": "stage/mql"},
            ],
        ),
    )
    found = on_sheet(program)
    assert [one.words for one in found.thresholds] == ["score 6 and grade B-", "score 6 and grade B", "score 9"]
    counted = engine(*PEOPLE).counts(found.sheet, [one.reached for one in found.thresholds])
    assert counted.values == (4, 0, 3)


def test_bins_have_everybody_once() -> None:
    program = org(*FIELDS, model(points=[*OPENS, {"id": "c", "activity": "viewed any page", "points": -9}]))
    found = on_sheet(program)
    starts = edges([found])
    rows = bins(found, starts)
    assert [row[:2] for row in rows][:3] == [(None, -1), (0, 0), (1, 4)] and rows[-1][1] is None
    people = (*PEOPLE, Person(activities=did("viewed", "page", "/", 1)))
    counts = engine(*people).counts(found.sheet, [ref for *_, ref in rows]).values
    assert sum(counts) == len(people) and counts[:2] == (1, 1)


def test_bins_are_as_wide_as_the_thresholds_want() -> None:
    for highest, last in ((15, 30), (60, 90), (1000, 1500), (90_000, 135_000)):
        found = on_sheet(
            org(*FIELDS, model(points=OPENS, thresholds=[{"id": "t", "score": highest, "stage": "stage/x"}]))
        )
        starts = edges([found])
        assert len(starts) <= 13 and last * 0.9 <= starts[-1] <= last


def test_the_share_of_scores_that_agree_says_how_far_they_can_be_believed() -> None:
    found = on_sheet(org(*FIELDS, model(points=OPENS)))
    same, known = found.agrees() or (Ref(0), Ref(0))
    people = (*PEOPLE, Person({"score": 7}), Person({"score": None}), Person({"score": ""}))
    assert engine(*people).counts(found.sheet, [same, known]).values == (6, 7)
    assert on_sheet(org(model(points=OPENS))).agrees() is None


def test_an_unchanged_model_gives_the_same_formulas() -> None:
    """So lists that ask for its score are not counted anew."""
    sheet = Sheet(NOW)
    refs = []
    for points in (3, 3, 4):
        program = org(*FIELDS, model(points=[{**OPENS[0], "points": points}], decay={"points": -1, "every_days": 9}))
        refs.append(next(scorings(Lists(program, sheet))).at_least(10))
    assert refs[0] == refs[1] != refs[2]


TESTS = (
    *("score >= 6", "score > 6", "score < 6", "score <= 6", "score = 6", "score != 6", "score between 3 and 9"),
    *("score >= 5.5", "score = 5.5", "score <= -1", "score is blank", "score is not blank", "score < 6 or blank"),
    *("grade is at least B-", "grade is at most C", "grade is B-", "grade is not B-", "grade in [A, B-]"),
    *("grade is blank", "grade is at least B- or blank"),
)


@pytest.mark.parametrize("sentence", TESTS)
def test_lists_follow_a_new_model(sentence: str) -> None:
    """Every test of score and grade is answered by the model, as if the platform had worked it out already."""
    steps = [{"id": "fr", "when": ["country is FR"], "adjust": 1}, {"id": "low", "when": ["score < 4"], "adjust": -2}]
    program = org(*FIELDS, asset("list/l", criteria=[sentence]), model(points=OPENS, grade=steps))
    attributes = program["scoring/m"].attributes
    sheet = Sheet(NOW)
    lists = Lists(program, sheet, fields=score_substitution(program, sheet))
    worked_out = [
        replace(
            one,
            fields={
                **one.fields,
                "score": score_of(one, attributes, NOW, WHOSE),
                "grade": grade_of(one, attributes, NOW, program, lambda _: False),
            },
        )
        for one in PEOPLE
    ]
    plain = Lists(program, sheet)
    wanted = OracleEngine(worked_out, NOW).counts(sheet, [plain.member("l")]).values
    assert engine(*PEOPLE).counts(sheet, [lists.member("l")]).values == wanted


def test_without_one_model_nothing_is_replaced() -> None:
    sheet = Sheet(NOW)
    assert score_substitution(org(*FIELDS), sheet) == {}
    assert score_substitution(org(*FIELDS, model(points=OPENS, state="paused")), sheet) == {}
    assert set(score_substitution(org(*FIELDS, model(points=OPENS)), sheet)) == {"score"}
    two = org(*FIELDS, model(points=OPENS), asset("scoring/n", points=OPENS))
    with pytest.raises(Uncountable, match="scoring/m, scoring/n"):
        score_substitution(two, sheet)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"points": [{"id": "x", "activity": "country is FR", "points": 1}]}, "points x of scoring/m cannot be read"),
        ({"grade": [{"id": "g", "when": ["in list none"], "adjust": 1}]}, "there is no list/none"),
        ({"thresholds": [{"id": "t", "grade": "E+", "stage": "stage/x"}]}, "asks for E[+], which is no grade"),
    ],
)
def test_what_cannot_be_read_is_said(attributes: dict[str, Any], said: str) -> None:
    with pytest.raises(Uncountable, match=said):
        scoring(model(**attributes), Lists(org(*FIELDS), Sheet(NOW)))


activities = st.sampled_from(
    [
        *("opened any email", "was sent any email", "opened email welcome", "submitted form a.b", "viewed any page"),
        *("did any", "opened any email at least 2 times", "never clicked any email", "bounced any email"),
        *("opened any email in last 30 days", "was sent any email since 2026-01-01"),
    ]
)
rows = st.fixed_dictionaries(
    {"activity": activities, "points": st.integers(-20, 40)}, optional={"cap": st.integers(1, 50)}
)
decays = st.fixed_dictionaries(
    {"points": st.integers(-30, -1), "every_days": st.integers(1, 40)},
    optional={"after_days": st.integers(0, 60), "floor": st.integers(-10, 20)},
)
models = st.fixed_dictionaries(
    {"points": st.lists(rows, max_size=5).map(lambda rows: [{**row, "id": f"r{n}"} for n, row in enumerate(rows)])},
    optional={"decay": decays},
)


@given(models, st.integers(0, 1000))
@settings(deadline=None)
def test_formulas_of_a_model_are_its_definition(written: dict[str, Any], seed: int) -> None:
    """For any model, also beyond caps and floors, somebody has a score exactly when the formulas say so."""
    people = worlds.people(12, seed)
    lists = Lists(worlds.org_of({}), Sheet(worlds.AS_OF))
    found = scoring(Asset(WHOSE, written), lists)
    expected = [score_of(one, written, worlds.AS_OF, WHOSE) for one in people]
    marks = sorted({0, *expected, *(each + 1 for each in expected)})
    counted = OracleEngine(people, worlds.AS_OF, leaves=ANSWERS).counts(found.sheet, [found.at_least(m) for m in marks])
    assert counted.values == tuple(sum(each >= mark for each in expected) for mark in marks)

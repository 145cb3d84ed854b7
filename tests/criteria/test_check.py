"""Criteria against the org: names, types, values, relations."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.criteria import Catalogue, Problem, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.check import check
from mapconfig.finding import Path
from tests.criteria.strategies import CATALOGUE

FIELDS = Catalogue(
    {**CATALOGUE.fields, "email": FieldType("text", identifier=True), "odd": FieldType("")}, CATALOGUE.relations
)
RECORD = "some opportunity"


def look(value: Any, **more: Any) -> list[Problem]:
    criteria, problems = parse(value)
    assert criteria is not None
    assert problems == []
    return check(criteria, FIELDS, **({"lists": ["customers"], "emails": ["welcome"], "forms": ["contact"]} | more))


@pytest.mark.parametrize(
    "value",
    [
        ["in list customers", "opened email welcome", "submitted form contact", "viewed page /x", "did anything"],
        ["country is de", "country in [DE, at]", "grade is at least b", "country changed from DE to blank"],
        ["score between 1 and 2", "created_at between 2026-01-01 and 2026-01-02", "opted_out is TRUE", "industry is x"],
        ["account.type is Customer", {"some opportunity": ["stage is Open", "opportunity.amount > 5"]}],
        ["odd is x", "odd > 5", "odd in last 3 days", "odd changed to 5"],
        {"country in": ["DE"]},
    ],
)
def test_what_suits_the_org_has_no_problems(value: Any) -> None:
    """
    Known names, tests of the type, values of the field; a field of unknown type is left alone.
    """
    assert look(value) == []


PROBLEMS: list[tuple[Any, str, Path, int, str, str]] = [
    ("countri is DE", "unknown", (), 0, "No file defines field/countri.", "Did you mean `country`?"),
    ("Country is DE", "unknown", (), 0, "No file defines field/Country.", "Did you mean `country`?"),
    ("zzz is DE", "unknown", (), 0, "No file defines field/zzz.", "Define field/zzz"),
    ("account.typ is X", "unknown", (), 0, "No file defines field/account.typ.", "Did you mean `account.type`?"),
    ("acount.type is X", "unknown", (), 0, "`acount` in `acount.type` is no relation", "Did you mean `account.type`?"),
    ("zzz.type is X", "unknown", (), 0, "is no relation of this org", "are: account, opportunity."),
    ("in list custmers", "unknown", (), 8, "No file defines list/custmers.", "Did you mean `customers`?"),
    ('not in  list "zzz"', "unknown", (), 13, "No file defines list/zzz.", "Write the key of a list asset."),
    ("opened email welcom", "unknown", (), 13, "No file defines email/welcom.", "Did you mean `welcome`?"),
    ("submitted form x", "unknown", (), 15, "No file defines form/x.", "Write the key of a form asset."),
    ("score is 50", "type", (), 6, "`score` is a number, and `is` is no test of that.", "Write `score = 50`."),
    ("score is not 50", "type", (), 6, "Its tests are: is blank, is not blank, =,", "Write `score != 50`."),
    ("score is at most 50", "type", (), 6, "is no test", "Write `score <= 50`."),
    ("score in [1]", "type", (), 6, "`in [..]` is no test", ""),
    ("country is at least DE", "type", (), 8, "`country` is a choice, and", ""),
    ("country contains D", "type", (), 8, "is a choice", "Write `country in [..]`."),
    ("country does not contain D", "type", (), 8, "is a choice", "Write `country not in [..]`."),
    ("grade >= 5", "type", (), 6, "`grade` is an ordered choice", "Write `grade is at least 5`."),
    ("industry = 5", "type", (), 9, "`industry` is a text", "Write `industry is 5`."),
    ("industry >= 5", "type", (), 9, "`industry` is a text", ""),
    ("opted_out is not true", "type", (), 10, "is a yes/no field", "Write `opted_out is false or blank`."),
    ("opted_out is not x", "type", (), 10, "is a yes/no field", "Write `opted_out is true`."),
    ("created_at is 2026-01-01", "type", (), 11, "is a date", "Write `created_at on 2026-01-01`."),
    ("created_at > 5", "type", (), 11, "more than .. days ago", "Write `created_at after 2026-01-31`."),
    ("created_at contains x", "type", (), 11, "is a date", ""),
    ({"score in": ["1"]}, "type", (), 6, "is a number", ""),
    ("country is FR", "value", (), 11, "`FR` is not a value of `country`.", "Its values are: DE, AT, CH,"),
    ("stag is Opn", "unknown", (), 0, "", ""),
    ("grade is at least B++", "value", (), 18, "`B++` is not a value of `grade`.", "Did you mean `B+`?"),
    ("country in [DE, FR]", "value", (), 16, "`FR` is not a value", ""),
    ("country in [DE, Cote d'Ivoire]", "value", (), 16, "", "Did you mean `Côte d'Ivoire`?"),
    ({"country in": ["DE", "FR"]}, "value", ("country in", 1), 0, "`FR` is not a value", ""),
    ("country changed from FR", "value", (), 21, "`FR` is not a value", ""),
    ("score changed to x", "value", (), 17, "`x` is not a number.", ""),
    ("created_at changed to x", "value", (), 22, "`x` is not a date.", "2026-01-31"),
    ("created_at between 1 and 1", "value", (), 19, "`1` is not a date.", ""),
    ("created_at between 1.0 and 1.0", "value", (), 0, "`1` is not a date.", ""),
    ("opted_out is yes", "value", (), 13, "neither true nor false", "Write `is true`."),
    ("opted_out is no", "value", (), 13, "neither true nor false", "Write `is false`."),
    ("opted_out is maybe", "value", (), 13, "neither true nor false", "`is true` or `is false`"),
    ("opportunity.stage is Open", "relation", (), 0, "may have many of `opportunity`", "Write `some opportunity:`"),
    ({"some account": ["type is Customer"]}, "relation", (), 5, "has one account at most", "`account.FIELD`"),
    ({"some oportunity": []}, "unknown", (), 5, "is no relation", "Did you mean `some opportunity:`?"),
    ({"no zzz": []}, "unknown", (), 3, "is no relation", "are: account, opportunity."),
    ({RECORD: ["stag is Open"]}, "unknown", (RECORD, 0), 0, "field/opportunity.stag.", "Did you mean `stage`?"),
    ({RECORD: ["stage is Won"]}, "value", (RECORD, 0), 9, "value of `opportunity.stage`", ""),
    ({RECORD: ["account.type is X"]}, "relation", (RECORD, 0), 0, "not a field of the opportunity", "beside"),
    ({RECORD: ["in list customers"]}, "relation", (RECORD, 0), 0, "is about a person", "beside that group"),
    ({RECORD: ["opened any email"]}, "relation", (RECORD, 0), 0, "is about a person", ""),
    ({RECORD: ["stage changed"]}, "relation", (RECORD, 0), 6, "Nobody keeps the history", ""),
    ({RECORD: [{"some contract": []}]}, "relation", (RECORD, 0), 0, "stands inside a group about one", "beside"),
    ({"any": [{"none": ["x is 1"]}]}, "unknown", ("any", 0, "none", 0), 0, "field/x", ""),
]


@pytest.mark.parametrize(("value", "about", "path", "column", "message", "fix"), PROBLEMS)
def test_what_does_not_suit_the_org_is_named_with_its_remedy(
    value: Any, about: str, path: Path, column: int, message: str, fix: str
) -> None:
    """
    The place, what is wrong with it, and what to write instead where that can be known.
    """
    found = [problem for problem in look(value) if problem.about == about]

    assert [(problem.path, problem.column_offset) for problem in found[:1]] == [(path, column)]
    assert message in found[0].message
    assert fix in found[0].fix
    assert found[0].fix if fix else True
    assert found[0].severity == "error"


def test_every_value_that_is_wrong_is_reported() -> None:
    """
    All at once, so that one correction is enough.
    """
    assert [problem.column_offset for problem in look("score between 2026-01-01 and 2026-01-02")] == [14, 29]


def test_fields_that_tell_who_somebody_is_are_not_counted() -> None:
    """
    A probe such as `email is x` is warned of where people are counted, and allowed where one person is branched.
    """
    (problem,) = look("email is jane@example.com")

    assert (problem.about, problem.severity) == ("privacy", "warning")
    assert "jane" not in problem.message + problem.fix
    assert look("email is jane@example.com", counted=False) == []


def test_names_that_somebody_else_looks_after_are_left_alone() -> None:
    """
    Where references are checked elsewhere, they are reported once.
    """
    assert look(["in list x", "opened email x", "submitted form x"], lists=None, emails=None, forms=None) == []


def test_an_org_without_relations_says_where_they_are_declared() -> None:
    """
    The remedy is a line in mapconfig.yaml.
    """
    criteria, _ = parse("account.type is X")
    assert criteria is not None

    (problem,) = check(criteria, Catalogue())
    assert problem.fix == "Relations are declared in mapconfig.yaml."

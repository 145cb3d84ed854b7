from __future__ import annotations

import pytest
from tests.steps import times_a_scan

from mapconfig.check.patterns import pattern


@pytest.mark.parametrize(
    "text",
    [
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        "[A-Z].*",
        r"(?:\d{4})-\d\d .+",
        "(a|b)c?",
        r"\(x\)+",
        "([-][a-z]+)*",
        r"(?:\.[a-z]+)*",
    ],
)
def test_patterns_of_naming_plans_can_be_used(text: str) -> None:
    """
    Words joined by a separator, and whatever else people write to describe names.
    """
    found = pattern(text)

    assert found.compiled is not None
    assert found.problem == ""
    long = "a" * 200 + "!"
    assert times_a_scan(lambda: found.compiled and found.compiled.fullmatch(long), long) < 20_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("(a+)+", "for ever"),
        ("(?:a*)*b", "for ever"),
        (r"([a-z]{1,9})+$", "for ever"),
        ("(a+){2,}", "for ever"),
        ("(", "not a regular expression"),
        ("a" * 301, "longer than 300"),
    ],
)
def test_patterns_that_are_wrong_or_could_take_for_ever_are_refused_with_the_reason(text: str, why: str) -> None:
    """
    A pattern in mapconfig.yaml cannot stop a check.
    """
    found = pattern(text)

    assert found.compiled is None
    assert why in found.problem

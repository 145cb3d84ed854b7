"""Why something has an effect, beside what was edited."""

from __future__ import annotations

import pytest

from mapconfig.report.moments import moment
from mapconfig.report.reasons import parted


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("title: A -> B: nobody notices.", ("title: A -> B", "nobody notices.")),
        ("title: A -> B, so people leave.", ("title: A -> B", "people leave.")),
        ("title: A -> B\u00a0: personne.", ("title: A -> B", "personne.")),
        ("title: A -> B.", ("", "title: A -> B.")),
        ("list/a is gone.", ("", "list/a is gone.")),
    ],
)
def test_a_cause_that_stands_beside_is_not_said_again(reason: str, expected: tuple[str, str]) -> None:
    """What follows from it remains; a reason that is nothing else stays whole."""
    assert parted(reason, ["title: A", "title: A -> B", ""]) == expected


def test_a_moment_is_said_as_people_say_it() -> None:
    """With its zone; seconds tell nobody anything."""
    assert moment("2026-11-22T09:00:00+00:00") == moment("2026-11-22T09:00:59.5Z") == "2026-11-22 09:00 UTC"
    assert moment("2026-12-03T09:00+01:00") == "2026-12-03 09:00 UTC+01:00"
    assert moment("2026-11-22") == "2026-11-22"
    assert moment("2026-11-22T09:00") == "2026-11-22T09:00"

"""What the contract of backends says in data."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.backend import Pace, Quota
from mapconfig.errors import InputError


def test_the_settings_of_an_environment_may_say_another_pace() -> None:
    """What they do not say stays as the backend has it."""
    default = Pace(requests_per_second=10, quota=Quota(100, 60))

    assert Pace.of(None, default) is default
    assert Pace.of({"pause": 0.1}, default) == Pace(10, 1, Quota(100, 60), 0.1)
    said = {"requests_per_second": 2.5, "concurrency": 3, "quota": {"requests": 1000, "seconds": 3600}}
    assert Pace.of(said, default) == Pace(2.5, 3, Quota(1000, 3600), 1.0)


@pytest.mark.parametrize(
    "said",
    [
        "fast",
        {"speed": 3},
        {"pause": 0},
        {"pause": -1},
        {"concurrency": True},
        {"requests_per_second": "10"},
        {"quota": 5},
        {"quota": {"requests": 5}},
        {"quota": {"requests": 5, "seconds": None}},
    ],
)
def test_a_pace_that_makes_no_sense_is_told(said: Any) -> None:
    """With what it may be."""
    with pytest.raises(InputError, match=r"settings\.pace"):
        Pace.of(said, Pace())


def test_how_long_requests_take_at_the_least() -> None:
    """Where nothing is known, nothing is said."""
    assert Pace(requests_per_second=5).seconds(20) == 4.0
    assert Pace().seconds(20) == 0.0

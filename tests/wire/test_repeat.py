"""Readings are put again, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mapconfig.backend import NotApplied, Pace, Unclear
from mapconfig.wire.repeat import LATEST, LONGEST, TRIES, patiently


def failing(*errors: Exception) -> tuple[Callable[[], int], list[float]]:
    """A question that fails so and then is answered with the number of times it was put; and the waits."""
    left, asked = list(errors), []

    def question() -> int:
        asked.append(1)
        if left:
            raise left.pop(0)
        return len(asked)

    return question, []


def test_a_reading_is_put_again_after_longer_and_longer_waits() -> None:
    """What the platform asks for counts where it is longer, and nobody waits more than `LONGEST` in silence."""
    question, slept = failing(*[NotApplied("busy")] * 2, NotApplied("busy", 4.5), NotApplied("busy"))

    assert patiently(question, Pace(pause=1.0), slept.append) == 5
    assert slept == [1.0, 2.0, 4.5, LONGEST]


def test_it_is_not_put_for_ever() -> None:
    """The last refusal goes to the caller."""
    question, slept = failing(*[NotApplied("busy")] * 99)

    with pytest.raises(NotApplied, match="busy"):
        patiently(question, Pace(pause=0.0), slept.append)
    assert len(slept) == TRIES - 1


def test_where_each_try_takes_long_there_are_fewer() -> None:
    """A server that leaves every question without an answer is not asked for five minutes in silence."""
    question, slept = failing(*[NotApplied("silence")] * 99)
    moments = iter([0.0, LATEST - 1, LATEST + 1])

    with pytest.raises(NotApplied, match="silence"):
        patiently(question, Pace(pause=1.0), slept.append, lambda: next(moments))
    assert slept == [1.0]


def test_a_long_wait_is_left_to_who_can_tell_a_person() -> None:
    """A platform that says "in an hour" is not asked again before."""
    question, slept = failing(NotApplied("later", 3600.0))

    with pytest.raises(NotApplied):
        patiently(question, Pace(), slept.append)
    assert slept == []


def test_an_unclear_answer_is_not_put_again() -> None:
    """Only what has certainly done nothing may be repeated."""
    question, slept = failing(Unclear("lost"))

    with pytest.raises(Unclear):
        patiently(question, Pace(), slept.append)
    assert slept == []

"""What counts people: one verb, integers out, so that no engine can give away a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from mapconfig.audience.sheet import Ref, Sheet


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers in the order of the questions. `people` is how many there are in all.

    `share` is 1.0 where everybody was counted; below that a random share was, the values are scaled up to all
    people, and `errors` has how far each may be off (half the width of a 95 % interval, in people).
    """

    values: tuple[int, ...]
    people: int
    share: float = 1.0
    errors: tuple[int, ...] = ()


class Engine(Protocol):
    """Counts people somewhere. Opening one reads nothing but what describes the data."""

    @property
    def name(self) -> str:
        """For people: ``embedded``, ``spark`` ..."""

    @property
    def as_of(self) -> datetime:
        """The instant at which the data were true, in UTC; sheets are made for it."""

    def lacks(self, sheet: Sheet, ref: Ref) -> str:
        """Why `ref` cannot be answered from these data, as a sentence; empty where it can. What a source does not
        have must never count as zero."""

    def counts(self, sheet: Sheet, wanted: Sequence[Ref], share: float = 1.0) -> Counted:
        """How many people each of `wanted` is true of, in one pass over the data. Raises Uncountable for what it
        lacks."""


def moment(engine: Engine) -> str:
    """When the data were true, as documents have it."""
    return engine.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

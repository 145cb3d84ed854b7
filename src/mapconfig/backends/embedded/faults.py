"""The bad days of the platform, for tests and demonstrations: slow, unreachable, forgetful or behind the times."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from mapconfig.language import say


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, and how often. Nothing does by default.

    Chances are between 0 and 1 and are drawn from `seed` and the number of the request, so that a run can be repeated
    whatever processes took part in it.
    """

    seed: int = 0
    slow: float = 0.0
    """Seconds that every request takes."""
    before: float = 0.0
    """Chance that a request is refused for now: it has no effect."""
    after: float = 0.0
    """Chance that the answer to a write is lost after the write took effect."""
    stale: float = 0.0
    """Chance that a read answers from a copy that is `stale_for` seconds old."""
    stale_for: float = 30.0
    leaky: float = 0.0
    """Seconds between the check of the version and the write: not zero, and two writers can both get through."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Faults:
        """Faults from settings or from the file; raises ValueError with a sentence on a name or value that is none."""
        known = {field.name for field in fields(cls)}
        for name, value in said.items():
            if name not in known:
                raise ValueError(
                    say("{name} is no fault: there are {names}", name=repr(name), names=", ".join(sorted(known)))
                )
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
                raise ValueError(
                    say("{name} must be a number that is not negative, not {value}", name=name, value=repr(value))
                )
        return cls(**said)

    @property
    def armed(self) -> bool:
        """Whether anything can go wrong at all."""
        return self != Faults(seed=self.seed)

    def draw(self, request: int) -> Draw:
        """What goes wrong with one request, by its number."""
        dice = random.Random(f"{self.seed}/{request}")
        before, after, stale = dice.random(), dice.random(), dice.random()
        return Draw(before < self.before, after < self.after, stale < self.stale)

    def said(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Draw:
    """What goes wrong with one request."""

    before: bool = False
    after: bool = False
    stale: bool = False

"""What people will do, which nobody knows: assumptions that are said, and drawn so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

#: How likely somebody does what a step listens for, when nobody says and the data tell nothing.
RATES = {"opened": 0.30, "clicked": 0.05, "bounced": 0.01, "was sent": 1.0}
OTHER_RATE = 0.05

_MASK = (1 << 64) - 1


def draw(number: int, salt: int) -> int:
    """A number below 2^32 that is always the same for a person's number and a salt, and evenly spread over people.

    The finalizer of SplitMix64 over the two. `blocks` has the same arithmetic on arrays; a test holds them together.
    """
    mixed = (number * 0x9E3779B97F4A7C15 + salt) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) >> 32


@lru_cache(maxsize=4096)
def salt_of(text: str) -> int:
    """What tells the draws for one step or e-mail from those for another."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def below(share: float) -> int:
    """The draws that are less than this are `share` of all."""
    return round(min(max(share, 0.0), 1.0) * (1 << 32))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of behaviour to come.

    `rates` give the share of people who do what a step listens for: by ``journey.step``, by the id of a step, or by a
    verb such as ``clicked``; the first of these that is there counts, then what was `measured` (by ``journey.step``),
    then `RATES`. `answer` is ``drawn`` (by a hash of
    the person's number and the step), or ``yes`` or ``no`` for everybody, which are the bounds.

    With `diary` nothing is assumed: a person does what is written of them, later than the first day included, and
    nothing else. So personas are walked.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    answer: Literal["drawn", "yes", "no"] = "drawn"
    diary: bool = False
    measured: Mapping[str, float] = field(default_factory=dict)

    def rate(self, journey: str, step: str, verb: str) -> float:
        """The share of people who say yes at a step that listens for `verb`."""
        if self.answer != "drawn":
            return 1.0 if self.answer == "yes" else 0.0
        for name in (f"{journey}.{step}", step, verb):
            if name in self.rates:
                return self.rates[name]
        return self.measured.get(f"{journey}.{step}", RATES.get(verb, OTHER_RATE))

    def says_yes(self, number: int, journey: str, step: str, verb: str) -> bool:
        """Whether the person of this number does it."""
        return draw(number, salt_of(f"{journey}.{step}")) < below(self.rate(journey, step, verb))

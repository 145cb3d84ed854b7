"""Questions about people, collected so that one pass answers them all; and answers in which small counts are hidden.

What cannot be asked of the data is unknown with the reason, and keeps no other
number from being given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mapconfig.audience.asked import Asked
from mapconfig.audience.engine import Counted, Engine
from mapconfig.audience.sheet import EVERYBODY, All, AnyOf, Not, Ref, Sheet, parts
from mapconfig.audience.small import Showing, estimated, showing, shown
from mapconfig.impact.people import Count, unknown


@dataclass(slots=True)
class Questions:
    """The formulas that are asked about, collected first so that one pass answers them all."""

    engine: Engine
    sheet: Sheet
    small: int
    asked: dict[Ref, str] = field(default_factory=dict)
    """Each formula with the reason why these data cannot answer it, empty where they can."""
    parts: list[tuple[Ref, Ref]] = field(default_factory=list)
    _lacking: dict[Ref, str] = field(default_factory=dict)

    def of(self, *asked: Asked) -> None:
        for each in asked:
            if not isinstance(each, str) and Ref(each) not in self.asked:
                self.asked[Ref(each)] = self.lacks(Ref(each))

    def lacks(self, ref: Ref) -> str:
        """Why these data cannot answer a formula, empty where they can. What it is made of is asked about once, however
        many formulas share it."""
        stack = [ref]
        while stack:
            here = stack[-1]
            formula = self.sheet[here]
            if here not in self._lacking and not isinstance(formula, All | AnyOf | Not):
                # A group about records as well, since the fields in it mean something else outside of it.
                self._lacking[here] = self.engine.lacks(self.sheet, here)
            missing = (
                [part for part in parts(formula) if part not in self._lacking] if here not in self._lacking else []
            )
            stack.extend(missing)
            if not missing:
                stack.pop()
                if here not in self._lacking:
                    whys = (self._lacking[part] for part in parts(formula))
                    self._lacking[here] = next((why for why in whys if why), "")
        return self._lacking[ref]

    def part(self, whole: Asked, *parts: Asked) -> None:
        """`parts` are people of `whole`, so that the rest of them follows."""
        for part in parts:
            if not isinstance(whole, str) and not isinstance(part, str):
                self.parts.append((Ref(whole), Ref(part)))

    def apart(self, one: Asked, *others: Asked) -> None:
        """What lies between `one` and each of `others` can be told by who sees both, whichever is the larger."""
        for other in others:
            self.part(one, other)
            self.part(other, one)

    def answers(self, share: float = 1.0) -> Answers:
        """Every count, in one pass over the data; of a random `share` of them where it is less than all."""
        self.of(EVERYBODY)
        refs = [ref for ref, why in self.asked.items() if not why]
        counted = self.engine.counts(self.sheet, refs, share)
        values = dict(zip(refs, counted.values, strict=True))
        known = ((values.get(whole), values.get(part)) for whole, part in self.parts)
        rests = [whole - part for whole, part in known if whole is not None and part is not None]
        errors = dict(zip(refs, counted.errors, strict=False))
        return Answers(counted, values, errors, self.asked, showing(values.values(), rests, self.small), self.small)


@dataclass(frozen=True, slots=True)
class Answers:
    """Counts by formula, as they may be shown. Called with a formula, or with the reason why there is none."""

    counted: Counted
    values: Mapping[Ref, int]
    errors: Mapping[Ref, int]
    lacking: Mapping[Ref, str]
    how: Showing
    small: int

    def __call__(self, asked: Asked) -> Count:
        if isinstance(asked, str):
            return unknown(asked)
        ref = Ref(asked)
        if self.lacking[ref]:
            return unknown(self.lacking[ref])
        if self.counted.share < 1:
            return estimated(self.values[ref], self.errors[ref], self.small)
        return shown(self.values[ref], self.how, self.small)

    @property
    def people(self) -> Count:
        return self(EVERYBODY)

    def at_least(self, asked: Asked, also: Sequence[Asked]) -> Count:
        """`asked`, and where something of `also` belongs to it and is not known, that it is at least this many."""
        known = self(asked)
        why = next((one.reason for one in map(self, also) if not one.known), "")
        return known if not why or not known.known else unknown(why, known.low)

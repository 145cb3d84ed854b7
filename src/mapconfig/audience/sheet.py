"""Questions about people as values: a sheet of formulas in which equal formulas are one.

A formula is true or false of one person. It is built from leaves (one test of a field, a count of activities, ...) and
from `all`, `any` and `no` of other formulas. A sheet numbers them so that what a formula is made of comes before it,
and gives two formulas that say the same in the same way one number. So an engine answers each part once, however many
lists share it, and a list whose number is the same before and after a change has the same members without counting.

Nothing here knows an org, an engine or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import Interval
from mapconfig.criteria.syntax import FieldTest

#: The number of a formula on its sheet.
Ref = NewType("Ref", int)

#: The formulas that are on every sheet: true of everybody, and of nobody.
EVERYBODY = Ref(0)
NOBODY = Ref(1)


@dataclass(frozen=True, slots=True)
class FieldLeaf:
    """A test of a field by its full name: of the person, of the one related record, or inside `Related` of that
    record. `test` is positive: a negative one is `Not` of it, so it has none of `criteria.syntax.NEGATIVES`, and no
    ``or blank``, which is `any` of it and a test for blank."""

    test: FieldTest
    kind: FieldType


@dataclass(frozen=True, slots=True)
class ActivityLeaf:
    """What a person did at least `low` times in the half-open `interval`, whose ends are None where it is open.

    `verb` is a key of `criteria.syntax.VERBS`; no `name` means any. `low` is 1 or more: "never" and "at most" are
    `Not` of reaching a count, so this is false of everybody who did nothing.
    """

    verb: str
    name: str | None
    interval: Interval
    low: int


@dataclass(frozen=True, slots=True)
class ChangeLeaf:
    """A field took on another value in `interval`; `before` and `after` are None for any value, empty for a blank."""

    field: str
    kind: FieldType
    before: str | None
    after: str | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class ListLeaf:
    """The person is on a static list, by its key: somebody, a rule or a form put them there."""

    key: str


@dataclass(frozen=True, slots=True)
class EnrolledLeaf:
    """The person is in flight in the journey of this key: at `step`, or anywhere in it where that is None."""

    journey: str
    step: str | None


@dataclass(frozen=True, slots=True)
class Related:
    """At least one related record of `relation` for which the formula `item` is true. A `FieldLeaf` in it whose field
    begins with the relation's name asks the record; everything else asks the person."""

    relation: str
    item: Ref


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Ref


Leaf = FieldLeaf | ActivityLeaf | ChangeLeaf | ListLeaf | EnrolledLeaf
Formula = object
"""`All`, `AnyOf`, `Not`, `Related`, one of the leaves above, or a leaf that another module defines (a frozen dataclass
with a `parts` property giving the refs it is made of) and that an engine has an evaluator for."""


@dataclass(slots=True)
class Sheet:
    """Formulas about people as they are at `as_of`, an instant in UTC. `EVERYBODY` and `NOBODY` are on every sheet."""

    as_of: datetime
    formulas: list[Formula] = field(default_factory=lambda: [All(()), AnyOf(())])
    _numbers: dict[Formula, Ref] = field(default_factory=lambda: {All(()): EVERYBODY, AnyOf(()): NOBODY})
    _opposites: dict[Ref, Ref] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Formula:
        return self.formulas[ref]

    def __len__(self) -> int:
        return len(self.formulas)

    def put(self, formula: Formula) -> Ref:
        """The number of `formula`, which is put on the sheet when it is not there. Use `all`, `any` and `no` for
        what they are for: they simplify."""
        ref = self._numbers.get(formula)
        if ref is None:
            ref = Ref(len(self.formulas))
            self.formulas.append(formula)
            self._numbers[formula] = ref
            if isinstance(formula, Not):
                self._opposites[formula.item] = ref
        return ref

    def all(self, items: Iterable[Ref]) -> Ref:
        """True where every one of `items` is; of none, everybody."""
        return self._group(All, items, EVERYBODY, NOBODY)

    def any(self, items: Iterable[Ref]) -> Ref:
        """True where at least one of `items` is; of none, nobody."""
        return self._group(AnyOf, items, NOBODY, EVERYBODY)

    def no(self, item: Ref) -> Ref:
        """True where `item` is not: blanks included, since every formula has two values."""
        formula = self.formulas[item]
        if isinstance(formula, Not):
            return formula.item
        if item in (EVERYBODY, NOBODY):
            return NOBODY if item == EVERYBODY else EVERYBODY
        return self.put(Not(item))

    def but(self, one: Ref, other: Ref) -> Ref:
        """True where `one` is and `other` is not."""
        return self.all((one, self.no(other)))

    def _group(self, group: type[All] | type[AnyOf], items: Iterable[Ref], neutral: Ref, final: Ref) -> Ref:
        found: set[Ref] = set()
        for item in items:
            formula = self.formulas[item]
            if isinstance(formula, group):
                found.update(formula.items)
            else:
                found.add(item)
        found.discard(neutral)
        if final in found or any(self._opposites.get(item) in found for item in found):
            return final
        if len(found) == 1:
            return found.pop()
        return self.put(group(tuple(sorted(found)))) if found else neutral

    def behind(self, refs: Iterable[Ref]) -> list[Ref]:
        """`refs` and all that they are made of, parts first, each once."""
        needed = set(refs)
        queue = list(needed)
        while queue:
            for part in parts(self.formulas[queue.pop()]):
                if part not in needed:
                    needed.add(part)
                    queue.append(part)
        return sorted(needed)

    def leaves(self, refs: Iterable[Ref]) -> Iterator[Formula]:
        """The formulas behind `refs` that are made of no others."""
        for ref in self.behind(refs):
            formula = self.formulas[ref]
            if not parts(formula) and ref not in (EVERYBODY, NOBODY):
                yield formula


def parts(formula: Formula) -> Sequence[Ref]:
    """The formulas that `formula` is made of."""
    if isinstance(formula, All | AnyOf):
        return formula.items
    if isinstance(formula, Not | Related):
        return (formula.item,)
    return getattr(formula, "parts", ())

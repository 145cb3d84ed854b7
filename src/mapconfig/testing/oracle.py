"""An engine that asks each person in plain Python: slow, and right by definition. Other engines are held to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mapconfig.audience.engine import Counted
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import (
    ActivityLeaf,
    All,
    AnyOf,
    ChangeLeaf,
    EnrolledLeaf,
    FieldLeaf,
    Formula,
    ListLeaf,
    Not,
    Ref,
    Related,
    Sheet,
)
from mapconfig.criteria.moments import in_utc, within
from mapconfig.criteria.oracle import Person, changed_between, holds

#: Answers a leaf of another module: the person, the leaf, and what answers the formulas that it is made of.
Answer = Callable[[Person, Formula, Callable[[Ref], bool]], bool]


@dataclass(frozen=True, slots=True)
class OracleEngine:
    """Counts `people` one by one. `enrolments` has for each of them the journeys they are in with their step; None
    stands for a source that has none. `leaves` are answers for leaves that other modules define. `missing` has the
    types of leaf that this source is to lack, for tests."""

    people: Sequence[Person]
    as_of: datetime
    enrolments: Sequence[Mapping[str, str]] | None = None
    leaves: Mapping[type, Answer] | None = None
    missing: frozenset[type] = frozenset()
    name: str = "oracle"

    def lacks(self, sheet: Sheet, ref: Ref) -> str:
        """Why `ref` cannot be answered; empty where it can."""
        for leaf in sheet.leaves([ref]):
            if type(leaf) in self.missing:
                return f"this source has nothing for {type(leaf).__name__}"
            if isinstance(leaf, EnrolledLeaf) and self.enrolments is None:
                return "this source does not say who is in which journey"
        return ""

    def counts(self, sheet: Sheet, wanted: Sequence[Ref], share: float = 1.0) -> Counted:
        """How many people each formula is true of; everybody is asked, whatever `share` says."""
        del share
        for ref in wanted:
            why = self.lacks(sheet, ref)
            if why:
                raise Uncountable(why)
        behind = sheet.behind(wanted)
        totals = dict.fromkeys(behind, 0)
        for index, person in enumerate(self.people):
            for ref in self.truths(sheet, behind, person, index):
                totals[ref] += 1
        return Counted(tuple(totals[ref] for ref in wanted), len(self.people))

    def truths(self, sheet: Sheet, refs: Iterable[Ref], person: Person, index: int = 0) -> set[Ref]:
        """Those of `refs` that are true of `person`, who is number `index` of the people."""
        known: dict[Ref, bool] = {}
        enrolled = self.enrolments[index] if self.enrolments is not None else {}

        def true(ref: Ref) -> bool:
            if ref not in known:
                known[ref] = self._holds(sheet, ref, person, enrolled, true)
            return known[ref]

        return {ref for ref in refs if true(ref)}

    def _holds(
        self, sheet: Sheet, ref: Ref, person: Person, enrolled: Mapping[str, str], true: Callable[[Ref], bool]
    ) -> bool:
        formula = sheet[ref]
        if isinstance(formula, All):
            return all(true(item) for item in formula.items)
        if isinstance(formula, AnyOf):
            return any(true(item) for item in formula.items)
        if isinstance(formula, Not):
            return not true(formula.item)
        if isinstance(formula, Related):
            records = person.related.get(formula.relation, ())
            return any(
                self._record_holds(sheet, formula.item, formula.relation, record, true)
                for record in records
                if record is not None
            )
        if isinstance(formula, EnrolledLeaf):
            step = enrolled.get(formula.journey)
            return step is not None and formula.step in (None, step)
        if self.leaves is not None and type(formula) in self.leaves:
            return self.leaves[type(formula)](person, formula, true)
        return _leaf(formula, person, self.as_of)

    def _record_holds(
        self, sheet: Sheet, ref: Ref, relation: str, record: Mapping[str, object], true: Callable[[Ref], bool]
    ) -> bool:
        """Whether a formula inside `Related` is true of one record: only fields of the relation ask it."""
        formula = sheet[ref]
        if isinstance(formula, FieldLeaf):
            name, _, rest = formula.test.field.partition(".")
            if name == relation and rest:
                return holds(formula.test, record.get(rest), in_utc(self.as_of), formula.kind)
            return true(ref)
        if isinstance(formula, All):
            return all(self._record_holds(sheet, item, relation, record, true) for item in formula.items)
        if isinstance(formula, AnyOf):
            return any(self._record_holds(sheet, item, relation, record, true) for item in formula.items)
        if isinstance(formula, Not):
            return not self._record_holds(sheet, formula.item, relation, record, true)
        return true(ref)


def _leaf(leaf: Formula, person: Person, as_of: datetime) -> bool:
    if isinstance(leaf, FieldLeaf):
        return holds(leaf.test, _value(person, leaf.test.field), in_utc(as_of), leaf.kind)
    if isinstance(leaf, ActivityLeaf):
        count = sum(
            activity.verb == leaf.verb
            and (leaf.name is None or activity.name == leaf.name)
            and within(in_utc(activity.at), leaf.interval)
            for activity in person.activities
        )
        return count >= leaf.low
    if isinstance(leaf, ChangeLeaf):
        return changed_between(person, leaf.field, leaf.before, leaf.after, leaf.interval, leaf.kind)
    if isinstance(leaf, ListLeaf):
        return leaf.key in person.lists
    raise TypeError(f"the oracle has no answer for {type(leaf).__name__}")


def _value(person: Person, name: str) -> object:
    relation, dot, rest = name.partition(".")
    if not dot:
        return person.fields.get(name)
    records = person.related.get(relation, ())
    record = records[0] if records else None
    return record.get(rest) if record is not None else None

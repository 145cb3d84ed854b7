"""What has to be read to answer some formulas: a walk of the sheet, before anything is opened.

A formula inside `Related` may ask the record or the person. What asks the record is answered for each record; the rest,
another `Related` among it, is a formula about the person like any other, and is answered once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
    parts,
)


def reads(formula: Formula) -> Sequence[Formula]:
    """The leaves whose values, rather than whose truth, a leaf of another module uses: its property `reads`."""
    found: Sequence[Formula] = getattr(formula, "reads", ())
    return found


def is_of_record(leaf: FieldLeaf, relation: str) -> bool:
    """True when `leaf` asks for a field of a record of `relation`."""
    return leaf.test.field.startswith(f"{relation}.")


def inside(sheet: Sheet, related: Related) -> tuple[list[Ref], list[Ref]]:
    """What `related` is made of, parts first: the formulas that can differ from record to record of one person, and
    those about the person."""
    of_record: set[Ref] = set()
    for ref in sheet.behind([related.item]):
        formula = sheet[ref]
        if isinstance(formula, FieldLeaf):
            asks = is_of_record(formula, related.relation)
        else:
            asks = isinstance(formula, All | AnyOf | Not) and any(part in of_record for part in parts(formula))
        if asks:
            of_record.add(ref)
    seen: set[Ref] = set()
    queue = [related.item]
    while queue:
        ref = queue.pop()
        if ref not in seen:
            seen.add(ref)
            if ref in of_record:
                queue += parts(sheet[ref])
    return sorted(seen & of_record), sorted(seen - of_record)


@dataclass
class Needs:
    """What is to be read for some formulas, and in which order they can be answered."""

    order: tuple[Ref, ...] = ()
    """The formulas about people, parts first."""
    last_use: Mapping[Ref, Ref] = field(default_factory=dict)
    """By formula the last one in `order` that is made of it."""
    fields: dict[str, set[FieldLeaf]] = field(default_factory=dict)
    """Tests by field of the person or of the one related record."""
    records: dict[str, dict[str, set[FieldLeaf]]] = field(default_factory=dict)
    """Tests by relation and field of its records; a relation without any still needs its records."""
    activities: set[ActivityLeaf] = field(default_factory=set)
    counted: set[ActivityLeaf] = field(default_factory=set)
    """Activities of which the count is used, not whether it is reached."""
    changes: set[ChangeLeaf] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    enrolled: set[EnrolledLeaf] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    """Fields of which the value is used, not whether it passes a test."""

    @classmethod
    def of(cls, sheet: Sheet, wanted: Iterable[Ref], values: Iterable[Formula] = ()) -> Needs:
        """What `wanted` need, and the `values` of these leaves."""
        needs = cls()
        about_person: set[Ref] = set()
        last: dict[Ref, Ref] = {}
        queue = list(wanted)
        while queue:
            ref = queue.pop()
            if ref in about_person:
                continue
            about_person.add(ref)
            formula = sheet[ref]
            made_of = needs._take(sheet, formula)
            for part in made_of:
                last[part] = max(last.get(part, ref), ref)
            queue += made_of
        for leaf in values:
            needs._take_value(leaf)
        needs.order, needs.last_use = tuple(sorted(about_person)), last
        return needs

    def _take(self, sheet: Sheet, formula: Formula) -> list[Ref]:
        """Note what `formula` reads; gives the formulas about the person that it is made of."""
        if isinstance(formula, Related):
            fields = self.records.setdefault(formula.relation, {})
            of_record, about_person = inside(sheet, formula)
            for ref in of_record:
                leaf = sheet[ref]
                if isinstance(leaf, FieldLeaf):
                    fields.setdefault(leaf.test.field, set()).add(leaf)
            return about_person
        self._take_leaf(formula)
        for leaf in reads(formula):
            self._take_value(leaf)
        return list(parts(formula))

    def _take_leaf(self, leaf: Formula) -> None:
        if isinstance(leaf, FieldLeaf):
            self.fields.setdefault(leaf.test.field, set()).add(leaf)
        elif isinstance(leaf, ActivityLeaf):
            self.activities.add(leaf)
        elif isinstance(leaf, ChangeLeaf):
            self.changes.add(leaf)
        elif isinstance(leaf, ListLeaf):
            self.lists.add(leaf.key)
        elif isinstance(leaf, EnrolledLeaf):
            self.enrolled.add(leaf)

    def _take_value(self, leaf: Formula) -> None:
        if isinstance(leaf, ActivityLeaf):
            self.counted.add(leaf)
        elif isinstance(leaf, FieldLeaf):
            self.held.add(leaf.test.field)
        else:
            raise TypeError(f"only activities and fields have values, not {type(leaf).__name__}")

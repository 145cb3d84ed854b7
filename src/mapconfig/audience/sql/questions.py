"""What a statement has to ask to answer questions of a sheet: leaves, steps, and what is worked out once for several.

SQL has no names for parts of an expression but the columns of an inner query. A statement is therefore a row of steps,
each a query over the one before, and what several questions share becomes a column of a step: otherwise a list of lists
would be written out again wherever it is named, and a few dozen lists could fill the memory of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mapconfig.audience.sheet import EVERYBODY, NOBODY, All, AnyOf, FieldLeaf, Formula, Not, Ref, Related, Sheet, parts

#: An expression of more parts than this, or deeper, becomes a column: databases parse with a stack.
_LARGE = 150
_DEEP = 30
#: An expression of at most this many parts is written out where it is used.
_SMALL = 4

#: How much one statement asks at most, unless a single question is more: questions, and leaves with their values.
QUESTIONS = 100
WEIGHT = 2_000


@dataclass(slots=True)
class Steps:
    """How to answer `wanted`: which formulas are columns, and of which step.

    Step 0 has what can be said of a person by the tables alone. `related` has the groups about related records in the
    order in which they can be asked, each after the columns of persons that its records are compared with.
    """

    wanted: tuple[Ref, ...]
    leaves: tuple[Ref, ...]
    """The leaves asked of a person, parts first."""
    columns: dict[Ref, int] = field(default_factory=dict)
    """The step in which a formula becomes a column. What is not here is written out where it is used."""
    related: dict[Ref, tuple[Ref, ...]] = field(default_factory=dict)
    """The formulas about the person that a group about related records is mixed with."""

    @property
    def last(self) -> int:
        return max(self.columns.values(), default=0)


def steps(sheet: Sheet, wanted: Sequence[Ref]) -> Steps:
    """The steps to answer `wanted`."""
    asked, related = _asked_of_people(sheet, wanted)
    uses = dict.fromkeys(asked, 0)
    for ref in asked:
        for part in related[ref] if ref in related else parts(sheet[ref]):
            uses[part] = uses.get(part, 0) + 1
    mixed = {part for imports in related.values() for part in imports}
    found = Steps(tuple(wanted), tuple(ref for ref in asked if ref not in related and _is_leaf(sheet, ref)))
    found.related = {ref: related[ref] for ref in asked if ref in related}
    size: dict[Ref, tuple[int, int, int]] = {}  # parts, depth, and the last step of a column in it
    for ref in asked:
        if ref in related:
            after = [found.columns[part] for part in related[ref]]
            found.columns[ref] = max(after) + 1 if after else 0
            size[ref] = (1, 0, found.columns[ref])
            continue
        inner = [size[part] for part in parts(sheet[ref])]
        count = 1 + sum(one[0] for one in inner)
        deep = 1 + max((one[1] for one in inner), default=0)
        step = max((one[2] for one in inner), default=0)
        if ref in mixed or (uses[ref] > 1 and (count > _SMALL or not inner)) or count > _LARGE or deep > _DEEP:
            found.columns[ref] = step + 1 if inner else 0
            size[ref] = (1, 0, found.columns[ref])
        else:
            size[ref] = (count, deep, step)
    return found


def _is_leaf(sheet: Sheet, ref: Ref) -> bool:
    return ref not in (EVERYBODY, NOBODY) and not parts(sheet[ref])


def _asked_of_people(sheet: Sheet, wanted: Iterable[Ref]) -> tuple[list[Ref], dict[Ref, tuple[Ref, ...]]]:
    """The formulas that have to be known of each person, parts first; and for each group about related records what is
    asked of the person inside it."""
    asked: set[Ref] = set()
    related: dict[Ref, tuple[Ref, ...]] = {}
    queue = list(wanted)
    while queue:
        ref = queue.pop()
        if ref in asked:
            continue
        asked.add(ref)
        formula = sheet[ref]
        if isinstance(formula, Related):
            related[ref] = tuple(sorted(set(_about_person(sheet, formula))))
            queue.extend(related[ref])
        else:
            queue.extend(parts(formula))
    return sorted(asked), related


def _about_person(sheet: Sheet, group: Related) -> Iterator[Ref]:
    """The largest formulas inside `group` that ask the person alone."""
    records = asking_record(sheet, group)
    queue = [group.item]
    while queue:
        ref = queue.pop()
        if ref not in records:
            if ref not in (EVERYBODY, NOBODY):
                yield ref
        elif not isinstance(sheet[ref], FieldLeaf):
            queue.extend(parts(sheet[ref]))


def asking_record(sheet: Sheet, group: Related) -> set[Ref]:
    """The formulas behind `group` that depend on the record. A group inside it asks records of its own."""
    seen: dict[Ref, bool] = {}
    for ref in _inside(sheet, group):
        formula = sheet[ref]
        if isinstance(formula, FieldLeaf):
            seen[ref] = is_of(formula, group.relation)
        else:
            seen[ref] = not isinstance(formula, Related) and any(seen[part] for part in parts(formula))
    return {ref for ref, asks in seen.items() if asks}


def _inside(sheet: Sheet, group: Related) -> list[Ref]:
    """What the item of `group` is made of, parts first, groups inside it as a whole."""
    needed = {group.item}
    queue = [group.item]
    while queue:
        formula = sheet[queue.pop()]
        if not isinstance(formula, Related):
            for part in parts(formula):
                if part not in needed:
                    needed.add(part)
                    queue.append(part)
    return sorted(needed)


def is_of(leaf: FieldLeaf, relation: str) -> bool:
    """True when `leaf` asks a record of `relation`, inside a group about it."""
    return leaf.test.field.startswith(relation + ".")


def in_context(sheet: Sheet, ref: Ref) -> Iterator[tuple[Formula, str | None]]:
    """Every leaf and group about related records behind `ref`, with the relation whose record a leaf asks."""
    seen: set[tuple[Ref, str | None]] = set()
    queue: list[tuple[Ref, str | None]] = [(ref, None)]
    while queue:
        one = queue.pop()
        if one in seen or one[0] in (EVERYBODY, NOBODY):
            continue
        seen.add(one)
        formula, relation = sheet[one[0]], one[1]
        if isinstance(formula, Related):
            yield formula, None
            queue.append((formula.item, formula.relation))
        elif parts(formula):
            queue.extend((part, relation) for part in parts(formula))
            if not isinstance(formula, All | AnyOf | Not):
                yield formula, None  # of another module, and made of others
        else:
            yield (
                formula,
                relation if isinstance(formula, FieldLeaf) and relation and is_of(formula, relation) else None,
            )


def batches(sheet: Sheet, wanted: Sequence[Ref]) -> Iterator[list[Ref]]:
    """`wanted` in the portions of one statement each."""
    batch: list[Ref] = []
    seen: set[Ref] = set()
    weight = 0
    for ref in wanted:
        new = [part for part in sheet.behind([ref]) if part not in seen]
        more = sum(_weight(sheet[part]) for part in new)
        if batch and (len(batch) == QUESTIONS or weight + more > WEIGHT):
            yield batch
            batch, seen, weight = [], set(), 0
            more = sum(_weight(sheet[part]) for part in sheet.behind([ref]))
            new = sheet.behind([ref])
        batch.append(ref)
        seen.update(new)
        weight += more
    if batch:
        yield batch


def _weight(formula: Formula) -> int:
    if isinstance(formula, FieldLeaf):
        return 1 + len(formula.test.values) // 4
    return 0 if parts(formula) else 3

"""One block of people and what is true of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks.activities import Asked, Done, Times
from mapconfig.audience.blocks.bitmaps import Bits, Truth, everyone, unpacked
from mapconfig.audience.blocks.changes import Changed
from mapconfig.audience.blocks.columns import Columns
from mapconfig.audience.blocks.membership import in_flight, on_lists
from mapconfig.audience.blocks.needs import Needs, inside
from mapconfig.audience.blocks.reading import Owners, Reader, Tests
from mapconfig.audience.blocks.related import Records
from mapconfig.audience.sheet import (
    ActivityLeaf,
    ChangeLeaf,
    EnrolledLeaf,
    FieldLeaf,
    ListLeaf,
    Ref,
    Related,
    Sheet,
)
from mapconfig.audience.snapshot.database import named
from mapconfig.criteria.moments import Interval

#: Answers a formula of one type for the people of a block.
Evaluator = Callable[["Block", Any], Bits]


class Readings:
    """How the tables of a snapshot are read for some needs: what is the same for every block. A thread has its own,
    because what was learnt of one block helps with the next."""

    def __init__(self, sheet: Sheet, needs: Needs, reader: Reader, evaluators: Mapping[type, Evaluator]) -> None:
        self.sheet = sheet
        self.needs = needs
        self.reader = reader
        self.evaluators = evaluators
        manifest = reader.snapshot.manifest
        self.tests = [self._tests(name, manifest.fields[name], leaves) for name, leaves in sorted(needs.fields.items())]
        self.records = {
            relation: [
                self._tests(name, manifest.relations[relation][name.partition(".")[2]], leaves)
                for name, leaves in sorted(fields.items())
            ]
            for relation, fields in needs.records.items()
        }
        self.asked = (
            Asked(needs.activities, needs.counted, manifest.verbs, reader)
            if needs.activities or needs.counted
            else None
        )
        self.changed = Changed(needs.changes) if needs.changes else None

    def _tests(self, name: str, kind: str, leaves: Iterable[FieldLeaf]) -> Tests:
        manifest = self.reader.snapshot.manifest
        plain = kind not in ("number", "date", "yes-no") or name in manifest.marked
        return Tests(name, manifest.column(name), "text" if plain else kind, leaves, self.sheet.as_of)


class Block:
    """The people of one block, by their number in it.

    `bits` and `truth` answer the formulas that were asked for; `times`, `column` and `rows` read what leaves of other
    modules need beside. What was announced as needed is read together with everything else, and anything else when it
    is asked for, which is slower.
    """

    def __init__(self, number: int, readings: Readings) -> None:
        self.number = number
        self._readings = readings
        self._reader = readings.reader
        self.people = self._reader.snapshot.people_in(number)
        """How many they are."""
        self.first = number * self._reader.snapshot.manifest.block
        """The number of the first person among all people."""
        self.everyone = everyone(self.people)
        self.worked_out: dict[object, Any] = {}
        """What evaluators of other modules keep for the next leaf, by what it is."""
        self._bits: dict[Ref, Bits] = {}
        self._read()

    def _read(self) -> None:
        readings, reader, needs = self._readings, self._reader, self._readings.needs
        owners, codes = reader.tested("people", self.number, readings.tests)
        self._columns = Columns(self.people, readings.tests, reader.placed(self.number, owners, codes))
        self._done = readings.asked.read(reader, self.number) if readings.asked is not None else None
        self._lists = on_lists(reader, self.number, needs.lists) if needs.lists else {}
        self._enrolled = in_flight(reader, self.number, needs.enrolled) if needs.enrolled else {}
        self._changes = readings.changed.read(reader, self.number) if readings.changed is not None else {}
        self._records = {}
        for relation, tests in readings.records.items():
            whose, found = reader.tested(f"related-{relation}", self.number, tests)
            self._records[relation] = Records(whose, Columns(whose.size, tests, found), self.people)
        self._held = self.columns(sorted(needs.held)) if needs.held else {}

    # What formulas are answered from

    def bits(self, ref: Ref) -> Bits:
        """Who `ref` is true of, packed. Not to be changed."""
        return self._bits[ref]

    def truth(self, ref: Ref) -> Truth:
        """Who `ref` is true of, one value a person."""
        return unpacked(self.bits(ref), self.people)

    def times(self, verb: str, name: str | None, interval: Interval) -> npt.NDArray[np.uint32]:
        """How often each person did something in the half-open `interval`."""
        done, asked = self._did(Times(verb, name, interval))
        return done.times(asked).astype(np.uint32)

    def who(self, verb: str, name: str | None, interval: Interval) -> Owners:
        """Who did something in the half-open `interval`, once each time that they did it."""
        done, asked = self._did(Times(verb, name, interval))
        return done.who(asked)

    def _did(self, asked: Times) -> tuple[Done, Times]:
        readings = self._readings
        done = self._done
        if done is None or readings.asked is None or asked not in readings.asked:
            leaf = ActivityLeaf(asked.verb, asked.name, asked.interval, 1)
            done = Asked((), (leaf,), self._reader.snapshot.manifest.verbs, self._reader).read(
                self._reader, self.number
            )
        return done, asked

    def column(self, field: str) -> npt.NDArray[Any]:
        """What a field of the person or of the one related record holds; blanks are masked."""
        if field not in self._held:
            self._held |= self.columns([field])
        return self._held[field]

    def columns(self, fields: list[str]) -> dict[str, npt.NDArray[Any]]:
        """The same of several fields in one reading."""
        manifest = self._reader.snapshot.manifest
        owners, found = self._reader.rows(
            "people", self.number, {name: named(manifest.column(name)) for name in fields}
        )
        return self._reader.placed(self.number, owners, found)

    def rows(self, table: str, *columns: str) -> tuple[Owners, dict[str, npt.NDArray[Any]]]:
        """Whose the rows of another table are, and columns of it; rows come in any order."""
        return self._reader.rows(table, self.number, {column: named(column) for column in columns})

    # Leaves

    def field(self, leaf: FieldLeaf) -> Bits:
        return self._columns.bits(leaf)

    def activity(self, leaf: ActivityLeaf) -> Bits:
        assert self._done is not None
        return self._done.reached(leaf)

    def change(self, leaf: ChangeLeaf) -> Bits:
        return self._changes[leaf]

    def static_list(self, leaf: ListLeaf) -> Bits:
        return self._lists[leaf.key]

    def enrolled(self, leaf: EnrolledLeaf) -> Bits:
        return self._enrolled[leaf]

    def related(self, related: Related) -> Bits:
        _, about_person = inside(self._readings.sheet, related)
        truths = {ref: self.truth(ref) for ref in about_person}
        return self._records[related.relation].some(self._readings.sheet, related, truths)

    # Answering

    def answers(self, keep: frozenset[Ref]) -> Iterator[tuple[Ref, Bits]]:
        """Answer all that is needed, in order. A bitmap is freed after its last use, but for those to `keep`."""
        sheet, evaluators, last_use = self._readings.sheet, self._readings.evaluators, self._readings.needs.last_use
        ending: dict[Ref, list[Ref]] = {}
        for part, last in last_use.items():
            if part not in keep:
                ending.setdefault(last, []).append(part)
        for ref in self._readings.needs.order:
            formula = sheet[ref]
            found = evaluators[type(formula)](self, formula)
            self._bits[ref] = found
            yield ref, found
            for part in ending.get(ref, ()):
                del self._bits[part]
            if ref not in last_use and ref not in keep:
                del self._bits[ref]

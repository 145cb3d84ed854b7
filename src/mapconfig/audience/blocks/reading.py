"""Columns of one block out of the snapshot, as numpy arrays: the only module here that speaks SQL.

Nothing relies on the order of rows. It is no contract of DuckDB (from five values on, `x IN (..)` is a join, and rows
come back in another order although insertion order is to be kept), so every table is read with its person numbers, and
what is read in one query stays together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks.classes import Answers, Classes, Codes, Stretches, Texts
from mapconfig.audience.sheet import FieldLeaf
from mapconfig.audience.snapshot import Snapshot, SnapshotBroken
from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.language import Text, say

Column = npt.NDArray[Any]

#: The person of each row, counted from the first of the block.
Owners = npt.NDArray[np.intp]

#: Up to so many values a text column is coded by the database, which looks up each entry of a file's dictionary once.
LISTED = 1000


class Tests:
    """The tests of one field, and the classes into which they cut its column."""

    def __init__(self, field: str, column: str, kind: str, leaves: Iterable[FieldLeaf], as_of: datetime) -> None:
        self.field = field
        self.column = named(column)
        self.kind = kind
        self._leaves = frozenset(leaves)
        self._as_of = as_of
        self._listed: list[str] = []
        self._stretches: dict[str, Stretches] = {}
        self.texts = Texts(self._leaves, as_of)
        self.classes: Classes = Answers() if kind == "yes-no" else self.texts

    def expression(self) -> tuple[str, list[object]]:
        """What to select for the classes, and the values it is bound to."""
        if self.kind == "yes-no":
            return f"coalesce({self.column}::UTINYINT + 1, 0)::UTINYINT", []
        if self.kind in ("number", "date") or len(self._listed) > LISTED:
            return self.column, []
        width = "UTINYINT" if self._new < 256 else "USMALLINT"
        code = f"coalesce(list_position(?::VARCHAR[], {self.column}) - 1, {self._new})::{width}"
        return code, [[None, *self._listed]]

    @property
    def _new(self) -> int:
        """The code of a value that is new: the one behind those of blanks and of the values listed."""
        return len(self._listed) + 1

    def codes(self, column: Column) -> Codes | None:
        """The class of each row of what was selected; None when there are values that must be learnt first."""
        if self.kind == "yes-no":
            return column
        if self.kind == "number":
            return self._stretched(column, "whole" if column.dtype.kind in "iu" else "fractions")
        if self.kind == "date":
            return self._stretched(column.astype("datetime64[us]", copy=False).view(np.int64), "moments")
        if len(self._listed) > LISTED:
            texts: list[str | None] = column.tolist()  # None where it is masked
            self.texts.learn({text for text in texts if text is not None})
            return self.texts.codes(texts)
        if column.size and column.max() == self._new:
            return None
        classes = [0, *(self.texts.classes[text] for text in self._listed)]
        return np.array(classes, self.texts.width)[column]

    def learn(self, values: Iterable[str]) -> None:
        """Get to know values of a text column."""
        known = set(self._listed)
        self._listed += [value for value in values if value not in known]
        if len(self._listed) <= LISTED:
            self.texts.learn(self._listed)

    def _stretched(self, column: Column, sort: str) -> Codes:
        stretches = self._stretches.get(sort)
        if stretches is None:
            make = {
                "whole": Stretches.of_whole,
                "fractions": Stretches.of_fractions,
                "moments": Stretches.of_moments,
            }[sort]
            stretches = self._stretches[sort] = make(self._leaves, self._as_of)
        # Blocks agree on the type of a column, so the classes are those of all of them.
        self.classes = stretches
        values = np.ma.getdata(column)
        blank = np.ma.getmaskarray(column)
        if sort == "fractions":
            blank = blank | np.isnan(values)
        return stretches.codes(values, blank if blank.any() else None)


class Reader:
    """Reads blocks of a snapshot over one connection. A thread has its own."""

    def __init__(self, snapshot: Snapshot, con: duckdb.DuckDBPyConnection) -> None:
        self.snapshot = snapshot
        self._con = con

    def names(self, wanted: Iterable[str]) -> dict[str, list[int]]:
        """The codes of these names of activities; names are compared exactly."""
        found: dict[str, list[int]] = {}
        sql = (
            f"SELECT name, code FROM read_parquet({_file(self.snapshot.names)}) WHERE list_contains(?::VARCHAR[], name)"
        )
        with self._faults_of("names"):
            rows = self._con.execute(sql, [sorted(set(wanted))]).fetchall()
        for name, code in rows:
            found.setdefault(name, []).append(code)
        return found

    def rows(
        self,
        table: str,
        block: int,
        columns: Mapping[str, str],
        where: str = "",
        values: Sequence[object] = (),
    ) -> tuple[Owners, dict[str, Column]]:
        """The columns of a block of `table`, given as names with expressions, and whose rows they are."""
        path = self.snapshot.file(table, block)
        made = "".join(f", {expression} AS {named(name)}" for name, expression in columns.items())
        if path is None:
            return np.zeros(0, np.intp), {name: np.zeros(0, np.uint8) for name in columns}
        sql = f"SELECT person AS person{made} FROM read_parquet({_file(path)}) {where}"
        with self._faults_of(table):
            found = self._con.execute(sql, list(values)).fetchnumpy()
        owners = found.pop("person").astype(np.intp) - block * self.snapshot.manifest.block
        if owners.size and not (owners.min() >= 0 and owners.max() < self.snapshot.people_in(block)):
            raise self._broken(say("{file} has people of another block", file=f"{path.parent.name}/{path.name}"))
        return owners, found

    def tested(self, table: str, block: int, tests: Sequence[Tests]) -> tuple[Owners, dict[str, Codes]]:
        """The classes of the fields of `tests`, by field, and whose rows they are."""
        while True:
            selected = {f"c{place}": test.expression() for place, test in enumerate(tests)}
            values = [value for _, bound in selected.values() for value in bound]
            owners, found = self.rows(
                table, block, {name: expression for name, (expression, _) in selected.items()}, values=values
            )
            codes = {test.field: test.codes(found[f"c{place}"]) for place, test in enumerate(tests)}
            known = {field: code for field, code in codes.items() if code is not None}
            if len(known) == len(codes):
                return owners, known
            for test in tests:
                if codes[test.field] is None:
                    test.learn(self._distinct(table, block, test.column))

    def _distinct(self, table: str, block: int, column: str) -> list[str]:
        path = self.snapshot.file(table, block)
        assert path is not None, "a table without rows has no new values"
        sql = f"SELECT DISTINCT {column} FROM read_parquet({_file(path)}) WHERE {column} IS NOT NULL"
        with self._faults_of(table):
            rows = self._con.execute(sql).fetchall()
        return sorted(text for (text,) in rows)

    @contextmanager
    def _faults_of(self, table: str) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            # What DuckDB says may quote a value, so only the sort of fault is told.
            raise self._broken(
                say("its table {table} cannot be read ({fault})", table=table, fault=type(error).__name__)
            ) from None

    def placed(self, block: int, owners: Owners, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Columns of people by the number of the person. Everybody must be there once: a row less or a row twice would
        put all that follow beside the wrong person."""
        count = self.snapshot.people_in(block)
        seen = np.zeros(count, np.bool_)
        seen[owners] = True
        if owners.size != count or not seen.all():
            raise self._broken(say("block {block} of its people has not everybody once", block=block))
        if np.array_equal(owners, np.arange(count)):
            return dict(columns)
        placed = {}
        for name, column in columns.items():
            placed[name] = np.empty_like(column)
            placed[name][owners] = column
        return placed

    def _broken(self, what: Text) -> SnapshotBroken:
        return SnapshotBroken(
            say(
                "The snapshot of people in {directory} cannot be used: {why}. Remove the directory; "
                "it is made again from the source when it is needed.",
                directory=str(self.snapshot.directory),
                why=what,
            )
        )


def _file(path: object) -> str:
    return quoted(str(path))

"""Ways of counting the same people: the bare scan that is the floor, a query per list, and masks in pandas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from bench.people.cases import Case

from mapconfig.audience.blocks.activities import moment
from mapconfig.audience.blocks.needs import Needs
from mapconfig.audience.sheet import (
    ActivityLeaf,
    All,
    AnyOf,
    FieldLeaf,
    Formula,
    ListLeaf,
    Not,
    Ref,
    Related,
    Sheet,
)
from mapconfig.audience.snapshot import Snapshot
from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.criteria.moments import Interval, interval_of_test
from mapconfig.criteria.syntax import VERBS

_CODES = {verb: code for code, verb in enumerate(VERBS)}


def connected(threads: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET threads = {threads}; SET preserve_insertion_order = false; SET enable_progress_bar = false")
    return con


def table(directory: Path, name: str) -> str:
    return f"read_parquet({quoted(f'{directory}/{name}/*.parquet')})"


# ---------------------------------------------------------------------------------------------------------------------
# The floor


class Scan:
    """Decodes the columns that a case needs once and does nothing with them.

    It asks whether one or another column has a rare value: each must be decoded for that. Asking for all of them would
    let the reader skip, and what the file's statistics can answer would read nothing at all.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, snapshot: Snapshot, case: Case) -> None:
        self._con = con
        needs = Needs.of(case.sheet, case.wanted, case.values)
        directory = snapshot.directory
        rare = [f"person = {snapshot.manifest.people // 2}"]
        for name in sorted({*needs.fields, *needs.held}):
            rare.append(self._rare(f"{directory}/people/00000.parquet", named(snapshot.manifest.column(name))))
        self.statements = [f"SELECT count(*) FROM {table(directory, 'people')} WHERE {' OR '.join(rare)}"]
        activities = needs.activities | needs.counted
        if activities:
            columns = ["verb", '"at"', *(["name"] if any(leaf.name for leaf in activities) else [])]
            rare = [f"person = {snapshot.manifest.people // 2}"]
            rare += [self._rare(f"{directory}/activities/00000.parquet", column) for column in columns]
            self.statements.append(f"SELECT count(*) FROM {table(directory, 'activities')} WHERE {' OR '.join(rare)}")

    def _rare(self, file: str, column: str) -> str:
        found = self._con.execute(
            f"SELECT {column}::VARCHAR, typeof({column}) FROM {quoted(file)} WHERE {column} IS NOT NULL "
            f"GROUP BY {column} ORDER BY count(*), {column} LIMIT 1"
        ).fetchall()
        ((value, kind),) = found
        return f"{column} = {quoted(value)}::{kind}"

    def run(self) -> None:
        for statement in self.statements:
            self._con.execute(statement).fetchall()


# ---------------------------------------------------------------------------------------------------------------------
# A query per list


class PerList:
    """One statement for one list, as somebody who knows SQL would write it: activities are counted for that list alone,
    and the conditions follow in one WHERE."""

    def __init__(self, con: duckdb.DuckDBPyConnection, snapshot: Snapshot, sheet: Sheet) -> None:
        self._con = con
        self._snapshot = snapshot
        self._sheet = sheet
        rows = con.execute(f"SELECT name, code FROM {quoted(str(snapshot.names))}").fetchall()
        self._names: dict[str, int] = dict(rows)

    def count(self, ref: Ref) -> int:
        ((count,),) = self._con.execute(self.statement(ref)).fetchall()
        return int(count)

    def statement(self, ref: Ref) -> str:
        directory = self._snapshot.directory
        leaves = [leaf for leaf in self._sheet.leaves([ref]) if isinstance(leaf, ActivityLeaf)]
        features = {leaf: f"f{place}" for place, leaf in enumerate(leaves)}
        source = f"{table(directory, 'people')} p"
        if features:
            counts = ", ".join(f"count(*) FILTER ({self._did(leaf)}) AS {name}" for leaf, name in features.items())
            earliest = min((leaf.interval[0] for leaf in leaves if leaf.interval[0] is not None), default=None)
            since = f' WHERE "at" >= {moment(earliest)}' if earliest is not None else ""
            source += (
                f" LEFT JOIN (SELECT person, {counts} FROM {table(directory, 'activities')}{since} GROUP BY person) a"
                " ON a.person = p.person"
            )
        return f"SELECT count(*) FROM {source} WHERE {self._sql(ref, features, None)}"

    def _did(self, leaf: ActivityLeaf) -> str:
        conditions = [f"verb = {_CODES[leaf.verb]}", *_within('"at"', leaf.interval)]
        if leaf.name is not None:
            conditions.append(f"name = {self._names.get(leaf.name, -1)}")
        return " AND ".join(conditions)

    def _sql(self, ref: Ref, features: Mapping[ActivityLeaf, str], relation: str | None) -> str:
        formula = self._sheet[ref]
        if isinstance(formula, All | AnyOf):
            word = " AND " if isinstance(formula, All) else " OR "
            parts = [self._sql(item, features, relation) for item in formula.items]
            return f"({word.join(parts)})" if parts else ("true" if isinstance(formula, All) else "false")
        if isinstance(formula, Not):
            return f"NOT {self._sql(formula.item, features, relation)}"
        if isinstance(formula, Related):
            inner = self._sql(formula.item, features, formula.relation)
            return (
                f"p.person IN (SELECT person FROM {table(self._snapshot.directory, f'related-{formula.relation}')} r"
                f" WHERE {inner})"
            )
        if isinstance(formula, ListLeaf):
            place = self._snapshot.manifest.lists.index(formula.key)
            return f"p.person IN (SELECT person FROM {table(self._snapshot.directory, 'lists')} WHERE list = {place})"
        if isinstance(formula, ActivityLeaf):
            return f"coalesce({features[formula]} >= {formula.low}, false)"
        return self._field(formula, relation)

    def _field(self, leaf: Formula, relation: str | None) -> str:
        assert isinstance(leaf, FieldLeaf)
        test = leaf.test
        name = self._snapshot.manifest.column(test.field)
        column = f"r.{named(name)}" if relation and test.field.startswith(f"{relation}.") else f"p.{named(name)}"
        if test.operator == "is blank":
            return f"{column} IS NULL"
        return f"coalesce({self._test(leaf, column)}, false)"

    def _test(self, leaf: FieldLeaf, column: str) -> str:
        test, kind = leaf.test, leaf.kind
        if kind.type == "date":
            return " AND ".join(_within(column, interval_of_test(test, self._sheet.as_of)))
        if kind.type == "number":
            if test.operator == "between":
                return f"{column} BETWEEN {test.values[0]} AND {test.values[1]}"
            return f"{column} {test.operator} {test.values[0]}"
        if kind.type == "yes-no":
            return f"{column} = {test.values[0]}"
        if test.operator == "is at least":
            values: Iterable[str] = kind.values[kind.values.index(test.values[0]) :]
        else:
            values = test.values
        texts = [quoted(value.lower()) for value in values]
        if test.operator == "contains":
            return f"contains(lower({column}), {texts[0]})"
        return f"lower({column}) IN ({', '.join(texts)})"


def _within(column: str, interval: Interval) -> list[str]:
    start, end = interval
    found = [f"{column} >= {moment(start)}"] if start is not None else []
    return found + ([f"{column} < {moment(end)}"] if end is not None else [])


# ---------------------------------------------------------------------------------------------------------------------
# pandas


def pandas_masks(snapshot: Snapshot, sheet: Sheet, wanted: Iterable[Ref]) -> list[int]:
    """Counts by a mask for each formula in pandas, each made once; reading the columns is part of it."""
    import pandas as pd

    wanted = list(wanted)
    needs = Needs.of(sheet, wanted)
    directory, manifest = snapshot.directory, snapshot.manifest
    con = connected(2)
    listed = ", ".join(named(manifest.column(name)) for name in sorted(needs.fields))
    people = (
        con.execute(f"SELECT person, {listed} FROM {table(directory, 'people')}").df().set_index("person").sort_index()
    )
    activities = con.execute(f'SELECT person, verb, name, "at" FROM {table(directory, "activities")}').df()
    members = con.execute(f"SELECT person, list FROM {table(directory, 'lists')}").df()
    records = {name: con.execute(f"SELECT * FROM {table(directory, f'related-{name}')}").df() for name in needs.records}
    codes = dict(con.execute(f"SELECT name, code FROM {quoted(str(snapshot.names))}").fetchall())
    masks: dict[tuple[Ref, str | None], Any] = {}

    def mask(ref: Ref, relation: str | None = None) -> Any:
        if (ref, relation) not in masks:
            masks[ref, relation] = made(sheet[ref], relation)
        return masks[ref, relation]

    def made(formula: Formula, relation: str | None) -> Any:
        frame = people if relation is None else records[relation]
        if isinstance(formula, All | AnyOf):
            found = pd.Series(isinstance(formula, All), index=frame.index)
            for item in formula.items:
                found = found & mask(item, relation) if isinstance(formula, All) else found | mask(item, relation)
            return found
        if isinstance(formula, Not):
            return ~mask(formula.item, relation)
        if isinstance(formula, Related):
            return people.index.to_series().isin(
                records[formula.relation]["person"][mask(formula.item, formula.relation)]
            )
        if isinstance(formula, ListLeaf):
            return people.index.to_series().isin(
                members["person"][members["list"] == manifest.lists.index(formula.key)]
            )
        if isinstance(formula, ActivityLeaf):
            did = (activities["verb"] == _CODES[formula.verb]) & _between(activities["at"], formula.interval)
            if formula.name is not None:
                did &= activities["name"] == codes.get(formula.name, -1)
            times = activities["person"][did].value_counts()
            return people.index.to_series().isin(times.index[times >= formula.low])
        assert isinstance(formula, FieldLeaf)
        # A comparison with a blank is neither true nor false to pandas; here it is false.
        passes = _passes(frame[manifest.column(formula.test.field)], formula, sheet.as_of)
        return passes.fillna(False).astype(bool)

    return [int(mask(ref).sum()) for ref in wanted]


def _between(column: Any, interval: Interval) -> Any:
    start, end = interval
    found = column.notna()
    if start is not None:
        found &= column >= np.datetime64(start.replace(tzinfo=None))
    if end is not None:
        found &= column < np.datetime64(end.replace(tzinfo=None))
    return found


def _passes(column: Any, leaf: FieldLeaf, as_of: datetime) -> Any:
    test, kind = leaf.test, leaf.kind
    if test.operator == "is blank":
        return column.isna()
    if kind.type == "date":
        return _between(column, interval_of_test(test, as_of))
    if kind.type == "number":
        numbers = [float(value) for value in test.values]
        if test.operator == "between":
            return column.between(numbers[0], numbers[1])
        return {">=": column.ge, "<": column.lt, ">": column.gt, "<=": column.le, "=": column.eq}[test.operator](
            numbers[0]
        )
    if kind.type == "yes-no":
        return column == (test.values[0] == "true")
    texts = [value.lower() for value in test.values]
    if test.operator == "is at least":
        texts = [value.lower() for value in kind.values[kind.values.index(test.values[0]) :]]
    lowered = column.str.lower()
    if test.operator == "contains":
        return lowered.str.contains(texts[0], regex=False)
    return lowered.isin(texts)

"""Statements that make tables of made-up people in a schema of their own, and remove it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import isfinite

from sqlglot import exp

from mapconfig.audience.sql.pins import Pins
from mapconfig.audience.sql.render import words
from mapconfig.audience.sql.render.values import Values
from mapconfig.audience.sql.scratch import Cell, Table
from mapconfig.audience.sql.tables import Family, Name

#: Rows that one INSERT puts in.
_ROWS = 200

_TYPES: Mapping[Family, str] = {"text": "TEXT", "integer": "BIGINT", "double": "DOUBLE", "yes-no": "BOOLEAN"}


def schema_made(name: str, pins: Pins) -> str:
    """The statement that makes a schema, which must not be there."""
    kind = "DATABASE" if pins.dialect == "clickhouse" else "SCHEMA"
    return exp.Create(this=_schema(name), kind=kind).sql(dialect=pins.dialect, identify=True)


def schema_dropped(name: str, tables: list[Name], pins: Pins) -> Iterator[str]:
    """The statements that remove these tables and the schema they are in, and nothing else."""
    for table in tables:
        yield exp.Drop(tables=[_plain(table)], kind="TABLE", exists=True).sql(dialect=pins.dialect, identify=True)
    kind = "DATABASE" if pins.dialect == "clickhouse" else "SCHEMA"
    yield exp.Drop(tables=[_schema(name)], kind=kind, exists=True).sql(dialect=pins.dialect, identify=True)


def table_made(table: Table, name: Name, pins: Pins) -> Iterator[str]:
    """The statements that make a table and fill it."""
    columns = [
        exp.ColumnDef(this=words.quoted(column), kind=_type(family, pins)) for column, family in table.columns.items()
    ]
    made = exp.Create(this=exp.Schema(this=_plain(name), expressions=columns), kind="TABLE")
    if pins.dialect == "clickhouse":
        made.set("properties", exp.Properties(expressions=[exp.EngineProperty(this=exp.Var(this="Memory"))]))
    yield made.sql(dialect=pins.dialect, identify=True)
    values = Values(pins)
    for start in range(0, len(table.rows), _ROWS):
        rows = [
            exp.Tuple(expressions=[_cell(cell, family, values) for cell, family in zip(row, families, strict=True)])
            for families in [list(table.columns.values())]
            for row in table.rows[start : start + _ROWS]
        ]
        insert = exp.Insert(this=_plain(name), expression=exp.Values(expressions=rows))
        yield insert.sql(dialect=pins.dialect, identify=True)


def _schema(name: str) -> exp.Expr:
    return exp.Table(db=words.quoted(name))


def _plain(name: Name) -> exp.Table:
    parts = [None, None, *map(words.quoted, name)][-3:]
    return exp.Table(this=parts[2], db=parts[1], catalog=parts[0])


def _type(family: Family, pins: Pins) -> exp.DataType:
    if family == "moment":
        if pins.dialect == "clickhouse":
            return exp.DataType.build("Nullable(DateTime64(6, 'UTC'))", dialect="clickhouse")
        return words.type_(pins.moment)
    return words.type_(_TYPES[family])


def _cell(cell: Cell, family: Family, values: Values) -> exp.Expr:
    if cell is None:
        return exp.Null()
    if isinstance(cell, bool):
        return exp.true() if cell else exp.false()
    if isinstance(cell, datetime):
        return values.moment(cell, "moment")
    if isinstance(cell, str):
        return values.text(cell)
    if family == "double" and not isfinite(cell):
        said = "NaN" if cell != cell else "Infinity" if cell > 0 else "-Infinity"
        return exp.cast(exp.Literal(this=said, is_string=True), words.type_("DOUBLE"))
    return words.double(float(cell)) if family == "double" else words.whole(int(cell))

"""Questions of a sheet as statements of SQL. The only module that knows the library that writes SQL.

Every statement is one SELECT that gives one row of whole numbers. Values and names enter it as nodes of a syntax tree,
which the library writes with the quotes of the database; no text is ever put into text. Each test is made two-valued
where it stands, by one ``COALESCE``, so that no NULL reaches the logic of a list. All of the library that is used:
names, literals, casts, CASE, COALESCE, NULLIF, IN, AND, OR, NOT, comparisons, functions by name, SELECT, joins, WITH.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.sql.pins import Pins
from mapconfig.audience.sql.questions import steps
from mapconfig.audience.sql.render import words
from mapconfig.audience.sql.render.statements import Writer
from mapconfig.audience.sql.render.values import Values
from mapconfig.audience.sql.tables import Tables
from mapconfig.criteria.folding import fold

#: Texts on which the lower case of databases differs, for a look at the one at hand: `fold_probe`.
_PROBES = ("ÄÖÉ", "İIi", "ΑΣ", "ας", "STRASSE ẞ", "ДЖ", "ＡＢ", "\U00010400", "ǅ", "K\u212a")


def counting(sheet: Sheet, wanted: Sequence[Ref], tables: Tables, pins: Pins, *, pretty: bool = False) -> str:
    """A statement whose one row has how many people there are, and then of how many each of `wanted` is true; over
    many lines where it is to be `pretty`."""
    writer = Writer(sheet, steps(sheet, wanted), tables, pins)
    return _written(writer.counting(), pins, pretty)


def marking(sheet: Sheet, wanted: Sequence[Ref], tables: Tables, pins: Pins) -> str:
    """A statement with a row for each person, the key and 1 or 0 for each of `wanted`: to hold a database to the
    definition on people who are made up. Nothing that counts real people asks it."""
    writer = Writer(sheet, steps(sheet, wanted), tables, pins)
    return _written(writer.marking(), pins)


def keys(tables: Tables, pins: Pins) -> str:
    """A statement whose one row has the people there are and the different keys they have: to be the same number."""
    rows = tables.people
    key = words.column(rows.person, "t")
    people, different = exp.Count(this=exp.Star()), exp.Count(this=exp.Distinct(expressions=[key]))
    query = exp.select(words.named(people, "n"), words.named(different, "k")).from_(words.table(rows.table, "t"))
    return _written(query, pins)


def types(table: str, database: str, pins: Pins) -> str:
    """A statement for the names and types of the columns of a table, from ClickHouse's own table of columns."""
    literals = Values(pins)
    here = literals.text(database) if database else words.call("currentDatabase")
    tests = [
        words.compared("=", words.column("database", "t"), here),
        words.compared("=", words.column("table", "t"), literals.text(table)),
    ]
    query = exp.select(words.column("name", "t"), words.column("type", "t"))
    return _written(query.from_(words.table(("system", "columns"), "t")).where(words.all_of(tests)), pins)


def probe(pins: Pins) -> str:
    """A statement whose one row has a 1 for each text that this database folds as mapconfig does, in one number."""
    sums: list[exp.Expr] = []
    for text in _PROBES:
        folded = Values(pins).fold(exp.cast(Values(pins).text(text), words.type_("TEXT")))
        sums.append(words.as_number(exp.EQ(this=folded, expression=Values(pins).text(fold(text)))))
    return _written(exp.select(words.named(words.added(sums), "n")), pins)


PROBES = len(_PROBES)


def _written(query: exp.Expr, pins: Pins, pretty: bool = False) -> str:
    return query.sql(dialect=pins.dialect, identify=True, pretty=pretty)

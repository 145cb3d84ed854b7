"""The few nodes of the syntax tree of SQL that statements are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from mapconfig.audience.sql.tables import Name


def quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def table(name: Name, alias: str) -> exp.Expr:
    parts = [None, None, *map(quoted, name)][-3:]
    table = exp.Table(this=parts[2], db=parts[1], catalog=parts[0])
    return exp.alias_(table, quoted(alias), table=True, copy=False)


def column(name: str, table: str) -> exp.Expr:
    return exp.column(quoted(name), table=quoted(table))


def named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, quoted(name), copy=False)


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def type_(name: str) -> exp.DataType:
    return exp.DataType.build(name)


def whole(number: int) -> exp.Expr:
    literal = exp.Literal(this=str(abs(number)), is_string=False)
    return exp.Neg(this=literal) if number < 0 else literal


def double(number: float) -> exp.Expr:
    """A number with an exponent, which is a double everywhere."""
    said = repr(abs(number))
    literal = exp.Literal(this=said if "e" in said else said + "e0", is_string=False)
    return exp.Neg(this=literal) if number < 0 else literal


def _together(group: type[exp.And] | type[exp.Or], items: Sequence[exp.Expr]) -> exp.Expr:
    """All of `items` as a tree of as few levels as there can be, since databases parse with a stack."""
    if len(items) == 1:
        return items[0]
    half = len(items) // 2
    return exp.Paren(this=group(this=_together(group, items[:half]), expression=_together(group, items[half:])))


def all_of(items: Sequence[exp.Expr]) -> exp.Expr:
    return _together(exp.And, items) if items else exp.true()


def any_of(items: Sequence[exp.Expr]) -> exp.Expr:
    return _together(exp.Or, items) if items else exp.false()


def no(item: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Paren(this=item))


def sure(test: exp.Expr) -> exp.Expr:
    """`test`, and false where it is neither true nor false."""
    return exp.Coalesce(this=test, expressions=[exp.false()])


def choice(test: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=then)], default=otherwise)


def as_number(test: exp.Expr) -> exp.Expr:
    return choice(test, whole(1), whole(0))


def added(items: Sequence[exp.Expr]) -> exp.Expr:
    total = items[0]
    for item in items[1:]:
        total = exp.Add(this=total, expression=item)
    return total


def is_null(item: exp.Expr) -> exp.Expr:
    return exp.Is(this=item, expression=exp.Null())


def compared(operator: str, one: exp.Expr, other: exp.Expr) -> exp.Expr:
    kinds: Mapping[str, type[exp.Binary]] = {"=": exp.EQ, ">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE}
    return kinds[operator](this=one, expression=other)


def aliased(name: str, alias: str) -> exp.Expr:
    return exp.alias_(exp.Table(this=quoted(name)), quoted(alias), table=True, copy=False)


def beside(query: exp.Select, alias: str, table: str = "q", key: str = "person") -> exp.Select:
    """`query` with an aggregate by person beside it."""
    on = compared("=", column("person", alias), column(key, table))
    return query.join(aliased(alias, alias), on=on, join_type="left", copy=False)

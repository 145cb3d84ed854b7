"""Tests of the language as conditions of SQL, which are true or false and never NULL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from sqlglot import exp

from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import ChangeLeaf, FieldLeaf
from mapconfig.audience.sql.render import words
from mapconfig.audience.sql.render.values import DAY, WHOLE, Values
from mapconfig.audience.sql.tables import Activities, Column, Rows, stored
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import Interval, interval_of_test
from mapconfig.criteria.oracle import read_as, type_of
from mapconfig.criteria.parts import is_date, plain_number
from mapconfig.criteria.syntax import OPERATORS
from mapconfig.language import say


@dataclass(slots=True)
class Inputs:
    """What a query reads of the rows of one table, each thing once, under a name of its own."""

    rows: Rows
    values: Values
    table: str
    """By what the queries that read it call it."""
    made: dict[tuple[str, str], tuple[str, exp.Expr]] = field(default_factory=dict)

    def of(self, name: str, form: str) -> tuple[exp.Expr, Column]:
        """The field called `name` here, as ``folded``, ``text``, ``number``, ``date``, ``yes-no`` or ``raw``."""
        column = self.rows.column(name)
        if column is None:
            raise Uncountable(say("the database has no column for {name}", name=name))
        key = (name, form)
        if key not in self.made:
            self.made[key] = (f"c{len(self.made)}", self._expression(name, column, form))
        return words.column(self.made[key][0], self.table), column

    def _expression(self, name: str, column: Column, form: str) -> exp.Expr:
        values, table = self.values, self._alias(name)
        if form == "number":
            return values.number(column, table)
        raw = words.column(column.name, table)
        if form in ("date", "raw"):
            return raw
        if form == "yes-no":
            if column.family in ("", "yes-no"):
                return raw
            said = raw if column.family == "integer" else values.plain(column, table)
            said = words.call(values.pins.lower, exp.cast(said, words.type_("TEXT")))
            yes, no = (
                exp.In(this=said.copy(), expressions=[values.text(one.lower()) for one in ones])
                for ones in (column.yes or ("true", "t", "1"), column.no or ("false", "f", "0"))
            )
            return exp.Case(ifs=[exp.If(this=yes, true=exp.true()), exp.If(this=no, true=exp.false())])
        text = self._text(column, table, raw)
        return values.fold(text) if form == "folded" else text

    def _text(self, column: Column, table: str, raw: exp.Expr) -> exp.Expr:
        if column.family == "yes-no":
            yes, no = (exp.Literal(this=word, is_string=True) for word in ("true", "false"))
            return exp.Case(ifs=[exp.If(this=raw, true=yes), exp.If(this=words.no(raw.copy()), true=no)])
        if column.family == "integer":
            return exp.cast(raw, words.type_("TEXT"))
        return exp.Nullif(this=self.values.plain(column, table), expression=exp.Literal(this="", is_string=True))

    def _alias(self, name: str) -> str:
        """What the table that has the column is called where it is read."""
        if name in self.rows.columns:
            return "t"
        place = next(place for place, one in enumerate(self.rows.beside) if name in one.columns)
        return f"b{place}"

    @property
    def selected(self) -> list[exp.Expr]:
        return [words.named(expression, alias) for alias, expression in self.made.values()]


def from_rows(query: exp.Select, rows: Rows) -> exp.Select:
    """`query` over a table and those beside it."""
    query = query.from_(words.table(rows.table, "t"), copy=False)
    for place, one in enumerate(rows.beside):
        on = words.compared("=", words.column(one.key, f"b{place}"), words.column(one.through, "t"))
        kind = "inner" if one.required else "left"
        query = query.join(words.table(one.table, f"b{place}"), on=on, join_type=kind, copy=False)
    return query


@dataclass(slots=True)
class Conditions:
    """Tests of fields, as conditions that are true or false and never NULL."""

    values: Values
    as_of: datetime

    def holds(self, leaf: FieldLeaf, name: str, inputs: Inputs) -> exp.Expr:
        """The test of `leaf`, of the field that `inputs` call `name`."""
        test = leaf.test
        kind = leaf.kind.type or type_of(test, None, None)
        form = kind if kind in ("number", "date", "yes-no") else "text"
        if test.operator == "is blank":
            column = inputs.rows.column(name)
            if form == "text" and column is not None and column.family not in ("", "text", "integer", "yes-no"):
                form = "number" if column.family in ("double", "decimal") else "raw"
            return words.is_null(inputs.of(name, form)[0])
        if kind == "number":
            return self._number(leaf, name, inputs)
        if kind == "date":
            if "date" not in OPERATORS[test.operator] or not (test.span is not None or is_date(test.values[0])):
                return exp.false()  # a test that no date can be put to, which `check` reports
            at, how = inputs.of(name, "date")
            tests = self.values.within(at, how, interval_of_test(test, self.as_of))
            # Without a bound everything but a blank is in it.
            return words.sure(words.all_of(tests)) if tests else words.no(words.is_null(at))
        if kind == "yes-no":
            word = test.values[0].lower() if test.operator == "is" else ""
            if word not in ("true", "false"):
                return exp.false()
            said, _ = inputs.of(name, "yes-no")
            return words.sure(said if word == "true" else words.no(said))
        return self._text(leaf, name, inputs)

    def _number(self, leaf: FieldLeaf, name: str, inputs: Inputs) -> exp.Expr:
        test = leaf.test
        if "number" not in OPERATORS[test.operator] or plain_number(test.values[0]) is None:
            return exp.false()  # a test that no number can be put to, which `check` reports
        column, how = inputs.of(name, "number")
        if test.operator != "between":
            return words.sure(self._against(test.operator, column, how, test.values[0]))
        ends = zip((">=", "<="), test.values, strict=True)
        return words.sure(
            words.all_of([self._against(operator, column.copy(), how, value) for operator, value in ends])
        )

    def _against(self, operator: str, column: exp.Expr, how: Column, wanted: str) -> exp.Expr:
        """Whole numbers are compared exactly, all others as doubles."""
        one = read_as(wanted, "number")
        assert isinstance(one, Decimal | float)
        if how.family in ("integer", "decimal"):
            if isinstance(one, Decimal):
                return words.compared(operator, column, words.whole(int(one)))
            return words.compared(operator, exp.cast(column, words.type_("DOUBLE")), words.double(one))
        return words.compared(operator, column, words.double(float(one)))

    def _text(self, leaf: FieldLeaf, name: str, inputs: Inputs) -> exp.Expr:
        test, values = leaf.test, self.values
        if test.operator in ("is at least", "is at most"):
            ranks: Mapping[str, int] = leaf.kind.ranks if leaf.kind.ordered else {}
            want = ranks.get(fold(test.values[0]))
            if want is None:
                return exp.false()
            least = test.operator == "is at least"
            wanted = [value for value, rank in ranks.items() if (rank >= want if least else rank <= want)]
            return words.sure(values.one_of(inputs.of(name, "folded")[0], wanted))
        if not test.values or test.operator not in ("is", "in", "contains", "starts with", "ends with"):
            return exp.false()
        column, _ = inputs.of(name, "folded")
        if test.operator == "in":
            return words.sure(values.one_of(column, test.values))
        if test.operator == "is":
            return words.sure(words.compared("=", column, values.folded(test.values[0])))
        if fold(test.values[0]) == "":
            return words.no(words.is_null(column))
        found = {"contains": values.contains, "starts with": values.starts, "ends with": values.ends}
        return words.sure(found[test.operator](column, test.values[0]))

    def changed(self, leaf: ChangeLeaf, rows: Rows, fields: Mapping[str, str]) -> exp.Expr:
        """The test of a row of changes, whose fields are called as `fields` says."""
        tests = [self.values.same(*self._at(rows, "field"), stored(fields, leaf.field))]
        tests += self._during(rows, leaf.interval)
        for name, wanted in (("before", leaf.before), ("after", leaf.after)):
            if wanted is not None:
                tests.append(self._was(rows, name, wanted, leaf.kind.type))
        return words.all_of(tests)

    def _was(self, rows: Rows, name: str, wanted: str, kind: str) -> exp.Expr:
        """What a field held is `wanted`, an empty text standing for a blank."""
        values = self.values
        text = values.plain(*self._at(rows, name))
        if kind == "number":
            held = values.double(text)
            number = read_as(wanted, kind)
            if wanted == "":
                return words.is_null(held)
            if number is None:
                return exp.false()
            assert isinstance(number, Decimal | float)
            if not isinstance(number, Decimal):
                return words.compared("=", held, words.double(number))
            # Whole numbers are compared by their digits, since a double cannot tell the large ones apart.
            sign = "[+-]?" if number == 0 else "-" if number < 0 else "[+]?"
            same = values.matches(text.copy(), f"^{sign}0*{abs(int(number))}{values.pins.end}")
            inexact = [words.no(self._is_whole(text)), words.compared("=", held, words.double(float(number)))]
            return words.any_of([same, words.all_of(inexact)])
        if kind == "date":
            if wanted == "":
                return words.no(words.sure(values.matches(text, DAY)))
            at = read_as(wanted, kind)
            writings = _writings(at) if isinstance(at, datetime) else []
            return (
                exp.In(this=values.exact(text), expressions=[values.text(one) for one in writings])
                if at
                else exp.false()
            )
        if kind == "yes-no":
            said = words.call(values.pins.lower, text)
            if wanted == "":
                known = exp.In(this=said, expressions=[values.text("true"), values.text("false")])
                return words.no(words.sure(known))
            yes = read_as(wanted, kind)
            return exp.false() if yes is None else words.compared("=", said, values.text("true" if yes else "false"))
        if wanted == "":
            return words.is_null(exp.Nullif(this=text, expression=exp.Literal(this="", is_string=True)))
        return words.compared("=", values.fold(text), values.folded(wanted))

    def _is_whole(self, text: exp.Expr) -> exp.Expr:
        return self.values.matches(text.copy(), WHOLE + self.values.pins.end)

    def did(self, source: Activities, verb: str, name: str | None, interval: Interval) -> exp.Expr:
        """The test of a row of activities, of a verb that `source` has."""
        rows = source.rows
        tests = [] if source.one_verb else [self.values.same(*self._at(rows, "verb"), source.verbs[verb])]
        if name is not None:
            tests.append(self.values.same(*self._at(rows, "name"), stored(source.names, name)))
        return words.all_of([*tests, *self._during(rows, interval)])

    def listed(self, rows: Rows, keys: Mapping[str, str], key: str) -> exp.Expr:
        """The test of a row of members, that it is of the list called `key`."""
        return self.values.same(*self._at(rows, "list"), stored(keys, key))

    def _during(self, rows: Rows, interval: Interval) -> list[exp.Expr]:
        column, alias = self._at(rows, "at")
        at = words.column(column.name, alias)
        # An activity without an instant never happened.
        return self.values.within(at, column, interval) or [words.no(words.is_null(at))]

    def _at(self, rows: Rows, name: str) -> tuple[Column, str]:
        """A column and what its table is called where it is read."""
        if name in rows.columns:
            return rows.columns[name], "t"
        place = next(place for place, one in enumerate(rows.beside) if name in one.columns)
        return rows.beside[place].columns[name], f"b{place}"


def _writings(at: datetime) -> list[str]:
    """How sources write an instant as text."""
    plain = at.astimezone(UTC).replace(tzinfo=None)
    texts = {plain.isoformat(between, precision) for between in "T " for precision in ("auto", "microseconds")}
    found = {text + zone for text in texts for zone in ("", "Z", "+00:00")}
    if plain == plain.replace(hour=0, minute=0, second=0, microsecond=0):
        found.add(plain.date().isoformat())
    return sorted(found)

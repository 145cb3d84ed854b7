"""Whole statements: steps as named queries, each over the one before."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import ActivityLeaf, All, AnyOf, ChangeLeaf, FieldLeaf, ListLeaf, Not, Ref, Related, Sheet
from mapconfig.audience.sql.pins import Pins
from mapconfig.audience.sql.questions import Steps, asking_record, is_of
from mapconfig.audience.sql.render import words
from mapconfig.audience.sql.render.conditions import Conditions, Inputs, from_rows
from mapconfig.audience.sql.render.values import Values
from mapconfig.audience.sql.tables import Rows, Tables
from mapconfig.criteria.moments import Interval
from mapconfig.language import say


class Writer:
    """One statement: steps as named queries, each over the one before."""

    def __init__(self, sheet: Sheet, asked: Steps, tables: Tables, pins: Pins) -> None:
        self.sheet = sheet
        self.steps = asked
        self.tables = tables
        self.pins = pins
        self.values = Values(pins)
        self.tests = Conditions(self.values, sheet.as_of)
        self.inputs = Inputs(tables.people, self.values, "q")
        self.counts: dict[tuple[int, str, str | None, Interval], str] = {}
        self.lists: dict[str, str] = {}
        self.changes: dict[Ref, str] = {}
        self.queries: list[tuple[str, exp.Select]] = []

    def counting(self) -> exp.Expr:
        wanted = [self.truth(ref) for ref in self.steps.wanted]
        numbers = [words.named(self._how_many(test), f"n{place}") for place, test in enumerate(wanted)]
        return self._statement([words.named(exp.Count(this=exp.Star()), "people"), *numbers])

    def marking(self) -> exp.Expr:
        wanted = [self.truth(ref) for ref in self.steps.wanted]
        numbers = [words.named(words.as_number(test), f"n{place}") for place, test in enumerate(wanted)]
        return self._statement([words.named(words.column("person", "q"), "person"), *numbers])

    def _how_many(self, test: exp.Expr) -> exp.Expr:
        count = exp.CountIf(this=test) if self.pins.count_if else exp.Sum(this=words.as_number(test))
        return exp.Coalesce(this=count, expressions=[words.whole(0)])  # of no rows there is no sum

    def truth(self, ref: Ref) -> exp.Expr:
        """The condition of a formula, over the columns of the steps before."""
        if ref in self.steps.columns:
            return words.column(f"f{ref}", "q")
        return self._formula(ref)

    def _formula(self, ref: Ref) -> exp.Expr:
        formula = self.sheet[ref]
        if isinstance(formula, All):
            return words.all_of([self.truth(item) for item in formula.items])
        if isinstance(formula, AnyOf):
            return words.any_of([self.truth(item) for item in formula.items])
        if isinstance(formula, Not):
            return words.no(self.truth(formula.item))
        if isinstance(formula, FieldLeaf):
            return self.tests.holds(formula, formula.test.field, self.inputs)
        if isinstance(formula, ActivityLeaf):
            return self._times(formula)
        if isinstance(formula, ListLeaf):
            alias = self.lists.setdefault(formula.key, f"s{len(self.lists)}")
            return words.compared("=", words.column(alias, "q"), words.whole(1))
        assert isinstance(formula, ChangeLeaf), formula
        alias = self.changes.setdefault(ref, f"h{len(self.changes)}")
        return words.compared("=", words.column(alias, "q"), words.whole(1))

    def _times(self, leaf: ActivityLeaf) -> exp.Expr:
        found = []
        for place, source in enumerate(self.tables.activities):
            if leaf.verb in source.verbs:
                key = (place, leaf.verb, leaf.name, leaf.interval)
                alias = self.counts.setdefault(key, f"a{len(self.counts)}")
                found.append(words.column(alias, "q"))
        if not found:
            raise Uncountable(say("the database does not know who {verb} something", verb=leaf.verb))
        return words.compared(">=", words.added(found), words.whole(leaf.low))

    def _statement(self, selected: list[exp.Expr]) -> exp.Expr:
        """The statement that selects from the last step. All conditions over people are written before, since what they
        read is collected on the way."""
        formulas = {ref: self._formula(ref) for ref in self.steps.columns if ref not in self.steps.related}
        base, groups = self._groups(0, "")
        self._first(base)
        previous, carried = "p", [*self._first_names(), *[f"f{ref}" for ref in groups]]
        for step in range(self.steps.last + 1):
            joined, groups = self._groups(step, previous) if step else ([], [])
            made = [(ref, one) for ref, one in formulas.items() if self.steps.columns[ref] == step]
            if not made and not groups:
                continue
            # Groups are asked about the step before and stand beside it.
            query = exp.select(
                *[words.named(words.column(name, "q"), name) for name in carried],
                *[words.named(one, f"f{ref}") for ref, one in made],
                *[words.named(self._flag(alias, f"f{ref}"), f"f{ref}") for alias, refs in joined for ref in refs],
                copy=False,
            ).from_(words.aliased(previous, "q"), copy=False)
            for alias, _ in joined:
                query = words.beside(query, alias)
            previous = f"q{step}"
            self._add(previous, query)
            carried += [f"f{ref}" for ref, _ in made] + [f"f{ref}" for ref in groups]
        final = exp.select(*selected, copy=False).from_(words.aliased(previous, "q"), copy=False)
        for name, query in self.queries:
            final = final.with_(words.quoted(name), as_=query, copy=False)
        return final

    def _add(self, name: str, query: exp.Select) -> None:
        self.queries.append((name, query.offset(0, copy=False) if self.pins.fence else query))

    def _first_names(self) -> list[str]:
        return [
            "person",
            *[alias for alias, _ in self.inputs.made.values()],
            *self.counts.values(),
            *self.lists.values(),
            *self.changes.values(),
        ]

    def _first(self, groups: list[tuple[str, list[Ref]]]) -> None:
        """The query `p`: what is read of each person, once."""
        joined: list[tuple[str, list[str]]] = [
            *self._counted(),
            *self._members(),
            *self._changed(),
        ]
        query = exp.select(
            words.named(words.column(self.tables.people.person, "t"), "person"),
            *self.inputs.selected,
            *[
                words.named(exp.Coalesce(this=words.column(name, alias), expressions=[words.whole(0)]), name)
                for alias, names in joined
                for name in names
            ],
            *[words.named(self._flag(alias, f"f{ref}"), f"f{ref}") for alias, refs in groups for ref in refs],
        )
        query = from_rows(query, self.tables.people)
        for alias in [alias for alias, _ in joined] + [alias for alias, _ in groups]:
            query = words.beside(query, alias, "t", self.tables.people.person)
        self._add("p", query)

    def _flag(self, alias: str, name: str) -> exp.Expr:
        """A column of an aggregate beside, as a truth."""
        return words.compared(
            "=", exp.Coalesce(this=words.column(name, alias), expressions=[words.whole(0)]), words.whole(1)
        )

    def _counted(self) -> Iterable[tuple[str, list[str]]]:
        """How often people did what is asked: one pass over each table of activities."""
        for place, source in enumerate(self.tables.activities):
            asked = {key: alias for key, alias in self.counts.items() if key[0] == place}
            if asked:
                sums = [
                    words.named(exp.Sum(this=words.as_number(self.tests.did(source, verb, name, interval))), alias)
                    for (_, verb, name, interval), alias in asked.items()
                ]
                yield self._aggregate(f"did{place}", source.rows, sums), list(asked.values())

    def _members(self) -> Iterable[tuple[str, list[str]]]:
        if not self.lists:
            return
        rows = self.tables.lists
        if rows is None:
            raise Uncountable(say("the database has no members of static lists"))
        keys = self.tables.list_keys
        flags = [
            words.named(exp.Max(this=words.as_number(self.tests.listed(rows, keys, key))), alias)
            for key, alias in self.lists.items()
        ]
        yield self._aggregate("member", rows, flags), list(self.lists.values())

    def _changed(self) -> Iterable[tuple[str, list[str]]]:
        if not self.changes:
            return
        rows = self.tables.changes
        if rows is None:
            raise Uncountable(say("the database does not keep what a field held before"))
        flags = []
        for ref, alias in self.changes.items():
            leaf = self.sheet[ref]
            assert isinstance(leaf, ChangeLeaf)
            flags.append(
                words.named(
                    exp.Max(this=words.as_number(self.tests.changed(leaf, rows, self.tables.change_fields))), alias
                )
            )
        yield self._aggregate("changed", rows, flags), list(self.changes.values())

    def _aggregate(self, name: str, rows: Rows, selected: list[exp.Expr]) -> str:
        person = words.column(rows.person, "t")
        chosen = exp.select(words.named(person, "person"), *selected, copy=False)
        query = from_rows(chosen, rows).group_by(person.copy(), copy=False)
        self.queries.append((name, query))
        return name

    def _groups(self, step: int, previous: str) -> tuple[list[tuple[str, list[Ref]]], list[Ref]]:
        """The groups about related records that can be asked after `previous`, with one query for each relation."""
        by_relation: dict[str, list[Ref]] = {}
        for ref in self.steps.related:
            if self.steps.columns[ref] == step:
                formula = self.sheet[ref]
                assert isinstance(formula, Related)
                by_relation.setdefault(formula.relation, []).append(ref)
        found = []
        for place, (relation, refs) in enumerate(by_relation.items()):
            alias = f"r{step}_{place}"
            self._related(alias, relation, refs, previous)
            found.append((alias, refs))
        return found, [ref for _, refs in found for ref in refs]

    def _related(self, alias: str, relation: str, refs: list[Ref], previous: str) -> None:
        rows = self.tables.related.get(relation)
        if rows is None:
            raise Uncountable(say("the database has no {relation} records", relation=relation))
        inputs = Inputs(rows, self.values, "r")
        flags = []
        for ref in refs:
            formula = self.sheet[ref]
            assert isinstance(formula, Related)
            test = self._of_record(formula.item, asking_record(self.sheet, formula), relation, inputs)
            flags.append(words.named(exp.Max(this=words.as_number(test)), f"f{ref}"))
        whose = words.named(words.column(rows.person, "t"), "person")
        records = from_rows(exp.select(whose, *inputs.selected, copy=False), rows)
        if self.pins.fence:
            records = records.offset(0, copy=False)
        person = words.column("person", "r")
        query = exp.select(words.named(person, "person"), *flags, copy=False).from_(
            exp.Subquery(this=records, alias=exp.TableAlias(this=words.quoted("r"))), copy=False
        )
        if previous:  # mixed with what was found of the person in the steps before
            on = words.compared("=", words.column("person", "q"), person.copy())
            query = query.join(words.aliased(previous, "q"), on=on, copy=False)
        self.queries.append((alias, query.group_by(person.copy(), copy=False)))

    def _of_record(self, ref: Ref, records: set[Ref], relation: str, inputs: Inputs) -> exp.Expr:
        """A formula inside a group: of the record for those in `records`, else of the person."""
        formula = self.sheet[ref]
        if ref not in records:
            return self.truth(ref)
        if isinstance(formula, All | AnyOf):
            items = [self._of_record(item, records, relation, inputs) for item in formula.items]
            return words.all_of(items) if isinstance(formula, All) else words.any_of(items)
        if isinstance(formula, Not):
            return words.no(self._of_record(formula.item, records, relation, inputs))
        assert isinstance(formula, FieldLeaf) and is_of(formula, relation), formula
        return self.tests.holds(formula, formula.test.field[len(relation) + 1 :], inputs)

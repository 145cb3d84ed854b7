"""An engine that asks a database: statements in, whole numbers out, and a sentence where there can be none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mapconfig.audience.engine import Counted
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sheet import ActivityLeaf, ChangeLeaf, FieldLeaf, Formula, ListLeaf, Ref, Related, Sheet
from mapconfig.audience.sql.pins import Pins
from mapconfig.audience.sql.questions import batches, in_context
from mapconfig.audience.sql.tables import Column, Name, Rows, Tables, column_of, fits
from mapconfig.criteria.oracle import type_of
from mapconfig.language import say


class Database(Protocol):
    """A connection that reads. Raises PlatformError, with nothing of the data in its message, when it cannot."""

    @property
    def pins(self) -> Pins:
        """Its words."""

    def columns(self, table: Name) -> Mapping[str, str]:
        """The type of each column of a table or view, in SQL; nothing where there is no such table."""

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of one SELECT."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(slots=True)
class SqlEngine:
    """Counts people in a database. Nothing is asked of it before the first question."""

    database: Database
    tables: Tables
    """The tables as the mapping has them; which of them there are is looked up once."""
    as_of: datetime
    _seen: Tables | None = None
    _people: int | None = None
    _types: dict[Name, dict[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.database.pins.name

    def close(self) -> None:
        self.database.close()

    @property
    def seen(self) -> Tables:
        """The tables that are there, with what their columns hold."""
        if self._seen is None:
            found: dict[Name, dict[str, Column]] = {}
            for rows in self.tables.all:
                for table, _ in rows.tables:
                    if table not in found:
                        types = self.database.columns(table)
                        columns = {
                            name: column_of(name, type_, self.database.pins.timestamp) for name, type_ in types.items()
                        }
                        found[table] = {name: column for name, column in columns.items() if column is not None}
            self._seen = self.tables.seen(found)
            if self.tables.people.person not in found.get(self.tables.people.table, {}):
                wanted = ".".join(self.tables.people.table)
                raise Uncountable(
                    say(
                        "{name} has no table {wanted} with a column {person}",
                        name=self.name,
                        wanted=wanted,
                        person=self.tables.people.person,
                    )
                )
        return self._seen

    def lacks(self, sheet: Sheet, ref: Ref) -> str:
        try:
            tables = self.seen
        except Uncountable as error:
            return error.why
        for formula, relation in in_context(sheet, ref):
            why = self._lacks(formula, relation, tables)
            if why:
                return why
        return ""

    def _lacks(self, formula: Formula, relation: str | None, tables: Tables) -> str:
        name = self.name
        if isinstance(formula, FieldLeaf):
            if any(_unholdable(value) for value in formula.test.values):
                return say(
                    "a value that field/{field} is compared with holds a character that no database can",
                    field=formula.test.field,
                )
            rows = tables.people if relation is None else tables.related.get(relation)
            return self._lacks_field(formula, relation, rows, tables) if rows is not None else ""
        if isinstance(formula, ActivityLeaf):
            if formula.name is not None and _unholdable(formula.name):
                return say("a name of what somebody {verb} holds a character that no database can", verb=formula.verb)
            known = [one for one in tables.activities if formula.verb in one.verbs]
            if formula.name is not None and any(one.rows.column("name") is None for one in known):
                return say("{name} does not know what it was that somebody {verb}", name=name, verb=formula.verb)
            return "" if known else say("{name} does not know who {verb} something", name=name, verb=formula.verb)
        if isinstance(formula, ListLeaf):
            named = not tables.list_keys or formula.key in tables.list_keys.values()
            return (
                ""
                if tables.lists is not None and named
                else say("{name} does not know who is on the static list/{key}", name=name, key=formula.key)
            )
        if isinstance(formula, ChangeLeaf):
            if any(value is not None and _unholdable(value) for value in (formula.before, formula.after)):
                return say(
                    "a value that field/{field} changed from or to holds a character that no database can",
                    field=formula.field,
                )
            if (
                formula.kind.identifier
                and formula.field not in tables.identifiers
                and (formula.before or formula.after)
            ):
                return _secret(formula.field)
            return "" if tables.changes is not None else say("{name} does not keep what a field held before", name=name)
        if isinstance(formula, Related):
            return (
                ""
                if formula.relation in tables.related
                else say("{name} has no {relation} records", name=name, relation=formula.relation)
            )
        return say(
            "{name} counts by fields, records, lists and what people did; scores and journeys need people who "
            "are read into a snapshot",
            name=name,
        )

    def _lacks_field(self, leaf: FieldLeaf, relation: str | None, rows: Rows, tables: Tables) -> str:
        full = leaf.test.field
        column = rows.column(full if relation is None else full[len(relation) + 1 :])
        if column is None:
            return say("{name} has no field/{full}", name=self.name, full=full)
        if leaf.test.operator == "is blank":
            return ""
        if leaf.kind.identifier and full not in tables.identifiers:
            return _secret(full)
        kind = leaf.kind.type or type_of(leaf.test, None, None)
        if not fits(column, kind):
            return say(
                "field/{full} is asked as {named}, and the column {name} holds something else; give it that type in "
                "a view, and map the view",
                full=full,
                named=leaf.kind.named,
                name=column.name,
            )
        return ""

    def counts(self, sheet: Sheet, wanted: Sequence[Ref], share: float = 1.0) -> Counted:
        """Everybody is counted, whatever `share` is asked for: a sample would cost a database nearly as much."""
        from mapconfig.audience.sql import render

        del share
        for ref in wanted:
            why = self.lacks(sheet, ref)
            if why:
                raise Uncountable(why)
        people = self._counted_once()
        different = list(dict.fromkeys(wanted))
        found: dict[Ref, int] = {}
        for batch in batches(sheet, different):
            numbers = self._numbers(render.counting(sheet, batch, self.seen, self.database.pins))
            if len(numbers) != len(batch) + 1 or numbers[0] != people:
                raise Uncountable(
                    say(
                        "{name} gave {numbers:,} people where there were {people:,}: either they changed while "
                        "they were "
                        "counted, or a key in a table beside theirs is there twice; count again, and if it stays "
                        "so, look "
                        "for that key",
                        name=self.name,
                        numbers=numbers[0],
                        people=people,
                    )
                )
            found.update(zip(batch, numbers[1:], strict=True))
        return Counted(tuple(found[ref] for ref in wanted), people)

    def _counted_once(self) -> int:
        """How many people there are. Raises Uncountable where their key does not tell them apart, or texts are compared
        in another way than everywhere else."""
        from mapconfig.audience.sql import render

        if self._people is None:
            pins = self.database.pins
            (alike,) = self._numbers(render.probe(pins))
            if alike != render.PROBES:
                raise Uncountable(
                    say(
                        "{name} does not turn capitals into small letters as Unicode has it, so texts would be "
                        "compared in "
                        "another way than elsewhere; the database needs UTF-8 and Unicode's rules (ICU)",
                        name=self.name,
                    )
                )
            people, keys = self._numbers(render.keys(self.seen, pins))
            if people != keys:
                raise Uncountable(
                    say(
                        "{name} has {people:,} rows of people with {keys:,} different keys; the column {person} "
                        "has to be "
                        "another one for each person",
                        name=self.name,
                        people=people,
                        keys=keys,
                        person=self.tables.people.person,
                    )
                )
            self._people = people
        return self._people

    def _numbers(self, statement: str) -> tuple[int, ...]:
        """The one row of whole numbers that `statement` gives; anything else is not let out."""
        rows = self.database.rows(statement)
        if len(rows) != 1:
            raise Uncountable(say("{name} gave {rows} rows where one was asked for", name=self.name, rows=len(rows)))
        return tuple(_whole(value, self.name) for value in rows[0])


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Uncountable(say("{name} gave something else than a whole number where people were counted", name=name))
    return value


def _unholdable(text: str) -> bool:
    return any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def _secret(name: str) -> str:
    return say(
        "the values of field/{name} tell who somebody is and are not counted by; to do so, name the field "
        "under `identifiers` of the environment's `people` in mapconfig.yaml",
        name=name,
    )

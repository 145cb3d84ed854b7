"""The mapping of an environment's people as tables of a database."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.audience import mapping
from mapconfig.audience.mapping import ActivityTable, PeopleSource, RelatedTable
from mapconfig.audience.sql.tables import Activities, Beside, Column, Name, Rows, Tables
from mapconfig.criteria.syntax import VERBS


def tables_of(source: PeopleSource, relations: Mapping[str, str]) -> Tables:
    """Where `source` has its tables. `relations` says of how many records of each a person may have; fields of one
    related records stand beside the people. Raises InputError for names that cannot be used."""
    people = source.people
    one = {name: table for name, table in source.related.items() if relations.get(name) == "one" and not table.link}
    many = {name: table for name, table in source.related.items() if relations.get(name) == "many"}
    return Tables(
        people=Rows(
            _name(people.table),
            people.key,
            _columns(people.fields),
            tuple(
                Beside(
                    _name(table.table),
                    table.key,
                    table.by or people.key,
                    {f"{name}.{bare}": column for bare, column in _columns(table.fields).items()},
                )
                for name, table in one.items()
            ),
        ),
        related={name: _related(table, source) for name, table in many.items()},
        activities=tuple(_activities(table) for table in source.activities),
        lists=None
        if source.lists is None
        else Rows(_name(source.lists.table), source.lists.person, {"list": Column(source.lists.name)}),
        list_keys=_texts(source.lists.keys) if source.lists is not None else {},
        changes=None
        if source.changes is None
        else Rows(
            _name(source.changes.table),
            source.changes.person,
            {
                "field": Column(source.changes.name),
                "before": Column(source.changes.before),
                "after": Column(source.changes.after),
                "at": _column(source.changes.at),
            },
        ),
        change_fields=_texts(source.changes.fields) if source.changes is not None else {},
        identifiers=source.identifiers,
    )


def _related(table: RelatedTable, source: PeopleSource) -> Rows:
    columns = _columns(table.fields)
    if table.link is not None:
        link = table.link
        beside = Beside(_name(table.table), table.key, link.record, columns, required=True)
        return Rows(_name(link.table), link.person, _columns(link.fields), (beside,))
    if not table.by:
        return Rows(_name(table.table), table.key, columns)
    beside = Beside(_name(table.table), table.key, table.by, columns, required=True)
    return Rows(_name(source.people.table), source.people.key, {}, (beside,))


def _activities(table: ActivityTable) -> Activities:
    columns = {"at": _column(table.at)}
    if table.verb_column:
        columns["verb"] = Column(table.verb_column)
    beside: tuple[Beside, ...] = ()
    if table.lookup is not None:
        name = {"name": Column(table.lookup.column)}
        beside = (Beside(_name(table.lookup.table), table.lookup.key, table.name, name),)
    elif table.name:
        columns["name"] = Column(table.name)
    verbs: dict[str, tuple[str, ...]]
    if table.verb:
        verbs = {table.verb: (table.verb,)}
    elif table.verbs:
        verbs = {
            verb: tuple(value for value, meaning in _texts(table.verbs).items() if meaning == verb)
            for verb in table.seen
        }
    else:
        verbs = {verb: (verb,) for verb in VERBS}
    return Activities(Rows(_name(table.table), table.person, columns, beside), verbs, _texts(table.names))


def _texts(words: Mapping[str, str]) -> dict[str, str]:
    """`words` by texts, also where settings have numbers."""
    return {str(value): meaning for value, meaning in words.items()}


def _name(table: str) -> Name:
    """A table as settings name it: schema and table with a dot between them."""
    return tuple(table.split("."))


def _columns(columns: mapping.Columns) -> dict[str, Column]:
    return {name: _column(column) for name, column in columns.items()}


def _column(column: mapping.Column) -> Column:
    return Column(column.name, unit=column.unit, yes=column.yes, no=column.no)

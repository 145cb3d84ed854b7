"""SQL of the keys by which the tables of a source belong together, and of the names that they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mapconfig.audience.snapshot.database import quoted
from mapconfig.audience.sources.reading import column
from mapconfig.audience.sources.tables import Table

#: Types of columns that hold whole numbers.
INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})


def key_of(table: Table, name: str, alias: str, whole: bool) -> str:
    """SQL of a key in the form in which keys of both sides are compared."""
    if whole:
        return f"CAST({column(name, alias)} AS BIGINT)"
    return f"nullif({text_of(table, name, alias)}, '')"


def hash_of(table: Table, name: str, alias: str, whole: bool) -> str:
    """SQL of the hash of the key of a person that a column holds; NULL where it holds none."""
    return f"hash({key_of(table, name, alias, whole)})"


def same_key(one: Table, name: str, alias: str, other: Table, by: str, beside: str) -> str:
    """SQL that is true where the keys in two columns are the same."""
    whole = one.columns[name] in INTEGERS and other.columns[by] in INTEGERS
    return f"{key_of(one, name, alias, whole)} = {key_of(other, by, beside, whole)}"


def text_of(table: Table, name: str, alias: str) -> str:
    """SQL of what a column holds, as text."""
    sql = column(name, alias)
    return sql if table.columns[name] == "VARCHAR" else f"CAST({sql} AS VARCHAR)"


def renamed(sql: str, names: Mapping[str, str]) -> str:
    """SQL of the name here of what a column calls otherwise."""
    if not names:
        return sql
    return (
        f"CASE {sql} {' '.join(f'WHEN {quoted(old)} THEN {quoted(new)}' for old, new in names.items())} ELSE {sql} END"
    )


def place_among(sql: str, known: Sequence[str]) -> str:
    """SQL of the place of a text among those known."""
    cases = " ".join(f"WHEN {quoted(text)} THEN {place}" for place, text in enumerate(known))
    return f"CASE {sql} {cases} END" if known else "NULL"


def is_among(sql: str, known: Sequence[str]) -> str:
    """SQL that is true of a text among those known."""
    return f"{sql} IN ({', '.join(map(quoted, known))})" if known else "false"

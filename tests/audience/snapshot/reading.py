"""Reads a snapshot back without the engines: rows of a table in the order of people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb

from mapconfig.audience.snapshot import Snapshot


def rows(snapshot: Snapshot, table: str) -> list[dict[str, Any]]:
    """All rows of a table of `snapshot`, by person; instants with their zone."""
    found: list[dict[str, Any]] = []
    with duckdb.connect() as con:
        for block in range(snapshot.manifest.blocks):
            path = snapshot.file(table, block)
            if path is not None:
                read = con.execute("SELECT * FROM read_parquet(?)", [str(path)])
                names = [column[0] for column in read.description]
                mine = [dict(zip(names, row, strict=True)) for row in read.fetchall()]
                low, high = block * snapshot.manifest.block, (block + 1) * snapshot.manifest.block
                assert all(low <= row["person"] < high for row in mine)
                found += mine
    for row in found:
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = value.replace(tzinfo=UTC)
    return sorted(found, key=lambda row: row["person"])


def names(snapshot: Snapshot) -> dict[int, str]:
    """The names of activities by code."""
    with duckdb.connect() as con:
        return dict(con.execute("SELECT code, name FROM read_parquet(?)", [str(snapshot.names)]).fetchall())

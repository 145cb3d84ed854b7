"""Rows of people into the files of their blocks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from mapconfig.audience.snapshot.database import quoted
from mapconfig.audience.snapshot.persons import PARQUET

if TYPE_CHECKING:
    import duckdb

#: How many values wait for their blocks in the memory of one thread.
_WAITING = 12_000_000


def write_blocks(
    con: duckdb.DuckDBPyConnection,
    directory: Path,
    select: str,
    width: int,
    people: int,
    block: int,
    *,
    empty: bool = False,
) -> int:
    """Write the rows that `select` gives, each with its `person`, into files in a new directory: one for each `block`
    of people that has any, and with `empty` one also where nobody has. Rows have `width` values; gives their number."""
    directory.mkdir(mode=0o700)
    blocks = max(1, -(-people // block))
    if blocks == 1:
        path = directory / "00000.parquet"
        rows = _copied(con, f"COPY ({select}) TO {quoted(str(path))} {PARQUET}")
        if not rows and not empty:
            path.unlink()
        return rows
    con.execute(f"SET partitioned_write_max_open_files = {blocks + 8}")
    waiting = max(131_072, _WAITING // width)
    con.execute(f"SET partitioned_write_flush_threshold = {waiting}")
    # Small groups of rows become large ones: files are read often.
    rewrite = waiting // blocks < 30_000
    compression = "lz4_raw" if rewrite else "zstd"
    rows = _copied(
        con,
        f"COPY (SELECT *, person // {block} AS block FROM ({select})) TO {quoted(str(directory))}"
        f" (FORMAT parquet, COMPRESSION {compression}, PARTITION_BY (block), OVERWRITE_OR_IGNORE)",
    )
    _settle(con, directory, blocks, rewrite)
    return rows


def _copied(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    (rows,) = con.execute(sql).fetchone() or (0,)
    return int(rows)


def _settle(con: duckdb.DuckDBPyConnection, directory: Path, blocks: int, rewrite: bool) -> None:
    """Give the files of partitions the names of blocks; with `rewrite` as files of large groups of rows."""
    for block in range(blocks):
        partition = directory / f"block={block}"
        files = sorted(partition.glob("*.parquet"))
        path = directory / f"{block:05d}.parquet"
        if len(files) == 1 and not rewrite:
            files[0].rename(path)
        elif files:
            scan = f"read_parquet({quoted(str(partition / '*.parquet'))}, hive_partitioning = false)"
            con.execute(f"COPY (SELECT * FROM {scan}) TO {quoted(str(path))} {PARQUET}")
        if files:
            shutil.rmtree(partition)

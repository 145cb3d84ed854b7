"""A DuckDB that can touch the directories it is given and nothing else: no other file, no network, no extension."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

#: Bytes that one connection may hold before it spills to its temporary directory.
MEMORY = "512MiB"
#: What may still be set later: how many rows wait for their file. Nothing that reaches outside.
_FREE = ("partitioned_write_flush_threshold", "partitioned_write_max_open_files")


@contextmanager
def opened(
    directories: Iterable[Path], *, memory: str = MEMORY, threads: int | None = None, spill: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with a database of its own in memory, which may read and write below `directories`.

    What does not fit into `memory` goes to `spill`, or fails where there is none. Nothing can be unlocked later.
    """
    con = duckdb.connect(":memory:")
    try:
        allowed = [str(path.resolve()) + os.sep for path in (*directories, *([spill] if spill else ()))]
        con.execute(f"SET memory_limit = '{memory}'")
        con.execute(f"SET threads = {threads or os.cpu_count() or 1}")
        con.execute(f"SET temp_directory = {quoted(str(spill.resolve()) if spill else '')}")
        con.execute("SET autoinstall_known_extensions = false")
        con.execute("SET autoload_known_extensions = false")
        con.execute("SET allow_community_extensions = false")
        con.execute("SET python_scan_all_frames = false")
        con.execute("SET python_enable_replacements = false")
        con.execute("SET preserve_insertion_order = false")
        con.execute("SET enable_progress_bar = false")
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"SET allowed_directories = [{', '.join(map(quoted, allowed))}]")
        con.execute(f"SET allowed_configs = [{', '.join(map(quoted, _FREE))}]")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()


def quoted(text: str) -> str:
    """`text` as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """`name` as a name in SQL."""
    return '"' + name.replace('"', '""') + '"'

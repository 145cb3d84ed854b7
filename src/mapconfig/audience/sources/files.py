"""People in a directory of Parquet or CSV files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mapconfig.audience.snapshot.database import quoted
from mapconfig.audience.sources.csv_files import scan, where
from mapconfig.audience.sources.tables import (
    SourceFault,
    Table,
    aside,
    check_columns,
    described,
    missing_table,
    no_names,
)
from mapconfig.language import NOTHING, say

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Files:
    """A directory in which a table is one file ``TABLE.parquet``, a directory ``TABLE/`` of them, or whatever a pattern
    such as ``events-*.parquet`` finds."""

    directory: Path
    suffix: str
    """``parquet`` or ``csv``."""
    said: str
    """The place as the settings have it."""
    separator: str = ""

    @property
    def label(self) -> str:
        return f"{self.suffix} {self.said}"

    @cached_property
    def _all(self) -> list[Path]:
        if not self.directory.is_dir():
            raise SourceFault(
                say(
                    "There is no directory {directory}, which `people: place` in mapconfig.yaml names. Put "
                    "the files there, or name the directory in which they are.",
                    directory=str(self.directory),
                )
            )
        # Links may lead out of the directory, to what nobody mapped.
        return sorted(
            path
            for path in self.directory.rglob(f"*.{self.suffix}")
            if path.is_file() and path.resolve().is_relative_to(self.directory.resolve())
        )

    @property
    def directories(self) -> tuple[Path, ...]:
        return (self.directory,)

    def digest(self) -> str:
        lines = []
        for path in self._all:
            about = path.stat()
            lines.append(f"{path.relative_to(self.directory)}\0{about.st_size}\0{about.st_mtime_ns}\0{about.st_ino}")
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

    def as_of(self) -> str:
        """When the newest file was written."""
        newest = max((path.stat().st_mtime_ns for path in self._all), default=0)
        return datetime.fromtimestamp(newest // 1_000_000_000, UTC).isoformat() if newest else ""

    def table(
        self, con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], said: str, aside_: Path
    ) -> Table:
        files = self._files(name)
        if not files:
            raise missing_table(self.label, name, said, self._tables())
        if not any(path.stat().st_size for path in files):
            raise SourceFault(
                say(
                    "{name} in {label} is empty: not even the names of columns are in it. Export it again; "
                    "a table without rows has its names all the same.",
                    name=name,
                    label=self.label,
                )
            )
        try:
            if self.suffix == "parquet":
                listed = ", ".join(quoted(str(path)) for path in files)
                sql = f"read_parquet([{listed}], union_by_name = true)"
                return Table(sql, check_columns(self.label, name, said, columns, described(con, sql)))
            sql, there = scan(files, self.separator)
            if columns and not there.keys() & set(columns):
                raise no_names(self.label, name, said, columns)
            check_columns(self.label, name, said, columns, there)
            return aside(con, sql, columns, aside_, "rows")  # text is read more than once below, and that is slow
        except SourceFault:
            raise
        except Exception as error:  # the messages of the library show lines of files, which are people
            place = where(str(error), files) if self.suffix == "csv" else NOTHING
            hint = say(" and which `separator` it has") if self.suffix == "csv" else NOTHING
            raise SourceFault(
                say(
                    "{name} in {label} cannot be read as {suffix}: {place}. Look whether the file is complete{hint}.",
                    name=name,
                    label=self.label,
                    suffix=self.suffix,
                    place=place or type(error).__name__,
                    hint=hint,
                )
            ) from None

    def _files(self, name: str) -> list[Path]:
        if "*" in name or "?" in name:
            return [path for path in self._all if path.relative_to(self.directory).match(name)]
        whole = self.directory / name
        own = [path for path in self._all if path in (whole, whole.with_name(f"{whole.name}.{self.suffix}"))]
        return own or [path for path in self._all if whole in path.parents]

    def _tables(self) -> set[str]:
        found = set()
        for path in self._all:
            parts = path.relative_to(self.directory).parts
            found.add(parts[0] if len(parts) > 1 else path.stem)
        return found

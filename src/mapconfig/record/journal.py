"""The journal on the disk: one chained entry a line, and beside it the head that says how it ends.

The head announces each entry before it is appended. So a crash between the two is told from an entry that somebody took
away, and what the head does not announce is not an accident.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.crash import crash_point
from mapconfig.errors import Locked, RecordBroken
from mapconfig.language import say, together
from mapconfig.model import canonical
from mapconfig.record.chain import Head, Scan, scan
from mapconfig.record.entry import BEGINNING, FORMAT, Entry

JOURNAL = "journal.jsonl"
HEAD = "head.json"
HEAD_FORMAT = "mapconfig.head/1"

#: How often a reader looks again while somebody writes.
LOOKS = 100


def read_head(directory: Path) -> Head | None:
    """The head in a record's directory, None where there is none. Raises RecordBroken when it cannot be one."""
    data = disk.read(directory / HEAD)
    if data is None:
        return None
    try:
        found = json.loads(data)
        if found.pop("format") != HEAD_FORMAT:
            raise ValueError("another format")
        head = Head(**found)
        if (type(head.seq), type(head.hash), type(head.next), type(head.lineage)) != (int, str, str, str):
            raise ValueError("another type")
        if _head_text(head) != data:
            raise ValueError("another writing")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RecordBroken(
            say(
                "{file} is not as mapconfig wrote it, so nobody can say how the journal should end. Put back a copy "
                "of {record} from before, or keep it for the audit and begin a new record.",
                file=str(directory / HEAD),
                record=str(directory),
            )
        ) from None
    return head


def _head_text(head: Head) -> bytes:
    return canonical({"format": HEAD_FORMAT, **asdict(head)}) + b"\n"


def read(directory: Path) -> tuple[Scan, Head | None]:
    """The journal in a record's directory, compared with its head. Changes nothing; raises DiskError, RecordBroken, and
    Locked when somebody writes so fast that the two are never of one moment.

    Readers take no lock: a head that is the same before and after the journal was read is the journal's own.
    """
    head = read_head(directory)
    for _ in range(LOOKS):
        data = disk.read(directory / JOURNAL) or b""
        before, head = head, read_head(directory)
        if head == before:
            return scan(data, head), head
    raise Locked(
        say("Somebody is writing to the record {record} just now. Try again when they are done.", record=str(directory))
    )


def sound(directory: Path) -> tuple[Scan, Head | None]:
    """As `read`, for those who build on it; raises RecordBroken when anything is not as it was written."""
    found, head = read(directory)
    if found.tamperings:
        more = len(found.tamperings) - 1
        first = together(": ", [f"{directory / JOURNAL}:{found.tamperings[0].line}", found.tamperings[0].what])
        raise RecordBroken(
            say(
                "{damage}. Somebody or something changed the record after it was written, so mapconfig does not build "
                "on it.\n\nSee all of it with: mapconfig audit verify\nThen put back a copy of {record} from before.",
                damage=say("{damage} (and {more} more)", damage=first, more=more) if more else first,
                record=str(directory),
            ),
            line=found.tamperings[0].line,
        )
    return found, head


class Journal:
    """The journal, open for appending by whoever holds the lock."""

    def __init__(self, directory: Path) -> None:
        """Raises DiskError and RecordBroken; what a crash left half-written is repaired by `repair`."""
        found, head = sound(directory)
        self._directory = directory
        self._last = found.entries[-1] if found.entries else None
        self._head = head
        self._found = found
        self._failed = False
        self._content = hashlib.sha256((disk.read(directory / JOURNAL) or b"")[: found.length])

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that were there when it was opened."""
        return self._found.entries

    @property
    def content(self) -> str:
        """The hash of all lines that count, as bytes: a journal that has another one is another journal."""
        return self._content.hexdigest()

    @property
    def head(self) -> Head | None:
        """How the journal ends, as the file beside it says."""
        return self._head

    def repair(self, *, time: str, actor: str, env: str) -> Entry | None:
        """Write down that a crash cut an append short, and take away the torn line; None when there is nothing to
        repair. Raises DiskError."""
        found = self._found
        if not (found.torn or found.unwritten):
            return None
        if self._last is None:  # the very first entry was cut short: there is nothing yet to go on from
            if found.torn:
                disk.truncate(self._directory / JOURNAL, 0)
            return None
        data: dict[str, Any] = {"announced": found.unwritten, "torn_bytes": len(found.torn)}
        if found.torn:
            data["torn_sha256"] = hashlib.sha256(found.torn).hexdigest()
        entry = Entry.seal(self._last, time=time, type="repaired", actor=actor, plan="", env=env, data=data)
        with self._whole():
            self._announce(entry)
            if found.torn:
                disk.truncate(self._directory / JOURNAL, found.length)
            self._write(entry)
        return entry

    def append(self, *, time: str, type: str, actor: str, plan: str, env: str, data: Mapping[str, Any]) -> Entry:
        """Add an entry; it is on the disk when this returns. Raises DiskError, and from then on always: what a failed
        append left at the end has to be repaired first, by who opens the journal next."""
        (entry,) = self.append_together([data], time=time, type=type, actor=actor, plan=plan, env=env)
        return entry

    def append_together(
        self, every: Iterable[Mapping[str, Any]], *, time: str, type: str, actor: str, plan: str, env: str
    ) -> tuple[Entry, ...]:
        """Add one entry for each of `every`, with one announcement and one write to the disk for all of them.

        They are there together or not at all. The head announces the last of them, whose hash has those of all others
        in it, before the first is written. A crash half-way leaves entries that lead from the confirmed end towards
        it and do not reach it: readers leave those out, and `repair` takes them away. So this is for what can simply be
        asked for again, such as adopting many assets, and never for what a platform has done already. Raises DiskError
        as `append` does.
        """
        entries: list[Entry] = []
        last = self._last
        for data in every:
            last = Entry.seal(last, time=time, type=type, actor=actor, plan=plan, env=env, data=data)
            entries.append(last)
        if entries:
            with self._whole():
                self._announce(entries[-1], first=entries[0])
                self._write(*entries)
        return tuple(entries)

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        if self._failed:
            raise disk.DiskError(
                say(
                    "{file} could not be written before, so nothing more is written to it. Mend what "
                    "was told then, and run the command again: it repairs the journal first.",
                    file=str(self._directory / JOURNAL),
                )
            )
        self._failed = True
        yield
        self._failed = False

    def seal(self) -> Head | None:
        """Confirm the last entry, so that from here on nobody can take it away unseen. Does nothing after a failed
        append; returns the head when it is confirmed."""
        if self._failed:
            return None
        if self._last is not None and (self._head is None or self._head.hash != self._last.hash or self._head.next):
            assert self._head is not None  # an entry is announced before it is written
            self._put(Head(self._head.lineage, self._last.seq, self._last.hash))
            crash_point("record.sealed")
        return self._head

    def _announce(self, entry: Entry, first: Entry | None = None) -> None:
        last = self._last
        lineage = str((first or entry).data["lineage"]) if last is None else self._lineage
        self._put(Head(lineage, last.seq if last else 0, last.hash if last else BEGINNING, entry.hash))
        crash_point("record.head")

    @property
    def _lineage(self) -> str:
        assert self._head is not None  # an entry is announced before it is written
        return self._head.lineage

    def _put(self, head: Head) -> None:
        disk.write(self._directory / HEAD, _head_text(head))
        self._head = head

    def _write(self, *entries: Entry) -> None:
        lines = b"".join(entry.line for entry in entries)
        disk.append(self._directory / JOURNAL, lines)
        self._last = entries[-1]
        self._content.update(lines)
        crash_point("record.appended")


def opening(*, lineage: str, env: str, platform: str) -> dict[str, Any]:
    """The data of a record's first entry."""
    return {"format": FORMAT, "lineage": lineage, "environment": env, "platform": platform}

"""Verifying a record: every line of its journal, and the copies that hang on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mapconfig import disk
from mapconfig.errors import MapconfigError
from mapconfig.language import say, told, unended
from mapconfig.plan import file as plan_file
from mapconfig.record import journal
from mapconfig.record.chain import Tampering
from mapconfig.record.entry import Entry
from mapconfig.record.store import PLANS


@dataclass(frozen=True, slots=True)
class Verification:
    """What an audit found.

    `tamperings` are lines of the journal that are not as they were written. `copies` says of copies of plans what is
    wrong with them. `interrupted` says that a crash cut the last append short, which the next apply repairs and which
    is nobody's fault; empty otherwise. `last` is the hash of the last entry: kept somewhere else, it proves later
    that the record was not replaced as a whole.
    """

    entries: tuple[Entry, ...]
    tamperings: tuple[Tampering, ...]
    copies: tuple[str, ...] = ()
    interrupted: str = ""
    last: str = ""

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written."""
        return not (self.tamperings or self.copies)


def verify(directory: Path, known: str = "") -> Verification:
    """Read the whole record in `directory` and compare it with itself; changes nothing.

    `known` is the hash of an entry that somebody kept elsewhere: it must be in the journal. Raises DiskError, and
    RecordBroken when the head cannot be read.
    """
    scan, _ = journal.read(directory)
    tamperings = list(scan.tamperings)
    if known and not any(entry.hash == known for entry in scan.entries):
        tamperings.append(
            Tampering(1, say("the journal does not hold the entry {hash} that was kept elsewhere", hash=known[:12]))
        )
    interrupted = ""
    if scan.torn:
        interrupted = say(
            "A crash left {bytes} bytes of an entry at the end; the next apply repairs that.", bytes=len(scan.torn)
        )
    elif scan.unwritten:
        interrupted = say("A crash kept an announced entry from being written; the next apply notes that.")
    return Verification(
        entries=scan.entries,
        tamperings=tuple(tamperings),
        copies=tuple(_copies(directory, scan.entries)),
        interrupted=interrupted,
        last=scan.entries[-1].hash if scan.entries else "",
    )


def _copies(directory: Path, entries: tuple[Entry, ...]) -> list[str]:
    """What is wrong with the copies of the plans that were started; one that is missing is only not resumable."""
    wrong: list[str] = []
    for entry in entries:
        if entry.type != "started":
            continue
        name = f"{PLANS}/{entry.plan}.json"
        try:
            data = disk.read(directory / name)
            if data is not None and plan_file.plan_digest(plan_file.from_text(data, name)) != entry.data["digest"]:
                wrong.append(
                    say(
                        "{file} is another plan than the one that line {line} says was started",
                        file=name,
                        line=entry.seq,
                    )
                )
        except MapconfigError as error:
            what, line = unended(told(error)), str(error).split("\n", 1)[0]
            wrong.append(say("{what}.", what=what) if line == f"{what}." else line)
    return wrong

"""What an auditor may rely on: `audit verify` looks at everything and names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dying import dying_at
from tests.plan.made import PLAN_ID, bare, step
from tests.record.journals import append, started, written
from tests.record.test_store import adopt, now, record

from mapconfig import disk
from mapconfig.errors import Locked
from mapconfig.plan import file as plan_file
from mapconfig.record.audit import verify


def test_a_sound_record_is_sound(tmp_path: Path) -> None:
    """All entries are given, and the hash that can be kept elsewhere."""
    written(tmp_path, 3)

    found = verify(tmp_path)

    assert (found.sound, len(found.entries), found.interrupted) == (True, 3, "")
    assert found.last == found.entries[-1].hash
    assert verify(tmp_path, known=found.entries[1].hash).sound


def test_an_empty_directory_is_sound(tmp_path: Path) -> None:
    """There is nothing to be wrong."""
    assert verify(tmp_path).last == ""


def test_a_record_that_was_replaced_as_a_whole_is_found_by_a_kept_hash(tmp_path: Path) -> None:
    """Somebody who kept a hash elsewhere notices even a perfect forgery."""
    written(tmp_path, 3)

    found = verify(tmp_path, known="f" * 64)

    assert [str(each) for each in found.tamperings] == [
        "journal.jsonl:1: the journal does not hold the entry ffffffffffff that was kept elsewhere"
    ]


def test_a_crash_is_told_apart_from_tampering(tmp_path: Path) -> None:
    """A cut append is nobody's fault, and is said to be one."""
    written(tmp_path / "torn", 2)
    with dying_at(11, half=True):
        append(started_again(tmp_path / "torn"), "observed", {"what": "x" * 100})
    written(tmp_path / "unwritten", 2)
    with dying_at(9):
        append(started_again(tmp_path / "unwritten"), "observed", {})

    torn, unwritten = verify(tmp_path / "torn"), verify(tmp_path / "unwritten")

    assert torn.sound and "bytes of an entry at the end" in torn.interrupted
    assert unwritten.sound and "kept an announced entry from being written" in unwritten.interrupted


def started_again(directory: Path):  # type: ignore[no-untyped-def]  # the journal that was there
    from mapconfig.record.journal import Journal

    return Journal(directory)


def test_a_copy_of_a_plan_that_is_not_the_one_started_is_told(tmp_path: Path) -> None:
    """Resuming cannot be made to do something else by putting another plan there."""
    kept = record(tmp_path)
    adopt(kept)
    plan = bare(step())
    with kept.writing(actor="ana", now=now) as writer:
        writer.keep_plan(plan)
        writer.append("started", {"digest": plan_file.plan_digest(plan)}, plan.id)
    assert verify(kept.directory).sound
    path = kept.directory / "plans" / f"{PLAN_ID}.json"

    plan_file.save(bare(), path)
    swapped = verify(kept.directory)
    path.write_bytes(path.read_bytes() + b" ")
    edited = verify(kept.directory)
    path.unlink()

    assert swapped.copies == (f"plans/{PLAN_ID}.json is another plan than the one that line 3 says was started",)
    assert not edited.sound and "was edited after it was made" in edited.copies[0]
    assert verify(kept.directory).sound


def test_a_fresh_journal_can_be_verified_while_it_is_written(tmp_path: Path) -> None:
    """An audit beside a running apply sees no tampering."""
    journal = started(tmp_path)
    append(journal, "observed", {})

    assert verify(tmp_path).sound


def test_a_writer_in_between_is_no_tampering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that are written while the journal is being read belong to a later moment, and the reader looks again."""
    journal = started(tmp_path)
    append(journal, "observed", {})
    left = [2]
    real = disk.read

    def read(path: Path) -> bytes | None:
        data = real(path)
        if path.name == "journal.jsonl" and left[0]:
            left[0] -= 1
            append(journal, "observed", {})
            append(journal, "observed", {})
        return data

    monkeypatch.setattr(disk, "read", read)
    found = verify(tmp_path)

    assert found.sound
    assert len(found.entries) == 6
    left[0] = 1000
    with pytest.raises(Locked, match="just now"):
        verify(tmp_path)

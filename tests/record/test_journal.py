"""What an auditor may rely on after a crash: nothing that was confirmed is lost, and the repair says what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dying import dying_at, failing_at
from tests.record.journals import LINEAGE, TIME, append, started, written

from mapconfig.errors import RecordBroken
from mapconfig.record.chain import Head
from mapconfig.record.entry import BEGINNING
from mapconfig.record.journal import Journal, read, read_head


def _opened(directory: Path) -> Journal:
    """The journal as the next apply opens it, repaired."""
    journal = Journal(directory)
    journal.repair(time=TIME, actor="bo", env="local")
    return journal


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    """The next command sees every entry, in order, and a head that confirms the last."""
    lines = written(tmp_path, 4)

    seen, head = read(tmp_path)

    assert [entry.line for entry in seen.entries] == lines
    assert head == Head(LINEAGE, 4, seen.entries[-1].hash)


def test_sealing_twice_writes_nothing(tmp_path: Path) -> None:
    """A command that only looked leaves the files as they were."""
    written(tmp_path, 2)
    before = (tmp_path / "head.json").stat().st_mtime_ns
    journal = Journal(tmp_path)

    assert journal.repair(time=TIME, actor="bo", env="local") is None
    journal.seal()

    assert (tmp_path / "head.json").stat().st_mtime_ns == before
    assert journal.head == read_head(tmp_path)


def test_an_empty_directory_is_an_empty_journal(tmp_path: Path) -> None:
    """A record begins without ceremony."""
    journal = Journal(tmp_path)

    assert (journal.entries, journal.seal()) == ((), None)


@pytest.mark.parametrize("half", [False, True])
def test_a_death_at_any_call_of_an_append_is_repaired(tmp_path: Path, half: bool) -> None:
    """Whichever call is the last, the journal loads, keeps what was confirmed, and tells of what was cut short."""
    repairs = 0
    for call in range(1, 40):
        directory = tmp_path / str(call)
        kept = written(directory, 3)
        with dying_at(call, half) as calls:
            journal = Journal(directory)
            append(journal, "observed", {"what": "x" * 200})
            journal.seal()
        seen, _ = read(directory)
        assert seen.tamperings == ()

        after = _opened(directory)
        append(after, "observed", {"what": "next"})
        after.seal()

        seen, head = read(directory)
        assert (seen.tamperings, seen.torn, seen.unwritten) == ((), b"", "")
        assert [entry.line for entry in seen.entries][:3] == kept
        assert seen.entries[-1].data == {"what": "next"}
        assert head is not None and head.next == ""
        repairs += any(entry.type == "repaired" for entry in seen.entries)
        if not calls.dead:
            break
    else:
        pytest.fail("the append never came to its end")
    assert repairs > 3


def together(journal: Journal, count: int) -> None:
    journal.append_together(
        ({"what": "x" * 100, "number": number} for number in range(count)),
        time=TIME,
        type="observed",
        actor="ana",
        plan="",
        env="local",
    )


def test_entries_that_are_written_together_cost_one(tmp_path: Path) -> None:
    """Ten thousand assets are adopted in the time that the disk takes for one."""
    calls = []
    for count in (1, 50):
        journal = started(tmp_path / str(count))
        with dying_at(10_000) as made:
            together(journal, count)
        calls.append(made.count)
        journal.seal()
        seen, head = read(tmp_path / str(count))
        assert (seen.tamperings, len(seen.entries)) == ((), 1 + count)
        assert head == Head(LINEAGE, 1 + count, seen.entries[-1].hash)

    assert calls[0] == calls[1] > 0


def test_nothing_together_is_nothing(tmp_path: Path) -> None:
    """No announcement of what will never be written."""
    written(tmp_path, 2)
    before = (tmp_path / "head.json").stat().st_mtime_ns

    together(Journal(tmp_path), 0)

    assert (tmp_path / "head.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("half", [False, True])
def test_a_death_at_any_call_leaves_all_that_is_written_together_or_none(tmp_path: Path, half: bool) -> None:
    """Half of it would be a state that nobody asked for; what is taken away again is told in the repair."""
    seen_counts, whole_lines = set(), 0
    for call in range(1, 40):
        directory = tmp_path / str(call)
        kept = written(directory, 3)
        with dying_at(call, half) as calls:
            journal = Journal(directory)
            together(journal, 6)
            journal.seal()
        seen, _ = read(directory)
        assert seen.tamperings == ()
        assert len(seen.entries) in (3, 9)
        whole_lines += seen.torn.count(b"\n")

        after = _opened(directory)
        append(after, "observed", {"what": "next"})
        after.seal()

        seen, head = read(directory)
        assert (seen.tamperings, seen.torn, seen.unwritten) == ((), b"", "")
        assert [entry.line for entry in seen.entries][:3] == kept
        seen_counts.add(sum("number" in entry.data for entry in seen.entries[3:]))
        assert head is not None and head.next == ""
        if not calls.dead:
            break
    else:
        pytest.fail("the append never came to its end")
    assert seen_counts == {0, 6}
    assert whole_lines > 0 or not half


@pytest.mark.parametrize("half", [False, True])
def test_a_death_while_repairing_is_repaired(tmp_path: Path, half: bool) -> None:
    """A crash during the repair of a crash is as harmless as the first."""
    for call in range(1, 40):
        directory = tmp_path / str(call)
        kept = written(directory, 3)
        with dying_at(11, half=True):
            append(Journal(directory), "observed", {"what": "x" * 200})
        with dying_at(call, half) as calls:
            _opened(directory)
        _opened(directory).seal()

        seen, _ = read(directory)
        assert (seen.tamperings, seen.torn, seen.unwritten) == ((), b"", "")
        assert [entry.line for entry in seen.entries][:3] == kept
        assert [entry.type for entry in seen.entries][3:] in (["repaired"], ["repaired", "repaired"])
        if not calls.dead:
            break
    else:
        pytest.fail("the repair never came to its end")


@pytest.mark.parametrize("half", [False, True])
def test_a_death_while_the_record_begins_leaves_one_that_can_begin(tmp_path: Path, half: bool) -> None:
    """The first entry may be cut short like any other."""
    for call in range(1, 40):
        directory = tmp_path / str(call)
        directory.mkdir()
        with dying_at(call, half) as calls:
            started(directory)
        seen, _ = read(directory)
        assert seen.tamperings == ()
        if not seen.entries:
            journal = _opened(directory)
            append(journal, "opened", {"lineage": "second"})
            journal.seal()
            seen, head = read(directory)
            assert (seen.tamperings, len(seen.entries)) == ((), 1)
            assert head is not None and head.lineage == "second"
        if not calls.dead:
            break
    else:
        pytest.fail("the first append never came to its end")


def test_a_failing_disk_stops_the_append_with_a_sentence(tmp_path: Path) -> None:
    """Nobody goes on as if the entry were written."""
    written(tmp_path, 2)
    journal = Journal(tmp_path)

    with failing_at(1), pytest.raises(Exception, match=r"head\.json"):
        append(journal, "observed", {})

    with pytest.raises(Exception, match="could not be written before"):
        append(journal, "observed", {})
    assert journal.seal() is None
    assert len(read(tmp_path)[0].entries) == 2


def test_a_torn_line_is_told_by_size_and_digest(tmp_path: Path) -> None:
    """The repair says what was there, so that it can be told from tampering later."""
    written(tmp_path, 2)
    with dying_at(11, half=True):
        append(Journal(tmp_path), "observed", {"what": "x" * 200})

    repaired = Journal(tmp_path).repair(time=TIME, actor="bo", env="local")

    assert repaired is not None
    assert repaired.data["torn_bytes"] > 0
    assert len(repaired.data["torn_sha256"]) == 64


def test_nothing_is_built_on_a_journal_that_was_changed(tmp_path: Path) -> None:
    """An apply stops, names the line, and says where to look."""
    lines = written(tmp_path, 5)
    (tmp_path / "journal.jsonl").write_bytes(b"".join([lines[0], *lines[2:]]))

    with pytest.raises(RecordBroken, match=r"journal\.jsonl:1: entry 2 is missing.*\n\n.*mapconfig audit verify"):
        Journal(tmp_path)


def test_more_than_one_tampering_is_counted(tmp_path: Path) -> None:
    """The first is told in full."""
    lines = written(tmp_path, 5)
    (tmp_path / "journal.jsonl").write_bytes(b"".join([lines[0], b"x\n", b"y\n", *lines[3:]]))

    with pytest.raises(RecordBroken, match="and 1 more"):
        Journal(tmp_path)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b"{}",
        b"nonsense",
        b"[" * 100_000,
        b'{"format":"mapconfig.head/2"}',
        b'{"format":"mapconfig.head/1","lineage":"x"}',
        b'{"format":"mapconfig.head/1","hash":"x","lineage":"x","next":"","seq":"1"}\n',
        b'{"format": "mapconfig.head/1","hash":"x","lineage":"x","next":"","seq":1}\n',
    ],
)
def test_a_head_that_cannot_be_one_is_told(tmp_path: Path, head: bytes) -> None:
    """Nobody guesses how the journal should end."""
    written(tmp_path, 2)
    (tmp_path / "head.json").write_bytes(head)

    with pytest.raises(RecordBroken, match=r"head\.json is not as mapconfig wrote it"):
        read(tmp_path)


def test_the_first_entry_is_chained_to_the_beginning(tmp_path: Path) -> None:
    """A journal cannot be the rest of another."""
    written(tmp_path, 1)

    assert read(tmp_path)[0].entries[0].prev == BEGINNING

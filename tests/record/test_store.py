"""What a person may rely on about a record: it is there, it is theirs alone, and a cache never changes an answer."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from tests.dying import dying_at, failing_at
from tests.plan.made import PLAN_ID, bare, step

from mapconfig.address import Address
from mapconfig.apply import events
from mapconfig.disk import DiskError
from mapconfig.errors import InputError, RecordBroken, StalePlan
from mapconfig.record.audit import verify
from mapconfig.record.entry import Entry
from mapconfig.record.store import Record, Writer

ADOPTED = {"address": "list/vip", "remote_id": "7", "attributes": {"title": "VIP"}, "active": None}


def now() -> datetime:
    return datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def record(directory: Path) -> Record:
    """A record in a directory that need not be there."""
    return Record(directory / "records" / "local", "local")


def adopt(kept: Record, platform: str = "p") -> Entry:
    """Something to remember."""
    with kept.writing(actor="ana", now=now, platform=platform) as writer:
        return writer.append("adopted", ADOPTED)


def test_reading_a_record_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    """`plan` on a fresh checkout leaves it as it is."""
    state = record(tmp_path).state()

    assert (state.lineage, state.managed) == ("", [])
    assert list(tmp_path.iterdir()) == []


def test_the_first_writing_begins_the_record(tmp_path: Path) -> None:
    """It gets a name of its own, says what it is about, and tells time in UTC."""
    kept = record(tmp_path)

    entry = adopt(kept)

    assert [each.type for each in kept.entries()] == ["opened", "adopted"]
    assert (entry.time, entry.actor, entry.env) == ("2026-03-01T10:00:00Z", "ana", "local")
    state = kept.state()
    assert len(state.lineage) == 36
    assert (state.platform, state.environment) == ("p", "local")
    assert state.remote_id(Address("list/vip")) == "7"


def test_what_is_adopted_together_is_known_one_by_one(tmp_path: Path) -> None:
    """An entry and an id for each, as if they had been adopted one after the other."""
    kept = record(tmp_path)
    every = [{**ADOPTED, "address": f"list/l{number}", "remote_id": str(number)} for number in range(3)]

    with kept.writing(actor="ana", now=now, platform="p") as writer:
        entries = writer.append_together("adopted", every)
        assert [writer.state.remote_id(Address(f"list/l{number}")) for number in range(3)] == ["0", "1", "2"]

    assert kept.entries()[1:] == entries
    assert [entry.data["address"] for entry in entries] == ["list/l0", "list/l1", "list/l2"]
    assert kept.state().managed == ["list/l0", "list/l1", "list/l2"]
    assert verify(kept.directory).sound


def test_a_record_is_the_owners_alone(tmp_path: Path) -> None:
    """0600 and 0700, whatever the umask."""
    before = os.umask(0)
    try:
        kept = record(tmp_path)
        with kept.writing(actor="ana", now=now, platform="p") as writer:
            writer.keep_plan(bare())
    finally:
        os.umask(before)

    modes = {path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert {mode for path, mode in modes.items() if (tmp_path / path).is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if (tmp_path / path).is_dir()} == {0o700}
    assert sorted(path.name for path in kept.directory.iterdir()) == [
        "cache.json",
        "head.json",
        "journal.jsonl",
        "lock",
        "plans",
    ]


def test_a_record_belongs_to_one_environment_and_one_platform(tmp_path: Path) -> None:
    """Ids of one account are never used in another."""
    adopt(record(tmp_path))

    with pytest.raises(InputError, match="belongs to the environment 'local', not to 'production'"):
        Record(record(tmp_path).directory, "production").state()
    with pytest.raises(StalePlan, match="is about 'p', and the environment 'local' now leads to 'q'"):
        adopt(record(tmp_path), platform="q")
    with record(tmp_path).writing(actor="ana", now=now) as writer:
        assert writer.state.platform == "p"


def test_the_cache_gives_the_same_state(tmp_path: Path) -> None:
    """With the cache, without it, and with one that is spoilt, the answer is the same."""
    kept = record(tmp_path)
    adopt(kept)
    cache = kept.directory / "cache.json"
    good = cache.read_bytes()
    wanted = kept.state().to_cache()
    changed = json.loads(good)
    changed["state"]["ids"]["list/vip"] = "8"

    for spoilt in (b"", b"{}", b"[]", b"x", good[:-9], json.dumps(changed).encode(), good.replace(b"hash", b"hush")):
        cache.write_bytes(spoilt)
        assert kept.state().to_cache() == wanted
    cache.unlink()
    assert kept.state().to_cache() == wanted
    cache.write_bytes(good)
    assert kept.state().to_cache() == wanted


def test_a_cache_is_used_only_for_the_journal_it_was_made_of(tmp_path: Path) -> None:
    """A journal that was changed is noticed although there is a cache."""
    kept = record(tmp_path)
    adopt(kept)
    path = kept.directory / "journal.jsonl"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"ana"', b'"eve"'))  # as long as it was, and the head says the same

    with pytest.raises(RecordBroken):
        kept.state()
    path.write_bytes(good[:-20])
    with pytest.raises(RecordBroken):
        kept.state()
    path.unlink()
    with pytest.raises(RecordBroken):
        kept.state()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """The apply is done, and says so."""
    kept = record(tmp_path)
    adopt(kept)
    with failing_at(17):  # the first call of the cache: two calls of eight write the head and the line before it
        pass

    (kept.directory / "cache.json").unlink()
    (kept.directory / "cache.json").mkdir()
    adopt(kept)

    assert len(kept.entries()) == 3


def test_events_are_on_the_disk_before_they_are_passed_on(tmp_path: Path) -> None:
    """Whoever sees an event can find it in the journal; the plan's copy is there before the first."""
    kept = record(tmp_path)
    made = step()
    plan = bare(made)

    def happening() -> Iterator[events.Event]:
        yield events.Started(plan, False)
        yield events.Waited(made, 1.0, "busy")
        yield events.Intended(made)

    with kept.writing(actor="ana", now=now, platform="p", plan=plan.id) as writer:
        seen = []
        for _ in writer.keep(happening(), plan):
            seen.append([entry.type for entry in kept.entries()])
            assert kept.plan(plan.id) == plan

    assert seen == [["opened", "started"], ["opened", "started"], ["opened", "started", "intent"]]
    assert kept.state().resumable == PLAN_ID


def test_a_plan_that_was_never_started_has_no_copy(tmp_path: Path) -> None:
    """The sentence says what to do."""
    with pytest.raises(InputError, match="There is no plan"):
        record(tmp_path).plan("x")


def test_the_record_is_closed_after_an_error(tmp_path: Path) -> None:
    """What was appended before it is confirmed, and the lock is free."""
    kept = record(tmp_path)
    with pytest.raises(ZeroDivisionError), kept.writing(actor="ana", now=now, platform="p"):
        1 / 0  # noqa: B018

    assert verify(kept.directory).sound
    adopt(kept)


def test_a_crash_of_a_writer_is_repaired_by_the_next(tmp_path: Path) -> None:
    """Whichever call of a whole writing is the last, the next writing goes on, and says what was cut short."""
    repaired = 0
    for call in range(1, 90):
        kept = record(tmp_path / str(call))
        adopt(kept)
        with dying_at(call) as calls:
            adopt(kept)
        adopt(kept)

        state = kept.state()
        assert state.remote_id(Address("list/vip")) == "7"
        assert verify(kept.directory).sound
        assert not list(kept.directory.glob("*.tmp"))
        repaired += any(entry.type == "repaired" for entry in kept.entries())
        if not calls.dead:
            break
    else:
        pytest.fail("the writing never came to its end")
    assert repaired


def test_a_crash_while_a_record_begins_is_repaired_by_the_next(tmp_path: Path) -> None:
    """There is no moment at which a new record is spoilt for good."""
    for call in range(1, 90):
        kept = record(tmp_path / str(call))
        with dying_at(call, half=True) as calls:
            adopt(kept)
        adopt(kept)

        assert verify(kept.directory).sound
        assert kept.state().lineage
        if not calls.dead:
            break
    else:
        pytest.fail("the record never began")


def test_a_full_disk_stops_a_writer_with_a_sentence(tmp_path: Path) -> None:
    """At whichever call; and what was there is still there."""
    for call in range(1, 60):
        kept = record(tmp_path / str(call))
        adopt(kept)
        with failing_at(call) as calls:
            try:
                adopt(kept)
            except DiskError as error:
                assert "Cannot" in str(error)
        assert verify(kept.directory).sound
        adopt(kept)
        if calls.count < call:
            break
    else:
        pytest.fail("the writing never came to its end")


def test_a_record_tells_which_platform_it_is_about(tmp_path: Path) -> None:
    """To whoever asks on behalf of another one; nothing where it has not begun, or is no record."""
    kept = record(tmp_path / "kept")
    assert kept.about() == ""
    with kept.writing(actor="ana", now=now, platform="embedded:1"):
        pass
    broken = record(tmp_path / "broken")
    broken.directory.mkdir(parents=True)
    (broken.directory / "journal.jsonl").write_text("[]\n", encoding="utf-8")

    assert kept.about() == "embedded:1"
    assert broken.about() == ""


def test_a_writer_can_be_had_only_with_the_lock(tmp_path: Path) -> None:
    """Appending without it would race; the type has no other way in."""
    kept = record(tmp_path)
    with kept.writing(actor="ana", now=now, platform="p") as writer:
        assert isinstance(writer, Writer)
        assert (kept.directory / "holder.json").exists()
    assert now().astimezone(UTC).hour == 10

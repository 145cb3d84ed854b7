"""The platform on its own: ids, versions, locks, a log, bad days and bad habits."""

from __future__ import annotations

import multiprocessing
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mapconfig.backend import Conflict, NotApplied, Rejected, Unclear
from mapconfig.backends.embedded.faults import Faults
from mapconfig.backends.embedded.objects import Edit
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
from mapconfig.errors import PlatformError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "platform.sqlite3"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_ids_count_per_type_and_are_never_used_twice(file: Path) -> None:
    """An id in a record or a link means the same object for ever."""
    platform = Platform(file)
    first = platform.create("list", "a", Content("A", {}), runs=False)
    platform.delete("list", first.id, first.version)

    again = platform.create("list", "a", Content("A", {}), runs=False)

    assert (first.id, again.id) == (1, 2)
    assert platform.create("email", "a", Content("A", {}), runs=False).id == 1


def test_the_platform_owns_times_and_names(file: Path) -> None:
    """Who made an object and who changed it last, and when, comes from the platform and not from the request."""
    clock = Clock()
    made = Platform(file, "anna", clock).create("list", "a", Content("A", {}), runs=False)
    clock.now += timedelta(hours=1)

    changed = Platform(file, "ben", clock).update("list", made.id, made.version, Edit(put={"tags": ["x"]}))

    assert (changed.created_by, changed.created_at) == ("anna", "2026-11-22T09:30:00.000000Z")
    assert (changed.updated_by, changed.updated_at) == ("ben", "2026-11-22T10:30:00.000000Z")
    assert changed.version == made.version + 1
    assert Platform(file).one("list", made.id) == changed


def test_an_update_changes_what_it_names_and_nothing_else(file: Path) -> None:
    """Fields that a request does not name stay, and so do columns and properties that nobody here knows."""
    platform = Platform(file)
    made = platform.create("list", "a", Content("A", {"keep": 1, "go": 2}), False, extra={"colour": "green"})
    with sqlite3.connect(file) as db:
        db.execute("ALTER TABLE object ADD COLUMN plugin TEXT")
        db.execute("UPDATE object SET plugin = 'theirs'")
    db.close()

    changed = Platform(file).update(
        "list", made.id, made.version, Edit(put={"new": 3}, drop=["go"], name=None, alias="b")
    )

    assert changed.content == Content(None, {"keep": 1, "new": 3})
    assert (changed.alias, changed.extra) == ("b", {"colour": "green"})
    with sqlite3.connect(file) as db:
        assert db.execute("SELECT plugin FROM object").fetchall() == [("theirs",)]
    db.close()


def test_every_change_is_in_the_log_and_nothing_else_is(file: Path) -> None:
    """Tests and auditors count what really happened: refused requests and reads leave no line."""
    platform = Platform(file, "anna")
    made = platform.create("journey", "j", Content("J", {}), runs=True)
    for attempt in (
        lambda: platform.update("journey", made.id, 7, Edit(put={"x": 1})),
        lambda: platform.create("journey", "j", Content("J", {}), runs=True),
        lambda: platform.delete("journey", 99, 1),
    ):
        with pytest.raises(PlatformError):
            attempt()
    platform.update("journey", made.id, 1, Edit(put={"x": 1}))
    platform.switch("journey", made.id, 2, True)
    platform.annotate("journey", made.id, {"x": 10})
    platform.delete("journey", made.id, 4)

    log = platform.requests()

    assert [(line.who, line.verb, line.type, line.object, line.alias, line.version) for line in log] == [
        ("anna", "create", "journey", 1, "j", 1),
        ("anna", "update", "journey", 1, "j", 2),
        ("anna", "activate", "journey", 1, "j", 3),
        ("anna", "annotate", "journey", 1, "j", 4),
        ("anna", "delete", "journey", 1, "j", 4),
    ]
    assert platform.requests(after=log[3].number) == log[4:]


def test_a_running_object_is_edited_only_by_hand(file: Path) -> None:
    """The interface wants it paused first; the platform's own pages do not."""
    platform = Platform(file)
    made = platform.create("journey", "j", Content("J", {}), runs=True)
    running = platform.switch("journey", made.id, made.version, True)

    with pytest.raises(Rejected, match="is running"):
        platform.update("journey", made.id, running.version, Edit(put={"x": 1}))
    edited = platform.update("journey", made.id, None, Edit(put={"x": 1}), running=True)

    assert edited.active is True
    with pytest.raises(Rejected, match="does not run"):
        platform.switch("list", platform.create("list", "l", Content(None, {}), runs=False).id, None, True)


@pytest.mark.parametrize("alias", ["", "a b", "-a", "a/b", "é", "a\n"])
def test_an_alias_is_plain(file: Path, alias: str) -> None:
    """The natural key can stand in an address, whoever sets it."""
    platform = Platform(file)
    made = platform.create("list", "fine", Content(None, {}), runs=False)

    with pytest.raises(Rejected, match="alias"):
        platform.create("list", alias, Content(None, {}), runs=False)
    with pytest.raises(Rejected, match="alias"):
        platform.update("list", made.id, None, Edit(alias=alias))


def test_aliases_are_unique_unless_the_account_is_set_otherwise(file: Path) -> None:
    """Real platforms differ here; a tool that repeats a create blindly shows on those that take it."""
    platform = Platform(file)
    one = platform.create("list", "a", Content("1", {}), runs=False)
    two = platform.create("list", "b", Content("2", {}), runs=False)
    with pytest.raises(Rejected, match="already"):
        platform.update("list", two.id, None, Edit(alias="a"))

    platform.configure(unique=False)
    three = Platform(file).create("list", "a", Content("3", {}), runs=False)

    assert [found.id for found in platform.called("list", "a")] == [one.id, three.id]


def test_what_is_used_is_not_deleted_unless_the_account_is_set_otherwise(file: Path) -> None:
    """The refusal names who uses it; prose that looks like a reference does not count, nor does the object itself."""
    platform = Platform(file)
    target = platform.create("list", "target", Content(None, {"criteria": ["in list id-1"]}), runs=False)
    for number in range(5):
        platform.create("email", f"mail-{number}", Content(None, {"to": ["list/id-1"]}), runs=False)
    platform.create("email", "prose", Content("list/id-1", {"description": "list/id-1"}), runs=False)

    with pytest.raises(Rejected, match=r"used by email/mail-0, email/mail-1, email/mail-2 and 2 more"):
        platform.delete("list", target.id, target.version)
    for number in range(5):
        platform.update("email", number + 1, None, Edit(drop=["to"]))
    platform.delete("list", target.id, target.version)

    platform.configure(guards_deletes=False)
    used = platform.create("list", "used", Content(None, {}), runs=False)
    platform.create("rule", "r", Content(None, {"when": [f"in list id-{used.id}"]}), runs=True)
    Platform(file).delete("list", used.id, used.version)
    assert platform.one("list", used.id) is None


def test_settings_are_the_accounts_and_not_the_connections(file: Path) -> None:
    """Whoever opens the file next finds the account as it was set."""
    Platform(file).configure(
        quirks=["trim-titles"], faults=Faults(seed=4, slow=0.001), guards_deletes=False, unique=False
    )

    again = Platform(file)

    assert again.quirks == {"trim-titles"}
    assert again.faults == Faults(seed=4, slow=0.001)
    assert not again.guards_deletes
    assert not again.unique
    assert again.create("list", "a", Content("  A   b ", {}), runs=False).content.name == "A b"


def test_members_are_counted_without_a_new_version(file: Path) -> None:
    """What the platform's own jobs write is no change that anybody has to notice."""
    platform = Platform(file)
    made = platform.create("list", "a", Content(None, {}), runs=False)

    platform.count_members("list", made.id, 4211)

    found = platform.one("list", made.id)
    assert found is not None
    assert (found.member_count, found.version) == (4211, made.version)


def test_text_and_numbers_that_cannot_be_stored_are_refused_with_a_sentence(file: Path) -> None:
    """Half a character or an infinite number is refused before anything is written."""
    platform = Platform(file)

    for content in (Content("\ud800", {}), Content(None, {"x": "\udfff"}), Content(None, {"x": float("inf")})):
        with pytest.raises(Rejected, match="takes only"):
            platform.create("list", "a", content, runs=False)

    assert platform.requests() == []


# Bad days


def test_a_busy_platform_does_nothing(file: Path) -> None:
    """A request that is refused for now has no effect, and says when to come back."""
    platform = Platform(file)
    platform.configure(faults=Faults(before=1.0))

    with pytest.raises(NotApplied) as refused:
        platform.create("list", "a", Content(None, {}), runs=False)

    assert refused.value.retry_after > 0
    platform.configure(faults=Faults())
    assert list(platform.all(["list"])[0]) == []


def test_a_lost_answer_leaves_the_effect(file: Path) -> None:
    """The caller cannot know, but the write is there."""
    platform = Platform(file)
    platform.configure(faults=Faults(after=1.0))

    with pytest.raises(Unclear):
        platform.create("list", "a", Content(None, {}), runs=False)

    assert [found.alias for found in platform.called("list", "a")] == ["a"]


def test_bad_days_repeat_with_the_same_seed(tmp_path: Path) -> None:
    """A failing run can be run again, whatever processes took part in it."""

    def run(name: str, seed: int) -> list[str]:
        Platform(tmp_path / name).configure(faults=Faults(seed=seed, before=0.3, after=0.3))
        outcomes = []
        for number in range(30):
            platform = Platform(tmp_path / name)  # as a new process would
            try:
                platform.create("list", f"l{number}", Content(None, {}), runs=False)
                outcomes.append("done")
            except (NotApplied, Unclear) as fault:
                outcomes.append(type(fault).__name__)
        return outcomes

    first = run("a", 1)

    assert run("b", 1) == first
    assert run("c", 2) != first
    assert set(first) == {"done", "NotApplied", "Unclear"}


def test_stale_reads_show_the_past_and_then_catch_up(file: Path) -> None:
    """For some seconds a read may miss what was made, show what was changed as it was, and list what was deleted."""
    clock = Clock()
    platform = Platform(file, clock=clock)
    platform.configure(faults=Faults(stale=1.0, stale_for=30))
    old = platform.create("list", "old", Content("before", {}), runs=False)
    gone = platform.create("list", "gone", Content("gone", {}), runs=False)
    clock.now += timedelta(seconds=60)
    platform.update("list", old.id, None, Edit(name="after"))
    clock.now += timedelta(seconds=1)
    platform.update("list", old.id, None, Edit(name="later"))
    platform.delete("list", gone.id, None)
    platform.create("list", "new", Content("new", {}), runs=False)

    def seen() -> list[tuple[str, str | None]]:
        return [(found.alias, found.content.name) for found in platform.all(["list"])[0]]

    assert seen() == [("old", "before"), ("gone", "gone")]
    assert platform.called("list", "new") == []
    clock.now += timedelta(seconds=29.5)
    assert seen() == [("old", "after"), ("gone", "gone")]
    clock.now += timedelta(seconds=10)
    assert seen() == [("old", "later"), ("new", "new")]


def test_a_write_is_checked_against_the_present_even_when_reads_are_stale(file: Path) -> None:
    """A stale version is a conflict, so nothing is lost by having read the past."""
    platform = Platform(file)
    platform.configure(faults=Faults(stale=1.0))
    made = platform.create("list", "a", Content(None, {}), runs=False)
    platform.update("list", made.id, made.version, Edit(put={"x": 1}))

    with pytest.raises(Conflict, match="version 2, not 1"):
        platform.update("list", made.id, made.version, Edit(put={"x": 2}))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"nothing": 1}, "'nothing' is no fault"),
        ({"slow": "much"}, "slow must be a number"),
        ({"before": -1}, "before must be a number"),
        ({"stale": True}, "stale must be a number"),
        ({"after": float("nan")}, "after must be a number"),
    ],
)
def test_faults_that_make_no_sense_are_explained(said: dict[str, Any], sentence: str) -> None:
    """A typing error in a test's settings does not make the platform quietly reliable."""
    with pytest.raises(ValueError, match=sentence):
        Faults.of(said)


# Several processes


def _add(file: str, name: str, count: int, barrier: Any) -> None:
    platform = Platform(file, name)
    barrier.wait()
    for number in range(count):
        platform.create("list", f"{name}-{number}", Content(name, {}), runs=False)


def _race(file: str, barrier: Any, wins: Any) -> None:
    platform = Platform(file)
    for number in range(20):
        barrier.wait()
        found = platform.one("list", 1)
        assert found is not None
        barrier.wait()
        try:
            platform.update("list", 1, found.version, Edit(put={"round": number}))
        except Conflict:
            continue
        with wins.get_lock():
            wins.value += 1


def test_two_processes_work_on_one_account(file: Path) -> None:
    """Writers wait for each other: nothing is lost, no id is given twice, also when both make the file."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    writers = [context.Process(target=_add, args=(str(file), name, 40, barrier)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found, _ = Platform(file).all(["list"])

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(one.id for one in found) == list(range(1, 81))
    assert len(Platform(file).requests()) == 80


@pytest.mark.parametrize("leaky", [0.0, 0.03])
def test_of_two_writers_of_one_version_one_gets_through(file: Path, leaky: float) -> None:
    """Check and write are one transaction; an account may be set to be as leaky as some real ones are."""
    Platform(file).create("list", "a", Content(None, {}), runs=False)
    Platform(file).configure(faults=Faults(leaky=leaky))
    context = multiprocessing.get_context("spawn")
    barrier, wins = context.Barrier(2), context.Value("i", 0)
    writers = [context.Process(target=_race, args=(str(file), barrier, wins)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(Platform(file).requests()) == wins.value + 1
    assert wins.value > 20 if leaky else wins.value == 20

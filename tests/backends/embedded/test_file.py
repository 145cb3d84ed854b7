"""The file: made privately, whole after every kill, and refused with a sentence when it is not ours."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mapconfig.backend import NotApplied, Rejected, Unclear
from mapconfig.backends.embedded import file as account_file
from mapconfig.backends.embedded.file import AccountFile
from mapconfig.backends.embedded.objects import Edit
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
from mapconfig.errors import PlatformError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "platform.sqlite3"


def sql(file: Path, *statements: str) -> None:
    db = sqlite3.connect(file)
    try:
        for statement in statements:
            db.execute(statement)
        db.commit()
    finally:
        db.close()


def test_the_file_and_its_directory_are_private(file: Path) -> None:
    """Nobody else on the machine reads an account."""
    Platform(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_an_account_is_one_file_at_rest(file: Path) -> None:
    """It can be copied and kept: no journal or log stays beside it, and a copy is the same account."""
    platform = Platform(file)
    platform.create("list", "a", Content("A", {}), runs=False)

    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    copy = file.parent / "copy.sqlite3"
    shutil.copy(file, copy)
    assert Platform(copy).instance == platform.instance


def test_a_file_that_was_only_begun_is_finished(file: Path) -> None:
    """A kill between making the file and filling it leaves nothing that has to be cleaned up."""
    file.parent.mkdir()
    file.touch()

    assert list(Platform(file).all(["list"])[0]) == []


def damaged(file: Path, change: Callable[[Path], None]) -> str:
    """What is said about an account after `change`."""
    platform = Platform(file)
    platform.create("list", "a", Content("A", {}), runs=False)
    change(file)
    with pytest.raises(PlatformError) as refused:
        list(Platform(file).all(["list"])[0])
    message = str(refused.value)
    assert message.startswith(str(file))
    assert message.endswith(".")
    return message


def overwrite(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def scribble(file: Path) -> None:
    """Overwrite the middle of the file and keep its head."""
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    file.write_bytes(data)


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (lambda file: overwrite(file, b"kind: list\n" * 100), "not a database"),
    "cut": (lambda file: os.truncate(file, 5000), "malformed"),
    "scribbled": (scribble, "malformed"),
    "another program's": (lambda file: sql(file, "PRAGMA application_id = 7"), "another program"),
    "never released": (lambda file: sql(file, "PRAGMA user_version = 0"), "never released"),
    "newer": (lambda file: sql(file, "PRAGMA user_version = 9"), "newer mapconfig"),
    "a trigger": (
        lambda file: sql(file, "CREATE TRIGGER bad AFTER INSERT ON object BEGIN DELETE FROM object; END"),
        "'bad', which this program did not put there",
    ),
    "a view": (lambda file: sql(file, "DROP TABLE former", "CREATE VIEW former AS SELECT 1"), "'former'"),
    "a missing table": (lambda file: sql(file, "DROP TABLE link"), "'link' is not as"),
    "another table": (
        lambda file: sql(file, "DROP TABLE request", "CREATE TABLE request (id INTEGER)"),
        "'request' is not as",
    ),
    "no instance": (lambda file: sql(file, "DELETE FROM setting"), "settings cannot be read"),
    "a bad instance": (lambda file: sql(file, "UPDATE setting SET value = 'x'"), "settings cannot be read"),
    "unknown quirks": (
        lambda file: sql(file, "INSERT INTO setting VALUES ('quirks', '[\"x\"]')"),
        "a habit that this version does not know",
    ),
    "bad faults": (lambda file: sql(file, "INSERT INTO setting VALUES ('faults', '[]')"), "settings cannot be read"),
    "fields that are no JSON": (
        lambda file: sql(file, "UPDATE object SET fields = '{'"),
        "list number 1 cannot be read",
    ),
    "fields that are no mapping": (lambda file: sql(file, "UPDATE object SET fields = '[]'"), "not a mapping"),
    "fields that are no number": (lambda file: sql(file, "UPDATE object SET fields = '{\"x\": NaN}'"), "is no number"),
    "deep fields": (
        lambda file: sql(file, f"UPDATE object SET fields = '{{\"x\": {'[' * 100_000}{']' * 100_000}}}'"),
        "list number 1 cannot be read",
    ),
    "a bad alias": (lambda file: sql(file, "UPDATE object SET alias = '../x'"), "cannot be read"),
    "a version in words": (lambda file: sql(file, "UPDATE object SET version = 'two'"), "cannot be read"),
    "bytes for text": (lambda file: sql(file, "UPDATE object SET fields = x'ff'"), "cannot be read"),
    "bytes in text": (lambda file: sql(file, "UPDATE object SET fields = CAST(x'ff' AS TEXT)"), "cannot be used"),
    "a huge value": (
        lambda file: sql(file, f"UPDATE object SET fields = zeroblob({account_file.LONGEST + 1})"),
        "too big",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_file_that_is_not_as_it_should_be_is_refused_with_a_sentence(file: Path, name: str) -> None:
    """A hostile, damaged or foreign file is never worked with, and the reader learns what is wrong and what to do."""
    change, words = DAMAGE[name]

    assert words in damaged(file, change)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Directories, pipes and devices are not opened and not waited for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path, words in (
        (tmp_path, "directory"),
        (pipe, "not a regular file"),
        (Path("/dev/null"), "not a regular file"),
    ):
        with pytest.raises(PlatformError, match=words):
            AccountFile(path)
    with pytest.raises(PlatformError, match="cannot be used"):
        AccountFile(tmp_path / "pipe" / "below")


def test_a_foreign_database_is_left_as_it_is(tmp_path: Path) -> None:
    """A wrong path in the settings does no harm to what is there."""
    foreign = tmp_path / "contacts.sqlite3"
    sql(foreign, "CREATE TABLE contacts (name TEXT)", "INSERT INTO contacts VALUES ('x')")
    before = foreign.read_bytes()

    with pytest.raises(PlatformError, match="another program"):
        Platform(foreign)

    assert foreign.read_bytes() == before


def test_a_file_that_somebody_holds_is_busy_and_not_broken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting has an end, and then the request has certainly not happened and may be repeated."""
    platform = Platform(file)
    made = platform.create("list", "a", Content(None, {}), runs=False)
    monkeypatch.setattr(account_file, "PATIENCE", 0.05)
    holder = sqlite3.connect(file)
    try:
        for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN"):
            holder.execute(lock)
            holder.execute("SELECT * FROM object").fetchall()
            with pytest.raises(NotApplied, match="busy") as busy:
                platform.update("list", made.id, None, Edit(put={"x": lock}))
            assert busy.value.retry_after > 0
            holder.rollback()
    finally:
        holder.close()
    assert platform.one("list", made.id) == made


def test_a_full_disk_is_a_refusal(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no room, the write has not happened and the account is as it was."""
    platform = Platform(file)
    made = platform.create("list", "a", Content(None, {}), runs=False)
    plain = sqlite3.connect

    def small(*args: object, **more: object) -> sqlite3.Connection:
        db = plain(*args, **more)  # type: ignore[call-overload]
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
        return db  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(Rejected, match="full"):
        platform.update("list", made.id, None, Edit(put={"x": "y" * 100_000}))

    assert platform.one("list", made.id) == made


WRITER = """
import sys
from mapconfig.backends.embedded.objects import Edit
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
number = 0
while True:
    platform = Platform(sys.argv[1])
    number += 1
    one = platform.create("journey", f"{sys.argv[2]}-{number}", Content("x" * 3000, {"to": ["list/id-1"]}), runs=True)
    platform.update("journey", one.id, one.version, Edit(put={"y": "z" * 5000}))
    platform.switch("journey", one.id, None, True)
    if number % 3 == 0:
        platform.delete("journey", one.id, None)
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_file(file: Path) -> None:
    """After SIGKILL the account opens, is consistent, and has exactly what its log says happened."""
    dice = random.Random(7)
    for run in range(25):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(file), f"run{run}"], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        if run % 5:  # the others are killed while Python starts or the file is made
            writer.stdout.readline()
        time.sleep(dice.random() * 0.05)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()

        platform = Platform(file)
        with platform.file.reading() as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        alive = {}
        for line in platform.requests():
            alive[line.object] = line.version
            if line.verb == "delete":
                del alive[line.object]
        found, _ = platform.all(["journey"])
        assert {one.id: one.version for one in found} == alive
    assert len(platform.requests()) > 50


def test_two_who_make_the_same_file_make_one_account(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second finds what the first made, even between looking and making."""
    make = AccountFile._make
    made: list[str] = []

    def interrupted(self: AccountFile) -> None:
        monkeypatch.setattr(AccountFile, "_make", make)
        made.append(Platform(file).instance)
        make(self)

    monkeypatch.setattr(AccountFile, "_make", interrupted)

    assert [Platform(file).instance] == made


def test_a_disk_that_does_not_confirm_leaves_it_open(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a fault while committing nobody can say what is on the disk; the caller is told to look."""
    platform = Platform(file)

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
            if sql == "COMMIT":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
                raise error
            return super().execute(sql, *args)  # type: ignore[arg-type]

    plain = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: plain(*args, **more, factory=Failing))

    with pytest.raises(Unclear, match="did not confirm"):
        platform.create("list", "a", Content(None, {}), runs=False)


def test_a_file_that_vanishes_is_a_sentence(file: Path) -> None:
    """Whatever happens to the file while somebody works, the reader learns which file it is about."""
    platform = Platform(file)
    file.unlink()
    file.mkdir()

    with pytest.raises(PlatformError, match=r"platform\.sqlite3 cannot be used"):
        platform.one("list", 1)

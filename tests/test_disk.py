"""What a person may rely on when the disk, or the process, fails: the old file or the new one, and a sentence."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from mapconfig import disk
from mapconfig.disk import DiskError
from tests.dying import dying_at, failing_at

OLD, NEW = b"old" * 100, b"new" * 100


def names(directory: Path) -> list[str]:
    """What is in a directory, hidden or not."""
    return sorted(path.name for path in directory.iterdir())


def test_a_written_file_is_whole_and_the_owners_alone(tmp_path: Path) -> None:
    """What mapconfig keeps is readable by nobody else, whatever the umask."""
    before = os.umask(0)
    try:
        disk.make_directory(tmp_path / "a" / "b")
        disk.write(tmp_path / "a" / "b" / "file", NEW)
        disk.append(tmp_path / "a" / "b" / "log", OLD)
    finally:
        os.umask(before)

    assert disk.read(tmp_path / "a" / "b" / "file") == NEW
    modes = [stat.S_IMODE((tmp_path / "a" / name).stat().st_mode) for name in ("", "b", "b/file", "b/log")]
    assert modes == [0o700, 0o700, 0o600, 0o600]
    assert names(tmp_path / "a" / "b") == ["file", "log"]


@pytest.mark.parametrize("half", [False, True])
def test_a_death_at_any_call_leaves_the_old_file_or_the_new_one(tmp_path: Path, half: bool) -> None:
    """There is no moment at which a crash leaves a mixture."""
    seen = set()
    for call in range(1, 20):
        path = tmp_path / f"file-{call}"
        disk.write(path, OLD)
        with dying_at(call, half) as calls:
            disk.write(path, NEW)
        found = disk.read(path)
        assert found in (OLD, NEW)
        seen.add(found)
        if not calls.dead:
            break
    else:
        pytest.fail("the write never came to its end")
    assert seen == {OLD, NEW}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE, errno.ENXIO])
def test_a_failing_call_gives_a_sentence_and_keeps_the_old_file(tmp_path: Path, number: int) -> None:
    """A full or broken disk is told with the file and what to do, and nothing is left behind."""
    path = tmp_path / "file"
    disk.write(path, OLD)
    for call in range(1, 20):
        with failing_at(call, number) as calls:
            try:
                disk.write(path, NEW)
            except DiskError as error:
                assert str(path) in str(error)
                assert str(error).endswith(("again.", "written again.", "writable."))
        assert disk.read(path) in (OLD, NEW)
        if calls.count < call:
            break
    assert names(tmp_path) == ["file"]


def test_after_a_failed_flush_nothing_is_tried_again(tmp_path: Path) -> None:
    """The kernel may have dropped what it could not write, so a second flush would lie."""
    with failing_at(1, errno.EIO, ("fsync",)) as calls, pytest.raises(DiskError, match="hardware fault"):
        disk.append(tmp_path / "log", OLD)

    assert calls.count == 1


def test_a_short_write_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operating system may take less than it was given."""

    def write(descriptor: int, data: bytes) -> int:
        return os.write(descriptor, bytes(data)[:7])

    calls = disk.Calls()
    monkeypatch.setattr(calls, "write", write)
    monkeypatch.setattr(disk, "calls", calls)
    disk.write(tmp_path / "file", NEW)

    assert disk.read(tmp_path / "file") == NEW


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A link planted at a file's name leads nobody out of the directory."""
    secret = tmp_path / "secret"
    secret.write_bytes(OLD)
    link = tmp_path / "link"
    link.symlink_to(secret)

    with pytest.raises(DiskError, match="symbolic link"):
        disk.read(link)
    with pytest.raises(DiskError, match="symbolic link"):
        disk.append(link, NEW)
    with pytest.raises(DiskError, match="symbolic link"):
        disk.truncate(link, 0)
    disk.write(link, NEW)

    assert secret.read_bytes() == OLD
    assert (link.is_symlink(), link.read_bytes()) == (False, NEW)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A directory or a pipe in a file's place is refused at once; a pipe never blocks."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()

    with pytest.raises(DiskError, match="no regular file"):
        disk.read(tmp_path / "pipe")
    with pytest.raises(DiskError, match="directory"):
        disk.read(tmp_path / "directory")
    assert disk.read(tmp_path / "nothing") is None


def test_a_file_in_a_directorys_place_is_told(tmp_path: Path) -> None:
    """The path is in the sentence."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(DiskError, match="Cannot make the directory"):
        disk.make_directory(tmp_path / "file")


def test_a_directory_that_somebody_else_made_meanwhile_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes may begin at once."""

    def mkdir(path: Path, mode: int) -> None:
        path.mkdir(mode)
        raise FileExistsError(errno.EEXIST, "there")

    calls = disk.Calls()
    monkeypatch.setattr(calls, "mkdir", mkdir)
    monkeypatch.setattr(disk, "calls", calls)

    disk.make_directory(tmp_path / "a")

    assert (tmp_path / "a").is_dir()


def test_sweeping_takes_what_a_crash_left_and_nothing_else(tmp_path: Path) -> None:
    """Temporary files do not pile up."""
    disk.write(tmp_path / "file", OLD)
    with dying_at(3):
        disk.write(tmp_path / "file", NEW)
    assert len(names(tmp_path)) == 2

    disk.sweep(tmp_path)

    assert names(tmp_path) == ["file"]
    with pytest.raises(DiskError, match="check the path"):
        disk.sweep(tmp_path / "nowhere")


def test_cutting_a_file_off(tmp_path: Path) -> None:
    """What is taken away is gone on the disk too."""
    disk.write(tmp_path / "file", NEW)

    disk.truncate(tmp_path / "file", 5)

    assert disk.read(tmp_path / "file") == NEW[:5]
    with pytest.raises(DiskError, match="Cannot repair"):
        disk.truncate(tmp_path / "nothing", 5)


def test_a_file_is_removed_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    """A sentence with what to do, as for every other call."""
    (tmp_path / "a").write_text("1")

    disk.remove(tmp_path / "a")

    assert not (tmp_path / "a").exists()
    with pytest.raises(DiskError, match="Cannot remove"):
        disk.remove(tmp_path / "a")


def test_sweeping_for_one_file_leaves_those_of_others(tmp_path: Path) -> None:
    """In a directory of somebody's own files, only what an earlier write of that very file left goes."""
    for name in (".a.0123456789ab.tmp", ".b.0123456789ab.tmp", ".a.notes.tmp", "a"):
        (tmp_path / name).write_text("")

    disk.sweep(tmp_path, "a")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.notes.tmp", ".b.0123456789ab.tmp", "a"]


def test_an_exact_mode_is_kept_whatever_the_umask(tmp_path: Path) -> None:
    """A file that a group may write stays one."""
    before = os.umask(0o077)
    try:
        disk.write(tmp_path / "a", b"1", 0o664, exact=True)
        disk.write(tmp_path / "b", b"1", 0o664)
        disk.make_directory(tmp_path / "c" / "d", 0o777)
    finally:
        os.umask(before)

    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "b", "c")] == [0o664, 0o600, 0o700]


def test_what_another_program_wrote_is_flushed_and_a_fault_is_told(tmp_path: Path) -> None:
    """Files that a library writes are on the disk before anything says that they are there."""
    file = tmp_path / "file"
    file.write_bytes(NEW)

    disk.sync(file)
    disk.sync(tmp_path)
    with failing_at(2, errno.EIO), pytest.raises(DiskError, match="hardware fault"):
        disk.sync(file)
    with pytest.raises(DiskError, match="Cannot write"):
        disk.sync(tmp_path / "missing")

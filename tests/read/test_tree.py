"""What a person may rely on when an org is read from a directory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.sources import write
from tests.steps import steps

from mapconfig.errors import InputError
from mapconfig.read import source, tree
from mapconfig.read.source import UnreadableError
from mapconfig.read.tree import Tree


def refusal(root: Path, file: str) -> str:
    found = Tree(root)
    found.files()
    with pytest.raises(UnreadableError) as raised:
        found.read(file)
    assert raised.value.reason.endswith(".")
    return raised.value.reason


def test_files_come_sorted_and_hidden_ones_do_not_exist(tmp_path: Path) -> None:
    """What begins with a dot belongs to other programs."""
    write(tmp_path, {"b/c.yaml": "x", "a.yaml": "y", ".git/config": "z", ".env": "s", "b/.hidden/d.yaml": "z"})

    found = Tree(tmp_path)

    assert found.files() == ["a.yaml", "b/c.yaml"]
    assert found.read("b/c.yaml") == b"x"
    assert found.label == str(tmp_path)


@pytest.mark.parametrize(
    "file",
    [
        ".env",
        ".git/config",
        "../outside.yaml",
        "b/../../outside.yaml",
        "/etc/passwd",
        "",
        "b//c",
        "b\\..\\c",
        "a\x00b",
        "./a",
    ],
)
def test_names_that_lead_elsewhere_are_not_read(tmp_path: Path, file: str) -> None:
    """A file name out of a document cannot fetch what is not the org's."""
    root = write(tmp_path / "org", {"b/c.yaml": "x", ".env": "secret", ".git/config": "secret"})
    write(tmp_path, {"outside.yaml": "secret"})

    assert refusal(root, file) == "The name leads out of the org or to a hidden file."


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["..", ".", "", "a", "~", "b.yaml", "\\", "etc", "\0", "%2e%2e", "link"]), max_size=6))
def test_no_name_at_all_reads_outside(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    """Whatever the name, only content of the org is returned."""
    base = tmp_path_factory.mktemp("paths")
    root = write(base / "org", {"a/b.yaml": "inside", "b.yaml": "inside"})
    write(base, {"b.yaml": "outside", "a/b.yaml": "outside"})
    (root / "link").symlink_to(base)

    try:
        found = Tree(root).read("/".join(steps))
    except UnreadableError:
        return

    assert found == b"inside"


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    """Neither a link to a file nor one to a folder brings anything in, wherever it points."""
    root = write(tmp_path / "org", {"lists/a.yaml": "x", "real/b.html": "y"})
    write(tmp_path, {"secret.yaml": "secret"})
    (root / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "in.yaml").symlink_to("lists/a.yaml")
    (root / "folder").symlink_to("real")
    (root / "up").symlink_to("..")
    (root / "self.yaml").symlink_to("self.yaml")
    (root / "readme").symlink_to("lists/a.yaml")

    assert Tree(root).files() == ["folder/", "in.yaml", "lists/a.yaml", "out.yaml", "real/b.html", "self.yaml", "up/"]
    for file in ("out.yaml", "in.yaml", "self.yaml", "readme"):
        assert refusal(root, file) == "The file is a symbolic link, and links are not followed."
    for folder in ("folder/", "up/"):
        assert refusal(root, folder) == "The folder is a symbolic link, and links are not followed."
    assert refusal(root, "folder/b.html") == "A folder on the way to it is a symbolic link."
    assert refusal(root, "up/secret.yaml") == "A folder on the way to it is a symbolic link."


def test_a_root_that_is_a_link_itself_is_the_users_own_choice(tmp_path: Path) -> None:
    """Only what lies in the org is under suspicion."""
    write(tmp_path / "org", {"a.yaml": "x"})
    (tmp_path / "link").symlink_to("org")

    assert Tree(tmp_path / "link").read("a.yaml") == b"x"


def test_pipes_sockets_and_devices_never_block(tmp_path: Path) -> None:
    """A pipe that nobody writes to would otherwise hold a CI job for ever."""
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as listening:
        short = os.path.relpath(tmp_path / "socket.yaml")
        listening.bind(short if len(short) < 100 else f"/proc/self/fd/{os.open(tmp_path, os.O_RDONLY)}/socket.yaml")

        assert Tree(tmp_path).files() == ["pipe.yaml", "socket.yaml"]
        assert refusal(tmp_path, "pipe.yaml") == "It is no regular file but a pipe, a socket or a device."
        assert refusal(tmp_path, "socket.yaml") == "It is no regular file but a pipe, a socket or a device."
        assert refusal(tmp_path, "pipe.html") == "It is no regular file."
        with pytest.raises(UnreadableError, match="no regular file but a socket"):
            Tree(tmp_path).read("socket.yaml")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    """Opening a directory works on some systems; reading it never does."""
    (tmp_path / "a").mkdir()

    assert refusal(tmp_path, "a") == "It is no regular file."
    assert refusal(tmp_path, "nothing.yaml") == "There is no such file."
    assert refusal(tmp_path, "nothing/nothing.yaml") == "There is no such file."


def test_names_that_cannot_be_shown_are_reported_in_letters(tmp_path: Path) -> None:
    """A line break in a file name cannot forge a line of a report."""
    write(
        tmp_path, {"a\nb.yaml": "x", "back\\slash.yaml": "x", "fine.yaml": "x", "odd\n.txt": "x", "dir\n/c.yaml": "x"}
    )
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.yaml")).write_bytes(b"x")

    files = Tree(tmp_path).files()

    assert files == ["a\\x0ab.yaml", "back\\x5cslash.yaml", "caf\\xe9.yaml", "dir\\x0a/", "fine.yaml"]
    assert refusal(tmp_path, "a\\x0ab.yaml").startswith("The name has characters that cannot be shown")
    assert refusal(tmp_path, "dir\\x0a/").startswith("The name has characters that cannot be shown")


def test_another_repository_inside_is_not_entered(tmp_path: Path) -> None:
    """A submodule has its own history, which revisions of this one do not hold."""
    write(tmp_path, {"a.yaml": "x", "sub/b.yaml": "y", "sub/.git": "gitdir: elsewhere"})

    assert Tree(tmp_path).files() == ["a.yaml", "sub/"]
    assert refusal(tmp_path, "sub/") == "The folder is another git repository, which is not read."


def test_very_deep_folders_are_reported(tmp_path: Path) -> None:
    """The walk ends however deep a stranger nests."""
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=folder)
        below = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(folder)

    (deep,) = Tree(tmp_path).files()

    assert deep == "d/" * (source.MAX_DEPTH + 1)
    assert refusal(tmp_path, deep) == "The folder lies more than 64 folders deep."
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_too_many_files_end_the_run_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who gives the wrong directory is told so before the memory is full."""
    write(tmp_path, {f"{number}.txt": "" for number in range(12)})
    monkeypatch.setattr(tree, "MAX_FILES", 10)

    with pytest.raises(InputError, match="holds more than 10 files, so it is hardly an org"):
        Tree(tmp_path).files()


@pytest.mark.slow
def test_a_hundred_thousand_files_are_listed_in_steps_that_grow_with_them(tmp_path: Path) -> None:
    """The largest org that is promised, and a hundredth of it beside it."""
    for folder in range(100):
        (tmp_path / str(folder)).mkdir()
        for number in range(1000):
            os.mknod(tmp_path / str(folder) / f"{number}.yaml")
    few = tmp_path / "7"

    assert len(Tree(few).files()) == 1000
    assert len(Tree(tmp_path).files()) == 100_000

    assert steps(lambda: Tree(tmp_path).files()) < 120 * steps(lambda: Tree(few).files())


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte takes no memory."""
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(1 << 40)

    assert refusal(tmp_path, "a.yaml") == "It has 1,099,511,627,776 bytes; files up to 16,000,000 bytes are read."


def test_a_file_that_changes_while_it_is_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of an old text and half of a new one are nobody's intention."""
    write(tmp_path, {"a.yaml": "x" * 100})
    read = os.read

    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, size) + b"y")
    assert refusal(tmp_path, "a.yaml") == "It changed while it was read."

    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 30)))
    assert Tree(tmp_path).read("a.yaml") == b"x" * 100

    monkeypatch.setattr(os, "read", lambda descriptor, size: b"x" * 99)
    assert refusal(tmp_path, "a.yaml") == "It changed while it was read."


def test_a_failing_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad file does not end the reading of the others."""
    write(tmp_path, {"a.yaml": "x", "b/c.yaml": "y"})

    def fail(*_: object) -> bytes:
        raise OSError(5, "")

    monkeypatch.setattr(os, "read", fail)
    assert refusal(tmp_path, "a.yaml") == "Reading it failed: Input/output error."
    monkeypatch.setattr(os, "open", fail)
    assert refusal(tmp_path, "a.yaml") == "It cannot be opened: Input/output error."


def test_a_folder_or_file_that_may_not_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the org is read all the same."""
    write(tmp_path, {"a.yaml": "x", "b/c.yaml": "y"})
    scan, open_ = os.scandir, os.open

    def refuse_folder(path: str) -> object:
        if path.endswith("/b"):
            raise PermissionError(13, "")
        return scan(path)

    def refuse_file(path: str, flags: int) -> int:
        if path.endswith("a.yaml"):
            raise PermissionError(13, "")
        return open_(path, flags)

    monkeypatch.setattr(os, "scandir", refuse_folder)
    monkeypatch.setattr(os, "open", refuse_file)

    assert Tree(tmp_path).files() == ["a.yaml", "b/"]
    assert refusal(tmp_path, "b/") == "The folder cannot be read: Permission denied."
    assert refusal(tmp_path, "a.yaml") == "You may not read it."


_AS_NOBODY = """
import os, sys
from mapconfig.read.source import UnreadableError
from mapconfig.read.tree import Tree
if os.geteuid() == 0:  # root may read everything
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
tree = Tree(sys.argv[1])
for file in tree.files():
    try:
        print(file, tree.read(file))
    except UnreadableError as error:
        print(file, error.reason)
"""


def test_files_without_the_right_to_read_are_reported(tmp_path: Path) -> None:
    """The message says what is wrong with the file, and the others are read."""
    write(tmp_path, {"a.yaml": "x", "b.yaml": "y", "c/d.yaml": "z"})
    (tmp_path / "b.yaml").chmod(0)
    (tmp_path / "c").chmod(0)
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o111)

    child = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(tmp_path)], capture_output=True, text=True, check=True
    )

    (tmp_path / "c").chmod(0o755)
    assert child.stdout.splitlines() == [
        "a.yaml b'x'",
        "b.yaml You may not read it.",
        "c/ The folder cannot be read: Permission denied.",
    ]


def test_a_directory_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """The first thing a new user may get wrong."""
    with pytest.raises(InputError, match=r"There is no directory .*nowhere.*mapconfig init"):
        Tree(tmp_path / "nowhere")
